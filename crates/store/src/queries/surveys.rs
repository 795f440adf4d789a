//! Plans: storing, listing, assigning, closing; lists of households.

use super::{Connection, Db, Row};
use crate::error::{StoreError, corrupt};
use crate::records::ImportCount;
use crate::survey_records::{ListedHousehold, NewPlanRecord};
use domain::survey::desk::{ListedArea, PlanSummary};
use domain::survey::{ResponseRate, VisitOutcome, VisitPurpose};
use domain::time::{Day, Timestamp};
use sqlx::{QueryBuilder, Row as _};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Rows of one statement; each row binds a few values, and SQLite takes 32,766 of them.
const ROWS_PER_STATEMENT: usize = 1_000;

/// Replaces the lists of the areas that the rows name.
pub(crate) async fn replace_lists(
    connection: &mut Connection,
    rows: &[ListedHousehold],
) -> Result<ImportCount, StoreError> {
    let mut areas: Vec<&str> = rows.iter().map(|row| row.area.as_str()).collect();
    areas.sort_unstable();
    areas.dedup();
    let mut known = Vec::new();
    for area in &areas {
        known.extend(list(connection, area).await?);
        sqlx::query("DELETE FROM households WHERE area = $1").bind(*area).execute(&mut *connection).await?;
    }
    for some in rows.chunks(ROWS_PER_STATEMENT) {
        let mut query = QueryBuilder::<Db>::new("INSERT INTO households (area, household, address, name) ");
        query.push_values(some, |mut values, row| {
            values.push_bind(row.area.clone()).push_bind(row.household.clone());
            values.push_bind(row.address.clone()).push_bind(row.name.clone());
        });
        query.build().execute(&mut *connection).await?;
    }
    let known: BTreeMap<_, _> = known.iter().map(|row| ((&row.area, &row.household), row)).collect();
    let same = rows.iter().filter(|row| known.get(&(&row.area, &row.household)) == Some(row)).count() as u64;
    Ok(ImportCount { added: rows.len() as u64 - same, unchanged: same })
}

/// The list of an area, by code.
pub(crate) async fn list(
    connection: &mut Connection,
    area: &str,
) -> Result<Vec<ListedHousehold>, StoreError> {
    let rows = sqlx::query(
        "SELECT area, household, address, name FROM households WHERE area = $1 ORDER BY household",
    )
    .bind(area)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(ListedHousehold {
                area: row.try_get(0)?,
                household: row.try_get(1)?,
                address: row.try_get(2)?,
                name: row.try_get(3)?,
            })
        })
        .collect()
}

/// How long the lists are.
pub(crate) async fn lists(connection: &mut Connection) -> Result<Vec<ListedArea>, StoreError> {
    let rows = sqlx::query("SELECT area, COUNT(*) FROM households GROUP BY area ORDER BY area")
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok(ListedArea { area: row.try_get(0)?, households: number(row, 1)? })).collect()
}

