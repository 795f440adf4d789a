//! Folds pending rows into the counters that statistics read. Reading adds the pending rows up, so folding late makes answers
//! slower but never wrong.

use crate::services::{Services, counters};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long to wait when nothing was pending.
const IDLE: Duration = Duration::from_secs(1);
/// How long to let others write between two batches: on SQLite there is one writer.
const BREATH: Duration = Duration::from_millis(40);
/// The same while writes are waiting. Facts that wait meanwhile cost readers a little, not the ones who write.
const BREATH_WHILE_BUSY: Duration = Duration::from_millis(150);
/// The longest wait while the store fails.
const LONGEST: Duration = Duration::from_secs(60);

/// Folds until it is told to stop.
pub(super) async fn run(services: Services, stop: CancellationToken) {
    let mut failed = IDLE;
    loop {
        let wait = match counters::fold(&services).await {
            Ok(0) => IDLE,
            Ok(_) if services.store.waiting_writes() > 0 => BREATH_WHILE_BUSY,
            Ok(_) => BREATH,
            Err(error) => {
                tracing::warn!(%error, "pending rows cannot be folded");
                failed = (failed * 2).min(LONGEST);
                failed
            }
        };
        if wait <= IDLE {
            failed = IDLE;
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
    }
}
