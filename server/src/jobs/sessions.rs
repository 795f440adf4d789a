//! Forgets sessions that have run out.

use crate::services::Services;
use store::StoreError;

/// Removes every session that has run out by now.
pub(super) async fn run(services: Services) -> Result<(), StoreError> {
    let removed = services.store.purge_sessions(services.clock.now()).await?;
    tracing::info!(removed, "sessions that had run out were removed");
    Ok(())
}
