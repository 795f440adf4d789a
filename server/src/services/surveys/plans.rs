//! Plans: making them with their samples, assigning their areas, closing them.

use crate::error::from_store;
use crate::services::areas::AreaTree;
use crate::services::{Services, areas, security};
use domain::access::{Actor, Permission, Role};
use domain::error::{ApiError, ErrorCode, FieldCode, FieldErrors};
use domain::questionnaire::Purpose;
use domain::survey::plan::SEED_END;
use domain::survey::{NewPlan, PlanBody, SelectionMethod, VisitPurpose, draw};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use store::{AreaSample, ListedHousehold, NewPlanRecord};
use uuid::Uuid;

/// A seed for a plan whose maker has none in mind.
pub fn draw_seed(services: &Services) -> u64 {
    services.chance.number() % SEED_END
}

/// Makes a plan and draws its sample. An area with a list draws from it, and its length is the area's number of households; a
/// shorter list is visited completely. `method` in `body` is only a wish.
///
/// # Errors
/// Without [`Permission::ManageSurveys`]; [`ErrorCode::Invalid`] as [`PlanBody::parse`] says, and at `questionnaire`, `version` and
/// `areas.N.area` for what does not exist or does not fit together.
pub async fn make(services: &Services, actor: &Actor, mut body: PlanBody) -> Result<Uuid, ApiError> {
    actor.require(Permission::ManageSurveys)?;
    let tree = areas::tree(services).await?;
    let sites = services.store.sites().await.map_err(from_store)?;
    let mut lists: Vec<Vec<ListedHousehold>> = Vec::with_capacity(body.areas.len());
    let mut starts: Vec<Vec<String>> = Vec::with_capacity(body.areas.len());
    for planned in &mut body.areas {
        let list = services.store.household_list(planned.area.trim()).await.map_err(from_store)?;
        let below = tree.below(planned.area.trim());
        let mut points: Vec<_> =
            sites.iter().filter(|site| site.area.as_ref().is_some_and(|area| below.contains(area))).collect();
        points.sort_by(|a, b| a.code.cmp(&b.code));
        if list.is_empty() {
            planned.method = SelectionMethod::Walk;
            planned.start_points = u32::try_from(points.len()).unwrap_or(1).max(1);
            starts.push(points.into_iter().map(|site| site.name.clone()).collect());
        } else {
            planned.method = SelectionMethod::List;
            planned.households = u32::try_from(list.len()).unwrap_or(u32::MAX);
            planned.draw = planned.draw.min(planned.households);
            planned.start_points = 0;
            starts.push(Vec::new());
        }
        lists.push(list);
    }
    let plan = body.parse()?;
    check(services, &plan, &tree).await?;
    let samples = plan
        .areas
        .iter()
        .zip(lists.into_iter().zip(starts))
        .map(|(planned, (list, start_points))| AreaSample {
            start_points,
            list_sha256: (!list.is_empty()).then(|| list_hash(&list)),
            households: sample(&plan, planned, list),
        })
        .collect();
    let now = services.clock.now();
    let id = services.chance.uuid(now);
    let record = NewPlanRecord { id, plan, samples, created_at: now, actor: actor.label() };
    services.store.add_plan(record).await.map_err(from_store)?;
    Ok(id)
}

/// The households to visit, in the order of drawing; those of a walk are numbers.
fn sample(
    plan: &NewPlan,
    planned: &domain::survey::PlannedArea,
    list: Vec<ListedHousehold>,
) -> Vec<ListedHousehold> {
    let wanted = usize::try_from(planned.draw).unwrap_or(usize::MAX);
    if list.is_empty() {
        let numbered = |number: u32| ListedHousehold {
            area: planned.area.clone(),
            household: number.to_string(),
            address: String::new(),
            name: None,
        };
        return (1..=planned.draw).map(numbered).collect();
    }
    let codes = list.iter().map(|household| household.household.as_str());
    let drawn = draw(codes, wanted, plan.seed, &planned.area);
    drawn
        .into_iter()
        .filter_map(|code| list.iter().find(|household| household.household == code).cloned())
        .collect()
}

/// SHA-256 of the codes of a list in their order, each followed by a line feed: whoever draws again knows that it is the same list.
fn list_hash(list: &[ListedHousehold]) -> String {
    let mut codes: Vec<&str> = list.iter().map(|household| household.household.as_str()).collect();
    codes.sort_unstable();
    let mut hash = Sha256::new();
    for code in codes {
        hash.update(code.as_bytes());
        hash.update(b"\n");
    }
    hex::encode(hash.finalize())
}

