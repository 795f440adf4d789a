//! People, sessions, tokens, failed sign-ins, the security log, settings.

use super::{Connection, Row};
use crate::error::{StoreError, corrupt};
use crate::records::{NewToken, NewUser, UserRecord};
use domain::access::{Role, TokenScope};
use domain::office::{Person, SecurityEvent, TokenRow};
use domain::time::Timestamp;
use sqlx::Row as _;
use uuid::Uuid;

pub(crate) async fn add_user(connection: &mut Connection, user: &NewUser) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO users (id, login, name, role, unit, area, password_hash, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(user.id)
    .bind(&user.login)
    .bind(&user.name)
    .bind(user.role.as_str())
    .bind(user.unit.as_deref())
    .bind(user.area.as_deref())
    .bind(&user.password_hash)
    .bind(user.created_at.0)
    .execute(connection)
    .await?;
    Ok(())
}

fn person_of(row: &Row) -> Result<Person, StoreError> {
    let role: String = row.try_get("role")?;
    Ok(Person {
        id: row.try_get("id")?,
        login: row.try_get("login")?,
        name: row.try_get("name")?,
        role: Role::from_text(&role).ok_or_else(|| corrupt("role", &role))?,
        unit: row.try_get("unit")?,
        area: row.try_get("area")?,
        disabled_at: row.try_get::<Option<i64>, _>("disabled_at")?.map(Timestamp),
        last_sign_in_at: row.try_get::<Option<i64>, _>("last_sign_in_at")?.map(Timestamp),
        created_at: Timestamp(row.try_get("created_at")?),
    })
}

fn user_of(row: &Row) -> Result<UserRecord, StoreError> {
    Ok(UserRecord { person: person_of(row)?, password_hash: row.try_get("password_hash")? })
}

pub(crate) async fn users(connection: &mut Connection) -> Result<Vec<Person>, StoreError> {
    let rows = sqlx::query("SELECT * FROM users ORDER BY login").fetch_all(connection).await?;
    rows.iter().map(person_of).collect()
}

pub(crate) async fn user_by_login(
    connection: &mut Connection,
    login: &str,
) -> Result<Option<UserRecord>, StoreError> {
    let row =
        sqlx::query("SELECT * FROM users WHERE login = $1").bind(login).fetch_optional(connection).await?;
    row.as_ref().map(user_of).transpose()
}

pub(crate) async fn user(connection: &mut Connection, id: Uuid) -> Result<Option<UserRecord>, StoreError> {
    let row = sqlx::query("SELECT * FROM users WHERE id = $1").bind(id).fetch_optional(connection).await?;
    row.as_ref().map(user_of).transpose()
}

pub(crate) async fn update_user(
    connection: &mut Connection,
    id: Uuid,
    name: &str,
    role: Role,
    unit: Option<&str>,
    area: Option<&str>,
) -> Result<bool, StoreError> {
    let changed = sqlx::query("UPDATE users SET name = $1, role = $2, unit = $3, area = $4 WHERE id = $5")
        .bind(name)
        .bind(role.as_str())
        .bind(unit)
        .bind(area)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(changed.rows_affected() > 0)
}

pub(crate) async fn set_password(
    connection: &mut Connection,
    id: Uuid,
    hash: &str,
) -> Result<bool, StoreError> {
    let changed = sqlx::query("UPDATE users SET password_hash = $1 WHERE id = $2")
        .bind(hash)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(changed.rows_affected() > 0)
}

pub(crate) async fn set_disabled(
    connection: &mut Connection,
    id: Uuid,
    at: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let changed = sqlx::query("UPDATE users SET disabled_at = $1 WHERE id = $2")
        .bind(at.map(|moment| moment.0))
        .bind(id)
        .execute(connection)
        .await?;
    Ok(changed.rows_affected() > 0)
}

/// Administrators who can sign in.
pub(crate) async fn admins(connection: &mut Connection) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT COUNT(*) FROM users WHERE role = 'admin' AND disabled_at IS NULL")
        .fetch_one(connection)
        .await?;
    Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
}

pub(crate) async fn note_sign_in(
    connection: &mut Connection,
    id: Uuid,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE users SET last_sign_in_at = $1 WHERE id = $2")
        .bind(at.0)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) async fn create_session(
    connection: &mut Connection,
    hash: [u8; 32],
    user: Uuid,
    created_at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)")
        .bind(&hash[..])
        .bind(user)
        .bind(created_at.0)
        .bind(expires_at.0)
        .execute(connection)
        .await?;
    Ok(())
}

