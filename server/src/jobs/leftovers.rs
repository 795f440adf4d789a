//! Removes photo files that a crash left half-written. What is being written now is left alone.

use crate::services::Services;
use std::io;

/// Removes leftovers older than an hour.
pub(super) async fn run(services: Services) -> io::Result<()> {
    let storage = services.photos.storage().clone();
    let now = services.clock.system_time();
    let removed = tokio::task::spawn_blocking(move || storage.remove_leftovers(now)).await??;
    if removed > 0 {
        tracing::info!(removed, "half-written photos were removed");
    }
    Ok(())
}
