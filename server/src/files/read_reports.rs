//! reports.csv: one report a row. A row without a place is kept, and counted as outside of the map.

use super::table::{FileError, Row, Table};
use domain::category::Catalogue;
use domain::error::FieldErrors;
use domain::limits;
use domain::location::{Datum, Location, LocationBody, LocationSource};
use domain::report::Channel;
use domain::time::Timestamp;
use std::collections::HashSet;

const COLUMNS: [&str; 8] =
    ["external_id", "category", "description", "lat", "lng", "observed_at", "closed_at", "channel"];

/// A report as a file tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedReport {
    /// Its id in the file; importing the same id again changes nothing.
    pub external_id: String,
    /// Code of its category.
    pub category: String,
    /// What was seen; may be empty.
    pub description: String,
    /// Where, when the file says so.
    pub location: Option<Location>,
    /// When it was seen.
    pub observed_at: Timestamp,
    /// When it was put right; then its status is `closed`.
    pub closed_at: Option<Timestamp>,
    /// In which capacity it was made.
    pub channel: Channel,
}

/// Reads a whole file.
///
/// # Errors
/// The first thing that is wrong, with line and column.
pub fn read(file: &str, bytes: &[u8], catalogue: &Catalogue) -> Result<Vec<ImportedReport>, FileError> {
    let table = Table::read(file, bytes, &COLUMNS)?;
    if let Some(unknown) = table.header().iter().find(|name| !COLUMNS.contains(&name.as_str())) {
        return Err(table.header_error(unknown, "is not a column of reports.csv"));
    }
    let categories = catalogue.by_code();
    let mut seen = HashSet::new();
    let mut reports = Vec::with_capacity(table.len());
    for row in table.rows() {
        let external_id = row.required("external_id")?;
        if !seen.insert(external_id) {
            return Err(row.error("external_id", format!("{external_id:?} stands in the file twice")));
        }
        let category = row.required("category")?;
        if !categories.contains_key(category) {
            return Err(row.error("category", format!("{category:?} is not in the catalogue")));
        }
        let description = row.text("description");
        if description.chars().count() > limits::DESCRIPTION_CHARS {
            return Err(row.error("description", format!("at most {} characters", limits::DESCRIPTION_CHARS)));
        }
        let time = |column: &str| {
            Timestamp::parse(column, row.text(column)).map_err(|e| row.field_error(column, &e))
        };
        row.required("observed_at")?;
        reports.push(ImportedReport {
            external_id: external_id.to_owned(),
            category: category.to_owned(),
            description: description.replace('\0', ""),
            location: place(&row)?,
            observed_at: time("observed_at")?,
            closed_at: if row.text("closed_at").is_empty() { None } else { Some(time("closed_at")?) },
            channel: channel(&row)?,
        });
    }
    Ok(reports)
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
        read("reports.csv", text.as_bytes(), &catalogue()).map_err(|error| error.to_string())
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
}
