//! The office's ledger (台账): views with their counts, filter, kept filters, rows, many at once.

use super::query::LedgerQuery;
use super::{list_filters as filters, list_table as table};
use crate::components::icons::{icon, icon_with};
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::t::{ledger as t, office_common as common};
use domain::access::{Actor, Permission, Role};
use domain::area::{Area, Unit};
use domain::error::{ApiError, ErrorCode};
use domain::ledger::{LedgerCounts, LedgerPage, SavedFilter};
use domain::limits;
use leptos::prelude::*;

/// The address of the ledger.
pub const ADDRESS: &str = "/office/ledger";

/// Everything that the page shows besides its rows.
pub(super) struct Around {
    pub(super) areas: Vec<Area>,
    pub(super) units: Vec<Unit>,
    pub(super) counts: LedgerCounts,
    pub(super) saved: Vec<SavedFilter>,
}

/// Whether the asker may change cases here, many at once.
pub(super) fn handles(cx: &PageContext) -> bool {
    cx.backend.actor().may(Permission::HandleReports)
}

/// `/office/ledger`. A filter that cannot be read shows what is wrong and no rows. A unit has a page of its own.
///
/// # Errors
/// What the backend refuses; a redirect for units.
pub async fn page(
    cx: &PageContext,
    query: &LedgerQuery,
    wrong: Option<&ApiError>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    if matches!(cx.backend.actor(), Actor::User { role: Role::Unit, .. }) {
        return Err(PageError::Redirect("/unit".to_owned()));
    }
    let around = Around {
        counts: cx.backend.ledger_counts().await?,
        areas: cx.backend.areas().await?,
        units: cx.backend.units().await?,
        saved: cx.backend.saved_filters().await?,
    };
    let answer = match query.read() {
        Ok((filter, after)) => cx.backend.ledger(&filter, after, limits::PAGE_ROWS).await,
        Err(error) => Err(error),
    };
    let (page, unread) = match answer {
        Ok(page) => (Some(page), None),
        Err(error) if matches!(error.code, ErrorCode::Invalid | ErrorCode::BadRequest) => (None, Some(error)),
        Err(error) => return Err(error.into()),
    };
    let wrong = wrong.or(unread.as_ref());
    let lead = page.as_ref().map(|page| t::lead(l, l.number(page.total))).unwrap_or_default();
    let readable = unread.is_none();
    let body = view! {
        <div class="page-head">
            <div>
                <h1 class="page-title">{t::title(l)}</h1>
                <p class="page-lead">{lead}</p>
            </div>
            <div class="page-actions">
                {handles(cx).then(|| view! {
                    <a class="btn btn-small" href="/office/reports?status=received">{icon(cx, "list")}{t::to_reports(l)}</a>
                })}
                {readable.then(|| exports(cx, query))}
            </div>
        </div>
        {super::bulk::told(cx, query)}
        {filters::views(cx, query, &around.counts)}
        {filters::view(cx, query, &around, wrong)}
        {match &page {
            Some(page) if !page.cases.is_empty() => rows(cx, query, page, &around, wrong),
            _ => empty(cx, query.to_query().is_empty()),
        }}
        {super::guide::script(cx)}
    };
    let status = wrong.map_or(200, |error| error.code.status());
    Ok(Page::office(
        cx,
        OfficeShell { title: t::title(l).to_owned(), section: Section::Ledger, status },
        body,
    ))
}

fn exports(cx: &PageContext, query: &LedgerQuery) -> Option<AnyView> {
    let l = cx.locale;
    cx.backend.actor().may(Permission::Export).then(|| {
        [("csv", t::export_csv(l)), ("xlsx", t::export_xlsx(l))]
            .map(|(kind, name)| {
                let href = format!("/office/export/cases.{kind}{}", query.to_query());
                view! { <a class="btn btn-small" href=href download="">{icon(cx, "download")}{name}</a> }
            })
            .collect_view()
            .into_any()
    })
}

fn rows(
    cx: &PageContext,
    query: &LedgerQuery,
    page: &LedgerPage,
    around: &Around,
    wrong: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
    let next = page.next_cursor.as_ref().map(|cursor| {
        view! { <a class="btn" rel="next" href=format!("{ADDRESS}{}", query.at_cursor(cursor))>{t::next(l)}</a> }
    });
    let first = query.cursor.as_ref().map(|_| {
        view! { <a class="btn btn-quiet" href=format!("{ADDRESS}{}", query.to_query())>{t::first(l)}</a> }
    });
    let shown = l.number(u64::try_from(page.cases.len()).unwrap_or(u64::MAX));
    view! {
        {table::view(cx, query, &page.cases)}
        {super::bulk::bar(cx, query, &page.cases, &around.units, wrong)}
        <nav class="pager" aria-label=t::title(l)>
            <p class="pager-count">{t::shown(l, shown, l.number(page.total))}</p>
            <p class="small muted ledger-keys" hidden data-ledger-keys="">{t::keys(l)}</p>
            <div class="row">{first}{next}</div>
        </nav>
    }
    .into_any()
}

fn empty(cx: &PageContext, unfiltered: bool) -> AnyView {
    let l = cx.locale;
    let (title, text, href, action) = if unfiltered {
        (t::empty_all(l), t::empty_all_text(l), "/office/reports?status=received", t::to_reports(l))
    } else {
        (t::empty(l), t::empty_text(l), ADDRESS, common::clear_filter(l))
    };
    view! {
        <div class="empty">
            {icon_with(cx, "list", "empty-icon")}
            <p class="empty-title">{title}</p>
            <p class="empty-text">{text}</p>
            <a class="btn" href=href>{action}</a>
        </div>
    }
    .into_any()
}
