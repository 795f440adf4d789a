//! The awareness rate (群众知晓率): how many know, how sure that is, whether it is getting better, and what it rests on.
//!
//! | file | what it holds |
//! |---|---|
//! | `query` | the filter as it stands in the address |
//! | `figures` | everything that is asked of the port |
//! | `headline` | the rate in one sentence, and its change |
//! | `channels` | the three ways of asking beside each other |
//! | `charts`, `villages` | towns, items, weeks, sex and age, villages; also as files |
//! | `answers` | how the options were chosen |
//! | `basis` | weights, design effect, response rate, in a fold-out |
//! | `notes` | what a reader must know, in words |

mod answers;
mod basis;
mod channels;
mod charts;
mod figures;
mod filters;
mod headline;
mod notes;
pub mod query;
mod villages;

pub(super) use answers::kind;
pub(crate) use basis::response_line;
pub(crate) use charts::{group_name, interval_row};
pub(crate) use headline::{change_line, sentence};

use super::address::QueryText;
use super::slots;
use crate::components::charts::chart::{Chart, Files};
use crate::components::icons::{icon, icon_with};
use crate::components::names;
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::t::{office_awareness as t, statistics as s};
use domain::access::Permission;
use domain::awareness::{AwarenessGroup, AwarenessQuery};
use domain::error::ApiError;
use domain::questionnaire::{Purpose, QuestionnaireSummary};
use domain::time::Timestamp;
use figures::Figures;
use leptos::prelude::*;
use query::AwarenessForm;

pub(super) const ADDRESS: &str = "/office/awareness";

/// The awareness page. A filter that cannot be read shows what is wrong and no figures.
///
/// # Errors
/// What the backend refuses.
pub async fn page(cx: &PageContext, form: &AwarenessForm) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::ReadStatistics)?;
    let questionnaires = questionnaires(cx).await?;
    let Some(usual) = questionnaires.first().map(|questionnaire| questionnaire.slug.clone()) else {
        return Ok(render(cx, 200, super::page_head(t::title(l).to_owned(), (), ()), no_questionnaire(cx)));
    };
    let figures = match form.parse(&usual) {
        Ok(query) => figures::load(cx, query).await,
        Err(error) => Err(error),
    };
    let (figures, wrong) = match figures {
        Ok(figures) => (Some(figures), None),
        Err(error) if !error.fields.is_empty() => (None, Some(error)),
        Err(error) => return Err(error.into()),
    };
    let lead = figures.as_ref().map(|figures| lead(l, &questionnaires, figures)).unwrap_or_default();
    let body = view! {
        {filters::filters(cx, form, &usual, &questionnaires, wrong.as_ref())}
        {figures.as_ref().map(|figures| content(cx, form, figures))}
    };
    let status = if wrong.is_some() { 422 } else { 200 };
    Ok(render(
        cx,
        status,
        super::page_head(t::title(l).to_owned(), lead, actions(cx, figures.as_ref())),
        body.into_any(),
    ))
}

/// One chart of the page, for a file; the same filter as the page.
///
/// # Errors
/// What the backend refuses; not found when there is no such chart.
pub async fn chart(cx: &PageContext, form: &AwarenessForm, id: &str) -> Result<Chart, PageError> {
    cx.backend.actor().require(Permission::Export)?;
    let questionnaires = questionnaires(cx).await?;
    let usual = questionnaires.first().map(|one| one.slug.clone()).unwrap_or_default();
    let figures = figures::load(cx, form.parse(&usual)?).await?;
    let found = charts::all(cx.locale, &figures).into_iter().find(|chart| chart.id == id);
    found.ok_or_else(|| ApiError::not_found("chart").into())
}

fn render(cx: &PageContext, status: u16, head: AnyView, body: AnyView) -> Page {
    let frame = OfficeShell { title: t::title(cx.locale).to_owned(), section: Section::Awareness, status };
    Page::office(cx, frame, view! { {head}{body} })
}

/// One line for each questionnaire, measurements first; somebody who may not manage them sees the published ones.
pub(super) async fn questionnaires(cx: &PageContext) -> Result<Vec<QuestionnaireSummary>, ApiError> {
    let mut all = if cx.backend.actor().may(Permission::ManageQuestionnaires) {
        cx.backend.questionnaires().await?
    } else {
        cx.backend.published_questionnaires().await?
    };
    all.sort_by_key(|one| (one.purpose != Purpose::Measurement, !one.published));
    let mut known = std::collections::BTreeSet::new();
    all.retain(|one| known.insert(one.slug.clone()));
    Ok(all)
}

