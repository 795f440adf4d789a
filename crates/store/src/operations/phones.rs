//! Invitations, and the phones on which volunteers sign in by PIN.

use crate::error::StoreError;
use crate::records::NewUser;
use crate::store::{Store, read, write};
use crate::survey_records::{InviteRecord, NewInvite, NewPhone, PhoneRecord};
use domain::survey::desk::{InviteRow, PhoneRow};
use domain::time::Timestamp;
use uuid::Uuid;

impl Store {
    /// Adds an invitation; only the hash of its secret is kept.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_invite(&self, invite: NewInvite) -> Result<(), StoreError> {
        write!(self, |connection, engine| engine::phones::add_invite(connection, &invite))
    }

    /// The newest invitations.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn invites(&self, rows: u32) -> Result<Vec<InviteRow>, StoreError> {
        read!(self, |connection, engine| engine::phones::invites(connection, rows))
    }

    /// The invitation of a secret, if it still works.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn invite(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<InviteRecord>, StoreError> {
        read!(self, |connection, engine| engine::phones::invite(connection, hash, now))
    }

    /// Uses an invitation up, and adds the phone and, for somebody new, the person, all at once. False when somebody else was
    /// faster or it works no more; then nothing is changed.
    ///
    /// # Errors
    /// [`StoreError::Unique`] when the login is taken.
    pub async fn join(
        &self,
        invite: Uuid,
        person: Option<NewUser>,
        phone: NewPhone,
    ) -> Result<bool, StoreError> {
        write!(self, |connection, engine| async move {
            engine::phones::join(connection, invite, person.as_ref(), &phone).await
        })
    }

    /// Takes an unused invitation back; false when there is none to take back.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn revoke_invite(&self, id: Uuid, at: Timestamp) -> Result<bool, StoreError> {
        write!(self, |connection, engine| engine::phones::revoke_invite(connection, id, at))
    }

    /// All phones that are known, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn phones(&self, now: Timestamp) -> Result<Vec<PhoneRow>, StoreError> {
        read!(self, |connection, engine| engine::phones::phones(connection, now))
    }

    /// The phone of a secret, while it is known and its owner may sign in.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn phone(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<PhoneRecord>, StoreError> {
        read!(self, |connection, engine| engine::phones::phone(connection, hash, now))
    }

    /// Counts a wrong PIN; how many there are now.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn pin_failed(&self, phone: Uuid, at: Timestamp) -> Result<u32, StoreError> {
        write!(self, |connection, engine| engine::phones::pin_failed(connection, phone, at))
    }

    /// Notes a right PIN, and until when the phone is known from now on.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn pin_right(
        &self,
        phone: Uuid,
        at: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        write!(self, |connection, engine| engine::phones::pin_right(connection, phone, at, expires_at))
    }

    /// Forgets a phone; whose it was, or none when it is unknown.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn forget_phone(&self, phone: Uuid) -> Result<Option<Uuid>, StoreError> {
        write!(self, |connection, engine| engine::phones::forget(connection, phone))
    }

    /// Forgets all phones of somebody.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn forget_phones_of(&self, user: Uuid) -> Result<(), StoreError> {
        write!(self, |connection, engine| engine::phones::forget_of(connection, user))
    }
}
