//! What the office should look at in a visit. None of it refuses a visit or changes what counts.

use crate::services::areas::AreaTree;
use domain::questionnaire::{ItemKind, ItemType, Questionnaire};
use domain::survey::hints::{all_alike, too_far, too_fast};
use domain::survey::{NewVisit, VisitFlag};
use store::PlaceInPlan;

/// What is known about a visit before it is stored.
pub fn flags(
    visit: &NewVisit,
    place: &PlaceInPlan,
    is_volunteer: bool,
    form: Option<&Questionnaire>,
    published: Option<u32>,
    tree: &AreaTree,
) -> Vec<VisitFlag> {
    let mut flags = Vec::new();
    let day = visit.started_at.day();
    if day < place.from || day > place.to {
        flags.push(VisitFlag::OutsidePeriod);
    }
    if place.closed {
        flags.push(VisitFlag::PlanClosed);
    }
    if is_volunteer && !place.assigned {
        flags.push(VisitFlag::NotAssigned);
    }
    if let Some(location) = visit.location {
        let distance = tree.distance_m(&visit.area, location.lat, location.lng);
        flags.extend(distance.and_then(|metres| too_far(metres, location.accuracy_m)).map(VisitFlag::from));
    }
    if let Some(((_, response), form)) = visit.response.as_ref().zip(form) {
        if response.version != place.version || published.is_some_and(|version| version != response.version) {
            flags.push(VisitFlag::ReplacedVersion);
        }
        let began = response.started_at.unwrap_or(visit.started_at);
        let questions = u32::try_from(response.answers.len()).unwrap_or(u32::MAX);
        flags.extend(too_fast(began, response.submitted_at, questions).map(VisitFlag::from));
        let places: Vec<usize> = form
            .items
            .iter()
            .filter(|item| item.kind != ItemKind::Demographic && item.item_type == ItemType::SelectOne)
            .filter_map(|item| {
                let chosen = response.answers.get(&item.name)?.first()?;
                item.options.iter().position(|option| option.code == *chosen)
            })
            .collect();
        flags.extend(all_alike(&places).map(VisitFlag::from));
    }
    flags
}
