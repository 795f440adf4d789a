//! The ledger as a list.

use super::rules::Rules;
use super::{own_unit, require_ledger};
use crate::error::from_store;
use crate::services::Services;
use crate::services::reports::filter::widened;
use crate::services::reports::list::codes_below;
use domain::access::Actor;
use domain::case::{CaseState, Light};
use domain::error::ApiError;
use domain::ledger::{LedgerCounts, LedgerCursor, LedgerFilter, LedgerPage, LedgerRow, LedgerSort};
use domain::limits;
use domain::receipt::ReceiptCode;
use domain::time::Timestamp;
use store::{CaseRow, LedgerScope};

/// A page of the ledger. A unit sees its own cases only.
///
/// # Errors
/// For those who may not see the ledger; [`domain::error::ErrorCode::Invalid`] at `area` when there is none of that code.
pub async fn list(
    services: &Services,
    actor: &Actor,
    filter: &LedgerFilter,
    after: Option<LedgerCursor>,
    rows: u32,
) -> Result<LedgerPage, ApiError> {
    require_ledger(actor)?;
    let rules = Rules::load(services).await?;
    let now = services.clock.now();
    let rows = rows.clamp(1, limits::PAGE_ROWS_MAX);
    let scope = scope(&rules, actor, filter, now)?;
    let (mut found, total) = services.store.list_cases(scope, after, rows + 1).await.map_err(from_store)?;
    let rows = usize::try_from(rows).unwrap_or(usize::MAX);
    let more = found.len() > rows;
    found.truncate(rows);
    let next = found.last().filter(|_| more).map(|row| cursor(row, filter.sort).to_string());
    let cases = found.into_iter().map(|row| ledger_row(row, &rules, now)).collect::<Result<_, _>>()?;
    Ok(LedgerPage { cases, total, next_cursor: next })
}

/// What a filter means for this actor now.
pub(super) fn scope(
    rules: &Rules,
    actor: &Actor,
    filter: &LedgerFilter,
    now: Timestamp,
) -> Result<LedgerScope, ApiError> {
    let areas = filter.area.as_deref().map(|code| codes_below(&rules.tree, code)).transpose()?;
    let mut filter = LedgerFilter { received: widened(filter.received), ..filter.clone() };
    if let Some(unit) = own_unit(actor) {
        filter.unit = Some(unit.to_owned());
    }
    Ok(LedgerScope { filter, areas, now })
}

/// Where the page after this row starts.
pub(super) fn cursor(row: &CaseRow, sort: LedgerSort) -> LedgerCursor {
    let key = match sort {
        LedgerSort::Newest => row.columns.received_at,
        LedgerSort::Deadline => row.columns.due_sort,
        LedgerSort::Changed => row.columns.changed_at,
    };
    LedgerCursor { key, id: row.id }
}

/// How many cases are in each view; a unit's are its own.
///
/// # Errors
/// For those who may not see the ledger.
pub async fn counts(services: &Services, actor: &Actor) -> Result<LedgerCounts, ApiError> {
    require_ledger(actor)?;
    services.store.ledger_counts(own_unit(actor), services.clock.now()).await.map_err(from_store)
}

/// A row with names, light and addresses.
pub(super) fn ledger_row(row: CaseRow, rules: &Rules, now: Timestamp) -> Result<LedgerRow, ApiError> {
    let columns = row.columns;
    let receipt_code =
        ReceiptCode::parse("receipt_code", &row.receipt_code).map_err(|_| crate::error::internal())?;
    let running = columns.state.is_at_unit();
    // What waits to be checked has the light of the moment when it was put right.
    let seen_at = match columns.state {
        CaseState::Rectified => columns.rectified_at,
        _ => running.then_some(now),
    };
    let light = match (seen_at, columns.due_at, columns.yellow_after) {
        (Some(at), Some(due), Some(yellow)) => Some(light(at, due, yellow)),
        _ => None,
    };
    let minutes_left = columns.due_at.filter(|_| running).map(|due| {
        let minutes = |from, to| i64::from(rules.calendar.working_minutes_between(from, to));
        if due >= now { minutes(now, due) } else { -minutes(due, now) }
    });
    let address = |sha: String| format!("/photos/{}/{sha}/320", row.id);
    Ok(LedgerRow {
        id: row.id,
        receipt_code,
        events: columns.events,
        state: columns.state,
        description: row.description,
        channel: columns.channel,
        lat: row.lat,
        lng: row.lng,
        area_name: rules.area_name(columns.area.as_deref()),
        unit_name: rules.unit_name(columns.unit.as_deref()),
        category: columns.category,
        area: columns.area,
        unit: columns.unit,
        received_at: columns.received_at,
        accepted_at: columns.accepted_at,
        filed_at: columns.filed_at,
        changed_at: columns.changed_at,
        rectified_at: columns.rectified_at,
        closed_at: columns.closed_at,
        due: columns.due_at,
        light,
        minutes_left,
        verdict: columns.verdict,
        measure: row.measure,
        person: row.person,
        phone: row.phone,
        date: columns.task_date,
        request: columns.request,
        deferred_until: columns.paused_until,
        flag: columns.flag,
        alerted: columns.alerted,
        confirmed: columns.confirmed,
        on_the_spot: columns.on_the_spot,
        counts: columns.counts,
        duplicate_of: columns.duplicate_of,
        duplicates: row.duplicates,
        before: row.before_photo.map(address),
        after: columns.after_photo.map(address),
    })
}

fn light(at: Timestamp, due: Timestamp, yellow_after: Timestamp) -> Light {
    if at > due {
        Light::Red
    } else if at > yellow_after {
        Light::Yellow
    } else {
        Light::Green
    }
}
