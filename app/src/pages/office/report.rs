//! One report: photos, place, history, handling, and its duplicates.

use super::{report_duplicates, report_facts};
use crate::components::errors::{self, Anchor};
use crate::components::fields::{self, Field};
use crate::components::names;
use crate::components::status::status_word;
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::pages::ledger::case as ledger;
use crate::pages::ledger::form::ActionForm;
use crate::t::{common as everywhere, office_common as common, office_reports as t};
use domain::access::Permission;
use domain::error::ApiError;
use domain::limits;
use domain::report::{ReportStatus, ReportView};
use leptos::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

/// What is typed to change a report's status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct StatusForm {
    /// The new status.
    pub to: String,
    /// Why, for the reporter to read.
    pub note: String,
}

/// What is sent to link a report to another one as its duplicate, or to undo that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct DuplicateForm {
    /// Id of the report whose incident this one tells of.
    pub of: Option<String>,
    /// `1` to undo the link.
    pub undo: Option<String>,
    /// Why.
    pub note: Option<String>,
}

/// One report, with what was typed and what was wrong with it after a failed change.
///
/// # Errors
/// What the backend refuses.
pub async fn page(
    cx: &PageContext,
    id: Uuid,
    typed: &StatusForm,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    page_with(cx, id, typed, &ActionForm::default(), error).await
}

/// The same, with what was typed to accept it, refuse it or link it, before it has become a case.
///
/// # Errors
/// What the backend refuses.
pub async fn page_with(
    cx: &PageContext,
    id: Uuid,
    typed: &StatusForm,
    action: &ActionForm,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::ReadReports)?;
    let report = cx.backend.report(id).await?;
    let handles = cx.backend.actor().may(Permission::HandleReports);
    let accepts = handles && report.status == ReportStatus::Received;
    let (decide, candidates) = if accepts {
        let (decide, candidates) = ledger::acceptance(cx, &report, action, error).await?;
        (Some(decide), Some(candidates))
    } else {
        (None, None)
    };
    let case = if report.status == ReportStatus::Received { None } else { ledger::find(cx, id).await? };
    let to_case = case.as_ref().map(|_| ledger::link_to(cx, id));
    let duplicates =
        if handles && !accepts { Some(report_duplicates::load(cx, &report).await?) } else { None };
    let category = names::category_code(l, &cx.backend.catalogue(), &report.category);

    let facts = report_facts::facts(cx, &report).await;
    // What has become a case is handled there, where everything that happens to it is written down.
    let handled_here = handles && !accepts && case.is_none() && !report.status.next().is_empty();
    let change = handled_here.then(|| change_form(cx, &report, typed, error));
    let summary = if action.command.is_empty() {
        errors::summary(cx, error, &anchors(l))
    } else {
        ledger::summary(cx, action, error)
    };
    let view = view! {
        {head(cx, &report, &category, to_case)}
        {summary}
        <div class="split">
            <div class="split-main">
                {report_facts::photos(cx, &report, &category)}
                {report_facts::description(l, &report)}
                {candidates}
                {duplicates.and_then(|duplicates| report_duplicates::panel(cx, &report, &duplicates))}
            </div>
            <aside class="split-side">
                {decide}
                {change}
                {report_facts::place(cx, &report)}
                {facts}
                {handles.then(|| report_facts::contact(cx, &report))}
                {report_facts::history(l, &report)}
            </aside>
        </div>
    };
    let title = format!("{category} {}", report.receipt_code);
    let status = error.map_or(200, |error| error.code.status());
    Ok(Page::office(cx, OfficeShell { title, section: Section::Reports, status }, view))
}

fn head(cx: &PageContext, report: &ReportView, category: &str, to_case: Option<AnyView>) -> AnyView {
    let l = cx.locale;
    view! {
        <div class="page-head">
            <div>
                <nav class="breadcrumb" aria-label=common::back_to_list(l)>
                    <a href="/office/reports">{t::title(l)}</a>
                    <span aria-current="page">{report.receipt_code.to_string()}</span>
                </nav>
                <h1 class="page-title">{category.to_owned()}</h1>
                <p class="page-lead">
                    {status_word(l, report.status)}
                    " "
                    {report.area_name.clone().unwrap_or_else(|| common::no_area(l).to_owned())}
                    " "
                    {report.observed_at.to_minute()}
                </p>
            </div>
            <div class="page-actions">{to_case}</div>
        </div>
    }
    .into_any()
}

const fn anchors(l: Locale) -> [Anchor<'static>; 2] {
    [
        Anchor { path: "to", label: t::change_to(l), id: "to" },
        Anchor { path: "note", label: t::note(l), id: "f-note" },
    ]
}

fn change_form(
    cx: &PageContext,
    report: &ReportView,
    typed: &StatusForm,
    error: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
    let chosen = ReportStatus::from_text(&typed.to).filter(|to| report.status.next().contains(to));
    let choices = report
        .status
        .next()
        .iter()
        .map(|to| {
            let checked = chosen.or(report.status.next().first().copied()) == Some(*to);
            view! {
                <label class="choice">
                    <input type="radio" name="to" value=to.as_str() checked=checked required=true />
                    <span class="choice-face"><span class="choice-text">{decision(l, report.status, *to)}</span></span>
                </label>
            }
        })
        .collect_view();
    let note = Field {
        name: "note",
        label: t::note(l),
        hint: t::note_hint(l),
        value: &typed.note,
        longest: Some(limits::DESCRIPTION_CHARS),
        ..Field::default()
    };
    view! {
        <section class="panel hide-print">
            <div class="panel-head"><h2 class="panel-title">{t::change(l)}</h2></div>
            <form class="panel-body" method="post" action=format!("/office/reports/{}/status", report.id)>
                <fieldset class="fieldset" id="to">
                    <legend class="label">{t::change_to(l)}</legend>
                    <div class="choices choices-row">{choices}</div>
                </fieldset>
                {fields::textarea(cx, error, note, 3)}
                <button class="btn btn-primary">{everywhere::submit(l)}</button>
            </form>
        </section>
    }
    .into_any()
}

/// What a change of status is called as a decision.
const fn decision(l: Locale, from: ReportStatus, to: ReportStatus) -> &'static str {
    match (from, to) {
        (ReportStatus::Rejected | ReportStatus::Closed, _) => t::to_reopen(l),
        (_, ReportStatus::Rejected) => t::to_rejected(l),
        (_, ReportStatus::Closed) => t::to_closed(l),
        _ => t::to_accepted(l),
    }
}
