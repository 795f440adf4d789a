//! Writes lists as CSV (with a byte-order mark), as xlsx (with real dates) and as GeoJSON. Nothing starts a formula.

use super::cell;
use domain::time::Timestamp;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::io;

/// The value of one cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing.
    Empty,
    /// A text; made safe when it is written.
    Text(String),
    /// A number.
    Number(f64),
    /// A share between 0 and 1: a plain number in CSV, shown in percent in xlsx.
    Share(f64),
    /// A moment, written in local time: RFC 3339 in CSV, a real date in xlsx.
    Moment(Timestamp),
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Empty, Self::Text)
    }
}

impl From<Option<f64>> for Value {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }
}

impl From<Option<Timestamp>> for Value {
    fn from(moment: Option<Timestamp>) -> Self {
        moment.map_or(Self::Empty, Self::Moment)
    }
}

/// The format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// Comma-separated values.
    Csv,
    /// An Office Open XML workbook.
    Xlsx,
    /// Points as GeoJSON.
    Geojson,
}

impl ExportFormat {
    /// The format that a file's name ends in.
    pub fn of_name(name: &str) -> Option<Self> {
        match name.rsplit('.').next()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            "geojson" | "json" => Some(Self::Geojson),
            _ => None,
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Geojson => "application/geo+json",
        }
    }
}

/// A list to write: its columns and rows, and which columns hold a place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Name of the sheet.
    pub name: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows, each as long as the columns.
    pub rows: Vec<Vec<Value>>,
    /// Columns of latitude and longitude, for GeoJSON.
    pub place: Option<(usize, usize)>,
}

/// Writes a list in a format.
///
/// # Errors
/// When a sheet has more rows than xlsx can hold (1,048,576), or GeoJSON is asked of a list without places.
pub fn write(sheet: &Sheet, format: ExportFormat) -> io::Result<Vec<u8>> {
    match format {
        ExportFormat::Csv => write_csv(sheet),
        ExportFormat::Xlsx => write_book(std::slice::from_ref(sheet)),
        ExportFormat::Geojson => write_geojson(sheet),
    }
}

fn write_csv(sheet: &Sheet) -> io::Result<Vec<u8>> {
    let mut bytes = b"\xEF\xBB\xBF".to_vec();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut bytes);
    writer.write_record(&sheet.columns).map_err(io::Error::other)?;
    for row in &sheet.rows {
        let cells = row.iter().map(|value| match value {
            Value::Empty => String::new(),
            Value::Text(text) => cell::safe(text).into_owned(),
            Value::Number(number) | Value::Share(number) => number.to_string(),
            Value::Moment(moment) => moment.to_rfc3339(),
        });
        writer.write_record(cells).map_err(io::Error::other)?;
    }
    writer.flush()?;
    drop(writer);
    Ok(bytes)
}

/// Writes several lists as the sheets of one xlsx workbook.
///
/// # Errors
/// When a sheet has more rows than xlsx can hold, or a name that it cannot have.
pub fn write_book(sheets: &[Sheet]) -> io::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    for sheet in sheets {
        add_sheet(workbook.add_worksheet(), sheet).map_err(io::Error::other)?;
    }
    workbook.save_to_buffer().map_err(io::Error::other)
}

fn add_sheet(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    worksheet.set_name(&sheet.name)?;
    worksheet.set_freeze_panes(1, 0)?;
    let head = Format::new().set_bold().set_align(FormatAlign::Center);
    let moment_format = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    let share_format = Format::new().set_num_format("0.00%");
    for (column, name) in (0u16..).zip(&sheet.columns) {
        worksheet.set_column_width(column, if name.ends_with("_at") { 20 } else { 14 })?;
        worksheet.write_string_with_format(0, column, name, &head)?;
    }
    for (row, values) in (1u32..).zip(&sheet.rows) {
        for (column, value) in (0u16..).zip(values) {
            match value {
                Value::Empty => {}
                Value::Text(text) => drop(worksheet.write_string(row, column, cell::safe(text))?),
                Value::Number(number) => drop(worksheet.write_number(row, column, *number)?),
                Value::Share(share) => {
                    worksheet.write_number_with_format(row, column, *share, &share_format)?;
                }
                Value::Moment(moment) => {
                    let date = excel_date(*moment)?;
                    worksheet.write_datetime_with_format(row, column, &date, &moment_format)?;
                }
            }
        }
    }
    Ok(())
}

