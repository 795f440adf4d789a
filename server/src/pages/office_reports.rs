//! `/office/reports`: the list, one report, and what the office does with it.

use super::context::{answer, see_other_with};
use crate::middleware::client::Client;
use crate::services::{Services, reports as service};
use app::page::PageContext;
use app::pages::office::report::{self, DuplicateForm, StatusForm};
use app::pages::office::reports;
use app::pages::office::reports_query::ReportsQuery;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::error::{ApiError, FieldCode};
use domain::report::{ReportStatus, ReportView};
use uuid::Uuid;

pub(super) async fn list(cx: PageContext, Query(query): Query<ReportsQuery>) -> Response {
    answer(&cx, reports::page(&cx, &query).await)
}

pub(super) async fn show(cx: PageContext, Path(id): Path<Uuid>) -> Response {
    answer(&cx, report::page(&cx, id, &StatusForm::default(), None).await)
}

pub(super) async fn change_status(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
    Form(form): Form<StatusForm>,
) -> Response {
    match change(&services, &client, id, &form).await {
        Ok(_) => see_other_with(&cx, &address(id), "status_changed"),
        Err(error) => answer(&cx, report::page(&cx, id, &form, Some(&error)).await),
    }
}

pub(super) async fn link(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
    Form(form): Form<DuplicateForm>,
) -> Response {
    let undo = form.undo.as_deref() == Some("1");
    let done = if undo {
        service::unlink_duplicate(&services, &client.actor, id, form.note.as_deref()).await
    } else {
        link_typed(&services, &client, id, &form).await
    };
    match done {
        Ok(_) => see_other_with(&cx, &address(id), if undo { "unlinked" } else { "linked" }),
        Err(error) => answer(&cx, report::page(&cx, id, &StatusForm::default(), Some(&error)).await),
    }
}

async fn change(
    services: &Services,
    client: &Client,
    id: Uuid,
    form: &StatusForm,
) -> Result<ReportView, ApiError> {
    let code = if form.to.is_empty() { FieldCode::Required } else { FieldCode::Unknown };
    let to = ReportStatus::from_text(&form.to);
    let to = to.ok_or_else(|| ApiError::field("to", code, "choose a status"))?;
    service::change_status(services, &client.actor, id, to, Some(&form.note)).await
}

async fn link_typed(
    services: &Services,
    client: &Client,
    id: Uuid,
    form: &DuplicateForm,
) -> Result<ReportView, ApiError> {
    let of = form.of.as_deref().map(str::trim).unwrap_or_default();
    let code = if of.is_empty() { FieldCode::Required } else { FieldCode::Malformed };
    let of = Uuid::parse_str(of).map_err(|_| ApiError::field("of", code, "choose a report"))?;
    service::link_duplicate(services, &client.actor, id, of, form.note.as_deref()).await
}

fn address(id: Uuid) -> String {
    format!("/office/reports/{id}")
}