/// Stores a plan with its samples.
pub(crate) async fn add(connection: &mut Connection, new: &NewPlanRecord) -> Result<(), StoreError> {
    let plan = &new.plan;
    sqlx::query(
        "INSERT INTO survey_plans
            (id, title, questionnaire, version, purpose, from_day, to_day, seed, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(new.id)
    .bind(&plan.title)
    .bind(&plan.questionnaire)
    .bind(i64::from(plan.version))
    .bind(plan.purpose.as_str())
    .bind(i64::from(plan.from.0))
    .bind(i64::from(plan.to.0))
    .bind(i64::try_from(plan.seed).unwrap_or(i64::MAX))
    .bind(new.created_at.0)
    .bind(&new.actor)
    .execute(&mut *connection)
    .await?;
    for (planned, sample) in plan.areas.iter().zip(&new.samples) {
        let start_points = serde_json::to_string(&sample.start_points)
            .map_err(|error| StoreError::Corrupt(format!("start points cannot be written: {error}")))?;
        sqlx::query(
            "INSERT INTO survey_areas (plan, area, households, draw, method, start_points, list_sha256)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(new.id)
        .bind(&planned.area)
        .bind(i64::from(planned.households))
        .bind(i64::from(planned.draw))
        .bind(planned.method.as_str())
        .bind(start_points)
        .bind(sample.list_sha256.as_deref())
        .execute(&mut *connection)
        .await?;
        let placed: Vec<_> = (0i64..).zip(&sample.households).collect();
        for some in placed.chunks(ROWS_PER_STATEMENT) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO survey_households (plan, area, household, place, address, name, attempts) ",
            );
            query.push_values(some, |mut values, (place, row)| {
                values.push_bind(new.id).push_bind(planned.area.clone()).push_bind(row.household.clone());
                values.push_bind(*place).push_bind(row.address.clone()).push_bind(row.name.clone());
                values.push_bind(0i64);
            });
            query.build().execute(&mut *connection).await?;
        }
    }
    Ok(())
}

/// The newest plans, or one of them.
pub(crate) async fn plans(
    connection: &mut Connection,
    only: Option<Uuid>,
    rows: u32,
) -> Result<Vec<PlanSummary>, StoreError> {
    let mut query = QueryBuilder::<Db>::new(
        "SELECT p.*, (SELECT COUNT(*) FROM survey_areas a WHERE a.plan = p.id) AS areas FROM survey_plans p",
    );
    if let Some(id) = only {
        query.push(" WHERE p.id = ").push_bind(id);
    }
    query.push(" ORDER BY p.created_at DESC, p.id DESC LIMIT ").push_bind(i64::from(rows));
    let found = query.build().fetch_all(&mut *connection).await?;
    let mut plans = found.iter().map(plan_of).collect::<Result<Vec<_>, StoreError>>()?;
    for plan in &mut plans {
        let counts = rates(connection, plan.id).await?;
        plan.rate = counts.into_values().fold(ResponseRate::default(), |sum, rate| sum + rate);
    }
    Ok(plans)
}

/// What became of the households of a plan, by area.
pub(crate) async fn rates(
    connection: &mut Connection,
    plan: Uuid,
) -> Result<BTreeMap<String, ResponseRate>, StoreError> {
    let rows = sqlx::query(
        "SELECT area, outcome, COUNT(*) FROM survey_households WHERE plan = $1 GROUP BY area, outcome",
    )
    .bind(plan)
    .fetch_all(connection)
    .await?;
    let mut rates: BTreeMap<String, ResponseRate> = BTreeMap::new();
    for row in &rows {
        let outcome = row.try_get::<Option<String>, _>(1)?.map(|text| outcome(&text)).transpose()?;
        let households = u64::try_from(row.try_get::<i64, _>(2)?).unwrap_or(0);
        rates.entry(row.try_get(0)?).or_default().add_households(outcome, households);
    }
    Ok(rates)
}

/// What became of the households of all plans for measurement with a questionnaire whose days touch a period.
pub(crate) async fn response_rate(
    connection: &mut Connection,
    questionnaire: &str,
    (from, to): (Option<Day>, Option<Day>),
) -> Result<ResponseRate, StoreError> {
    let mut query = QueryBuilder::<Db>::new(
        "SELECT h.outcome, COUNT(*)
         FROM survey_plans p
         JOIN survey_households h ON h.plan = p.id
         WHERE p.questionnaire = ",
    );
    query.push_bind(questionnaire.to_owned());
    query.push(" AND p.purpose = ").push_bind(VisitPurpose::Measurement.as_str());
    if let Some(from) = from {
        query.push(" AND p.to_day >= ").push_bind(i64::from(from.0));
    }
    if let Some(to) = to {
        query.push(" AND p.from_day < ").push_bind(i64::from(to.0));
    }
    query.push(" GROUP BY h.outcome");
    let mut rate = ResponseRate::default();
    for row in &query.build().fetch_all(connection).await? {
        let outcome = row.try_get::<Option<String>, _>(0)?.map(|text| outcome(&text)).transpose()?;
        rate.add_households(outcome, u64::try_from(row.try_get::<i64, _>(1)?).unwrap_or(0));
    }
    Ok(rate)
}

/// Ends a plan; false when it is unknown or ended before.
pub(crate) async fn close(
    connection: &mut Connection,
    plan: Uuid,
    at: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let text = if at.is_some() {
        "UPDATE survey_plans SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL"
    } else {
        "UPDATE survey_plans SET closed_at = $1 WHERE id = $2 AND closed_at IS NOT NULL"
    };
    let changed = sqlx::query(text).bind(at.map(|at| at.0)).bind(plan).execute(connection).await?;
    Ok(changed.rows_affected() > 0)
}

/// Gives areas of a plan to somebody, instead of to those who had them, or to nobody.
pub(crate) async fn assign(
    connection: &mut Connection,
    plan: Uuid,
    areas: &[String],
    users: &[Uuid],
    at: Timestamp,
) -> Result<(), StoreError> {
    for area in areas {
        sqlx::query("DELETE FROM survey_assignments WHERE plan = $1 AND area = $2")
            .bind(plan)
            .bind(area)
            .execute(&mut *connection)
            .await?;
        for user in users {
            sqlx::query(
                "INSERT INTO survey_assignments (plan, area, user_id, assigned_at)
                 SELECT plan, area, $3, $4 FROM survey_areas WHERE plan = $1 AND area = $2",
            )
            .bind(plan)
            .bind(area)
            .bind(*user)
            .bind(at.0)
            .execute(&mut *connection)
            .await?;
        }
    }
    Ok(())
}

/// Who has which area of a plan.
pub(crate) async fn assignments(
    connection: &mut Connection,
    plan: Uuid,
) -> Result<Vec<(String, Uuid)>, StoreError> {
    let rows =
        sqlx::query("SELECT area, user_id FROM survey_assignments WHERE plan = $1 ORDER BY area, user_id")
            .bind(plan)
            .fetch_all(connection)
            .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// The areas that somebody has in open plans which have not ended on a day.
pub(crate) async fn assigned_to(
    connection: &mut Connection,
    user: Uuid,
    day: Day,
) -> Result<Vec<(Uuid, String)>, StoreError> {
    let rows = sqlx::query(
        "SELECT s.plan, s.area
         FROM survey_assignments s
         JOIN survey_plans p ON p.id = s.plan
         WHERE s.user_id = $1
           AND p.closed_at IS NULL
           AND p.to_day >= $2
         ORDER BY p.to_day, p.created_at, s.area",
    )
    .bind(user)
    .bind(i64::from(day.0))
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

fn plan_of(row: &Row) -> Result<PlanSummary, StoreError> {
    let purpose: String = row.try_get("purpose")?;
    let day = |column: &str| -> Result<Day, StoreError> {
        Ok(Day(i32::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0)))
    };
    Ok(PlanSummary {
        id: row.try_get("id")?,
        title: row.try_get("title")?,
        questionnaire: row.try_get("questionnaire")?,
        version: u32::try_from(row.try_get::<i64, _>("version")?).unwrap_or(0),
        purpose: VisitPurpose::from_text(&purpose).ok_or_else(|| corrupt("purpose", &purpose))?,
        from: day("from_day")?,
        to: day("to_day")?,
        seed: u64::try_from(row.try_get::<i64, _>("seed")?).unwrap_or(0),
        created_at: Timestamp(row.try_get("created_at")?),
        created_by: row.try_get("created_by")?,
        closed_at: row.try_get::<Option<i64>, _>("closed_at")?.map(Timestamp),
        areas: u32::try_from(row.try_get::<i64, _>("areas")?).unwrap_or(0),
        rate: ResponseRate::default(),
    })
}

pub(crate) fn outcome(text: &str) -> Result<VisitOutcome, StoreError> {
    VisitOutcome::from_text(text).ok_or_else(|| corrupt("outcome", text))
}

fn number(row: &Row, column: usize) -> Result<u32, StoreError> {
    Ok(u32::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0))
}
