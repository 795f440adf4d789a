//! The inbox (消息): what somebody is told about cases, on the phone and at the desk alike.

use crate::components::errors::{self, Anchor};
use crate::components::fields::{self, Field, Mark};
use crate::components::icons::{icon, icon_with};
use crate::components::names;
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, PhoneShell, Section, Tab};
use crate::t::notices as t;
use domain::access::{Actor, Permission};
use domain::case::Light;
use domain::error::{ApiError, ErrorCode};
use domain::ledger::{Notice, NoticeKind};
use leptos::prelude::*;

/// Notices that are shown.
const ROWS: u32 = 200;

/// The inbox, newest first. After an address that was refused with what was typed and what was wrong.
///
/// # Errors
/// [`ErrorCode::Unauthenticated`] for the anonymous, and what the backend refuses.
pub async fn page(
    cx: &PageContext,
    typed: Option<&str>,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    if matches!(cx.backend.actor(), Actor::Anonymous) {
        return Err(ApiError::new(ErrorCode::Unauthenticated, "sign in first").into());
    }
    let notices = cx.backend.notices(ROWS).await?;
    let own_email = cx.backend.own_email().await?;
    let status = error.map_or(200, |error| error.code.status());
    let unread = notices.iter().filter(|notice| notice.read_at.is_none()).count();
    let content = view! {
        {errors::summary(cx, error, &[Anchor { path: "email", label: t::email(l), id: "f-email" }])}
        {(unread > 0).then(|| read_all(cx, unread))}
        {list(cx, &notices)}
        {own_email.map(|email| address(cx, typed.unwrap_or(&email), &email, error))}
    };
    if cx.backend.actor().may(Permission::OpenOffice) {
        let frame = OfficeShell { title: t::title(l).to_owned(), section: Section::Notices, status };
        let head = view! {
            <div class="page-head"><div>
                <h1 class="page-title">{t::title(l)}</h1>
                <p class="page-lead">{t::lead(l, unread)}</p>
            </div></div>
        };
        return Ok(Page::office(cx, frame, view! { {head}<div class="stack notices">{content}</div> }));
    }
    let frame = PhoneShell {
        title: t::title(l).to_owned(),
        back: Some("/".to_owned()),
        tab: Tab::Other,
        status,
        ..Default::default()
    };
    let lead = view! { <p class="muted">{t::lead(l, unread)}</p> };
    Ok(Page::phone(cx, frame, view! { <div class="stack">{lead}{content}</div> }))
}

/// Where one's own digest is sent. Folded away: it is set once.
fn address(cx: &PageContext, shown: &str, known: &str, error: Option<&ApiError>) -> AnyView {
    let l = cx.locale;
    let field = Field {
        name: "email",
        label: t::email(l),
        hint: t::email_hint(l),
        value: shown,
        mark: Mark::Optional,
        autocomplete: "email",
        inputmode: "email",
        ..Field::default()
    };
    let summary = if known.is_empty() { t::no_email(l).to_owned() } else { t::email_to(l, known) };
    view! {
        <details class="disclosure" open=error.is_some()>
            <summary>{summary}</summary>
            <form class="disclosure-body stack" method="post" action="/notices/email">
                {fields::input(cx, error, field)}
                <button class="btn">{t::save_email(l)}</button>
            </form>
        </details>
    }
    .into_any()
}

/// Why somebody is told, in words.
pub fn kind(l: Locale, notice: &Notice) -> &'static str {
    match (notice.kind, notice.light) {
        (NoticeKind::Assigned, _) => t::assigned(l),
        (NoticeKind::SentBack, _) => t::sent_back(l),
        (NoticeKind::Reopened, _) => t::reopened(l),
        (NoticeKind::ToCheck, _) => t::to_check(l),
        (NoticeKind::Requested, _) => t::requested(l),
        (NoticeKind::Decided, _) => t::decided(l),
        (NoticeKind::Alerted, _) => t::alerted(l),
        (NoticeKind::Flagged, _) => t::flagged(l),
        (NoticeKind::Escalated, Some(Light::Red)) if notice.repeated => t::still_late(l),
        (NoticeKind::Escalated, Some(Light::Red)) => t::late(l),
        (NoticeKind::Escalated, _) => t::nearly_late(l),
    }
}

fn read_all(cx: &PageContext, unread: usize) -> AnyView {
    let l = cx.locale;
    view! {
        <form method="post" action="/notices/read">
            <button class="btn">{icon(cx, "check")}{t::read_all(l, unread)}</button>
        </form>
    }
    .into_any()
}

fn list(cx: &PageContext, notices: &[Notice]) -> AnyView {
    let l = cx.locale;
    if notices.is_empty() {
        return view! {
            <div class="empty">
                {icon_with(cx, "check-circle", "empty-icon")}
                <p class="empty-title">{t::empty(l)}</p>
                <p class="empty-text">{t::empty_text(l)}</p>
            </div>
        }
        .into_any();
    }
    let items = notices.iter().map(|notice| item(cx, notice)).collect_view();
    view! { <ul class="list">{items}</ul> }.into_any()
}

fn item(cx: &PageContext, notice: &Notice) -> AnyView {
    let l = cx.locale;
    let category = names::category_code(l, &cx.backend.catalogue(), &notice.category);
    let late = notice.kind == NoticeKind::Escalated && notice.light == Some(Light::Red);
    let class = if late { "list-title late" } else { "list-title" };
    let unread =
        notice.read_at.is_none().then(|| view! { <span class="tag tag-accent">{t::unread(l)}</span> });
    let unit = notice.unit_name.clone().map(|name| format!(" · {name}"));
    view! {
        <li>
            <a class="list-item" href=format!("/notices/{}", notice.id)>
                <span class="list-body">
                    <span class=class>{kind(l, notice)}</span>
                    <span class="list-meta">{category}" "{notice.description.clone()}</span>
                    <span class="list-meta">{notice.at.to_minute()}{unit}</span>
                </span>
                <span class="list-end">{unread}</span>
            </a>
        </li>
    }
    .into_any()
}
