//! The HTML document around every page: head, the phone's and the desk's frames, and the script that starts islands.

use crate::components::icons::icon;
use crate::components::{flash, names, unsent};
use crate::islands::ONLY_IN_WHOLE;
use crate::navigation;
use crate::page::{OfficeShell, PageContext, PhoneShell, Tab, Theme, render};
use crate::t;
use domain::access::{Actor, Permission, Role};
use leptos::prelude::*;

/// The script that starts the islands, with places for two addresses.
const STARTER: &str = include_str!("islands.js");

/// Says before the first paint that islands will run, so that what they need is in its place and nothing jumps when they
/// start. The starter takes it back if they cannot.
const PROMISE: &str =
    r#"self.WebAssembly&&"noModule"in HTMLScriptElement.prototype&&(document.documentElement.dataset.js="")"#;

/// The complete document around a body.
pub(crate) fn document(
    cx: &PageContext,
    title: &str,
    body_class: &'static str,
    body: &str,
    scripts: bool,
    office: bool,
) -> String {
    let url = |name: &str| cx.assets.url(name).to_owned();
    let name = t::common::app_name(cx.locale);
    let full_title = if title.is_empty() { name.to_owned() } else { format!("{title} - {name}") };
    let (scheme, theme) = match cx.theme {
        Theme::System => ("light dark", None),
        Theme::Light => ("light", Some("light")),
        Theme::Dark => ("dark", Some("dark")),
    };
    let starter = scripts.then(|| {
        let is_in = |name: &&str| body.contains(&format!("data-component=\"{name}_"));
        let whole = ONLY_IN_WHOLE.iter().any(is_in);
        let (module, wasm) = if whole { ("whole.js", "whole.wasm") } else { ("app.js", "app.wasm") };
        let code =
            STARTER.replace("__MODULE__", cx.assets.url(module)).replace("__WASM__", cx.assets.url(wasm));
        view! { <script nonce=cx.nonce.clone() inner_html=code></script> }
    });
    let promise = scripts.then(|| view! { <script nonce=cx.nonce.clone() inner_html=PROMISE></script> });
    let head = render(view! {
        <meta charset="utf-8" />
        {promise}
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content=scheme />
        <meta name="format-detection" content="telephone=no" />
        <title>{full_title}</title>
        <link rel="stylesheet" href=url("app.css") />
        {office.then(|| view! { <link rel="stylesheet" href=url("office.css") /> })}
        <link rel="icon" type="image/svg+xml" href=url("app.svg") />
        <link rel="icon" type="image/png" sizes="32x32" href=url("icons/favicon-32.png") />
        <link rel="apple-touch-icon" href=url("icons/apple-touch-icon.png") />
        <link rel="manifest" href=manifest(cx) />
        {(!cx.plain).then(|| view! { <script type="module" async src=url("start.js")></script> })}
        {(!cx.plain).then(|| view! { <script type="module" async src=url("outbox.js")></script> })}
    });
    let body = format!("{body}{}{}", render(update(cx)), starter.map(render).unwrap_or_default());
    let html = render(view! {
        <html lang=cx.locale.tag() data-theme=theme data-elder=cx.elder.then_some("") data-user=user(cx)>
            <head inner_html=format!("{head}{}", theme_colors(cx.theme))></head>
            <body class=body_class inner_html=body></body>
        </html>
    });
    format!("<!DOCTYPE html>{html}")
}

/// What installing needs. Browsers ask for it without cookies, so the language is in its address.
fn manifest(cx: &PageContext) -> &'static str {
    match cx.locale {
        crate::locale::Locale::Zh => "/manifest.webmanifest",
        crate::locale::Locale::En => "/manifest.webmanifest?lang=en",
    }
}

