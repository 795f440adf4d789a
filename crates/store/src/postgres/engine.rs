//! PostgreSQL connections: a pool; every write is a transaction of its own.

use super::{Connection, dialect};
use crate::error::StoreError;
use crate::store::{MIGRATIONS, Options};
use futures::future::BoxFuture;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, SqlSafeStr};
use std::str::FromStr;

/// The connections to one PostgreSQL database.
pub(crate) struct Engine {
    pool: PgPool,
}

impl Engine {
    pub(crate) async fn open(url: &str, options: Options) -> Result<Self, StoreError> {
        let connect = PgConnectOptions::from_str(url)?.application_name("chuangcheng");
        let pool = PgPoolOptions::new()
            .max_connections(options.connections.max(2) * 4)
            .acquire_timeout(options.patience)
            .connect_with(connect)
            .await
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self { pool })
    }

    pub(crate) async fn migrate(&self) -> Result<(), StoreError> {
        let migrations = MIGRATIONS.iter().map(|(version, name, text)| {
            let sql = AssertSqlSafe(dialect::migration(text)).into_sql_str();
            Migration::new(*version, (*name).into(), MigrationType::Simple, sql, false)
        });
        let migrated = Migrator::with_migrations(migrations.collect()).run(&self.pool).await;
        migrated.map_err(|error| StoreError::Corrupt(format!("migrating: {error}")))
    }

    pub(crate) async fn write<T, F>(&self, act: F) -> Result<T, StoreError>
    where
        F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<T, StoreError>>,
    {
        let mut transaction = self.pool.begin().await?;
        let result = act(&mut transaction).await?;
        transaction.commit().await?;
        Ok(result)
    }

    pub(crate) async fn read<T, F>(&self, act: F) -> Result<T, StoreError>
    where
        F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<T, StoreError>>,
    {
        let mut snapshot = self.pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
        let result = act(&mut snapshot).await;
        snapshot.rollback().await?;
        result
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}
