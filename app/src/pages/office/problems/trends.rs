//! Places getting worse, as small lines of weeks.

use super::figures::Figures;
use super::tasks::{near_text, q_text};
use crate::components::charts::chart::method_link;
use crate::components::charts::sparkline::sparkline;
use crate::components::icons::icon;
use crate::page::PageContext;
use crate::t::problems as t;
use domain::statistics::ProblemTrend;
use leptos::prelude::*;

/// Most cells beside the areas.
const CELLS: usize = 8;

/// The panel; nothing when nothing has a trend.
pub fn panel(cx: &PageContext, figures: &Figures) -> Option<AnyView> {
    let l = cx.locale;
    let trends = figures.trends.as_ref()?;
    let cells = trends
        .cells
        .iter()
        .filter(|cell| cell.trend.worse)
        .take(CELLS)
        .map(|cell| (near_text(l, cell.near.as_ref()), t::one_cell(l), &cell.trend));
    let areas = trends.areas.iter().map(|area| (area.name.clone(), "", &area.trend));
    let level = figures.methods.false_discoveries;
    let rows: Vec<AnyView> =
        cells.chain(areas).map(|(name, what, trend)| row(cx, name, what, trend, level)).collect();
    if rows.is_empty() {
        return None;
    }
    Some(
        view! {
            <section class="panel panel-flush" id="worse">
                <div class="panel-head"><h2 class="panel-title">{t::worse_title(l)}</h2></div>
                <p class="chart-definition panel-note">
                    {t::rising_definition(l, trends.weeks.len(), l.number(trends.too_few))}" "{method_link(cx, "trends")}
                </p>
                <ul class="trends">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

fn row(
    cx: &PageContext,
    name: String,
    what: &'static str,
    trend: &ProblemTrend,
    false_discoveries: f64,
) -> AnyView {
    let l = cx.locale;
    let falls = trend.q < false_discoveries && trend.z < 0.0;
    let (class, symbol, verdict) = match (trend.worse, falls) {
        (true, _) => ("verdict is-down", "chevron-up", t::worse(l)),
        (_, true) => ("verdict is-up", "chevron-down", t::better(l)),
        _ => ("verdict muted", "minus", t::steady(l)),
    };
    let weeks = trend.incidents.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
    let total: u64 = trend.incidents.iter().sum();
    view! {
        <li class="trend">
            <span class="trend-name"><span class="strong">{name}</span>" "<span class="muted small">{what}</span></span>
            {sparkline(&trend.incidents, t::spark_alt(l, weeks))}
            <span class="muted small num">{t::total(l, l.number(total))}</span>
            <span class=class>{icon(cx, symbol)}{verdict}</span>
            <span class="muted small num">{format!("{:+.2} · {}", trend.slope, q_text(trend.q))}</span>
        </li>
    }
    .into_any()
}
