//! Reports: submit, read, list, handle.

use crate::api::extract::{Json, Path, Query};
use crate::error::Failure;
use crate::middleware::client::Client;
use crate::services::reports::filter::{self, Fields, Pairs};
use crate::services::{Services, reports};
use axum::extract::State;
use axum::http::StatusCode;
use domain::error::{ApiError, ErrorBody, FieldErrors};
use domain::listing::ReportPage;
use domain::receipt::ReceiptCode;
use domain::report::{ReportBody, ReportReceipt, ReportStatus, ReportView};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// The paths of reports.
pub fn router() -> OpenApiRouter<Services> {
    OpenApiRouter::new()
        .routes(routes!(submit, get))
        .routes(routes!(list))
        .routes(routes!(change_status))
        .routes(routes!(link_duplicate, unlink_duplicate))
}

/// A change of status.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusBody {
    /// The new status.
    to: ReportStatus,
    /// Why; the sender of the report reads it. Needed for a rejection.
    #[serde(default)]
    note: Option<String>,
}

/// A link between duplicates.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DuplicateBody {
    /// The report that tells of the same incident.
    of: Uuid,
    /// Why.
    #[serde(default)]
    note: Option<String>,
}

/// Submit a report
///
/// No login is needed for the channel `resident`. Sending the same body again is harmless.
#[utoipa::path(
    put,
    path = "/reports/{id}",
    tag = "reports",
    params(
        ("id" = Uuid, Path, description = "Made by the sender (version 7)"),
        ("Chuangcheng-Owner" = Option<Uuid>, Header, description = "Whose entry it is: the id of a person. 401 when another one, or nobody, is signed in"),
    ),
    request_body = ReportBody,
    responses(
        (status = 201, description = "Stored now", body = ReportReceipt),
        (status = 200, description = "The same was stored before", body = ReportReceipt),
        (status = "4XX", description = "Not stored", body = ErrorBody),
    )
)]
async fn submit(
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
    Json(body): Json<ReportBody>,
) -> Result<(StatusCode, axum::Json<ReportReceipt>), Failure> {
    let submitted = reports::submit(&services, &client.actor, id, body).await?;
    let status = if submitted.new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, axum::Json(submitted.receipt)))
}

/// Read a report
///
/// With its receipt code, or with the right to read reports. With the code alone, names are left out.
#[utoipa::path(
    get,
    path = "/reports/{id}",
    tag = "reports",
    params(
        ("id" = Uuid, Path, description = "Id of the report"),
        ("receipt" = Option<String>, Query, description = "Receipt code, as 7K3M-92QX"),
    ),
    responses(
        (status = 200, description = "The report", body = ReportView),
        (status = "4XX", description = "Not shown", body = ErrorBody),
    )
)]
async fn get(
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
    Query(fields): Query<Pairs>,
) -> Result<axum::Json<ReportView>, Failure> {
    let receipt = read_receipt(&Fields::new(fields))?;
    Ok(axum::Json(reports::get(&services, &client.actor, id, receipt.as_ref()).await?))
}

fn read_receipt(query: &Fields) -> Result<Option<ReceiptCode>, ApiError> {
    let mut errors = FieldErrors::new();
    query.check_names(&["receipt"], &mut errors);
    let receipt = query.get("receipt").and_then(|text| errors.keep(ReceiptCode::parse("receipt", text)));
    errors.finish(Some(receipt))
}

/// List reports
///
/// Newest first. Moments are widened to whole local days.
#[utoipa::path(
    get,
    path = "/reports",
    tag = "reports",
    params(
        ("bbox" = Option<String>, Query, description = "west,south,east,north in WGS-84 degrees"),
        ("from" = Option<String>, Query, description = "First day or moment of observation"),
        ("to" = Option<String>, Query, description = "Last day, included, or first moment that no longer counts"),
        ("category" = Option<String>, Query, description = "Code of a category"),
        ("status" = Option<ReportStatus>, Query, description = "A status"),
        ("area" = Option<String>, Query, description = "Code of an area; what lies below it counts too"),
        ("channel" = Option<domain::report::Channel>, Query, description = "A channel"),
        ("q" = Option<String>, Query, description = "Text in the description, receipt code or external id"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("limit" = Option<u32>, Query, description = "Rows of a page, 1 to 500; 50 by default"),
    ),
    responses(
        (status = 200, description = "A page of reports", body = ReportPage),
        (status = "4XX", description = "Not shown", body = ErrorBody),
    )
)]
async fn list(
    State(services): State<Services>,
    client: Client,
    Query(fields): Query<Pairs>,
) -> Result<axum::Json<ReportPage>, Failure> {
    let query = filter::read_list(&Fields::new(fields))?;
    Ok(axum::Json(reports::list(&services, &client.actor, &query.filter, query.after, query.rows).await?))
}

/// Change a report's status
#[utoipa::path(
    post,
    path = "/reports/{id}/status",
    tag = "reports",
    params(("id" = Uuid, Path, description = "Id of the report")),
    request_body = StatusBody,
    responses(
        (status = 200, description = "The report afterwards", body = ReportView),
        (status = "4XX", description = "Not changed", body = ErrorBody),
    )
)]
async fn change_status(
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
    Json(body): Json<StatusBody>,
) -> Result<axum::Json<ReportView>, Failure> {
    let note = body.note.as_deref();
    Ok(axum::Json(reports::change_status(&services, &client.actor, id, body.to, note).await?))
}

/// Link a report as a duplicate
///
/// Both then count as one incident. A link to a duplicate becomes a link to the report that one is a duplicate of.
#[utoipa::path(
    post,
    path = "/reports/{id}/duplicate",
    tag = "reports",
    params(("id" = Uuid, Path, description = "Id of the duplicate")),
    request_body = DuplicateBody,
    responses(
        (status = 200, description = "The report afterwards", body = ReportView),
        (status = "4XX", description = "Not linked", body = ErrorBody),
    )
)]
async fn link_duplicate(
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
    Json(body): Json<DuplicateBody>,
) -> Result<axum::Json<ReportView>, Failure> {
    let note = body.note.as_deref();
    Ok(axum::Json(reports::link_duplicate(&services, &client.actor, id, body.of, note).await?))
}

/// Undo the link of a duplicate
#[utoipa::path(
    delete,
    path = "/reports/{id}/duplicate",
    tag = "reports",
    params(("id" = Uuid, Path, description = "Id of the duplicate")),
    responses(
        (status = 200, description = "The report afterwards, waiting for acceptance", body = ReportView),
        (status = "4XX", description = "Not changed", body = ErrorBody),
    )
)]
async fn unlink_duplicate(
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<ReportView>, Failure> {
    Ok(axum::Json(reports::unlink_duplicate(&services, &client.actor, id, None).await?))
}
