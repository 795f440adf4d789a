//! Filters that somebody keeps.

use super::require_ledger;
use crate::error::from_store;
use crate::services::Services;
use domain::access::Actor;
use domain::error::{ApiError, ErrorCode, FieldCode, FieldErrors};
use domain::ledger::SavedFilter;
use domain::limits;
use uuid::Uuid;

/// Longest query that is kept.
const QUERY_CHARS: usize = 1_000;
/// Most filters of one person.
const FILTERS: usize = 30;

/// The filters that the actor keeps; a machine keeps none.
///
/// # Errors
/// For those who may not see the ledger.
pub async fn saved_filters(services: &Services, actor: &Actor) -> Result<Vec<SavedFilter>, ApiError> {
    require_ledger(actor)?;
    match actor.user_id() {
        Some(user) => services.store.saved_filters(user).await.map_err(from_store),
        None => Ok(Vec::new()),
    }
}

/// Keeps a filter.
///
/// # Errors
/// For those who may not see the ledger; [`ErrorCode::Invalid`] at `name` or `query`.
pub async fn save_filter(
    services: &Services,
    actor: &Actor,
    name: &str,
    query: &str,
) -> Result<SavedFilter, ApiError> {
    let kept = saved_filters(services, actor).await?;
    let user =
        actor.user_id().ok_or_else(|| ApiError::new(ErrorCode::Forbidden, "only people keep filters"))?;
    let (name, query) = (name.trim().to_owned(), query.trim().trim_start_matches('?').to_owned());
    let mut errors = FieldErrors::new();
    if name.is_empty() {
        errors.add("name", FieldCode::Required, "give it a name");
    }
    if name.chars().count() > limits::NAME_CHARS || name.contains(char::is_control) {
        errors.add("name", FieldCode::TooLong, format!("at most {} characters", limits::NAME_CHARS));
    }
    if query.chars().count() > QUERY_CHARS || query.contains(char::is_control) {
        errors.add("query", FieldCode::TooLong, format!("at most {QUERY_CHARS} characters"));
    }
    if kept.len() >= FILTERS {
        errors.add("name", FieldCode::TooMany, format!("at most {FILTERS} filters"));
    }
    let id = services.chance.uuid(services.clock.now());
    let filter = errors.finish(Some(SavedFilter { id, name, query }))?;
    services.store.save_filter(user, filter.clone()).await.map_err(from_store)?;
    Ok(filter)
}

/// Forgets a filter.
///
/// # Errors
/// [`ErrorCode::NotFound`] when the actor keeps none of that id.
pub async fn delete_filter(services: &Services, actor: &Actor, id: Uuid) -> Result<(), ApiError> {
    require_ledger(actor)?;
    let user = actor.user_id().ok_or_else(|| ApiError::not_found("filter"))?;
    let gone = services.store.delete_filter(user, id).await.map_err(from_store)?;
    if gone { Ok(()) } else { Err(ApiError::not_found("filter")) }
}
