//! `/office/heatmap`: where problems are, and where nobody has looked.

use super::context::answer;
use app::page::PageContext;
use app::pages::office::problems::{self, query::ProblemsForm};
use axum::extract::Query;
use axum::response::Response;

pub(super) async fn show(cx: PageContext, Query(form): Query<ProblemsForm>) -> Response {
    answer(&cx, problems::page(&cx, &form).await)
}
