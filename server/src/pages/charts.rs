//! `/office/export/{page}/{file}`, `/statistics/files/{file}`: charts as CSV, xlsx and SVG, with the filter of their page.

use super::context::answer_error;
use super::statistics::as_public;
use crate::files::write_table::{ExportFormat, Sheet, Value, write};
use crate::services::Services;
use app::components::charts::chart::{Cell, Chart};
use app::page::{PageContext, PageError};
use app::pages::office::awareness::{self, query::AwarenessForm};
use app::pages::office::planner::{self, PlannerForm};
use app::pages::office::problems::{self, query::ProblemsForm};
use app::pages::statistics;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::error::{ApiError, ErrorCode};
use serde::de::DeserializeOwned;

/// A chart of a page of the desk.
pub(super) async fn office(
    cx: PageContext,
    State(services): State<Services>,
    Path((page, file)): Path<(String, String)>,
    uri: Uri,
) -> Response {
    let (id, ending) = file.rsplit_once('.').unwrap_or((&file, ""));
    let chart = match page.as_str() {
        "awareness" => match filter::<AwarenessForm>(&uri) {
            Ok(form) => awareness::chart(&cx, &form, id).await,
            Err(error) => Err(error.into()),
        },
        "problems" => match filter::<ProblemsForm>(&uri) {
            Ok(form) => problems::chart(&cx, &form, id).await,
            Err(error) => Err(error.into()),
        },
        "planner" => match filter::<PlannerForm>(&uri) {
            Ok(form) => planner::chart(&cx, &form, id).await,
            Err(error) => Err(error.into()),
        },
        _ => Err(ApiError::not_found("export").into()),
    };
    file_of(&cx, &services, &page, ending, chart).await
}

/// A chart of the public page.
pub(super) async fn public(
    cx: PageContext,
    State(services): State<Services>,
    Path(file): Path<String>,
) -> Response {
    let (id, ending) = file.rsplit_once('.').unwrap_or((&file, ""));
    let cx = as_public(cx, &services);
    let chart = statistics::chart(&cx, id).await;
    file_of(&cx, &services, "statistics", ending, chart).await
}

fn filter<T: DeserializeOwned>(uri: &Uri) -> Result<T, ApiError> {
    let read = Query::<T>::try_from_uri(uri).map(|Query(form)| form);
    read.map_err(|error| ApiError::new(ErrorCode::Invalid, error.to_string()))
}

async fn file_of(
    cx: &PageContext,
    services: &Services,
    page: &str,
    ending: &str,
    chart: Result<Chart, PageError>,
) -> Response {
    let written = match chart {
        Ok(chart) => written(chart, ending).await,
        Err(PageError::Api(error)) => Err(error),
        Err(PageError::Redirect(_)) => Err(ApiError::not_found("export")),
    };
    match written {
        Ok((id, media_type, bytes)) => {
            let day = services.clock.now().day();
            let name = format!("attachment; filename=\"{page}-{id}-{day}.{ending}\"");
            ([(CONTENT_TYPE, media_type.to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response()
        }
        Err(error) => answer_error(cx, &error),
    }
}

async fn written(chart: Chart, ending: &str) -> Result<(&'static str, &'static str, Vec<u8>), ApiError> {
    let id = chart.id;
    if ending == "svg" {
        let svg = chart.svg().ok_or_else(|| ApiError::not_found("drawing"))?;
        return Ok((id, "image/svg+xml", svg.into_bytes()));
    }
    let format = match ending {
        "csv" => ExportFormat::Csv,
        "xlsx" => ExportFormat::Xlsx,
        _ => return Err(ApiError::not_found("export")),
    };
    let sheet = sheet(chart);
    let bytes = tokio::task::spawn_blocking(move || write(&sheet, format)).await;
    let bytes = bytes.map_err(|_| crate::error::internal())?;
    let bytes = bytes.map_err(|error| ApiError::new(ErrorCode::Invalid, error.to_string()))?;
    Ok((id, format.media_type(), bytes))
}

/// The table of a chart: numbers stay numbers, and what cannot be computed is empty.
fn sheet(chart: Chart) -> Sheet {
    let cell = |cell: Cell| match cell {
        Cell::Text(text) if text.is_empty() => Value::Empty,
        Cell::Text(text) => Value::Text(text),
        Cell::Number(number, _) => Value::Number(number),
        Cell::Empty => Value::Empty,
    };
    Sheet {
        name: chart.id.to_owned(),
        columns: chart.table.columns,
        rows: chart.table.rows.into_iter().map(|row| row.cells.into_iter().map(cell).collect()).collect(),
        place: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::components::charts::chart::Table;

    #[test]
    fn a_table_becomes_a_sheet_without_formulas_or_lost_numbers() {
        let mut table = Table::new(["name", "n"]);
        table.push(vec!["=1+1".into(), Cell::count(1_284)], false);
        table.push(vec!["b".into(), Cell::Empty], true);
        let chart = Chart {
            id: "x",
            title: String::new(),
            definition: String::new(),
            method: "rate",
            alt: String::new(),
            legend: Vec::new(),
            drawing: None,
            table,
            open: false,
        };
        let sheet = sheet(chart);
        let text = String::from_utf8(write(&sheet, ExportFormat::Csv).unwrap()).unwrap();
        assert_eq!(text, "\u{feff}name,n\r\n'=1+1,1284\r\nb,\r\n");
    }
}
