//! Sessions of browsers. The browser holds a random secret; the database holds only its hash.
//!
//! A session ends 30 days after its last use for people who work in the field, often without a signal, and 12 hours
//! after its last use for people at a desk, whose sessions open everybody's reports.

use crate::error::from_store;
use crate::services::Services;
use domain::access::{Actor, Role};
use domain::error::ApiError;
use domain::office::Person;
use domain::time::Timestamp;
use sha2::{Digest, Sha256};

/// SHA-256 of a secret. The secrets are random and long, so a slow hash would add nothing.
pub type SecretHash = [u8; 32];

const FIELD_SECONDS: u32 = 30 * 24 * 3_600;
const DESK_SECONDS: u32 = 12 * 3_600;
/// A session is extended at most this often.
const EXTEND_EVERY_MS: i64 = 10 * 60_000;

/// What a browser is given.
#[derive(Debug)]
pub struct NewSession {
    /// The secret for the cookie.
    pub secret: String,
    /// How long the cookie lives unless it is renewed, in seconds.
    pub seconds: u32,
}

/// Who a secret belongs to.
#[derive(Debug)]
pub struct FoundSession {
    /// The person.
    pub person: Person,
    /// What the database calls the session.
    pub hash: SecretHash,
    /// The session was extended: give the cookie so many seconds again.
    pub renewed_seconds: Option<u32>,
}

/// The hash under which a secret is kept.
pub fn hash(secret: &str) -> SecretHash {
    Sha256::digest(secret.as_bytes()).into()
}

/// How long a session of this role lives after its last use, in seconds.
pub const fn lifetime_seconds(role: Role) -> u32 {
    match role {
        Role::Admin | Role::Office | Role::Supervisor => DESK_SECONDS,
        Role::Inspector | Role::Unit | Role::Volunteer => FIELD_SECONDS,
    }
}

/// What the services call a person.
pub fn actor(person: &Person) -> Actor {
    Actor::User {
        id: person.id,
        login: person.login.clone(),
        name: person.name.clone(),
        role: person.role,
        unit: person.unit.clone(),
        area: person.area.clone(),
    }
}

/// Starts a session.
///
/// # Errors
/// When the store fails.
pub async fn start(services: &Services, person: &Person) -> Result<NewSession, ApiError> {
    let now = services.clock.now();
    let session = NewSession { secret: services.chance.secret(), seconds: lifetime_seconds(person.role) };
    let ends = later(now, session.seconds);
    services.store.create_session(hash(&session.secret), person.id, now, ends).await.map_err(from_store)?;
    Ok(session)
}

/// Who the secret belongs to, if the session still runs and the person may sign in.
///
/// # Errors
/// When the store fails.
pub async fn find(services: &Services, secret: &str) -> Result<Option<FoundSession>, ApiError> {
    let now = services.clock.now();
    let hash = hash(secret);
    let Some((person, ends)) = services.store.session(hash, now).await.map_err(from_store)? else {
        return Ok(None);
    };
    let seconds = lifetime_seconds(person.role);
    let renewed = later(now, seconds);
    let renewed_seconds = (renewed.0 - ends.0 >= EXTEND_EVERY_MS).then_some(seconds);
    if renewed_seconds.is_some() {
        services.store.extend_session(hash, renewed).await.map_err(from_store)?;
    }
    Ok(Some(FoundSession { person, hash, renewed_seconds }))
}

/// Ends a session.
///
/// # Errors
/// When the store fails.
pub async fn end(services: &Services, hash: SecretHash) -> Result<(), ApiError> {
    services.store.delete_session(hash).await.map_err(from_store)?;
    Ok(())
}

fn later(now: Timestamp, seconds: u32) -> Timestamp {
    Timestamp(now.0 + i64::from(seconds) * 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_at_a_desk_sign_in_every_day_and_those_in_the_field_every_month() {
        for &role in Role::ALL {
            let desk = matches!(role, Role::Admin | Role::Office | Role::Supervisor);
            assert_eq!(lifetime_seconds(role), if desk { 43_200 } else { 2_592_000 });
        }
    }
}
