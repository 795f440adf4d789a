//! The bytes of photos that reports announce.

use crate::api::extract::{Path, Raw};
use crate::error::Failure;
use crate::middleware::client::Client;
use crate::services::{Services, photos};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use domain::error::ErrorBody;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// The paths of photos.
pub fn router() -> OpenApiRouter<Services> {
    OpenApiRouter::new().routes(routes!(store))
}

/// Send a photo of a report
///
/// The raw bytes of a JPEG, PNG or WebP file that the report announced by its hash. Sending it again is harmless.
#[utoipa::path(
    put,
    path = "/reports/{id}/photos/{sha256}",
    tag = "reports",
    params(
        ("id" = Uuid, Path, description = "Id of the report"),
        ("sha256" = String, Path, description = "SHA-256 of the file, as the report announced it"),
        ("Chuangcheng-Owner" = Option<Uuid>, Header, description = "Whose entry it is: the id of a person. 401 when another one, or nobody, is signed in"),
    ),
    request_body(content = inline(Vec<u8>), content_type = "image/*", description = "The file"),
    responses(
        (status = 201, description = "Stored now"),
        (status = 200, description = "Stored before"),
        (status = "4XX", description = "Not stored", body = ErrorBody),
    )
)]
async fn store(
    State(services): State<Services>,
    _client: Client,
    Path((id, sha256)): Path<(Uuid, String)>,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<StatusCode, Failure> {
    let declared = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let new = photos::store(&services, id, &sha256, declared, body).await?;
    Ok(if new { StatusCode::CREATED } else { StatusCode::OK })
}
