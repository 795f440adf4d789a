//! Cases that may be the same problem as a report: both pictures side by side, how far apart, how alike.

use super::parts;
use crate::components::fields::hidden;
use crate::components::icons::icon;
use crate::components::names;
use crate::page::PageContext;
use crate::t::case as t;
use domain::ledger::DuplicateCandidate;
use domain::report::ReportView;
use leptos::prelude::*;

/// The candidates, the likeliest first; none when there are none.
pub fn panel(
    cx: &PageContext,
    report: &ReportView,
    candidates: &[DuplicateCandidate],
    events: Option<u32>,
) -> Option<AnyView> {
    let l = cx.locale;
    if candidates.is_empty() {
        return None;
    }
    let own = report.photos.iter().find(|photo| photo.stored).map(|photo| photo.small.clone());
    let items = candidates.iter().map(|candidate| one(cx, report, own.as_deref(), candidate, events));
    let body = view! {
        <p class="small muted">{t::duplicates_note(l)}</p>
        <ul class="candidates">{items.collect_view()}</ul>
    };
    Some(parts::panel(t::duplicates(l), body.into_any()))
}

fn one(
    cx: &PageContext,
    report: &ReportView,
    own: Option<&str>,
    candidate: &DuplicateCandidate,
    events: Option<u32>,
) -> AnyView {
    let l = cx.locale;
    let other = &candidate.report;
    let name = names::category_code(l, &cx.backend.catalogue(), &other.category);
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    let alike = [
        Some(t::distance(l, format!("{:.0}", candidate.distance_m))),
        candidate.text_likeness.map(|share| t::similar_text(l, percent(share))),
        candidate.photo_likeness.map(|share| t::similar_photo(l, percent(share))),
    ];
    let alike = alike.into_iter().flatten().map(|text| view! { <span class="tag">{text}</span> });
    let side = |caption: &'static str, src: Option<&str>, alt: String| {
        let picture = match src {
            Some(src) => view! { <img src=src.to_owned() alt=alt loading="lazy" width="160" height="120" /> }
                .into_any(),
            None => view! { <span class="candidate-none">{icon(cx, "image")}</span> }.into_any(),
        };
        view! { <figure>{picture}<figcaption>{caption}</figcaption></figure> }
    };
    view! {
        <li class="candidate">
            <div class="candidate-pair">
                {side(t::this_case(l), own, t::photo_before(l, 1))}
                {side(t::candidate(l), candidate.photo.as_deref(), format!("{name} {}", other.receipt_code))}
            </div>
            <div class="candidate-words">
                <p><a class="strong" href=parts::address(other.id)>{name}" "{other.receipt_code.to_string()}</a></p>
                <p class="small">{other.description.clone()}</p>
                <p class="small muted num">{other.received_at.to_minute()}</p>
                <p class="row">{alike.collect_view()}</p>
                <form method="post" enctype="multipart/form-data" action=parts::address(report.id)>
                    {hidden("command", "link")}
                    {events.map(|events| hidden("expected_events", events.to_string()))}
                    {hidden("of", other.id.to_string())}
                    <button class="btn btn-small">{icon(cx, "link")}{t::link_this(l)}</button>
                </form>
            </div>
        </li>
    }
    .into_any()
}
