//! Answers to questionnaires.

use crate::api::extract::{Json, Path};
use crate::error::Failure;
use crate::middleware::client::Client;
use crate::services::{Services, responses};
use axum::extract::State;
use axum::http::StatusCode;
use domain::error::ErrorBody;
use domain::response::{ResponseBody, ResponseReceipt};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// The paths of answers.
pub fn router() -> OpenApiRouter<Services> {
    OpenApiRouter::new().routes(routes!(submit))
}

/// Send answers
///
/// The channel `self` needs no login. Sending the same body again is harmless.
#[utoipa::path(
    put,
    path = "/responses/{id}",
    tag = "questionnaires",
    params(
        ("id" = Uuid, Path, description = "Made by the sender (version 7)"),
        ("Chuangcheng-Owner" = Option<Uuid>, Header, description = "Whose entry it is: the id of a person. 401 when another one, or nobody, is signed in"),
    ),
    request_body = ResponseBody,
    responses(
        (status = 201, description = "Stored now", body = ResponseReceipt),
        (status = 200, description = "The same was stored before", body = ResponseReceipt),
        (status = "4XX", description = "Not stored", body = ErrorBody),
    )
)]
async fn submit(
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
    Json(body): Json<ResponseBody>,
) -> Result<(StatusCode, axum::Json<ResponseReceipt>), Failure> {
    let submitted = responses::submit(&services, &client.actor, id, body).await?;
    let status = if submitted.new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, axum::Json(submitted.receipt)))
}