/// Tells of a new version while a form is being filled in; `public/js/start.js` shows it.
fn update(cx: &PageContext) -> Option<AnyView> {
    let l = cx.locale;
    (!cx.plain).then(|| {
        view! {
            <div class="update" id="update" role="status" hidden>
                <p data-ready>{t::install::update_ready(l)}</p>
                <p data-after hidden>{t::install::update_after(l)}</p>
                <button class="btn btn-small" type="button">{t::install::update_now(l)}</button>
            </div>
        }
        .into_any()
    })
}

/// Whose page it is, so that the phone shows nobody the entries of another: an id, empty for nobody in particular, and
/// nothing at all on a copy for anybody, which does not know who will look at it.
fn user(cx: &PageContext) -> Option<String> {
    let id = cx.backend.actor().user_id().map(|id| id.to_string());
    if cx.shell { id } else { Some(id.unwrap_or_default()) }
}

/// The colour of the browser's own bars: that of the top bar, in the scheme that applies. As text, because leptos knows no
/// `media` on `<meta>`.
const fn theme_colors(theme: Theme) -> &'static str {
    match theme {
        Theme::System => concat!(
            r##"<meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)">"##,
            r##"<meta name="theme-color" content="#162120" media="(prefers-color-scheme: dark)">"##
        ),
        Theme::Light => r##"<meta name="theme-color" content="#ffffff">"##,
        Theme::Dark => r##"<meta name="theme-color" content="#162120">"##,
    }
}

/// The body of a page for the phone.
pub(crate) fn phone_body(cx: &PageContext, frame: &PhoneShell, main: String, scripts: bool) -> AnyView {
    let heading = match &frame.back {
        Some(_) => view! { <h1 class="topbar-title">{frame.title.clone()}</h1> }.into_any(),
        None if frame.tab == Tab::Home => view! {
            <p class="topbar-brand">
                <img src=cx.assets.url("app.svg").to_owned() alt="" width="28" height="28" />
                {t::common::app_name(cx.locale)}
            </p>
        }
        .into_any(),
        None => view! { <h1 class="topbar-title">{frame.title.clone()}</h1> }.into_any(),
    };
    let back = frame.back.clone().map(|to| {
        view! { <a class="topbar-back" href=to aria-label=t::common::back(cx.locale)>{icon(cx, "chevron-left")}</a> }
    });
    let class = if frame.narrow { "page page-narrow" } else { "page" };
    let main = match flash::notice(cx) {
        Some(notice) => format!("<div class=\"stack stack-l\">{}{main}</div>", render(notice)),
        None => main,
    };
    view! {
        <a class="skip" href="#main">{t::common::skip(cx.locale)}</a>
        <header class="topbar">{back}{heading}{unsent::in_topbar(cx, scripts)}{preferences(cx)}</header>
        {scripts.then(|| view! { <p class="offline-strip" id="offline-strip" hidden>{icon(cx, "offline")}{t::common::offline(cx.locale)}</p> })}
        <main class=class id="main" inner_html=main></main>
        {(frame.tab != Tab::Hidden).then(|| (footer(cx), tab_bar(cx, frame.tab)))}
    }
    .into_any()
}

/// Language and text size: buttons of a plain form, because both are kept in cookies.
fn preferences(cx: &PageContext) -> AnyView {
    let (tag, name) = other_language(cx);
    view! {
        <form class="topbar-tools" method="post" action="/preferences">
            <input type="hidden" name="back" value=cx.path.clone() />
            <button class="topbar-tool" name="lang" value=tag lang=tag>{name}</button>
            <button class="topbar-tool" name="elder" value=if cx.elder { "0" } else { "1" } aria-pressed=cx.elder.to_string()>
                {icon(cx, "text-size")}
                <span>{t::common::large_text(cx.locale)}</span>
            </button>
        </form>
    }
    .into_any()
}

/// Tag and own name of the language that the page is not in.
fn other_language(cx: &PageContext) -> (&'static str, &'static str) {
    match cx.locale {
        crate::locale::Locale::Zh => ("en", "EN"),
        crate::locale::Locale::En => ("zh-CN", "中文"),
    }
}

