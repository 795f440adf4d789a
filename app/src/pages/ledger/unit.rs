//! The unit's ledger on a phone (责任单位): what is new, due, late, sent back; one large card a case.

use super::{parts, words};
use crate::components::icons::{icon, icon_with};
use crate::locale::Locale;
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::t::unit as t;
use domain::access::Actor;
use domain::case::{CaseState, Light};
use domain::error::ApiError;
use domain::error::FieldCode;
use domain::ledger::{LedgerCounts, LedgerCursor, LedgerFilter, LedgerRow, LedgerSort, LedgerTab};
use leptos::prelude::*;

/// The address of the page.
pub const ADDRESS: &str = "/unit";
/// Cards of one page.
const CARDS: u32 = 20;

/// The tabs, in the order in which they are worked off.
const TABS: [LedgerTab; 7] = [
    LedgerTab::New,
    LedgerTab::DueToday,
    LedgerTab::Late,
    LedgerTab::SentBack,
    LedgerTab::Open,
    LedgerTab::ToCheck,
    LedgerTab::Closed,
];

/// `/unit`: the cases of the asker's unit in one tab; without a tab, in the first that needs somebody to act.
///
/// # Errors
/// What the backend refuses.
pub async fn page(cx: &PageContext, tab: Option<&str>, cursor: Option<&str>) -> Result<Page, PageError> {
    let l = cx.locale;
    let Actor::User { unit, .. } = cx.backend.actor() else {
        return Err(ApiError::new(domain::error::ErrorCode::Unauthenticated, "sign in first").into());
    };
    if !parts::is_unit(cx) {
        return Err(PageError::Redirect(super::list::ADDRESS.to_owned()));
    }
    let Some(unit) = unit else { return Ok(frame(cx, t::title(l).to_owned(), no_unit(cx))) };
    let counts = cx.backend.ledger_counts().await?;
    let tab =
        tab.and_then(LedgerTab::from_text).filter(|tab| TABS.contains(tab)).unwrap_or_else(|| first(&counts));
    let after = match cursor.filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => Some(
            LedgerCursor::parse(text)
                .ok_or_else(|| ApiError::field("cursor", FieldCode::Malformed, "take it from the list"))?,
        ),
    };
    let sort = if matches!(tab, LedgerTab::Closed | LedgerTab::ToCheck) {
        LedgerSort::Changed
    } else {
        LedgerSort::Deadline
    };
    let filter = LedgerFilter { tab: Some(tab), sort, ..LedgerFilter::default() };
    let page = cx.backend.ledger(&filter, after, CARDS).await?;
    let units = cx.backend.units().await?;
    let name = units.iter().find(|one| one.code == *unit).map_or(unit.clone(), |one| one.name.clone());
    let todo = counts.new + counts.sent_back + counts.late + counts.due_today;
    let next = page.next_cursor.as_ref().map(|cursor| {
        let href = format!("{ADDRESS}?tab={}&cursor={cursor}", tab.as_str());
        view! { <a class="btn btn-block" rel="next" href=href>{t::more(l)}</a> }
    });
    let cards = if page.cases.is_empty() {
        empty(cx, tab)
    } else {
        let cards = page.cases.iter().map(|row| card(cx, row)).collect_view();
        view! { <ul class="unit-cards">{cards}</ul> }.into_any()
    };
    let lead = (todo > 0).then(|| view! { <span class="unit-todo">{t::to_do(l, todo)}</span> });
    let body = view! {
        <div class="stack">
            <div class="unit-head"><p class="unit-name">{icon(cx, "building")}{name}</p>{lead}</div>
            {tabs(l, tab, &counts)}
            {cards}
            {next}
        </div>
    };
    Ok(frame(cx, t::title(l).to_owned(), body.into_any()))
}

fn frame(cx: &PageContext, title: String, body: AnyView) -> Page {
    let frame = PhoneShell { title, back: Some("/".to_owned()), tab: Tab::Unit, ..PhoneShell::default() };
    Page::phone(cx, frame, body)
}

/// The first tab with something in it that needs to be done.
fn first(counts: &LedgerCounts) -> LedgerTab {
    let wishes = [LedgerTab::Late, LedgerTab::SentBack, LedgerTab::DueToday, LedgerTab::New, LedgerTab::Open];
    wishes.into_iter().find(|tab| count(counts, *tab).is_some_and(|n| n > 0)).unwrap_or(LedgerTab::New)
}