fn excel_date(moment: Timestamp) -> Result<ExcelDateTime, XlsxError> {
    let local = moment.local();
    let year = u16::try_from(local.year()).unwrap_or(1900);
    ExcelDateTime::from_ymd(year, local.month().into(), local.day())?.and_hms(
        u16::from(local.hour()),
        local.minute(),
        f64::from(local.second()),
    )
}

fn write_geojson(sheet: &Sheet) -> io::Result<Vec<u8>> {
    let (lat, lng) = sheet.place.ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidInput, "this list has no places; use csv or xlsx")
    })?;
    let features: Vec<serde_json::Value> = sheet
        .rows
        .iter()
        .map(|row| {
            let geometry = match (&row[lat], &row[lng]) {
                (Value::Number(lat), Value::Number(lng)) => {
                    serde_json::json!({ "type": "Point", "coordinates": [lng, lat] })
                }
                _ => serde_json::Value::Null,
            };
            let properties: serde_json::Map<String, serde_json::Value> = sheet
                .columns
                .iter()
                .zip(row)
                .enumerate()
                .filter(|(index, _)| *index != lat && *index != lng)
                .map(|(_, (name, value))| (name.clone(), json(value)))
                .collect();
            serde_json::json!({ "type": "Feature", "geometry": geometry, "properties": properties })
        })
        .collect();
    let collection = serde_json::json!({ "type": "FeatureCollection", "features": features });
    serde_json::to_vec(&collection).map_err(io::Error::other)
}

fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Empty => serde_json::Value::Null,
        Value::Text(text) => serde_json::Value::from(text.as_str()),
        Value::Number(number) | Value::Share(number) => serde_json::Value::from(*number),
        Value::Moment(moment) => serde_json::Value::from(moment.to_rfc3339()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn sheet() -> Sheet {
        let moment = Timestamp::parse("", "2026-11-23T08:00:00+08:00").unwrap();
        Sheet {
            name: "reports".into(),
            columns: ["id", "description", "lat", "lng", "observed_at"].map(str::to_owned).to_vec(),
            rows: vec![
                vec![
                    Value::Text("1".into()),
                    Value::Text("=HYPERLINK(\"x\"), 垃圾".into()),
                    Value::Number(38.18),
                    Value::Number(-107.5),
                    Value::Moment(moment),
                ],
                vec![
                    Value::Text("2".into()),
                    Value::Empty,
                    Value::Empty,
                    Value::Empty,
                    Value::Moment(moment),
                ],
            ],
            place: Some((2, 3)),
        }
    }

    #[test]
    fn csv_has_a_byte_order_mark_and_no_formula() {
        let text = String::from_utf8(write(&sheet(), ExportFormat::Csv).unwrap()).unwrap();
        assert!(text.starts_with("\u{feff}id,description,"));
        assert!(
            text.contains("\"'=HYPERLINK(\"\"x\"\"), 垃圾\",38.18,-107.5,2026-11-23T08:00:00+08:00\r\n"),
            "{text}"
        );
    }

    #[test]
    fn xlsx_holds_real_dates_and_no_formula() {
        let bytes = write(&sheet(), ExportFormat::Xlsx).unwrap();
        let mut archive = zip::ZipArchive::new(io::Cursor::new(bytes)).unwrap();
        let mut xml = String::new();
        archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut xml).unwrap();
        // 2026-11-23 08:00 is day 46,349 and a third since 1899-12-30.
        assert!(xml.contains("<v>46349.333333"), "{xml}");
        assert!(!xml.contains("<f>"));
    }

    #[test]
    fn geojson_keeps_rows_without_a_place() {
        let json: serde_json::Value =
            serde_json::from_slice(&write(&sheet(), ExportFormat::Geojson).unwrap()).unwrap();
        assert_eq!(json["features"][0]["geometry"]["coordinates"], serde_json::json!([-107.5, 38.18]));
        assert!(json["features"][1]["geometry"].is_null());
        assert_eq!(json["features"][1]["properties"]["id"], "2");
    }
}