fn tab_bar(cx: &PageContext, current: Tab) -> AnyView {
    let l = cx.locale;
    let tabs = navigation::phone_tabs(cx, current).into_iter().map(|(tab, href, symbol, name)| {
        view! {
            <a class="tabbar-item" href=href aria-current=(tab == current).then_some("page")>
                {icon(cx, symbol)}
                <span>{name}</span>
                {(tab == Tab::Me).then(unsent::in_tab)}
            </a>
        }
    });
    view! { <nav class="tabbar" aria-label=t::common::main_menu(l)>{tabs.collect_view()}</nav> }.into_any()
}

fn footer(cx: &PageContext) -> AnyView {
    let l = cx.locale;
    let actor = cx.backend.actor();
    let staff = match actor {
        Actor::User { name, role, .. } => {
            let desk = actor
                .may(Permission::OpenOffice)
                .then(|| view! { <a href="/office">{t::common::to_office(l)}</a> });
            let unit = matches!(role, Role::Unit)
                .then(|| view! { <a href="/unit">{t::ledger::section_unit(l)}</a> });
            view! {
                {desk}
                {unit}
                <form method="post" action="/signout">
                    <button class="btn btn-quiet btn-small">{t::common::sign_out_name(l, name)}</button>
                </form>
            }
            .into_any()
        }
        _ => view! { <a href="/signin">{t::common::sign_in_staff(l)}</a> }.into_any(),
    };
    view! {
        <footer class="footer">
            <a href="/map">{t::common::to_map(l)}</a>
            <a href="/statistics">{t::statistics_public::link(l)}</a>
            <a href="/privacy">{t::common::to_privacy(l)}</a>
            {staff}
        </footer>
    }
    .into_any()
}

/// The body of a page for the desk.
pub(crate) fn office_body(cx: &PageContext, frame: &OfficeShell, main: String, scripts: bool) -> AnyView {
    let l = cx.locale;
    let main = format!("{}{main}", render(flash::notice(cx)));
    view! {
        <a class="skip" href="#main">{t::common::skip(l)}</a>
        <header class="sidebar">
            <a class="sidebar-brand" href="/office">
                <img src=cx.assets.url("app.svg").to_owned() alt="" width="28" height="28" />
                <span>{t::common::app_name(l)}</span>
            </a>
            <details class="sidebar-menu">
                <summary>{icon(cx, "menu")}{t::common::menu(l)}</summary>
            </details>
            <div class="sidebar-body">
                <nav class="sidebar-nav" aria-label=t::common::main_menu(l)>{navigation::office_links(cx, frame.section)}</nav>
                {office_foot(cx, scripts)}
            </div>
        </header>
        <main class="workspace" id="main" inner_html=main></main>
    }
    .into_any()
}

fn office_foot(cx: &PageContext, scripts: bool) -> AnyView {
    let l = cx.locale;
    let (tag, language) = other_language(cx);
    let who = match cx.backend.actor() {
        Actor::User { name, role, .. } => {
            Some(view! { <p class="sidebar-user">{name.clone()}<span>{names::role(l, *role)}</span></p> })
        }
        _ => None,
    };
    view! {
        <div class="sidebar-foot">
            {who}
            {unsent::in_sidebar(cx, scripts)}
            <a class="sidebar-link" href="/">{icon(cx, "phone")}<span>{t::common::to_public(l)}</span></a>
            <form method="post" action="/preferences">
                <input type="hidden" name="back" value=cx.path.clone() />
                <button class="sidebar-link" name="lang" value=tag lang=tag>{icon(cx, "language")}<span>{language}</span></button>
                <button class="sidebar-link" name="elder" value=if cx.elder { "0" } else { "1" } aria-pressed=cx.elder.to_string()>
                    {icon(cx, "text-size")}
                    <span>{t::common::large_text(l)}</span>
                </button>
            </form>
            <form method="post" action="/signout">
                <button class="sidebar-link">{icon(cx, "logout")}<span>{t::common::sign_out(l)}</span></button>
            </form>
        </div>
    }
    .into_any()
}
