//! Small views that several pages of the ledger share.

use super::words;
use crate::components::icons::icon;
use crate::components::names;
use crate::locale::Locale;
use crate::page::PageContext;
use crate::t::case as t;
use domain::access::{Actor, Role};
use domain::case::{CaseState, Light, Verdict};
use domain::ledger::LedgerRow;
use domain::report::PhotoView;
use leptos::prelude::*;
use uuid::Uuid;

/// The address of a case.
pub fn address(id: Uuid) -> String {
    format!("/office/cases/{id}")
}

/// A state as a coloured word.
pub fn state_word(l: Locale, state: CaseState) -> AnyView {
    view! { <span class=words::state_class(state)>{words::state(l, state)}</span> }.into_any()
}

/// A light: a shape and a word, and only late is red.
pub fn light_word(l: Locale, light: Light) -> AnyView {
    let class = match light {
        Light::Green => "light light-green",
        Light::Yellow => "light light-yellow",
        Light::Red => "light light-red",
    };
    view! { <span class=class>{words::light(l, light)}</span> }.into_any()
}

/// How much working time is left, in words; what the clock does when it does not run.
pub fn time_left(l: Locale, row: &LedgerRow) -> AnyView {
    let (class, text) = match (row.minutes_left, row.light) {
        (Some(minutes), Some(Light::Red)) => ("time-left late", words::left(l, minutes)),
        (Some(minutes), Some(Light::Yellow)) => ("time-left is-soon", words::left(l, minutes)),
        (Some(minutes), _) => ("time-left", words::left(l, minutes)),
        (None, _) => match row.verdict {
            Some(Verdict::Late) => ("time-left late", words::verdict(l, Verdict::Late).to_owned()),
            Some(Verdict::OnTime) => ("time-left", words::verdict(l, Verdict::OnTime).to_owned()),
            None => ("time-left muted", clock(l, row).to_owned()),
        },
    };
    view! { <span class=class>{text}</span> }.into_any()
}

const fn clock(l: Locale, row: &LedgerRow) -> &'static str {
    match row.state {
        CaseState::Deferred => t::clock_stopped(l),
        _ if row.due.is_some() => t::clock_done(l),
        _ => t::no_deadline(l),
    }
}

/// The marks of a case that stand out: supervision, order on the spot, several reporters.
pub fn marks(cx: &PageContext, row: &LedgerRow) -> AnyView {
    let l = cx.locale;
    let flag = row.flag.map(|flag| {
        let text = if flag.by_supervisor { t::flagged_supervisor(l) } else { t::flagged_office(l) };
        view! { <span class="tag tag-flag" title=text>{icon(cx, "flag")}{t::flagged(l)}</span> }
    });
    let spot = row.on_the_spot.then(|| view! { <span class="tag">{t::on_the_spot(l)}</span> });
    let many = (row.duplicates > 0)
        .then(|| view! { <span class="tag">{t::reporters(l, row.duplicates.saturating_add(1))}</span> });
    view! { {flag}{spot}{many} }.into_any()
}

/// The name of a case's category.
pub fn category(cx: &PageContext, row: &LedgerRow) -> String {
    names::category_code(cx.locale, &cx.backend.catalogue(), &row.category)
}

/// A small picture, or a symbol where there is none.
pub fn thumbnail(cx: &PageContext, src: Option<&str>, alt: String) -> AnyView {
    match src {
        Some(src) => view! {
            <img class="list-thumb" src=src.to_owned() alt=alt loading="lazy" width="56" height="56" />
        }
        .into_any(),
        None => view! { <span class="list-thumb">{icon(cx, "image")}</span> }.into_any(),
    }
}

/// Photos that have arrived, each leading to the full picture; `alt` names the photo of a number.
pub fn gallery(photos: &[PhotoView], alt: impl Fn(usize) -> String) -> Option<AnyView> {
    let pictures: Vec<_> = photos
        .iter()
        .filter(|photo| photo.stored)
        .enumerate()
        .map(|(index, photo)| {
            view! {
                <li><a href=photo.full.clone()><img src=photo.medium.clone() alt=alt(index + 1) loading="lazy"
                    width=photo.width.map(|w| w.to_string()) height=photo.height.map(|h| h.to_string()) /></a></li>
            }
        })
        .collect();
    (!pictures.is_empty())
        .then(|| view! { <ul class="compare-photos">{pictures.collect_view()}</ul> }.into_any())
}

/// Whether the asker works on a phone, in the frame made for it.
pub fn is_unit(cx: &PageContext) -> bool {
    matches!(cx.backend.actor(), Actor::User { role: Role::Unit, .. })
}

/// A text of several lines.
pub fn paragraphs(text: &str) -> AnyView {
    text.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view().into_any()
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
