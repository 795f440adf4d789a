//! Skeleton.
use crate::commands::CommandError;
use crate::config::Config;
/// Skeleton.
pub async fn run(_: Config) -> Result<(), CommandError> {
    Err(CommandError::new("not written yet"))
}
