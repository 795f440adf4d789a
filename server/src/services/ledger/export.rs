//! Cases as a file that a spreadsheet program or a map opens, and the whole history as lines of JSON.

use super::list::{cursor, ledger_row, scope};
use super::rules::Rules;
use super::{own_unit, require_ledger};
use crate::error::from_store;
use crate::files::write_table::{ExportFormat, Sheet, Value};
use crate::services::{Services, exports};
use domain::access::{Actor, Permission};
use domain::case::RequestKind;
use domain::case::chain::hex;
use domain::error::ApiError;
use domain::ledger::{LedgerFilter, LedgerRow};

/// Rows read from the store at a time.
const ROWS: u32 = 2_000;
/// All columns of the ledger.
const COLUMNS: [&str; 43] = [
    "case",
    "receipt_code",
    "state",
    "category",
    "description",
    "lat",
    "lng",
    "area",
    "area_name",
    "channel",
    "unit",
    "unit_name",
    "on_the_spot",
    "received_at",
    "accepted_at",
    "filed_at",
    "deadline",
    "light",
    "verdict",
    "rectified_at",
    "closed_at",
    "changed_at",
    "measure",
    "person",
    "phone",
    "date",
    "request",
    "request_value",
    "deferred_until",
    "flagged_at",
    "flagged_by_supervisor",
    "reworks",
    "transfers",
    "deferrals",
    "extensions",
    "reopenings",
    "alerted",
    "confirmed",
    "duplicate_of",
    "duplicates",
    "minutes_left",
    "history_lines",
    "photos",
];

/// All cases that fit a filter, in its order; a unit's are its own.
///
/// # Errors
/// For those who may not see the ledger, and whoever may not export unless it is their unit's; when there are more rows than the format can hold.
pub async fn cases(
    services: &Services,
    actor: &Actor,
    filter: &LedgerFilter,
    format: ExportFormat,
) -> Result<Vec<u8>, ApiError> {
    require_ledger(actor)?;
    if own_unit(actor).is_none() {
        actor.require(Permission::Export)?;
    }
    let rules = Rules::load(services).await?;
    let now = services.clock.now();
    let mut sheet = Sheet {
        name: "cases".to_owned(),
        columns: COLUMNS.iter().map(|name| (*name).to_owned()).collect(),
        rows: Vec::new(),
        place: Some((5, 6)),
    };
    let mut after = None;
    loop {
        let scope = scope(&rules, actor, filter, now)?;
        let (page, _) = services.store.list_cases(scope, after, ROWS).await.map_err(from_store)?;
        let Some(last) = page.last() else { break };
        after = Some(cursor(last, filter.sort));
        for row in page {
            sheet.rows.push(cells(ledger_row(row, &rules, now)?));
        }
    }
    exports::written(sheet, format).await
}

fn cells(row: LedgerRow) -> Vec<Value> {
    let text = |text: Option<String>| text.filter(|text| !text.is_empty()).into();
    let number = |number: u32| Value::Number(f64::from(number));
    let flag = |is: bool| Value::Text(if is { "1" } else { "0" }.to_owned());
    let (request, value): (Option<String>, Option<String>) = match row.request {
        None => (None, None),
        Some(RequestKind::Extension { working_hours }) => {
            (Some("extension".into()), Some(working_hours.to_string()))
        }
        Some(RequestKind::Deferral { until }) => (Some("deferral".into()), Some(until.to_string())),
    };
    let photos = u32::from(row.before.is_some()) + u32::from(row.after.is_some());
    vec![
        Value::Text(row.id.to_string()),
        Value::Text(row.receipt_code.to_string()),
        Value::Text(row.state.to_string()),
        Value::Text(row.category),
        text(Some(row.description)),
        row.lat.into(),
        row.lng.into(),
        row.area.into(),
        row.area_name.into(),
        Value::Text(row.channel.to_string()),
        row.unit.into(),
        row.unit_name.into(),
        flag(row.on_the_spot),
        Value::Moment(row.received_at),
        row.accepted_at.into(),
        row.filed_at.into(),
        row.due.into(),
        row.light.map(|light| light.to_string()).into(),
        row.verdict.map(|verdict| verdict.to_string()).into(),
        row.rectified_at.into(),
        row.closed_at.into(),
        Value::Moment(row.changed_at),
        text(row.measure),
        text(row.person),
        text(row.phone),
        row.date.map(|day| day.to_string()).into(),
        request.into(),
        value.into(),
        row.deferred_until.map(|day| day.to_string()).into(),
        row.flag.map(|flag| flag.at).into(),
        row.flag.map(|mark| if mark.by_supervisor { "1" } else { "0" }.to_owned()).into(),
        number(row.counts.reworks),
        number(row.counts.transfers),
        number(row.counts.deferrals),
        number(row.counts.extensions),
        number(row.counts.reopenings),
        flag(row.alerted),
        flag(row.confirmed),
        row.duplicate_of.map(|id| id.to_string()).into(),
        number(row.duplicates),
        row.minutes_left.map(|minutes| minutes.to_string()).into(),
        number(row.events),
        number(photos),
    ]
}

/// Lines of the whole history after a position, as JSON, one event a line, in the order of the ledger. `event` stands
/// there as it was hashed, byte for byte. Returns the last position; none when there is nothing more.
///
/// # Errors
/// As [`Actor::require`]; when the store cannot be read.
pub async fn history(
    services: &Services,
    actor: &Actor,
    after: u64,
) -> Result<Option<(u64, String)>, ApiError> {
    actor.require(Permission::Export)?;
    let page = services.store.ledger_entries(after, ROWS).await.map_err(from_store)?;
    let Some((last, _)) = page.last() else { return Ok(None) };
    let position = last.position;
    let mut text = String::new();
    for (entry, links) in &page {
        text.push_str(&format!(
            "{{\"position\":{},\"case\":\"{}\",\"number\":{},\"at\":\"{}\",\"case_hash\":\"{}\",\"ledger_hash\":\"{}\",\
             \"event\":{}}}\n",
            entry.position,
            entry.case,
            entry.number,
            entry.at.to_rfc3339(),
            hex(&links.case_hash),
            hex(&links.ledger_hash),
            entry.body,
        ));
    }
    Ok(Some((position, text)))
}
