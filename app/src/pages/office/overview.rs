//! The desk's first page: what came, where it stands, how many are aware, and what is left to set up.

use super::{page_head, reports_table};
use crate::components::charts::bars::{Bar, bars};
use crate::components::charts::columns::{Column, columns};
use crate::components::charts::format::{percent_interval, percent_number};
use crate::components::charts::frame::{DataTable, Frame};
use crate::components::icons::{icon, icon_with};
use crate::components::names;
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::t::{office_common, office_overview as t};
use domain::area::Area;
use domain::awareness::AwarenessGroup;
use domain::category::Catalogue;
use domain::office::{DayCount, Overview};
use domain::report::ReportStatus;
use leptos::prelude::*;

const DAYS: usize = 14;
const CATEGORIES: usize = 8;

/// The overview.
///
/// # Errors
/// What the backend refuses.
pub async fn page(cx: &PageContext) -> Result<Page, PageError> {
    let l = cx.locale;
    let overview = cx.backend.overview().await?;
    let areas = cx.backend.areas().await?;
    let published = cx.backend.published_questionnaires().await?.len();
    let catalogue = cx.backend.catalogue();

    let lead = t::lead(l, l.full_moment(cx.backend.now()));
    let recent = &overview.days[overview.days.len().saturating_sub(DAYS)..];
    let reports: Vec<(DayCount, u64)> = recent.iter().map(|day| (*day, day.reports)).collect();
    let responses: Vec<(DayCount, u64)> = recent.iter().map(|day| (*day, day.responses)).collect();
    let view = view! {
        {page_head(t::title(l).to_owned(), lead, ())}
        {warnings(cx, &overview.warnings)}
        {first_steps(l, &overview, &areas, published)}
        {figures(l, &overview)}
        <div class="panels">
            {per_day(l, t::chart_reports(l), t::reports(l), "series-1", &reports, Told::Reports)}
            {per_day(l, t::chart_responses(l), t::responses(l), "series-2", &responses, Told::Responses)}
        </div>
        <div class="split split-wide-side">
            <div class="split-main">{newest(cx, &overview)}</div>
            <div class="split-side">{categories(l, &catalogue, &overview)}</div>
        </div>
    };
    let frame =
        OfficeShell { title: t::title(l).to_owned(), section: Section::Overview, ..Default::default() };
    Ok(Page::office(cx, frame, view))
}

fn warnings(cx: &PageContext, codes: &[String]) -> Option<AnyView> {
    let l = cx.locale;
    let lines = codes.iter().map(|code| view! { <li>{warning(l, code)}</li> }).collect_view();
    (!codes.is_empty()).then(|| {
        view! {
            <div class="notice notice-warn">
                {icon(cx, "alert")}
                <div class="notice-body"><p class="notice-title">{t::warnings(l)}</p><ul>{lines}</ul></div>
            </div>
        }
        .into_any()
    })
}

fn warning(l: Locale, code: &str) -> String {
    let (name, _) = code.split_once(':').unwrap_or((code, ""));
    match name {
        "no_areas" => t::warning_no_areas(l).to_owned(),
        "no_population" => t::warning_no_population(l).to_owned(),
        "no_questionnaire" | "no_questionnaires" => t::warning_no_questionnaire(l).to_owned(),
        "jobs_failing" => t::warning_jobs_failing(l).to_owned(),
        "counters_behind" => t::warning_counters_behind(l).to_owned(),
        _ => t::warning_other(l, code),
    }
}

/// What is left to do before residents can report; nothing once all of it is done.
fn first_steps(l: Locale, overview: &Overview, areas: &[Area], published: usize) -> Option<AnyView> {
    let population = areas.iter().any(|area| area.population > 0);
    // Nobody tells us that a poster hangs, but a report does.
    let reported = overview.by_status.iter().any(|status| status.count > 0);
    let steps = [
        (!areas.is_empty(), "/office/areas#import-areas", t::step_areas(l)),
        (population, "/office/areas#import-population", t::step_population(l)),
        (published > 0, "/office/questionnaires", t::step_questionnaire(l)),
        (reported, "/office/areas", t::step_poster(l)),
    ];
    let next = steps.iter().position(|(done, ..)| !done)?;
    let steps = steps
        .into_iter()
        .enumerate()
        .map(|(index, (done, href, name))| {
            view! {
                <li class=done.then_some("is-done") aria-current=(index == next).then_some("step")>
                    <a href=href>{name}</a>
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <section class="panel">
                <div class="panel-head"><h2 class="panel-title">{t::steps_title(l)}</h2></div>
                <div class="panel-body"><p class="muted">{t::steps_note(l)}</p><ol class="steps">{steps}</ol></div>
            </section>
        }
        .into_any(),
    )
}

fn figures(l: Locale, overview: &Overview) -> AnyView {
    let last = |days: usize, of: fn(&DayCount) -> u64| -> u64 {
        overview.days.iter().rev().take(days).map(of).sum()
    };
    let count = |label: &'static str, number: u64, note: Option<String>, href: Option<String>| {
        let inside = view! {
            <p class="stat-label">{label}</p>
            <p class="stat-value">{l.number(number)}</p>
            {note.map(|note| view! { <p class="stat-interval">{note}</p> })}
        };
        match href {
            Some(href) => view! { <a class="stat" href=href>{inside}</a> }.into_any(),
            None => view! { <div class="stat">{inside}</div> }.into_any(),
        }
    };
    let with_status = |status: ReportStatus| {
        let number =
            overview.by_status.iter().filter(|row| row.code == status.as_str()).map(|row| row.count).sum();
        count(names::status(l, status), number, None, Some(format!("/office/reports?status={status}")))
    };
    let reports_week = t::last_week(l, l.number(last(7, |day| day.reports)));
    let responses_week = t::last_week(l, l.number(last(7, |day| day.responses)));
    view! {
        <div class="stats">
            {awareness(l, overview)}
            {count(t::reports_today(l), last(1, |day| day.reports), Some(reports_week), None)}
            {with_status(ReportStatus::Received)}
            {with_status(ReportStatus::Accepted)}
            {with_status(ReportStatus::Closed)}
            {count(t::responses_today(l), last(1, |day| day.responses), Some(responses_week), None)}
        </div>
    }
    .into_any()
}

