//! What pages of the ledger ask for.

use super::RequestBackend;
use app::backend::LedgerBackend;
use async_trait::async_trait;

#[async_trait]
impl LedgerBackend for RequestBackend {}
