//! What a volunteer has to do, all of it in one answer, so that a phone can go a day without a signal.

use super::progress::walk_of;
use crate::error::from_store;
use crate::services::areas::AreaTree;
use crate::services::{Services, areas};
use domain::access::{Actor, Permission};
use domain::error::{ApiError, ErrorCode};
use domain::survey::{Today, TodayArea, TodayHousehold, TodayPlan};
use store::{SampleRecord, SurveyAreaRecord};
use uuid::Uuid;

/// The open plans with the areas that are assigned to the one who asks.
///
/// # Errors
/// [`ErrorCode::Unauthenticated`] for residents, [`ErrorCode::Forbidden`] for those who do not visit and for programs.
pub async fn today(services: &Services, actor: &Actor) -> Result<Today, ApiError> {
    actor.require(Permission::Interview)?;
    let user = actor.user_id().ok_or_else(|| ApiError::new(ErrorCode::Forbidden, "programs visit nobody"))?;
    let now = services.clock.now();
    let assigned = services.store.assigned_to(user, now.day()).await.map_err(from_store)?;
    let tree = areas::tree(services).await?;
    let mut today = Today { now, plans: Vec::new(), questionnaires: Vec::new() };
    let mut ids: Vec<Uuid> = Vec::new();
    for (plan, _) in &assigned {
        if !ids.contains(plan) {
            ids.push(*plan);
        }
    }
    for id in ids {
        let mine: Vec<String> =
            assigned.iter().filter(|(plan, _)| *plan == id).map(|(_, area)| area.clone()).collect();
        if let Some(plan) = plan(services, id, &mine, &tree).await? {
            let known = |slug: &str, version: u32| {
                today.questionnaires.iter().any(|form| form.slug == slug && form.version == version)
            };
            if !known(&plan.questionnaire, plan.version) {
                let form = services.store.questionnaire(&plan.questionnaire, plan.version).await;
                today.questionnaires.extend(form.map_err(from_store)?.map(|form| form.without_key()));
            }
            today.plans.push(plan);
        }
    }
    Ok(today)
}

async fn plan(
    services: &Services,
    id: Uuid,
    mine: &[String],
    tree: &AreaTree,
) -> Result<Option<TodayPlan>, ApiError> {
    let Some(plan) = services.store.plan(id).await.map_err(from_store)? else { return Ok(None) };
    let records = services.store.plan_areas(id).await.map_err(from_store)?;
    let mut households = services.store.plan_households(id, mine).await.map_err(from_store)?;
    let mut areas = Vec::with_capacity(mine.len());
    for record in records.into_iter().filter(|record| mine.contains(&record.planned.area)) {
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            households.into_iter().partition(|household| household.area == record.planned.area);
        households = elsewhere;
        areas.push(area(record, here, plan.seed, tree));
    }
    Ok(Some(TodayPlan {
        id: plan.id,
        title: plan.title,
        questionnaire: plan.questionnaire,
        version: plan.version,
        purpose: plan.purpose,
        from: plan.from,
        to: plan.to,
        areas,
    }))
}

fn area(record: SurveyAreaRecord, households: Vec<SampleRecord>, seed: u64, tree: &AreaTree) -> TodayArea {
    let code = record.planned.area.clone();
    let known = tree.get(&code);
    let walk = walk_of(&record, seed);
    let start_point = walk.as_ref().and_then(|walk| {
        let index = usize::try_from(walk.start).ok()?;
        record.start_points.get(index).cloned()
    });
    let visit = |household: SampleRecord| TodayHousehold {
        household: household.household,
        address: household.address,
        name: household.name,
        attempts: household.attempts,
    };
    TodayArea {
        name: known.map_or_else(|| code.clone(), |area| area.name.clone()),
        town: tree.stratum_of(&code).filter(|town| town.code != code).map(|town| town.name.clone()),
        lat: known.map_or(0.0, |area| area.lat),
        lng: known.map_or(0.0, |area| area.lng),
        area: code,
        method: record.planned.method,
        households: record.planned.households,
        draw: record.planned.draw,
        walk,
        start_point,
        visits: households.into_iter().map(visit).collect(),
        progress: record.rate,
    }
}
