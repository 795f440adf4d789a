//! Answers (答卷): how they are taken in, and what their sender gets back.

mod facts;

pub use facts::facts;

use crate::error::from_store;
use crate::services::areas::AreaTree;
use crate::services::reports::{Submitted, content_hash};
use crate::services::{Services, areas};
use domain::access::{Actor, Permission};
use domain::error::{ApiError, ErrorCode, FieldCode, FieldErrors};
use domain::questionnaire::{ItemKind, Questionnaire};
use domain::response::{ItemReview, NewResponse, ResponseBody, ResponseFlag, ResponseReceipt, SurveyChannel};
use domain::survey::desk::FlaggedResponse;
use store::{NewResponseRecord, ResponseRecord, Submission};
use uuid::Uuid;

/// Takes answers in. Sending the same again gives the same receipt. Answers to a version that has been replaced since are
/// taken too, and flagged: a volunteer may come home late.
///
/// # Errors
/// [`ErrorCode::Invalid`]; as [`Actor::require`] for the channels `household` and `intercept`; [`ErrorCode::Conflict`] when
/// something else was sent under this id.
pub async fn submit(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    body: ResponseBody,
) -> Result<Submitted<ResponseReceipt>, ApiError> {
    if body.channel != SurveyChannel::SelfSelected {
        actor.require(Permission::Interview)?;
    }
    let form = form(services, &body.questionnaire, body.version).await?;
    let now = services.clock.now();
    let response = body.parse(&form, now)?;
    let tree = match &response.area {
        Some(code) => areas::tree_with(services, code).await?,
        None => areas::tree(services).await?,
    };
    if !actor.may(Permission::Interview) {
        check_opted_in(&response, &form, &tree)?;
    }
    let mut record = record(id, None, response, &form, &tree, now, actor.label())?;
    let published = services.store.published_questionnaire(&form.slug).await.map_err(from_store)?;
    if published.is_some_and(|published| published.version != form.version) {
        record.flags.push(ResponseFlag::ReplacedVersion);
    }
    let review = record.response.review(&form);
    match services.store.submit_response(record).await.map_err(from_store)? {
        Submission::New(stored) => Ok(Submitted { receipt: receipt(&stored, review), new: true }),
        Submission::Same(stored) => Ok(Submitted { receipt: receipt(&stored, review), new: false }),
        Submission::Different => {
            Err(ApiError::new(ErrorCode::Conflict, "other answers were sent under this id"))
        }
    }
}

/// What the sender of these answers got. The id is the key to it: only the sender knows it.
///
/// # Errors
/// [`ErrorCode::NotFound`].
pub async fn receipt_of(services: &Services, id: Uuid) -> Result<ResponseReceipt, ApiError> {
    let stored = services.store.response(id).await.map_err(from_store)?;
    let stored = stored.ok_or_else(|| ApiError::not_found("answer"))?;
    let form = form(services, &stored.questionnaire, stored.version).await?;
    let review = as_sent(&stored).review(&form);
    Ok(receipt(&stored, review))
}

/// The answers to look at that arrived last, and how many there are.
///
/// # Errors
/// As [`Actor::require`] without [`Permission::ManageQuestionnaires`].
pub async fn flagged(
    services: &Services,
    actor: &Actor,
    rows: u32,
) -> Result<(Vec<FlaggedResponse>, u64), ApiError> {
    actor.require(Permission::ManageQuestionnaires)?;
    services.store.flagged_responses(rows).await.map_err(from_store)
}

