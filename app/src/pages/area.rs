//! Where posters lead: an area or a site, and what one can do there.

use crate::components::icons::icon;
use crate::components::names;
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::pages::encoded;
use crate::t;
use domain::area::Area;
use leptos::prelude::*;

/// `/a/{code}`: an area.
///
/// # Errors
/// What the port says.
pub async fn area(cx: &PageContext, code: &str) -> Result<Page, PageError> {
    let area = cx.backend.area(code).await?;
    let kicker = match parent(cx, &area).await {
        Some(parent) => parent.name,
        None => names::level(cx.locale, area.level).to_owned(),
    };
    Ok(landing(cx, area.name, kicker, &format!("area={}", encoded(code)), &area.code))
}

/// `/s/{code}`: a site.
///
/// # Errors
/// What the port says.
pub async fn site(cx: &PageContext, code: &str) -> Result<Page, PageError> {
    let site = cx.backend.site(code).await?;
    let area = match &site.area {
        // A site outlives the area it was imported with; then only the name of the area is missing.
        Some(code) => cx.backend.area(code).await.ok(),
        None => None,
    };
    let kicker = area.map_or_else(|| t::area::site(cx.locale).to_owned(), |area| area.name);
    let area_code = site.area.unwrap_or_default();
    Ok(landing(cx, site.name, kicker, &format!("site={}", encoded(code)), &area_code))
}

/// The area above, for its name; not being able to tell is no reason to fail.
async fn parent(cx: &PageContext, area: &Area) -> Option<Area> {
    cx.backend.area(area.parent.as_deref()?).await.ok()
}

fn landing(cx: &PageContext, name: String, kicker: String, place: &str, area: &str) -> Page {
    let l = cx.locale;
    let quiz = match area {
        "" => "/quiz".to_owned(),
        area => format!("/quiz?area={}", encoded(area)),
    };
    let frame = PhoneShell { title: name.clone(), tab: Tab::Home, ..PhoneShell::default() };
    let view = view! {
        <div class="stack stack-l">
            <div class="hero">
                <p class="hero-kicker">{kicker}</p>
                <h1 class="hero-title">{name}</h1>
                <p class="hero-text">{t::area::lead(l)}</p>
            </div>
            <nav class="actions" aria-label=t::home::actions(l)>
                <a class="action action-primary" href=format!("/report?{place}")>
                    <span class="action-icon">{icon(cx, "camera")}</span>
                    <span class="action-title">{t::home::report(l)}</span>
                    <span class="action-text">{t::area::report_text(l)}</span>
                </a>
                <a class="action" href=quiz>
                    <span class="action-icon">{icon(cx, "quiz")}</span>
                    <span class="action-title">{t::home::quiz(l)}</span>
                    <span class="action-text">{t::home::quiz_text(l)}</span>
                </a>
                <a class="action" href="/r">
                    <span class="action-icon">{icon(cx, "search")}</span>
                    <span class="action-title">{t::area::find(l)}</span>
                    <span class="action-text">{t::area::find_text(l)}</span>
                </a>
            </nav>
        </div>
    };
    Page::phone(cx, frame, view)
}
