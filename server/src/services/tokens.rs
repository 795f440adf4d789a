//! Tokens of programs: `cct_` and 256 random bits. The database holds only the hash.

use crate::error::from_store;
use crate::services::sessions::hash;
use crate::services::{Services, security};
use domain::access::{Actor, Permission, TokenScope};
use domain::error::{ApiError, FieldCode};
use domain::limits::NAME_CHARS;
use domain::office::TokenRow;
use std::net::IpAddr;
use store::NewToken;
use uuid::Uuid;

/// What every token begins with, so that people and scanners recognise one.
const PREFIX: &str = "cct_";
/// The moment of use is written at most this often.
const NOTE_EVERY_MS: i64 = 60_000;

/// Makes a token and returns its secret, which nobody can read again.
///
/// # Errors
/// Without [`Permission::ManageTokens`], for a name that is empty or too long, or when the store fails.
pub async fn create(
    services: &Services,
    actor: &Actor,
    address: Option<IpAddr>,
    name: &str,
    scope: TokenScope,
) -> Result<String, ApiError> {
    actor.require(Permission::ManageTokens)?;
    let name = name.trim();
    if name.is_empty() {
        return Err(ApiError::field("name", FieldCode::Required, "give it a name"));
    }
    if name.chars().count() > NAME_CHARS {
        return Err(ApiError::field("name", FieldCode::TooLong, format!("at most {NAME_CHARS} characters")));
    }
    let now = services.clock.now();
    let secret = format!("{PREFIX}{}", services.chance.secret());
    let token = NewToken {
        id: services.chance.uuid(now),
        name: name.to_owned(),
        scope,
        token_hash: hash(&secret),
        created_at: now,
    };
    services.store.add_token(token).await.map_err(from_store)?;
    let subject = format!("{name} ({})", scope.as_str());
    security::note(services, "token_created", &actor.label(), address, Some(&subject)).await;
    Ok(secret)
}

/// All tokens, without their secrets.
///
/// # Errors
/// Without [`Permission::ManageTokens`], or when the store fails.
pub async fn list(services: &Services, actor: &Actor) -> Result<Vec<TokenRow>, ApiError> {
    actor.require(Permission::ManageTokens)?;
    services.store.tokens().await.map_err(from_store)
}

/// Makes a token useless.
///
/// # Errors
/// Without [`Permission::ManageTokens`], for an unknown token, or when the store fails.
pub async fn revoke(
    services: &Services,
    actor: &Actor,
    address: Option<IpAddr>,
    id: Uuid,
) -> Result<(), ApiError> {
    actor.require(Permission::ManageTokens)?;
    if !services.store.revoke_token(id, services.clock.now()).await.map_err(from_store)? {
        return Err(ApiError::not_found("token"));
    }
    security::note(services, "token_revoked", &actor.label(), address, Some(&id.to_string())).await;
    Ok(())
}

/// Who a token belongs to, unless it was revoked.
///
/// # Errors
/// When the store fails.
pub async fn find(services: &Services, secret: &str) -> Result<Option<Actor>, ApiError> {
    if !secret.starts_with(PREFIX) {
        return Ok(None);
    }
    let (hash, now) = (hash(secret), services.clock.now());
    let Some(token) = services.store.token(hash).await.map_err(from_store)? else { return Ok(None) };
    if token.last_used_at.is_none_or(|at| now.0 - at.0 >= NOTE_EVERY_MS) {
        services.store.token_used(token.id, now).await.map_err(from_store)?;
    }
    Ok(Some(Actor::Token { id: token.id, name: token.name, scope: token.scope }))
}
