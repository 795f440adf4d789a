//! Visits are taken in, each with its answers in one transaction. One that took place is stored whatever the plan says; what does not
//! fit is flagged.

use super::looks;
use crate::error::from_store;
use crate::services::reports::{Submitted, cells_of, content_hash};
use crate::services::{Services, areas, responses};
use domain::access::{Actor, Permission, Role};
use domain::error::{ApiError, ErrorCode, FieldCode};
use domain::questionnaire::Questionnaire;
use domain::response::ResponseFlag;
use domain::survey::{SamplePlace, VisitBody, VisitFlag, VisitPurpose, VisitReceipt, household_weight};
use store::{NewVisitRecord, PlaceInPlan, Submission, VisitState};
use uuid::Uuid;

/// Takes a visit in. Sending the same again gives the same receipt.
///
/// # Errors
/// As [`Actor::require`]; [`ErrorCode::Invalid`] naming fields of the body; [`ErrorCode::Conflict`] when something else was sent under
/// this id or under the id of the answers.
pub async fn submit(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    body: VisitBody,
) -> Result<Submitted<VisitReceipt>, ApiError> {
    actor.require(Permission::Interview)?;
    // What was sent decides whether it is the same: weights and strata are the server's.
    let content_hash = content_hash(&body)?;
    let (plan, area) = (body.plan, body.area.trim().to_owned());
    let place = services.store.place_in_plan(plan, &area, actor.user_id()).await.map_err(from_store)?;
    let Some(place) = place else {
        return Err(ApiError::field("plan", FieldCode::Unknown, "there is no such plan"));
    };
    let Some((households, drawn)) = place.area else {
        return Err(ApiError::field("area", FieldCode::Unknown, "the area is not in the plan"));
    };
    let form = form(services, &body, &place).await?;
    let tree = areas::tree_with(services, &area).await?;
    let now = services.clock.now();
    let sample = SamplePlace {
        stratum: tree.stratum_of(&area).map(|town| town.code.clone()).unwrap_or_default(),
        design_weight: household_weight(households, drawn).unwrap_or(1.0),
    };
    let visit = body.parse(id, form.as_ref(), &sample, now)?;
    let published = services.store.published_questionnaire(&place.questionnaire).await.map_err(from_store)?;
    let is_volunteer = matches!(actor, Actor::User { role: Role::Volunteer, .. });
    let published = published.map(|form| form.version);
    let flags = looks::flags(&visit, &place, is_volunteer, form.as_ref(), published, &tree);
    let response = match visit.response.as_ref().zip(form.as_ref()) {
        Some(((id, response), form)) => {
            let mut record = responses::record(*id, None, response.clone(), form, &tree, now, actor.label())?;
            if flags.contains(&VisitFlag::ReplacedVersion) {
                record.flags.push(ResponseFlag::ReplacedVersion);
            }
            Some(record)
        }
        None => None,
    };
    let measures = visit.purpose == VisitPurpose::Measurement && place.purpose == VisitPurpose::Measurement;
    let record = NewVisitRecord {
        id,
        content_hash,
        is_attempt: visit.purpose == place.purpose,
        counted: measures,
        flags,
        user: actor.user_id(),
        actor: actor.label(),
        received_at: now,
        cells: cells_of(visit.location.as_ref()),
        response,
        visit,
    };
    match services.store.submit_visit(record).await.map_err(from_store)? {
        Submission::New(state) => Ok(Submitted { receipt: receipt(state, form.as_ref()), new: true }),
        Submission::Same(state) => Ok(Submitted { receipt: receipt(state, form.as_ref()), new: false }),
        Submission::Different => {
            Err(ApiError::new(ErrorCode::Conflict, "something else was sent under this id"))
        }
    }
}

/// The version that was asked, which may have been replaced since.
async fn form(
    services: &Services,
    body: &VisitBody,
    place: &PlaceInPlan,
) -> Result<Option<Questionnaire>, ApiError> {
    let Some(answers) = &body.response else { return Ok(None) };
    if answers.questionnaire != place.questionnaire {
        let message = "the plan asks another questionnaire";
        return Err(ApiError::field("response.questionnaire", FieldCode::Inconsistent, message));
    }
    let form = services.store.questionnaire(&answers.questionnaire, answers.version).await;
    match form.map_err(from_store)? {
        Some(form) => Ok(Some(form)),
        None => Err(ApiError::field("response.version", FieldCode::Unknown, "there is no such version")),
    }
}

fn receipt(state: VisitState, form: Option<&Questionnaire>) -> VisitReceipt {
    let response = state.response.map(|stored| {
        let review = form.map(|form| responses::as_sent(&stored).review(form)).unwrap_or_default();
        responses::receipt(&stored, review)
    });
    VisitReceipt { id: state.id, flags: state.flags, response, photos_missing: Vec::new() }
}
