//! The only SQL of Chuangcheng: one text, compiled for SQLite and for PostgreSQL.
//!
//! | where | what |
//! |---|---|
//! | [`Store`] | opens a database and offers every operation; the methods are in `operations/` |
//! | `records` | what goes in and comes out |
//! | `queries/` | the SQL, included once by `sqlite/` and once by `postgres/` |
//! | `sqlite/`, `postgres/` | connections, group commit, and the few places where the engines differ |
//! | `counting`, `gathered` | how facts become counters (pure) |

#![expect(clippy::duplicate_mod, reason = "one SQL text, compiled once for each engine")]

mod case_records;
mod count_records;
mod counting;
mod error;
mod gathered;
mod operations;
mod postgres;
mod records;
mod sqlite;
mod store;
mod survey_records;

pub use case_records::*;
pub use count_records::*;
pub use error::StoreError;
pub use operations::{ImportBatch, LedgerScope, ReportTally, ResponseTally, RowSink, VisitTally, block_of};
pub use records::*;
pub use store::{Engine, Options, Store};
pub use survey_records::*;
