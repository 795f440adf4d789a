//! Where problems are: a live map, the same as a drawing for paper, totals that equal the list, and the fullest cells.

use super::address::filled;
use super::fields::{Choice, filter_period, filter_select, flat};
use super::heatmap_query::HeatmapForm;
use super::{page_head, reports, slots};
use crate::components::charts::frame::legend_of;
use crate::components::charts::hexagons::{class_ranges, classes, hexagons};
use crate::components::errors::{self, Anchor};
use crate::components::icons::{icon, icon_with};
use crate::components::names;
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::t::{office_common as common, office_heatmap as t};
use domain::access::Permission;
use domain::area::{AreaLevel, AreaShape};
use domain::category::Catalogue;
use domain::error::ApiError;
use domain::heatmap::{CellFeature, HeatmapAnswer, RESOLUTIONS};
use domain::report::ReportStatus;
use leptos::prelude::*;

const ADDRESS: &str = "/office/heatmap";
/// Rows of the table of cells.
const TOP_CELLS: usize = 20;

/// The heatmap. A filter that cannot be read shows what is wrong and no map.
///
/// # Errors
/// What the backend refuses.
pub async fn page(cx: &PageContext, form: &HeatmapForm) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::ReadStatistics)?;
    let catalogue = cx.backend.catalogue();
    let answer = match form.parse(&catalogue) {
        Ok(query) => cx.backend.heatmap(&query).await,
        Err(error) => Err(error),
    };
    let (answer, wrong) = match answer {
        Ok(answer) => (Some(answer), None),
        Err(error) if !error.fields.is_empty() => (None, Some(error)),
        Err(error) => return Err(error.into()),
    };
    let shapes = cx.backend.area_shapes().await?;
    let lead = answer
        .as_ref()
        .map(|answer| {
            let (incidents, reports) = totals(answer);
            t::lead(l, l.number(incidents), l.number(reports))
        })
        .unwrap_or_default();
    let actions = view! { {slots::print_button(cx, "btn btn-small")} <a class="btn btn-small" href=format!("/office/reports{}", form.list_query())>{icon(cx, "list")}{t::see_list(l)}</a> };
    let view = view! {
        {page_head(t::title(l).to_owned(), lead, actions)}
        {filters(cx, form, &catalogue, wrong.as_ref())}
        {answer.as_ref().map(|answer| content(cx, form, answer, &shapes))}
    };
    let status = if wrong.is_some() { 422 } else { 200 };
    let frame = OfficeShell { title: t::title(l).to_owned(), section: Section::Heatmap, status };
    Ok(Page::office(cx, frame, view))
}

/// Incidents and reports, with and without a place: what the list counts.
const fn totals(answer: &HeatmapAnswer) -> (u64, u64) {
    (answer.total_incidents + answer.outside, answer.total_reports + answer.outside_reports)
}

fn filters(cx: &PageContext, form: &HeatmapForm, catalogue: &Catalogue, wrong: Option<&ApiError>) -> AnyView {
    let l = cx.locale;
    let statuses = ReportStatus::ALL.iter().map(|s| Choice::new(s.as_str(), names::status(l, *s)));
    let statuses = [Choice::new("", common::all(l))].into_iter().chain(statuses).collect();
    let sizes = RESOLUTIONS.map(|size| Choice::new(size.to_string(), size_name(l, size))).collect();
    let anchors = [
        Anchor { path: "category", label: common::category(l), id: "f-category" },
        Anchor { path: "status", label: common::status(l), id: "f-status" },
        Anchor { path: "from", label: common::from(l), id: "f-from" },
        Anchor { path: "to", label: common::to(l), id: "f-to" },
        Anchor { path: "resolution", label: t::resolution(l), id: "f-resolution" },
    ];
    view! {
        {errors::summary(cx, wrong, &anchors)}
        <form class="filters hide-print" method="get" action=ADDRESS>
            {filter_period(l, form.from.as_deref(), form.to.as_deref())}
            {filter_select("category", common::category(l), reports::categories(l, catalogue), filled(&form.category))}
            {filter_select("status", common::status(l), flat(statuses), filled(&form.status))}
            {filter_select("resolution", t::resolution(l), flat(sizes), Some(filled(&form.resolution).unwrap_or("9")))}
            <div class="filters-actions">
                <button class="btn btn-primary">{icon(cx, "filter")}{common::apply_filter(l)}</button>
                <a class="btn btn-quiet" href=ADDRESS>{common::clear_filter(l)}</a>
            </div>
        </form>
    }
    .into_any()
}

const fn size_name(l: Locale, resolution: u8) -> &'static str {
    match resolution {
        7 => t::resolution_7(l),
        8 => t::resolution_8(l),
        9 => t::resolution_9(l),
        _ => t::resolution_10(l),
    }
}

fn content(cx: &PageContext, form: &HeatmapForm, answer: &HeatmapAnswer, shapes: &[AreaShape]) -> AnyView {
    let l = cx.locale;
    let body = if answer.features.is_empty() {
        view! {
            <div class="empty">
                {icon_with(cx, "map", "empty-icon")}
                <p class="empty-title">{t::empty(l)}</p>
                <p class="empty-text">{t::empty_text(l)}</p>
            </div>
        }
        .into_any()
    } else {
        // The drawing stays below the live map: it is what is printed, and what browsers without scripts show.
        view! { <div class="hide-print">{slots::heat_map(cx, form)}</div> {drawing(l, answer, shapes)} }
            .into_any()
    };
    view! {
        <div class="split">
            <div class="split-main">{body}</div>
            <aside class="split-side">
                <section class="panel"><div class="panel-body">{figures(l, form, answer)}</div></section>
                {(!answer.features.is_empty()).then(|| top_cells(l, form, answer, shapes))}
            </aside>
        </div>
    }
    .into_any()
}

