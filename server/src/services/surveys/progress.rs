//! How far plans are, for the office and those who supervise it.

use crate::error::from_store;
use crate::services::areas::AreaTree;
use crate::services::{Services, areas};
use domain::access::{Actor, Permission, Role};
use domain::error::ApiError;
use domain::survey::desk::{
    PlanArea, PlanDetail, PlanSummary, SampleHousehold, VisitRow, VolunteerName, VolunteerProgress,
};
use domain::survey::{SelectionMethod, walk};
use std::collections::BTreeMap;
use store::{SurveyAreaRecord, VisitTotal};
use uuid::Uuid;

/// Plans of the list.
const PLANS: u32 = 100;
/// Visits to look at, on the page of a plan.
const FLAGGED: u32 = 50;

/// The newest plans.
///
/// # Errors
/// Without [`Permission::ReadStatistics`], or when the store fails.
pub async fn plans(services: &Services, actor: &Actor) -> Result<Vec<PlanSummary>, ApiError> {
    actor.require(Permission::ReadStatistics)?;
    services.store.plans(PLANS).await.map_err(from_store)
}

/// A plan with everything around it.
///
/// # Errors
/// As [`plans`]; [`domain::error::ErrorCode::NotFound`].
pub async fn plan(services: &Services, actor: &Actor, id: Uuid) -> Result<PlanDetail, ApiError> {
    actor.require(Permission::ReadStatistics)?;
    let store = &services.store;
    let Some(plan) = store.plan(id).await.map_err(from_store)? else {
        return Err(ApiError::not_found("plan"));
    };
    let records = store.plan_areas(id).await.map_err(from_store)?;
    let assignments = store.assignments(id).await.map_err(from_store)?;
    let totals = store.visit_totals(id).await.map_err(from_store)?;
    let (flagged, flagged_count) = store.flagged_visits(id, FLAGGED).await.map_err(from_store)?;
    let everybody = names(services).await?;
    let tree = areas::tree(services).await?;
    let volunteers = by_volunteer(&records, &assignments, &totals, &everybody);
    let areas = records.into_iter().map(|record| area(record, plan.seed, &assignments, &tree)).collect();
    Ok(PlanDetail { plan, areas, volunteers, assignable: everybody, flagged, flagged_count })
}

/// The households of an area of a plan, in the order of drawing.
///
/// # Errors
/// As [`plan`].
pub async fn households(
    services: &Services,
    actor: &Actor,
    plan: Uuid,
    area: &str,
) -> Result<Vec<SampleHousehold>, ApiError> {
    actor.require(Permission::ReadStatistics)?;
    actor.require(Permission::OpenOffice)?;
    let rows = services.store.plan_households(plan, &[area.to_owned()]).await.map_err(from_store)?;
    if rows.is_empty() {
        return Err(ApiError::not_found("area of the plan"));
    }
    let row = |row: store::SampleRecord| SampleHousehold {
        attempts: u32::try_from(row.attempts.len()).unwrap_or(u32::MAX),
        household: row.household,
        address: row.address,
        name: row.name,
        outcome: row.outcome,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// One visit with its plan, for a report that was made on it.
///
/// # Errors
/// Without [`Permission::ReadReports`]; [`domain::error::ErrorCode::NotFound`] while it has not arrived.
pub async fn visit(services: &Services, actor: &Actor, id: Uuid) -> Result<(Uuid, VisitRow), ApiError> {
    actor.require(Permission::ReadReports)?;
    let visit = services.store.visit(id).await.map_err(from_store)?;
    visit.ok_or_else(|| ApiError::not_found("visit"))
}

/// All volunteers, by name.
pub(super) async fn names(services: &Services) -> Result<Vec<VolunteerName>, ApiError> {
    let people = services.store.users().await.map_err(from_store)?;
    let mut names: Vec<_> = people
        .into_iter()
        .filter(|person| person.role == Role::Volunteer)
        .map(|person| VolunteerName {
            id: person.id,
            name: person.name,
            enabled: person.disabled_at.is_none(),
        })
        .collect();
    names.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
    Ok(names)
}

fn area(record: SurveyAreaRecord, seed: u64, assignments: &[(String, Uuid)], tree: &AreaTree) -> PlanArea {
    let code = record.planned.area.clone();
    let known = tree.get(&code);
    PlanArea {
        name: known.map_or_else(|| code.clone(), |area| area.name.clone()),
        town: tree.stratum_of(&code).filter(|town| town.code != code).map(|town| town.name.clone()),
        weight: record.planned.weight().unwrap_or(1.0),
        walk: walk_of(&record, seed),
        list_sha256: record.list_sha256,
        start_points: record.start_points,
        volunteers: assignments.iter().filter(|(area, _)| *area == code).map(|(_, user)| *user).collect(),
        rate: record.rate,
        planned: record.planned,
    }
}

/// How to walk through an area that has no list.
pub(super) fn walk_of(record: &SurveyAreaRecord, seed: u64) -> Option<domain::survey::Walk> {
    let planned = &record.planned;
    (planned.method == SelectionMethod::Walk)
        .then(|| walk(planned.start_points, planned.households, planned.draw, seed, &planned.area))
}

fn by_volunteer(
    areas: &[SurveyAreaRecord],
    assignments: &[(String, Uuid)],
    totals: &[VisitTotal],
    names: &[VolunteerName],
) -> Vec<VolunteerProgress> {
    let mut found: BTreeMap<Uuid, VolunteerProgress> = BTreeMap::new();
    let new = |id: Uuid| {
        let name = names.iter().find(|volunteer| volunteer.id == id);
        VolunteerProgress {
            id,
            name: name.map_or_else(|| id.to_string(), |volunteer| volunteer.name.clone()),
            areas: 0,
            households: 0,
            outcomes: Vec::new(),
            flagged: 0,
            last_at: None,
        }
    };
    for (area, user) in assignments {
        let progress = found.entry(*user).or_insert_with(|| new(*user));
        progress.areas += 1;
        let area = areas.iter().find(|record| record.planned.area == *area);
        progress.households += area.map_or(0, |record| record.rate.households());
    }
    for total in totals {
        let Some(user) = total.user else { continue };
        let progress = found.entry(user).or_insert_with(|| new(user));
        progress.outcomes.push((total.outcome, total.visits));
        progress.flagged += total.flagged;
        progress.last_at = progress.last_at.max(Some(total.last_at));
    }
    let mut found: Vec<_> = found.into_values().collect();
    found.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
    found
}
