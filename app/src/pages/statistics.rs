//! 创城数据公开: what the town may see: how many know, where problems are, suppressed and rounded, in plain words.

use crate::components::charts::chart::{Cell, Chart, Files, Table, method_link};
use crate::components::charts::format::{percent_interval, percent_number};
use crate::components::charts::hexagons::{Overlay, class_ranges, classes, hexagons};
use crate::components::charts::rates::rate_bars;
use crate::components::charts::regions::{Region, Tone, regions};
use crate::components::icons::icon;
use crate::islands::Tools;
use crate::locale::Locale;
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::pages::office::awareness::{group_name, interval_row, sentence};
use crate::t::{map as old_map, office_awareness as a, statistics as s, statistics_public as t};
use domain::area::{AreaLevel, AreaShape};
use domain::awareness::{AwarenessAnswer, AwarenessGroup, AwarenessQuery, GroupBy, Weights};
use domain::error::ApiError;
use domain::heatmap::{HeatmapAnswer, HeatmapQuery};
use domain::questionnaire::Purpose;
use domain::response::SurveyChannel;
use domain::statistics::{Layer, Methods};
use domain::time::Period;
use leptos::prelude::*;

/// Cells of about five square kilometres, as on the public map.
const RESOLUTION: u8 = 7;
const SHADES: [f64; 4] = [0.4, 0.55, 0.7, 0.85];
const HEAT: [&str; 5] = ["heat-1", "heat-2", "heat-3", "heat-4", "heat-5"];

/// Everything that the page shows.
struct Figures {
    everybody: Option<AwarenessAnswer>,
    towns: Option<AwarenessAnswer>,
    items: Option<AwarenessAnswer>,
    names: Vec<(String, String)>,
    cells: HeatmapAnswer,
    shapes: Vec<AreaShape>,
    methods: Methods,
}

async fn load(cx: &PageContext) -> Result<Figures, ApiError> {
    let l = cx.locale;
    let published = cx.backend.published_questionnaires().await?;
    let slug = published.iter().find(|one| one.purpose == Purpose::Measurement).map(|one| one.slug.clone());
    let (mut everybody, mut towns, mut items, mut names) = (None, None, None, Vec::new());
    if let Some(slug) = slug {
        let asked = |by: GroupBy| AwarenessQuery {
            questionnaire: slug.clone(),
            channel: SurveyChannel::Household,
            period: Period::default(),
            by,
            weights: Weights::Design,
        };
        everybody = Some(cx.backend.awareness(&asked(GroupBy::None)).await?);
        towns = Some(cx.backend.awareness(&asked(GroupBy::Stratum)).await?);
        items = Some(cx.backend.awareness(&asked(GroupBy::Item)).await?);
        let form = cx.backend.questionnaire(&slug).await?;
        names = form.items.iter().map(|item| (item.name.clone(), l.pick(&item.label).to_owned())).collect();
    }
    let cells = cx
        .backend
        .heatmap(&HeatmapQuery {
            bbox: None,
            resolution: RESOLUTION,
            period: Period::default(),
            category: None,
            status: None,
            layer: Layer::All,
        })
        .await?;
    let mut shapes = cx.backend.area_shapes().await?;
    shapes.retain(|shape| matches!(shape.area.level, AreaLevel::Banner | AreaLevel::Town));
    Ok(Figures { everybody, towns, items, names, cells, shapes, methods: cx.backend.methods() })
}

