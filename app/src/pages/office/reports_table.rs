//! Reports as rows of a table; on a phone as cards.

use crate::components::names;
use crate::components::status::status_word;
use crate::page::PageContext;
use crate::t::{office_common as common, office_reports as t};
use domain::listing::ReportRow;
use leptos::prelude::*;

/// Every column, for the list of reports.
pub fn full(cx: &PageContext, rows: &[ReportRow]) -> AnyView {
    table(cx, rows, t::table(cx.locale), true)
}

/// The columns that fit beside something else.
pub fn short(cx: &PageContext, rows: &[ReportRow], caption: &'static str) -> AnyView {
    table(cx, rows, caption, false)
}

fn table(cx: &PageContext, rows: &[ReportRow], caption: &'static str, full: bool) -> AnyView {
    let l = cx.locale;
    let rows = rows.iter().map(|row| table_row(cx, row, full)).collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=caption>
            <table class="table table-cards">
                <caption class="sr-only">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t::photo(l)}</th>
                        <th scope="col">{common::category(l)}</th>
                        {full.then(|| view! { <th scope="col">{t::description(l)}</th> })}
                        <th scope="col">{common::area(l)}</th>
                        <th scope="col" aria-sort="descending">{t::observed(l)}</th>
                        {full.then(|| view! { <th scope="col">{common::channel(l)}</th> })}
                        <th scope="col">{common::status(l)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn table_row(cx: &PageContext, row: &ReportRow, full: bool) -> AnyView {
    let l = cx.locale;
    let category = names::category_code(l, &cx.backend.catalogue(), &row.category);
    let description = if row.description.is_empty() {
        view! { <span class="muted">{t::no_description(l)}</span> }.into_any()
    } else {
        row.description.clone().into_any()
    };
    let area = row.area_name.clone().unwrap_or_else(|| common::no_area(l).to_owned());
    view! {
        <tr>
            <td class="cell-thumb" data-label=t::photo(l)>{thumbnail(cx, row, &category)}</td>
            <td class="cell-main" data-label=common::category(l)>
                <a href=format!("/office/reports/{}", row.id)>{category.clone()}</a>
                <span class="cell-note num">{row.receipt_code.to_string()}</span>
            </td>
            {full.then(|| view! { <td class="cell-clip" data-label=t::description(l)>{description}</td> })}
            <td data-label=common::area(l)>{area}</td>
            <td class="nowrap" data-label=t::observed(l)>
                <time datetime=row.observed_at.to_rfc3339()>{row.observed_at.to_minute()}</time>
            </td>
            {full.then(|| view! { <td data-label=common::channel(l)>{names::channel(l, row.channel)}</td> })}
            <td data-label=common::status(l)>{status_word(l, row.status)}</td>
        </tr>
    }
    .into_any()
}

/// The small picture of a report's first photo. The category's name is beside it, so it needs no words of its own.
pub fn thumbnail(cx: &PageContext, row: &ReportRow, category: &str) -> AnyView {
    let l = cx.locale;
    match &row.first_photo {
        Some(sha256) => view! {
            <img src=format!("/photos/{}/{sha256}/320", row.id) alt=t::photo_alt(l, category) loading="lazy"
                width="40" height="40" />
        }
        .into_any(),
        None => view! { <span class="sr-only">{t::no_photo(l)}</span> }.into_any(),
    }
}
