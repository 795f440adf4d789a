//! How many entries of the outbox this phone has not delivered. The server does not know; `outbox.js` counts them, shows the
//! places that have a number, and starts the program on pages that would not start it by themselves.

use crate::components::icons::icon;
use crate::page::PageContext;
use crate::t;
use leptos::prelude::*;

/// In the phone's top bar: on the right, where nothing else moves when it appears.
pub(crate) fn in_topbar(cx: &PageContext, scripts: bool) -> Option<AnyView> {
    let (module, wasm) = program(cx, scripts).unzip();
    (!cx.plain).then(|| {
        view! {
            <a class="topbar-tool" href="/outbox" hidden data-unsent="" data-module=module data-wasm=wasm>
                {icon(cx, "send")}
                <span class="sr-only">{t::outbox::badge(cx.locale)}" "</span>
                <b class="badge" data-count=""></b>
            </a>
        }
        .into_any()
    })
}

/// At the tab 我的.
pub(crate) fn in_tab() -> AnyView {
    view! { <b class="badge tabbar-badge" aria-hidden="true" hidden data-unsent=""><span data-count=""></span></b> }
        .into_any()
}

/// In the desk's side bar. The line is always there, so that nothing moves when there is something to count.
pub(crate) fn in_sidebar(cx: &PageContext, scripts: bool) -> Option<AnyView> {
    let (module, wasm) = program(cx, scripts).unzip();
    (!cx.plain).then(|| {
        view! {
            <a class="sidebar-link" href="/outbox" data-unsent="count" data-module=module data-wasm=wasm>
                {icon(cx, "send")}
                <span>{t::outbox::badge(cx.locale)}</span>
                <b class="badge" data-count="" hidden></b>
            </a>
        }
        .into_any()
    })
}

/// The addresses of the program, on pages that do not start it by themselves.
fn program(cx: &PageContext, scripts: bool) -> Option<(String, String)> {
    (!scripts).then(|| (cx.assets.url("app.js").to_owned(), cx.assets.url("app.wasm").to_owned()))
}
