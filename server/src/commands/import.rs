//! `chuangcheng import KIND FILE`: all or nothing, and again without effect.

use super::CommandError;
use crate::config::Config;
use crate::error::from_store;
use crate::files::table::Encoding;
use crate::services::imports::{self, ImportError, Imported};
use crate::services::{Services, first_start};
use clap::ValueEnum;
use domain::access::Actor;
use std::path::Path;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ImportKind {
    /// areas.geojson: the tree of areas.
    Areas,
    /// population.csv: residents by area, sex and age band.
    Population,
    /// units.csv: responsible units.
    Units,
    /// sites.json: places that inspectors visit.
    Sites,
    /// questionnaire.json: one version of a questionnaire.
    Questionnaire,
    /// reports.csv: problem reports.
    Reports,
    /// responses.csv: filled questionnaires.
    Responses,
}

/// Imports a file and prints what became of it.
///
/// # Errors
/// What is wrong with the file, and where; or that the database cannot be used.
pub async fn run(config: Config, kind: ImportKind, path: &Path) -> Result<(), CommandError> {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let bytes = tokio::fs::read(path)
        .await
        .map_err(|error| CommandError::new(format!("{}: {error}", path.display())))?;
    let services = Services::open(config, "").await?;
    let imported = import(&services, kind, &name, &bytes).await;
    services.store.close().await;
    let imported = imported.map_err(CommandError::new)?;
    if imported.encoding == Encoding::Gb18030 {
        eprintln!("{name} is not UTF-8; it was read as GB18030");
    }
    println!("{}", summary(&imported));
    Ok(())
}

async fn import(
    services: &Services,
    kind: ImportKind,
    file: &str,
    bytes: &[u8],
) -> Result<Imported, ImportError> {
    let actor = &Actor::System;
    let progress = |done: usize, of: usize| eprintln!("{done} of {of} rows read");
    // A new installation knows the shipped questionnaires, as it does when it is first served.
    first_start::import_questionnaires(services).await.map_err(from_store)?;
    match kind {
        ImportKind::Areas => imports::import_areas(services, actor, file, bytes).await,
        ImportKind::Population => imports::import_population(services, actor, file, bytes).await,
        ImportKind::Units => imports::import_units(services, actor, file, bytes).await,
        ImportKind::Sites => imports::import_sites(services, actor, file, bytes).await,
        ImportKind::Questionnaire => imports::import_questionnaire(services, actor, file, bytes).await,
        ImportKind::Reports => imports::import_reports(services, actor, file, bytes, &progress).await,
        ImportKind::Responses => imports::import_responses(services, actor, file, bytes, &progress).await,
    }
}

fn summary(imported: &Imported) -> String {
    let Imported { added, unchanged, outside, .. } = imported;
    let mut text = format!("{added} added, {unchanged} unchanged");
    if *outside > 0 {
        text.push_str(&format!(", {outside} of them without a place"));
    }
    text
}

#[cfg(test)]
mod tests;
