//! What each command makes happen. Who may, and from which state, has been checked.

use super::command::Command;
use super::deadline::Verdict;
use super::decide::Decision;
use super::event::{Alert, Change, Who};
use super::fold::Case;
use super::parts::RequestKind;
use super::rule::{forbidden, wrong_state};
use crate::access::Role;
use crate::error::{ApiError, FieldCode};
use crate::report::Channel;
use crate::time::{Day, Timestamp};
use uuid::Uuid;

/// The commands that start a case.
pub(super) fn start(decision: &mut Decision<'_>, command: &Command) -> Result<(), ApiError> {
    match command {
        Command::Receive { report, category, area, channel } => {
            let category = decision.fields.code("category", category);
            let area = decision.fields.optional_code("area", area.as_deref());
            decision.add(Change::Received { report: *report, category, area, channel: *channel });
            Ok(())
        }
        Command::Order { .. } => order(decision, command),
        // The table lets no other command start a case.
        _ => Err(ApiError::not_found("case")),
    }
}

fn order(decision: &mut Decision<'_>, command: &Command) -> Result<(), ApiError> {
    let Command::Order {
        report,
        category,
        area,
        unit,
        measure,
        person,
        phone,
        date,
        working_hours,
        ordered_at,
    } = command
    else {
        return Err(ApiError::not_found("case"));
    };
    let fields = &mut decision.fields;
    let category = fields.code("category", category);
    let area = fields.optional_code("area", area.as_deref());
    let unit = fields.code("unit", unit);
    let ordered_at = fields.ordered_at(*ordered_at, decision.now);
    let minutes = decision.limit_minutes(*working_hours, &category, area.as_deref());
    let deadline = decision.deadline(ordered_at, minutes, Vec::new())?;
    // An order may wait a week for a signal, so its day is held against the day on which it was given.
    let task = task(decision, [measure, person, phone], *date, ordered_at, deadline.due);
    let (report, channel) = (*report, Channel::Inspector);
    decision.add(Change::Received { report, category: category.clone(), area: area.clone(), channel });
    decision.add(Change::Accepted { category, area, note: None });
    decision.add(Change::Assigned { unit, deadline, on_the_spot: true, note: None });
    decision.add(task);
    Ok(())
}

/// The commands that need a case.
pub(super) fn go_on(decision: &mut Decision<'_>, case: &Case, command: &Command) -> Result<(), ApiError> {
    let fields = &mut decision.fields;
    let change = match command {
        Command::Receive { .. } | Command::Order { .. } => {
            return Err(wrong_state("the case exists already"));
        }
        Command::Accept { category, area, note } => Change::Accepted {
            category: fields
                .optional_code("category", category.as_deref())
                .unwrap_or_else(|| case.category.clone()),
            area: fields.optional_code("area", area.as_deref()).or_else(|| case.area.clone()),
            note: fields.optional_text("note", note),
        },
        Command::Reject { reason } => Change::Rejected { reason: fields.text("reason", reason) },
        Command::Link { of, note } => link(decision, case, *of, note),
        Command::Unlink { note } => Change::Unlinked { note: fields.optional_text("note", note) },
        Command::Assign { unit, working_hours, note } => {
            let unit = fields.code("unit", unit);
            let note = fields.optional_text("note", note);
            let minutes = decision.limit_minutes(*working_hours, &case.category, case.area.as_deref());
            let deadline = decision.deadline(decision.now, minutes, Vec::new())?;
            Change::Assigned { unit, deadline, on_the_spot: false, note }
        }
        Command::Unassign { reason } => {
            if case.counts.transfers > 0 || case.verdict.is_some() {
                return Err(wrong_state("a case that was transferred or is late stays assigned"));
            }
            Change::Unassigned { reason: fields.text("reason", reason) }
        }
        Command::TakeOn { measure, person, phone, date } => {
            let due = case.deadline.as_ref().map_or(decision.now, |deadline| deadline.due);
            task(decision, [measure, person, phone], *date, decision.now, due)
        }
        Command::Rectify { photos, note } => {
            // After a transfer or a bare assignment the unit has named nobody yet.
            if case.task.is_none() {
                return Err(wrong_state("name measure, person and date first"));
            }
            Change::Rectified { photos: fields.photos(photos, 1), note: fields.text("note", note) }
        }
        Command::Verify { photos, note } => {
            let photos = fields.photos(photos, 0);
            Change::Verified { photos, note: fields.optional_text("note", note), verdict: verdict(case) }
        }
        Command::SendBack { photos, reason } => {
            Change::SentBack { photos: fields.photos(photos, 0), reason: fields.text("reason", reason) }
        }
        Command::Transfer { to, reason } => return transfer(decision, case, to, reason),
        Command::RequestExtension { working_hours, reason } => {
            no_open_request(case)?;
            if case.verdict.is_some() {
                return Err(wrong_state("the verdict is reached; more time would not change it"));
            }
            let working_hours = fields.working_hours("working_hours", *working_hours);
            Change::ExtensionRequested { working_hours, reason: fields.text("reason", reason) }
        }
        Command::RequestDeferral { until, reason } => {
            no_open_request(case)?;
            let until = fields.coming_day("until", *until, decision.now);
            Change::DeferralRequested { until, reason: fields.text("reason", reason) }
        }
        Command::Decide { granted, note } => answer(decision, case, *granted, note)?,
        Command::Resume { note } => resume(decision, case, note)?,
        Command::Reopen { reason } => {
            let reason = fields.text("reason", reason);
            let deadline = decision.deadline(decision.now, case.limit_minutes, Vec::new())?;
            Change::Reopened { reason, by_reporter: decision.reporter, deadline }
        }
        Command::Confirm => {
            if case.confirmed {
                return Err(wrong_state("it was confirmed already"));
            }
            Change::Confirmed
        }
        Command::Flag { reason } => {
            let by_supervisor = matches!(decision.by, Who::Person { role: Role::Supervisor, .. });
            // A supervisor's flag may replace the office's, so that only a supervisor takes it off.
            if case.flag.is_some_and(|flag| flag.by_supervisor || !by_supervisor) {
                return Err(wrong_state("the case is already flagged"));
            }
            Change::Flagged { by_supervisor, reason: fields.text("reason", reason) }
        }
        Command::Unflag { reason } => Change::Unflagged { reason: fields.text("reason", reason) },
        Command::Remark { text } => Change::Remarked { text: fields.text("text", text) },
        Command::Correct { number, text } => {
            if !(1..=case.events).contains(number) {
                fields.errors.add("number", FieldCode::Unknown, "the history has no such line");
            }
            Change::Corrected { number: *number, text: fields.text("text", text) }
        }
        Command::Reckon => return reckon(decision, case),
    };
    decision.add(change);
    Ok(())
}