fn awareness(l: Locale, overview: &Overview) -> AnyView {
    let label = t::awareness(l);
    let (Some(group), Some(slug)) = (&overview.awareness, &overview.awareness_questionnaire) else {
        return view! {
            <div class="stat">
                <p class="stat-label">{label}</p>
                <p class="stat-value">{t::awareness_none(l)}</p>
                <p class="stat-interval">{t::awareness_none_text(l)}</p>
            </div>
        }
        .into_any();
    };
    let value = match group.estimate {
        Some(estimate) => view! { {percent_number(estimate)}<span class="stat-unit">"%"</span> }.into_any(),
        None => t::awareness_none(l).into_any(),
    };
    let interval = group.estimate.map(|_| t::interval(l, percent_interval(group.ci_low, group.ci_high)));
    view! {
        <a class="stat" href=format!("/office/awareness?questionnaire={slug}")>
            <p class="stat-label">{label}</p>
            <p class="stat-value">{value}</p>
            <p class="stat-interval">{interval}</p>
            <p class="stat-interval">{sample(l, group)}</p>
        </a>
    }
    .into_any()
}

fn sample(l: Locale, group: &AwarenessGroup) -> String {
    let n = l.number(group.n);
    match group.suppressed {
        Some(why) => t::sample_suppressed(l, &n, super::words::suppression(l, why)),
        None => t::sample(l, &n),
    }
}

#[derive(Clone, Copy)]
enum Told {
    Reports,
    Responses,
}

fn per_day(
    l: Locale,
    title: &'static str,
    unit: &'static str,
    series: &'static str,
    days: &[(DayCount, u64)],
    told: Told,
) -> AnyView {
    let total = l.number(days.iter().map(|(_, count)| count).sum());
    let (peak, most) = days
        .iter()
        .max_by_key(|(_, count)| *count)
        .map(|(day, count)| (l.day(day.day), l.number(*count)))
        .unwrap_or_default();
    let alt = match told {
        Told::Reports => t::chart_reports_alt(l, &total, &peak, &most),
        Told::Responses => t::chart_responses_alt(l, &total, &peak, &most),
    };
    let frame = Frame {
        title: title.to_owned(),
        note: t::chart_note(l).to_owned(),
        alt,
        legend: Vec::new(),
        table: DataTable {
            summary: office_common::show_table(l).to_owned(),
            columns: vec![office_common::day(l).to_owned(), unit.to_owned()],
            rows: days.iter().map(|(day, count)| vec![day.day.to_string(), l.number(*count)]).collect(),
        },
    };
    let drawn: Vec<Column> = days
        .iter()
        .map(|(day, count)| {
            let date = day.day.date();
            Column { label: format!("{}-{}", u8::from(date.month()), date.day()), count: *count }
        })
        .collect();
    columns(l, frame, series, &drawn)
}

fn categories(l: Locale, catalogue: &Catalogue, overview: &Overview) -> Option<AnyView> {
    let top: Vec<_> = overview.by_category.iter().filter(|row| row.count > 0).take(CATEGORIES).collect();
    let first = top.first()?;
    let name = |code: &str| names::category_code(l, catalogue, code);
    let frame = Frame {
        title: t::categories(l).to_owned(),
        note: t::categories_note(l).to_owned(),
        alt: t::categories_alt(l, name(&first.code), l.number(first.count)),
        legend: Vec::new(),
        table: DataTable {
            summary: office_common::show_table(l).to_owned(),
            columns: vec![office_common::category(l).to_owned(), t::reports(l).to_owned()],
            rows: top.iter().map(|row| vec![name(&row.code), l.number(row.count)]).collect(),
        },
    };
    let rows: Vec<Bar> = top
        .iter()
        .map(|row| Bar {
            label: name(&row.code),
            value: row.count as f64,
            text: l.number(row.count),
            muted: false,
        })
        .collect();
    Some(bars(frame, first.count as f64, &rows))
}

fn newest(cx: &PageContext, overview: &Overview) -> AnyView {
    let l = cx.locale;
    let body = if overview.newest.is_empty() {
        view! {
            <div class="empty">
                {icon_with(cx, "list", "empty-icon")}
                <p class="empty-title">{t::no_reports(l)}</p>
                <p class="empty-text">{t::no_reports_text(l)}</p>
            </div>
        }
        .into_any()
    } else {
        reports_table::short(cx, &overview.newest, t::newest(l))
    };
    view! {
        <section class="panel panel-flush">
            <div class="panel-head">
                <h2 class="panel-title">{t::newest(l)}</h2>
                <div class="panel-actions"><a class="btn btn-quiet btn-small" href="/office/reports">{t::see_all(l)}</a></div>
            </div>
            <div class="panel-body">{body}</div>
        </section>
    }
    .into_any()
}