/// Everything that is stored about answers: their place in the sample, their score, and what is counted.
///
/// # Errors
/// As [`content_hash`].
pub fn record(
    id: Uuid,
    external_id: Option<String>,
    response: NewResponse,
    form: &Questionnaire,
    tree: &AreaTree,
    received_at: domain::time::Timestamp,
    actor: String,
) -> Result<NewResponseRecord, ApiError> {
    let (stratum, cluster) = place_in_sample(&response, tree);
    let score = response.score(form);
    Ok(NewResponseRecord {
        id,
        external_id,
        content_hash: content_hash(&response)?,
        stratum,
        cluster,
        right: score.right,
        of: score.of,
        facts: facts(&response, form, &score),
        flags: Vec::new(),
        response,
        received_at,
        actor,
    })
}

/// The stratum and the cluster: as sent, else the town and the community or village of the area, else empty.
fn place_in_sample(response: &NewResponse, tree: &AreaTree) -> (String, String) {
    let area = response.area.as_deref();
    let town = || Some(tree.stratum_of(area?)?.code.clone());
    let village = || Some(tree.cluster_of(area?)?.code.clone());
    let stratum = response.stratum.clone().or_else(town).unwrap_or_default();
    let cluster = response.cluster.clone().or_else(village).unwrap_or_default();
    (stratum, cluster)
}

/// What those who nobody sent to ask may not say: places that do not exist, weights, and groups that the form does not
/// offer. It would all turn up in the statistics of their channel.
fn check_opted_in(response: &NewResponse, form: &Questionnaire, tree: &AreaTree) -> Result<(), ApiError> {
    let mut errors = FieldErrors::new();
    let places = [("area", &response.area), ("stratum", &response.stratum), ("cluster", &response.cluster)];
    for (path, code) in places {
        if let Some(code) = code.as_deref().filter(|code| tree.get(code).is_none()) {
            errors.add(path, FieldCode::Unknown, format!("there is no area {code:?}"));
        }
    }
    if response.design_weight != 1.0 {
        errors.add("design_weight", FieldCode::NotAllowed, "who answers by oneself has the weight 1");
    }
    for (name, code) in [("sex", &response.sex), ("age_band", &response.age_band)] {
        let item = form.item(name).filter(|item| item.kind == ItemKind::Demographic);
        let offered =
            |code: &String| item.is_none_or(|item| item.options.iter().any(|option| option.code == *code));
        if code.as_ref().is_some_and(|code| !offered(code)) {
            errors.add(format!("respondent.{name}"), FieldCode::Unknown, "the form has no such option");
        }
    }
    errors.finish(Some(()))
}

async fn form(services: &Services, slug: &str, version: u32) -> Result<Questionnaire, ApiError> {
    if let Some(form) = services.store.questionnaire(slug, version).await.map_err(from_store)? {
        return Ok(form);
    }
    let known = services.store.questionnaires().await.map_err(from_store)?;
    let path = if known.iter().any(|other| other.slug == slug) { "version" } else { "questionnaire" };
    Err(ApiError::field(path, FieldCode::Unknown, format!("there is no {slug:?} of version {version}")))
}

pub(super) fn receipt(stored: &ResponseRecord, review: Vec<ItemReview>) -> ResponseReceipt {
    let score = if stored.of == 0 { 0.0 } else { f64::from(stored.right) / f64::from(stored.of) };
    let flags = stored.flags.clone();
    ResponseReceipt { id: stored.id, score, right: stored.right, of: stored.of, review, flags }
}

/// Stored answers as they were sent, except for the defaults of stratum and cluster.
pub(super) fn as_sent(stored: &ResponseRecord) -> NewResponse {
    NewResponse {
        questionnaire: stored.questionnaire.clone(),
        version: stored.version,
        purpose: stored.purpose,
        channel: stored.channel,
        area: stored.area.clone(),
        stratum: Some(stored.stratum.clone()),
        cluster: Some(stored.cluster.clone()),
        design_weight: stored.design_weight,
        sex: stored.sex.clone(),
        age_band: stored.age_band.clone(),
        answers: stored.answers.clone(),
        visit: stored.visit,
        started_at: stored.started_at,
        submitted_at: stored.submitted_at,
    }
}

#[cfg(test)]
mod tests;
