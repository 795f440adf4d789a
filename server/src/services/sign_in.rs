//! Signing in and out.

use crate::error::from_store;
use crate::services::sessions::{self, NewSession, SecretHash};
use crate::services::throttle::Throttle;
use crate::services::{Services, accounts, security};
use domain::access::Actor;
use domain::error::{ApiError, ErrorCode};
use domain::limits::PASSWORD_MAX_CHARS;
use domain::office::Person;
use std::fmt;
use std::net::IpAddr;

/// Somebody tries to sign in.
pub struct Attempt {
    /// The login, as typed.
    pub login: String,
    /// The password, as typed.
    pub password: String,
    /// From where.
    pub address: IpAddr,
    /// The session that the browser has already; it ends, so that nobody can plant one.
    pub old_session: Option<SecretHash>,
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Signs somebody in.
///
/// # Errors
/// [`ErrorCode::WrongCredentials`], the same for a login that does not exist, a disabled person and a wrong password;
/// [`ErrorCode::TooManyRequests`] after too many failures; [`ErrorCode::Unavailable`] when too many try at once.
pub async fn sign_in(services: &Services, attempt: Attempt) -> Result<(Person, NewSession), ApiError> {
    let Attempt { login, password, address, old_session } = attempt;
    // What can be no login is counted as one that does not exist.
    let login = accounts::parse_login(&login).unwrap_or_default();
    let throttle = Throttle::new(&login, address);

    // The turn is taken first: requests that come at the same moment are checked one after the other.
    let turn = services.passwords.turn().await?;
    let now = services.clock.now();
    if let Err(error) = throttle.check(services, now).await {
        if error.code == ErrorCode::TooManyRequests {
            security::note(services, "sign_in_throttled", "resident", Some(address), Some(&login)).await;
        }
        return Err(error);
    }
    let user = services.store.user_by_login(&login).await.map_err(from_store)?;
    let user = user.filter(|user| user.person.disabled_at.is_none());
    // No password is longer, and hashing a long text costs time.
    let password: String = password.chars().take(PASSWORD_MAX_CHARS + 1).collect();
    let fits = turn.fits(password, user.as_ref().map(|user| user.password_hash.clone())).await?;
    let Some(user) = user.filter(|_| fits) else {
        throttle.failed(services, now).await?;
        security::note(services, "sign_in_failed", "resident", Some(address), Some(&login)).await;
        return Err(ApiError::new(ErrorCode::WrongCredentials, "the login or the password is wrong"));
    };

    throttle.succeeded(services).await?;
    if let Some(old) = old_session {
        sessions::end(services, old).await?;
    }
    let session = sessions::start(services, &user.person).await?;
    services.store.note_sign_in(user.person.id, now).await.map_err(from_store)?;
    security::note(services, "sign_in", &sessions::actor(&user.person).label(), Some(address), None).await;
    Ok((user.person, session))
}

/// Signs somebody out. Without a session it does nothing.
///
/// # Errors
/// When the store fails.
pub async fn sign_out(
    services: &Services,
    actor: &Actor,
    address: Option<IpAddr>,
    session: Option<SecretHash>,
) -> Result<(), ApiError> {
    let Some(session) = session else { return Ok(()) };
    sessions::end(services, session).await?;
    security::note(services, "sign_out", &actor.label(), address, None).await;
    Ok(())
}

#[cfg(test)]
#[path = "sign_in_tests.rs"]
mod tests;
