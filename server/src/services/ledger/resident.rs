//! "Is it fixed?": what whoever reported a problem is asked when its case is closed, and what becomes of the answer.

use super::people::People;
use super::rules::Rules;
use super::run::Run;
use super::view::Names;
use crate::error::from_store;
use crate::services::Services;
use domain::access::Actor;
use domain::case::{Case, CaseState, Command};
use domain::error::ApiError;
use domain::ledger::Resolution;
use domain::receipt::ReceiptCode;
use uuid::Uuid;

/// The case that a receipt belongs to, and the report that its photos are asked for by.
async fn case_of(services: &Services, code: &ReceiptCode) -> Result<(Uuid, Uuid), ApiError> {
    let record = services.store.report_by_receipt(code).await.map_err(from_store)?;
    let row = record.ok_or_else(|| ApiError::not_found("report"))?.row;
    Ok((row.duplicate_of.unwrap_or(row.id), row.id))
}

/// What the reporter is asked; none as long as the case is not closed.
///
/// # Errors
/// [`domain::error::ErrorCode::NotFound`].
pub async fn resolution(services: &Services, code: &ReceiptCode) -> Result<Option<Resolution>, ApiError> {
    let (id, _) = case_of(services, code).await?;
    let history = services.store.case_history(id).await.map_err(from_store)?;
    let Some(case) = Case::fold(&history).filter(|case| case.state == CaseState::Closed) else {
        return Ok(None);
    };
    let Some(closed_at) = case.closed_at else { return Ok(None) };
    let rules = Rules::load(services).await?;
    let names = Names::load(services, id, &rules).await?;
    let rectified = case.rectified.as_ref();
    let mut after = rectified.map_or_else(Vec::new, |rectified| names.photos(&rectified.photos));
    for photo in &mut after {
        for address in [&mut photo.full, &mut photo.medium, &mut photo.small] {
            address.push_str(&format!("?receipt={code}"));
        }
    }
    Ok(Some(Resolution {
        closed_at,
        unit_name: rules.unit_name(case.unit.as_deref()),
        note: rectified.and_then(|rectified| names.text(&rectified.note)),
        after,
        confirmed: case.confirmed,
    }))
}

/// Takes the reporter's answer: it is put right, or it is not, and then the case is opened again.
///
/// # Errors
/// [`domain::error::ErrorCode::NotFound`]; `WrongState` when the case is not closed, or was confirmed before; `Invalid` at
/// `reason`.
pub async fn answer(
    services: &Services,
    code: &ReceiptCode,
    fixed: bool,
    reason: &str,
) -> Result<(), ApiError> {
    let (id, _) = case_of(services, code).await?;
    let rules = Rules::load(services).await?;
    let people = People::load(services).await?;
    // Whoever holds the receipt answers as who reported it, signed in or not.
    let run = Run { services, rules: &rules, people: &people, actor: &Actor::Anonymous, reporter: true };
    let command = if fixed { Command::Confirm } else { Command::Reopen { reason: reason.to_owned() } };
    run.command(id, None, &command).await.map(drop)
}

/// Whether a photo of a closed case may be seen by the holder of this receipt.
///
/// # Errors
/// When the store cannot be read.
pub async fn may_see(
    services: &Services,
    code: &ReceiptCode,
    case: Uuid,
    sha256: &str,
) -> Result<bool, ApiError> {
    let asked = resolution(services, code).await;
    let shown = asked.ok().flatten().is_some_and(|it| it.after.iter().any(|photo| photo.sha256 == sha256));
    Ok(shown && case_of(services, code).await?.0 == case)
}
