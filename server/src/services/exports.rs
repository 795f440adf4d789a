//! Exports of reports and answers as files that a spreadsheet program or a map opens, and that can be imported again.

use crate::error::{from_store, internal};
use crate::files::write_table::{ExportFormat, Sheet, Value, write};
use crate::files::{read_reports, read_responses};
use crate::services::areas::AreaTree;
use crate::services::awareness::query::whole_weeks;
use crate::services::reports::filter::{Fields, widened};
use crate::services::{Services, areas, imports};
use domain::access::{Actor, Permission};
use domain::code;
use domain::error::{ApiError, ErrorCode, FieldCode, FieldErrors};
use domain::listing::{Cursor, ReportFilter, ReportRow};
use domain::response::SurveyChannel;
use domain::time::Period;
use std::collections::HashSet;
use store::ResponseRecord;

/// Rows read from the store at a time.
const ROWS: u32 = 2_000;

/// All reports that fit a filter, newest first: the columns of reports.csv, then what has become of them.
///
/// # Errors
/// As [`Actor::require`] without [`Permission::Export`]; when there are more rows than the format can hold.
pub async fn reports(
    services: &Services,
    actor: &Actor,
    filter: &ReportFilter,
    format: ExportFormat,
) -> Result<Vec<u8>, ApiError> {
    actor.require(Permission::Export)?;
    let tree = areas::tree(services).await?;
    let below = filter.area.as_deref().map(|code| tree.below(code));
    let filter = ReportFilter { period: widened(filter.period), ..filter.clone() };
    let columns = read_reports::COLUMNS.iter().chain(&read_reports::EXPORT_COLUMNS);
    let mut sheet = Sheet {
        name: "reports".to_owned(),
        columns: columns.map(|name| (*name).to_owned()).collect(),
        rows: Vec::new(),
        place: Some((3, 4)),
    };
    let mut after = None;
    loop {
        let page =
            services.store.list_reports(&filter, below.as_deref(), after, ROWS).await.map_err(from_store)?;
        let Some(last) = page.last() else { break };
        after = Some(Cursor { observed_at: last.observed_at, id: last.id });
        sheet.rows.extend(page.into_iter().map(|row| report_cells(row, &tree)));
    }
    written(sheet, format).await
}

fn report_cells(row: ReportRow, tree: &AreaTree) -> Vec<Value> {
    let area_name = row.area.as_deref().and_then(|code| tree.get(code)).map(|area| area.name.clone());
    vec![
        row.external_id.into(),
        Value::Text(row.category),
        Some(row.description).filter(|text| !text.is_empty()).into(),
        row.lat.into(),
        row.lng.into(),
        Value::Moment(row.observed_at),
        row.closed_at.into(),
        Value::Text(row.channel.to_string()),
        Value::Text(row.id.to_string()),
        Value::Text(row.receipt_code.to_string()),
        Value::Text(row.status.to_string()),
        row.area.into(),
        area_name.into(),
        Value::Moment(row.received_at),
        Value::Number(f64::from(row.photos)),
        row.duplicate_of.map(|id| id.to_string()).into(),
    ]
}

/// Which answers are exported; all of them by default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResponseFilter {
    /// Slug of the questionnaire.
    pub questionnaire: Option<String>,
    /// How the respondents were reached.
    pub channel: Option<SurveyChannel>,
    /// When they answered: whole weeks, as the page that offers the export counts them.
    pub period: Period,
}

impl ResponseFilter {
    /// Reads the filter of the awareness page: its grouping and its weights choose no answers.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] naming every bad field.
    pub fn read(fields: &Fields) -> Result<Self, ApiError> {
        let mut errors = FieldErrors::new();
        fields.check_names(&["questionnaire", "channel", "from", "to", "by", "weights"], &mut errors);
        let questionnaire =
            errors.keep(code::parse_optional("questionnaire", fields.get("questionnaire"))).flatten();
        let channel = fields.text_code("channel", SurveyChannel::from_text, &mut errors);
        let period = errors.keep(Period::parse(fields.get("from"), fields.get("to"))).unwrap_or_default();
        errors.finish(Some(Self { questionnaire, channel, period }))
    }

