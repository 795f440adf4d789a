//! What pages of the ledger ask for.

use async_trait::async_trait;

/// What pages of the ledger ask for.
#[async_trait]
pub trait LedgerBackend: Send + Sync {}
