//! Charts of the problems page: the map, hot clusters, rates, places getting worse, coverage, speed. Each is a file, too.

use super::figures::Figures;
use super::service;
use super::tasks::{Task, cluster_title, clusters, near_text};
use crate::components::charts::chart::{Cell, Chart, Table};
use crate::components::charts::hexagons::{Overlay, class_ranges, classes, hexagons};
use crate::components::charts::measures::{Measure, measures};
use crate::locale::Locale;
use crate::t::{office_heatmap as old, problems as t};
use domain::area::AreaLevel;
use domain::heatmap::CellFeature;
use domain::statistics::Exposure;
use std::collections::BTreeSet;

const SHADES: [&str; 5] = ["heat-1", "heat-2", "heat-3", "heat-4", "heat-5"];
/// Most bars of a drawing; the table has all.
pub(super) const BARS: usize = 30;

/// All charts of the page, in its order. `tasks` are the numbered places.
pub fn all(l: Locale, figures: &Figures, tasks: &[Task]) -> Vec<Chart> {
    let mut charts = vec![map(l, figures, tasks)];
    charts.extend(hot(l, figures));
    charts.extend(rates(l, figures));
    charts.extend(rising(l, figures));
    charts.extend(service::coverage(l, figures));
    charts.extend(service::speed(l, figures));
    charts
}

pub(super) fn chart(
    id: &'static str,
    title: &str,
    definition: String,
    method: &'static str,
    table: Table,
) -> Chart {
    Chart {
        id,
        title: title.to_owned(),
        definition,
        method,
        alt: String::new(),
        legend: Vec::new(),
        drawing: None,
        table,
        open: true,
    }
}

fn map(l: Locale, figures: &Figures, tasks: &[Task]) -> Chart {
    let cells = &figures.cells.features;
    let hot: BTreeSet<&str> = figures
        .hot
        .iter()
        .flat_map(|hot| &hot.clusters)
        .flat_map(|cluster| &cluster.cells)
        .map(String::as_str)
        .collect();
    let overlay = Overlay {
        hot: cells
            .iter()
            .filter(|cell| hot.contains(cell.properties.cell.as_str()))
            .map(|cell| &cell.geometry)
            .collect(),
        unseen: figures.unseen().into_iter().map(|place| place.code.as_str()).collect(),
        numbered: tasks.iter().map(|task| task.at).collect(),
        frame: figures.query.area.as_deref(),
    };
    let ends = classes(cells.iter().map(|cell| cell.properties.incidents).collect());
    let mut legend: Vec<(&'static str, String)> = class_ranges(&ends)
        .into_iter()
        .map(|(shade, low, high)| {
            let word = match low == high {
                true => old::legend_one(l, l.number(low)),
                false => old::legend_range(l, l.number(low), l.number(high)),
            };
            (SHADES[shade.clamp(1, SHADES.len()) - 1], word)
        })
        .collect();
    legend.extend((!overlay.hot.is_empty()).then(|| ("swatch-hot", t::legend_hot(l).to_owned())));
    legend.extend((!overlay.unseen.is_empty()).then(|| ("swatch-unseen", t::legend_unseen(l).to_owned())));
    let most = cells.iter().map(|cell| cell.properties.incidents).max().unwrap_or(0);
    let mut table = Table::new([t::cell(l), t::incidents(l), t::reports(l)]);
    let mut sorted: Vec<&CellFeature> = cells.iter().collect();
    sorted.sort_by_key(|cell| (std::cmp::Reverse(cell.properties.incidents), &cell.properties.cell));
    for cell in sorted {
        let it = &cell.properties;
        table.push(vec![it.cell.as_str().into(), Cell::count(it.incidents), Cell::count(it.reports)], false);
    }
    Chart {
        alt: old::static_alt(l, cells.len(), l.number(most)),
        legend,
        drawing: hexagons(&figures.shapes, cells, &overlay),
        open: false,
        ..chart("map", t::map(l), t::map_definition(l, size(l, figures.resolution)), "heatmap", table)
    }
}

const fn size(l: Locale, resolution: u8) -> &'static str {
    match resolution {
        7 => old::resolution_7(l),
        8 => old::resolution_8(l),
        9 => old::resolution_9(l),
        _ => old::resolution_10(l),
    }
}

