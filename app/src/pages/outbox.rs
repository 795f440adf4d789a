//! 待发: what this phone has not delivered yet. Only the phone knows it, so the island `Outbox` fills the page in.

use crate::components::icons::icon;
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::pages::slots;
use crate::t;
use leptos::prelude::*;

/// The page.
///
/// # Errors
/// None at present; it asks for nothing.
pub async fn page(cx: &PageContext) -> Result<Page, PageError> {
    let l = cx.locale;
    let frame = PhoneShell {
        title: t::outbox::title(l).to_owned(),
        back: Some("/me".to_owned()),
        tab: Tab::Me,
        ..PhoneShell::default()
    };
    let view = view! {
        <div class="stack stack-l">
            <p class="muted js-only">{t::outbox::lead(l)}</p>
            <div class="notice notice-info no-js-only">
                {icon(cx, "info")}
                <div class="notice-body"><p>{t::outbox::plain(l)}</p></div>
            </div>
            <div class="js-only">{slots::outbox()}</div>
        </div>
    };
    Ok(Page::phone(cx, frame, view))
}
