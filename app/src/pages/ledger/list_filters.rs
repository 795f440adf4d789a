//! Views of the ledger with their counts, its filter, and the filters that somebody keeps.

use super::list::{ADDRESS, Around};
use super::query::LedgerQuery;
use super::words;
use crate::components::errors::{self, Anchor};
use crate::components::fields::hidden;
use crate::components::icons::icon;
use crate::page::PageContext;
use crate::pages::office::area_tree::{indented, tree};
use crate::pages::office::fields::{Choice, filter_period, filter_select, flat};
use crate::pages::office::reports::categories;
use crate::t::{ledger as t, office_common as common};
use domain::case::{CaseState, Light, Verdict};
use domain::error::ApiError;
use domain::ledger::{LedgerCounts, LedgerTab};
use leptos::prelude::*;

/// The ready views, each with how many cases are in it. Those that need somebody to act come first.
pub(super) fn views(cx: &PageContext, query: &LedgerQuery, counts: &LedgerCounts) -> AnyView {
    let l = cx.locale;
    let all = [
        (LedgerTab::Unassigned, counts.unassigned),
        (LedgerTab::Requests, counts.requests),
        (LedgerTab::ToCheck, counts.to_check),
        (LedgerTab::Late, counts.late),
        (LedgerTab::DueToday, counts.due_today),
        (LedgerTab::New, counts.new),
        (LedgerTab::SentBack, counts.sent_back),
        (LedgerTab::Deferred, counts.deferred),
        (LedgerTab::Flagged, counts.flagged),
        (LedgerTab::Alerted, counts.alerted),
        (LedgerTab::Open, counts.open),
    ];
    let chips = all.map(|(tab, count)| {
        let current = query.get("tab") == Some(tab.as_str());
        let to = query.with("tab", if current { "" } else { tab.as_str() });
        let late = tab == LedgerTab::Late && count > 0;
        let class = if late { "chip chip-late" } else { "chip" };
        view! {
            <a class=class href=format!("{ADDRESS}{}", to.to_query()) aria-current=current.then_some("true")>
                {words::tab(l, tab)}" "<b class="num">{l.number(count)}</b>
            </a>
        }
    });
    let everything = query.get("tab").is_none();
    let rest = query.with("tab", "");
    view! {
        <nav class="chips chips-wrap ledger-views" aria-label=t::by_state(l)>
            <a class="chip" href=format!("{ADDRESS}{}", rest.to_query()) aria-current=everything.then_some("true")>{t::all_cases(l)}</a>
            {chips.collect_view()}
        </nav>
    }
    .into_any()
}

/// The filter, and below it the filters that are kept.
pub(super) fn view(
    cx: &PageContext,
    query: &LedgerQuery,
    around: &Around,
    wrong: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
    let catalogue = cx.backend.catalogue();
    let all = || Choice::new("", common::all(l));
    let after_all = |choices: Vec<Choice>| flat([all()].into_iter().chain(choices).collect());
    let states = CaseState::ALL.iter().filter(|state| **state != CaseState::Received);
    let states = states.map(|s| Choice::new(s.as_str(), words::state(l, *s))).collect();
    let lights = Light::ALL.iter().map(|x| Choice::new(x.as_str(), words::light(l, *x))).collect();
    let verdicts = Verdict::ALL.iter().map(|v| Choice::new(v.as_str(), words::verdict(l, *v))).collect();
    let units = around.units.iter().map(|unit| Choice::new(unit.code.clone(), unit.name.clone())).collect();
    let areas =
        tree(&around.areas).iter().map(|row| Choice::new(row.area.code.clone(), indented(row))).collect();
    let sorts =
        [("newest", t::sort_new(l)), ("deadline", t::sort_deadline(l)), ("changed", t::sort_newest(l))];
    let sorts = flat(sorts.map(|(value, name)| Choice::new(value, name)).to_vec());
    let anchors = [
        Anchor { path: "from", label: common::from(l), id: "f-from" },
        Anchor { path: "to", label: common::to(l), id: "f-to" },
        Anchor { path: "q", label: t::search(l), id: "f-q" },
        Anchor { path: "unit", label: t::unit(l), id: "bulk-unit" },
        Anchor { path: "name", label: t::save_name(l), id: "save-name" },
        Anchor { path: "cases", label: t::choose(l), id: "bulk" },
    ];
    view! {
        {errors::summary(cx, wrong, &anchors)}
        <form class="filters ledger-filters" method="get" action=ADDRESS>
            {query.get("tab").map(|tab| hidden("tab", tab))}
            {filter_select("state", t::state(l), after_all(states), query.get("state"))}
            {filter_select("light", t::light(l), after_all(lights), query.get("light"))}
            {filter_select("unit", t::unit(l), after_all(units), query.get("unit"))}
            {filter_select("area", t::area(l), after_all(areas), query.get("area"))}
            {filter_select("category", t::category(l), categories(l, &catalogue), query.get("category"))}
            {filter_select("verdict", t::verdict(l), after_all(verdicts), query.get("verdict"))}
            {filter_select("sort", t::sort(l), sorts, query.get("sort"))}
            {filter_period(l, query.get("from"), query.get("to"))}
            <div class="filter filter-wide">
                <label class="filter-label" for="f-q">{t::search(l)}</label>
                <input class="input" type="search" id="f-q" name="q" placeholder=t::search_hint(l)
                    value=query.get("q").unwrap_or_default().to_owned() />
            </div>
            <div class="filters-actions">
                <button class="btn btn-primary">{icon(cx, "filter")}{common::apply_filter(l)}</button>
                <a class="btn btn-quiet" href=ADDRESS>{common::clear_filter(l)}</a>
            </div>
        </form>
        {saved(cx, query, around)}
    }
    .into_any()
}

/// Kept filters as links, each with a button that forgets it, and a form that keeps the current one.
fn saved(cx: &PageContext, query: &LedgerQuery, around: &Around) -> Option<AnyView> {
    let l = cx.locale;
    let current = query.to_query();
    let bare = current.trim_start_matches('?').to_owned();
    if around.saved.is_empty() && bare.is_empty() {
        return None;
    }
    let kept = around.saved.iter().map(|filter| {
        let on = filter.query == bare;
        view! {
            <span class="saved-filter">
                <a class="chip" href=format!("{ADDRESS}?{}", filter.query) aria-current=on.then_some("true")>{icon(cx, "star")}{filter.name.clone()}</a>
                <form method="post" action=format!("{ADDRESS}/filters/{}/forget", filter.id)>
                    {hidden("back", current.clone())}
                    <button class="btn btn-quiet btn-small btn-icon" aria-label=t::forget(l, &filter.name)>{icon(cx, "close")}</button>
                </form>
            </span>
        }
    });
    let keep = (!bare.is_empty() && !around.saved.iter().any(|filter| filter.query == bare)).then(|| {
        view! {
            <details class="saved-new">
                <summary class="btn btn-quiet btn-small">{icon(cx, "star")}{t::save_as(l)}</summary>
                <form class="row" method="post" action=format!("{ADDRESS}/filters")>
                    {hidden("query", bare.clone())}
                    <label class="sr-only" for="save-name">{t::save_name(l)}</label>
                    <input class="input" id="save-name" name="name" maxlength="40" required=true placeholder=t::save_name(l) />
                    <button class="btn btn-small">{t::save(l)}</button>
                </form>
            </details>
        }
    });
    Some(
        view! { <div class="row saved-filters hide-print"><span class="small muted">{t::saved(l)}</span>{kept.collect_view()}{keep}</div> }
            .into_any(),
    )
}
