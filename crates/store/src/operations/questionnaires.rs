//! Questionnaires and their versions.

use crate::error::StoreError;
use crate::records::Submission;
use crate::store::{Store, read, write};
use domain::questionnaire::{Questionnaire, QuestionnaireSummary};
use domain::time::Timestamp;

impl Store {
    /// Stores a version, unpublished; a known version must be the same.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn import_questionnaire(
        &self,
        form: Questionnaire,
        at: Timestamp,
    ) -> Result<Submission<()>, StoreError> {
        write!(self, |connection, engine| engine::questionnaires::import(connection, &form, at))
    }

    /// The versions of a questionnaire, newest first; answers are not counted.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn questionnaire_versions(&self, slug: &str) -> Result<Vec<u32>, StoreError> {
        let slug = slug.to_owned();
        read!(self, |connection, engine| engine::questionnaires::versions(connection, &slug))
    }

    /// The slugs of all questionnaires.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn questionnaire_slugs(&self) -> Result<Vec<String>, StoreError> {
        read!(self, |connection, engine| engine::questionnaires::slugs(connection))
    }

    /// Makes a version the one that is asked; [`StoreError::Reference`] when there is no such version.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn publish_questionnaire(&self, slug: &str, version: u32) -> Result<bool, StoreError> {
        let slug = slug.to_owned();
        write!(self, |connection, engine| engine::questionnaires::publish(connection, &slug, version))
    }

    /// One version.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn questionnaire(&self, slug: &str, version: u32) -> Result<Option<Questionnaire>, StoreError> {
        let slug = slug.to_owned();
        read!(self, |connection, engine| engine::questionnaires::version(connection, &slug, version))
    }

    /// The version that is asked.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn published_questionnaire(&self, slug: &str) -> Result<Option<Questionnaire>, StoreError> {
        let slug = slug.to_owned();
        read!(self, |connection, engine| engine::questionnaires::published(connection, &slug))
    }

    /// All versions, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn questionnaires(&self) -> Result<Vec<QuestionnaireSummary>, StoreError> {
        read!(self, |connection, engine| engine::questionnaires::all(connection))
    }
}
