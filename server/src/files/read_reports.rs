//! reports.csv: one report a row. A row without a place is kept, and counted as outside of the map.

use super::cell;
use super::identity::{self, Identity};
use super::table::{FileError, Row, Table};
use domain::category::Catalogue;
use domain::code;
use domain::error::FieldErrors;
use domain::limits;
use domain::location::{Datum, Location, LocationBody, LocationSource};
use domain::receipt::ReceiptCode;
use domain::report::{Channel, ReportStatus};
use domain::time::Timestamp;

/// The columns of reports.csv.
pub const COLUMNS: [&str; 8] =
    ["external_id", "category", "description", "lat", "lng", "observed_at", "closed_at", "channel"];
/// The columns that an export adds. They may be imported again; `area_name`, `received_at`, `photos` and
/// `duplicate_of` tell about the installation that wrote them and are not read.
pub const EXPORT_COLUMNS: [&str; 8] =
    ["id", "receipt_code", "status", "area", "area_name", "received_at", "photos", "duplicate_of"];

/// A report as a file tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedReport {
    /// Its ids; importing the same again changes nothing.
    pub identity: Identity,
    /// Line in the file, counted from 1.
    pub line: u64,
    /// Code of its category.
    pub category: String,
    /// What was seen; may be empty.
    pub description: String,
    /// Where, when the file says so.
    pub location: Option<Location>,
    /// Code of its area, from an export.
    pub area: Option<String>,
    /// When it was seen.
    pub observed_at: Timestamp,
    /// When it was put right.
    pub closed_at: Option<Timestamp>,
    /// In which capacity it was made.
    pub channel: Channel,
    /// What has become of it: from an export, else `closed` when it was put right.
    pub status: ReportStatus,
    /// Its receipt code, from an export.
    pub receipt_code: Option<ReceiptCode>,
}

/// Reads a whole file.
///
/// # Errors
/// The first thing that is wrong, with line and column.
pub fn read(
    file: &str,
    bytes: &[u8],
    catalogue: &Catalogue,
    now: Timestamp,
) -> Result<Vec<ImportedReport>, FileError> {
    let table = Table::read(file, bytes, &COLUMNS)?;
    let known = |name: &String| COLUMNS.contains(&name.as_str()) || EXPORT_COLUMNS.contains(&name.as_str());
    if let Some(unknown) = table.header().iter().find(|name| !known(name)) {
        return Err(table.header_error(unknown, "is not a column of reports.csv"));
    }
    let categories = catalogue.by_code();
    let mut seen = identity::Seen::default();
    let mut reports = Vec::with_capacity(table.len());
    for row in table.rows() {
        let identity = identity::read(&row, "report", &mut seen)?;
        let category = row.required("category")?;
        if !categories.contains_key(category) {
            return Err(row.error("category", format!("{category:?} is not in the catalogue")));
        }
        let closed_at = match row.text("closed_at") {
            "" => None,
            _ => Some(moment(&row, "closed_at", now)?),
        };
        row.required("observed_at")?;
        let status = status(&row, closed_at)?;
        reports.push(ImportedReport {
            identity,
            line: row.line,
            category: category.to_owned(),
            description: description(&row)?,
            location: place(&row)?,
            area: code::parse_optional("area", Some(row.text("area")))
                .map_err(|e| row.field_error("area", &e))?,
            observed_at: moment(&row, "observed_at", now)?,
            // One that was accepted again after it was closed is open.
            closed_at: closed_at.filter(|_| status == ReportStatus::Closed),
            channel: channel(&row)?,
            status,
            receipt_code: match row.text("receipt_code") {
                "" => None,
                text => Some(ReceiptCode::parse("", text).map_err(|e| row.field_error("receipt_code", &e))?),
            },
        });
    }
    Ok(reports)
}

fn moment(row: &Row<'_>, column: &str, now: Timestamp) -> Result<Timestamp, FileError> {
    let moment = Timestamp::parse(column, row.text(column)).map_err(|e| row.field_error(column, &e))?;
    if moment.0 > now.0 + limits::CLOCK_AHEAD_MS {
        return Err(row.error(column, "lies in the future"));
    }
    Ok(moment)
}

fn description(row: &Row<'_>) -> Result<String, FileError> {
    let text = cell::plain(row.text("description")).replace("\r\n", "\n");
    if text.chars().count() > limits::DESCRIPTION_CHARS {
        return Err(row.error("description", format!("at most {} characters", limits::DESCRIPTION_CHARS)));
    }
    // PostgreSQL cannot store this character, and it says nothing.
    Ok(text.replace('\0', ""))
}

/// A duplicate whose first report is not known here stands for itself.
fn status(row: &Row<'_>, closed_at: Option<Timestamp>) -> Result<ReportStatus, FileError> {
    match (row.text("status"), closed_at) {
        ("", Some(_)) => Ok(ReportStatus::Closed),
        ("", None) => Ok(ReportStatus::Received),
        (text, _) => match ReportStatus::from_text(text) {
            Some(ReportStatus::Duplicate) => Ok(ReportStatus::Accepted),
            Some(status) => Ok(status),
            None => Err(row.error("status", format!("{text:?} is no status of a report"))),
        },
    }
}

fn channel(row: &Row<'_>) -> Result<Channel, FileError> {
    match row.text("channel") {
        "" => Ok(Channel::Resident),
        text => Channel::from_text(text).ok_or_else(|| {
            row.error("channel", format!("{text:?} is none of resident, volunteer, inspector"))
        }),
    }
}

