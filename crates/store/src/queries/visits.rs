//! Visits: storing with their answers, listing, counting.

use super::surveys::outcome;
use super::{Connection, Row, responses};
use crate::counting::cell_number;
use crate::error::{StoreError, corrupt};
use crate::records::Submission;
use crate::survey_records::{CellVisits, NewVisitRecord, VisitState, VisitTotal};
use domain::questionnaire::Purpose;
use domain::survey::desk::VisitRow;
use domain::survey::hints::too_soon;
use domain::survey::{Attempt, VisitFlag, final_outcome};
use domain::time::{Day, Timestamp};
use sqlx::Row as _;
use uuid::Uuid;

/// Stores a visit with its answers, its household's progress and its counters, or tells what was stored before.
pub(crate) async fn submit(
    connection: &mut Connection,
    new: &NewVisitRecord,
) -> Result<Submission<VisitState>, StoreError> {
    if let Some(known) = known(connection, new).await? {
        return Ok(known);
    }
    let visit = &new.visit;
    // Locks the household where writers run side by side, so that two visits to it see each other.
    let drawn = sqlx::query(
        "UPDATE survey_households SET attempts = attempts WHERE plan = $1 AND area = $2 AND household = $3",
    )
    .bind(visit.plan)
    .bind(&visit.area)
    .bind(&visit.household)
    .execute(&mut *connection)
    .await?;
    let mut flags = new.flags.clone();
    let mut counted = new.counted;
    if drawn.rows_affected() == 0 {
        flags.push(VisitFlag::NotDrawn);
        counted = false;
    } else if counted && interviewed_before(connection, new).await? {
        flags.push(VisitFlag::SecondInterview);
        counted = false;
    }
    if new.is_attempt {
        let attempts = attempts(connection, new).await?;
        flags.extend(too_soon(&attempts, visit.started_at).map(VisitFlag::from));
    }
    flags.sort_unstable();
    let stored = match store_response(connection, new, counted).await? {
        Ok(stored) => stored,
        Err(different) => return Ok(different),
    };
    if !insert(connection, new, counted, &flags).await? {
        // Another transaction stores it at this moment. What was done here is taken back, and the sender asks again.
        return Err(StoreError::Unavailable("the same visit is being stored".into()));
    }
    if new.is_attempt {
        follow(connection, new).await?;
    }
    count(connection, new).await?;
    Ok(Submission::New(VisitState { id: new.id, flags, response: stored }))
}

async fn known(
    connection: &mut Connection,
    new: &NewVisitRecord,
) -> Result<Option<Submission<VisitState>>, StoreError> {
    let row = sqlx::query("SELECT content_hash, flags, response FROM visits WHERE id = $1")
        .bind(new.id)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    if row.try_get::<Vec<u8>, _>(0)? != new.content_hash {
        return Ok(Some(Submission::Different));
    }
    let response = match row.try_get::<Option<Uuid>, _>(2)? {
        Some(id) => responses::find(connection, id).await?,
        None => None,
    };
    let flags = flags_of(&row.try_get::<String, _>(1)?)?;
    Ok(Some(Submission::Same(VisitState { id: new.id, flags, response })))
}

async fn interviewed_before(connection: &mut Connection, new: &NewVisitRecord) -> Result<bool, StoreError> {
    if new.response.is_none() {
        return Ok(false);
    }
    let row = sqlx::query(
        "SELECT COUNT(*)
         FROM visits
         WHERE plan = $1
           AND area = $2
           AND household = $3
           AND counted
           AND response IS NOT NULL",
    )
    .bind(new.visit.plan)
    .bind(&new.visit.area)
    .bind(&new.visit.household)
    .fetch_one(connection)
    .await?;
    Ok(row.try_get::<i64, _>(0)? > 0)
}

/// Answers that do not count are kept as training, without a fact.
async fn store_response(
    connection: &mut Connection,
    new: &NewVisitRecord,
    counted: bool,
) -> Result<Result<Option<crate::records::ResponseRecord>, Submission<VisitState>>, StoreError> {
    let Some(response) = &new.response else { return Ok(Ok(None)) };
    let mut response = response.clone();
    if !counted {
        response.response.purpose = Purpose::Training;
        response.facts.clear();
    }
    Ok(match responses::submit(connection, &response).await? {
        Submission::New(stored) => Ok(Some(stored)),
        // The answers stand under this id: with this visit, if it was stored since, else with something else.
        Submission::Same(_) | Submission::Different => {
            Err(known(connection, new).await?.unwrap_or(Submission::Different))
        }
    })
}

