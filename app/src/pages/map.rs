//! 问题分布图: where problems are, as the public may see it: cells with at least five incidents, rounded.

use crate::components::charts::frame::legend_of;
use crate::components::charts::hexagons::{Overlay, class_ranges, classes, hexagons};
use crate::components::icons::{icon, icon_with};
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::pages::slots;
use crate::t;
use domain::area::{AreaLevel, AreaShape};
use domain::heatmap::{CellFeature, HeatmapAnswer, HeatmapQuery};
use domain::limits;
use domain::statistics::Layer;
use domain::time::Period;
use leptos::prelude::*;

/// Cells of about five square kilometres: small enough to tell neighbourhoods apart, large enough to hold five incidents.
const RESOLUTION: u8 = 7;
/// How many days back the map looks.
const DAYS: i32 = 90;

/// `/map`.
///
/// # Errors
/// What the port says.
pub async fn page(cx: &PageContext) -> Result<Page, PageError> {
    let l = cx.locale;
    let today = cx.backend.now().day();
    let first = today.plus(-DAYS);
    let query = HeatmapQuery {
        bbox: None,
        resolution: RESOLUTION,
        period: Period { from: Some(first.start()), to: Some(today.plus(1).start()) },
        category: None,
        status: None,
        layer: Layer::All,
    };
    let answer = cx.backend.heatmap(&query).await?;
    let mut areas = cx.backend.area_shapes().await?;
    // Outlines of villages would make the drawing heavy on a phone and say nothing at this size.
    areas.retain(|shape| matches!(shape.area.level, AreaLevel::Banner | AreaLevel::Town));
    let frame = PhoneShell {
        title: t::map::title(l).to_owned(),
        back: Some("/".to_owned()),
        tab: Tab::Other,
        figures: true,
        ..PhoneShell::default()
    };
    let view = view! {
        <div class="stack stack-l">
            <p class="muted">{t::map::lead(l, DAYS, limits::PUBLIC_CELL_INCIDENTS)}</p>
            {drawing(cx, &areas, &answer)}
            {slots::heat_map(cx, format!("from={first}&to={today}"))}
            <div class="notice notice-info">
                {icon(cx, "shield")}
                <div class="notice-body"><p>{t::map::privacy(l)}</p></div>
            </div>
            <p><a class="btn btn-block" href="/statistics">{t::statistics_public::title(l)}</a></p>
        </div>
    };
    Ok(Page::phone(cx, frame, view))
}

/// The cells as a drawing with its legend, and the same by town as a table.
fn drawing(cx: &PageContext, areas: &[AreaShape], answer: &HeatmapAnswer) -> AnyView {
    let l = cx.locale;
    if answer.features.is_empty() {
        return view! {
            <div class="empty">
                {icon_with(cx, "map", "empty-icon")}
                <p class="empty-title">{t::map::none(l)}</p>
                <p class="empty-text">{t::map::none_text(l, limits::PUBLIC_CELL_INCIDENTS)}</p>
                <a class="btn btn-primary" href="/report">{t::home::report(l)}</a>
            </div>
        }
        .into_any();
    }
    let counts: Vec<u64> = answer.features.iter().map(|cell| cell.properties.incidents).collect();
    let ends = classes(counts);
    let legend = class_ranges(&ends)
        .into_iter()
        .map(|(class, low, high)| {
            // Fewer than this are never shown, so the lightest shade must not seem to promise them.
            let low = low.max(limits::PUBLIC_CELL_INCIDENTS).min(high);
            let text = if low == high {
                t::map::count(l, l.number(high))
            } else {
                t::map::range(l, l.number(low), l.number(high))
            };
            (HEAT[class.clamp(1, HEAT.len()) - 1], text)
        })
        .collect();
    let alt = t::map::alt(l, answer.features.len(), l.number(answer.total_incidents));
    let rows = by_town(areas, &answer.features).into_iter().map(|(name, incidents)| {
        let name = name.unwrap_or_else(|| t::map::elsewhere(l).to_owned());
        view! { <tr><th scope="row">{name}</th><td class="num">{l.number(incidents)}</td></tr> }
    });
    view! {
        <figure class="chart panel">
            <figcaption class="chart-head">
                <span class="chart-title">{t::map::chart(l)}</span>
                <span class="chart-note">{t::map::total(l, l.number(answer.total_incidents))}</span>
            </figcaption>
            <div class="stack stack-s" data-map-instead="">
                {hexagons(areas, &answer.features, &Overlay::default()).map(|drawing| drawing.view(alt))}
                {legend_of(legend)}
            </div>
            <details class="disclosure chart-data">
                <summary>{t::map::table(l)}</summary>
                <div class="disclosure-body">
                    <table class="table table-compact">
                        <caption class="sr-only">{t::map::table(l)}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{t::common::level_town(l)}</th>
                                <th scope="col" class="num">{t::map::incidents(l)}</th>
                            </tr>
                        </thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </div>
            </details>
        </figure>
    }
    .into_any()
}

/// Classes of the shades, lightest first.
const HEAT: [&str; 5] = ["heat-1", "heat-2", "heat-3", "heat-4", "heat-5"];

/// Incidents by the town whose label point lies nearest to the cell, most first. Cells straddle borders, so this is a
/// rough sum, good enough to say in words what the drawing shows; none stands for a county without towns.
fn by_town(areas: &[AreaShape], cells: &[CellFeature]) -> Vec<(Option<String>, u64)> {
    let towns: Vec<_> =
        areas.iter().map(|shape| &shape.area).filter(|area| area.level == AreaLevel::Town).collect();
    let mut sums: Vec<(Option<String>, u64)> = Vec::new();
    for cell in cells {
        let Some([lng, lat]) = cell.geometry.coordinates.first().and_then(|ring| ring.first()).copied()
        else {
            continue;
        };
        let distance =
            |area: &domain::area::Area| domain::location::distance_m((area.lat, area.lng), (lat, lng));
        let nearest = towns.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
        let name = nearest.map(|town| town.name.clone());
        match sums.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sum)) => *sum += cell.properties.incidents,
            None => sums.push((name, cell.properties.incidents)),
        }
    }
    sums.sort_by_key(|(_, sum)| std::cmp::Reverse(*sum));
    sums
}
