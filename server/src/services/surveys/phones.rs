//! Invitations, and signing in by PIN.
//!
//! An invitation is a link that works once. Whoever opens it chooses a name and a PIN of six digits; their phone gets a secret of its
//! own, by which it is known for 30 days after its last use. The PIN alone is worth nothing: it is asked only of a phone that
//! is known. After some wrong ones the phone must wait, and after ten it is forgotten.

use super::progress::names;
use crate::error::from_store;
use crate::services::sessions::{self, NewSession, SecretHash, hash};
use crate::services::{Services, security};
use domain::access::{Actor, Permission, Role};
use domain::error::{ApiError, ErrorCode, FieldCode, FieldErrors};
use domain::limits::NAME_CHARS;
use domain::office::Person;
use domain::survey::desk::VolunteerAccess;
use domain::time::Timestamp;
use std::fmt;
use std::net::IpAddr;
use store::{NewInvite, NewPhone, NewUser};
use uuid::Uuid;

/// Digits of a PIN.
pub const PIN_DIGITS: usize = 6;
/// How long a phone is known after its last use, in seconds.
pub const PHONE_SECONDS: u32 = 30 * 24 * 3_600;
/// How long an invitation works.
const INVITE_MS: i64 = 7 * 24 * 3_600_000;
/// Wrong PINs after which the phone waits, longer each time.
const FREE_FAILURES: u32 = 3;
const FIRST_WAIT_MS: i64 = 30_000;
/// Wrong PINs after which the phone is forgotten.
const FAILURES_MAX: u32 = 10;
/// Invitations of the list.
const INVITES: u32 = 50;

/// What a person who follows an invitation has typed.
pub struct Joining {
    /// The secret of the link.
    pub token: String,
    /// The name shown; left aside when the invitation names somebody.
    pub name: String,
    /// The PIN.
    pub pin: String,
    /// From where.
    pub address: IpAddr,
    /// The session that the browser has already; it ends.
    pub old_session: Option<SecretHash>,
}

impl fmt::Debug for Joining {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Joining").field("address", &self.address).finish_non_exhaustive()
    }
}

/// What a phone gets that has just been made known.
#[derive(Debug)]
pub struct Joined {
    /// The phone's own secret, for a cookie of [`PHONE_SECONDS`].
    pub phone: String,
    /// The first session.
    pub session: NewSession,
}

/// Makes an invitation; the secret of its link is returned and kept nowhere. `user` is a volunteer who gets another phone; without one
/// the invitation makes a new volunteer.
///
/// # Errors
/// Without [`Permission::ManageSurveys`]; [`ErrorCode::Invalid`] at `note` or `volunteer`.
pub async fn invite(
    services: &Services,
    actor: &Actor,
    address: Option<IpAddr>,
    note: &str,
    user: Option<Uuid>,
) -> Result<String, ApiError> {
    actor.require(Permission::ManageSurveys)?;
    let note = note.trim();
    let mut errors = FieldErrors::new();
    if note.chars().count() > NAME_CHARS || note.contains(char::is_control) {
        errors.add("note", FieldCode::TooLong, format!("at most {NAME_CHARS} characters"));
    }
    if let Some(id) = user
        && !names(services).await?.iter().any(|volunteer| volunteer.id == id && volunteer.enabled)
    {
        errors.add("volunteer", FieldCode::Unknown, "choose a volunteer who may sign in");
    }
    errors.finish(Some(()))?;
    let now = services.clock.now();
    let secret = services.chance.secret();
    let invite = NewInvite {
        id: services.chance.uuid(now),
        token_hash: hash(&secret),
        note: note.to_owned(),
        user,
        created_at: now,
        actor: actor.label(),
        expires_at: Timestamp(now.0 + INVITE_MS),
    };
    services.store.add_invite(invite).await.map_err(from_store)?;
    security::note(services, "volunteer_invited", &actor.label(), address, Some(note)).await;
    Ok(secret)
}

/// Invitations, phones and volunteers.
///
/// # Errors
/// Without [`Permission::ManageSurveys`], or when the store fails.
pub async fn access(services: &Services, actor: &Actor) -> Result<VolunteerAccess, ApiError> {
    actor.require(Permission::ManageSurveys)?;
    Ok(VolunteerAccess {
        invites: services.store.invites(INVITES).await.map_err(from_store)?,
        phones: services.store.phones(services.clock.now()).await.map_err(from_store)?,
        volunteers: names(services).await?,
    })
}