async fn insert(
    connection: &mut Connection,
    new: &NewVisitRecord,
    counted: bool,
    flags: &[VisitFlag],
) -> Result<bool, StoreError> {
    let visit = &new.visit;
    let place = visit.location;
    let flags: Vec<&str> = flags.iter().map(|flag| flag.as_str()).collect();
    let added = sqlx::query(
        "INSERT INTO visits (id, content_hash, plan, area, household, attempt, purpose, outcome, consent, adults,
            respondent_note, started_at, ended_at, lat, lng, accuracy_m, source, datum, note, response, counted,
            flags, user_id, actor, received_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
            $23, $24, $25)
         ON CONFLICT DO NOTHING",
    )
    .bind(new.id)
    .bind(&new.content_hash[..])
    .bind(visit.plan)
    .bind(&visit.area)
    .bind(&visit.household)
    .bind(i64::from(visit.attempt))
    .bind(visit.purpose.as_str())
    .bind(visit.outcome.as_str())
    .bind(visit.consent)
    .bind(visit.adults.map(i64::from))
    .bind(visit.respondent_note.as_deref())
    .bind(visit.started_at.0)
    .bind(visit.ended_at.0)
    .bind(place.map(|place| place.lat))
    .bind(place.map(|place| place.lng))
    .bind(place.and_then(|place| place.accuracy_m))
    .bind(place.map(|place| place.source.as_str()))
    .bind(place.map(|place| place.datum.as_str()))
    .bind(visit.note.as_deref())
    .bind(new.response.as_ref().map(|response| response.id))
    .bind(counted)
    .bind(flags.join(" "))
    .bind(new.user)
    .bind(&new.actor)
    .bind(new.received_at.0)
    .execute(connection)
    .await?;
    Ok(added.rows_affected() > 0)
}

/// The attempts at the visited household that are stored.
async fn attempts(connection: &mut Connection, new: &NewVisitRecord) -> Result<Vec<Attempt>, StoreError> {
    let visit = &new.visit;
    let rows = sqlx::query(
        "SELECT started_at, outcome
         FROM visits
         WHERE plan = $1
           AND area = $2
           AND household = $3
           AND purpose = $4",
    )
    .bind(visit.plan)
    .bind(&visit.area)
    .bind(&visit.household)
    .bind(visit.purpose.as_str())
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let outcome = outcome(&row.try_get::<String, _>(1)?)?;
            Ok(Attempt { at: Timestamp(row.try_get(0)?), outcome })
        })
        .collect()
}

