//! The sample of a plan: its areas, and its households with what happened there.

use super::surveys::{outcome, rates};
use super::{Connection, Db};
use crate::error::{StoreError, corrupt};
use crate::survey_records::{PlaceInPlan, SampleRecord, SurveyAreaRecord};
use domain::survey::{Attempt, PlannedArea, SelectionMethod, VisitPurpose};
use domain::time::{Day, Timestamp};
use sqlx::{QueryBuilder, Row as _};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The areas of a plan, by code.
pub(crate) async fn areas(
    connection: &mut Connection,
    plan: Uuid,
) -> Result<Vec<SurveyAreaRecord>, StoreError> {
    let mut counts = rates(connection, plan).await?;
    let rows = sqlx::query(
        "SELECT area, households, draw, method, start_points, list_sha256
         FROM survey_areas
         WHERE plan = $1
         ORDER BY area",
    )
    .bind(plan)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let number = |column: &str| -> Result<u32, StoreError> {
                Ok(u32::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0))
            };
            let (area, method): (String, String) = (row.try_get("area")?, row.try_get("method")?);
            let points: String = row.try_get("start_points")?;
            let start_points: Vec<String> =
                serde_json::from_str(&points).map_err(|_| corrupt("start_points", &points))?;
            Ok(SurveyAreaRecord {
                rate: counts.remove(&area).unwrap_or_default(),
                planned: PlannedArea {
                    area,
                    households: number("households")?,
                    draw: number("draw")?,
                    method: SelectionMethod::from_text(&method).ok_or_else(|| corrupt("method", &method))?,
                    start_points: u32::try_from(start_points.len()).unwrap_or(0),
                },
                start_points,
                list_sha256: row.try_get("list_sha256")?,
            })
        })
        .collect()
}

/// The households of some areas of a plan, in the order of drawing, with their attempts.
pub(crate) async fn households(
    connection: &mut Connection,
    plan: Uuid,
    areas: &[String],
) -> Result<Vec<SampleRecord>, StoreError> {
    let mut found = Vec::new();
    for area in areas {
        let attempts = attempts(connection, plan, area).await?;
        let rows = sqlx::query(
            "SELECT household, address, name, outcome
             FROM survey_households
             WHERE plan = $1
               AND area = $2
             ORDER BY place",
        )
        .bind(plan)
        .bind(area)
        .fetch_all(&mut *connection)
        .await?;
        for row in &rows {
            let household: String = row.try_get(0)?;
            found.push(SampleRecord {
                area: area.clone(),
                attempts: attempts.get(&household).cloned().unwrap_or_default(),
                household,
                address: row.try_get(1)?,
                name: row.try_get(2)?,
                outcome: row.try_get::<Option<String>, _>(3)?.map(|text| outcome(&text)).transpose()?,
            });
        }
    }
    Ok(found)
}

/// The attempts in an area for the plan's purpose, oldest first, by household.
async fn attempts(
    connection: &mut Connection,
    plan: Uuid,
    area: &str,
) -> Result<BTreeMap<String, Vec<Attempt>>, StoreError> {
    let mut query = QueryBuilder::<Db>::new(
        "SELECT v.household, v.started_at, v.outcome
         FROM visits v
         JOIN survey_plans p ON p.id = v.plan AND p.purpose = v.purpose
         WHERE v.plan = ",
    );
    query.push_bind(plan).push(" AND v.area = ").push_bind(area).push(" ORDER BY v.started_at, v.id");
    let mut attempts: BTreeMap<String, Vec<Attempt>> = BTreeMap::new();
    for row in query.build().fetch_all(connection).await? {
        let attempt =
            Attempt { at: Timestamp(row.try_get(1)?), outcome: outcome(&row.try_get::<String, _>(2)?)? };
        attempts.entry(row.try_get(0)?).or_default().push(attempt);
    }
    Ok(attempts)
}

/// What a visit needs to know of its plan and area.
pub(crate) async fn place(
    connection: &mut Connection,
    plan: Uuid,
    area: &str,
    user: Option<Uuid>,
) -> Result<Option<PlaceInPlan>, StoreError> {
    let row = sqlx::query(
        "SELECT p.questionnaire, p.version, p.purpose, p.from_day, p.to_day, p.closed_at, a.households, a.draw,
            (SELECT COUNT(*)
             FROM survey_assignments s
             WHERE s.plan = p.id
               AND s.area = $2
               AND s.user_id = $3) AS assigned
         FROM survey_plans p
         LEFT JOIN survey_areas a ON a.plan = p.id AND a.area = $2
         WHERE p.id = $1",
    )
    .bind(plan)
    .bind(area)
    .bind(user)
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let purpose: String = row.try_get("purpose")?;
    let day = |column: &str| -> Result<Day, StoreError> {
        Ok(Day(i32::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0)))
    };
    let count = |column: &str| -> Result<Option<u32>, StoreError> {
        Ok(row.try_get::<Option<i64>, _>(column)?.and_then(|count| u32::try_from(count).ok()))
    };
    Ok(Some(PlaceInPlan {
        questionnaire: row.try_get("questionnaire")?,
        version: u32::try_from(row.try_get::<i64, _>("version")?).unwrap_or(0),
        purpose: VisitPurpose::from_text(&purpose).ok_or_else(|| corrupt("purpose", &purpose))?,
        from: day("from_day")?,
        to: day("to_day")?,
        closed: row.try_get::<Option<i64>, _>("closed_at")?.is_some(),
        area: count("households")?.zip(count("draw")?),
        assigned: row.try_get::<i64, _>("assigned")? > 0,
    }))
}
