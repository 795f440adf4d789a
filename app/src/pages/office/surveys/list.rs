//! The plans, and the lists of households from which they draw.

use super::{percent, progress, purpose, state, table};
use crate::components::icons::{icon, icon_with};
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::pages::office::fields::{file_field, file_problems};
use crate::pages::office::page_head;
use crate::t::office_surveys as t;
use domain::access::Permission;
use domain::error::ApiError;
use domain::survey::desk::{ListedArea, PlanSummary};
use domain::time::Timestamp;
use leptos::prelude::*;

/// The plans; after a failed import with what was wrong with the file.
///
/// # Errors
/// What the backend refuses.
pub async fn page(cx: &PageContext, error: Option<&ApiError>) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::OpenOffice)?;
    let plans = cx.backend.plans().await?;
    let manages = cx.backend.actor().may(Permission::ManageSurveys);
    let lists = if manages { Some(cx.backend.household_lists().await?) } else { None };
    let actions = manages.then(|| {
        view! {
            <a class="btn" href="/office/surveys/volunteers">{icon(cx, "people")}{t::volunteers(l)}</a>
            <a class="btn btn-primary" href="/office/surveys/new">{icon(cx, "plus")}{t::new(l)}</a>
        }
    });
    let list = if plans.is_empty() { empty(cx) } else { plans_table(l, &plans, cx.backend.now()) };
    let side = lists.map(|lists| {
        view! { <aside class="split-side hide-print">{import(cx, &lists)}</aside> }
    });
    let view = view! {
        {page_head(t::title(l).to_owned(), t::lead(l, plans.len()), actions)}
        {error.map(|error| file_problems(cx, error))}
        <div class="split"><div class="split-main">{list}</div>{side}</div>
    };
    let status = error.map_or(200, |error| error.code.status());
    let frame = OfficeShell { title: t::title(l).to_owned(), section: Section::Surveys, status };
    Ok(Page::office(cx, frame, view))
}

fn plans_table(l: Locale, plans: &[PlanSummary], now: Timestamp) -> AnyView {
    let heads = view! {
        <th scope="col">{t::plan(l)}</th>
        <th scope="col">{t::period(l)}</th>
        <th scope="col" class="num">{t::areas(l)}</th>
        <th scope="col">{t::progress(l)}</th>
        <th scope="col" class="num">{t::rr1(l)}</th>
        <th scope="col">{t::state(l)}</th>
    };
    let rows = plans.iter().map(|plan| row(l, plan, now)).collect_view();
    table(t::table(l), false, heads.into_any(), rows.into_any())
}

fn row(l: Locale, plan: &PlanSummary, now: Timestamp) -> AnyView {
    let note = format!("{} · {}", purpose(l, plan.purpose), plan.questionnaire);
    view! {
        <tr>
            <td class="cell-main" data-label=t::plan(l)>
                <a href=format!("/office/surveys/{}", plan.id)>{plan.title.clone()}</a>
                <span class="cell-note">{note}</span>
            </td>
            <td class="nowrap" data-label=t::period(l)>{t::from_to(l, plan.from, plan.to)}</td>
            <td class="num" data-label=t::areas(l)>{plan.areas}</td>
            <td data-label=t::progress(l)>{progress(l, &plan.rate)}</td>
            <td class="num" data-label=t::rr1(l)>{percent(plan.rate.rr1())}</td>
            <td data-label=t::state(l)>{state(l, plan, now)}</td>
        </tr>
    }
    .into_any()
}

fn import(cx: &PageContext, lists: &[ListedArea]) -> AnyView {
    let l = cx.locale;
    let households: u64 = lists.iter().map(|list| u64::from(list.households)).sum();
    let lead = if lists.is_empty() {
        t::lists_none(l).to_owned()
    } else {
        t::lists_lead(l, lists.len(), l.number(households))
    };
    view! {
        <section class="panel">
            <div class="panel-head"><h2 class="panel-title">{t::lists(l)}</h2></div>
            <form class="panel-body stack" method="post" action="/office/surveys/lists" enctype="multipart/form-data">
                <p>{lead}</p>
                {file_field(l, "households", t::lists(l), t::lists_hint(l), ".csv,text/csv")}
                <button class="btn">{icon(cx, "upload")}{t::lists_import(l)}</button>
                <p><code class="code">"area,household,address,name"</code></p>
            </form>
        </section>
    }
    .into_any()
}

fn empty(cx: &PageContext) -> AnyView {
    let l = cx.locale;
    view! {
        <div class="empty">
            {icon_with(cx, "home", "empty-icon")}
            <p class="empty-title">{t::empty(l)}</p>
            <p class="empty-text">{t::empty_text(l)}</p>
        </div>
    }
    .into_any()
}
