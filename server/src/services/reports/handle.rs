//! What the office does with reports: changes of status and links between duplicates. Each is a command to the report's
//! case, so that nothing happens beside the ledger.

use super::view::{find, get};
use crate::services::{Services, ledger};
use domain::access::{Actor, Permission};
use domain::case::Command;
use domain::error::{ApiError, ErrorCode};
use domain::report::{ReportStatus, ReportView};
use uuid::Uuid;

/// Changes the status of a report. A closed one is opened again; it is closed by verifying its case.
///
/// # Errors
/// As [`Actor::require`] and [`ReportStatus::check_change`]; [`ErrorCode::WrongState`] also when somebody else was faster,
/// or a unit has the case already.
pub async fn change_status(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    to: ReportStatus,
    note: Option<&str>,
) -> Result<ReportView, ApiError> {
    actor.require(Permission::HandleReports)?;
    let record = find(services, id).await?;
    let note = note.unwrap_or_default();
    record.row.status.check_change(to, note)?;
    let has_case = services.store.case_row(id).await.map_err(crate::error::from_store)?.is_some();
    let note = note.to_owned();
    let command = match (record.row.status, to) {
        (_, ReportStatus::Rejected) => Command::Reject { reason: note },
        (ReportStatus::Closed, _) if has_case => Command::Reopen { reason: note },
        _ => Command::Accept { category: None, area: None, note },
    };
    run(services, actor, id, command).await
}

/// Links a report as a duplicate to another one, or to the report which that one is a duplicate of. Its own duplicates go
/// along.
///
/// # Errors
/// As [`Actor::require`]; [`ErrorCode::Invalid`] at `of`; [`ErrorCode::WrongState`] when the report is neither received
/// nor accepted, or a unit has its case.
pub async fn link_duplicate(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    of: Uuid,
    note: Option<&str>,
) -> Result<ReportView, ApiError> {
    actor.require(Permission::HandleReports)?;
    let record = find(services, id).await?;
    if !record.row.status.may_become_duplicate() {
        let message = format!("a report that is {} cannot become a duplicate", record.row.status);
        return Err(ApiError::new(ErrorCode::WrongState, message));
    }
    run(services, actor, id, Command::Link { of, note: note.unwrap_or_default().to_owned() }).await
}

/// Undoes a link: the report waits for acceptance again, as an incident of its own.
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
    if find(services, id).await?.row.status != ReportStatus::Duplicate {
        return Err(ApiError::new(ErrorCode::WrongState, "the report is no duplicate"));
    }
    run(services, actor, id, Command::Unlink { note: note.unwrap_or_default().to_owned() }).await
}

/// Runs a command on the report's case. The forms of reports call every text a note.
async fn run(services: &Services, actor: &Actor, id: Uuid, command: Command) -> Result<ReportView, ApiError> {
    ledger::report_command(services, actor, id, command).await.map_err(|mut error| {
        for field in error.fields.iter_mut().filter(|field| field.path == "reason") {
            "note".clone_into(&mut field.path);
        }
        error
    })?;
    // Whoever may handle reports may read them.
    get(services, actor, id, None).await
}
