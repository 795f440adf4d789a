//! The bulletin (通报): how a period's cases were put right, by unit and area, with the ranking and what is missing.
//!
//! | file | what it holds |
//! |---|---|
//! | `query` | the period and its filter, as typed |
//! | `columns` | the columns, the same on the page and in its files |
//! | `words` | the paragraph that says the most important figures |
//! | `tables` | by unit, by area, the red and black list, missing daily reports |

pub mod columns;
pub mod query;
mod tables;
pub mod words;

use super::{page_head, slots};
use crate::components::errors::{self, Anchor};
use crate::components::icons::icon;
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::pages::office::fields::{self, Choice};
use crate::t::bulletin as t;
use domain::area::AreaLevel;
use domain::error::ApiError;
use domain::ledger::BulletinView;
use domain::time::Day;
use leptos::prelude::*;
use query::BulletinForm;

/// The bulletin of the period that was typed; of yesterday when nothing was.
///
/// # Errors
/// What the backend refuses. A bad day is said at its field instead.
pub async fn page(cx: &PageContext, form: &BulletinForm) -> Result<Page, PageError> {
    let l = cx.locale;
    let today = cx.backend.now().day();
    let (view, error) = match form.read(today) {
        Ok(query) => match cx.backend.bulletin(&query).await {
            Ok(view) => (Some(view), None),
            Err(error) if !error.fields.is_empty() => (None, Some(error)),
            Err(error) => return Err(error.into()),
        },
        Err(error) => (None, Some(error)),
    };
    let status = error.as_ref().map_or(200, |error| error.code.status());
    let anchors = [
        Anchor { path: "from", label: t::from(l), id: "f-from" },
        Anchor { path: "to", label: t::to(l), id: "f-to" },
        Anchor { path: "unit", label: t::unit(l), id: "f-unit" },
        Anchor { path: "area", label: t::area(l), id: "f-area" },
    ];
    let lead =
        view.as_ref().map_or_else(String::new, |view| t::lead(l, words::period(l, view.from, view.to)));
    let content = view! {
        {page_head(t::title(l).to_owned(), lead, view.is_some().then(|| actions(cx, form)))}
        {periods(l, form, today)}
        {filters(cx, form, today).await?}
        {errors::summary(cx, error.as_ref(), &anchors)}
        {view.as_ref().map(|view| body(cx, view))}
    };
    let frame = OfficeShell { title: t::title(l).to_owned(), section: Section::Bulletin, status };
    Ok(Page::office(cx, frame, content))
}

/// Everything below the filter.
fn body(cx: &PageContext, view: &BulletinView) -> AnyView {
    let l = cx.locale;
    let paragraphs =
        words::paragraphs(l, view).into_iter().map(|text| view! { <p>{text}</p> }).collect_view();
    view! {
        <article class="stack stack-l bulletin">
            <h2 class="bulletin-title only-print">{t::print_title(l)}</h2>
            <div class="prose bulletin-words">{paragraphs}</div>
            {tables::units(cx, view)}
            {tables::lists(cx, view)}
            {tables::areas(cx, view)}
            {tables::missing(cx, view)}
            {proof(l, view)}
        </article>
    }
    .into_any()
}

/// What the figures rest on, so that a printed bulletin can be checked against the ledger.
fn proof(l: Locale, view: &BulletinView) -> AnyView {
    view! {
        <section class="panel">
            <div class="panel-head"><h2 class="panel-title">{t::proof_title(l)}</h2></div>
            <div class="panel-body stack stack-s">
                <p>{t::proof(l, view.counted_at.to_minute(), view.ledger_position)}</p>
                <p class="small muted break">{t::proof_hash(l)}" "<code class="code">{view.ledger_hash.clone()}</code></p>
                <p class="small muted">{t::definitions(l)}</p>
            </div>
        </section>
    }
    .into_any()
}

/// The files and the printer.
fn actions(cx: &PageContext, form: &BulletinForm) -> AnyView {
    let l = cx.locale;
    let query = form.address_query();
    let file = |ending: &str, name: &'static str| {
        let href = format!("/office/export/bulletin.{ending}{query}");
        view! { <a class="btn" href=href download="">{icon(cx, "download")}{name}</a> }
    };
    view! {
        {file("docx", t::as_docx(l))}
        {file("xlsx", t::as_xlsx(l))}
        {file("csv", t::as_csv(l))}
        {slots::print_button(cx, "btn")}
    }
    .into_any()
}

/// Links to the usual periods.
fn periods(l: Locale, form: &BulletinForm, today: Day) -> AnyView {
    let chips = query::usual_periods(today)
        .into_iter()
        .map(|(name, from, to)| {
            let one = BulletinForm { from: Some(from.to_string()), to: Some(to.to_string()), ..form.clone() };
            let current = form.read(today).is_ok_and(|query| query.from == from && query.to == to);
            let href = format!("/office/bulletin{}", one.address_query());
            view! { <a class="chip" href=href aria-current=current.then_some("true")>{name(l)}</a> }
        })
        .collect_view();
    view! { <nav class="chips chips-wrap hide-print" aria-label=t::periods(l)>{chips}</nav> }.into_any()
}

/// Period, unit and area.
async fn filters(cx: &PageContext, form: &BulletinForm, today: Day) -> Result<AnyView, ApiError> {
    let l = cx.locale;
    let (from, to) = form.days(today);
    let units = cx.backend.units().await?.into_iter().map(|unit| Choice::new(unit.code, unit.name));
    let towns = cx
        .backend
        .areas()
        .await?
        .into_iter()
        .filter(|area| area.level == AreaLevel::Town)
        .map(|area| Choice::new(area.code, area.name));
    let all = |name: &'static str| std::iter::once(Choice::new("", name));
    let units = fields::flat(all(t::all_units(l)).chain(units).collect());
    let towns = fields::flat(all(t::all_areas(l)).chain(towns).collect());
    Ok(view! {
        <form class="filters" method="get" action="/office/bulletin">
            {fields::filter_period(l, Some(&from), Some(&to))}
            {fields::filter_select("unit", t::unit(l), units, form.unit.as_deref())}
            {fields::filter_select("area", t::area(l), towns, form.area.as_deref())}
            <div class="filters-actions"><button class="btn btn-primary">{t::show(l)}</button></div>
        </form>
    }
    .into_any())
}
