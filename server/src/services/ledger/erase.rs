//! Forgets personal texts of a case. The events keep their hashes, so the chain still holds.

use crate::error::from_store;
use crate::services::{Services, security};
use domain::access::{Actor, Permission};
use domain::error::{ApiError, FieldCode};
use uuid::Uuid;

/// Erases the texts of one line of a case's history, or of all its lines; how many there were. What the reporter was told
/// about the same is erased with all lines.
///
/// # Errors
/// As [`Actor::require`]; [`domain::error::ErrorCode::NotFound`]; `Invalid` at `number`.
pub async fn erase(
    services: &Services,
    actor: &Actor,
    case: Uuid,
    number: Option<u32>,
) -> Result<u64, ApiError> {
    actor.require(Permission::ManagePeople)?;
    let history = services.store.case_history(case).await.map_err(from_store)?;
    if history.is_empty() {
        return Err(ApiError::not_found("case"));
    }
    let lines = (1..).zip(&history).filter(|(line, _)| number.is_none_or(|number| number == *line));
    let lines: Vec<_> = lines.map(|(_, event)| event).collect();
    if lines.is_empty() {
        return Err(ApiError::field("number", FieldCode::Unknown, "the history has no such line"));
    }
    let sealed =
        lines.iter().flat_map(|event| event.change.sealed()).map(|sealed| sealed.0.clone()).collect();
    let now = services.clock.now();
    let all = number.is_none();
    let erased = services.store.erase_case_texts(case, sealed, all, now).await.map_err(from_store)?;
    security::note(services, "case_texts_erased", &actor.label(), None, Some(&case.to_string())).await;
    Ok(erased)
}