fn hot(l: Locale, figures: &Figures) -> Option<Chart> {
    let hot = figures.hot.as_ref()?;
    let mut table = Table::new([t::place(l), t::cells(l), t::incidents(l), t::expected(l), "z", "q"]);
    let clusters = clusters(figures);
    for cluster in &clusters {
        table.push(
            vec![
                cluster_title(l, cluster).into(),
                Cell::count(cluster.cells.len() as u64),
                Cell::count(cluster.incidents),
                Cell::number(Some(cluster.expected), |n| format!("{n:.1}")),
                Cell::number(Some(cluster.z), |z| format!("{z:.2}")),
                Cell::number(Some(cluster.q), |q| {
                    if q < 0.001 { "<0.001".to_owned() } else { format!("{q:.3}") }
                }),
            ],
            false,
        );
    }
    let definition = match clusters.is_empty() {
        true => t::hot_none(l, l.number(hot.cells)),
        false if figures.close.is_empty() => t::hot_definition(l, l.number(hot.cells), l.number(hot.hot)),
        false => {
            let cells: u64 = figures.close.iter().map(|town| town.cells).sum();
            let found: u64 = figures.close.iter().map(|town| town.hot).sum();
            t::hot_definition_towns(
                l,
                figures.close.len(),
                l.number(cells),
                l.number(found),
                figures.methods.trend_fewest_incidents,
            )
        }
    };
    Some(chart("hotspots", t::hot(l), definition, "hotspots", table))
}

fn rates(l: Locale, figures: &Figures) -> Option<Chart> {
    let rates = &figures.rates;
    if rates.areas.is_empty() {
        return None;
    }
    let (unit, exposure) = match rates.exposure {
        Exposure::Population => (t::per_people(l, l.number(rates.per as u64)), t::people(l)),
        Exposure::Visits => (t::per_visits(l, l.number(rates.per as u64)), t::visits(l)),
    };
    let two = |value: Option<f64>| Cell::number(value, |n| format!("{n:.2}"));
    let mut table = Table::new([
        level_name(l, figures),
        t::incidents(l),
        t::reports(l),
        exposure,
        t::raw_rate(l),
        t::shrunken_rate(l),
    ]);
    let mut bars = Vec::new();
    for area in &rates.areas {
        table.push(
            vec![
                area.name.as_str().into(),
                Cell::count(area.incidents),
                Cell::count(area.reports),
                Cell::number(Some(area.exposure), |n| format!("{n:.0}")),
                two(area.raw),
                two(area.shrunken),
            ],
            area.raw.is_none(),
        );
        bars.push(Measure {
            label: area.name.clone(),
            first: area.incidents as f64,
            first_text: l.number(area.incidents),
            second: area.shrunken,
            second_text: area.shrunken.map_or_else(|| t::no_rate(l).to_owned(), |rate| format!("{rate:.2}")),
        });
    }
    bars.sort_by(|a, b| b.second.partial_cmp(&a.second).unwrap_or(std::cmp::Ordering::Equal));
    bars.truncate(BARS);
    let alt = bars
        .first()
        .map_or_else(String::new, |bar| t::rates_alt(l, rates.areas.len(), &bar.label, &bar.second_text));
    let effort = rates.notes.iter().any(|note| note == "exposure_is_visits_and_inspections");
    let mut definition = t::rates_definition(l, &unit);
    if effort {
        definition.push_str(t::rates_effort(l));
    }
    Some(Chart {
        alt,
        drawing: Some(measures([t::incidents(l), unit.as_str()], &bars)),
        open: false,
        ..chart("rates", t::rates(l), definition, "rates", table)
    })
}

pub(super) const fn level_name(l: Locale, figures: &Figures) -> &'static str {
    match figures.query.level {
        AreaLevel::Town => t::level_town(l),
        _ => t::level_village(l),
    }
}

fn rising(l: Locale, figures: &Figures) -> Option<Chart> {
    let trends = figures.trends.as_ref()?;
    let mut table = Table::new([t::place(l), t::weekly(l), t::slope(l), "z", "q", t::verdict(l)]);
    let places = trends.cells.iter().map(|cell| {
        let name = format!("{} ({})", near_text(l, cell.near.as_ref()), cell.cell);
        (name, &cell.trend)
    });
    let areas = trends.areas.iter().map(|area| (area.name.clone(), &area.trend));
    for (name, trend) in areas.chain(places) {
        let verdict = match (trend.worse, trend.q < figures.methods.false_discoveries && trend.z < 0.0) {
            (true, _) => t::worse(l),
            (_, true) => t::better(l),
            _ => t::steady(l),
        };
        table.push(
            vec![
                name.into(),
                trend.incidents.iter().map(u64::to_string).collect::<Vec<_>>().join(" ").into(),
                Cell::number(Some(trend.slope), |n| format!("{n:+.2}")),
                Cell::number(Some(trend.z), |z| format!("{z:.2}")),
                Cell::number(
                    Some(trend.q),
                    |q| if q < 0.001 { "<0.001".to_owned() } else { format!("{q:.3}") },
                ),
                verdict.into(),
            ],
            false,
        );
    }
    let definition = t::rising_definition(l, trends.weeks.len(), l.number(trends.too_few));
    Some(Chart { open: false, ..chart("trends", t::rising(l), definition, "trends", table) })
}
