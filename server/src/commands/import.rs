//! Skeleton.
use crate::commands::CommandError;
use crate::config::Config;
use clap::ValueEnum;
use std::path::PathBuf;
/// What a file holds.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ImportKind {
    /// Areas.
    Areas,
    /// Population.
    Population,
    /// Units.
    Units,
    /// A questionnaire.
    Questionnaire,
    /// Reports.
    Reports,
    /// Responses.
    Responses,
}
/// Skeleton.
pub async fn run(_: Config, _: ImportKind, _: PathBuf) -> Result<(), CommandError> {
    Err(CommandError::new("not written yet"))
}
