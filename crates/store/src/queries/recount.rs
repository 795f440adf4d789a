//! Counters of visits and what they are counted from, for the doctor.

use super::surveys::outcome;
use super::{Connection, Row};
use crate::count_records::VisitPoint;
use crate::counting::VisitKey;
use crate::error::StoreError;
use domain::survey::{Attempt, final_outcome};
use domain::time::Timestamp;
use sqlx::Row as _;
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// Where and when visits were, in the order of their ids.
pub(crate) async fn points(
    connection: &mut Connection,
    after: Option<Uuid>,
    rows: u32,
) -> Result<Vec<VisitPoint>, StoreError> {
    let rows = sqlx::query("SELECT id, started_at, lat, lng FROM visits WHERE id > $1 ORDER BY id LIMIT $2")
        .bind(after.unwrap_or(Uuid::nil()))
        .bind(i64::from(rows))
        .fetch_all(connection)
        .await?;
    let point = |row: &Row| {
        let (lat, lng): (Option<f64>, Option<f64>) = (row.try_get(2)?, row.try_get(3)?);
        Ok(VisitPoint { id: row.try_get(0)?, started_at: Timestamp(row.try_get(1)?), place: lat.zip(lng) })
    };
    rows.iter().map(point).collect()
}

/// Ids of answers that were kept with a visit and do not count.
pub(crate) async fn uncounted(connection: &mut Connection) -> Result<HashSet<Uuid>, StoreError> {
    let rows = sqlx::query("SELECT response FROM visits WHERE NOT counted AND response IS NOT NULL")
        .fetch_all(connection)
        .await?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
}

/// All counters of visits.
pub(crate) async fn counters(connection: &mut Connection) -> Result<BTreeMap<VisitKey, i64>, StoreError> {
    let rows =
        sqlx::query("SELECT resolution, day, cell, visits FROM visit_counts").fetch_all(connection).await?;
    let counter = |row: &Row| Ok(((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?), row.try_get(3)?));
    rows.iter().map(counter).collect()
}

/// Households whose progress is not what their visits say, one line each; at most so many.
pub(crate) async fn progress_differences(
    connection: &mut Connection,
    most: usize,
) -> Result<Vec<String>, StoreError> {
    let rows = sqlx::query(
        "SELECT v.plan, v.area, v.household, v.started_at, v.outcome
         FROM visits v
         JOIN survey_plans p ON p.id = v.plan
           AND p.purpose = v.purpose",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut attempts: BTreeMap<(Uuid, String, String), Vec<Attempt>> = BTreeMap::new();
    for row in &rows {
        let attempt =
            Attempt { at: Timestamp(row.try_get(3)?), outcome: outcome(&row.try_get::<String, _>(4)?)? };
        attempts.entry((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)).or_default().push(attempt);
    }
    let rows = sqlx::query("SELECT plan, area, household, attempts, outcome FROM survey_households")
        .fetch_all(connection)
        .await?;
    let mut differences = Vec::new();
    for row in &rows {
        let (plan, area, household): (Uuid, String, String) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let is: (i64, Option<String>) = (row.try_get(3)?, row.try_get(4)?);
        let made = attempts.get(&(plan, area.clone(), household.clone())).map_or(&[][..], Vec::as_slice);
        let should = (
            i64::try_from(made.len()).unwrap_or(0),
            final_outcome(made).map(|outcome| outcome.as_str().to_owned()),
        );
        if is != should && differences.len() < most {
            differences.push(format!(
                "progress of household {household} in {area} of plan {plan} says {is:?} instead of {should:?}"
            ));
        }
    }
    Ok(differences)
}
