//! What the office does with reports: changes of status and links between duplicates.

use super::cells_of;
use super::view::{find, get};
use crate::error::from_store;
use crate::services::Services;
use domain::access::{Actor, Permission};
use domain::error::{ApiError, ErrorCode, FieldCode};
use domain::limits;
use domain::report::{ReportStatus, ReportView};
use store::{Change, ReportRecord};
use uuid::Uuid;

/// Changes the status of a report.
///
/// # Errors
/// As [`Actor::require`] and [`ReportStatus::check_change`]; [`ErrorCode::WrongState`] also when somebody else was faster.
pub async fn change_status(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    to: ReportStatus,
    note: Option<&str>,
) -> Result<ReportView, ApiError> {
    actor.require(Permission::HandleReports)?;
    let record = find(services, id).await?;
    let from = record.row.status;
    from.check_change(to, note.unwrap_or_default())?;
    let change = change(services, actor, &record, note);
    let changed = services.store.change_status(id, from, to, change).await.map_err(from_store)?;
    finish(services, actor, id, changed).await
}

/// Links a report as a duplicate to another one, or to the report which that one is a duplicate of. Its own duplicates go
/// along.
///
/// # Errors
/// As [`Actor::require`]; [`ErrorCode::Invalid`] at `of`; [`ErrorCode::WrongState`] when the report is neither received
/// nor accepted.
pub async fn link_duplicate(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    of: Uuid,
    note: Option<&str>,
) -> Result<ReportView, ApiError> {
    actor.require(Permission::HandleReports)?;
    check_note(note)?;
    let record = find(services, id).await?;
    let other = services.store.report(of).await.map_err(from_store)?;
    let Some(other) = other else {
        return Err(ApiError::field("of", FieldCode::Unknown, "there is no such report"));
    };
    let root = check_link(&record, &other)?;
    let from = record.row.status;
    let change = change(services, actor, &record, note);
    let linked = services.store.link_duplicate(id, root, from, change).await.map_err(from_store)?;
    finish(services, actor, id, linked).await
}

/// Undoes a link: the report is accepted again, as an incident of its own.
///
/// # Errors
/// As [`Actor::require`]; [`ErrorCode::WrongState`] when it is no duplicate.
pub async fn unlink_duplicate(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    note: Option<&str>,
) -> Result<ReportView, ApiError> {
    actor.require(Permission::HandleReports)?;
    check_note(note)?;
    let record = find(services, id).await?;
    if record.row.status != ReportStatus::Duplicate {
        return Err(ApiError::new(ErrorCode::WrongState, "the report is no duplicate"));
    }
    let change = change(services, actor, &record, note);
    let unlinked = services.store.unlink_duplicate(id, change).await.map_err(from_store)?;
    finish(services, actor, id, unlinked).await
}

/// The report to link to, so that there are no chains: each duplicate points at the report that stands for the incident.
fn check_link(record: &ReportRecord, other: &ReportRecord) -> Result<Uuid, ApiError> {
    let root = other.row.duplicate_of.unwrap_or(other.row.id);
    if root == record.row.id {
        let message = "a report cannot be a duplicate of itself";
        return Err(ApiError::field("of", FieldCode::Inconsistent, message));
    }
    if !record.row.status.may_become_duplicate() {
        let message = format!("a report that is {} cannot become a duplicate", record.row.status);
        return Err(ApiError::new(ErrorCode::WrongState, message));
    }
    Ok(root)
}

fn check_note(note: Option<&str>) -> Result<(), ApiError> {
    if note.is_some_and(|note| note.chars().count() > limits::DESCRIPTION_CHARS) {
        let message = format!("at most {} characters", limits::DESCRIPTION_CHARS);
        return Err(ApiError::field("note", FieldCode::TooLong, message));
    }
    Ok(())
}

fn change(services: &Services, actor: &Actor, record: &ReportRecord, note: Option<&str>) -> Change {
    let at = services.clock.now();
    Change {
        at,
        actor: actor.label(),
        note: note.map(str::trim).filter(|note| !note.is_empty()).map(str::to_owned),
        event_id: services.chance.uuid(at),
        cells: cells_of(record.location.as_ref()),
    }
}

async fn finish(services: &Services, actor: &Actor, id: Uuid, changed: bool) -> Result<ReportView, ApiError> {
    if changed {
        // Whoever may handle reports may read them.
        return get(services, actor, id, None).await;
    }
    Err(ApiError::new(ErrorCode::WrongState, "somebody else has just changed this report"))
}
