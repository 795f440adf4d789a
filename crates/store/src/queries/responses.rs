//! Answers.

use super::{Connection, Db, Row, dialect, totals};
use crate::counting::ResponseFact;
use crate::error::{StoreError, corrupt};
use crate::gathered::Gathered;
use crate::operations::ImportBatch;
use crate::records::{Fact, ImportCount, NewResponseRecord, ResponseRecord, Submission};
use domain::questionnaire::Purpose;
use domain::response::{ResponseFlag, SurveyChannel};
use domain::survey::desk::FlaggedResponse;
use domain::time::Timestamp;
use sqlx::{QueryBuilder, Row as _};
use std::collections::HashSet;
use tokio::sync::mpsc::Receiver;
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
        sign: 1,
        facts: new.facts.iter().map(|fact| (fact.item.clone(), fact.y)).collect(),
    }
}

/// The columns of answers, in the order in which [`push_row`] gives them.
const COLUMNS: &str = "id, external_id, content_hash, questionnaire, version, purpose, channel, area, stratum, cluster,
    design_weight, sex, age_band, answers, visit, started_at, submitted_at, received_at, right_items, items, actor,
    flags";
/// Answers that one statement stores.
const ROWS_PER_STATEMENT: usize = 50;

/// Stores answers, unless their id is taken.
pub(crate) async fn insert(connection: &mut Connection, new: &NewResponseRecord) -> Result<bool, StoreError> {
    Ok(!insert_some(connection, std::slice::from_ref(new)).await?.is_empty())
}

/// Stores answers, unless their ids are taken; the ids of those that were stored.
async fn insert_some(
    connection: &mut Connection,
    some: &[NewResponseRecord],
) -> Result<HashSet<Uuid>, StoreError> {
    let mut answers = Vec::with_capacity(some.len());
    for new in some {
        let text = serde_json::to_string(&new.response.answers)
            .map_err(|error| StoreError::Corrupt(format!("answers cannot be written: {error}")))?;
        answers.push(text);
    }
    let mut query = QueryBuilder::<Db>::new("INSERT INTO responses (");
    query.push(COLUMNS).push(") ");
    query.push_values(some.iter().zip(answers), |mut row, (new, answers)| {
        let response = &new.response;
        row.push_bind(new.id)
            .push_bind(new.external_id.clone())
            .push_bind(new.content_hash.to_vec())
            .push_bind(response.questionnaire.clone())
            .push_bind(i64::from(response.version))
            .push_bind(response.purpose.as_str())
            .push_bind(response.channel.as_str())
            .push_bind(response.area.clone())
            .push_bind(new.stratum.clone())
            .push_bind(new.cluster.clone())
            .push_bind(response.design_weight)
            .push_bind(response.sex.clone())
            .push_bind(response.age_band.clone())
            .push_bind(answers)
            .push_bind(response.visit)
            .push_bind(response.started_at.map(|moment| moment.0))
            .push_bind(response.submitted_at.0)
            .push_bind(new.received_at.0)
            .push_bind(i64::from(new.right))
            .push_bind(i64::from(new.of))
            .push_bind(new.actor.clone())
            .push_bind(flags_text(&new.flags));
    });
    query.push(" ON CONFLICT DO NOTHING RETURNING id");
    let rows = query.build().fetch_all(connection).await?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
}

/// Stores answers that come in batches, and their counters.
pub(crate) async fn import(
    connection: &mut Connection,
    batches: &mut Receiver<ImportBatch<NewResponseRecord>>,
) -> Result<ImportCount, StoreError> {
    if let Some(room) = dialect::IMPORT_ROOM {
        sqlx::query(room).execute(&mut *connection).await?;
    }
    let mut count = ImportCount::default();
    let mut gathered = Gathered::default();
    loop {
        let rows = match batches.recv().await {
            Some(ImportBatch::Rows(rows)) => rows,
            Some(ImportBatch::End) => break,
            None => return Err(StoreError::Cancelled),
        };
        for some in rows.chunks(ROWS_PER_STATEMENT) {
            let stored = insert_some(connection, some).await?;
            count.added += stored.len() as u64;
            count.unchanged += (some.len() - stored.len()) as u64;
            some.iter().filter(|new| stored.contains(&new.id)).for_each(|new| gathered.add(&fact_of(new)));
        }
        if gathered.is_full() {
            totals::add_gathered(connection, &mut gathered).await?;
        }
    }
    totals::add_gathered(connection, &mut gathered).await?;
    if let Some(usual) = dialect::USUAL_ROOM {
        sqlx::query(usual).execute(&mut *connection).await?;
    }
    Ok(count)
}

