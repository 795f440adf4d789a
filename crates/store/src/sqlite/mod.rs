//! SQLite: its connections, its dialect, and the queries compiled for it.

pub(crate) mod dialect;
pub(crate) mod engine;

pub(crate) type Db = sqlx::Sqlite;
pub(crate) type Connection = sqlx::SqliteConnection;
pub(crate) type Row = <Db as sqlx::Database>::Row;

#[path = "../queries/accounts.rs"]
pub(crate) mod accounts;
#[path = "../queries/areas.rs"]
pub(crate) mod areas;
#[path = "../queries/backup.rs"]
pub(crate) mod backup;
#[path = "../queries/case_texts.rs"]
pub(crate) mod case_texts;
#[path = "../queries/cases.rs"]
pub(crate) mod cases;
#[path = "../queries/counted.rs"]
pub(crate) mod counted;
#[path = "../queries/counters.rs"]
pub(crate) mod counters;
#[path = "../queries/figures.rs"]
pub(crate) mod figures;
#[path = "../queries/intake.rs"]
pub(crate) mod intake;
#[path = "../queries/jobs.rs"]
pub(crate) mod jobs;
#[path = "../queries/ledger.rs"]
pub(crate) mod ledger;
#[path = "../queries/listing.rs"]
pub(crate) mod listing;
#[path = "../queries/notices.rs"]
pub(crate) mod notices;
#[path = "../queries/phones.rs"]
pub(crate) mod phones;
#[path = "../queries/questionnaires.rs"]
pub(crate) mod questionnaires;
#[path = "../queries/recount.rs"]
pub(crate) mod recount;
#[path = "../queries/reports.rs"]
pub(crate) mod reports;
#[path = "../queries/responses.rs"]
pub(crate) mod responses;
#[path = "../queries/sample.rs"]
pub(crate) mod sample;
#[path = "../queries/surveys.rs"]
pub(crate) mod surveys;
#[path = "../queries/totals.rs"]
pub(crate) mod totals;
#[path = "../queries/visits.rs"]
pub(crate) mod visits;
