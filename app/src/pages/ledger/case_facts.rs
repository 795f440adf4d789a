//! What is known of a case: head, deadline, before and after, the unit's task, where it is.

use super::{actions, parts, words};
use crate::components::icons::icon;
use crate::components::names;
use crate::islands::{Tools, maps};
use crate::locale::Locale;
use crate::page::PageContext;
use crate::t::{case as t, office_common};
use domain::case::{Counts, Light};
use domain::ledger::CaseView;
use domain::time::Timestamp;
use leptos::prelude::*;

/// The head: what it is, where it stands.
pub fn head(cx: &PageContext, view: &CaseView, category: &str) -> AnyView {
    let l = cx.locale;
    let row = &view.row;
    let state = parts::state_word(l, row.state);
    let light = row.light.map(|light| parts::light_word(l, light));
    let marks = parts::marks(cx, row);
    if parts::is_unit(cx) {
        return view! {
            <div class="row case-words">{state}{light}{marks}</div>
            {flag(cx, view)}
        }
        .into_any();
    }
    view! {
        <div class="page-head">
            <div>
                <nav class="breadcrumb" aria-label=t::back_to_ledger(l)>
                    <a href="/office/ledger">{crate::t::ledger::title(l)}</a>
                    <span aria-current="page">{row.receipt_code.to_string()}</span>
                </nav>
                <h1 class="page-title">{category.to_owned()}</h1>
                <div class="row case-words">{state}{light}{marks}</div>
            </div>
            <div class="page-actions">
                <button class="btn" type="button" hidden data-print="">{icon(cx, "print")}{office_common::print(l)}</button>
                <Tools />
            </div>
        </div>
        {flag(cx, view)}
    }
    .into_any()
}

/// Why it is supervised.
fn flag(cx: &PageContext, view: &CaseView) -> Option<AnyView> {
    let l = cx.locale;
    let flag = view.row.flag?;
    let who = if flag.by_supervisor { t::flagged_supervisor(l) } else { t::flagged_office(l) };
    let why = view.flag_reason.clone().map(|reason| view! { <p>{reason}</p> });
    Some(
        view! {
            <div class="notice notice-flag">
                {icon(cx, "flag")}
                <div class="notice-body">
                    <p class="notice-title">{who}" "<span class="small muted num">{flag.at.to_minute()}</span></p>
                    {why}
                </div>
            </div>
        }
        .into_any(),
    )
}

/// Deadline, unit, person and counts in one line.
pub fn strip(cx: &PageContext, view: &CaseView) -> AnyView {
    let l = cx.locale;
    let row = &view.row;
    let late = row.light == Some(Light::Red);
    let own = parts::is_unit(cx);
    let due = row.due.map(|due| view! { <p class="stat-interval">{t::due_at(l, due.to_minute())}</p> });
    let limit = (view.case.limit_minutes > 0).then(|| {
        let time = words::duration(l, i64::from(view.case.limit_minutes));
        view! { <p class="stat-interval">{t::limit(l, time)}</p> }
    });
    let request = row.request.map(|_| actions::asked(l, view));
    let paused = row.deferred_until.map(|day| {
        view! { <p class="stat-interval">{t::paused_until(l, l.day(day))}</p> }
    });
    let unit = row.unit_name.clone().unwrap_or_else(|| t::no_unit(l).to_owned());
    let person = row.person.clone();
    let phone = row.phone.clone().map(|phone| {
        let href = format!("tel:{}", digits(&phone));
        view! { <p class="stat-interval"><a href=href>{phone}</a></p> }
    });
    view! {
        <div class="stats case-strip">
            <div class=if late { "stat stat-late" } else { "stat" }>
                <p class="stat-label">{t::deadline(l)}</p>
                <p class="stat-text">{parts::time_left(l, row)}</p>
                {due}{paused}{limit}
            </div>
            {(!own).then(|| view! {
                <div class="stat">
                    <p class="stat-label">{t::unit(l)}</p>
                    <p class="stat-text">{unit}</p>
                    {person.map(|person| view! { <p class="stat-interval">{t::person_is(l, person)}</p> })}
                    {phone}
                </div>
            })}
            {(!own || row.counts != Counts::default()).then(|| view! {
                <div class="stat">
                    <p class="stat-label">{t::counts(l)}</p>
                    {counts(l, &row.counts)}
                </div>
            })}
            {request.map(|request| view! { <div class="stat stat-request"><p class="stat-label">{t::request(l)}</p>{request}</div> })}
        </div>
    }
    .into_any()
}

fn counts(l: Locale, counts: &Counts) -> AnyView {
    let all = [
        (t::reworks(l), counts.reworks),
        (t::transfers(l), counts.transfers),
        (t::deferrals(l), counts.deferrals),
        (t::extensions(l), counts.extensions),
        (t::reopenings(l), counts.reopenings),
    ];
    let items = all.into_iter().map(|(name, n)| {
        let class = if n > 0 { "case-count is-some" } else { "case-count" };
        view! { <li class=class><span>{name}</span>" "<b class="num">{n}</b></li> }
    });
    view! { <ul class="case-counts">{items.collect_view()}</ul> }.into_any()
}

