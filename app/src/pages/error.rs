//! The page for whatever failed: what it was, and what to do next.

use crate::components::errors;
use crate::components::icons::icon_with;
use crate::page::{Page, PageContext, PhoneShell, Tab};
use crate::t;
use domain::error::{ApiError, ErrorCode};
use leptos::prelude::*;

/// The page of a failure.
pub fn page(cx: &PageContext, error: &ApiError) -> Page {
    let l = cx.locale;
    let (title, hint) = match error.code {
        ErrorCode::NotFound => (t::error::title_not_found(l), Some(t::error::hint_not_found(l))),
        ErrorCode::Forbidden | ErrorCode::CrossSite => {
            (t::error::title_forbidden(l), Some(t::error::hint_forbidden(l)))
        }
        ErrorCode::TooManyRequests | ErrorCode::Unavailable => {
            (t::error::title_wait(l), Some(t::error::hint_retry(l)))
        }
        ErrorCode::Internal => (t::error::title_internal(l), Some(t::error::hint_retry(l))),
        _ => (t::error::title(l), None),
    };
    let next = match error.code {
        ErrorCode::Unauthenticated => Some(("/signin".to_owned(), t::error::action_sign_in(l))),
        ErrorCode::NotFound => Some(("/r".to_owned(), t::error::action_find(l))),
        ErrorCode::Internal | ErrorCode::Unavailable | ErrorCode::TooManyRequests => {
            Some((cx.path.clone(), t::error::action_retry(l)))
        }
        _ => None,
    };
    let frame = PhoneShell {
        title: title.to_owned(),
        back: Some("/".to_owned()),
        tab: Tab::Other,
        status: error.code.status(),
        ..PhoneShell::default()
    };
    let view = view! {
        <div class="empty">
            {icon_with(cx, "alert", "empty-icon")}
            <p class="empty-title">{errors::message(l, error)}</p>
            {hint.map(|hint| view! { <p class="empty-text">{hint}</p> })}
            {next.map(|(href, name)| view! { <a class="btn btn-primary" href=href>{name}</a> })}
            <a class="btn btn-quiet" href="/">{t::common::to_home(l)}</a>
        </div>
    };
    Page::phone(cx, frame, view)
}
