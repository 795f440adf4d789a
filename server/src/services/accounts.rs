//! The people who can sign in: adding, changing, disabling them.

use crate::error::from_store;
use crate::services::{Services, passwords, security};
use domain::access::{Actor, Permission, Role};
use domain::code;
use domain::error::{ApiError, ErrorCode, FieldCode, FieldError, FieldErrors};
use domain::limits::NAME_CHARS;
use domain::office::Person;
use std::fmt;
use std::net::IpAddr;
use store::{NewUser, StoreError};
use uuid::Uuid;

/// A person to add, as typed.
#[derive(Clone)]
pub struct NewPerson {
    /// The name to sign in with; capitals do not matter.
    pub login: String,
    /// The name shown; the login when empty.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// Code of their unit.
    pub unit: Option<String>,
    /// Code of their area.
    pub area: Option<String>,
    /// Their first password.
    pub password: String,
}

impl fmt::Debug for NewPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewPerson")
            .field("login", &self.login)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// What can be changed of a person, as typed.
#[derive(Clone, Debug)]
pub struct PersonChange {
    /// The name shown.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// Code of their unit.
    pub unit: Option<String>,
    /// Code of their area.
    pub area: Option<String>,
}

/// The form in which a login is kept and looked up.
///
/// # Errors
/// As [`code::parse`], at `login`.
pub fn parse_login(text: &str) -> Result<String, FieldError> {
    code::parse("login", text).map(|login| login.to_lowercase())
}

/// Everybody who can sign in.
///
/// # Errors
/// Without [`Permission::ManagePeople`], or when the store fails.
pub async fn people(services: &Services, actor: &Actor) -> Result<Vec<Person>, ApiError> {
    actor.require(Permission::ManagePeople)?;
    services.store.users().await.map_err(from_store)
}

/// Adds a person.
///
/// # Errors
/// Without [`Permission::ManagePeople`], for invalid fields, for a login that is taken, or when the store fails.
pub async fn add(
    services: &Services,
    actor: &Actor,
    address: Option<IpAddr>,
    person: NewPerson,
) -> Result<Uuid, ApiError> {
    actor.require(Permission::ManagePeople)?;
    let mut errors = FieldErrors::new();
    let login = errors.keep(parse_login(&person.login));
    let shown = if person.name.trim().is_empty() { &person.login } else { &person.name };
    let name = errors.keep(parse_name(shown));
    errors.keep(passwords::check(&person.password, login.as_deref().unwrap_or_default()));
    let place = check_place(services, &mut errors, person.unit.as_deref(), person.area.as_deref()).await?;
    let ((login, name), (unit, area)) = errors.finish(login.zip(name).zip(place))?;

    let password_hash = services.passwords.hash(&services.chance, person.password).await?;
    let now = services.clock.now();
    let id = services.chance.uuid(now);
    let role = person.role;
    let subject = format!("{login} ({role})");
    let user = NewUser { id, login, name, role, unit, area, password_hash, created_at: now };
    match services.store.add_user(user).await {
        Ok(()) => {}
        Err(StoreError::Unique(_)) => {
            return Err(ApiError::field("login", FieldCode::Duplicate, "somebody has this login already"));
        }
        Err(error) => return Err(from_store(error)),
    }
    security::note(services, "user_added", &actor.label(), address, Some(&subject)).await;
    Ok(id)
}

/// Changes a person. Their sessions end when they become something else.
///
/// # Errors
/// As [`add`]; [`ErrorCode::WrongState`] when nobody would be administrator any more.
pub async fn update(
    services: &Services,
    actor: &Actor,
    address: Option<IpAddr>,
    id: Uuid,
    change: PersonChange,
) -> Result<(), ApiError> {
    actor.require(Permission::ManagePeople)?;
    let before = find(services, id).await?;
    let mut errors = FieldErrors::new();
    let name = errors.keep(parse_name(&change.name));
    let place = check_place(services, &mut errors, change.unit.as_deref(), change.area.as_deref()).await?;
    let (name, (unit, area)) = errors.finish(name.zip(place))?;
    if change.role != Role::Admin {
        keep_an_admin(services, &before).await?;
    }
    let store = &services.store;
    store.update_user(id, &name, change.role, unit.as_deref(), area.as_deref()).await.map_err(from_store)?;
    if before.role != change.role {
        store.delete_sessions_of(id).await.map_err(from_store)?;
        store.forget_phones_of(id).await.map_err(from_store)?;
    }
    let subject = format!("{} ({})", before.login, change.role);
    security::note(services, "user_updated", &actor.label(), address, Some(&subject)).await;
    Ok(())
}

