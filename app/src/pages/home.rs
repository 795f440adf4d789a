//! 首页: who speaks, and the three things that one can do.

use crate::components::icons::icon;
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::t;
use leptos::prelude::*;

/// The first page.
///
/// # Errors
/// None at present; it asks for nothing.
pub async fn page(cx: &PageContext) -> Result<Page, PageError> {
    let l = cx.locale;
    let frame = PhoneShell { title: t::home::title(l).to_owned(), tab: Tab::Home, ..PhoneShell::default() };
    let actor_visits = cx.backend.actor().is_volunteer();
    let action = |href: &'static str, class: &'static str, symbol: &'static str, title, text| {
        view! {
            <a class=class href=href>
                <span class="action-icon">{icon(cx, symbol)}</span>
                <span class="action-title">{title}</span>
                <span class="action-text">{text}</span>
            </a>
        }
    };
    let view = view! {
        <div class="stack stack-l">
            <div class="hero">
                <p class="hero-kicker">{t::home::kicker(l)}</p>
                <h1 class="hero-title">{t::home::headline(l)}</h1>
                <p class="hero-text">{t::home::lead(l)}</p>
            </div>
            <nav class="actions" aria-label=t::home::actions(l)>
                {actor_visits.then(|| action("/today", "action action-wide", "people", t::today::title(l), t::today::home_text(l)))}
                {action("/report", "action action-primary", "camera", t::home::report(l), t::home::report_text(l))}
                {action("/quiz", "action", "quiz", t::home::quiz(l), t::home::quiz_text(l))}
                {action("/me", "action", "user", t::home::me(l), t::home::me_text(l))}
            </nav>
            <ul class="list">
                {more(cx, "/r", "search", t::home::find(l), t::home::find_text(l))}
                {more(cx, "/map", "map", t::common::to_map(l), t::home::map_text(l))}
                {more(cx, "/statistics", "chart", t::statistics_public::title(l), t::statistics_public::home(l))}
            </ul>
            {super::install::hint(cx)}
        </div>
    };
    Ok(Page::phone(cx, frame, view))
}

fn more(
    cx: &PageContext,
    href: &'static str,
    symbol: &'static str,
    title: &'static str,
    text: &'static str,
) -> AnyView {
    view! {
        <li>
            <a class="list-item" href=href>
                <span class="list-thumb">{icon(cx, symbol)}</span>
                <span class="list-body">
                    <span class="list-title">{title}</span>
                    <span class="list-meta">{text}</span>
                </span>
                <span class="list-end">{icon(cx, "chevron-right")}</span>
            </a>
        </li>
    }
    .into_any()
}