/// `/statistics`.
///
/// # Errors
/// What the port says.
pub async fn page(cx: &PageContext) -> Result<Page, PageError> {
    let l = cx.locale;
    let figures = load(cx).await?;
    let files = Files { address: "/statistics/files/", query: String::new() };
    let charts: Vec<AnyView> = all(l, &figures).iter().map(|chart| chart.view(cx, &files)).collect();
    let m = &figures.methods;
    let frame = PhoneShell {
        title: t::title(l).to_owned(),
        back: Some("/".to_owned()),
        tab: Tab::Other,
        figures: true,
        ..PhoneShell::default()
    };
    let view = view! {
        <div class="stack stack-l">
            <p class="muted">{t::lead(l)}</p>
            {headline(cx, &figures)}
            {charts}
            <Tools />
            <div class="notice notice-info">
                {icon(cx, "shield")}
                <div class="notice-body">
                    <p class="notice-title">{t::privacy_title(l)}</p>
                    <p>{t::privacy(l, m.fewest_respondents, m.public_cell_incidents, m.public_rounding, m.public_weeks)}</p>
                    <p>{method_link(cx, "public")}</p>
                </div>
            </div>
            <p><a class="btn btn-block" href="/methods">{t::methods(l)}</a></p>
            <p><a class="btn btn-block" href="/map">{t::to_map(l)}</a></p>
        </div>
    };
    Ok(Page::phone(cx, frame, view))
}

/// One chart of the page, for a file.
///
/// # Errors
/// What the port says; not found when there is no such chart.
pub async fn chart(cx: &PageContext, id: &str) -> Result<Chart, PageError> {
    let figures = load(cx).await?;
    let found = all(cx.locale, &figures).into_iter().find(|chart| chart.id == id);
    found.ok_or_else(|| ApiError::not_found("chart").into())
}

/// What may be shown of a group.
fn open(group: &AwarenessGroup) -> Option<f64> {
    group.estimate.filter(|_| group.suppressed.is_none())
}

fn headline(cx: &PageContext, figures: &Figures) -> AnyView {
    let l = cx.locale;
    let answer = figures.everybody.as_ref();
    let group = answer.and_then(|answer| answer.groups.first());
    let shown = group.filter(|group| open(group).is_some());
    let Some(group) = shown else {
        return view! {
            <section class="answer"><p class="answer-text">{t::no_rate(l, figures.methods.fewest_respondents)}</p></section>
        }
        .into_any();
    };
    let method = answer.map(|answer| &answer.method);
    let days = method.and_then(|method| method.from.zip(method.to));
    let days = days.map(|(from, to)| t::days(l, from, to.plus(-1)));
    view! {
        <section class="answer stack-s" aria-label=a::rate(l)>
            <p class="answer-note strong">{a::title(l)}</p>
            <p class="answer-number">{percent_number(group.estimate.unwrap_or_default())}<span class="stat-unit">"%"</span></p>
            <p class="answer-text">{sentence(l, group, SurveyChannel::Household)}</p>
            <p class="answer-note">{t::rests_on(l, l.number(group.n), percent_interval(group.ci_low, group.ci_high))}" "{days}</p>
            <p>{method_link(cx, "interval")}</p>
        </section>
    }
    .into_any()
}

fn all(l: Locale, figures: &Figures) -> Vec<Chart> {
    let mut charts = Vec::new();
    charts.extend(
        figures
            .towns
            .as_ref()
            .filter(|towns| !towns.groups.is_empty())
            .map(|towns| town_map(l, figures, towns)),
    );
    charts.extend(
        figures
            .items
            .as_ref()
            .filter(|items| items.groups.iter().any(|one| open(one).is_some()))
            .map(|items| by_item(l, figures, items)),
    );
    charts.extend((!figures.cells.features.is_empty()).then(|| problems(l, figures)));
    charts
}

fn table_of(l: Locale, first: &str, groups: &[(String, &AwarenessGroup)]) -> Table {
    let mut table = Table::new([first, a::rate(l), s::low(l), s::high(l), a::n(l)]);
    for (name, group) in groups {
        let hidden = open(group).is_none();
        let points = |share: Option<f64>| match share.filter(|_| !hidden) {
            Some(share) => Cell::Number((share * 1e3).round() / 10.0, format!("{:.1}%", share * 100.0)),
            None => t::hidden(l).into(),
        };
        table.push(
            vec![
                name.as_str().into(),
                points(group.estimate),
                points(group.ci_low),
                points(group.ci_high),
                if hidden { t::few(l).into() } else { Cell::count(group.n) },
            ],
            hidden,
        );
    }
    table
}

