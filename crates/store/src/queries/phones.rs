//! Invitations, and the phones on which volunteers sign in by PIN.

use super::{Connection, Row, accounts};
use crate::error::StoreError;
use crate::records::NewUser;
use crate::survey_records::{InviteRecord, NewInvite, NewPhone, PhoneRecord};
use domain::survey::desk::{InviteRow, PhoneRow};
use domain::time::Timestamp;
use sqlx::Row as _;
use uuid::Uuid;

pub(crate) async fn add_invite(connection: &mut Connection, invite: &NewInvite) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO invites (id, token_hash, note, user_id, created_at, created_by, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(invite.id)
    .bind(&invite.token_hash[..])
    .bind(&invite.note)
    .bind(invite.user)
    .bind(invite.created_at.0)
    .bind(&invite.actor)
    .bind(invite.expires_at.0)
    .execute(connection)
    .await?;
    Ok(())
}

/// The newest invitations.
pub(crate) async fn invites(connection: &mut Connection, rows: u32) -> Result<Vec<InviteRow>, StoreError> {
    let rows = sqlx::query("SELECT * FROM invites ORDER BY created_at DESC, id LIMIT $1")
        .bind(i64::from(rows))
        .fetch_all(connection)
        .await?;
    rows.iter().map(invite_of).collect()
}

/// The invitation of a secret, if it still works.
pub(crate) async fn invite(
    connection: &mut Connection,
    hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<InviteRecord>, StoreError> {
    let row = sqlx::query(
        "SELECT *
         FROM invites
         WHERE token_hash = $1
           AND used_at IS NULL
           AND revoked_at IS NULL
           AND expires_at > $2",
    )
    .bind(&hash[..])
    .bind(now.0)
    .fetch_optional(connection)
    .await?;
    row.map(|row| Ok(InviteRecord { row: invite_of(&row)?, user: row.try_get("user_id")? })).transpose()
}

/// Uses an invitation up, and adds the phone and, for somebody new, the person. False when it works no more.
pub(crate) async fn join(
    connection: &mut Connection,
    invite: Uuid,
    person: Option<&NewUser>,
    phone: &NewPhone,
) -> Result<bool, StoreError> {
    let used = sqlx::query(
        "UPDATE invites
         SET used_at = $1
         WHERE id = $2
           AND used_at IS NULL
           AND revoked_at IS NULL
           AND expires_at > $1",
    )
    .bind(phone.created_at.0)
    .bind(invite)
    .execute(&mut *connection)
    .await?;
    if used.rows_affected() == 0 {
        return Ok(false);
    }
    if let Some(person) = person {
        accounts::add_user(connection, person).await?;
    }
    sqlx::query(
        "INSERT INTO phones (id, token_hash, user_id, pin_hash, created_at, expires_at, failures)
         VALUES ($1, $2, $3, $4, $5, $6, 0)",
    )
    .bind(phone.id)
    .bind(&phone.token_hash[..])
    .bind(phone.user)
    .bind(&phone.pin_hash)
    .bind(phone.created_at.0)
    .bind(phone.expires_at.0)
    .execute(connection)
    .await?;
    Ok(true)
}

/// Takes an unused invitation back; false when there is none to take back.
pub(crate) async fn revoke_invite(
    connection: &mut Connection,
    id: Uuid,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let changed = sqlx::query(
        "UPDATE invites SET revoked_at = $1 WHERE id = $2 AND used_at IS NULL AND revoked_at IS NULL",
    )
    .bind(at.0)
    .bind(id)
    .execute(connection)
    .await?;
    Ok(changed.rows_affected() > 0)
}

/// All phones that are known, newest first.
pub(crate) async fn phones(connection: &mut Connection, now: Timestamp) -> Result<Vec<PhoneRow>, StoreError> {
    let rows = sqlx::query(
        "SELECT p.*, u.name AS user_name
         FROM phones p
         JOIN users u ON u.id = p.user_id
         WHERE p.expires_at > $1
         ORDER BY p.created_at DESC, p.id",
    )
    .bind(now.0)
    .fetch_all(connection)
    .await?;
    rows.iter().map(phone_of).collect()
}

/// The phone of a secret, while it is known and its owner may sign in.
pub(crate) async fn phone(
    connection: &mut Connection,
    hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<PhoneRecord>, StoreError> {
    let row = sqlx::query(
        "SELECT p.*, u.name AS user_name
         FROM phones p
         JOIN users u ON u.id = p.user_id
         WHERE p.token_hash = $1
           AND p.expires_at > $2
           AND u.disabled_at IS NULL",
    )
    .bind(&hash[..])
    .bind(now.0)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let found = phone_of(&row)?;
    let Some(owner) = accounts::user(connection, found.user).await? else { return Ok(None) };
    Ok(Some(PhoneRecord {
        row: found,
        person: owner.person,
        pin_hash: row.try_get("pin_hash")?,
        failures: u32::try_from(row.try_get::<i64, _>("failures")?).unwrap_or(u32::MAX),
        failed_at: row.try_get::<Option<i64>, _>("failed_at")?.map(Timestamp),
    }))
}

/// Counts a wrong PIN; how many there are now.
pub(crate) async fn pin_failed(
    connection: &mut Connection,
    id: Uuid,
    at: Timestamp,
) -> Result<u32, StoreError> {
    let row = sqlx::query(
        "UPDATE phones SET failures = failures + 1, failed_at = $1 WHERE id = $2 RETURNING failures",
    )
    .bind(at.0)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    let failures = row.map(|row| row.try_get::<i64, _>(0)).transpose()?.unwrap_or(0);
    Ok(u32::try_from(failures).unwrap_or(u32::MAX))
}

/// Notes a right PIN, and until when the phone is known from now on.
pub(crate) async fn pin_right(
    connection: &mut Connection,
    id: Uuid,
    at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE phones SET failures = 0, failed_at = NULL, last_used_at = $1, expires_at = $2 WHERE id = $3",
    )
    .bind(at.0)
    .bind(expires_at.0)
    .bind(id)
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets a phone; false when it is unknown.
pub(crate) async fn forget(connection: &mut Connection, id: Uuid) -> Result<Option<Uuid>, StoreError> {
    let row = sqlx::query("DELETE FROM phones WHERE id = $1 RETURNING user_id")
        .bind(id)
        .fetch_optional(connection)
        .await?;
    row.map(|row| Ok(row.try_get(0)?)).transpose()
}

/// Forgets all phones of somebody.
pub(crate) async fn forget_of(connection: &mut Connection, user: Uuid) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM phones WHERE user_id = $1").bind(user).execute(connection).await?;
    Ok(())
}

fn invite_of(row: &Row) -> Result<InviteRow, StoreError> {
    let moment = |column: &str| -> Result<Option<Timestamp>, StoreError> {
        Ok(row.try_get::<Option<i64>, _>(column)?.map(Timestamp))
    };
    Ok(InviteRow {
        id: row.try_get("id")?,
        note: row.try_get("note")?,
        created_at: Timestamp(row.try_get("created_at")?),
        expires_at: Timestamp(row.try_get("expires_at")?),
        used_at: moment("used_at")?,
        revoked_at: moment("revoked_at")?,
    })
}

fn phone_of(row: &Row) -> Result<PhoneRow, StoreError> {
    Ok(PhoneRow {
        id: row.try_get("id")?,
        user: row.try_get("user_id")?,
        name: row.try_get("user_name")?,
        created_at: Timestamp(row.try_get("created_at")?),
        last_used_at: row.try_get::<Option<i64>, _>("last_used_at")?.map(Timestamp),
        expires_at: Timestamp(row.try_get("expires_at")?),
    })
}