/// Takes stored answers back; false when there are none.
pub(crate) async fn remove(
    connection: &mut Connection,
    id: Uuid,
    facts: &[Fact],
) -> Result<bool, StoreError> {
    let Some(stored) = find(connection, id).await? else { return Ok(false) };
    let removed =
        sqlx::query("DELETE FROM responses WHERE id = $1").bind(id).execute(&mut *connection).await?;
    if removed.rows_affected() == 0 {
        return Ok(false);
    }
    let fact = ResponseFact {
        questionnaire: stored.questionnaire,
        channel: stored.channel.as_str().to_owned(),
        week: i64::from(stored.submitted_at.day().week().0),
        stratum: stored.stratum,
        cluster: stored.cluster,
        sex: stored.sex.unwrap_or_default(),
        age_band: stored.age_band.unwrap_or_default(),
        weight: stored.design_weight,
        sign: -1,
        facts: facts.iter().map(|fact| (fact.item.clone(), fact.y)).collect(),
    };
    totals::note_response(connection, &fact).await?;
    Ok(true)
}

pub(crate) async fn find(
    connection: &mut Connection,
    id: Uuid,
) -> Result<Option<ResponseRecord>, StoreError> {
    let row =
        sqlx::query("SELECT * FROM responses WHERE id = $1").bind(id).fetch_optional(connection).await?;
    row.as_ref().map(response_of).transpose()
}

/// The hashes of the contents of answers, of those that are known.
pub(crate) async fn hashes(
    connection: &mut Connection,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, [u8; 32])>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::<Db>::new("SELECT id, content_hash FROM responses WHERE id IN (");
    let mut listed = query.separated(", ");
    for id in ids {
        listed.push_bind(*id);
    }
    let rows = query.push(")").build().fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let hash: Vec<u8> = row.try_get(1)?;
            let hash = hash.try_into().map_err(|_| StoreError::Corrupt("a content hash".to_owned()))?;
            Ok((row.try_get(0)?, hash))
        })
        .collect()
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

/// The answers to look at that arrived last, and how many there are.
pub(crate) async fn flagged(
    connection: &mut Connection,
    rows: u32,
) -> Result<(Vec<FlaggedResponse>, u64), StoreError> {
    // Both use the partial index of flagged answers, which are few.
    let count = sqlx::query("SELECT COUNT(*) FROM responses WHERE flags IS NOT NULL")
        .fetch_one(&mut *connection)
        .await?;
    let found = sqlx::query(
        "SELECT *
         FROM responses
         WHERE flags IS NOT NULL
         ORDER BY received_at DESC, id
         LIMIT $1",
    )
    .bind(i64::from(rows))
    .fetch_all(connection)
    .await?;
    let look = |row: &Row| {
        let stored = response_of(row)?;
        Ok(FlaggedResponse {
            id: stored.id,
            questionnaire: stored.questionnaire,
            version: stored.version,
            channel: stored.channel,
            area: stored.area,
            visited: stored.visit.is_some(),
            submitted_at: stored.submitted_at,
            received_at: stored.received_at,
            flags: stored.flags,
        })
    };
    let rows = found.iter().map(look).collect::<Result<_, StoreError>>()?;
    Ok((rows, u64::try_from(count.try_get::<i64, _>(0)?).unwrap_or(0)))
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
        flags: flags_of(row.try_get("flags")?)?,
    })
}

fn flags_text(flags: &[ResponseFlag]) -> Option<String> {
    let texts: Vec<&str> = flags.iter().map(|flag| flag.as_str()).collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

fn flags_of(text: Option<String>) -> Result<Vec<ResponseFlag>, StoreError> {
    let text = text.unwrap_or_default();
    let flag = |flag| ResponseFlag::from_text(flag).ok_or_else(|| corrupt("flags", &text));
    text.split_whitespace().map(flag).collect()
}
