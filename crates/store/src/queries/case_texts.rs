//! What people wrote into a case: kept beside its history, so that it can be erased.

use super::{Connection, Row};
use crate::case_records::SealedText;
use crate::error::StoreError;
use domain::time::Timestamp;
use sqlx::Row as _;
use uuid::Uuid;

/// The texts of a case by their hashes; none where one was erased.
pub(crate) async fn texts(
    connection: &mut Connection,
    case: Uuid,
) -> Result<Vec<(String, Option<String>)>, StoreError> {
    let rows = sqlx::query("SELECT sealed, text FROM case_texts WHERE case_id = $1")
        .bind(case)
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// Forgets texts and their salts; how many were there.
pub(crate) async fn erase_texts(
    connection: &mut Connection,
    case: Uuid,
    sealed: &[String],
    notes: bool,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let mut erased = 0;
    if notes {
        sqlx::query("UPDATE report_events SET note = NULL WHERE report = $1 AND note IS NOT NULL")
            .bind(case)
            .execute(&mut *connection)
            .await?;
    }
    for hash in sealed {
        let gone = sqlx::query(
            "UPDATE case_texts SET salt = NULL, text = NULL, erased_at = $1
             WHERE sealed = $2 AND case_id = $3 AND text IS NOT NULL",
        )
        .bind(at.0)
        .bind(hash)
        .bind(case)
        .execute(&mut *connection)
        .await?;
        erased += gone.rows_affected();
    }
    Ok(erased)
}

/// All texts in the order of their hashes, in pages; none for those that were erased.
pub(crate) async fn sealed_texts(
    connection: &mut Connection,
    after: &str,
    rows: u32,
) -> Result<Vec<(Uuid, String, Option<SealedText>)>, StoreError> {
    let rows = sqlx::query(
        "SELECT case_id, sealed, salt, text
         FROM case_texts
         WHERE sealed > $1
         ORDER BY sealed
         LIMIT $2",
    )
    .bind(after)
    .bind(i64::from(rows))
    .fetch_all(connection)
    .await?;
    let text = |row: &Row| -> Result<(Uuid, String, Option<SealedText>), StoreError> {
        let sealed: String = row.try_get(1)?;
        let Some(text) = row.try_get::<Option<String>, _>(3)? else {
            return Ok((row.try_get(0)?, sealed, None));
        };
        // A salt of another length opens nothing, as it should.
        let salt =
            row.try_get::<Option<Vec<u8>>, _>(2)?.and_then(|salt| salt.try_into().ok()).unwrap_or_default();
        Ok((row.try_get(0)?, sealed.clone(), Some(SealedText { sealed, salt, text })))
    };
    rows.iter().map(text).collect()
}
