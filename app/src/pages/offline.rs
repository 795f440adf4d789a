//! What is shown without a network in the place of a page that the phone does not keep: what works all the same.

use crate::components::icons::icon;
use crate::page::{Page, PageContext, PageError, PhoneShell};
use crate::t;
use leptos::prelude::*;

/// The page.
///
/// # Errors
/// None at present; it asks for nothing.
pub async fn page(cx: &PageContext) -> Result<Page, PageError> {
    let l = cx.locale;
    let frame = PhoneShell {
        title: t::offline::title(l).to_owned(),
        back: Some("/".to_owned()),
        ..PhoneShell::default()
    };
    let row = |href: &'static str, symbol, title, text| {
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
    };
    let view = view! {
        <div class="stack stack-l">
            <section class="section">
                <h2 class="section-title">{t::offline::heading(l)}</h2>
                <p class="muted">{t::offline::text(l)}</p>
                // An empty address is the one that was asked for, in whose place this page is shown.
                <a class="btn btn-primary btn-block" href="">{icon(cx, "refresh")}{t::offline::retry(l)}</a>
            </section>
            <section class="section">
                <h2 class="section-title">{t::offline::usable(l)}</h2>
                <ul class="list">
                    {row("/report", "camera", t::home::report(l), t::offline::report_text(l))}
                    {row("/quiz", "quiz", t::home::quiz(l), t::offline::quiz_text(l))}
                    {row("/today", "calendar", t::offline::today(l), t::offline::today_text(l))}
                    {row("/outbox", "send", t::offline::outbox(l), t::offline::outbox_text(l))}
                </ul>
            </section>
        </div>
    };
    Ok(Page::phone(cx, frame, view))
}
