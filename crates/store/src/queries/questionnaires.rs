//! Questionnaires and their versions.

use super::{Connection, Row};
use crate::error::{StoreError, corrupt};
use crate::records::Submission;
use domain::questionnaire::{Questionnaire, QuestionnaireSummary};
use domain::time::Timestamp;
use sqlx::Row as _;

/// Stores a version; a version that is known must be the same.
pub(crate) async fn import(
    connection: &mut Connection,
    form: &Questionnaire,
    at: Timestamp,
) -> Result<Submission<()>, StoreError> {
    let body = serde_json::to_string(form)
        .map_err(|error| StoreError::Corrupt(format!("a questionnaire cannot be written: {error}")))?;
    let added = sqlx::query(
        "INSERT INTO questionnaires (slug, version, purpose, body, published, imported_at)
         VALUES ($1, $2, $3, $4, FALSE, $5)
         ON CONFLICT DO NOTHING",
    )
    .bind(&form.slug)
    .bind(i64::from(form.version))
    .bind(form.purpose.as_str())
    .bind(body)
    .bind(at.0)
    .execute(&mut *connection)
    .await?;
    if added.rows_affected() > 0 {
        return Ok(Submission::New(()));
    }
    let known = version(connection, &form.slug, form.version).await?;
    Ok(if known.as_ref() == Some(form) { Submission::Same(()) } else { Submission::Different })
}

/// Makes a version the one that is asked; false when there is no such version.
pub(crate) async fn publish(
    connection: &mut Connection,
    slug: &str,
    version: u32,
) -> Result<bool, StoreError> {
    sqlx::query(
        "UPDATE questionnaires SET published = FALSE WHERE slug = $1 AND published AND version <> $2",
    )
    .bind(slug)
    .bind(i64::from(version))
    .execute(&mut *connection)
    .await?;
    let changed = sqlx::query("UPDATE questionnaires SET published = TRUE WHERE slug = $1 AND version = $2")
        .bind(slug)
        .bind(i64::from(version))
        .execute(&mut *connection)
        .await?;
    if changed.rows_affected() == 0 {
        // An error takes back the first statement: an unknown version must not leave nothing published.
        return Err(StoreError::Reference("version of the questionnaire".into()));
    }
    Ok(true)
}

pub(crate) async fn version(
    connection: &mut Connection,
    slug: &str,
    version: u32,
) -> Result<Option<Questionnaire>, StoreError> {
    let row = sqlx::query("SELECT body FROM questionnaires WHERE slug = $1 AND version = $2")
        .bind(slug)
        .bind(i64::from(version))
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(form_of).transpose()
}

pub(crate) async fn published(
    connection: &mut Connection,
    slug: &str,
) -> Result<Option<Questionnaire>, StoreError> {
    let row = sqlx::query("SELECT body FROM questionnaires WHERE slug = $1 AND published")
        .bind(slug)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(form_of).transpose()
}

/// The versions of a questionnaire, newest first, without counting their answers.
pub(crate) async fn versions(connection: &mut Connection, slug: &str) -> Result<Vec<u32>, StoreError> {
    let rows = sqlx::query("SELECT version FROM questionnaires WHERE slug = $1 ORDER BY version DESC")
        .bind(slug)
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok(u32::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))).collect()
}

/// The slugs of all questionnaires.
pub(crate) async fn slugs(connection: &mut Connection) -> Result<Vec<String>, StoreError> {
    let rows =
        sqlx::query("SELECT DISTINCT slug FROM questionnaires ORDER BY slug").fetch_all(connection).await?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
}

fn form_of(row: &Row) -> Result<Questionnaire, StoreError> {
    let body: String = row.try_get("body")?;
    serde_json::from_str(&body).map_err(|_| corrupt("body", &body))
}

pub(crate) async fn all(connection: &mut Connection) -> Result<Vec<QuestionnaireSummary>, StoreError> {
    let rows = sqlx::query(
        "SELECT q.body, q.published, q.imported_at,
            (SELECT COUNT(*) FROM responses r WHERE r.questionnaire = q.slug AND r.version = q.version) AS responses
         FROM questionnaires q
         ORDER BY q.slug, q.version DESC",
    )
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let form = form_of(row)?;
            Ok(QuestionnaireSummary {
                items: u32::try_from(form.items.len()).unwrap_or(0),
                slug: form.slug,
                version: form.version,
                purpose: form.purpose,
                title: form.title,
                published: row.try_get("published")?,
                responses: u64::try_from(row.try_get::<i64, _>("responses")?).unwrap_or(0),
                imported_at: Timestamp(row.try_get("imported_at")?),
            })
        })
        .collect()
}
