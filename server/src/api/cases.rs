//! Cases of the ledger: list, read, commands, orders on the spot.

use crate::api::extract::{Json, Path, Query, Raw};
use crate::error::Failure;
use crate::middleware::client::Client;
use crate::services::reports::filter::{Fields, Pairs};
use crate::services::{Services, ledger};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::case::{CaseState, Light, Verdict};
use domain::error::{ApiError, ErrorBody, FieldErrors};
use domain::ledger::{
    Bulk, BulkOutcome, CaseView, CommandBody, DuplicateCandidate, LedgerCounts, LedgerCursor, LedgerFilter,
    LedgerPage, LedgerSort, LedgerTab, OrderBody, OrderReceipt,
};
use domain::limits;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// The paths of cases.
pub fn router() -> OpenApiRouter<Services> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(counts))
        .routes(routes!(history))
        .routes(routes!(bulk))
        .routes(routes!(get))
        .routes(routes!(command))
        .routes(routes!(duplicates))
        .routes(routes!(photo))
        .routes(routes!(erase))
        .routes(routes!(order))
}

/// List cases
///
/// A unit sees its own cases only. `total` counts all pages.
#[utoipa::path(
    get,
    path = "/cases",
    tag = "cases",
    operation_id = "list_cases",
    params(
        ("tab" = Option<LedgerTab>, Query, description = "A ready view"),
        ("state" = Option<CaseState>, Query, description = "A state"),
        ("light" = Option<Light>, Query, description = "A light"),
        ("unit" = Option<String>, Query, description = "Code of a unit"),
        ("area" = Option<String>, Query, description = "Code of an area; what lies below it counts too"),
        ("category" = Option<String>, Query, description = "Code of a category"),
        ("verdict" = Option<Verdict>, Query, description = "A verdict"),
        ("reworked" = Option<bool>, Query, description = "1: only cases that were sent back at least once"),
        ("inspector" = Option<Uuid>, Query, description = "Who ordered it, or checked it last"),
        ("from" = Option<String>, Query, description = "First day of arrival"),
        ("to" = Option<String>, Query, description = "Last day, included"),
        ("q" = Option<String>, Query, description = "Text in the description or receipt code"),
        ("sort" = Option<LedgerSort>, Query, description = "newest by default"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("limit" = Option<u32>, Query, description = "Rows of a page, 1 to 500; 50 by default"),
    ),
    responses(
        (status = 200, description = "A page of the ledger", body = LedgerPage),
        (status = "4XX", description = "Not shown", body = ErrorBody),
    )
)]
async fn list(
    State(services): State<Services>,
    client: Client,
    Query(fields): Query<Pairs>,
) -> Result<axum::Json<LedgerPage>, Failure> {
    let fields = Fields::new(fields);
    let mut errors = FieldErrors::new();
    fields.check_names(&[LedgerFilter::FIELDS.as_slice(), &["cursor", "limit"]].concat(), &mut errors);
    let after = fields.text_code("cursor", LedgerCursor::parse, &mut errors);
    let rows = fields.number::<u32>("limit", &mut errors).unwrap_or(limits::PAGE_ROWS);
    errors.finish(Some(()))?;
    let filter = LedgerFilter::read(&|name| fields.get(name))?;
    Ok(axum::Json(ledger::list(&services, &client.actor, &filter, after, rows).await?))
}

/// Count the cases in each view
#[utoipa::path(
    get,
    path = "/cases/counts",
    tag = "cases",
    operation_id = "count_cases",
    responses(
        (status = 200, description = "How many cases are in each view; a unit's are its own", body = LedgerCounts),
        (status = "4XX", description = "Not shown", body = ErrorBody),
    )
)]
async fn counts(
    State(services): State<Services>,
    client: Client,
) -> Result<axum::Json<LedgerCounts>, Failure> {
    Ok(axum::Json(ledger::counts(&services, &client.actor).await?))
}

/// Export the whole history
///
/// One event a line, in the order of the ledger, with its hashes. `event` stands there as it was hashed, byte for byte.
#[utoipa::path(
    get,
    path = "/cases/history.ndjson",
    tag = "cases",
    operation_id = "history",
    params(("after" = Option<u64>, Query, description = "Only events behind this position of the ledger")),
    responses(
        (status = 200, description = "Lines of JSON", body = String, content_type = "application/x-ndjson"),
        (status = "4XX", description = "Not shown", body = ErrorBody),
    )
)]
async fn history(
    State(services): State<Services>,
    client: Client,
    Query(fields): Query<Pairs>,
) -> Result<Response, Failure> {
    let fields = Fields::new(fields);
    let mut errors = FieldErrors::new();
    fields.check_names(&["after"], &mut errors);
    let after = fields.number::<u64>("after", &mut errors).unwrap_or(0);
    errors.finish(Some(()))?;
    // The first page decides whether it is shown at all; the others follow while it is sent.
    let first = ledger::export::history(&services, &client.actor, after).await?;
    let actor = client.actor;
    let stream = futures::stream::try_unfold(Some(first), move |state| {
        let (services, actor) = (services.clone(), actor.clone());
        async move {
            let Some(page) = state else { return Ok(None) };
            let Some((position, text)) = page else { return Ok::<_, ApiError>(None) };
            let next = ledger::export::history(&services, &actor, position).await?;
            Ok(Some((Bytes::from(text), Some(next))))
        }
    });
    Ok(([(CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(stream)).into_response())
}

/// Read a case
///
/// With its timeline, photos, and the commands that the asker may send now.
#[utoipa::path(
    get,
    path = "/cases/{id}",
    tag = "cases",
    operation_id = "read_case",
    params(("id" = Uuid, Path, description = "Id of the case: that of its first report")),
    responses(
        (status = 200, description = "The case", body = CaseView),
        (status = "4XX", description = "Not shown", body = ErrorBody),
    )
)]
async fn get(
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<CaseView>, Failure> {
    Ok(axum::Json(ledger::view(&services, &client.actor, id).await?))
}

/// Send a command to a case
///
/// `expected_events` guards against what somebody else did in between: then the answer is 409.
#[utoipa::path(
    post,
    path = "/cases/{id}/commands",
    tag = "cases",
    operation_id = "command",
    params(("id" = Uuid, Path, description = "Id of the case, or of a report that has none yet")),
    request_body = CommandBody,
    responses(
        (status = 200, description = "The case afterwards", body = CaseView),
        (status = "4XX", description = "Nothing happened", body = ErrorBody),
    )
)]
async fn command(
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
    Json(body): Json<CommandBody>,
) -> Result<axum::Json<CaseView>, Failure> {
    Ok(axum::Json(ledger::command(&services, &client.actor, id, body).await?))
}

