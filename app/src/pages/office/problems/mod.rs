//! Where problems are (问题分布), where they are more than chance explains, where they grow, and where nobody has looked. A
//! reader shall know in a minute where to go tomorrow.
//!
//! | file | what it holds |
//! |---|---|
//! | `query`, `filters` | the filter as it stands in the address, and as forms |
//! | `figures` | everything that is asked of the port |
//! | `tasks` | where to go tomorrow, and where nobody has been |
//! | `charts`, `service` | the map, hot clusters, rates, trends, coverage, speed; also as files |
//! | `trends` | weeks as small lines |

mod charts;
mod figures;
mod filters;
pub mod query;
mod service;
mod tasks;
mod trends;

pub(crate) use tasks::{cluster_title, near_text, q_text, usual};

use super::{page_head, slots};
use crate::components::charts::chart::{Chart, Files};
use crate::components::icons::{icon, icon_with};
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::t::{office_heatmap as old, problems as t};
use domain::access::Permission;
use domain::area::AreaShape;
use domain::error::ApiError;
use figures::Figures;
use leptos::prelude::*;
use query::ProblemsForm;

pub(super) const ADDRESS: &str = "/office/heatmap";

/// The problems page. A filter that cannot be read shows what is wrong and no figures.
///
/// # Errors
/// What the backend refuses.
pub async fn page(cx: &PageContext, form: &ProblemsForm) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::ReadStatistics)?;
    let catalogue = cx.backend.catalogue();
    let figures = match form.parse(&catalogue, cx.backend.now().day()) {
        Ok(query) => figures::load(cx, query).await,
        Err(error) => Err(error),
    };
    let (figures, wrong) = match figures {
        Ok(figures) => (Some(figures), None),
        Err(error) if !error.fields.is_empty() => (None, Some(error)),
        Err(error) => return Err(error.into()),
    };
    let shapes: Vec<AreaShape> = match &figures {
        Some(figures) => figures.shapes.clone(),
        None => cx.backend.area_shapes().await?,
    };
    let lead = figures.as_ref().map(|figures| filters::shown(cx, figures)).unwrap_or_default();
    let list = figures.as_ref().map(|figures| figures.query.list_query(None)).unwrap_or_default();
    let actions = view! {
        {slots::print_button(cx, "btn btn-small")}
        <a class="btn btn-small" href=format!("/office/reports{list}")>{icon(cx, "list")}{old::see_list(l)}</a>
    };
    let view = view! {
        {page_head(t::title(l).to_owned(), lead, actions)}
        {filters::filters(cx, form, &catalogue, &shapes, wrong.as_ref())}
        {figures.as_ref().map(|figures| content(cx, form, figures))}
    };
    let status = if wrong.is_some() { 422 } else { 200 };
    let frame = OfficeShell { title: t::title(l).to_owned(), section: Section::Heatmap, status };
    Ok(Page::office(cx, frame, view))
}

/// One chart of the page, for a file; the same filter as the page.
///
/// # Errors
/// What the backend refuses; not found when there is no such chart.
pub async fn chart(cx: &PageContext, form: &ProblemsForm, id: &str) -> Result<Chart, PageError> {
    cx.backend.actor().require(Permission::Export)?;
    let query = form.parse(&cx.backend.catalogue(), cx.backend.now().day())?;
    let figures = figures::load(cx, query).await?;
    let tasks = tasks::tasks(cx.locale, &figures);
    let found = charts::all(cx.locale, &figures, &tasks).into_iter().find(|chart| chart.id == id);
    found.ok_or_else(|| ApiError::not_found("chart").into())
}

fn content(cx: &PageContext, form: &ProblemsForm, figures: &Figures) -> AnyView {
    let l = cx.locale;
    let tasks = tasks::tasks(l, figures);
    let files = Files { address: "/office/export/problems/", query: form.query() };
    let charts = charts::all(l, figures, &tasks);
    let shown = |id: &str| charts.iter().find(|chart| chart.id == id).map(|chart| chart.view(cx, &files));
    let empty = figures.cells.features.is_empty().then(|| {
        view! {
            <div class="empty">
                {icon_with(cx, "map", "empty-icon")}
                <p class="empty-title">{old::empty(l)}</p>
                <p class="empty-text">{old::empty_text(l)}</p>
            </div>
        }
    });
    let layers = (figures.query.layer == domain::statistics::Layer::All)
        .then(|| view! { <p class="muted small">{t::layers_note(l)}</p> });
    let live = (!figures.cells.features.is_empty()).then(|| {
        view! {
            <section class="panel hide-print js-only" id="live">
                <div class="panel-head"><h2 class="panel-title">{t::live(l)}</h2></div>
                <p class="chart-definition panel-note">{t::live_definition(l)}</p>
                {slots::heat_map(cx, figures.query.map_query(), figures.query.resolution)}
            </section>
        }
    });
    view! {
        <div class="problems-top">
            <div class="stack problems-side">{tasks::panels(cx, figures, &tasks)}</div>
            <div class="stack problems-map">{empty}{shown("map")}{layers}{counts(cx, figures)}</div>
        </div>
        {shown("hotspots")}
        <div class="panels"><div class="stack">{shown("rates")}</div><div class="stack">{shown("speed")}</div></div>
        {trends::panel(cx, figures)}
        {shown("trends")}
        {shown("coverage")}
        {live}
    }
    .into_any()
}

/// What the cells add up to, and that it is what the list counts.
fn counts(cx: &PageContext, figures: &Figures) -> AnyView {
    let l = cx.locale;
    let (incidents, reports) = figures.totals();
    let row = |name: &'static str, value: String| {
        view! { <div><dt>{name}</dt><dd class="num">{value}</dd></div> }
    };
    let list = format!("/office/reports{}", figures.query.list_query(None));
    let same = (figures.query.layer == domain::statistics::Layer::All)
        .then(|| view! { <p><a href=list>{old::sum_note(l, l.number(reports))}</a></p> });
    view! {
        <section class="panel" aria-label=t::counts(l)>
            <div class="panel-body">
                <dl class="kv">
                    {row(old::in_cells(l), l.number(figures.cells.total_incidents))}
                    {row(old::in_cells_reports(l), l.number(figures.cells.total_reports))}
                    {row(old::outside(l), l.number(figures.cells.outside))}
                    {row(old::sum(l), l.number(incidents))}
                </dl>
                <p class="muted small">{old::counts_note(l)}</p>
                {same}
            </div>
        </section>
    }
    .into_any()
}
