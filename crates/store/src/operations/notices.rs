//! What people are told, their filters and duties, photos of cases.

use crate::case_records::*;
use crate::error::StoreError;
use crate::store::{Store, read, write};
use domain::case::escalation::Sent;
use domain::ledger::{Notice, SavedFilter};
use domain::time::Timestamp;
use uuid::Uuid;

impl Store {
    /// Somebody's inbox, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn notices(&self, user: Uuid, rows: u32) -> Result<Vec<Notice>, StoreError> {
        read!(self, |connection, engine| engine::notices::list(connection, user, rows))
    }

    /// Somebody's notices that were neither read nor mailed, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn unmailed_notices(&self, user: Uuid, rows: u32) -> Result<Vec<Notice>, StoreError> {
        read!(self, |connection, engine| engine::notices::unmailed(connection, user, rows))
    }

    /// Notes that all notices up to a moment were mailed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn mark_mailed(&self, user: Uuid, until: Timestamp, at: Timestamp) -> Result<(), StoreError> {
        write!(self, |connection, engine| engine::notices::mark_mailed(connection, user, until, at))
    }

    /// How many notices somebody has not read.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn unread_notices(&self, user: Uuid) -> Result<u64, StoreError> {
        read!(self, |connection, engine| engine::notices::unread(connection, user))
    }

    /// Notes that somebody has read one notice, or all; how many were unread.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn mark_read(
        &self,
        user: Uuid,
        notice: Option<Uuid>,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        write!(self, |connection, engine| engine::notices::mark_read(connection, user, notice, at))
    }

    /// What was said about the lateness of a case.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn escalations(&self, case: Uuid) -> Result<Vec<Sent>, StoreError> {
        read!(self, |connection, engine| engine::notices::escalations(connection, case))
    }

    /// Notes what was said about the lateness of a case, and tells people.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn escalate(
        &self,
        case: Uuid,
        sent: Vec<Sent>,
        notices: Vec<NewNotice>,
    ) -> Result<(), StoreError> {
        write!(self, |connection, engine| async move {
            for one in sent {
                engine::notices::add_escalation(connection, case, one).await?;
            }
            engine::notices::add(connection, &notices).await
        })
    }

    /// Keeps a filter.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn save_filter(&self, user: Uuid, filter: SavedFilter) -> Result<(), StoreError> {
        write!(self, |connection, engine| async move {
            engine::notices::save_filter(connection, user, &filter).await
        })
    }

    /// The filters that somebody keeps.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn saved_filters(&self, user: Uuid) -> Result<Vec<SavedFilter>, StoreError> {
        read!(self, |connection, engine| engine::notices::saved_filters(connection, user))
    }

    /// Forgets a filter; whether there was one.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn delete_filter(&self, user: Uuid, id: Uuid) -> Result<bool, StoreError> {
        write!(self, |connection, engine| engine::notices::delete_filter(connection, user, id))
    }

    /// Says what somebody is for the ledger.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_duty(&self, duty: Duty) -> Result<(), StoreError> {
        write!(self, |connection, engine| async move { engine::notices::set_duty(connection, &duty).await })
    }

    /// What people are for the ledger; who is not listed is nothing special.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn duties(&self) -> Result<Vec<Duty>, StoreError> {
        read!(self, |connection, engine| engine::notices::duties(connection))
    }

    /// Notes a photo of a case whose files are on the disk; true the first time.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn keep_case_photo(
        &self,
        case: Uuid,
        photo: CasePhoto,
        by: Option<Uuid>,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        write!(self, |connection, engine| async move {
            engine::notices::keep_photo(connection, case, &photo, by, at).await
        })
    }

    /// The photos of a case that are not its reports'.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn case_photos(&self, case: Uuid) -> Result<Vec<CasePhoto>, StoreError> {
        read!(self, |connection, engine| engine::notices::photos(connection, case))
    }

    /// Hashes of all photos of cases, in order, in pages.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn case_photo_hashes(&self, after: &str, rows: u32) -> Result<Vec<String>, StoreError> {
        let after = after.to_owned();
        read!(self, |connection, engine| async move {
            engine::notices::photo_hashes(connection, &after, rows).await
        })
    }

    /// Keeps the perceptual hash of a photo.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn keep_photo_print(&self, sha256: &str, print: u64) -> Result<(), StoreError> {
        let sha256 = sha256.to_owned();
        write!(self, |connection, engine| async move {
            engine::notices::keep_print(connection, &sha256, print).await
        })
    }

    /// The perceptual hashes of a report's photos.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn photo_prints(&self, report: Uuid) -> Result<Vec<u64>, StoreError> {
        read!(self, |connection, engine| engine::notices::prints(connection, report))
    }
}
