//! What is known of a report: photos, words, place, times, contact, history.

use super::{slots, surveys, words};
use crate::components::names;
use crate::locale::Locale;
use crate::page::PageContext;
use crate::t::{office_common as common, office_reports as t, office_surveys};
use domain::location::Location;
use domain::report::ReportView;
use domain::time::Timestamp;
use leptos::prelude::*;

/// How far around a place the link to the list looks, in degrees of latitude: about 300 m.
const AROUND_DEGREES: f64 = 0.0027;

/// The photos, each leading to the full picture.
pub fn photos(cx: &PageContext, report: &ReportView, category: &str) -> AnyView {
    let l = cx.locale;
    let missing = report.photos.iter().filter(|photo| !photo.stored).count();
    let pictures = report
        .photos
        .iter()
        .filter(|photo| photo.stored)
        .enumerate()
        .map(|(index, photo)| {
            let alt = format!("{} {}", t::photo_alt(l, category), t::photo_n(l, index + 1));
            view! {
                <li><a href=photo.full.clone()><img src=photo.medium.clone() alt=alt loading="lazy"
                    width=photo.width.map(|w| w.to_string()) height=photo.height.map(|h| h.to_string()) /></a></li>
            }
        })
        .collect_view();
    let body = if report.photos.is_empty() {
        view! { <p class="muted">{t::photos_none(l)}</p> }.into_any()
    } else {
        view! { <ul class="gallery">{pictures}</ul> }.into_any()
    };
    let missing = (missing > 0).then(|| view! { <p class="muted small">{t::photos_missing(l, missing)}</p> });
    panel(t::photos(l), view! { {body}{missing} }.into_any())
}

/// What the reporter wrote.
pub fn description(l: Locale, report: &ReportView) -> AnyView {
    let text = match report.description.as_str() {
        "" => view! { <p class="muted">{t::no_description(l)}</p> }.into_any(),
        text => text.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view().into_any(),
    };
    panel(t::description(l), view! { <div class="prose">{text}</div> }.into_any())
}

/// Where it is, how exactly that is known, and a small map.
pub fn place(cx: &PageContext, report: &ReportView) -> AnyView {
    let l = cx.locale;
    let area = report.area_name.clone().unwrap_or_else(|| common::no_area(l).to_owned());
    let body = match &report.location {
        Some(location) => view! {
            {slots::pin_map(cx, location)}
            <dl class="kv">
                {fact(common::area(l), area)}
                {fact(t::coordinates(l), format!("{:.6}, {:.6} ({})", location.lat, location.lng, t::coordinates_note(l)))}
                {fact(t::accuracy(l), accuracy(l, location))}
                {fact(t::source(l), words::source(l, location.source).to_owned())}
                {fact(t::datum(l), words::datum(l, location.datum).to_owned())}
            </dl>
            <p><a href=around(location)>{t::see_on_list(l)}</a></p>
        }
        .into_any(),
        None => view! {
            <dl class="kv">{fact(common::area(l), area)}</dl>
            <p class="muted">{t::no_place(l)}</p>
        }
        .into_any(),
    };
    panel(t::place(l), body)
}

fn accuracy(l: Locale, location: &Location) -> String {
    location
        .accuracy_m
        .map_or_else(|| t::accuracy_unknown(l).to_owned(), |metres| t::accuracy_m(l, format!("{metres:.0}")))
}

/// The list of reports around a place.
fn around(location: &Location) -> String {
    let across = AROUND_DEGREES / location.lat.to_radians().cos().max(0.01);
    format!(
        "/office/reports?bbox={:.5},{:.5},{:.5},{:.5}",
        location.lng - across,
        location.lat - AROUND_DEGREES,
        location.lng + across,
        location.lat + AROUND_DEGREES
    )
}

/// The visit on which it was seen, with its plan; none while it has not arrived.
async fn visit(cx: &PageContext, report: &ReportView) -> Option<AnyView> {
    let l = cx.locale;
    let found = cx.backend.visit(report.visit?).await.ok();
    let text = match found {
        Some((plan, visit)) => {
            let words = format!("{} · {}", visit.household, surveys::outcome(l, visit.outcome));
            view! { <a href=format!("/office/surveys/{plan}")>{words}</a> }.into_any()
        }
        None => office_surveys::visit_waiting(l).into_any(),
    };
    Some(view! { <div><dt>{office_surveys::visit_fact(l)}</dt><dd>{text}</dd></div> }.into_any())
}

/// When it was seen and sent, by whom.
pub async fn facts(cx: &PageContext, report: &ReportView) -> AnyView {
    let l = cx.locale;
    let visit = visit(cx, report).await;
    let closed = report.closed_at.map(|at| moment(t::closed(l), at));
    let external = report.external_id.clone().map(|id| fact(t::external_id(l), id));
    let body = view! {
        <dl class="kv">
            {fact(t::receipt_code(l), report.receipt_code.to_string())}
            {fact(common::channel(l), names::channel(l, report.channel).to_owned())}
            {moment(t::observed(l), report.observed_at)}
            {moment(t::received(l), report.received_at)}
            {closed}
            {external}
            {visit}
        </dl>
    };
    panel(t::facts(l), body.into_any())
}

/// How to reach the reporter.
pub fn contact(cx: &PageContext, report: &ReportView) -> AnyView {
    let l = cx.locale;
    let body = match &report.contact {
        None => view! { <p class="muted">{t::contact_none(l)}</p> }.into_any(),
        Some(contact) => {
            let name = contact.name.clone().map(|name| fact(t::contact_name(l), name));
            let phone = contact.phone.clone().map(|phone| {
                let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
                view! { <div><dt>{t::contact_phone(l)}</dt><dd><a href=format!("tel:{digits}")>{phone}</a></dd></div> }
            });
            view! { <dl class="kv">{name}{phone}</dl><p class="muted small">{t::contact_note(l)}</p> }
                .into_any()
        }
    };
    panel(t::contact(l), body)
}

/// What was done, newest last.
pub fn history(l: Locale, report: &ReportView) -> AnyView {
    let last = report.history.len().saturating_sub(1);
    let lines = report
        .history
        .iter()
        .enumerate()
        .map(|(index, entry)| {
            let class = if index == last { "timeline-item is-current" } else { "timeline-item is-done" };
            let note = entry.note.clone().filter(|note| !note.is_empty());
            view! {
                <li class=class>
                    <p class="timeline-title">{words::event(l, &entry.event)}</p>
                    {note.map(|note| view! { <p class="timeline-text">{note}</p> })}
                    <span class="timeline-who">{words::actor(l, &entry.actor)}</span>
                    <time class="timeline-time" datetime=entry.at.to_rfc3339()>{entry.at.to_minute()}</time>
                </li>
            }
        })
        .collect_view();
    panel(t::history(l), view! { <ol class="timeline timeline-dense">{lines}</ol> }.into_any())
}

/// A panel with a heading.
pub fn panel(title: &'static str, body: AnyView) -> AnyView {
    view! {
        <section class="panel">
            <div class="panel-head"><h2 class="panel-title">{title}</h2></div>
            <div class="panel-body">{body}</div>
        </section>
    }
    .into_any()
}

fn fact(name: &'static str, value: String) -> AnyView {
    view! { <div><dt>{name}</dt><dd class="num">{value}</dd></div> }.into_any()
}

fn moment(name: &'static str, at: Timestamp) -> AnyView {
    view! { <div><dt>{name}</dt><dd class="num"><time datetime=at.to_rfc3339()>{at.to_minute()}</time></dd></div> }.into_any()
}
