//! Commands as people send them, one or many.

use super::people::People;
use super::rules::Rules;
use super::run::Run;
use super::view;
use crate::error::from_store;
use crate::services::Services;
use domain::access::Actor;
use domain::case::{Case, Command, may_see_ledger};
use domain::error::{ApiError, ErrorCode, FieldCode, FieldErrors};
use domain::ledger::{Bulk, BulkOutcome, CaseView, CommandBody};
use uuid::Uuid;

/// Most cases of one bulk command.
const BULK: usize = 500;

/// Runs a command, and returns the case afterwards.
///
/// # Errors
/// Those of [`domain::case::decide`]; [`ErrorCode::Invalid`] for units, categories, areas and photos that do not exist;
/// [`ErrorCode::WrongState`] when somebody else was faster.
pub async fn command(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    body: CommandBody,
) -> Result<CaseView, ApiError> {
    run_one(services, actor, id, body.expected_events, body.command).await?;
    view::after(services, actor, id).await
}

/// Runs a command for those who handle reports.
///
/// # Errors
/// As [`command`].
pub async fn report_command(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    command: Command,
) -> Result<(), ApiError> {
    run_one(services, actor, id, None, command).await
}

/// Runs the same command on many cases; each succeeds or fails by itself.
///
/// # Errors
/// [`ErrorCode::Invalid`] for too many cases, or a command that is not for many.
pub async fn bulk(services: &Services, actor: &Actor, bulk: Bulk) -> Result<Vec<BulkOutcome>, ApiError> {
    super::require_ledger(actor)?;
    let mut errors = FieldErrors::new();
    if bulk.cases.len() > BULK {
        errors.add("cases", FieldCode::TooMany, format!("at most {BULK} cases"));
    }
    if bulk.cases.is_empty() {
        errors.add("cases", FieldCode::Required, "choose at least one case");
    }
    errors.finish(Some(()))?;
    let mut outcomes = Vec::with_capacity(bulk.cases.len());
    for target in bulk.cases {
        let done = run_one(services, actor, target.id, target.expected_events, bulk.command.clone()).await;
        let events = match &done {
            Ok(()) => {
                services.store.case_row(target.id).await.map_err(from_store)?.map(|row| row.columns.events)
            }
            Err(_) => None,
        };
        outcomes.push(BulkOutcome { id: target.id, events, error: done.err() });
    }
    Ok(outcomes)
}

async fn run_one(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    expected: Option<u32>,
    command: Command,
) -> Result<(), ApiError> {
    if matches!(command, Command::Receive { .. } | Command::Order { .. }) {
        return Err(ApiError::field("command", FieldCode::NotAllowed, "send a report or an order instead"));
    }
    // Somebody who may not see the ledger learns nothing of what is in it, not even by refused fields.
    if !may_see_ledger(actor) {
        super::require_ledger(actor)?;
    }
    let rules = Rules::load(services).await?;
    let command = check_names(services, &rules, id, command).await?;
    let people = People::load(services).await?;
    let run = Run { services, rules: &rules, people: &people, actor, reporter: false };
    run.command(id, expected, &command).await?;
    Ok(())
}

/// Everything that a command names must exist.
async fn check_names(
    services: &Services,
    rules: &Rules,
    id: Uuid,
    mut command: Command,
) -> Result<Command, ApiError> {
    let mut errors = FieldErrors::new();
    match &mut command {
        Command::Accept { category, area, .. } => {
            if category.as_deref().is_some_and(|code| !code.is_empty() && rules.catalogue.get(code).is_none())
            {
                errors.add("category", FieldCode::Unknown, "there is no such category");
            }
            if area.as_deref().is_some_and(|code| !code.is_empty() && rules.tree.get(code).is_none()) {
                errors.add("area", FieldCode::Unknown, "there is no such area");
            }
        }
        Command::Assign { unit, .. } => check_unit(rules, "unit", unit, &mut errors),
        Command::Transfer { to, .. } => check_unit(rules, "to", to, &mut errors),
        Command::Link { of, .. } => {
            let other = services.store.report(*of).await.map_err(from_store)?;
            match other {
                // Links lead to the report that stands for the incident, so that there are never chains.
                Some(other) => *of = other.row.duplicate_of.unwrap_or(other.row.id),
                None => errors.add("of", FieldCode::Unknown, "there is no such report"),
            }
        }
        Command::Rectify { photos, .. }
        | Command::Verify { photos, .. }
        | Command::SendBack { photos, .. } => {
            let known = services.store.case_photos(id).await.map_err(from_store)?;
            for (index, photo) in photos.iter().enumerate() {
                if domain::report::is_sha256(photo) && !known.iter().any(|known| known.sha256 == *photo) {
                    errors.add(format!("photos.{index}"), FieldCode::Unknown, "this photo has not arrived");
                }
            }
        }
        _ => {}
    }
    errors.finish(Some(command))
}

fn check_unit(rules: &Rules, path: &str, unit: &str, errors: &mut FieldErrors) {
    // What is empty or malformed is refused with the other fields of the command.
    let unit = unit.trim();
    if !unit.is_empty() && !rules.units.iter().any(|known| known.code == unit) {
        errors.add(path, FieldCode::Unknown, "there is no such unit");
    }
}

/// The case of a history that must be there.
pub(super) fn folded(history: &[domain::case::CaseEvent]) -> Result<Case, ApiError> {
    Case::fold(history).ok_or_else(|| ApiError::new(ErrorCode::NotFound, "there is no such case"))
}
