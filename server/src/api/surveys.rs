//! Door-to-door surveys: what a volunteer has to do, and the visits.

use crate::api::extract::{Json, Path};
use crate::error::Failure;
use crate::middleware::client::Client;
use crate::services::Services;
use crate::services::surveys::{today, visits};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use domain::error::ErrorBody;
use domain::survey::{Today, VisitBody, VisitReceipt};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// The paths of surveys.
pub fn router() -> OpenApiRouter<Services> {
    OpenApiRouter::new().routes(routes!(submit)).routes(routes!(show_today))
}

/// Send a visit
///
/// With its answers, if there are any: one entry that is stored whole or not at all. Sending the same body again is harmless. What does
/// not fit the plan (too late, not assigned, not drawn, an older version) is stored and flagged. Needs a volunteer's login.
#[utoipa::path(
    put,
    path = "/visits/{id}",
    tag = "surveys",
    params(
        ("id" = Uuid, Path, description = "Made by the sender (version 7)"),
        ("Chuangcheng-Owner" = Option<Uuid>, Header, description = "Whose entry it is: the id of a person. 401 when another one, or nobody, is signed in"),
    ),
    request_body = VisitBody,
    responses(
        (status = 201, description = "Stored now", body = VisitReceipt),
        (status = 200, description = "The same was stored before", body = VisitReceipt),
        (status = "4XX", description = "Not stored", body = ErrorBody),
    )
)]
async fn submit(
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
    Json(body): Json<VisitBody>,
) -> Result<(StatusCode, axum::Json<VisitReceipt>), Failure> {
    let submitted = visits::submit(&services, &client.actor, id, body).await?;
    let status = if submitted.new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, axum::Json(submitted.receipt)))
}

/// What to do today
///
/// The volunteer's own areas of all open plans, with households, attempts, walking rules and questionnaires: all that a day without a
/// signal needs.
#[utoipa::path(
    get,
    path = "/today",
    tag = "surveys",
    responses(
        (status = 200, description = "Plans, areas and households", body = Today),
        (status = "4XX", description = "Not shown", body = ErrorBody),
    )
)]
async fn show_today(State(services): State<Services>, client: Client) -> Result<impl IntoResponse, Failure> {
    let today = today::today(&services, &client.actor).await?;
    Ok(([(CACHE_CONTROL, "no-store")], axum::Json(today)))
}
