//! One plan: how far it is, who does what, what to look at, and how its draw can be checked.

use super::{panel, percent, plan_areas, plan_people, plan_rate, purpose, state, visited};
use crate::components::errors;
use crate::components::icons::icon;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::t::office_surveys as t;
use domain::access::Permission;
use domain::error::ApiError;
use domain::survey::SelectionMethod;
use domain::survey::desk::PlanDetail;
use leptos::prelude::*;
use uuid::Uuid;

/// A plan; after a failed form with what was wrong.
///
/// # Errors
/// What the backend refuses.
pub async fn page(cx: &PageContext, id: Uuid, error: Option<&ApiError>) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::OpenOffice)?;
    let detail = cx.backend.plan(id).await?;
    let manages = cx.backend.actor().may(Permission::ManageSurveys);
    let title = detail.plan.title.clone();
    let view = view! {
        {head(cx, &detail)}
        {errors::summary(cx, error, &[])}
        {figures(cx, &detail)}
        {plan_areas::section(cx, &detail, manages)}
        <div class="panels">
            {plan_rate::outcomes(l, &detail.plan.rate)}
            {plan_people::volunteers(l, &detail)}
        </div>
        {plan_people::flagged(l, &detail)}
        {reproduce(cx, &detail)}
        {manages.then(|| closing(cx, &detail))}
    };
    let status = error.map_or(200, |error| error.code.status());
    Ok(Page::office(cx, OfficeShell { title, section: Section::Surveys, status }, view))
}

fn head(cx: &PageContext, detail: &PlanDetail) -> AnyView {
    let l = cx.locale;
    let plan = &detail.plan;
    let lead = t::plan_lead(l, &plan.questionnaire, plan.version, plan.from, plan.to);
    view! {
        <div class="page-head">
            <div>
                <nav class="breadcrumb" aria-label=t::title(l)>
                    <a href="/office/surveys">{t::title(l)}</a>
                    <span aria-current="page">{plan.title.clone()}</span>
                </nav>
                <h1 class="page-title">{plan.title.clone()}</h1>
                <p class="page-lead">{lead}" "{state(l, plan, cx.backend.now())}" "<span class="tag">{purpose(l, plan.purpose)}</span></p>
            </div>
        </div>
    }
    .into_any()
}

fn figures(cx: &PageContext, detail: &PlanDetail) -> AnyView {
    let l = cx.locale;
    let rate = &detail.plan.rate;
    let done = visited(rate);
    let stat = |label: &'static str, value: String, note: Option<String>| {
        view! {
            <div class="stat">
                <p class="stat-label">{label}</p>
                <p class="stat-value">{value}</p>
                {note.map(|note| view! { <p class="stat-interval">{note}</p> })}
            </div>
        }
    };
    let of = format!("/ {}", l.number(rate.households()));
    view! {
        <div class="stats">
            {stat(t::visited(l), l.number(done), Some(of))}
            {stat(t::interviewed_count(l), l.number(rate.interviewed), None)}
            {stat(t::rr1(l), percent(rate.rr1()), Some(t::rr1_note(l, percent(rate.so_far()))))}
            {stat(t::refusals(l), percent(rate.refusal_rate()), None)}
        </div>
    }
    .into_any()
}

fn reproduce(cx: &PageContext, detail: &PlanDetail) -> AnyView {
    let l = cx.locale;
    let hashes = detail
        .areas
        .iter()
        .filter(|area| area.planned.method == SelectionMethod::List)
        .map(|area| {
            let hash = area.list_sha256.clone().unwrap_or_default();
            view! {
                <tr>
                    <td class="nowrap">{area.planned.area.clone()}</td>
                    <td class="break"><code class="code">{hash}</code></td>
                </tr>
            }
        })
        .collect_view();
    let any = detail.areas.iter().any(|area| area.list_sha256.is_some());
    let sums = any.then(|| {
        view! {
            <details class="disclosure">
                <summary>{t::list_hash(l)}</summary>
                <div class="disclosure-body table-wrap" tabindex="0" role="region" aria-label=t::list_hash(l)>
                    <table class="table table-compact">
                        <caption class="sr-only">{t::list_hash(l)}</caption>
                        <thead><tr><th scope="col">{t::area(l)}</th><th scope="col">{t::list_hash(l)}</th></tr></thead>
                        <tbody>{hashes}</tbody>
                    </table>
                </div>
            </details>
        }
    });
    let body = view! {
        <div class="stack">
            <dl class="kv"><div><dt>{t::seed(l)}</dt><dd class="num">{detail.plan.seed.to_string()}</dd></div></dl>
            <p>{t::reproduce_text(l)}</p>
            <p>{t::reproduce_scope(l)}</p>
            {sums}
        </div>
    };
    panel(t::reproduce(l).to_owned(), None, false, body.into_any())
}

fn closing(cx: &PageContext, detail: &PlanDetail) -> AnyView {
    let l = cx.locale;
    let (action, word) = match detail.plan.closed_at {
        Some(_) => ("reopen", t::reopen(l)),
        None => ("close", t::close(l)),
    };
    view! {
        <form class="row hide-print" method="post" action=format!("/office/surveys/{}/state", detail.plan.id)>
            <button class="btn" name="action" value=action>{icon(cx, "lock")}{word}</button>
            <p class="hint">{t::close_note(l)}</p>
        </form>
    }
    .into_any()
}
