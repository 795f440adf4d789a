//! The HTTP API under `/api/v1`, one file per resource, and what machines that watch the program ask.
//!
//! Each resource offers `router() -> OpenApiRouter<Services>` with paths below `/api/v1`. A handler parses with the
//! extractors of [`extract`], calls one service, and answers JSON or a [`crate::error::Failure`].

pub mod areas;
pub mod cases;
pub mod categories;
pub mod extract;
pub mod figures;
pub mod health;
pub mod ledger;
pub mod metrics;
pub mod openapi;
pub mod photos;
pub mod questionnaires;
pub mod reports;
pub mod responses;
pub mod statistics;
pub mod surveys;

use crate::services::Services;
use axum::Router;
use axum::routing::get;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// Where the API begins.
pub const BASE: &str = "/api/v1";

/// All resources, with their description.
pub fn router() -> OpenApiRouter<Services> {
    let resources = OpenApiRouter::new()
        .merge(reports::router())
        .merge(photos::router())
        .merge(cases::router())
        .merge(ledger::router())
        .merge(questionnaires::router())
        .merge(responses::router())
        .merge(surveys::router())
        .merge(statistics::router())
        .merge(areas::router())
        .merge(categories::router());
    OpenApiRouter::with_openapi(openapi::Description::openapi()).nest(BASE, resources)
}

/// All resources, the description itself, and what watchers ask.
pub fn routes() -> Router<Services> {
    let (resources, description) = router().split_for_parts();
    resources
        .merge(openapi::router(&description))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::show))
}
