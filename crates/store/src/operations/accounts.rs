//! People, sessions, tokens, failed sign-ins, the security log.

use crate::error::StoreError;
use crate::records::{NewToken, NewUser, UserRecord};
use crate::store::{Store, read, write};
use domain::access::Role;
use domain::office::{Person, SecurityEvent, TokenRow};
use domain::time::Timestamp;
use uuid::Uuid;

impl Store {
    /// Adds somebody who may sign in; [`StoreError::Unique`] when the login is taken.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_user(&self, user: NewUser) -> Result<(), StoreError> {
        write!(self, |connection, engine| engine::accounts::add_user(connection, &user))
    }

    /// Everybody, by login.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn users(&self) -> Result<Vec<Person>, StoreError> {
        read!(self, |connection, engine| engine::accounts::users(connection))
    }

    /// Somebody by login.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn user_by_login(&self, login: &str) -> Result<Option<UserRecord>, StoreError> {
        let login = login.to_owned();
        read!(self, |connection, engine| engine::accounts::user_by_login(connection, &login))
    }

    /// Somebody by id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn user(&self, id: Uuid) -> Result<Option<UserRecord>, StoreError> {
        read!(self, |connection, engine| engine::accounts::user(connection, id))
    }

    /// Changes what somebody is; false when there is no such person.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn update_user(
        &self,
        id: Uuid,
        name: &str,
        role: Role,
        unit: Option<&str>,
        area: Option<&str>,
    ) -> Result<bool, StoreError> {
        let (name, unit, area) = (name.to_owned(), unit.map(str::to_owned), area.map(str::to_owned));
        write!(self, |connection, engine| async move {
            engine::accounts::update_user(connection, id, &name, role, unit.as_deref(), area.as_deref()).await
        })
    }

    /// Sets the hash of somebody's password; false when there is no such person.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_password(&self, id: Uuid, hash: &str) -> Result<bool, StoreError> {
        let hash = hash.to_owned();
        write!(self, |connection, engine| engine::accounts::set_password(connection, id, &hash))
    }

    /// Disables somebody from a moment on, or enables them again; false when there is no such person.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_user_disabled(&self, id: Uuid, at: Option<Timestamp>) -> Result<bool, StoreError> {
        write!(self, |connection, engine| engine::accounts::set_disabled(connection, id, at))
    }

    /// Administrators who can sign in.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn admins(&self) -> Result<u64, StoreError> {
        read!(self, |connection, engine| engine::accounts::admins(connection))
    }

    /// Notes when somebody signed in.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_sign_in(&self, user: Uuid, at: Timestamp) -> Result<(), StoreError> {
        write!(self, |connection, engine| engine::accounts::note_sign_in(connection, user, at))
    }

    /// Begins a session; only the hash of its token is kept.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn create_session(
        &self,
        hash: [u8; 32],
        user: Uuid,
        created_at: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        write!(self, |connection, engine| engine::accounts::create_session(
            connection, hash, user, created_at, expires_at
        ))
    }

    /// Who holds a session that has not ended, and when it ends; disabled people hold none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn session(
        &self,
        hash: [u8; 32],
        now: Timestamp,
    ) -> Result<Option<(Person, Timestamp)>, StoreError> {
        read!(self, |connection, engine| engine::accounts::session(connection, hash, now))
    }

    /// Lets a session end later.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn extend_session(&self, hash: [u8; 32], expires_at: Timestamp) -> Result<(), StoreError> {
        write!(self, |connection, engine| engine::accounts::extend_session(connection, hash, expires_at))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn delete_session(&self, hash: [u8; 32]) -> Result<(), StoreError> {
        write!(self, |connection, engine| engine::accounts::delete_session(connection, hash))
    }

    /// Ends all sessions of somebody.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn delete_sessions_of(&self, user: Uuid) -> Result<(), StoreError> {
        write!(self, |connection, engine| engine::accounts::delete_sessions_of(connection, user))
    }

    /// Forgets sessions that have ended and old failed sign-ins; how many sessions.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn purge_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        write!(self, |connection, engine| engine::accounts::purge(connection, now))
    }

    /// Notes a failed sign-in under a key: an account, an address.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn sign_in_failed(&self, key: &str, at: Timestamp) -> Result<(), StoreError> {
        let key = key.to_owned();
        write!(self, |connection, engine| engine::accounts::sign_in_failed(connection, &key, at))
    }

    /// Failed sign-ins under a key since a moment.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn sign_in_failures(&self, key: &str, since: Timestamp) -> Result<u64, StoreError> {
        let key = key.to_owned();
        read!(self, |connection, engine| engine::accounts::sign_in_failures(connection, &key, since))
    }

    /// Forgets failed sign-ins under a key.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn clear_sign_in_failures(&self, key: &str) -> Result<(), StoreError> {
        let key = key.to_owned();
        write!(self, |connection, engine| engine::accounts::clear_sign_in_failures(connection, &key))
    }

    /// Adds a token.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_token(&self, token: NewToken) -> Result<(), StoreError> {
        write!(self, |connection, engine| engine::accounts::add_token(connection, &token))
    }

    /// All tokens, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn tokens(&self) -> Result<Vec<TokenRow>, StoreError> {
        read!(self, |connection, engine| engine::accounts::tokens(connection))
    }

    /// The token of a hash, unless it was revoked.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn token(&self, hash: [u8; 32]) -> Result<Option<TokenRow>, StoreError> {
        read!(self, |connection, engine| engine::accounts::token(connection, hash))
    }

    /// Notes when a token was used.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn token_used(&self, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
        write!(self, |connection, engine| engine::accounts::token_used(connection, id, at))
    }

    /// Revokes a token; false when there is none to revoke.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn revoke_token(&self, id: Uuid, at: Timestamp) -> Result<bool, StoreError> {
        write!(self, |connection, engine| engine::accounts::revoke_token(connection, id, at))
    }

    /// Writes a line of the security log.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn log_security(&self, event: SecurityEvent, id: Uuid) -> Result<(), StoreError> {
        write!(self, |connection, engine| engine::accounts::log_security(connection, &event, id))
    }

    /// The newest lines of the security log.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn security_log(&self, rows: u32) -> Result<Vec<SecurityEvent>, StoreError> {
        read!(self, |connection, engine| engine::accounts::security_log(connection, rows))
    }
}
