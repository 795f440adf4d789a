//! Statistics. Everybody may ask; those without the right to read statistics get the public's view.

use crate::api::extract::Query;
use crate::error::Failure;
use crate::middleware::client::Client;
use crate::services::reports::filter::{Fields, Pairs};
use crate::services::{Services, awareness, heatmap};
use axum::extract::State;
use domain::awareness::{AwarenessAnswer, GroupBy, Weights};
use domain::error::ErrorBody;
use domain::heatmap::{HeatmapAnswer, HotspotAnswer};
use domain::report::ReportStatus;
use domain::response::SurveyChannel;
use domain::statistics::Layer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The paths of statistics.
pub fn router() -> OpenApiRouter<Services> {
    OpenApiRouter::new()
        .routes(routes!(awareness_rate))
        .routes(routes!(heatmap_cells))
        .routes(routes!(hot_spots))
        .merge(super::figures::router())
}

/// Estimate the awareness rate
///
/// Periods are widened to whole weeks, Monday to Sunday. The public gets null for suppressed values and for what they could be
/// computed from, whole per cents, respondents rounded down to fives, and whole blocks of four weeks.
#[utoipa::path(
    get,
    path = "/statistics/awareness",
    tag = "statistics",
    operation_id = "awareness",
    params(
        ("questionnaire" = String, Query, description = "Its stable name; all versions count"),
        ("channel" = Option<SurveyChannel>, Query, description = "household by default; channels are never pooled"),
        ("from" = Option<String>, Query, description = "First day or moment"),
        ("to" = Option<String>, Query, description = "Last day, included, or first moment that no longer counts"),
        ("by" = Option<GroupBy>, Query, description = "none by default"),
        ("weights" = Option<Weights>, Query, description = "design by default"),
    ),
    responses(
        (status = 200, description = "The estimates", body = AwarenessAnswer),
        (status = "4XX", description = "Not answered", body = ErrorBody),
    )
)]
async fn awareness_rate(
    State(services): State<Services>,
    client: Client,
    Query(fields): Query<Pairs>,
) -> Result<axum::Json<AwarenessAnswer>, Failure> {
    let query = awareness::query::read(&Fields::new(fields))?;
    Ok(axum::Json(awareness::answer(&services, &client.actor, &query).await?))
}

/// Count problems by H3 cell
///
/// GeoJSON. The cells' sum equals the total of the list of reports for the same filter. The public sees whole cells, whole
/// blocks of four weeks, of these only what has at least five incidents, rounded down to fives, and cannot ask by status or layer.
#[utoipa::path(
    get,
    path = "/statistics/heatmap",
    tag = "statistics",
    operation_id = "heatmap",
    params(
        ("bbox" = Option<String>, Query, description = "west,south,east,north in WGS-84 degrees"),
        ("resolution" = Option<u8>, Query, description = "H3 resolution, 7 to 10; 9 by default"),
        ("from" = Option<String>, Query, description = "First day or moment of observation"),
        ("to" = Option<String>, Query, description = "Last day, included, or first moment that no longer counts"),
        ("category" = Option<String>, Query, description = "Code of a category"),
        ("status" = Option<ReportStatus>, Query, description = "A status; not for the public"),
        ("layer" = Option<Layer>, Query, description = "Whose reports, all by default; not for the public"),
    ),
    responses(
        (status = 200, description = "A FeatureCollection of cells", body = HeatmapAnswer),
        (status = "4XX", description = "Not answered", body = ErrorBody),
    )
)]
async fn heatmap_cells(
    State(services): State<Services>,
    client: Client,
    Query(fields): Query<Pairs>,
) -> Result<axum::Json<HeatmapAnswer>, Failure> {
    let query = heatmap::read(&Fields::new(fields))?;
    Ok(axum::Json(heatmap::answer(&services, &client.actor, &query).await?))
}

/// Find cells with more problems than chance explains
///
/// GeoJSON of every cell whose centre lies in the area, with Getis and Ord's Gi* and Benjamini and Hochberg's q over them. The
/// public sees the heatmap's public numbers, no z, p and q, and the hot cells that follow from these numbers.
#[utoipa::path(
    get,
    path = "/statistics/hotspots",
    tag = "statistics",
    operation_id = "hotspots",
    params(
        ("area" = String, Query, description = "Code of an area"),
        ("resolution" = Option<u8>, Query, description = "H3 resolution, 7 to 10; 9 by default"),
        ("from" = Option<String>, Query, description = "First day or moment of observation"),
        ("to" = Option<String>, Query, description = "Last day, included, or first moment that no longer counts"),
        ("category" = Option<String>, Query, description = "Code of a category"),
        ("layer" = Option<Layer>, Query, description = "Whose reports, all by default; not for the public"),
    ),
    responses(
        (status = 200, description = "A FeatureCollection of cells", body = HotspotAnswer),
        (status = "4XX", description = "Not answered", body = ErrorBody),
    )
)]
async fn hot_spots(
    State(services): State<Services>,
    client: Client,
    Query(fields): Query<Pairs>,
) -> Result<axum::Json<HotspotAnswer>, Failure> {
    let query = heatmap::spots::read(&Fields::new(fields))?;
    Ok(axum::Json(heatmap::spots::answer(&services, &client.actor, &query).await?))
}
