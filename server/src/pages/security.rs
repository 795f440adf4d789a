//! `/office/security`: the security log.

use crate::pages::context::answer;
use app::page::PageContext;
use app::pages::office::security;
use axum::response::Response;

pub(super) async fn show(cx: PageContext) -> Response {
    answer(&cx, security::page(&cx).await)
}
