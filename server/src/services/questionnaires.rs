//! Questionnaires: what is asked now, all versions, import, publication, and the draw of a quiz.

use crate::error::from_store;
use crate::services::Services;
use domain::access::{Actor, Permission};
use domain::error::{ApiError, ErrorCode, FieldCode};
use domain::limits;
use domain::questionnaire::{ItemKind, Purpose, Questionnaire, QuestionnaireSummary};
use store::Submission;

/// The published questionnaires. Everybody may see them, but not how many have answered.
///
/// # Errors
/// When the store cannot be read.
pub async fn published(services: &Services, actor: &Actor) -> Result<Vec<QuestionnaireSummary>, ApiError> {
    let mut all = services.store.questionnaires().await.map_err(from_store)?;
    all.retain(|summary| summary.published);
    if !actor.may(Permission::ReadStatistics) {
        all.iter_mut().for_each(|summary| summary.responses = 0);
    }
    Ok(all)
}

/// The published version, without keys unless it is for training, where the keys teach.
///
/// # Errors
/// [`ErrorCode::NotFound`].
pub async fn asked(services: &Services, slug: &str) -> Result<Questionnaire, ApiError> {
    let form = published_form(services, slug).await?;
    Ok(if form.purpose == Purpose::Training { form } else { form.without_key() })
}

/// A training quiz: items drawn at random from the published bank, in random order, without keys.
///
/// # Errors
/// [`ErrorCode::NotFound`], also for a questionnaire that measures: all of its items are asked, in their order.
pub async fn draw_quiz(services: &Services, slug: &str) -> Result<Questionnaire, ApiError> {
    let mut form = published_form(services, slug).await?.without_key();
    if form.purpose != Purpose::Training {
        return Err(ApiError::not_found("quiz"));
    }
    form.items.retain(|item| item.kind == ItemKind::Awareness);
    let drawn = draw(form.items.len(), limits::QUIZ_ITEMS, || services.chance.number());
    form.items = drawn.into_iter().map(|index| form.items[index].clone()).collect();
    Ok(form)
}

/// All versions of all questionnaires, newest first.
///
/// # Errors
/// As [`Actor::require`].
pub async fn versions(services: &Services, actor: &Actor) -> Result<Vec<QuestionnaireSummary>, ApiError> {
    require_office(actor)?;
    services.store.questionnaires().await.map_err(from_store)
}

/// Any version with its keys.
///
/// # Errors
/// As [`Actor::require`]; [`ErrorCode::NotFound`].
pub async fn version(
    services: &Services,
    actor: &Actor,
    slug: &str,
    version: u32,
) -> Result<Questionnaire, ApiError> {
    require_office(actor)?;
    let form = services.store.questionnaire(slug, version).await.map_err(from_store)?;
    form.ok_or_else(|| ApiError::not_found("version of this questionnaire"))
}

/// Imports a version; true when it is new. Importing the same again changes nothing.
///
/// # Errors
/// As [`Actor::require`] and [`Questionnaire::check`]; [`ErrorCode::Invalid`] at `purpose` when other versions have another one;
/// [`ErrorCode::Conflict`] when this version is known with other content.
pub async fn import(services: &Services, actor: &Actor, form: &Questionnaire) -> Result<bool, ApiError> {
    actor.require(Permission::ManageQuestionnaires)?;
    form.check()?;
    let known = services.store.questionnaires().await.map_err(from_store)?;
    if known.iter().any(|other| other.slug == form.slug && other.purpose != form.purpose) {
        let message = "a new version must keep the purpose; answers of the two purposes are never pooled";
        return Err(ApiError::field("purpose", FieldCode::Inconsistent, message));
    }
    let now = services.clock.now();
    match services.store.import_questionnaire(form.clone(), now).await.map_err(from_store)? {
        Submission::New(()) => Ok(true),
        Submission::Same(()) => Ok(false),
        Submission::Different => {
            let message =
                format!("version {} of {} was imported with other content", form.version, form.slug);
            Err(ApiError::new(ErrorCode::Conflict, message))
        }
    }
}

/// Makes a version the one that is asked. Answers to the version before are still accepted.
///
/// # Errors
/// As [`Actor::require`]; [`ErrorCode::NotFound`].
pub async fn publish(services: &Services, actor: &Actor, slug: &str, version: u32) -> Result<(), ApiError> {
    actor.require(Permission::ManageQuestionnaires)?;
    if services.store.publish_questionnaire(slug, version).await.map_err(from_store)? {
        return Ok(());
    }
    Err(ApiError::not_found("version of this questionnaire"))
}

async fn published_form(services: &Services, slug: &str) -> Result<Questionnaire, ApiError> {
    let form = services.store.published_questionnaire(slug).await.map_err(from_store)?;
    form.ok_or_else(|| ApiError::not_found("questionnaire"))
}

/// Passes for those who manage questionnaires and those who read everything.
fn require_office(actor: &Actor) -> Result<(), ApiError> {
    if actor.may(Permission::ReadStatistics) {
        return Ok(());
    }
    actor.require(Permission::ManageQuestionnaires)
}

/// Draws `take` of the numbers below `of`, in random order (the beginning of a Fisher–Yates shuffle).
fn draw(of: usize, take: usize, mut random: impl FnMut() -> u64) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..of).collect();
    for at in 0..take.min(of) {
        // The bias of a remainder is below 300 / 2⁶⁴.
        let left = (of - at) as u64;
        let step = usize::try_from(random() % left).unwrap_or(0);
        numbers.swap(at, at + step);
    }
    numbers.truncate(take);
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use std::collections::BTreeSet;

    #[test]
    fn a_draw_has_no_number_twice_and_every_number_has_its_turn() {
        let chance = Chance::seeded(3);
        let mut seen = BTreeSet::new();
        let mut first = BTreeSet::new();
        for _ in 0..200 {
            let drawn = draw(8, 5, || chance.number());
            assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), 5);
            first.insert(drawn[0]);
            seen.extend(drawn);
        }
        assert_eq!((seen.len(), first.len()), (8, 8));
    }

    #[test]
    fn a_small_bank_is_drawn_whole() {
        assert_eq!(draw(2, 5, || 1), [1, 0]);
        assert!(draw(0, 5, || 1).is_empty());
    }
}
