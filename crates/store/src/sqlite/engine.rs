//! SQLite connections: several readers, and one writer that commits all waiting writes together.

use super::{Connection, dialect};
use crate::error::StoreError;
use crate::store::{MIGRATIONS, Options};
use futures::future::BoxFuture;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection as _, Executor, SqlSafeStr};
use std::str::FromStr;
use tokio::sync::{mpsc, oneshot};

/// Most writes in one commit. More would make the first of them wait longer than it gains.
const WRITES_PER_COMMIT: usize = 256;
/// Writes that may wait; beyond it, requests are told to come back.
const WAITING_WRITES: usize = 4_096;

/// Tells the one who asked how it ended, after the commit.
type Reply = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
/// One write inside of a shared transaction: whether to keep what it did, and its reply.
type Write = Box<dyn for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, (bool, Reply)> + Send>;

enum Order {
    Write(Write),
    Close(oneshot::Sender<()>),
}

/// The connections to one SQLite file.
pub(crate) struct Engine {
    readers: SqlitePool,
    writer: mpsc::Sender<Order>,
    options: SqliteConnectOptions,
}

impl Engine {
    pub(crate) async fn open(url: &str, options: Options) -> Result<Self, StoreError> {
        let connect = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(options.patience)
            .pragma("cache_size", "-8192")
            .pragma("journal_size_limit", "67108864");
        let connection = connect.connect().await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(options.connections)
            .acquire_timeout(options.patience)
            .connect_with(connect.clone().read_only(true).create_if_missing(false))
            .await?;
        let (writer, orders) = mpsc::channel(WAITING_WRITES);
        tokio::spawn(write_all(connection, orders));
        Ok(Self { readers, writer, options: connect })
    }

    pub(crate) async fn migrate(&self) -> Result<(), StoreError> {
        let mut connection = self.options.connect().await?;
        let migrations = MIGRATIONS.iter().map(|(version, name, text)| {
            let sql = AssertSqlSafe(dialect::migration(text)).into_sql_str();
            Migration::new(*version, (*name).into(), MigrationType::Simple, sql, false)
        });
        let migrated = Migrator::with_migrations(migrations.collect()).run(&mut connection).await;
        migrated.map_err(|error| StoreError::Corrupt(format!("migrating: {error}")))?;
        connection.close().await?;
        Ok(())
    }

    pub(crate) fn waiting(&self) -> usize {
        self.writer.max_capacity() - self.writer.capacity()
    }

    pub(crate) async fn write<T, F>(&self, act: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<T, StoreError>> + Send + 'static,
    {
        let (sender, answer) = oneshot::channel();
        let write: Write = Box::new(move |connection| {
            Box::pin(async move {
                let result = act(connection).await;
                let keep = result.is_ok();
                let reply: Reply = Box::new(move |committed| {
                    // Whoever asked may have gone; what was committed stays.
                    drop(sender.send(committed.and(result)));
                });
                (keep, reply)
            })
        });
        let full = |_| StoreError::Unavailable("too many writes are waiting".into());
        self.writer.try_send(Order::Write(write)).map_err(full)?;
        answer.await.map_err(|_| StoreError::Unavailable("the writer has stopped".into()))?
    }

    pub(crate) async fn read<T, F>(&self, act: F) -> Result<T, StoreError>
    where
        F: for<'c> FnOnce(&'c mut Connection) -> BoxFuture<'c, Result<T, StoreError>>,
    {
        let mut snapshot = self.readers.begin().await?;
        let result = act(&mut snapshot).await;
        snapshot.rollback().await?;
        result
    }

    pub(crate) async fn close(&self) {
        let (closed, done) = oneshot::channel();
        if self.writer.send(Order::Close(closed)).await.is_ok() {
            drop(done.await);
        }
        self.readers.close().await;
    }
}

/// The writer: takes whatever waits, runs each write in a savepoint of its own, commits once, then replies to all.
async fn write_all(mut connection: Connection, mut orders: mpsc::Receiver<Order>) {
    let mut next = orders.recv().await;
    while let Some(order) = next.take() {
        let first = match order {
            Order::Write(write) => write,
            Order::Close(closed) => {
                // What is in the log goes into the file, so that a copied file is whole; readers may prevent it.
                drop(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").await);
                drop(connection.close().await);
                // Whoever asked may have gone.
                let _gone = closed.send(());
                return;
            }
        };
        let (replies, result, following) = write_some(&mut connection, first, &mut orders).await;
        let text = result.as_ref().err().map(ToString::to_string);
        for reply in replies {
            reply(text.as_ref().map_or(Ok(()), |text| Err(StoreError::Unavailable(text.clone()))));
        }
        next = match following {
            Some(order) => Some(order),
            None => orders.recv().await,
        };
    }
}

async fn write_some(
    connection: &mut Connection,
    first: Write,
    orders: &mut mpsc::Receiver<Order>,
) -> (Vec<Reply>, Result<(), sqlx::Error>, Option<Order>) {
    let mut replies = Vec::new();
    let mut following = None;
    if let Err(error) = connection.execute("BEGIN IMMEDIATE").await {
        // Not even begun: the first one is told by running it on nothing would be wrong, so its reply is dropped,
        // which it sees as the writer having stopped.
        tracing::error!(%error, "a write could not begin");
        return (replies, Err(error), None);
    }
    let mut write = Some(first);
    let result = async {
        while let Some(act) = write.take() {
            connection.execute("SAVEPOINT one").await?;
            let (keep, reply) = act(&mut *connection).await;
            replies.push(reply);
            if !keep {
                connection.execute("ROLLBACK TO one").await?;
            }
            connection.execute("RELEASE one").await?;
            if replies.len() < WRITES_PER_COMMIT {
                match orders.try_recv() {
                    Ok(Order::Write(next)) => write = Some(next),
                    Ok(other) => following = Some(other),
                    Err(_) => {}
                }
            }
        }
        connection.execute("COMMIT").await.map(drop)
    }
    .await;
    if let Err(error) = &result {
        tracing::error!(%error, "writes were not committed");
        drop(connection.execute("ROLLBACK").await);
    }
    (replies, result, following)
}
