//! Why the store did not do something.

use thiserror::Error;

/// Why the store did not do something.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Another row has this value already; the column is named.
    #[error("the {0} is already taken")]
    Unique(&'static str),
    /// Something named does not exist.
    #[error("there is no such {0}")]
    Reference(String),
    /// The database cannot be reached now; trying again later may help.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The database holds something that this program does not understand.
    #[error("the database holds something unexpected: {0}")]
    Corrupt(String),
    /// Somebody else was faster: what was to be changed is no longer as expected. Nothing was written.
    #[error("somebody else was faster")]
    Stale,
    /// An import ended before its end was told: whoever sends the rows found a mistake.
    #[error("the import was given up")]
    Cancelled,
    /// Reading or writing a backup failed.
    #[error("{0}")]
    Backup(String),
    /// The database refused.
    #[error("database: {0}")]
    Sql(sqlx::Error),
}

/// Columns with a unique index, by the words that an engine's message names them with.
const UNIQUE: [(&str, &str); 8] = [
    ("receipt_code", "receipt_code"),
    ("external_id", "external_id"),
    ("users_login", "login"),
    ("users.login", "login"),
    ("survey_plans_pkey", "plan"),
    ("survey_plans.id", "plan"),
    ("tokens_hash", "token"),
    ("tokens.token_hash", "token"),
];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match &error {
            E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed | E::Io(_) => {
                Self::Unavailable(error.to_string())
            }
            E::ColumnDecode { .. } | E::Decode(_) => Self::Corrupt(error.to_string()),
            E::Database(cause) if cause.is_unique_violation() => {
                let text = format!("{} {}", cause.constraint().unwrap_or_default(), cause.message());
                let column = UNIQUE.iter().find(|(word, _)| text.contains(word)).map(|(_, column)| *column);
                column.map_or(Self::Sql(error), Self::Unique)
            }
            E::Database(cause) if cause.is_foreign_key_violation() => Self::Reference("row".to_owned()),
            // SQLITE_BUSY and its kin; PostgreSQL shutting down or out of connections.
            E::Database(cause)
                if cause.code().is_some_and(|code| {
                    matches!(code.as_ref(), "5" | "6" | "261" | "517" | "13")
                        || code.starts_with("57P")
                        || code.starts_with("53")
                }) =>
            {
                Self::Unavailable(error.to_string())
            }
            _ => Self::Sql(error),
        }
    }
}

/// An unreadable code in a column.
pub(crate) fn corrupt(column: &str, value: &str) -> StoreError {
    StoreError::Corrupt(format!("{column} is {value:?}"))
}
