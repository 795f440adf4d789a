//! What people are told, their filters and duties, photos of cases.

use super::{Connection, Row};
use crate::case_records::{CasePhoto, Duty, NewNotice};
use crate::error::{StoreError, corrupt};
use domain::case::Light;
use domain::case::escalation::{Recipient, Sent};
use domain::ledger::{Notice, NoticeKind, SavedFilter};
use domain::time::Timestamp;
use sqlx::Row as _;
use uuid::Uuid;

/// Adds notices; one that a person got on the same day for the same case is left out, unless it is an escalation.
pub(crate) async fn add(connection: &mut Connection, notices: &[NewNotice]) -> Result<(), StoreError> {
    for notice in notices {
        sqlx::query(
            "INSERT INTO notices (id, user_id, case_id, day, at, kind, light, repeated)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT DO NOTHING",
        )
        .bind(notice.id)
        .bind(notice.user)
        .bind(notice.case)
        .bind(i64::from(notice.at.day().0))
        .bind(notice.at.0)
        .bind(notice.kind.as_str())
        .bind(notice.light.map(Light::as_str))
        .bind(notice.repeated)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

const NOTICE: &str =
    "n.id, n.at, n.kind, n.case_id, n.light, n.repeated, n.read_at, c.category, r.description,
    u.name AS unit_name
  FROM notices n
  JOIN cases c ON c.id = n.case_id
  JOIN reports r ON r.id = n.case_id
  LEFT JOIN units u ON u.code = c.unit";

fn notice_of(row: &Row) -> Result<Notice, StoreError> {
    let kind: String = row.try_get("kind")?;
    let light: Option<String> = row.try_get("light")?;
    Ok(Notice {
        id: row.try_get("id")?,
        at: Timestamp(row.try_get("at")?),
        kind: NoticeKind::from_text(&kind).ok_or_else(|| corrupt("kind", &kind))?,
        case: row.try_get("case_id")?,
        category: row.try_get("category")?,
        description: row.try_get("description")?,
        unit_name: row.try_get("unit_name")?,
        light: light.as_deref().and_then(Light::from_text),
        repeated: row.try_get("repeated")?,
        read_at: row.try_get::<Option<i64>, _>("read_at")?.map(Timestamp),
    })
}

pub(crate) async fn list(
    connection: &mut Connection,
    user: Uuid,
    rows: u32,
) -> Result<Vec<Notice>, StoreError> {
    let text = format!("SELECT {NOTICE} WHERE n.user_id = $1 ORDER BY n.at DESC, n.id DESC LIMIT $2");
    let rows =
        sqlx::query(sqlx::AssertSqlSafe(text)).bind(user).bind(i64::from(rows)).fetch_all(connection).await?;
    rows.iter().map(notice_of).collect()
}

/// Notices that were not mailed yet, by person.
pub(crate) async fn unmailed(
    connection: &mut Connection,
    user: Uuid,
    rows: u32,
) -> Result<Vec<Notice>, StoreError> {
    let text = format!(
        "SELECT {NOTICE} WHERE n.user_id = $1 AND n.mailed_at IS NULL AND n.read_at IS NULL ORDER BY n.at, n.id LIMIT $2"
    );
    let rows =
        sqlx::query(sqlx::AssertSqlSafe(text)).bind(user).bind(i64::from(rows)).fetch_all(connection).await?;
    rows.iter().map(notice_of).collect()
}

pub(crate) async fn mark_mailed(
    connection: &mut Connection,
    user: Uuid,
    until: Timestamp,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE notices SET mailed_at = $1 WHERE user_id = $2 AND at <= $3 AND mailed_at IS NULL")
        .bind(at.0)
        .bind(user)
        .bind(until.0)
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) async fn unread(connection: &mut Connection, user: Uuid) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT COUNT(*) FROM notices WHERE user_id = $1 AND read_at IS NULL")
        .bind(user)
        .fetch_one(connection)
        .await?;
    Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
}

pub(crate) async fn mark_read(
    connection: &mut Connection,
    user: Uuid,
    notice: Option<Uuid>,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let read = match notice {
        Some(id) => {
            sqlx::query("UPDATE notices SET read_at = $1 WHERE user_id = $2 AND read_at IS NULL AND id = $3")
                .bind(at.0)
                .bind(user)
                .bind(id)
                .execute(connection)
                .await?
        }
        None => {
            sqlx::query("UPDATE notices SET read_at = $1 WHERE user_id = $2 AND read_at IS NULL")
                .bind(at.0)
                .bind(user)
                .execute(connection)
                .await?
        }
    };
    Ok(read.rows_affected())
}

pub(crate) async fn escalations(connection: &mut Connection, case: Uuid) -> Result<Vec<Sent>, StoreError> {
    let rows = sqlx::query("SELECT recipient, at FROM escalations WHERE case_id = $1 ORDER BY at")
        .bind(case)
        .fetch_all(connection)
        .await?;
    let sent = |row: &Row| -> Result<Sent, StoreError> {
        let to: String = row.try_get(0)?;
        let to = Recipient::from_text(&to).ok_or_else(|| corrupt("recipient", &to))?;
        Ok(Sent { to, at: Timestamp(row.try_get(1)?) })
    };
    rows.iter().map(sent).collect()
}

pub(crate) async fn add_escalation(
    connection: &mut Connection,
    case: Uuid,
    sent: Sent,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO escalations (case_id, recipient, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(case)
    .bind(sent.to.as_str())
    .bind(sent.at.0)
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn save_filter(
    connection: &mut Connection,
    user: Uuid,
    filter: &SavedFilter,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO saved_filters (id, user_id, name, query) VALUES ($1, $2, $3, $4)")
        .bind(filter.id)
        .bind(user)
        .bind(&filter.name)
        .bind(&filter.query)
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) async fn saved_filters(
    connection: &mut Connection,
    user: Uuid,
) -> Result<Vec<SavedFilter>, StoreError> {
    let rows = sqlx::query("SELECT id, name, query FROM saved_filters WHERE user_id = $1 ORDER BY name, id")
        .bind(user)
        .fetch_all(connection)
        .await?;
    rows.iter()
        .map(|row| Ok(SavedFilter { id: row.try_get(0)?, name: row.try_get(1)?, query: row.try_get(2)? }))
        .collect()
}

pub(crate) async fn delete_filter(
    connection: &mut Connection,
    user: Uuid,
    id: Uuid,
) -> Result<bool, StoreError> {
    let gone = sqlx::query("DELETE FROM saved_filters WHERE user_id = $1 AND id = $2")
        .bind(user)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected() > 0)
}

pub(crate) async fn set_duty(connection: &mut Connection, duty: &Duty) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO duties (user_id, head, email) VALUES ($1, $2, $3)
         ON CONFLICT (user_id) DO UPDATE SET head = excluded.head, email = excluded.email",
    )
    .bind(duty.user)
    .bind(duty.head)
    .bind(duty.email.as_deref())
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn duties(connection: &mut Connection) -> Result<Vec<Duty>, StoreError> {
    let rows =
        sqlx::query("SELECT user_id, head, email FROM duties ORDER BY user_id").fetch_all(connection).await?;
    rows.iter()
        .map(|row| Ok(Duty { user: row.try_get(0)?, head: row.try_get(1)?, email: row.try_get(2)? }))
        .collect()
}

pub(crate) async fn keep_photo(
    connection: &mut Connection,
    case: Uuid,
    photo: &CasePhoto,
    by: Option<Uuid>,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let added = sqlx::query(
        "INSERT INTO case_photos (case_id, sha256, bytes, width, height, stored_at, by_user)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT DO NOTHING",
    )
    .bind(case)
    .bind(&photo.sha256)
    .bind(i64::try_from(photo.bytes).unwrap_or(i64::MAX))
    .bind(i64::from(photo.width))
    .bind(i64::from(photo.height))
    .bind(at.0)
    .bind(by)
    .execute(connection)
    .await?;
    Ok(added.rows_affected() > 0)
}

pub(crate) async fn photos(connection: &mut Connection, case: Uuid) -> Result<Vec<CasePhoto>, StoreError> {
    let rows = sqlx::query(
        "SELECT sha256, bytes, width, height FROM case_photos WHERE case_id = $1 ORDER BY stored_at, sha256",
    )
    .bind(case)
    .fetch_all(connection)
    .await?;
    rows.iter().map(photo_of).collect()
}

fn photo_of(row: &Row) -> Result<CasePhoto, StoreError> {
    Ok(CasePhoto {
        sha256: row.try_get("sha256")?,
        bytes: u64::try_from(row.try_get::<i64, _>("bytes")?).unwrap_or(0),
        width: u32::try_from(row.try_get::<i64, _>("width")?).unwrap_or(0),
        height: u32::try_from(row.try_get::<i64, _>("height")?).unwrap_or(0),
    })
}

/// Hashes of all photos of cases, in order, for the doctor.
pub(crate) async fn photo_hashes(
    connection: &mut Connection,
    after: &str,
    rows: u32,
) -> Result<Vec<String>, StoreError> {
    let rows =
        sqlx::query("SELECT DISTINCT sha256 FROM case_photos WHERE sha256 > $1 ORDER BY sha256 LIMIT $2")
            .bind(after)
            .bind(i64::from(rows))
            .fetch_all(connection)
            .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

pub(crate) async fn keep_print(
    connection: &mut Connection,
    sha256: &str,
    print: u64,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO photo_prints (sha256, print) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(sha256)
        .bind(print.cast_signed())
        .execute(connection)
        .await?;
    Ok(())
}

/// The perceptual hashes of a report's stored photos.
pub(crate) async fn prints(connection: &mut Connection, report: Uuid) -> Result<Vec<u64>, StoreError> {
    let rows = sqlx::query(
        "SELECT f.print FROM report_photos p JOIN photo_prints f ON f.sha256 = p.sha256
         WHERE p.report = $1 AND p.stored_at IS NOT NULL",
    )
    .bind(report)
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok(row.try_get::<i64, _>(0)?.cast_unsigned())).collect()
}
