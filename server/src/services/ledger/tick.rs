//! What the clock does to cases: verdicts when deadlines pass, ends of deferrals, escalation. Harmless to repeat.

use super::people::People;
use super::rules::Rules;
use super::run::Run;
use crate::error::from_store;
use crate::services::Services;
use domain::access::Actor;
use domain::case::escalation::{Sent, USUAL_STEPS, due_notices};
use domain::case::{Case, CaseState, Command};
use domain::error::{ApiError, ErrorCode};
use domain::ledger::NoticeKind;
use store::NewNotice;
use uuid::Uuid;

/// Cases looked at together.
const ROWS: u32 = 500;

/// Looks at every case that the clock has done something to; how many changed or were told of.
///
/// # Errors
/// When the store fails.
pub async fn tick(services: &Services) -> Result<u64, ApiError> {
    let (rules, people) = (Rules::load(services).await?, People::load(services).await?);
    let run = Run { services, rules: &rules, people: &people, actor: &Actor::System, reporter: false };
    let mut done = 0;
    let mut after = None;
    loop {
        let now = services.clock.now();
        let cases = services.store.ticking_cases(now, after, ROWS).await.map_err(from_store)?;
        let Some(last) = cases.last() else { return Ok(done) };
        after = Some(*last);
        for id in cases {
            done += u64::from(one(&run, id).await?);
        }
    }
}

async fn one(run: &Run<'_>, id: Uuid) -> Result<bool, ApiError> {
    let history = run.services.store.case_history(id).await.map_err(from_store)?;
    let Some(case) = Case::fold(&history) else { return Ok(false) };
    let now = run.services.clock.now();
    if case.state == CaseState::Deferred {
        return quietly(run.command(id, None, &Command::Resume { note: String::new() }).await);
    }
    let mut changed = false;
    if case.lapses(now) {
        changed = quietly(run.command(id, None, &Command::Reckon).await)?;
    }
    Ok(escalate(run, id, &case).await? || changed)
}

/// Somebody may have been faster; then there is nothing left to do.
fn quietly(done: Result<bool, ApiError>) -> Result<bool, ApiError> {
    match done {
        Err(error) if matches!(error.code, ErrorCode::WrongState | ErrorCode::Forbidden) => Ok(false),
        other => other,
    }
}

async fn escalate(run: &Run<'_>, id: Uuid, case: &Case) -> Result<bool, ApiError> {
    let Run { services, rules, people, .. } = run;
    let now = services.clock.now();
    let sent = services.store.escalations(id).await.map_err(from_store)?;
    let due = due_notices(case, &USUAL_STEPS, &sent, &rules.calendar, now);
    if due.is_empty() {
        return Ok(false);
    }
    let mut notices: Vec<NewNotice> = Vec::new();
    for notice in &due {
        for user in people.of(notice.to, case.unit.as_deref()) {
            // The head of a unit is one of its people, and is told once.
            if notices.iter().any(|told| told.user == user) {
                continue;
            }
            notices.push(NewNotice {
                id: services.chance.uuid(now),
                user,
                case: id,
                at: now,
                kind: NoticeKind::Escalated,
                light: Some(notice.light),
                repeated: notice.repeated,
            });
        }
    }
    let sent = due.iter().map(|notice| Sent { to: notice.to, at: now }).collect();
    services.store.escalate(id, sent, notices).await.map_err(from_store)?;
    Ok(true)
}

/// Reckons the deadlines of all open cases again, after the calendar was changed; how many moved. Frozen ones stay.
///
/// # Errors
/// When the store fails.
pub async fn reckon_all(services: &Services) -> Result<u64, ApiError> {
    let (rules, people) = (Rules::load(services).await?, People::load(services).await?);
    let run = Run { services, rules: &rules, people: &people, actor: &Actor::System, reporter: false };
    let mut moved = 0;
    let mut after = None;
    loop {
        let cases = services.store.movable_cases(after, ROWS).await.map_err(from_store)?;
        let Some(last) = cases.last() else { return Ok(moved) };
        after = Some(*last);
        for id in cases {
            moved += u64::from(quietly(run.command(id, None, &Command::Reckon).await)?);
        }
    }
}
