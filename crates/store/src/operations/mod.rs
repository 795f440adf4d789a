//! The methods of `Store`, one file per subject. Each says which query runs in which kind of transaction.

mod accounts;
mod areas;
pub(crate) mod backup;
mod counters;
mod jobs;
mod questionnaires;
mod reports;
mod responses;

pub use backup::RowSink;
pub use counters::{ReportTally, block_of};
pub use responses::{ImportBatch, ResponseTally};