/// Send the same command to many cases
///
/// Each succeeds or fails by itself. An assignment of many is undone by `unassign` for the same cases.
#[utoipa::path(
    post,
    path = "/cases/bulk",
    tag = "cases",
    operation_id = "bulk",
    request_body = Bulk,
    responses(
        (status = 200, description = "What became of each", body = Vec<BulkOutcome>),
        (status = "4XX", description = "Nothing happened", body = ErrorBody),
    )
)]
async fn bulk(
    State(services): State<Services>,
    client: Client,
    Json(body): Json<Bulk>,
) -> Result<axum::Json<Vec<BulkOutcome>>, Failure> {
    Ok(axum::Json(ledger::bulk(&services, &client.actor, body).await?))
}

/// Find reports that may tell of the same incident
///
/// Near by, in similar words, with similar photos; the most likely first.
#[utoipa::path(
    get,
    path = "/cases/{id}/duplicates",
    tag = "cases",
    operation_id = "duplicate_candidates",
    params(("id" = Uuid, Path, description = "Id of the case, or of a report that has none yet")),
    responses(
        (status = 200, description = "Candidates", body = Vec<DuplicateCandidate>),
        (status = "4XX", description = "Not shown", body = ErrorBody),
    )
)]
async fn duplicates(
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<Vec<DuplicateCandidate>>, Failure> {
    Ok(axum::Json(ledger::duplicate_candidates(&services, &client.actor, id).await?))
}

/// Send a photo of a case
///
/// From after, or from a check; the command that names it follows. Sending it again is harmless.
#[utoipa::path(
    put,
    path = "/cases/{id}/photos/{sha256}",
    tag = "cases",
    operation_id = "case_photo",
    params(
        ("id" = Uuid, Path, description = "Id of the case"),
        ("sha256" = String, Path, description = "SHA-256 of the file"),
    ),
    request_body(content = inline(Vec<u8>), content_type = "image/*", description = "The file"),
    responses(
        (status = 201, description = "Stored now"),
        (status = 200, description = "Stored before"),
        (status = "4XX", description = "Not stored", body = ErrorBody),
    )
)]
async fn photo(
    State(services): State<Services>,
    client: Client,
    Path((id, sha256)): Path<(Uuid, String)>,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<StatusCode, Failure> {
    let declared = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let new = ledger::keep_photo(&services, &client.actor, id, &sha256, declared, body).await?;
    Ok(if new { StatusCode::CREATED } else { StatusCode::OK })
}

/// Which texts are erased.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EraseBody {
    /// Line of the history, from 1 on; absent: all of them.
    #[serde(default)]
    number: Option<u32>,
}

/// How much was erased.
#[derive(Debug, Serialize, ToSchema)]
struct Erased {
    /// Texts that were there before.
    erased: u64,
}

/// Erase personal texts of a case
///
/// The events stay, with the hashes of what was erased, so that the chain still holds.
#[utoipa::path(
    post,
    path = "/cases/{id}/erase",
    tag = "cases",
    operation_id = "erase_texts",
    params(("id" = Uuid, Path, description = "Id of the case")),
    request_body = EraseBody,
    responses(
        (status = 200, description = "How many texts there were", body = Erased),
        (status = "4XX", description = "Nothing was erased", body = ErrorBody),
    )
)]
async fn erase(
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
    Json(body): Json<EraseBody>,
) -> Result<axum::Json<Erased>, Failure> {
    Ok(axum::Json(Erased { erased: ledger::erase(&services, &client.actor, id, body.number).await? }))
}

/// Give an order on the spot
///
/// Report, acceptance, assignment, measure, person and deadline in one. Sending the same body again is harmless; photos
/// follow at `/reports/{id}/photos/{sha256}`.
#[utoipa::path(
    put,
    path = "/orders/{id}",
    tag = "cases",
    operation_id = "order",
    params(("id" = Uuid, Path, description = "Made by the sender (version 7); id of the report and of the case")),
    request_body = OrderBody,
    responses(
        (status = 201, description = "Given now", body = OrderReceipt),
        (status = 200, description = "The same was given before", body = OrderReceipt),
        (status = "4XX", description = "Not given", body = ErrorBody),
    )
)]
async fn order(
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
    Json(body): Json<OrderBody>,
) -> Result<(StatusCode, axum::Json<OrderReceipt>), Failure> {
    let submitted = ledger::order(&services, &client.actor, id, body).await?;
    let status = if submitted.new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, axum::Json(submitted.receipt)))
}