fn figures(l: Locale, form: &HeatmapForm, answer: &HeatmapAnswer) -> AnyView {
    let (incidents, reports) = totals(answer);
    let row = |name: &'static str, value: String| {
        view! { <div><dt>{name}</dt><dd class="num">{value}</dd></div> }
    };
    view! {
        <dl class="kv">
            {row(t::in_cells(l), l.number(answer.total_incidents))}
            {row(t::in_cells_reports(l), l.number(answer.total_reports))}
            {row(t::outside(l), l.number(answer.outside))}
            {row(t::sum(l), l.number(incidents))}
        </dl>
        <p class="muted small">{t::counts_note(l)}</p>
        <p><a href=format!("/office/reports{}", form.list_query())>{t::sum_note(l, l.number(reports))}</a></p>
    }
    .into_any()
}

/// The shades and the numbers they stand for.
fn marks(l: Locale, answer: &HeatmapAnswer) -> Vec<(&'static str, String)> {
    const SHADES: [&str; 5] = ["heat-1", "heat-2", "heat-3", "heat-4", "heat-5"];
    let ends = classes(answer.features.iter().map(|cell| cell.properties.incidents).collect());
    class_ranges(&ends)
        .into_iter()
        .map(|(shade, low, high)| {
            let word = if low == high {
                t::legend_one(l, l.number(low))
            } else {
                t::legend_range(l, l.number(low), l.number(high))
            };
            (SHADES[shade.clamp(1, SHADES.len()) - 1], word)
        })
        .collect()
}

fn drawing(l: Locale, answer: &HeatmapAnswer, shapes: &[AreaShape]) -> AnyView {
    let most = answer.features.iter().map(|cell| cell.properties.incidents).max().unwrap_or(0);
    let marks = marks(l, answer);
    let alt = t::static_alt(l, answer.features.len(), l.number(most));
    view! {
        <figure class="chart panel">
            <figcaption class="chart-head">
                <span class="chart-title">{t::static_map(l)}</span>
                <span class="chart-note">{t::static_map_note(l)}</span>
            </figcaption>
            {hexagons(shapes, &answer.features, alt)}
            {(!marks.is_empty()).then(|| legend_of(marks))}
        </figure>
    }
    .into_any()
}

fn top_cells(l: Locale, form: &HeatmapForm, answer: &HeatmapAnswer, shapes: &[AreaShape]) -> AnyView {
    let mut cells: Vec<&CellFeature> = answer.features.iter().collect();
    cells.sort_by_key(|cell| {
        (
            std::cmp::Reverse(cell.properties.incidents),
            std::cmp::Reverse(cell.properties.reports),
            &cell.properties.cell,
        )
    });
    let rows = cells
        .into_iter()
        .take(TOP_CELLS)
        .map(|cell| {
            let show = rectangle(cell).map(|bbox| {
                view! { <a href=format!("/office/reports{}", form.list_in(&bbox))>{t::show(l)}</a> }
            });
            view! {
                <tr>
                    <td class="cell-main" data-label=t::near_area(l)>
                        {nearest_area(cell, shapes).unwrap_or_else(|| common::no_area(l).to_owned())}
                        <span class="cell-note">{cell.properties.cell.clone()}</span>
                    </td>
                    <td class="num" data-label=t::incidents(l)>{l.number(cell.properties.incidents)}</td>
                    <td class="num" data-label=t::reports(l)>{l.number(cell.properties.reports)}</td>
                    <td class="cell-actions">{show}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="panel panel-flush">
            <div class="panel-head"><h2 class="panel-title">{t::top_cells(l)}</h2></div>
            <div class="panel-body">
                <div class="table-wrap" tabindex="0" role="region" aria-label=t::top_cells(l)>
                    <table class="table table-cards">
                        <caption class="sr-only">{t::top_cells(l)}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{t::near_area(l)}</th>
                                <th scope="col" class="num" aria-sort="descending">{t::incidents(l)}</th>
                                <th scope="col" class="num">{t::reports(l)}</th>
                                <th scope="col"><span class="sr-only">{t::show(l)}</span></th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </div>
        </section>
    }
    .into_any()
}

/// The rectangle around a cell, `west,south,east,north`.
fn rectangle(cell: &CellFeature) -> Option<String> {
    let ring = cell.geometry.coordinates.first()?;
    let ends = |axis: usize| {
        let values = ring.iter().map(move |point| point[axis]);
        (values.clone().fold(f64::MAX, f64::min), values.fold(f64::MIN, f64::max))
    };
    let ((west, east), (south, north)) = (ends(0), ends(1));
    (west <= east).then(|| format!("{west:.5},{south:.5},{east:.5},{north:.5}"))
}

/// The community or village whose label stands nearest to a cell; for orientation only.
fn nearest_area(cell: &CellFeature, shapes: &[AreaShape]) -> Option<String> {
    let ring = cell.geometry.coordinates.first()?;
    let [lng, lat] = *ring.first()?;
    let shrink = lat.to_radians().cos();
    let distance = |shape: &&AreaShape| {
        let (x, y) = ((shape.area.lng - lng) * shrink, shape.area.lat - lat);
        x * x + y * y
    };
    shapes
        .iter()
        .filter(|shape| matches!(shape.area.level, AreaLevel::Community | AreaLevel::Village))
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
        .map(|shape| shape.area.name.clone())
}
