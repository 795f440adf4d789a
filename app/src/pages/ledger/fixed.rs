//! 问题解决了吗? What the reporter is asked when their case is closed.

use super::parts;
use crate::components::errors;
use crate::components::fields::{self, Field, Mark};
use crate::components::icons::icon;
use crate::page::PageContext;
use crate::t::case as t;
use domain::error::ApiError;
use domain::ledger::Resolution;
use domain::limits;
use domain::report::ReportView;
use leptos::prelude::*;

/// What was typed as the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct FixedForm {
    /// `yes` or `no`.
    pub fixed: String,
    /// What is still wrong.
    pub reason: String,
}

/// Before and after, and the question; what was answered when it was.
pub fn section(
    cx: &PageContext,
    report: &ReportView,
    resolution: &Resolution,
    typed: &FixedForm,
    error: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
    let before = report.photos.iter().find(|photo| photo.stored);
    let side = |caption: &'static str, photo: Option<&domain::report::PhotoView>, alt: String| {
        photo.map(|photo| {
            view! {
                <figure class="compare-side"><figcaption class="compare-title">{caption}</figcaption>
                    <a href=photo.full.clone()><img src=photo.medium.clone() alt=alt loading="lazy" /></a></figure>
            }
        })
    };
    let after = resolution.after.iter().find(|photo| photo.stored);
    let both = (after.is_some()).then(|| {
        view! {
            <div class="compare compare-phone">
                {side(t::before(l), before, t::photo_before(l, 1))}
                {side(t::after(l), after, t::photo_after(l, 1))}
            </div>
        }
    });
    let who = resolution
        .unit_name
        .clone()
        .map(|unit| view! { <p class="list-meta">{t::put_right_by(l, unit)}</p> });
    let note = resolution.note.as_deref().map(parts::paragraphs);
    let question = if resolution.confirmed {
        view! { <p class="fixed-done">{icon(cx, "check-circle")}{t::fixed_confirmed(l)}</p> }.into_any()
    } else {
        question(cx, report, typed, error)
    };
    view! {
        <section class="card stack fixed" id="fixed">
            {both}
            <div class="stack-s">{who}{note}</div>
            {question}
        </section>
    }
    .into_any()
}

fn question(cx: &PageContext, report: &ReportView, typed: &FixedForm, error: Option<&ApiError>) -> AnyView {
    let l = cx.locale;
    let action = format!("/r/{}/fixed", report.receipt_code);
    let reason = Field {
        name: "reason",
        label: t::fixed_why(l),
        hint: t::fixed_why_hint(l),
        value: &typed.reason,
        mark: Mark::Required,
        longest: Some(limits::DESCRIPTION_CHARS),
        ..Field::default()
    };
    let open = typed.fixed == "no" || error.is_some();
    view! {
        <h2 class="fixed-title">{t::fixed_title(l)}</h2>
        <p class="muted">{t::fixed_text(l)}</p>
        {error.filter(|error| error.fields.is_empty()).map(|error| {
            view! { <p class="field-error" role="alert">{icon(cx, "alert")}{errors::message(l, error)}</p> }
        })}
        <form method="post" action=action.clone()>
            {fields::hidden("fixed", "yes")}
            <button class="btn btn-primary btn-large btn-block">{icon(cx, "check")}{t::fixed_yes(l)}</button>
        </form>
        <details class="fixed-no" open=open>
            <summary class="btn btn-large btn-block">{icon(cx, "close")}{t::fixed_no(l)}</summary>
            <form class="stack-s" method="post" action=action>
                {fields::hidden("fixed", "no")}
                {fields::textarea(cx, error, reason, 3)}
                <button class="btn btn-primary btn-block">{t::fixed_reopen(l)}</button>
            </form>
        </details>
    }
    .into_any()
}
