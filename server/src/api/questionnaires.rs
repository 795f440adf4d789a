//! Questionnaires, as they are asked.

use crate::api::extract::Path;
use crate::error::Failure;
use crate::services::{Services, questionnaires};
use axum::extract::State;
use domain::error::ErrorBody;
use domain::questionnaire::Questionnaire;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The paths of questionnaires.
pub fn router() -> OpenApiRouter<Services> {
    OpenApiRouter::new().routes(routes!(get))
}

/// Read the published version of a questionnaire
///
/// Without keys and explanations: whoever answers gets them afterwards, when it is for training.
#[utoipa::path(
    get,
    path = "/questionnaires/{slug}",
    tag = "questionnaires",
    params(("slug" = String, Path, description = "Its stable name, as awareness-household")),
    responses(
        (status = 200, description = "The form", body = Questionnaire),
        (status = 404, description = "None is published under this name", body = ErrorBody),
    )
)]
async fn get(
    State(services): State<Services>,
    Path(slug): Path<String>,
) -> Result<axum::Json<Questionnaire>, Failure> {
    Ok(axum::Json(questionnaires::asked(&services, &slug).await?.without_key()))
}