/// Photos from before beside those from afterwards, and what was reported.
pub fn compare(cx: &PageContext, view: &CaseView) -> AnyView {
    let l = cx.locale;
    let none =
        |text: &'static str| view! { <p class="compare-none">{icon(cx, "image")}{text}</p> }.into_any();
    let before = parts::gallery(&view.report.photos, |n| t::photo_before(l, n))
        .unwrap_or_else(|| none(t::before_none(l)));
    let after =
        parts::gallery(&view.after, |n| t::photo_after(l, n)).unwrap_or_else(|| none(t::after_none(l)));
    let words = match view.report.description.as_str() {
        "" => view! { <p class="muted">{t::no_description(l)}</p> }.into_any(),
        text => parts::paragraphs(text),
    };
    let body = view! {
        <div class="compare">
            <figure class="compare-side"><figcaption class="compare-title">{t::before(l)}</figcaption>{before}</figure>
            <figure class="compare-side"><figcaption class="compare-title">{t::after(l)}</figcaption>{after}</figure>
        </div>
        <div class="prose">{words}</div>
    };
    parts::panel(t::compare(l), body.into_any())
}

/// What the unit said it would do.
pub fn task(cx: &PageContext, view: &CaseView) -> Option<AnyView> {
    let l = cx.locale;
    let row = &view.row;
    view.case.task.as_ref()?;
    let verdict = view.case.verdict.as_ref().map(|frozen| {
        let class = if frozen.verdict == domain::case::Verdict::Late { "late" } else { "" };
        view! { <div><dt>{t::verdict(l)}</dt><dd class=class>{words::verdict(l, frozen.verdict)}</dd></div> }
    });
    let fact = |name: &'static str, value: Option<String>| {
        value.map(|value| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
    };
    let body = view! {
        <dl class="kv">
            {fact(t::measure(l), row.measure.clone())}
            {fact(t::person(l), row.person.clone())}
            {fact(t::promised(l), row.date.map(|day| l.day(day)))}
            {verdict}
        </dl>
    };
    Some(parts::panel(t::task(l), body.into_any()))
}

/// Other reports of the same incident.
pub fn linked(cx: &PageContext, view: &CaseView) -> Option<AnyView> {
    let l = cx.locale;
    let of = view.row.duplicate_of.map(|id| {
        view! { <p>{t::duplicate_of(l)}" "<a href=parts::address(id)>{crate::t::ledger::open_main(l)}</a></p> }
    });
    if of.is_none() && view.linked.is_empty() {
        return None;
    }
    let rows = view.linked.iter().map(|row| {
        let picture = row.first_photo.as_ref().map(|sha| format!("/photos/{}/{sha}/320", row.id));
        let name = names::category_code(l, &cx.backend.catalogue(), &row.category);
        view! {
            <li><a class="list-item" href=format!("/office/reports/{}", row.id)>
                {parts::thumbnail(cx, picture.as_deref(), name.clone())}
                <span class="list-body">
                    <span class="list-title">{row.description.clone()}</span>
                    <span class="list-meta num">{row.receipt_code.to_string()}" · "{row.received_at.to_minute()}</span>
                </span>
            </a></li>
        }
    });
    let list = (!view.linked.is_empty()).then(|| view! { <ul class="list">{rows.collect_view()}</ul> });
    Some(parts::panel(t::linked_here(l), view! { {of}{list} }.into_any()))
}

/// When and where it was reported, with a small map.
pub fn about(cx: &PageContext, view: &CaseView) -> AnyView {
    let l = cx.locale;
    let (row, report) = (&view.row, &view.report);
    let map = report.location.as_ref().map(|at| maps::pin_map(cx, at.lat, at.lng, at.accuracy_m));
    let area = row.area_name.clone().unwrap_or_else(|| office_common::no_area(l).to_owned());
    let moment = |name: &'static str, at: Option<Timestamp>| {
        at.map(|at| {
            view! { <div><dt>{name}</dt><dd class="num"><time datetime=at.to_rfc3339()>{at.to_minute()}</time></dd></div> }
        })
    };
    let to_report = (!parts::is_unit(cx)).then(|| {
        view! { <p><a href=format!("/office/reports/{}", row.id)>{t::see_report(l)}</a></p> }
    });
    let body = view! {
        {map}
        <dl class="kv">
            <div><dt>{t::number(l)}</dt><dd class="num">{row.receipt_code.to_string()}</dd></div>
            <div><dt>{t::area(l)}</dt><dd>{area}</dd></div>
            <div><dt>{t::source(l)}</dt><dd>{names::channel(l, row.channel)}</dd></div>
            {moment(t::reported_at(l), Some(row.received_at))}
            {moment(crate::t::ledger::filed(l), row.filed_at)}
            {moment(crate::t::ledger::rectified(l), row.rectified_at)}
            {moment(crate::t::ledger::closed(l), row.closed_at)}
        </dl>
        {to_report}
    };
    parts::panel(t::facts(l), body.into_any())
}

fn digits(phone: &str) -> String {
    phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}
