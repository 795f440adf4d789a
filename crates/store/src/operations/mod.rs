//! The methods of `Store`, one file per subject. Each says which query runs in which kind of transaction.

mod accounts;
mod areas;
pub(crate) mod backup;
mod cases;
mod counters;
mod jobs;
mod notices;
mod phones;
mod questionnaires;
mod reports;
mod responses;
mod surveys;
mod visits;

pub use backup::RowSink;
pub use cases::LedgerScope;
pub use counters::{ReportTally, block_of};
pub use responses::{ImportBatch, ResponseTally};
pub use visits::VisitTally;