/// Takes an unused invitation back.
///
/// # Errors
/// As [`access`]; [`ErrorCode::NotFound`] when it was used or taken back before.
pub async fn revoke_invite(
    services: &Services,
    actor: &Actor,
    address: Option<IpAddr>,
    id: Uuid,
) -> Result<(), ApiError> {
    actor.require(Permission::ManageSurveys)?;
    if !services.store.revoke_invite(id, services.clock.now()).await.map_err(from_store)? {
        return Err(ApiError::not_found("invitation"));
    }
    security::note(services, "invitation_revoked", &actor.label(), address, None).await;
    Ok(())
}

/// Forgets a phone and ends the sessions of its owner.
///
/// # Errors
/// As [`access`]; [`ErrorCode::NotFound`].
pub async fn revoke_phone(
    services: &Services,
    actor: &Actor,
    address: Option<IpAddr>,
    id: Uuid,
) -> Result<(), ApiError> {
    actor.require(Permission::ManageSurveys)?;
    let owner = services.store.forget_phone(id).await.map_err(from_store)?;
    let owner = owner.ok_or_else(|| ApiError::not_found("phone"))?;
    services.store.delete_sessions_of(owner).await.map_err(from_store)?;
    let subject = owner.to_string();
    security::note(services, "phone_revoked", &actor.label(), address, Some(&subject)).await;
    Ok(())
}

/// Whom an invitation names, if it names somebody.
///
/// # Errors
/// [`ErrorCode::NotFound`] when it works no more.
pub async fn invited(services: &Services, token: &str) -> Result<Option<Person>, ApiError> {
    let invite = services.store.invite(hash(token), services.clock.now()).await.map_err(from_store)?;
    let invite = invite.ok_or_else(|| ApiError::not_found("invitation"))?;
    let Some(id) = invite.user else { return Ok(None) };
    let user = services.store.user(id).await.map_err(from_store)?;
    let user = user.map(|user| user.person).filter(|person| person.disabled_at.is_none());
    user.map(Some).ok_or_else(|| ApiError::not_found("invitation"))
}

/// Makes a phone known, and for somebody new the volunteer.
///
/// # Errors
/// [`ErrorCode::NotFound`] when the invitation works no more; [`ErrorCode::Invalid`] at `name` and `pin`.
pub async fn join(services: &Services, joining: Joining) -> Result<Joined, ApiError> {
    let Joining { token, name, pin, address, old_session } = joining;
    let now = services.clock.now();
    let invite = services.store.invite(hash(&token), now).await.map_err(from_store)?;
    let invite = invite.ok_or_else(|| ApiError::not_found("invitation"))?;
    let known = invited(services, &token).await?;
    let mut errors = FieldErrors::new();
    let name = name.trim();
    if known.is_none() && name.is_empty() {
        errors.add("name", FieldCode::Required, "say who you are");
    } else if name.chars().count() > NAME_CHARS || name.contains(char::is_control) {
        errors.add("name", FieldCode::TooLong, format!("at most {NAME_CHARS} characters"));
    }
    if let Err((code, message)) = check_pin(&pin) {
        errors.add("pin", code, message);
    }
    errors.finish(Some(()))?;

    let new_user = match known {
        Some(_) => None,
        None => Some(NewUser {
            id: services.chance.uuid(now),
            login: format!("zyz-{}", hex::encode(services.chance.bytes::<5>())),
            name: name.to_owned(),
            role: Role::Volunteer,
            unit: None,
            area: None,
            // Nobody knows this password; the office may set another one.
            password_hash: services.passwords.hash(&services.chance, services.chance.secret()).await?,
            created_at: now,
        }),
    };
    let user = new_user.as_ref().map(|user| user.id).or(known.as_ref().map(|person| person.id));
    let user = user.ok_or_else(|| ApiError::not_found("invitation"))?;
    let secret = services.chance.secret();
    let phone = NewPhone {
        id: services.chance.uuid(now),
        token_hash: hash(&secret),
        user,
        pin_hash: services.passwords.hash(&services.chance, pin).await?,
        created_at: now,
        expires_at: later(now),
    };
    if !services.store.join(invite.row.id, new_user, phone).await.map_err(from_store)? {
        return Err(ApiError::not_found("invitation"));
    }
    let person = services.store.user(user).await.map_err(from_store)?;
    let person = person.ok_or_else(|| ApiError::not_found("person"))?.person;
    let session = begin(services, &person, old_session, now).await?;
    let label = sessions::actor(&person).label();
    security::note(services, "phone_added", &label, Some(address), Some(&person.name)).await;
    Ok(Joined { phone: secret, session })
}

