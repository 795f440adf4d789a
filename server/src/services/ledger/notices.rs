//! Inboxes, and what people are for the ledger besides their role.

use crate::error::from_store;
use crate::services::{Services, security};
use domain::access::{Actor, Permission, Role};
use domain::error::{ApiError, ErrorCode, FieldCode, FieldError, FieldErrors};
use domain::ledger::{Duty, Notice};
use domain::limits;
use std::net::IpAddr;
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

/// What everybody is for the ledger besides their role.
///
/// # Errors
/// As [`Actor::require`].
pub async fn duties(services: &Services, actor: &Actor) -> Result<Vec<Duty>, ApiError> {
    actor.require(Permission::ManagePeople)?;
    services.store.duties().await.map_err(from_store)
}

/// What the actor is; none for machines.
///
/// # Errors
/// [`ErrorCode::Unauthenticated`] for the anonymous.
pub async fn own_duty(services: &Services, actor: &Actor) -> Result<Option<Duty>, ApiError> {
    let Some(user) = user_of(actor)? else { return Ok(None) };
    let duties = services.store.duties().await.map_err(from_store)?;
    let own = duties.into_iter().find(|duty| duty.user == user);
    Ok(Some(own.unwrap_or(Duty { user, head: false, email: None })))
}

/// Says whether somebody is the head of their unit, and where their digest is sent.
///
/// # Errors
/// As [`Actor::require`]; [`ErrorCode::Invalid`] at `email`, or at `head` for who belongs to no unit;
/// [`ErrorCode::NotFound`].
pub async fn set_duty(
    services: &Services,
    actor: &Actor,
    address: Option<IpAddr>,
    user: Uuid,
    head: bool,
    email: Option<&str>,
) -> Result<(), ApiError> {
    actor.require(Permission::ManagePeople)?;
    let found = services.store.user(user).await.map_err(from_store)?;
    let person = found.ok_or_else(|| ApiError::not_found("person"))?.person;
    let mut errors = FieldErrors::new();
    let email = errors.keep(parse_email(email));
    if head && (person.role != Role::Unit || person.unit.is_none()) {
        errors.add("head", FieldCode::Inconsistent, "only somebody of a unit can be its head");
    }
    let email = errors.finish(email)?;
    services.store.set_duty(Duty { user, head, email }).await.map_err(from_store)?;
    security::note(services, "user_updated", &actor.label(), address, Some(&person.login)).await;
    Ok(())
}

/// Says where the actor's own digest is sent; nothing for nowhere.
///
/// # Errors
/// [`ErrorCode::Unauthenticated`] for the anonymous; [`ErrorCode::Forbidden`] for machines, which have no inbox;
/// [`ErrorCode::Invalid`] at `email`.
pub async fn set_own_email(services: &Services, actor: &Actor, email: &str) -> Result<(), ApiError> {
    let own = own_duty(services, actor).await?;
    let own = own.ok_or_else(|| ApiError::new(ErrorCode::Forbidden, "a machine has no inbox"))?;
    let email = parse_email(Some(email)).map_err(|error| ApiError::invalid(vec![error]))?;
    services.store.set_duty(Duty { email, ..own }).await.map_err(from_store)
}

/// An address for digests; none for blanks.
fn parse_email(text: Option<&str>) -> Result<Option<String>, FieldError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let parts = text.split_once('@');
    let whole =
        parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    if text.chars().count() > EMAIL_CHARS {
        return Err(FieldError::new(
            "email",
            FieldCode::TooLong,
            format!("at most {EMAIL_CHARS} characters"),
        ));
    }
    if !whole || text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(FieldError::new("email", FieldCode::Malformed, "is no e-mail address"));
    }
    Ok(Some(text.to_owned()))
}
