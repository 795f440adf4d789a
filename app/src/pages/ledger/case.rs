//! One case (案件): where it stands, how much time is left, before and after, what may be done, and everything that
//! happened. The same page for office, inspector, supervisor and unit; a unit sees it in the phone's frame.

use super::action_fields::Choices;
use super::actions::{self, Subject};
use super::form::ActionForm;
use super::{candidates, case_facts as facts, parts, timeline};
use crate::components::icons::icon;
use crate::page::{OfficeShell, Page, PageContext, PageError, PhoneShell, Section, Tab};
use crate::pages::office::report;
use crate::t::case as t;
use domain::case::CommandKind;
use domain::error::{ApiError, ErrorCode};
use domain::ledger::CaseView;
use domain::report::ReportView;
use leptos::prelude::*;
use uuid::Uuid;

pub use super::actions::summary;

/// `/office/cases/{id}`: a case, with what was typed and what was wrong with it after a refused command. A report that
/// waits for acceptance has no case yet; its own page is where it gets one.
///
/// # Errors
/// What the backend refuses; a redirect to the report.
pub async fn page(
    cx: &PageContext,
    id: Uuid,
    typed: &ActionForm,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    let view = match cx.backend.case(id).await {
        Ok(view) => view,
        Err(missing) if missing.code == ErrorCode::NotFound && !parts::is_unit(cx) => {
            if error.is_none() {
                cx.backend.report(id).await?;
                return Err(PageError::Redirect(format!("/office/reports/{id}")));
            }
            return report::page_with(cx, id, &report::StatusForm::default(), typed, error).await;
        }
        Err(other) => return Err(other.into()),
    };
    let subject = Subject::of_case(cx, &view);
    let choices = choices(cx, &subject).await?;
    let units = if choices.units.is_empty() { cx.backend.units().await? } else { choices.units.clone() };
    let candidates = if subject.kinds.contains(&CommandKind::Link) {
        cx.backend.duplicate_candidates(id).await?
    } else {
        Vec::new()
    };
    let l = cx.locale;
    let category = parts::category(cx, &view.row);
    let shown_error = error.filter(|_| !typed.command.is_empty());
    let body = view! {
        {facts::head(cx, &view, &category)}
        {summary(cx, typed, error)}
        {facts::strip(cx, &view)}
        <div class="split case-split">
            <div class="split-main">
                {facts::compare(cx, &view)}
                {(!parts::is_unit(cx)).then(|| facts::task(cx, &view))}
                {candidates::panel(cx, &view.report, &candidates, Some(view.row.events))}
                {facts::linked(cx, &view)}
            </div>
            <aside class="split-side">
                {actions::panel(cx, &subject, &choices, typed, shown_error)}
                // A thumb comes to the form before it comes to what was filled in earlier.
                {parts::is_unit(cx).then(|| facts::task(cx, &view))}
                {facts::about(cx, &view)}
            </aside>
            <div class="split-main case-record">
                {parts::panel(t::history(l), timeline::view(cx, &view.timeline, &units))}
            </div>
        </div>
        <p class="only-print small">{t::printed_at(l, cx.backend.now().to_minute())}</p>
    };
    let title = format!("{category} {}", view.row.receipt_code);
    Ok(frame(cx, title, error.map_or(200, |error| error.code.status()), body))
}

/// The desk's frame, or the phone's for a unit.
fn frame(cx: &PageContext, title: String, status: u16, body: impl IntoView + 'static) -> Page {
    if parts::is_unit(cx) {
        let frame = PhoneShell {
            title,
            back: Some("/unit".to_owned()),
            tab: Tab::Unit,
            figures: true,
            status,
            ..PhoneShell::default()
        };
        return Page::phone(cx, frame, view! { <div class="stack case-phone">{body}</div> });
    }
    Page::office(cx, OfficeShell { title, section: Section::Ledger, status }, body)
}

/// Loads what the offered forms choose from, and nothing else.
pub(super) async fn choices(cx: &PageContext, subject: &Subject<'_>) -> Result<Choices, ApiError> {
    let has = |kinds: &[CommandKind]| kinds.iter().any(|kind| subject.kinds.contains(kind));
    let mut choices = Choices::default();
    if has(&[CommandKind::Assign, CommandKind::Transfer]) {
        choices.units = cx.backend.units().await?;
    }
    if has(&[CommandKind::Accept]) {
        choices.areas = cx.backend.areas().await?;
    }
    Ok(choices)
}

/// What the office decides about a report that waits for acceptance: accept, refuse, or link it to a case that is known.
///
/// # Errors
/// What the backend refuses.
pub async fn acceptance(
    cx: &PageContext,
    report: &ReportView,
    typed: &ActionForm,
    error: Option<&ApiError>,
) -> Result<(AnyView, AnyView), ApiError> {
    let subject = Subject::of_report(report);
    let choices = choices(cx, &subject).await?;
    let candidates = cx.backend.duplicate_candidates(report.id).await?;
    Ok((
        actions::panel(cx, &subject, &choices, typed, error).into_any(),
        candidates::panel(cx, report, &candidates, None).into_any(),
    ))
}

/// The way from a report to its case.
pub fn link_to(cx: &PageContext, id: Uuid) -> AnyView {
    view! { <a class="btn btn-primary" href=parts::address(id)>{icon(cx, "list")}{t::open_case(cx.locale)}</a> }
        .into_any()
}

/// Whether this case has a page for the asker.
///
/// # Errors
/// What the backend refuses, other than that.
pub async fn find(cx: &PageContext, id: Uuid) -> Result<Option<CaseView>, ApiError> {
    match cx.backend.case(id).await {
        Ok(view) => Ok(Some(view)),
        Err(error) if matches!(error.code, ErrorCode::NotFound | ErrorCode::Forbidden) => Ok(None),
        Err(error) => Err(error),
    }
}
