//! 统计周报: one page of paper for one week: how many know, is it getting better, where to go, where nobody has been.

use super::awareness::{change_line, response_line, sentence};
use super::problems::{cluster_title, near_text, q_text, usual};
use super::{page_head, slots, words};
use crate::components::charts::chart::method_link;
use crate::components::charts::format::{percent_interval, percent_number, percent_or_none};
use crate::components::charts::sparkline::sparkline;
use crate::components::icons::icon;
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::t::{office_awareness as awareness, office_common as common, statistics as s, weekly as t};
use domain::access::Permission;
use domain::error::ApiError;
use domain::response::SurveyChannel;
use domain::statistics::{Looked, WeeklyReport};
use domain::time::Day;
use leptos::prelude::*;

/// Most rows of each list: the report is one page.
const CLUSTERS: usize = 4;
const UNSEEN: usize = 10;

/// The report of the week that holds this day; the last whole week when none is named.
///
/// # Errors
/// What the backend refuses; a day that cannot be read.
pub async fn page(cx: &PageContext, day: Option<&str>) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::ReadStatistics)?;
    let this = cx.backend.now().day().week();
    let week = match day.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => Day::parse("week", text)
            .map_err(|wrong| ApiError::field(wrong.path, wrong.code, wrong.message))?
            .week()
            .min(this),
        None => this.plus(-7),
    };
    let report = cx.backend.weekly_report(week).await?;
    let link = |day: Day, symbol: &'static str, name: &'static str| {
        view! { <a class="btn btn-small" href=format!("/office/weekly?week={day}")>{icon(cx, symbol)}{name}</a> }
    };
    let actions = view! {
        {link(week.plus(-7), "chevron-left", t::before(l))}
        {(week < this).then(|| link(week.plus(7), "chevron-right", t::after(l)))}
        {slots::print_button(cx, "btn btn-small btn-primary")}
    };
    let view = view! {
        {page_head(t::title(l).to_owned(), t::days(l, week, week.plus(6)), actions)}
        <article class="weekly">
            {figures(cx, &report)}
            {towns(l, &report)}
            <div class="panels">{hot(cx, &report)}{worse(cx, &report)}</div>
            {unseen(cx, &report)}
            {speed(l, &report)}
            <p class="muted small">{t::foot(l)}" "{method_link(cx, "rate")}</p>
        </article>
    };
    let frame =
        OfficeShell { title: t::title(l).to_owned(), section: Section::Weekly, ..OfficeShell::default() };
    Ok(Page::office(cx, frame, view))
}

fn figures(cx: &PageContext, report: &WeeklyReport) -> AnyView {
    let l = cx.locale;
    let group =
        report.awareness.as_ref().and_then(|answer| answer.groups.first()).filter(|group| group.n > 0);
    let rate = match group {
        Some(group) => {
            let class = if group.suppressed.is_some() { "answer-number is-greyed" } else { "answer-number" };
            let number = group.estimate.map(percent_number).unwrap_or_default();
            let why = group.suppressed.map(|why| awareness::greyed(l, words::suppression(l, why)));
            let responded = match &report.response_rate {
                Some(rate) => t::response_rate(l, percent_or_none(rate.rr1()), response_line(l, rate)),
                None => t::response_rate_none(l).to_owned(),
            };
            let responded = view! { <p class="answer-note">{responded}</p> };
            view! {
                <div class="answer-head">
                    <p class=class>{number}<span class="stat-unit">"%"</span></p>
                    <p class="answer-text">{sentence(l, group, SurveyChannel::Household)}</p>
                </div>
                <p class="answer-note">{t::four_weeks(l, l.number(group.n), percent_interval(group.ci_low, group.ci_high))}" "{why}</p>
                {report.change.as_ref().map(|change| change_line(cx, change))}
                {responded}
            }
            .into_any()
        }
        None => view! { <p class="answer-text">{t::no_awareness(l)}</p> }.into_any(),
    };
    let problems = t::problems(
        l,
        l.number(report.incidents),
        l.number(report.reports),
        l.number(report.incidents_before),
    );
    view! { <section class="answer stack-s">{rate}<p class="answer-text">{problems}</p></section> }.into_any()
}

