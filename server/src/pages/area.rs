//! `/a/{code}` and `/s/{code}`: where the code on a poster leads.

use super::context::answer;
use app::page::PageContext;
use app::pages::area as page;
use axum::extract::Path;
use axum::response::Response;

pub(super) async fn area(cx: PageContext, Path(code): Path<String>) -> Response {
    answer(&cx, page::area(&cx, &code).await)
}

pub(super) async fn site(cx: PageContext, Path(code): Path<String>) -> Response {
    answer(&cx, page::site(&cx, &code).await)
}
