//! The categories that can be reported.

use crate::services::Services;
use axum::Json;
use axum::extract::State;
use domain::category::Catalogue;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The paths of categories.
pub fn router() -> OpenApiRouter<Services> {
    OpenApiRouter::new().routes(routes!(list))
}

/// List the categories of problems, in the order in which they are shown
#[utoipa::path(
    get,
    path = "/categories",
    tag = "reports",
    responses((status = 200, description = "Groups and categories", body = Catalogue))
)]
async fn list(State(services): State<Services>) -> Json<Catalogue> {
    Json(Catalogue::clone(&services.catalogue))
}