const fn count(counts: &LedgerCounts, tab: LedgerTab) -> Option<u64> {
    Some(match tab {
        LedgerTab::New => counts.new,
        LedgerTab::DueToday => counts.due_today,
        LedgerTab::Late => counts.late,
        LedgerTab::SentBack => counts.sent_back,
        LedgerTab::Open => counts.open,
        LedgerTab::ToCheck => counts.to_check,
        _ => return None,
    })
}

fn tabs(l: Locale, current: LedgerTab, counts: &LedgerCounts) -> AnyView {
    let links = TABS.map(|tab| {
        let n = count(counts, tab);
        let late = tab == LedgerTab::Late && n.is_some_and(|n| n > 0);
        let class = if late { "unit-tab is-late" } else { "unit-tab" };
        let number = n.map(|n| view! { <b class="unit-number num">{l.number(n)}</b> });
        view! {
            <a class=class href=format!("{ADDRESS}?tab={}", tab.as_str()) aria-current=(tab == current).then_some("page")>
                {number}<span>{name(l, tab)}</span>
            </a>
        }
    });
    view! { <nav class="unit-tabs" aria-label=t::sections(l)>{links.collect_view()}</nav> }.into_any()
}

const fn name(l: Locale, tab: LedgerTab) -> &'static str {
    match tab {
        LedgerTab::New => t::tab_new(l),
        LedgerTab::SentBack => t::tab_back(l),
        _ => words::tab(l, tab),
    }
}

/// One case: the picture from before, what it is and where, how long there is, and the next step as a button.
fn card(cx: &PageContext, row: &LedgerRow) -> AnyView {
    let l = cx.locale;
    let href = parts::address(row.id);
    let category = parts::category(cx, row);
    let late = row.light == Some(Light::Red);
    let picture = match &row.before {
        Some(src) => {
            let alt = crate::t::case::photo_before(l, 1);
            view! { <img class="unit-photo" src=src.clone() alt=alt loading="lazy" width="96" height="96" /> }
                .into_any()
        }
        None => view! { <span class="unit-photo">{icon(cx, "image")}</span> }.into_any(),
    };
    let due = row
        .due
        .map(|due| view! { <span class="small muted num">{crate::t::case::due_at(l, l.moment(due))}</span> });
    let person = row.person.clone().map(|person| {
        view! { <p class="list-meta">{crate::t::case::person_is(l, person)}</p> }
    });
    let (step, symbol, label) = match row.state {
        CaseState::Assigned => ("#do-take_on", "user", t::take_on(l)),
        CaseState::TakenOn => ("#do-rectify", "camera", t::put_right(l)),
        CaseState::SentBack => ("#do-rectify", "refresh", t::again(l)),
        _ => ("", "eye", t::open(l)),
    };
    let class = if step.is_empty() { "btn btn-block" } else { "btn btn-primary btn-block" };
    view! {
        <li class=if late { "card unit-card is-late" } else { "card unit-card" }>
            <a class="unit-what" href=href.clone()>
                {picture}
                <span class="list-body">
                    <span class="unit-title">{category}</span>
                    <span class="unit-words">{row.description.clone()}</span>
                    <span class="list-meta">{row.area_name.clone().unwrap_or_default()}</span>
                </span>
            </a>
            <div class="row row-between unit-time">{parts::time_left(l, row)}{due}</div>
            {person}
            <div class="row">{parts::state_word(l, row.state)}{parts::marks(cx, row)}</div>
            <a class=class href=format!("{href}{step}")>{icon(cx, symbol)}{label}</a>
        </li>
    }
    .into_any()
}

fn empty(cx: &PageContext, tab: LedgerTab) -> AnyView {
    let l = cx.locale;
    let (title, text) = match tab {
        LedgerTab::New => (t::empty_new(l), t::empty_text(l)),
        LedgerTab::DueToday => (t::empty_today(l), t::empty_text(l)),
        LedgerTab::Late => (t::empty_late(l), t::empty_good(l)),
        LedgerTab::SentBack => (t::empty_back(l), t::empty_good(l)),
        LedgerTab::Closed => (t::empty_done(l), t::empty_text(l)),
        _ => (t::empty_going(l), t::empty_text(l)),
    };
    view! {
        <div class="empty">
            {icon_with(cx, "check-circle", "empty-icon")}
            <p class="empty-title">{title}</p>
            <p class="empty-text">{text}</p>
        </div>
    }
    .into_any()
}

fn no_unit(cx: &PageContext) -> AnyView {
    view! { <div class="empty">{icon_with(cx, "building", "empty-icon")}<p class="empty-title">{t::no_unit(cx.locale)}</p></div> }
        .into_any()
}