/// Whose phone it is, for the page that asks for the PIN.
///
/// # Errors
/// When the store fails.
pub async fn owner(services: &Services, secret: &str) -> Result<Option<Person>, ApiError> {
    let phone = services.store.phone(hash(secret), services.clock.now()).await.map_err(from_store)?;
    Ok(phone.map(|phone| phone.person))
}

/// Signs the owner of a phone in.
///
/// # Errors
/// [`ErrorCode::NotFound`] when the phone is known no more; [`ErrorCode::TooManyRequests`] while it has to wait;
/// [`ErrorCode::WrongCredentials`].
pub async fn sign_in(
    services: &Services,
    address: IpAddr,
    secret: &str,
    pin: String,
    old_session: Option<SecretHash>,
) -> Result<(Person, NewSession), ApiError> {
    // The turn is taken first: requests that come at the same moment are checked one after the other.
    let turn = services.passwords.turn().await?;
    let now = services.clock.now();
    let phone = services.store.phone(hash(secret), now).await.map_err(from_store)?;
    let Some(phone) = phone else { return Err(ApiError::not_found("phone")) };
    let label = sessions::actor(&phone.person).label();
    let wait = phone.failed_at.map_or(0, |at| at.0 + wait_ms(phone.failures) - now.0);
    if wait > 0 {
        let seconds = u32::try_from(wait / 1_000).unwrap_or(u32::MAX).saturating_add(1);
        return Err(ApiError::wait(ErrorCode::TooManyRequests, "too many wrong PINs, wait", seconds));
    }
    // No PIN is longer, and hashing a long text costs time.
    let typed: String = pin.trim().chars().take(PIN_DIGITS + 1).collect();
    if !turn.fits(typed, Some(phone.pin_hash)).await? {
        let failures = services.store.pin_failed(phone.row.id, now).await.map_err(from_store)?;
        security::note(services, "pin_wrong", &label, Some(address), None).await;
        if failures >= FAILURES_MAX {
            services.store.forget_phone(phone.row.id).await.map_err(from_store)?;
            security::note(services, "phone_forgotten", &label, Some(address), None).await;
            return Err(ApiError::not_found("phone"));
        }
        return Err(ApiError::new(ErrorCode::WrongCredentials, "the PIN is wrong"));
    }
    services.store.pin_right(phone.row.id, now, later(now)).await.map_err(from_store)?;
    let session = begin(services, &phone.person, old_session, now).await?;
    security::note(services, "sign_in", &label, Some(address), Some("PIN")).await;
    Ok((phone.person, session))
}

async fn begin(
    services: &Services,
    person: &Person,
    old_session: Option<SecretHash>,
    now: Timestamp,
) -> Result<NewSession, ApiError> {
    if let Some(old) = old_session {
        sessions::end(services, old).await?;
    }
    services.store.note_sign_in(person.id, now).await.map_err(from_store)?;
    sessions::start(services, person).await
}

fn later(now: Timestamp) -> Timestamp {
    Timestamp(now.0 + i64::from(PHONE_SECONDS) * 1_000)
}

/// How long a phone waits after so many wrong PINs: 30 seconds after the third, twice as long after each one more.
fn wait_ms(failures: u32) -> i64 {
    if failures < FREE_FAILURES {
        return 0;
    }
    FIRST_WAIT_MS << (failures - FREE_FAILURES).min(10)
}

/// Six digits, which are not all the same and do not simply count up or down.
fn check_pin(pin: &str) -> Result<(), (FieldCode, &'static str)> {
    let digits = pin.trim().as_bytes();
    if digits.len() != PIN_DIGITS || !digits.iter().all(u8::is_ascii_digit) {
        return Err((FieldCode::Malformed, "six digits"));
    }
    let steps: Vec<i16> = digits.windows(2).map(|pair| i16::from(pair[1]) - i16::from(pair[0])).collect();
    if [0, 1, -1].iter().any(|step| steps.iter().all(|found| found == step)) {
        return Err((FieldCode::NotAllowed, "this is the first that others would guess"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_six_digits_that_nobody_guesses_first() {
        assert!(check_pin("271828").is_ok());
        for bad in ["", "12345", "1234567", "12345a", "１２３４５６"] {
            assert_eq!(check_pin(bad).unwrap_err().0, FieldCode::Malformed, "{bad}");
        }
        for easy in ["111111", "123456", "987654"] {
            assert_eq!(check_pin(easy).unwrap_err().0, FieldCode::NotAllowed, "{easy}");
        }
    }

    #[test]
    fn wrong_pins_cost_more_and_more_time() {
        assert_eq!((wait_ms(0), wait_ms(2), wait_ms(3), wait_ms(4)), (0, 0, 30_000, 60_000));
        assert_eq!(wait_ms(9), 30_000 * 64);
    }
}
