//! The rows of the ledger as a dense table; on a phone as cards.

use super::list::{ADDRESS, handles};
use super::query::LedgerQuery;
use super::{parts, words};
use crate::page::PageContext;
use crate::t::ledger as t;
use domain::case::{CaseState, Counts, Light};
use domain::ledger::{LedgerRow, LedgerSort};
use domain::time::Timestamp;
use leptos::prelude::*;

/// Every column.
pub(super) fn view(cx: &PageContext, query: &LedgerQuery, rows: &[LedgerRow]) -> AnyView {
    let l = cx.locale;
    let choose = handles(cx) && rows.iter().any(|row| row.state == CaseState::Accepted);
    let sorted = query.get("sort").and_then(LedgerSort::from_text).unwrap_or_default();
    let head = |sort: LedgerSort, name: &'static str, order: &'static str| {
        let to = query.with("sort", if sort == LedgerSort::default() { "" } else { sort.as_str() });
        view! {
            <th scope="col" aria-sort=(sort == sorted).then_some(order)>
                <a class="sort" href=format!("{ADDRESS}{}", to.to_query())>{name}</a>
            </th>
        }
    };
    let all = choose.then(|| {
        view! {
            <th scope="col"><input type="checkbox" class="choose" hidden data-choose-all="" aria-label=t::choose_all(l) />
                <span class="sr-only">{t::choose(l)}</span></th>
        }
    });
    let items = rows.iter().map(|row| table_row(cx, row, choose));
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=t::table(l)>
            <table class="table table-cards table-compact ledger-table" data-ledger="">
                <caption class="sr-only">{t::table(l)}</caption>
                <thead><tr>
                    {all}
                    <th scope="col"><span class="sr-only">{t::photo(l)}</span></th>
                    <th scope="col">{t::category(l)}</th>
                    <th scope="col">{t::description(l)}</th>
                    <th scope="col">{t::state(l)}</th>
                    {head(LedgerSort::Deadline, t::due(l), "ascending")}
                    <th scope="col">{t::unit(l)}</th>
                    <th scope="col">{t::area(l)}</th>
                    {head(LedgerSort::Newest, t::reported(l), "descending")}
                    {head(LedgerSort::Changed, t::changed(l), "descending")}
                    <th scope="col">{t::verdict(l)}</th>
                    <th scope="col"><abbr title=t::counts_full(l)>{t::counts(l)}</abbr></th>
                </tr></thead>
                <tbody>{items.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn table_row(cx: &PageContext, row: &LedgerRow, choose: bool) -> AnyView {
    let l = cx.locale;
    let late = row.light == Some(Light::Red);
    let code = row.receipt_code.to_string();
    let category = parts::category(cx, row);
    let tick = choose.then(|| {
        let tick = (row.state == CaseState::Accepted).then(|| {
            view! {
                <input type="checkbox" class="choose" form="bulk" name="case" value=format!("{}:{}", row.id, row.events)
                    aria-label=t::choose_row(l, &code) data-choose="" />
            }
        });
        view! { <td class="cell-choose" data-label=t::choose(l)>{tick}</td> }
    });
    let picture = row.before.as_ref().map(|src| {
        view! { <img src=src.clone() alt="" loading="lazy" width="40" height="40" /> }
    });
    let unit = row.unit_name.clone().map_or_else(
        || view! { <span class="muted">{crate::t::case::no_unit(l)}</span> }.into_any(),
        IntoAny::into_any,
    );
    let person = row.person.clone().map(|person| view! { <span class="cell-note">{person}</span> });
    let verdict = row.verdict.map(|verdict| {
        let class = if verdict == domain::case::Verdict::Late { "late" } else { "" };
        view! { <span class=class>{words::verdict(l, verdict)}</span> }
    });
    let due = row.due.map(|due| view! { <span class="cell-note nowrap">{moment(due)}</span> });
    view! {
        <tr class=late.then_some("is-late") data-href=parts::address(row.id)>
            {tick}
            <td class="cell-thumb">{picture}</td>
            <td class="cell-main" data-label=t::category(l)>
                <a href=parts::address(row.id)>{category}</a>
                <span class="cell-note nowrap">{code}</span>
            </td>
            <td class="cell-clip" data-label=t::description(l) title=row.description.clone()>
                {row.description.clone()}
                {row.measure.clone().map(|measure| view! { <span class="cell-note cell-clip">{measure}</span> })}
            </td>
            <td data-label=t::state(l)><span class="cell-words">{parts::state_word(l, row.state)}{parts::marks(cx, row)}</span></td>
            <td data-label=t::due(l)><span class="cell-lines">{parts::time_left(l, row)}{due}</span></td>
            <td data-label=t::unit(l)><span class="cell-lines">{unit}{person}</span></td>
            <td class="cell-area" data-label=t::area(l)>{row.area_name.clone().unwrap_or_default()}</td>
            <td class="nowrap num-start" data-label=t::reported(l)>{moment(row.received_at)}</td>
            <td class="nowrap num-start" data-label=t::changed(l)>{moment(row.changed_at)}</td>
            <td class="nowrap" data-label=t::verdict(l)>{verdict}</td>
            <td class="nowrap num" data-label=t::counts(l)>{counts(&row.counts)}</td>
        </tr>
    }
    .into_any()
}

fn moment(at: Timestamp) -> AnyView {
    // The year is in the address and the export; a column of them would push others off the screen.
    let text = at.to_minute();
    let short = text.get(5..).unwrap_or(&text).to_owned();
    view! { <time datetime=at.to_rfc3339() title=text>{short}</time> }.into_any()
}

fn counts(counts: &Counts) -> String {
    format!("{}/{}/{}/{}", counts.reworks, counts.transfers, counts.deferrals, counts.extensions)
}
