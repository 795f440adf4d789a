//! Answers.

use super::{Connection, Row, totals};
use crate::counting::ResponseFact;
use crate::error::{StoreError, corrupt};
use crate::records::{NewResponseRecord, ResponseRecord, Submission};
use domain::questionnaire::Purpose;
use domain::response::SurveyChannel;
use domain::time::Timestamp;
use sqlx::Row as _;
use uuid::Uuid;

pub(crate) async fn submit(
    connection: &mut Connection,
    new: &NewResponseRecord,
) -> Result<Submission<ResponseRecord>, StoreError> {
    if insert(connection, new).await? {
        totals::note_response(connection, &fact_of(new)).await?;
        let stored = find(connection, new.id).await?;
        return stored.map(Submission::New).ok_or_else(|| StoreError::Reference("response".into()));
    }
    let known = sqlx::query("SELECT content_hash FROM responses WHERE id = $1")
        .bind(new.id)
        .fetch_optional(&mut *connection)
        .await?;
    match known {
        None => Err(StoreError::Unique("external_id")),
        Some(row) if row.try_get::<Vec<u8>, _>(0)? != new.content_hash => Ok(Submission::Different),
        Some(_) => {
            let stored = find(connection, new.id).await?;
            stored.map(Submission::Same).ok_or_else(|| StoreError::Reference("response".into()))
        }
    }
}

/// What an answer sheet adds to the counters.
pub(crate) fn fact_of(new: &NewResponseRecord) -> ResponseFact {
    let response = &new.response;
    ResponseFact {
        questionnaire: response.questionnaire.clone(),
        channel: response.channel.as_str().to_owned(),
        week: i64::from(response.submitted_at.day().week().0),
        stratum: new.stratum.clone(),
        cluster: new.cluster.clone(),
        sex: response.sex.clone().unwrap_or_default(),
        age_band: response.age_band.clone().unwrap_or_default(),
        weight: response.design_weight,
        facts: new.facts.iter().map(|fact| (fact.item.clone(), fact.y)).collect(),
    }
}

/// Stores answers, unless their id is taken.
pub(crate) async fn insert(connection: &mut Connection, new: &NewResponseRecord) -> Result<bool, StoreError> {
    let response = &new.response;
    let answers = serde_json::to_string(&response.answers)
        .map_err(|error| StoreError::Corrupt(format!("answers cannot be written: {error}")))?;
    let added = sqlx::query(
        "INSERT INTO responses (id, external_id, content_hash, questionnaire, version, purpose, channel, area,
            stratum, cluster, design_weight, sex, age_band, answers, visit, started_at, submitted_at, received_at,
            right_items, items, actor)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
         ON CONFLICT DO NOTHING",
    )
    .bind(new.id)
    .bind(new.external_id.as_deref())
    .bind(&new.content_hash[..])
    .bind(&response.questionnaire)
    .bind(i64::from(response.version))
    .bind(response.purpose.as_str())
    .bind(response.channel.as_str())
    .bind(response.area.as_deref())
    .bind(&new.stratum)
    .bind(&new.cluster)
    .bind(response.design_weight)
    .bind(response.sex.as_deref())
    .bind(response.age_band.as_deref())
    .bind(answers)
    .bind(response.visit)
    .bind(response.started_at.map(|moment| moment.0))
    .bind(response.submitted_at.0)
    .bind(new.received_at.0)
    .bind(i64::from(new.right))
    .bind(i64::from(new.of))
    .bind(&new.actor)
    .execute(connection)
    .await?;
    Ok(added.rows_affected() > 0)
}

pub(crate) async fn find(
    connection: &mut Connection,
    id: Uuid,
) -> Result<Option<ResponseRecord>, StoreError> {
    let row =
        sqlx::query("SELECT * FROM responses WHERE id = $1").bind(id).fetch_optional(connection).await?;
    row.as_ref().map(response_of).transpose()
}

pub(crate) async fn list(
    connection: &mut Connection,
    after: Option<Uuid>,
    rows: u32,
) -> Result<Vec<ResponseRecord>, StoreError> {
    let rows = sqlx::query("SELECT * FROM responses WHERE id > $1 ORDER BY id LIMIT $2")
        .bind(after.unwrap_or(Uuid::nil()))
        .bind(i64::from(rows))
        .fetch_all(connection)
        .await?;
    rows.iter().map(response_of).collect()
}

pub(crate) async fn count(connection: &mut Connection, questionnaire: &str) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT COUNT(*) FROM responses WHERE questionnaire = $1")
        .bind(questionnaire)
        .fetch_one(connection)
        .await?;
    Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
}

fn response_of(row: &Row) -> Result<ResponseRecord, StoreError> {
    let number = |column: &str| -> Result<u32, StoreError> {
        Ok(u32::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0))
    };
    let (purpose, channel): (String, String) = (row.try_get("purpose")?, row.try_get("channel")?);
    let answers: String = row.try_get("answers")?;
    Ok(ResponseRecord {
        id: row.try_get("id")?,
        external_id: row.try_get("external_id")?,
        questionnaire: row.try_get("questionnaire")?,
        version: number("version")?,
        purpose: Purpose::from_text(&purpose).ok_or_else(|| corrupt("purpose", &purpose))?,
        channel: SurveyChannel::from_text(&channel).ok_or_else(|| corrupt("channel", &channel))?,
        area: row.try_get("area")?,
        stratum: row.try_get("stratum")?,
        cluster: row.try_get("cluster")?,
        design_weight: row.try_get("design_weight")?,
        sex: row.try_get("sex")?,
        age_band: row.try_get("age_band")?,
        answers: serde_json::from_str(&answers).map_err(|_| corrupt("answers", &answers))?,
        visit: row.try_get("visit")?,
        started_at: row.try_get::<Option<i64>, _>("started_at")?.map(Timestamp),
        submitted_at: Timestamp(row.try_get("submitted_at")?),
        received_at: Timestamp(row.try_get("received_at")?),
        right: number("right_items")?,
        of: number("items")?,
    })
}
