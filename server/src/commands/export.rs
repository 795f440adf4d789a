//! Skeleton.
use crate::commands::CommandError;
use crate::config::Config;
use clap::ValueEnum;
use std::path::PathBuf;
/// What is exported.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ExportKind {
    /// Reports.
    Reports,
    /// Responses.
    Responses,
    /// Cases.
    Cases,
}
/// Skeleton.
pub async fn run(_: Config, _: ExportKind, _: PathBuf) -> Result<(), CommandError> {
    Err(CommandError::new("not written yet"))
}
