//! `/office/export/…`: lists as files.

use super::context::answer_error;
use crate::files::write_table::ExportFormat;
use crate::middleware::client::Client;
use crate::services::reports::filter::{Fields, Pairs, read_export};
use crate::services::{Services, exports, ledger};
use app::page::PageContext;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::error::ApiError;
use domain::ledger::LedgerFilter;

/// Writes `reports`, `responses` or `cases` in the format that the name ends in.
pub(super) async fn export(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Path(file): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Response {
    match write(&services, &client, &file, Fields::new(pairs)).await {
        Ok((format, bytes)) => {
            let day = services.clock.now().day();
            let (list, ending) = file.split_once('.').unwrap_or((&file, ""));
            let name = format!("attachment; filename=\"{list}-{day}.{ending}\"");
            ([(CONTENT_TYPE, format.media_type().to_owned()), (CONTENT_DISPOSITION, name)], bytes)
                .into_response()
        }
        Err(error) => answer_error(&cx, &error),
    }
}

async fn write(
    services: &Services,
    client: &Client,
    file: &str,
    fields: Fields,
) -> Result<(ExportFormat, Vec<u8>), ApiError> {
    let (list, format) = wanted(file).ok_or_else(|| ApiError::not_found("export"))?;
    let bytes = match list {
        List::Reports => {
            let filter = read_export(&fields)?;
            exports::reports(services, &client.actor, &filter, format).await?
        }
        List::Cases => {
            let filter = LedgerFilter::read(&|name| fields.get(name))?;
            ledger::export::cases(services, &client.actor, &filter, format).await?
        }
        List::Responses => {
            let filter = exports::ResponseFilter::read(&fields)?;
            exports::responses(services, &client.actor, &filter, format).await?
        }
    };
    Ok((format, bytes))
}

/// What can be exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    Reports,
    Responses,
    Cases,
}

/// The list and the format that a file's name asks for.
fn wanted(file: &str) -> Option<(List, ExportFormat)> {
    Some(match file {
        "reports.csv" => (List::Reports, ExportFormat::Csv),
        "reports.xlsx" => (List::Reports, ExportFormat::Xlsx),
        "reports.geojson" => (List::Reports, ExportFormat::Geojson),
        "cases.csv" => (List::Cases, ExportFormat::Csv),
        "cases.xlsx" => (List::Cases, ExportFormat::Xlsx),
        "cases.geojson" => (List::Cases, ExportFormat::Geojson),
        "responses.csv" => (List::Responses, ExportFormat::Csv),
        "responses.xlsx" => (List::Responses, ExportFormat::Xlsx),
        _ => return None,
    })
}