fn towns(l: Locale, report: &WeeklyReport) -> Option<AnyView> {
    let towns = report.by_town.as_ref().filter(|answer| !answer.groups.is_empty())?;
    let mut groups: Vec<_> = towns.groups.iter().collect();
    groups.sort_by(|a, b| match (a.suppressed, b.suppressed) {
        (None, None) => b.estimate.partial_cmp(&a.estimate).unwrap_or(std::cmp::Ordering::Equal),
        (a, b) => a.is_some().cmp(&b.is_some()),
    });
    let rows = groups
        .into_iter()
        .map(|group| {
            let why = group.suppressed.map(|why| words::suppression(l, why));
            view! {
                <tr class=why.is_some().then_some("is-greyed")>
                    <th scope="row">{group.label.clone()}</th>
                    <td class="num">{percent_or_none(group.estimate)}</td>
                    <td class="num">{percent_interval(group.ci_low, group.ci_high)}</td>
                    <td class="num">{l.number(group.n)}</td>
                    <td>{why}</td>
                </tr>
            }
        })
        .collect_view();
    Some(
        view! {
            <section class="panel panel-flush" id="towns">
                <div class="panel-head"><h2 class="panel-title">{s::rate_by(l, awareness::by_stratum(l))}</h2></div>
                <p class="chart-definition panel-note">{s::ranked_definition(l)}</p>
                <div class="table-wrap" tabindex="0" role="region" aria-label=awareness::by_stratum(l)>
                    <table class="table table-compact">
                        <thead><tr>
                            <th scope="col">{awareness::by_stratum(l)}</th>
                            <th scope="col" class="num">{awareness::rate(l)}</th>
                            <th scope="col" class="num">{awareness::ci(l)}</th>
                            <th scope="col" class="num">{awareness::n(l)}</th>
                            <th scope="col">{awareness::remark(l)}</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any(),
    )
}

fn list(id: &'static str, title: String, note: AnyView, rows: Vec<AnyView>, none: &'static str) -> AnyView {
    let body = match rows.is_empty() {
        true => view! { <p class="panel-note">{none}</p> }.into_any(),
        false => view! { <ul class="places">{rows}</ul> }.into_any(),
    };
    view! {
        <section class="panel panel-flush" id=id>
            <div class="panel-head"><h2 class="panel-title">{title}</h2></div>
            <p class="chart-definition panel-note">{note}</p>
            {body}
        </section>
    }
    .into_any()
}

fn hot(cx: &PageContext, report: &WeeklyReport) -> AnyView {
    let l = cx.locale;
    let least = cx.backend.methods().trend_fewest_incidents;
    let clusters = report.hot.iter().flat_map(|hot| &hot.clusters);
    let clusters = clusters.filter(|cluster| cluster.incidents >= least).take(CLUSTERS);
    let rows = clusters
        .map(|cluster| {
            let why =
                t::cluster(l, l.number(cluster.incidents), usual(l, cluster.expected), q_text(cluster.q));
            view! { <li><span class="strong">{cluster_title(l, cluster)}</span>" "<span class="muted">{why}</span></li> }
                .into_any()
        })
        .collect();
    let note = view! { {t::hot_note(l)}" "{method_link(cx, "hotspots")} }.into_any();
    list("hot", t::hot(l).to_owned(), note, rows, t::hot_none(l))
}

fn worse(cx: &PageContext, report: &WeeklyReport) -> AnyView {
    let l = cx.locale;
    let trends = report.trends.as_ref();
    let areas = trends.iter().flat_map(|trends| &trends.areas).filter(|area| area.trend.worse);
    let cells = trends.iter().flat_map(|trends| &trends.cells).filter(|cell| cell.trend.worse);
    let named = areas
        .map(|area| (area.name.clone(), &area.trend))
        .chain(cells.map(|cell| (near_text(l, cell.near.as_ref()), &cell.trend)));
    let rows = named
        .take(CLUSTERS)
        .map(|(name, trend)| {
            let weeks = trend.incidents.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
            view! {
                <li class="row row-between"><span class="strong">{name}</span>{sparkline(&trend.incidents, weeks)}</li>
            }
            .into_any()
        })
        .collect();
    let note = view! { {t::worse_note(l)}" "{method_link(cx, "trends")} }.into_any();
    list("worse", t::worse(l).to_owned(), note, rows, t::worse_none(l))
}

fn unseen(cx: &PageContext, report: &WeeklyReport) -> AnyView {
    let l = cx.locale;
    let mut places: Vec<_> =
        report.coverage.places.iter().filter(|place| place.looked == Looked::NotVisited).collect();
    places.sort_by_key(|place| (std::cmp::Reverse(place.residents), std::cmp::Reverse(place.population)));
    let names = places
        .iter()
        .take(UNSEEN)
        .map(|place| match &place.town {
            Some(town) => format!("{town}{}", place.name),
            None => place.name.clone(),
        })
        .collect::<Vec<_>>()
        .join(t::comma(l));
    let line = match (report.coverage.places.len(), places.len()) {
        (0, _) => t::no_population(l).to_owned(),
        (_, 0) => t::all_seen(l).to_owned(),
        (all, missed) => t::unseen_line(l, missed, all, l.number(report.coverage.people_missed)),
    };
    let more = (places.len() > UNSEEN).then(|| t::more(l, places.len() - UNSEEN));
    view! {
        <section class="panel panel-flush" id="unseen">
            <div class="panel-head"><h2 class="panel-title">{t::unseen(l)}</h2></div>
            <p class="panel-note"><span class="strong">{line}</span>" "{names}{more}" "{method_link(cx, "coverage")}</p>
        </section>
    }
    .into_any()
}

fn speed(l: Locale, report: &WeeklyReport) -> Option<AnyView> {
    let all = &report.speed.all;
    if all.reports == 0 {
        return None;
    }
    let hours = |hours: Option<f64>| match hours {
        Some(hours) if hours < 48.0 => t::hours(l, format!("{hours:.0}")),
        Some(hours) => t::days_long(l, format!("{:.1}", hours / 24.0)),
        None => awareness::none(l).to_owned(),
    };
    let line = t::speed_line(
        l,
        l.number(all.reports),
        l.number(all.handled),
        l.number(all.closed),
        hours(all.hours_to_handling),
        hours(all.hours_until_half_closed),
    );
    Some(
        view! {
            <section class="panel panel-flush" id="speed" aria-label=common::time(l)>
                <div class="panel-head"><h2 class="panel-title">{t::speed(l)}</h2></div>
                <p class="panel-note">{line}</p>
            </section>
        }
        .into_any(),
    )
}
