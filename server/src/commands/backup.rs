//! Skeleton.
use crate::commands::CommandError;
use crate::config::Config;
use std::path::PathBuf;
/// Skeleton.
pub async fn run(_: Config, _: PathBuf) -> Result<(), CommandError> {
    Err(CommandError::new("not written yet"))
}
