//! How a report becomes a case. A case begins when somebody first handles its report; the report's arrival is then the
//! first line of its history.

use super::run::{Draft, Run};
use crate::error::from_store;
use domain::access::Actor;
use domain::case::Command;
use domain::error::{ApiError, ErrorCode};
use domain::report::ReportStatus;
use store::{ReportRecord, Transition};

/// Puts the lines before a command that a report without a case needs: its arrival, and what was decided about it before
/// there was a ledger.
pub(super) fn begin(
    run: &Run<'_>,
    draft: &mut Draft,
    record: &ReportRecord,
    command: &Command,
) -> Result<(), ApiError> {
    receive(run, draft, record)?;
    let now = run.services.clock.now();
    let row = &record.row;
    match (row.status, command) {
        // What was decided before there was a ledger can be decided anew.
        (ReportStatus::Received, _) | (_, Command::Accept { .. }) => Ok(()),
        (ReportStatus::Accepted, _) => {
            let accept = Command::Accept { category: None, area: None, note: String::new() };
            run.decide(draft, run.actor, &accept, now)
        }
        (ReportStatus::Duplicate, _) => {
            let of = row.duplicate_of.ok_or_else(|| ApiError::not_found("case"))?;
            run.decide(draft, run.actor, &Command::Link { of, note: String::new() }, now)
        }
        (ReportStatus::Closed | ReportStatus::Rejected, _) => {
            let message = format!("the report was {} before there was a ledger; accept it first", row.status);
            Err(ApiError::new(ErrorCode::WrongState, message))
        }
    }
}

/// The arrival of a report, at the moment when it arrived.
fn receive(run: &Run<'_>, draft: &mut Draft, record: &ReportRecord) -> Result<(), ApiError> {
    let row = &record.row;
    let command = Command::Receive {
        report: row.id,
        category: row.category.clone(),
        area: row.area.clone(),
        channel: row.channel,
    };
    run.decide(draft, &Actor::System, &command, row.received_at)
}

/// The case that a report is linked to has to begin as well, so that the link leads somewhere.
pub(super) async fn other_end(run: &Run<'_>, command: &Command) -> Result<Vec<Transition>, ApiError> {
    let Command::Link { of, .. } = command else { return Ok(Vec::new()) };
    let store = &run.services.store;
    if !store.case_history(*of).await.map_err(from_store)?.is_empty() {
        return Ok(Vec::new());
    }
    let record = store.report(*of).await.map_err(from_store)?;
    let record = record.ok_or_else(|| ApiError::not_found("report"))?;
    // A report that was decided on before there was a ledger stays as it is until somebody opens it.
    if !matches!(record.row.status, ReportStatus::Received | ReportStatus::Accepted) {
        return Ok(Vec::new());
    }
    let mut draft = Draft::new(*of, Vec::new());
    receive(run, &mut draft, &record)?;
    if record.row.status == ReportStatus::Accepted {
        let accept = Command::Accept { category: None, area: None, note: String::new() };
        run.decide(&mut draft, run.actor, &accept, run.services.clock.now())?;
    }
    Ok(vec![run.transition(draft, Some(record), None).await?])
}
