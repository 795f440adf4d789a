//! Inboxes, and what people are for the ledger besides their role.

use crate::error::from_store;
use crate::services::Services;
use domain::access::{Actor, Permission};
use domain::error::{ApiError, ErrorCode, FieldCode};
use domain::ledger::Notice;
use domain::limits;
use store::Duty;
use uuid::Uuid;

/// Longest address for digests.
const EMAIL_CHARS: usize = 200;

/// The actor's inbox, newest first; empty for machines.
///
/// # Errors
/// [`ErrorCode::Unauthenticated`] for the anonymous.
pub async fn notices(services: &Services, actor: &Actor, rows: u32) -> Result<Vec<Notice>, ApiError> {
    match user_of(actor)? {
        Some(user) => {
            services.store.notices(user, rows.clamp(1, limits::PAGE_ROWS_MAX)).await.map_err(from_store)
        }
        None => Ok(Vec::new()),
    }
}

/// How many of them are unread; none for who has no inbox.
///
/// # Errors
/// When the store cannot be read.
pub async fn unread(services: &Services, actor: &Actor) -> Result<u64, ApiError> {
    match actor.user_id() {
        Some(user) => services.store.unread_notices(user).await.map_err(from_store),
        None => Ok(0),
    }
}

/// Notes that the actor has read one notice, or all.
///
/// # Errors
/// [`ErrorCode::Unauthenticated`] for the anonymous.
pub async fn mark_read(services: &Services, actor: &Actor, notice: Option<Uuid>) -> Result<u64, ApiError> {
    match user_of(actor)? {
        Some(user) => services.store.mark_read(user, notice, services.clock.now()).await.map_err(from_store),
        None => Ok(0),
    }
}

fn user_of(actor: &Actor) -> Result<Option<Uuid>, ApiError> {
    match actor {
        Actor::Anonymous => Err(ApiError::new(ErrorCode::Unauthenticated, "sign in first")),
        actor => Ok(actor.user_id()),
    }
}

/// Says whether somebody is the head of their unit, and where their digest is sent.
///
/// # Errors
/// As [`Actor::require`]; [`ErrorCode::Invalid`] at `email`; [`ErrorCode::NotFound`].
pub async fn set_duty(
    services: &Services,
    actor: &Actor,
    user: Uuid,
    head: bool,
    email: Option<&str>,
) -> Result<(), ApiError> {
    actor.require(Permission::ManagePeople)?;
    let email = email.map(str::trim).filter(|text| !text.is_empty());
    let wrong = |text: &str| {
        let parts = text.split_once('@');
        let whole =
            parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
        !whole
            || text.chars().count() > EMAIL_CHARS
            || text.contains(|c: char| c.is_whitespace() || c.is_control())
    };
    if email.is_some_and(wrong) {
        return Err(ApiError::field("email", FieldCode::Malformed, "is no e-mail address"));
    }
    if services.store.user(user).await.map_err(from_store)?.is_none() {
        return Err(ApiError::not_found("person"));
    }
    services.store.set_duty(Duty { user, head, email: email.map(str::to_owned) }).await.map_err(from_store)
}
