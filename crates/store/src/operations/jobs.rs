//! Background work, settings, and whether the database answers.

use crate::error::StoreError;
use crate::records::Job;
use crate::store::{Store, read, write};
use domain::time::Timestamp;
use uuid::Uuid;

impl Store {
    /// Queues a job to run at a moment, unless the same one (kind and key) waits already.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn enqueue(
        &self,
        kind: &str,
        key: &str,
        payload: &str,
        run_at: Timestamp,
        id: Uuid,
    ) -> Result<(), StoreError> {
        let (kind, key, payload) = (kind.to_owned(), key.to_owned(), payload.to_owned());
        write!(self, |connection, engine| engine::jobs::enqueue(
            connection, id, &kind, &key, &payload, run_at
        ))
    }

    /// Claims the oldest due job of a kind until a moment; nobody else gets it before.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn claim_job(
        &self,
        kind: &str,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<Job>, StoreError> {
        let kind = kind.to_owned();
        write!(self, |connection, engine| engine::jobs::claim(connection, &kind, now, lease_until))
    }

    /// Removes a job that is done.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn finish_job(&self, id: Uuid) -> Result<(), StoreError> {
        write!(self, |connection, engine| engine::jobs::finish(connection, id))
    }

    /// Puts a job back for later, with why if it failed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn retry_job(
        &self,
        id: Uuid,
        run_at: Timestamp,
        error: Option<&str>,
    ) -> Result<(), StoreError> {
        let error = error.map(str::to_owned);
        write!(self, |connection, engine| async move {
            engine::jobs::retry(connection, id, run_at, error.as_deref()).await
        })
    }

    /// Jobs that wait, and those among them that have failed before.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn job_counts(&self) -> Result<(u64, u64), StoreError> {
        read!(self, |connection, engine| engine::jobs::counts(connection))
    }

    /// A setting that the program itself keeps.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        let key = key.to_owned();
        read!(self, |connection, engine| engine::jobs::setting(connection, &key))
    }

    /// Keeps a setting.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let key = key.to_owned();
        let value = value.to_owned();
        write!(self, |connection, engine| engine::jobs::set_setting(connection, &key, &value))
    }

    /// Removes a setting if it has this value; of several who try at once, one succeeds.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn take_setting(&self, key: &str, expected: &str) -> Result<bool, StoreError> {
        let key = key.to_owned();
        let expected = expected.to_owned();
        write!(self, |connection, engine| engine::jobs::take_setting(connection, &key, &expected))
    }

    /// Whether the database answers and has its tables.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn ping(&self) -> Result<(), StoreError> {
        read!(self, |connection, engine| engine::jobs::ping(connection))
    }
}
