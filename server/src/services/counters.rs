//! The counters that statistics read: pending rows are folded into them, in batches.

use crate::services::Services;
use store::StoreError;

/// Pending rows that are folded in one transaction. On SQLite nobody else writes meanwhile, so it must stay short.
const BATCH: u32 = 500;
/// The same while other writes are waiting: those who sent them wait for an answer, and nobody waits for a fold.
const BATCH_WHILE_BUSY: u32 = 100;

/// Folds one batch of what is pending, and returns how many rows. Several processes may fold at once: each row is taken by one
/// transaction only. Where nothing is pending, nothing is written.
///
/// # Errors
/// When the store fails; what was folded before stays folded.
pub async fn fold(services: &Services) -> Result<u64, StoreError> {
    let batch = if services.store.waiting_writes() > 0 { BATCH_WHILE_BUSY } else { BATCH };
    Ok(services.store.fold_reports(batch).await? + services.store.fold_responses(batch).await?)
}
