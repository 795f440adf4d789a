//! The questionnaires that can be answered now: those that teach first.

use crate::components::icons::{icon, icon_with};
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::t;
use domain::questionnaire::{Purpose, QuestionnaireSummary};
use leptos::prelude::*;

/// `/quiz`, with the area of a poster to hand on.
///
/// # Errors
/// What the port says.
pub async fn page(cx: &PageContext, area: Option<&str>) -> Result<Page, PageError> {
    let l = cx.locale;
    let mut forms = cx.backend.published_questionnaires().await?;
    forms.sort_by_key(|form| form.purpose == Purpose::Measurement);
    let frame =
        PhoneShell { title: t::quiz::list_title(l).to_owned(), tab: Tab::Quiz, ..PhoneShell::default() };
    let content = if forms.is_empty() {
        view! {
            <div class="empty">
                {icon_with(cx, "quiz", "empty-icon")}
                <p class="empty-title">{t::quiz::none(l)}</p>
                <p class="empty-text">{t::quiz::none_text(l)}</p>
                <a class="btn btn-primary" href="/report">{t::home::report(l)}</a>
            </div>
        }
        .into_any()
    } else {
        let rows = forms.iter().map(|form| row(cx, form, area)).collect_view();
        view! {
            <div class="stack">
                <p class="muted">{t::quiz::list_lead(l)}</p>
                <ul class="list">{rows}</ul>
            </div>
        }
        .into_any()
    };
    Ok(Page::phone(cx, frame, content))
}

fn row(cx: &PageContext, form: &QuestionnaireSummary, area: Option<&str>) -> AnyView {
    let l = cx.locale;
    let (symbol, text) = match form.purpose {
        Purpose::Training => ("star", t::quiz::training_text(l, form.items.min(drawn()))),
        Purpose::Measurement => ("edit", t::quiz::measurement_text(l, form.items)),
    };
    view! {
        <li>
            <a class="list-item" href=address(&form.slug, area)>
                <span class="list-thumb">{icon(cx, symbol)}</span>
                <span class="list-body">
                    <span class="list-title">{l.pick(&form.title).to_owned()}</span>
                    <span class="list-meta">{text}</span>
                </span>
                <span class="list-end">{icon(cx, "chevron-right")}</span>
            </a>
        </li>
    }
    .into_any()
}

/// How many items a training quiz draws.
fn drawn() -> u32 {
    u32::try_from(domain::limits::QUIZ_ITEMS).unwrap_or(u32::MAX)
}

/// The address of a questionnaire, with the area to hand on.
pub(super) fn address(slug: &str, area: Option<&str>) -> String {
    match area.filter(|area| !area.is_empty()) {
        Some(area) => format!("/q/{slug}?area={}", crate::pages::encoded(area)),
        None => format!("/q/{slug}"),
    }
}
