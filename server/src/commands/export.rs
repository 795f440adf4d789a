//! `chuangcheng export KIND FILE`: the format is the one that the file's name ends in.

use super::CommandError;
use crate::config::Config;
use crate::files::write_table::ExportFormat;
use crate::services::{Services, exports, ledger};
use clap::ValueEnum;
use domain::access::Actor;
use domain::ledger::LedgerFilter;
use domain::listing::ReportFilter;
use std::io::{self, Write};
use std::path::Path;

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportKind {
    /// All problem reports.
    Reports,
    /// All filled questionnaires.
    Responses,
    /// All cases of the ledger.
    Cases,
    /// The whole history of all cases, with its hashes, as lines of JSON.
    History,
}

/// Writes a file; a file of that name is replaced.
///
/// # Errors
/// For a name that ends in no known format, and when the database or the disk refuses.
pub async fn run(config: Config, kind: ExportKind, path: &Path) -> Result<(), CommandError> {
    let shown = path.display();
    if kind == ExportKind::History {
        return history(config, path).await;
    }
    let format = ExportFormat::of_name(&path.to_string_lossy())
        .ok_or_else(|| CommandError::new(format!("{shown}: the name must end in .csv, .xlsx or .geojson")))?;
    let services = Services::open(config, "").await?;
    let written = match kind {
        ExportKind::Responses => {
            exports::responses(&services, &Actor::System, &exports::ResponseFilter::default(), format).await
        }
        ExportKind::Cases => {
            ledger::export::cases(&services, &Actor::System, &LedgerFilter::default(), format).await
        }
        _ => exports::reports(&services, &Actor::System, &ReportFilter::default(), format).await,
    };
    services.store.close().await;
    let bytes = written.map_err(|error| CommandError::new(format!("{shown}: {error}")))?;
    put(path, &bytes).map_err(|error| CommandError::new(format!("{shown}: {error}")))?;
    println!("{} bytes written to {shown}", bytes.len());
    Ok(())
}

/// Writes every event of every case.
async fn history(config: Config, path: &Path) -> Result<(), CommandError> {
    let shown = path.display();
    if path.extension().is_none_or(|ending| ending != "ndjson") {
        return Err(CommandError::new(format!("{shown}: the name must end in .ndjson")));
    }
    let services = Services::open(config, "").await?;
    let mut text = String::new();
    let mut after = 0;
    loop {
        let page = ledger::export::history(&services, &Actor::System, after).await;
        match page.map_err(|error| CommandError::new(format!("{shown}: {error}")))? {
            Some((position, lines)) => {
                text.push_str(&lines);
                after = position;
            }
            None => break,
        }
    }
    services.store.close().await;
    put(path, text.as_bytes()).map_err(|error| CommandError::new(format!("{shown}: {error}")))?;
    println!("{} bytes written to {shown}", text.len());
    Ok(())
}

/// The file appears under its name only when it is complete.
fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
