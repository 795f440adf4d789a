//! Background work as rows, and settings.

use super::Connection;
use crate::error::StoreError;
use crate::records::Job;
use domain::time::Timestamp;
use sqlx::Row as _;
use uuid::Uuid;

/// Queues a job unless the same one waits already.
pub(crate) async fn enqueue(
    connection: &mut Connection,
    id: Uuid,
    kind: &str,
    key: &str,
    payload: &str,
    run_at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO jobs (id, kind, key, payload, run_at, attempts, leased_until)
         VALUES ($1, $2, $3, $4, $5, 0, 0)
         ON CONFLICT (kind, key) DO NOTHING",
    )
    .bind(id)
    .bind(kind)
    .bind(key)
    .bind(payload)
    .bind(run_at.0)
    .execute(connection)
    .await?;
    Ok(())
}

/// Claims the oldest due job of a kind for a time; nobody else gets it until then.
pub(crate) async fn claim(
    connection: &mut Connection,
    kind: &str,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Option<Job>, StoreError> {
    // The condition on the lease is repeated outside: of two processes that pick the same row, the second one waits for
    // the first and then finds it leased.
    let row = sqlx::query(
        "UPDATE jobs
         SET leased_until = $1, attempts = attempts + 1
         WHERE id = (
            SELECT id FROM jobs
            WHERE kind = $2 AND run_at <= $3 AND leased_until <= $3
            ORDER BY run_at, id
            LIMIT 1
         )
           AND leased_until <= $3
         RETURNING id, kind, key, payload, attempts",
    )
    .bind(lease_until.0)
    .bind(kind)
    .bind(now.0)
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        let attempts: i64 = row.try_get(4)?;
        Ok(Job {
            id: row.try_get(0)?,
            kind: row.try_get(1)?,
            key: row.try_get(2)?,
            payload: row.try_get(3)?,
            attempts: u32::try_from(attempts - 1).unwrap_or(0),
        })
    })
    .transpose()
}

pub(crate) async fn finish(connection: &mut Connection, id: Uuid) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM jobs WHERE id = $1").bind(id).execute(connection).await?;
    Ok(())
}

/// Puts a job back, to be tried again later.
pub(crate) async fn retry(
    connection: &mut Connection,
    id: Uuid,
    run_at: Timestamp,
    error: Option<&str>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE jobs SET run_at = $1, leased_until = 0, last_error = $2 WHERE id = $3")
        .bind(run_at.0)
        .bind(error)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Jobs that wait, and those among them that have failed before.
pub(crate) async fn counts(connection: &mut Connection) -> Result<(u64, u64), StoreError> {
    let row = sqlx::query("SELECT COUNT(*), COUNT(last_error) FROM jobs").fetch_one(connection).await?;
    let number = |index: usize| -> Result<u64, StoreError> {
        Ok(u64::try_from(row.try_get::<i64, _>(index)?).unwrap_or(0))
    };
    Ok((number(0)?, number(1)?))
}

pub(crate) async fn setting(connection: &mut Connection, key: &str) -> Result<Option<String>, StoreError> {
    let row =
        sqlx::query("SELECT value FROM settings WHERE key = $1").bind(key).fetch_optional(connection).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

pub(crate) async fn set_setting(
    connection: &mut Connection,
    key: &str,
    value: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
    .bind(key)
    .bind(value)
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes a setting if it has this value; of several who try, one succeeds.
pub(crate) async fn take_setting(
    connection: &mut Connection,
    key: &str,
    expected: &str,
) -> Result<bool, StoreError> {
    let gone = sqlx::query("DELETE FROM settings WHERE key = $1 AND value = $2")
        .bind(key)
        .bind(expected)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected() > 0)
}

pub(crate) async fn ping(connection: &mut Connection) -> Result<(), StoreError> {
    sqlx::query("SELECT COUNT(*) FROM settings").fetch_one(connection).await?;
    Ok(())
}
