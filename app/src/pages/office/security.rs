//! The security log: who signed in, who was refused, who changed what.

use super::{page_head, words};
use crate::components::icons::icon_with;
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::t::office_security as t;
use domain::access::Permission;
use domain::office::SecurityEvent;
use leptos::prelude::*;

/// Lines that are shown.
const ROWS: u32 = 200;

/// The newest lines of the log.
///
/// # Errors
/// What the backend refuses.
pub async fn page(cx: &PageContext) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::ReadSecurityLog)?;
    let events = cx.backend.security_log(ROWS).await?;
    let body = if events.is_empty() {
        view! {
            <div class="empty">{icon_with(cx, "shield", "empty-icon")}<p class="empty-title">{t::empty(l)}</p></div>
        }
        .into_any()
    } else {
        table(l, &events)
    };
    let view = view! { {page_head(t::title(l).to_owned(), t::lead(l, events.len()), ())}{body} };
    let frame =
        OfficeShell { title: t::title(l).to_owned(), section: Section::Security, ..Default::default() };
    Ok(Page::office(cx, frame, view))
}

fn table(l: Locale, events: &[SecurityEvent]) -> AnyView {
    let rows = events
        .iter()
        .map(|event| {
            view! {
                <tr>
                    <td class="nowrap num" data-label=t::time(l)>{event.at.to_minute()}</td>
                    <td class="cell-main" data-label=t::event(l)>{event_name(l, &event.event)}</td>
                    <td data-label=t::actor(l)>{words::actor(l, &event.actor)}</td>
                    <td data-label=t::address(l)>{event.address.clone()}</td>
                    <td class="break" data-label=t::subject(l)>{event.subject.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=t::table(l)>
            <table class="table table-cards">
                <caption class="sr-only">{t::table(l)}</caption>
                <thead>
                    <tr>
                        <th scope="col" aria-sort="descending">{t::time(l)}</th>
                        <th scope="col">{t::event(l)}</th>
                        <th scope="col">{t::actor(l)}</th>
                        <th scope="col">{t::address(l)}</th>
                        <th scope="col">{t::subject(l)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What an event is called; the code itself when a newer program wrote it.
fn event_name(l: Locale, event: &str) -> String {
    let known = match event {
        "sign_in" => t::event_sign_in(l),
        "sign_in_failed" => t::event_sign_in_failed(l),
        "sign_in_throttled" => t::event_sign_in_throttled(l),
        "sign_out" => t::event_sign_out(l),
        "denied" => t::event_denied(l),
        "set_up" => t::event_setup(l),
        "user_added" => t::event_user_added(l),
        "user_updated" => t::event_user_updated(l),
        "user_disabled" => t::event_user_disabled(l),
        "user_enabled" => t::event_user_enabled(l),
        "password_set" => t::event_password_set(l),
        "token_created" => t::event_token_created(l),
        "token_revoked" => t::event_token_revoked(l),
        "token_rejected" => t::event_token_rejected(l),
        "exported" => t::event_exported(l),
        "imported" => t::event_imported(l),
        "published" => t::event_published(l),
        other => other,
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_event_is_shown_by_its_code() {
        assert_eq!(event_name(Locale::Zh, "sign_in"), "登录");
        assert_eq!(event_name(Locale::Zh, "moon_landing"), "moon_landing");
    }
}