    fn holds(&self, record: &ResponseRecord) -> bool {
        let ((from, to), _) = whole_weeks(self.period);
        let day = record.submitted_at.day();
        self.questionnaire.as_ref().is_none_or(|slug| *slug == record.questionnaire)
            && self.channel.is_none_or(|channel| channel == record.channel)
            && from.is_none_or(|from| day >= from)
            && to.is_none_or(|to| day < to)
    }
}

/// The answers that fit a filter: the columns of responses.csv, then their score.
///
/// # Errors
/// As [`reports`]; [`ErrorCode::Invalid`] for GeoJSON, for answers have no place.
pub async fn responses(
    services: &Services,
    actor: &Actor,
    filter: &ResponseFilter,
    format: ExportFormat,
) -> Result<Vec<u8>, ApiError> {
    actor.require(Permission::Export)?;
    if format == ExportFormat::Geojson {
        return Err(ApiError::field(
            "format",
            FieldCode::NotAllowed,
            "answers have no place; use csv or xlsx",
        ));
    }
    let mut records = Vec::new();
    let mut after = None;
    loop {
        let page = services.store.list_responses(after, ROWS).await.map_err(from_store)?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        records.extend(page.into_iter().filter(|record| filter.holds(record)));
    }
    let items = items(services, &records).await?;
    let fixed = read_responses::COLUMNS.iter().map(|name| (*name).to_owned());
    let added = read_responses::EXPORT_COLUMNS.iter().map(|name| (*name).to_owned());
    let sheet = Sheet {
        name: "responses".to_owned(),
        columns: fixed.chain(items.iter().cloned()).chain(added).collect(),
        rows: records.into_iter().map(|record| response_cells(record, &items)).collect(),
        place: None,
    };
    written(sheet, format).await
}

/// The items that were answered, in the order in which they are asked. Those with a column of their own are left out.
async fn items(services: &Services, records: &[ResponseRecord]) -> Result<Vec<String>, ApiError> {
    let mut seen: HashSet<&str> = read_responses::COLUMNS.into_iter().collect();
    let answered: HashSet<&str> =
        records.iter().flat_map(|record| record.answers.keys().map(String::as_str)).collect();
    let forms = imports::forms(services).await?;
    let mut keys: Vec<_> = forms.keys().collect();
    keys.sort();
    let names = keys.into_iter().flat_map(|key| forms[key].items.iter().map(|item| item.name.as_str()));
    Ok(names.filter(|name| answered.contains(name) && seen.insert(name)).map(str::to_owned).collect())
}

fn response_cells(mut record: ResponseRecord, items: &[String]) -> Vec<Value> {
    let text = |text: String| Some(text).filter(|text| !text.is_empty()).into();
    let mut cells = vec![
        record.external_id.into(),
        Value::Text(record.questionnaire),
        Value::Number(f64::from(record.version)),
        Value::Text(record.channel.to_string()),
        record.area.into(),
        text(record.stratum),
        text(record.cluster),
        Value::Number(record.design_weight),
        record.sex.into(),
        record.age_band.into(),
        Value::Moment(record.submitted_at),
    ];
    cells.extend(items.iter().map(|item| match record.answers.remove(item) {
        Some(chosen) if !chosen.is_empty() => Value::Text(chosen.join(" ")),
        _ => Value::Empty,
    }));
    cells.extend([
        Value::Text(record.id.to_string()),
        Value::Number(f64::from(record.right)),
        Value::Number(f64::from(record.of)),
        Value::Moment(record.received_at),
        text(record.flags.iter().map(|flag| flag.as_str()).collect::<Vec<_>>().join(" ")),
    ]);
    cells
}

/// Writing a large workbook takes seconds, so it happens off the async threads.
pub(super) async fn written(sheet: Sheet, format: ExportFormat) -> Result<Vec<u8>, ApiError> {
    let written = tokio::task::spawn_blocking(move || write(&sheet, format)).await;
    written.map_err(|_| internal())?.map_err(|error| ApiError::new(ErrorCode::Invalid, error.to_string()))
}
