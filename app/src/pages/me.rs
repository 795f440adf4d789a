//! 我的: what was sent from this phone, how to find a report by its code, and how the program looks.

use super::receipt::code_form;
use crate::components::icons::icon;
use crate::locale::Locale;
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab, Theme};
use crate::pages::slots;
use crate::t;
use leptos::prelude::*;

/// The page.
///
/// # Errors
/// None at present; the phone keeps its own list.
pub async fn page(cx: &PageContext) -> Result<Page, PageError> {
    let l = cx.locale;
    let frame = PhoneShell { title: t::me::title(l).to_owned(), tab: Tab::Me, ..PhoneShell::default() };
    let view = view! {
        <div class="stack stack-xl">
            <section class="section js-only">
                <h2 class="section-title">{t::me::sent(l)}</h2>
                <p class="section-note">{t::me::sent_note(l)}</p>
                {slots::my_reports(cx)}
            </section>
            <section class="section">
                <h2 class="section-title">{t::me::find(l)}</h2>
                {code_form(cx, "", None)}
            </section>
            <ul class="list">{to_today(cx)}{to_outbox(cx)}{to_install(cx)}</ul>
            {settings(cx)}
        </div>
    };
    Ok(Page::phone(cx, frame, view))
}

/// The way to the day's visits, for those who make some.
fn to_today(cx: &PageContext) -> Option<AnyView> {
    let l = cx.locale;
    let link = || {
        view! {
            <li>
                <a class="list-item" href="/today">
                    <span class="list-thumb">{icon(cx, "people")}</span>
                    <span class="list-body">
                        <span class="list-title">{t::today::title(l)}</span>
                        <span class="list-meta">{t::today::home_text(l)}</span>
                    </span>
                    <span class="list-end">{icon(cx, "chevron-right")}</span>
                </a>
            </li>
        }
        .into_any()
    };
    cx.backend.actor().is_volunteer().then(link)
}

fn to_outbox(cx: &PageContext) -> AnyView {
    let l = cx.locale;
    view! {
        <li class="js-only">
            <a class="list-item" href="/outbox">
                <span class="list-thumb">{icon(cx, "send")}</span>
                <span class="list-body">
                    <span class="list-title">{t::outbox::title(l)}</span>
                    <span class="list-meta">{t::outbox::link_text(l)}</span>
                </span>
                <span class="list-end">{icon(cx, "chevron-right")}</span>
            </a>
        </li>
    }
    .into_any()
}

fn to_install(cx: &PageContext) -> AnyView {
    let l = cx.locale;
    view! {
        <li>
            <a class="list-item" href="/install">
                <span class="list-thumb">{icon(cx, "download")}</span>
                <span class="list-body">
                    <span class="list-title">{t::install::title(l)}</span>
                    <span class="list-meta">{t::install::link_text(l)}</span>
                </span>
                <span class="list-end">{icon(cx, "chevron-right")}</span>
            </a>
        </li>
    }
    .into_any()
}

/// Language, size and colours: each a row of buttons of one plain form.
fn settings(cx: &PageContext) -> AnyView {
    let l = cx.locale;
    let button = |name: &'static str, value: &'static str, current: bool, text: &'static str| {
        let class = if current { "btn btn-primary" } else { "btn" };
        view! { <button class=class name=name value=value aria-pressed=current.to_string()>{text}</button> }
    };
    view! {
        <section class="section">
            <h2 class="section-title">{t::me::display(l)}</h2>
            <form class="stack" method="post" action="/preferences">
                <input type="hidden" name="back" value="/me" />
                <div class="row row-fill" role="group" aria-label=t::me::language(l)>
                    {button("lang", "zh-CN", l == Locale::Zh, "中文")}
                    {button("lang", "en", l == Locale::En, "English")}
                </div>
                <div class="row row-fill" role="group" aria-label=t::me::size(l)>
                    {button("elder", "0", !cx.elder, t::me::size_usual(l))}
                    {button("elder", "1", cx.elder, t::me::size_large(l))}
                </div>
                <div class="row row-fill" role="group" aria-label=t::me::theme(l)>
                    {button("theme", "system", cx.theme == Theme::System, t::me::theme_system(l))}
                    {button("theme", "light", cx.theme == Theme::Light, t::me::theme_light(l))}
                    {button("theme", "dark", cx.theme == Theme::Dark, t::me::theme_dark(l))}
                </div>
            </form>
        </section>
    }
    .into_any()
}
