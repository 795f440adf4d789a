//! The filter of the problems page as forms: what, where, and a slider of weeks that is a plain form as well.

use super::ADDRESS;
use super::figures::Figures;
use super::query::{ProblemsForm, SPANS, USUAL_SPAN, WEEKS_BACK, weeks};
use crate::components::errors::{self, Anchor};
use crate::components::icons::icon;
use crate::components::names;
use crate::islands::Tools;
use crate::page::PageContext;
use crate::pages::office::address::filled;
use crate::pages::office::fields::{Choice, ChoiceGroup, filter_select, flat};
use crate::pages::office::reports;
use crate::t::{office_common as common, office_heatmap as old, problems as t};
use domain::area::{AreaLevel, AreaShape};
use domain::category::Catalogue;
use domain::error::ApiError;
use domain::heatmap::RESOLUTIONS;
use domain::report::ReportStatus;
use leptos::prelude::*;

/// The filter, with what is wrong above it.
pub fn filters(
    cx: &PageContext,
    form: &ProblemsForm,
    catalogue: &Catalogue,
    shapes: &[AreaShape],
    wrong: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
    let first = |name: &'static str| Choice::new("", name);
    let statuses = ReportStatus::ALL.iter().map(|s| Choice::new(s.as_str(), names::status(l, *s)));
    let statuses = std::iter::once(first(common::all(l))).chain(statuses).collect();
    let sizes = RESOLUTIONS.map(|size| Choice::new(size.to_string(), size_name(l, size)));
    let sizes = std::iter::once(first(t::size_auto(l))).chain(sizes).collect();
    let towns = shapes.iter().filter(|shape| shape.area.level == AreaLevel::Town);
    let towns = towns.map(|shape| Choice::new(shape.area.code.clone(), shape.area.name.clone()));
    let towns = std::iter::once(first(t::whole(l))).chain(towns).collect();
    let layers =
        [("", t::layer_all(l)), ("residents", t::layer_residents(l)), ("patrols", t::layer_patrols(l))];
    let rates = [("population", t::by_population(l)), ("visits", t::by_visits(l))];
    let levels = [("town", t::level_town(l)), ("village", t::level_village(l))];
    let choices = |pairs: &[(&'static str, &'static str)]| -> Vec<ChoiceGroup> {
        flat(pairs.iter().map(|(value, name)| Choice::new(*value, *name)).collect())
    };
    let anchors = [
        Anchor { path: "category", label: common::category(l), id: "f-category" },
        Anchor { path: "status", label: common::status(l), id: "f-status" },
        Anchor { path: "area", label: common::area(l), id: "f-area" },
        Anchor { path: "layer", label: t::layer(l), id: "f-layer" },
        Anchor { path: "by", label: t::by(l), id: "f-by" },
        Anchor { path: "level", label: t::level(l), id: "f-level" },
        Anchor { path: "resolution", label: old::resolution(l), id: "f-resolution" },
        Anchor { path: "week", label: t::week(l), id: "f-week" },
        Anchor { path: "span", label: t::span(l), id: "f-span" },
    ];
    let today = cx.backend.now().day();
    let spans = SPANS.iter().map(|span| Choice::new(span.to_string(), t::weeks(l, span))).collect();
    let usual_span = USUAL_SPAN.to_string();
    let span = filled(&form.span).unwrap_or(&usual_span);
    let week =
        filled(&form.week).and_then(|week| week.parse::<i32>().ok()).unwrap_or(0).clamp(-WEEKS_BACK, 0);
    let (from, to) = weeks(today, week, span.parse().unwrap_or(USUAL_SPAN));
    let more = [&form.area, &form.status, &form.by, &form.level, &form.resolution]
        .into_iter()
        .any(|field| filled(field).is_some());
    let step = |by: i32, symbol: &'static str, name: &'static str| {
        let target = week + by;
        (-WEEKS_BACK..=0).contains(&target).then(|| {
            let href = format!("{ADDRESS}{}", form.with_week(&target.to_string()));
            view! { <a class="btn btn-icon" href=href aria-label=name>{icon(cx, symbol)}</a> }
        })
    };
    view! {
        {errors::summary(cx, wrong, &anchors)}
        <form class="filters hide-print" method="get" action=ADDRESS>
            <div class="weeks" role="group" aria-label=t::week(l)>
                {step(-1, "chevron-left", t::week_back(l))}
                <label class="sr-only" for="f-week">{t::week(l)}</label>
                <input type="range" id="f-week" name="week" min=(-WEEKS_BACK).to_string() max="0" step="1" value=week.to_string()
                    data-sends="" aria-valuetext=t::days(l, from, to.plus(-1)) />
                {step(1, "chevron-right", t::week_on(l))}
                <output class="weeks-name" for="f-week">{t::days(l, from, to.plus(-1))}</output>
            </div>
            {filter_select("span", t::span(l), flat(spans), Some(span))}
            {filter_select("category", common::category(l), reports::categories(l, catalogue), filled(&form.category))}
            {filter_select("layer", t::layer(l), choices(&layers), filled(&form.layer))}
            <details class="filters-more" open=more>
            <summary>{t::more_filters(l)}</summary>
            <div class="filters-inner">
            {filter_select("area", common::area(l), flat(towns), filled(&form.area))}
            {filter_select("status", common::status(l), flat(statuses), filled(&form.status))}
            {filter_select("by", t::by(l), choices(&rates), filled(&form.by))}
            {filter_select("level", t::level(l), choices(&levels), filled(&form.level))}
            {filter_select("resolution", old::resolution(l), flat(sizes), filled(&form.resolution))}
            </div>
            </details>
            <div class="filters-actions">
                <button class="btn btn-primary">{icon(cx, "filter")}{common::apply_filter(l)}</button>
                <a class="btn btn-quiet" href=ADDRESS>{common::clear_filter(l)}</a>
            </div>
            <Tools />
        </form>
    }
    .into_any()
}

const fn size_name(l: crate::locale::Locale, resolution: u8) -> &'static str {
    match resolution {
        7 => old::resolution_7(l),
        8 => old::resolution_8(l),
        9 => old::resolution_9(l),
        _ => old::resolution_10(l),
    }
}

/// What is shown, in one line, for paper too.
pub fn shown(cx: &PageContext, figures: &Figures) -> String {
    let l = cx.locale;
    let (from, to) = figures.query.days();
    let days = match (from, to) {
        (Some(from), Some(to)) => t::days(l, from, to),
        (from, to) => {
            let text = |day: Option<domain::time::Day>| day.map(|day| day.to_string()).unwrap_or_default();
            format!("{}–{}", text(from), text(to))
        }
    };
    let (incidents, reports) = figures.totals();
    let area = figures.area.as_ref().map_or_else(|| t::whole(l).to_owned(), |shape| shape.area.name.clone());
    t::lead(l, area, days, l.number(incidents), l.number(reports))
}
