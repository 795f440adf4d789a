//! Pages that take nothing but the reader: `/`, `/me`, `/outbox`, `/map`, `/privacy`, `/install`, `/offline`.

use super::context::answer;
use app::page::PageContext;
use app::pages;
use axum::response::Response;

pub(super) async fn home(cx: PageContext) -> Response {
    answer(&cx, pages::home::page(&cx).await)
}

pub(super) async fn me(cx: PageContext) -> Response {
    answer(&cx, pages::me::page(&cx).await)
}

pub(super) async fn outbox(cx: PageContext) -> Response {
    answer(&cx, pages::outbox::page(&cx).await)
}

pub(super) async fn map(cx: PageContext) -> Response {
    answer(&cx, pages::map::page(&cx).await)
}

pub(super) async fn privacy(cx: PageContext) -> Response {
    answer(&cx, pages::privacy::page(&cx).await)
}

pub(super) async fn install(cx: PageContext) -> Response {
    answer(&cx, pages::install::page(&cx).await)
}

pub(super) async fn offline(cx: PageContext) -> Response {
    answer(&cx, pages::offline::page(&cx).await)
}