fn lead(l: Locale, questionnaires: &[QuestionnaireSummary], figures: &Figures) -> String {
    let slug = &figures.query.questionnaire;
    let title =
        questionnaires.iter().find(|one| one.slug == *slug).map_or(slug.as_str(), |one| l.pick(&one.title));
    let method = &figures.towns.method;
    let period = match (method.from, method.to.map(|to| to.plus(-1))) {
        (Some(from), Some(to)) => t::period(l, from, to),
        (Some(from), None) => t::period_from(l, from),
        (None, Some(to)) => t::period_to(l, to),
        (None, None) => t::all_time(l).to_owned(),
    };
    t::lead(l, title, names::survey_channel(l, figures.query.channel), period)
}

fn actions(cx: &PageContext, figures: Option<&Figures>) -> AnyView {
    let l = cx.locale;
    // The answers that the figures are made of, not all there are; without figures there is nothing to take along.
    let figures = figures.filter(|_| cx.backend.actor().may(Permission::Export));
    let answers = figures.map(|figures| {
        view! {
            <a class="btn btn-small" href=answers_file(&figures.query) download="">
                {icon(cx, "download")}{t::export_xlsx(l)}
            </a>
        }
    });
    view! {
        {slots::print_button(cx, "btn btn-small")}
        <a class="btn btn-small" href="/office/planner">{icon(cx, "people")}{s::planner(l)}</a>
        <a class="btn btn-small" href="/office/weekly">{icon(cx, "list")}{s::weekly(l)}</a>
        {answers}
    }
    .into_any()
}

/// The file of the answers behind a question.
fn answers_file(query: &AwarenessQuery) -> String {
    let (from, to) = (query.period.from, query.period.to);
    let filter = QueryText::new()
        .with("questionnaire", Some(&query.questionnaire))
        .with("channel", Some(query.channel.as_str()))
        .with("from", from.map(|from| from.day().to_string()).as_deref())
        .with("to", to.map(|to| Timestamp(to.0 - 1).day().to_string()).as_deref())
        .finish();
    format!("/office/export/responses.xlsx{filter}")
}

fn content(cx: &PageContext, form: &AwarenessForm, figures: &Figures) -> AnyView {
    let l = cx.locale;
    let training = (figures.towns.method.purpose == Purpose::Training.as_str()).then(|| {
        view! {
            <div class="notice notice-info">{icon(cx, "info")}
                <div class="notice-body"><p>{t::training_notice(l)}</p></div></div>
        }
    });
    let everybody: Option<&AwarenessGroup> = figures.everybody();
    let body = match everybody {
        Some(group) => {
            let files = Files { address: "/office/export/awareness/", query: form.query() };
            let charts: Vec<(&'static str, AnyView)> =
                charts::all(l, figures).iter().map(|chart| (chart.id, chart.view(cx, &files))).collect();
            let (mut wide, mut left, mut right) = (Vec::new(), Vec::new(), Vec::new());
            for (id, view) in charts {
                match id {
                    "towns" | "items" => left.push(view),
                    "weeks" | "town-intervals" | "sex" | "age" | "villages" => right.push(view),
                    _ => wide.push(view),
                }
            }
            view! {
                {headline::headline(cx, figures, group)}
                {channels::channels(cx, figures)}
                <div class="panels figures-pair"><div class="stack">{left}</div><div class="stack">{right}</div></div>
                {wide}
                {basis::panel(cx, figures, group)}
                {notes::notes(cx, figures)}
                {answers::panel(l, &figures.options)}
            }
            .into_any()
        }
        None => view! {
            {channels::channels(cx, figures)}
            <div class="empty">
                {icon_with(cx, "chart", "empty-icon")}
                <p class="empty-title">{t::no_answers(l)}</p>
                <p class="empty-text">{t::no_answers_text(l)}</p>
            </div>
        }
        .into_any(),
    };
    view! { {training}{body} }.into_any()
}

fn no_questionnaire(cx: &PageContext) -> AnyView {
    let l = cx.locale;
    let action = cx.backend.actor().may(Permission::ManageQuestionnaires).then(|| {
        view! { <a class="btn btn-primary" href="/office/questionnaires">{t::empty_action(l)}</a> }
    });
    view! {
        <div class="empty">
            {icon_with(cx, "chart", "empty-icon")}
            <p class="empty-title">{t::empty(l)}</p>
            <p class="empty-text">{t::empty_text(l)}</p>
            {action}
        </div>
    }
    .into_any()
}
