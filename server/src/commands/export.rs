//! `chuangcheng export KIND FILE`: the format is the one that the file's name ends in.

use super::CommandError;
use crate::config::Config;
use crate::files::write_table::ExportFormat;
use crate::services::{Services, exports};
use clap::ValueEnum;
use domain::access::Actor;
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
}

/// Writes a file; a file of that name is replaced.
///
/// # Errors
/// For a name that ends in no known format, for cases, and when the database or the disk refuses.
pub async fn run(config: Config, kind: ExportKind, path: &Path) -> Result<(), CommandError> {
    let shown = path.display();
    let format = ExportFormat::of_name(&path.to_string_lossy())
        .ok_or_else(|| CommandError::new(format!("{shown}: the name must end in .csv, .xlsx or .geojson")))?;
    if kind == ExportKind::Cases {
        return Err(CommandError::new("there are no cases yet: cases come with the ledger"));
    }
    let services = Services::open(config, "").await?;
    let written = match kind {
        ExportKind::Responses => {
            exports::responses(&services, &Actor::System, &exports::ResponseFilter::default(), format).await
        }
        _ => exports::reports(&services, &Actor::System, &ReportFilter::default(), format).await,
    };
    services.store.close().await;
    let bytes = written.map_err(|error| CommandError::new(format!("{shown}: {error}")))?;
    put(path, &bytes).map_err(|error| CommandError::new(format!("{shown}: {error}")))?;
    println!("{} bytes written to {shown}", bytes.len());
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