/// Measure, person and day; the day must not lie after the deadline, unless that has passed.
fn task(
    decision: &mut Decision<'_>,
    [measure, person, phone]: [&String; 3],
    date: Day,
    from: Timestamp,
    due: Timestamp,
) -> Change {
    let fields = &mut decision.fields;
    let date = fields.coming_day("date", date, from);
    if due >= decision.now && date > due.day() {
        fields.errors.add("date", FieldCode::Inconsistent, "lies after the deadline; ask for more time");
    }
    let (measure, person) = (fields.text("measure", measure), fields.name("person", person));
    Change::TakenOn { measure, person, phone: fields.phone("phone", phone), date }
}

fn link(decision: &mut Decision<'_>, case: &Case, of: Uuid, note: &str) -> Change {
    if of == case.report {
        decision.fields.errors.add("of", FieldCode::Inconsistent, "a case is no duplicate of itself");
    }
    Change::Linked { of, note: decision.fields.optional_text("note", note) }
}

fn verdict(case: &Case) -> Verdict {
    if let Some(frozen) = &case.verdict {
        return frozen.verdict;
    }
    match (&case.rectified, &case.deadline) {
        (Some(rectified), Some(deadline)) if rectified.at > deadline.due => Verdict::Late,
        _ => Verdict::OnTime,
    }
}

fn transfer(decision: &mut Decision<'_>, case: &Case, to: &str, reason: &str) -> Result<(), ApiError> {
    let to = decision.fields.code("to", to);
    let from = case.unit.clone().ok_or_else(|| wrong_state("no unit answers for the case"))?;
    if to == from {
        decision.fields.errors.add("to", FieldCode::NotAllowed, "the unit has it already");
    }
    let reason = decision.fields.text("reason", reason);
    decision.add(Change::Transferred { from, to, reason });
    if case.counts.transfers > 0 {
        decision.add(Change::OfficeAlerted { alert: Alert::RepeatedTransfer });
    }
    Ok(())
}

fn no_open_request(case: &Case) -> Result<(), ApiError> {
    match case.request {
        None => Ok(()),
        Some(_) => Err(wrong_state("a request is open already")),
    }
}

fn answer(decision: &mut Decision<'_>, case: &Case, granted: bool, note: &str) -> Result<Change, ApiError> {
    let request = case.request.as_ref().ok_or_else(|| wrong_state("there is no open request"))?;
    if !granted {
        return Ok(Change::RequestRefused { reason: decision.fields.text("note", note) });
    }
    let note = decision.fields.optional_text("note", note);
    match request.kind {
        RequestKind::Deferral { until } => {
            Ok(Change::DeferralGranted { until, stopped_at: request.at, note })
        }
        RequestKind::Extension { working_hours } => {
            let old = case.deadline.as_ref().ok_or_else(|| wrong_state("the case has no deadline"))?;
            let minutes = old.working_minutes.saturating_add(working_hours.saturating_mul(60));
            let deadline = decision.deadline(old.start, minutes, old.stops.clone())?;
            Ok(Change::ExtensionGranted { deadline, note })
        }
    }
}

fn resume(decision: &mut Decision<'_>, case: &Case, note: &str) -> Result<Change, ApiError> {
    let (Some(deadline), Some(pause)) = (&case.deadline, &case.pause) else {
        return Err(wrong_state("the case is not deferred"));
    };
    if decision.by == Who::System && decision.now.day() <= pause.until {
        return Err(forbidden("the deferral has not ended"));
    }
    let note = decision.fields.optional_text("note", note);
    let stops = case.stops_until(decision.now);
    let deadline = decision.deadline(deadline.start, deadline.working_minutes, stops)?;
    Ok(Change::Resumed { deadline, note })
}

/// A reached verdict stands, and so does its deadline; what is still open follows the calendar.
fn reckon(decision: &mut Decision<'_>, case: &Case) -> Result<(), ApiError> {
    let Some(old) = case.deadline.as_ref().filter(|_| case.verdict.is_none()) else { return Ok(()) };
    let new = old.again(decision.calendar)?;
    if new != *old {
        decision.add(Change::DeadlineMoved { deadline: new });
    }
    Ok(())
}