/// Lets a person sign in no more, from this moment, or again.
///
/// # Errors
/// As [`update`]; [`ErrorCode::WrongState`] also for oneself.
pub async fn set_disabled(
    services: &Services,
    actor: &Actor,
    address: Option<IpAddr>,
    id: Uuid,
    disabled: bool,
) -> Result<(), ApiError> {
    actor.require(Permission::ManagePeople)?;
    let person = find(services, id).await?;
    let mut event = "user_enabled";
    if disabled {
        if actor.user_id() == Some(id) {
            return Err(ApiError::new(ErrorCode::WrongState, "you cannot disable yourself"));
        }
        keep_an_admin(services, &person).await?;
        event = "user_disabled";
    }
    let since = disabled.then(|| services.clock.now());
    services.store.set_user_disabled(id, since).await.map_err(from_store)?;
    if disabled {
        services.store.delete_sessions_of(id).await.map_err(from_store)?;
        services.store.forget_phones_of(id).await.map_err(from_store)?;
    }
    security::note(services, event, &actor.label(), address, Some(&person.login)).await;
    Ok(())
}

/// Gives a person another password and ends their sessions.
///
/// # Errors
/// As [`add`].
pub async fn set_password(
    services: &Services,
    actor: &Actor,
    address: Option<IpAddr>,
    id: Uuid,
    password: String,
) -> Result<(), ApiError> {
    actor.require(Permission::ManagePeople)?;
    let person = find(services, id).await?;
    passwords::check(&password, &person.login).map_err(|error| ApiError::invalid(vec![error]))?;
    let hash = services.passwords.hash(&services.chance, password).await?;
    services.store.set_password(id, &hash).await.map_err(from_store)?;
    services.store.delete_sessions_of(id).await.map_err(from_store)?;
    security::note(services, "password_set", &actor.label(), address, Some(&person.login)).await;
    Ok(())
}

async fn find(services: &Services, id: Uuid) -> Result<Person, ApiError> {
    let user = services.store.user(id).await.map_err(from_store)?;
    user.map(|user| user.person).ok_or_else(|| ApiError::not_found("person"))
}

/// Passes when somebody else is administrator too, or this person is none.
async fn keep_an_admin(services: &Services, person: &Person) -> Result<(), ApiError> {
    let counts = person.role == Role::Admin && person.disabled_at.is_none();
    if counts && services.store.admins().await.map_err(from_store)? < 2 {
        return Err(ApiError::new(ErrorCode::WrongState, "this is the only administrator"));
    }
    Ok(())
}

fn parse_name(text: &str) -> Result<String, FieldError> {
    let name = text.trim();
    if name.is_empty() {
        return Err(FieldError::new("name", FieldCode::Required, "must be given"));
    }
    if name.chars().count() > NAME_CHARS {
        return Err(FieldError::new("name", FieldCode::TooLong, format!("at most {NAME_CHARS} characters")));
    }
    if name.chars().any(char::is_control) {
        return Err(FieldError::new("name", FieldCode::Malformed, "control characters are not allowed"));
    }
    Ok(name.to_owned())
}

/// The codes of unit and area, which must exist.
async fn check_place(
    services: &Services,
    errors: &mut FieldErrors,
    unit: Option<&str>,
    area: Option<&str>,
) -> Result<Option<(Option<String>, Option<String>)>, ApiError> {
    let unit = errors.keep(code::parse_optional("unit", unit));
    let area = errors.keep(code::parse_optional("area", area));
    if let Some(Some(code)) = &unit {
        let units = services.store.units().await.map_err(from_store)?;
        if !units.iter().any(|unit| unit.code == *code) {
            errors.add("unit", FieldCode::Unknown, format!("there is no unit {code}"));
        }
    }
    if let Some(Some(code)) = &area {
        let tree = services.areas.tree(&services.store, services.clock.now()).await.map_err(from_store)?;
        if tree.get(code).is_none() {
            errors.add("area", FieldCode::Unknown, format!("there is no area {code}"));
        }
    }
    Ok(unit.zip(area))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_the_same_in_capitals() {
        assert_eq!(parse_login(" Zhao.LiYing ").unwrap(), "zhao.liying");
        assert_eq!(parse_login("赵丽英").unwrap(), "赵丽英");
        assert!(parse_login("zhao liying").is_err());
    }

    #[test]
    fn a_password_does_not_appear_when_a_person_is_printed() {
        let person = NewPerson {
            login: "zhao".into(),
            name: String::new(),
            role: Role::Office,
            unit: None,
            area: None,
            password: "s3cret".into(),
        };
        assert!(!format!("{person:?}").contains("s3cret"));
    }
}
