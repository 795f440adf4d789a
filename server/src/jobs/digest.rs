//! Mails everybody who has an address what stands unread in their inbox.

use crate::services::Services;
use crate::services::ledger::digest::{self, DigestError};

/// Sends the digests of the day.
pub(super) async fn run(services: Services) -> Result<(), DigestError> {
    let sent = digest::send_digests(&services).await?;
    tracing::info!(sent, "digests were mailed");
    Ok(())
}