/// Brings the household's progress up to date from all its attempts: they may arrive in any order.
async fn follow(connection: &mut Connection, new: &NewVisitRecord) -> Result<(), StoreError> {
    let visit = &new.visit;
    let attempts = attempts(connection, new).await?;
    sqlx::query(
        "UPDATE survey_households
         SET attempts = $1, outcome = $2
         WHERE plan = $3
           AND area = $4
           AND household = $5",
    )
    .bind(i64::try_from(attempts.len()).unwrap_or(0))
    .bind(final_outcome(&attempts).map(domain::survey::VisitOutcome::as_str))
    .bind(visit.plan)
    .bind(&visit.area)
    .bind(&visit.household)
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds to the counters of cells, always the coarse ones first, so that two transactions never wait for each other.
async fn count(connection: &mut Connection, new: &NewVisitRecord) -> Result<(), StoreError> {
    let day = i64::from(new.visit.started_at.day().0);
    for (resolution, cell) in (7i64..).zip(new.cells.iter().flatten()) {
        sqlx::query(
            "INSERT INTO visit_counts (resolution, day, cell, visits)
             VALUES ($1, $2, $3, 1)
             ON CONFLICT (resolution, day, cell) DO UPDATE SET visits = visit_counts.visits + 1",
        )
        .bind(resolution)
        .bind(day)
        .bind(cell_number(*cell))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Visits by cell on local days, the last one excluded.
pub(crate) async fn cells(
    connection: &mut Connection,
    from: Day,
    to: Day,
    resolution: u8,
) -> Result<Vec<CellVisits>, StoreError> {
    let rows = sqlx::query(
        "SELECT cell, CAST(SUM(visits) AS BIGINT)
         FROM visit_counts
         WHERE resolution = $1
           AND day >= $2
           AND day < $3
         GROUP BY cell
         ORDER BY cell",
    )
    .bind(i64::from(resolution))
    .bind(i64::from(from.0))
    .bind(i64::from(to.0))
    .fetch_all(connection)
    .await?;
    let number = |row: &Row, column: usize| -> Result<u64, StoreError> {
        Ok(u64::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0))
    };
    rows.iter().map(|row| Ok(CellVisits { cell: number(row, 0)?, visits: number(row, 1)? })).collect()
}

/// What each person did in a plan.
pub(crate) async fn totals(connection: &mut Connection, plan: Uuid) -> Result<Vec<VisitTotal>, StoreError> {
    let rows = sqlx::query(
        "SELECT user_id, outcome, COUNT(*), CAST(SUM(CASE WHEN flags <> '' THEN 1 ELSE 0 END) AS BIGINT),
            MAX(ended_at)
         FROM visits
         WHERE plan = $1
         GROUP BY user_id, outcome",
    )
    .bind(plan)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let number = |column: usize| -> Result<u64, StoreError> {
                Ok(u64::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0))
            };
            Ok(VisitTotal {
                user: row.try_get(0)?,
                outcome: outcome(&row.try_get::<String, _>(1)?)?,
                visits: number(2)?,
                flagged: number(3)?,
                last_at: Timestamp(row.try_get(4)?),
            })
        })
        .collect()
}

/// The newest visits of a plan that there is something to look at, and how many there are.
pub(crate) async fn flagged(
    connection: &mut Connection,
    plan: Uuid,
    rows: u32,
) -> Result<(Vec<VisitRow>, u64), StoreError> {
    let count = sqlx::query("SELECT COUNT(*) FROM visits WHERE plan = $1 AND flags <> ''")
        .bind(plan)
        .fetch_one(&mut *connection)
        .await?;
    let found = sqlx::query(
        "SELECT v.*, u.name AS volunteer
         FROM visits v
         LEFT JOIN users u ON u.id = v.user_id
         WHERE v.plan = $1
           AND v.flags <> ''
         ORDER BY v.started_at DESC, v.id
         LIMIT $2",
    )
    .bind(plan)
    .bind(i64::from(rows))
    .fetch_all(connection)
    .await?;
    let rows = found.iter().map(row_of).collect::<Result<_, StoreError>>()?;
    Ok((rows, u64::try_from(count.try_get::<i64, _>(0)?).unwrap_or(0)))
}

/// One visit: its plan, and the visit as lists show it.
pub(crate) async fn find(
    connection: &mut Connection,
    id: Uuid,
) -> Result<Option<(Uuid, VisitRow)>, StoreError> {
    let row = sqlx::query(
        "SELECT v.*, u.name AS volunteer FROM visits v LEFT JOIN users u ON u.id = v.user_id WHERE v.id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    row.map(|row| Ok((row.try_get("plan")?, row_of(&row)?))).transpose()
}

fn row_of(row: &Row) -> Result<VisitRow, StoreError> {
    let volunteer: Option<String> = row.try_get("volunteer")?;
    Ok(VisitRow {
        id: row.try_get("id")?,
        area: row.try_get("area")?,
        household: row.try_get("household")?,
        attempt: u32::try_from(row.try_get::<i64, _>("attempt")?).unwrap_or(0),
        outcome: outcome(&row.try_get::<String, _>("outcome")?)?,
        started_at: Timestamp(row.try_get("started_at")?),
        ended_at: Timestamp(row.try_get("ended_at")?),
        volunteer: match volunteer {
            Some(name) => name,
            None => row.try_get("actor")?,
        },
        flags: flags_of(&row.try_get::<String, _>("flags")?)?,
        note: row.try_get("note")?,
    })
}

fn flags_of(text: &str) -> Result<Vec<VisitFlag>, StoreError> {
    text.split_whitespace()
        .map(|flag| VisitFlag::from_text(flag).ok_or_else(|| corrupt("flags", text)))
        .collect()
}
