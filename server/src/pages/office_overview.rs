//! `/office`: the overview.

use super::context::answer;
use app::page::PageContext;
use app::pages::office::overview;
use axum::response::Response;

pub(super) async fn show(cx: PageContext) -> Response {
    answer(&cx, overview::page(&cx).await)
}
