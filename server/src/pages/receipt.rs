//! `/r` and `/r/{code}`: what has become of a report.

use super::context::answer;
use app::page::PageContext;
use app::pages::receipt;
use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Deserialize;

/// The query of `/r`.
#[derive(Debug, Deserialize)]
pub(super) struct Find {
    code: Option<String>,
}

/// The query of `/r/{code}`.
#[derive(Debug, Deserialize)]
pub(super) struct Show {
    new: Option<String>,
}

pub(super) async fn find(cx: PageContext, Query(query): Query<Find>) -> Response {
    answer(&cx, receipt::find(&cx, query.code.as_deref()).await)
}

pub(super) async fn show(cx: PageContext, Path(code): Path<String>, Query(query): Query<Show>) -> Response {
    let new = query.new.as_deref() == Some("1");
    answer(&cx, receipt::page(&cx, &code, new).await)
}
