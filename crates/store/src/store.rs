//! Opens a database and runs operations on it, whichever engine it is.

use crate::error::StoreError;
use crate::{postgres, sqlite};
use std::sync::Arc;
use std::time::Duration;

/// Which database engine is behind a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Engine {
    /// `sqlite` or `postgres`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// How to open a database.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Connections: readers on SQLite (there is one writer more), all on PostgreSQL.
    pub connections: u32,
    /// How long a request waits for a connection or a lock before it is told to come back.
    pub patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { connections: 4, patience: Duration::from_secs(10) }
    }
}

/// A database with all its operations. Cheap to clone.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Engines>);

pub(crate) enum Engines {
    Sqlite(Box<sqlite::engine::Engine>),
    Postgres(postgres::engine::Engine),
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Store").field(&self.engine().as_str()).finish()
    }
}

impl Store {
    /// Opens a database; an SQLite file is created when it does not exist.
    ///
    /// # Errors
    /// When the address is of neither engine, or the database cannot be opened.
    pub async fn open(url: &str, options: Options) -> Result<Self, StoreError> {
        let engines = if url.starts_with("sqlite:") {
            Engines::Sqlite(Box::new(sqlite::engine::Engine::open(url, options).await?))
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Engines::Postgres(postgres::engine::Engine::open(url, options).await?)
        } else {
            return Err(StoreError::Unavailable(
                "the address starts with neither sqlite: nor postgres:".into(),
            ));
        };
        Ok(Self(Arc::new(engines)))
    }

    /// Brings the tables to the shape that this program needs. Running it again changes nothing.
    ///
    /// # Errors
    /// When a migration fails, or the database was made by a newer program.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        match &*self.0 {
            Engines::Sqlite(engine) => engine.migrate().await,
            Engines::Postgres(engine) => engine.migrate().await,
        }
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        match &*self.0 {
            Engines::Sqlite(_) => Engine::Sqlite,
            Engines::Postgres(_) => Engine::Postgres,
        }
    }

    /// Writes that wait for the writer; 0 on PostgreSQL, which has no single writer.
    pub fn waiting_writes(&self) -> usize {
        match &*self.0 {
            Engines::Sqlite(engine) => engine.waiting(),
            Engines::Postgres(_) => 0,
        }
    }

    /// Waits for writes under way and closes all connections.
    pub async fn close(&self) {
        match &*self.0 {
            Engines::Sqlite(engine) => engine.close().await,
            Engines::Postgres(engine) => engine.close().await,
        }
    }
}

/// The migrations, in order: version, name, text.
pub(crate) const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "first", include_str!("../migrations/0001_first.sql")),
    (2, "surveys", include_str!("../migrations/0002_surveys.sql")),
    (3, "cases", include_str!("../migrations/0003_cases.sql")),
    (4, "statistics", include_str!("../migrations/0004_statistics.sql")),
    (5, "flags", include_str!("../migrations/0005_flags.sql")),
    (6, "strips", include_str!("../migrations/0006_strips.sql")),
];

/// Runs an expression on a connection of whichever engine, in a transaction that is committed when it succeeds. Inside,
/// `engine` is the module of queries of that engine.
macro_rules! write {
    ($store:expr, |$connection:ident, $engine:ident| $body:expr) => {
        match &*$store.0 {
            $crate::store::Engines::Sqlite(it) => {
                use $crate::sqlite as $engine;
                it.write(move |$connection| Box::pin(async move { $body.await })).await
            }
            $crate::store::Engines::Postgres(it) => {
                use $crate::postgres as $engine;
                it.write(move |$connection| Box::pin(async move { $body.await })).await
            }
        }
    };
}

/// As `write`, in a read-only snapshot.
macro_rules! read {
    ($store:expr, |$connection:ident, $engine:ident| $body:expr) => {
        match &*$store.0 {
            $crate::store::Engines::Sqlite(it) => {
                use $crate::sqlite as $engine;
                it.read(move |$connection| Box::pin(async move { $body.await })).await
            }
            $crate::store::Engines::Postgres(it) => {
                use $crate::postgres as $engine;
                it.read(move |$connection| Box::pin(async move { $body.await })).await
            }
        }
    };
}

pub(crate) use {read, write};