fn place(row: &Row<'_>) -> Result<Option<Location>, FileError> {
    let lat = row.optional::<f64>("lat", "a number of degrees")?;
    let lng = row.optional::<f64>("lng", "a number of degrees")?;
    let (lat, lng) = match (lat, lng) {
        (None, None) => return Ok(None),
        (Some(lat), Some(lng)) => (lat, lng),
        (None, _) => return Err(row.error("lat", "is empty although lng is given")),
        (_, None) => return Err(row.error("lng", "is empty although lat is given")),
    };
    let body = LocationBody { lat, lng, accuracy_m: None, source: LocationSource::Pin, datum: Datum::Wgs84 };
    let mut errors = FieldErrors::new();
    let location = body.parse(&mut errors);
    let checked = errors.finish(location).map_err(|error| match error.fields.first() {
        Some(field) => row.error(field.path.rsplit('.').next().unwrap_or("lat"), field.message.clone()),
        None => row.error("lat", error.message),
    })?;
    Ok(Some(checked))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::category::Category;

    fn catalogue() -> Catalogue {
        let category = |code: &str| Category {
            code: code.into(),
            group: "g".into(),
            kind: "event".into(),
            zh: code.into(),
            en: code.into(),
            sla_working_hours: None,
            keywords: vec![],
            icon: code.into(),
        };
        Catalogue { groups: vec![], categories: vec![category("dead_animal"), category("other")] }
    }

    fn lines(rows: &str) -> Result<Vec<ImportedReport>, String> {
        let text = format!("external_id,category,description,lat,lng,observed_at,closed_at,channel\n{rows}");
        told(&text)
    }

    fn told(text: &str) -> Result<Vec<ImportedReport>, String> {
        let now = Timestamp::parse("", "2026-11-23T08:00:00+08:00").unwrap();
        read("reports.csv", text.as_bytes(), &catalogue(), now).map_err(|error| error.to_string())
    }

    #[test]
    fn a_row_without_a_place_is_kept() {
        let rows = lines("a,other,\"x, y\",,,2025-03-14T01:20:00-05:00,2025-03-15T01:20:00-05:00,resident\n")
            .unwrap();
        assert_eq!((rows[0].location, rows[0].description.as_str()), (None, "x, y"));
        assert!(rows[0].closed_at > Some(rows[0].observed_at));
    }

    #[test]
    fn each_mistake_is_told_with_its_line_and_column() {
        let good = "a,other,x,40.6,-73.8,2025-03-14T01:20:00-05:00,,resident\n";
        let told = |row: &str| lines(&format!("{good}{row}\n")).unwrap_err();
        assert_eq!(
            told("b,nothing,x,,,2025-03-14T01:20:00Z,,"),
            "reports.csv, line 3, column category: \"nothing\" is not in the catalogue"
        );
        assert_eq!(
            told("b,other,x,91,0,2025-03-14T01:20:00Z,,"),
            "reports.csv, line 3, column lat: must be between -90 and 90"
        );
        assert_eq!(
            told("b,other,x,,0,2025-03-14T01:20:00Z,,"),
            "reports.csv, line 3, column lat: is empty although lng is given"
        );
        assert!(told("b,other,x,,,2025-03-14,,").starts_with("reports.csv, line 3, column observed_at:"));
        assert!(
            told("a,other,x,,,2025-03-14T01:20:00Z,,")
                .starts_with("reports.csv, line 3, column external_id:")
        );
        assert!(
            told("b,other,x,,,2025-03-14T01:20:00Z,,cat").starts_with("reports.csv, line 3, column channel:")
        );
    }

    #[test]
    fn what_lies_in_the_future_is_refused() {
        let error = lines("a,other,x,,,2026-11-25T01:20:00Z,,\n").unwrap_err();
        assert_eq!(error, "reports.csv, line 2, column observed_at: lies in the future");
    }

    #[test]
    fn an_export_keeps_its_status_and_loses_the_apostrophe() {
        let header = format!("{},{}", COLUMNS.join(","), EXPORT_COLUMNS.join(","));
        let row = |status: &str| {
            let id = uuid::Uuid::from_u128(7);
            let text = format!(
                "{header}\n,other,'=1+1,,,2025-03-14T01:20:00Z,2025-03-15T01:20:00Z,resident,{id},7K3M-92QX,{status},990,青岚旗,2025-03-14T01:20:00Z,0,\n"
            );
            told(&text).unwrap().remove(0)
        };
        let closed = row("closed");
        assert_eq!((closed.description.as_str(), closed.area.as_deref()), ("=1+1", Some("990")));
        assert_eq!((closed.status, closed.closed_at.is_some()), (ReportStatus::Closed, true));
        let again = row("accepted");
        assert_eq!((again.status, again.closed_at), (ReportStatus::Accepted, None));
        assert_eq!(row("duplicate").status, ReportStatus::Accepted);
        assert_eq!(closed.receipt_code.unwrap().as_str(), "7K3M-92QX");
    }

    #[test]
    fn an_unknown_column_is_named() {
        let error = told(&format!("{},colour\n", COLUMNS.join(","))).unwrap_err();
        assert_eq!(error, "reports.csv, line 1, column colour: is not a column of reports.csv");
    }
}