/// Who holds a session that has not ended, and when it ends; disabled people hold none.
pub(crate) async fn session(
    connection: &mut Connection,
    hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<(Person, Timestamp)>, StoreError> {
    let row = sqlx::query(
        "SELECT u.*, s.expires_at
         FROM sessions s
         JOIN users u ON u.id = s.user_id
         WHERE s.token_hash = $1
           AND s.expires_at > $2
           AND u.disabled_at IS NULL",
    )
    .bind(&hash[..])
    .bind(now.0)
    .fetch_optional(connection)
    .await?;
    row.map(|row| Ok((person_of(&row)?, Timestamp(row.try_get("expires_at")?)))).transpose()
}

pub(crate) async fn extend_session(
    connection: &mut Connection,
    hash: [u8; 32],
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE sessions SET expires_at = $1 WHERE token_hash = $2")
        .bind(expires_at.0)
        .bind(&hash[..])
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) async fn delete_session(connection: &mut Connection, hash: [u8; 32]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sessions WHERE token_hash = $1").bind(&hash[..]).execute(connection).await?;
    Ok(())
}

pub(crate) async fn delete_sessions_of(connection: &mut Connection, user: Uuid) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sessions WHERE user_id = $1").bind(user).execute(connection).await?;
    Ok(())
}

/// Forgets what has ended: sessions, and failed sign-ins older than a day.
pub(crate) async fn purge(connection: &mut Connection, now: Timestamp) -> Result<u64, StoreError> {
    let gone = sqlx::query("DELETE FROM sessions WHERE expires_at <= $1")
        .bind(now.0)
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM sign_in_failures WHERE at < $1")
        .bind(now.0 - 86_400_000)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected())
}

pub(crate) async fn sign_in_failed(
    connection: &mut Connection,
    key: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO sign_in_failures (key, at) VALUES ($1, $2)")
        .bind(key)
        .bind(at.0)
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) async fn sign_in_failures(
    connection: &mut Connection,
    key: &str,
    since: Timestamp,
) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT COUNT(*) FROM sign_in_failures WHERE key = $1 AND at >= $2")
        .bind(key)
        .bind(since.0)
        .fetch_one(connection)
        .await?;
    Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
}

pub(crate) async fn clear_sign_in_failures(connection: &mut Connection, key: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sign_in_failures WHERE key = $1").bind(key).execute(connection).await?;
    Ok(())
}

pub(crate) async fn add_token(connection: &mut Connection, token: &NewToken) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO tokens (id, name, scope, token_hash, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(token.id)
        .bind(&token.name)
        .bind(token.scope.as_str())
        .bind(&token.token_hash[..])
        .bind(token.created_at.0)
        .execute(connection)
        .await?;
    Ok(())
}

fn token_of(row: &Row) -> Result<TokenRow, StoreError> {
    let scope: String = row.try_get("scope")?;
    Ok(TokenRow {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        scope: TokenScope::from_text(&scope).ok_or_else(|| corrupt("scope", &scope))?,
        created_at: Timestamp(row.try_get("created_at")?),
        last_used_at: row.try_get::<Option<i64>, _>("last_used_at")?.map(Timestamp),
        revoked_at: row.try_get::<Option<i64>, _>("revoked_at")?.map(Timestamp),
    })
}

pub(crate) async fn tokens(connection: &mut Connection) -> Result<Vec<TokenRow>, StoreError> {
    let rows = sqlx::query("SELECT * FROM tokens ORDER BY created_at DESC, id").fetch_all(connection).await?;
    rows.iter().map(token_of).collect()
}

/// The token of a hash, unless it was revoked.
pub(crate) async fn token(
    connection: &mut Connection,
    hash: [u8; 32],
) -> Result<Option<TokenRow>, StoreError> {
    let row = sqlx::query("SELECT * FROM tokens WHERE token_hash = $1 AND revoked_at IS NULL")
        .bind(&hash[..])
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(token_of).transpose()
}

pub(crate) async fn token_used(
    connection: &mut Connection,
    id: Uuid,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE tokens SET last_used_at = $1 WHERE id = $2")
        .bind(at.0)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) async fn revoke_token(
    connection: &mut Connection,
    id: Uuid,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let changed = sqlx::query("UPDATE tokens SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL")
        .bind(at.0)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(changed.rows_affected() > 0)
}

pub(crate) async fn log_security(
    connection: &mut Connection,
    event: &SecurityEvent,
    id: Uuid,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO security_events (id, at, event, actor, address, subject) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(id)
    .bind(event.at.0)
    .bind(&event.event)
    .bind(&event.actor)
    .bind(event.address.as_deref())
    .bind(event.subject.as_deref())
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn security_log(
    connection: &mut Connection,
    rows: u32,
) -> Result<Vec<SecurityEvent>, StoreError> {
    let rows = sqlx::query(
        "SELECT at, event, actor, address, subject FROM security_events ORDER BY at DESC, id DESC LIMIT $1",
    )
    .bind(i64::from(rows))
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(SecurityEvent {
                at: Timestamp(row.try_get(0)?),
                event: row.try_get(1)?,
                actor: row.try_get(2)?,
                address: row.try_get(3)?,
                subject: row.try_get(4)?,
            })
        })
        .collect()
}
