//! Duplicates of a report: those linked, those that may be, and the buttons to link and to undo it.

use super::report_facts;
use crate::components::icons::icon;
use crate::components::names;
use crate::components::status::status_word;
use crate::page::PageContext;
use crate::t::office_reports as t;
use domain::error::{ApiError, ErrorCode};
use domain::listing::ReportRow;
use domain::report::ReportView;
use leptos::prelude::*;
use uuid::Uuid;

/// How far away a candidate may be, in metres.
const RADIUS_M: f64 = 300.0;
/// Most candidates that are shown.
const CANDIDATES: usize = 10;
/// Most linked reports that are shown with their pictures.
const SHOWN: usize = 20;

/// What belongs together with a report.
pub struct Duplicates {
    /// The report it is linked to.
    of: Option<ReportView>,
    /// Reports linked to it.
    linked: Vec<ReportView>,
    /// Open reports nearby, with their distance in metres.
    near: Vec<(ReportRow, f64)>,
}

/// Loads everything around a report; what may not be seen or is gone is left out.
///
/// # Errors
/// What the backend refuses, other than that.
pub async fn load(cx: &PageContext, report: &ReportView) -> Result<Duplicates, ApiError> {
    let of = match report.duplicate_of {
        Some(id) => one(cx, id).await?,
        None => None,
    };
    let mut linked = Vec::new();
    for id in report.duplicates.iter().take(SHOWN) {
        linked.extend(one(cx, *id).await?);
    }
    let near = if report.status.may_become_duplicate() && report.location.is_some() {
        likeliest(report, cx.backend.reports_near(report.id, RADIUS_M).await?)
    } else {
        Vec::new()
    };
    Ok(Duplicates { of, linked, near })
}

/// Candidates of the same category first, then the nearest; only as many as somebody will look at.
fn likeliest(report: &ReportView, mut near: Vec<(ReportRow, f64)>) -> Vec<(ReportRow, f64)> {
    near.sort_by(|(a, near), (b, far)| {
        let other = |row: &ReportRow| row.category != report.category;
        other(a).cmp(&other(b)).then(near.total_cmp(far))
    });
    near.truncate(CANDIDATES);
    near
}

async fn one(cx: &PageContext, id: Uuid) -> Result<Option<ReportView>, ApiError> {
    match cx.backend.report(id).await {
        Ok(report) => Ok(Some(report)),
        Err(error) if matches!(error.code, ErrorCode::NotFound | ErrorCode::Forbidden) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Linked reports, then candidates.
fn body(cx: &PageContext, report: &ReportView, duplicates: &Duplicates) -> AnyView {
    let l = cx.locale;
    let address = format!("/office/reports/{}/duplicate", report.id);
    let of = duplicates.of.as_ref().map(|of| {
        view! {
            <p>{t::linked_to(l)}</p>
            <ul class="list">{linked_row(cx, of)}</ul>
            <form method="post" action=address.clone()>
                <input type="hidden" name="undo" value="1" />
                <button class="btn btn-small">{icon(cx, "link")}{t::undo(l)}</button>
            </form>
        }
    });
    let linked = (!duplicates.linked.is_empty()).then(|| {
        let rows = duplicates.linked.iter().map(|other| linked_row(cx, other)).collect_view();
        view! { <h3 class="strong">{t::linked_here(l)}</h3><ul class="list">{rows}</ul> }
    });
    let near = report.status.may_become_duplicate().then(|| {
        if duplicates.near.is_empty() {
            return view! { <p class="muted">{t::duplicates_none(l)}</p> }.into_any();
        }
        let rows = duplicates.near.iter().map(|(row, metres)| candidate(cx, report, row, *metres, &address));
        view! {
            <p class="muted">{t::duplicates_note(l)}</p>
            <ul class="list">{rows.collect_view()}</ul>
        }
        .into_any()
    });
    view! { {of}{linked}{near} }.into_any()
}

/// The panel of duplicates with its heading; none for a report that has no duplicates and can no longer get any.
pub fn panel(cx: &PageContext, report: &ReportView, duplicates: &Duplicates) -> Option<AnyView> {
    let some = duplicates.of.is_some() || !duplicates.linked.is_empty();
    (some || report.status.may_become_duplicate())
        .then(|| report_facts::panel(t::duplicates(cx.locale), body(cx, report, duplicates)))
}

fn linked_row(cx: &PageContext, other: &ReportView) -> AnyView {
    let l = cx.locale;
    let category = names::category_code(l, &cx.backend.catalogue(), &other.category);
    let picture = other.photos.iter().find(|photo| photo.stored).map(|photo| photo.small.clone());
    view! {
        <li>
            <a class="list-item" href=format!("/office/reports/{}", other.id)>
                {thumbnail(cx, picture, &category)}
                <span class="list-body">
                    <span class="list-title">{category}</span>
                    <span class="list-meta">{other.observed_at.to_minute()}" · "{other.receipt_code.to_string()}</span>
                </span>
                <span class="list-end">{status_word(l, other.status)}</span>
            </a>
        </li>
    }
    .into_any()
}

fn candidate(cx: &PageContext, report: &ReportView, row: &ReportRow, metres: f64, address: &str) -> AnyView {
    let l = cx.locale;
    let category = names::category_code(l, &cx.backend.catalogue(), &row.category);
    let picture = row.first_photo.as_ref().map(|sha256| format!("/photos/{}/{sha256}/320", row.id));
    let same = (row.category == report.category)
        .then(|| view! { " "<span class="tag tag-accent">{t::same_category(l)}</span> });
    view! {
        <li class="row row-between">
            <a class="list-item" href=format!("/office/reports/{}", row.id)>
                {thumbnail(cx, picture, &category)}
                <span class="list-body">
                    <span class="list-title">{category}{same}</span>
                    <span class="list-meta">
                        {t::distance(l, format!("{metres:.0}"))}" · "{row.observed_at.to_minute()}" · "{row.receipt_code.to_string()}
                    </span>
                    <span class="list-meta">{row.description.clone()}</span>
                </span>
            </a>
            <form method="post" action=address.to_owned()>
                <input type="hidden" name="of" value=row.id.to_string() />
                <button class="btn btn-small">{icon(cx, "link")}{t::link(l)}</button>
            </form>
        </li>
    }
    .into_any()
}

fn thumbnail(cx: &PageContext, picture: Option<String>, category: &str) -> AnyView {
    match picture {
        Some(src) => {
            view! { <img class="list-thumb" src=src alt=t::photo_alt(cx.locale, category) loading="lazy" /> }
                .into_any()
        }
        None => view! { <span class="list-thumb">{icon(cx, "image")}</span> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::things;
    use super::*;
    use domain::report::ReportStatus;

    #[test]
    fn candidates_of_the_same_category_come_first_then_the_nearest_and_not_too_many() {
        let report = things::report(1, ReportStatus::Received);
        let other = |id| ReportRow { category: "street_light".into(), ..things::row(id) };
        let mut near =
            vec![(other(2), 5.0), (things::row(3), 200.0), (other(4), 3.0), (things::row(5), 90.0)];
        near.extend((10..30).map(|id| (other(id), 250.0)));
        let ids: Vec<u128> = likeliest(&report, near).iter().map(|(row, _)| row.id.as_u128()).collect();
        assert_eq!((&ids[..4], ids.len()), (&[5, 3, 4, 2][..], CANDIDATES));
    }
}