fn town_map(l: Locale, figures: &Figures, towns: &AwarenessAnswer) -> Chart {
    let of = |area: &domain::area::Area| {
        let share = towns.groups.iter().find(|group| group.key == area.code).and_then(open);
        let (text, tone) = match share {
            Some(share) => (
                format!("{:.0}%", share * 100.0),
                Tone::Firm(1 + SHADES.iter().filter(|low| share >= **low).count()),
            ),
            None => (String::new(), Tone::Unknown),
        };
        Region { code: area.code.clone(), text, tone }
    };
    let shapes: Vec<_> = figures.shapes.iter().filter(|shape| shape.area.level == AreaLevel::Town).collect();
    let groups: Vec<_> =
        towns.groups.iter().map(|group| (group_name(l, GroupBy::Stratum, group, &[]), group)).collect();
    Chart {
        id: "towns",
        title: s::town_map(l).to_owned(),
        definition: t::towns_definition(l).to_owned(),
        method: "hidden",
        alt: t::towns_alt(l, groups.len(), groups.iter().filter(|(_, group)| open(group).is_none()).count()),
        legend: vec![
            ("heat-1", "< 40%".to_owned()),
            ("heat-2", "40–55%".to_owned()),
            ("heat-3", "55–70%".to_owned()),
            ("heat-4", "70–85%".to_owned()),
            ("heat-5", "≥ 85%".to_owned()),
            ("swatch-none", t::hidden(l).to_owned()),
        ],
        drawing: regions("public", &shapes, of),
        table: table_of(l, a::by_stratum(l), &groups),
        open: false,
    }
}

fn by_item(l: Locale, figures: &Figures, items: &AwarenessAnswer) -> Chart {
    let name = |group: &AwarenessGroup| {
        figures
            .names
            .iter()
            .find(|(key, _)| *key == group.key)
            .map_or_else(|| group.label.clone(), |(_, name)| name.clone())
    };
    let groups: Vec<(String, &AwarenessGroup)> =
        items.groups.iter().filter(|group| open(group).is_some()).map(|group| (name(group), group)).collect();
    let rows: Vec<_> = groups.iter().map(|(name, group)| interval_row(name.clone(), group)).collect();
    Chart {
        id: "items",
        title: a::items(l).to_owned(),
        definition: s::items_definition(l).to_owned(),
        method: "items",
        alt: t::items_alt(l, groups.len()),
        legend: Vec::new(),
        drawing: Some(rate_bars(&rows)),
        table: table_of(l, a::item(l), &groups),
        open: false,
    }
}

fn problems(l: Locale, figures: &Figures) -> Chart {
    let cells = &figures.cells;
    let least = figures.methods.public_cell_incidents;
    let ends = classes(cells.features.iter().map(|cell| cell.properties.incidents).collect());
    let legend = class_ranges(&ends)
        .into_iter()
        .map(|(class, low, high)| {
            // Fewer than this are never shown, so the lightest shade must not seem to promise them.
            let low = low.max(least).min(high);
            let text = match low == high {
                true => old_map::count(l, l.number(high)),
                false => old_map::range(l, l.number(low), l.number(high)),
            };
            (HEAT[class.clamp(1, HEAT.len()) - 1], text)
        })
        .collect();
    let mut table = Table::new([t::cell(l), t::incidents(l)]);
    let mut sorted: Vec<_> = cells.features.iter().map(|cell| &cell.properties).collect();
    sorted.sort_by_key(|cell| (std::cmp::Reverse(cell.incidents), cell.cell.clone()));
    for cell in sorted {
        table.push(vec![cell.cell.as_str().into(), Cell::count(cell.incidents)], false);
    }
    Chart {
        id: "problems",
        title: t::problems(l).to_owned(),
        definition: t::problems_definition(l, least, figures.methods.public_rounding),
        method: "public",
        alt: old_map::alt(l, cells.features.len(), l.number(cells.total_incidents)),
        legend,
        drawing: hexagons(&figures.shapes, &cells.features, &Overlay::default()),
        table,
        open: false,
    }
}
