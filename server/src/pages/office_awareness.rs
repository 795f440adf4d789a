//! `/office/awareness`: the awareness rate.

use super::context::answer;
use app::page::PageContext;
use app::pages::office::awareness;
use app::pages::office::awareness::query::AwarenessForm;
use axum::extract::Query;
use axum::response::Response;

pub(super) async fn show(cx: PageContext, Query(form): Query<AwarenessForm>) -> Response {
    answer(&cx, awareness::page(&cx, &form).await)
}