/// What only the server can check: the questionnaire, and that no area lies in another one of the plan.
async fn check(services: &Services, plan: &NewPlan, tree: &AreaTree) -> Result<(), ApiError> {
    let mut errors = FieldErrors::new();
    let form = services.store.questionnaire(&plan.questionnaire, plan.version).await.map_err(from_store)?;
    match form {
        None => errors.add("questionnaire", FieldCode::Unknown, "there is no such version"),
        Some(form) if plan.purpose == VisitPurpose::Measurement && form.purpose != Purpose::Measurement => {
            errors.add("questionnaire", FieldCode::Inconsistent, "training questions measure nothing");
        }
        Some(_) => {}
    }
    let chosen: BTreeSet<&str> = plan.areas.iter().map(|planned| planned.area.as_str()).collect();
    for (index, planned) in plan.areas.iter().enumerate() {
        let at = format!("areas.{index}.area");
        if tree.get(&planned.area).is_none() {
            errors.add(at, FieldCode::Unknown, format!("there is no area {:?}", planned.area));
        } else if tree.upwards(&planned.area).skip(1).any(|above| chosen.contains(above.code.as_str())) {
            errors.add(at, FieldCode::Inconsistent, "it lies in another area of the plan");
        }
    }
    errors.finish(Some(()))
}

/// Gives areas of a plan to volunteers, instead of to those who had them; without a volunteer, to nobody.
///
/// # Errors
/// Without [`Permission::ManageSurveys`]; [`ErrorCode::NotFound`] for the plan; [`ErrorCode::Invalid`] at `areas` and `volunteers`.
pub async fn assign(
    services: &Services,
    actor: &Actor,
    plan: Uuid,
    areas: Vec<String>,
    volunteers: Vec<Uuid>,
) -> Result<(), ApiError> {
    actor.require(Permission::ManageSurveys)?;
    let known = services.store.plan_areas(plan).await.map_err(from_store)?;
    if known.is_empty() {
        return Err(ApiError::not_found("plan"));
    }
    let mut errors = FieldErrors::new();
    if areas.is_empty() {
        errors.add("areas", FieldCode::Required, "choose at least one area");
    }
    if let Some(code) = areas.iter().find(|code| !known.iter().any(|area| area.planned.area == **code)) {
        errors.add("areas", FieldCode::Unknown, format!("{code:?} is not in the plan"));
    }
    let people = services.store.users().await.map_err(from_store)?;
    let fits = |id: &Uuid| {
        people.iter().any(|p| p.id == *id && p.role == Role::Volunteer && p.disabled_at.is_none())
    };
    if !volunteers.iter().all(fits) {
        errors.add("volunteers", FieldCode::Unknown, "choose volunteers who may sign in");
    }
    errors.finish(Some(()))?;
    let now = services.clock.now();
    services.store.assign_areas(plan, areas, volunteers, now).await.map_err(from_store)
}

/// Gives the areas of a plan to all volunteers in equal shares: each the next ones in the order of codes, which lie beside each other.
///
/// # Errors
/// As [`assign`].
pub async fn share_out(services: &Services, actor: &Actor, plan: Uuid) -> Result<(), ApiError> {
    actor.require(Permission::ManageSurveys)?;
    let areas = services.store.plan_areas(plan).await.map_err(from_store)?;
    let volunteers: Vec<Uuid> = super::progress::names(services)
        .await?
        .into_iter()
        .filter(|volunteer| volunteer.enabled)
        .map(|volunteer| volunteer.id)
        .collect();
    if volunteers.is_empty() {
        return Err(ApiError::field("volunteers", FieldCode::Required, "invite volunteers first"));
    }
    let share = areas.len().div_ceil(volunteers.len()).max(1);
    for (some, volunteer) in areas.chunks(share).zip(&volunteers) {
        let codes = some.iter().map(|area| area.planned.area.clone()).collect();
        assign(services, actor, plan, codes, vec![*volunteer]).await?;
    }
    Ok(())
}

/// Ends a plan, or opens it again. Visits that arrive later are stored and flagged.
///
/// # Errors
/// Without [`Permission::ManageSurveys`]; [`ErrorCode::NotFound`]; [`ErrorCode::WrongState`] when it is so already.
pub async fn set_closed(
    services: &Services,
    actor: &Actor,
    plan: Uuid,
    closed: bool,
) -> Result<(), ApiError> {
    actor.require(Permission::ManageSurveys)?;
    let Some(known) = services.store.plan(plan).await.map_err(from_store)? else {
        return Err(ApiError::not_found("plan"));
    };
    let at = closed.then(|| services.clock.now());
    if !services.store.set_plan_closed(plan, at).await.map_err(from_store)? {
        return Err(ApiError::new(ErrorCode::WrongState, "the plan is so already"));
    }
    let event = if closed { "survey_closed" } else { "survey_reopened" };
    security::note(services, event, &actor.label(), None, Some(&known.title)).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_a_list_does_not_depend_on_its_order() {
        let household = |code: &str| ListedHousehold {
            area: "v".into(),
            household: code.into(),
            address: code.into(),
            name: None,
        };
        let one = list_hash(&[household("a"), household("b")]);
        assert_eq!(one, list_hash(&[household("b"), household("a")]));
        // printf 'a\nb\n' | sha256sum
        assert_eq!(one, "911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2");
    }
}
