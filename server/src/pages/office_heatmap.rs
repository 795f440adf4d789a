//! `/office/heatmap`: where problems are.

use super::context::answer;
use app::page::PageContext;
use app::pages::office::heatmap;
use app::pages::office::heatmap_query::HeatmapForm;
use axum::extract::Query;
use axum::response::Response;

pub(super) async fn show(cx: PageContext, Query(form): Query<HeatmapForm>) -> Response {
    answer(&cx, heatmap::page(&cx, &form).await)
}
