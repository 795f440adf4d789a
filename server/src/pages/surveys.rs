//! `/office/surveys`: plans, their areas and sheets, lists of households.

use super::context::{answer, answer_error, see_other, see_other_with};
use super::upload::Upload;
use crate::middleware::client::Client;
use crate::services::Services;
use crate::services::surveys::{lists, plans, progress};
use app::page::PageContext;
use app::pages::office::surveys::new::PlanForm;
use app::pages::office::surveys::{list, new, plan, sheet};
use axum::Form;
use axum::extract::{Multipart, Path, State};
use axum::response::Response;
use domain::error::{ApiError, ErrorCode, FieldCode};
use serde::Deserialize;
use uuid::Uuid;

pub(super) async fn show(cx: PageContext) -> Response {
    answer(&cx, list::page(&cx, None).await)
}

pub(super) async fn import(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    multipart: Multipart,
) -> Response {
    match import_sent(&services, &client, multipart).await {
        Ok(flash) => see_other_with(&cx, "/office/surveys", flash),
        Err(error) if error.code == ErrorCode::Unauthenticated => answer_error(&cx, &error),
        Err(error) => answer(&cx, list::page(&cx, Some(&error)).await),
    }
}

async fn import_sent(
    services: &Services,
    client: &Client,
    multipart: Multipart,
) -> Result<&'static str, ApiError> {
    let file = Upload::new(multipart).one_file(|_, _| {}).await?;
    let imported = lists::import(services, &client.actor, &file.file_name, &file.bytes).await?;
    Ok(if imported.added > 0 { "imported" } else { "unchanged" })
}

pub(super) async fn form(cx: PageContext) -> Response {
    answer(&cx, new::page(&cx, &PlanForm::default(), None).await)
}

pub(super) async fn make(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    let form = PlanForm::from_pairs(pairs);
    match make_typed(&services, &client, &form).await {
        Ok(id) => see_other_with(&cx, &format!("/office/surveys/{id}"), "saved"),
        Err(error) => answer(&cx, new::page(&cx, &form, Some(&error)).await),
    }
}

async fn make_typed(services: &Services, client: &Client, form: &PlanForm) -> Result<Uuid, ApiError> {
    let body = form.body(plans::draw_seed(services))?;
    plans::make(services, &client.actor, body).await
}

pub(super) async fn detail(cx: PageContext, Path(id): Path<Uuid>) -> Response {
    answer(&cx, plan::page(&cx, id, None).await)
}

pub(super) async fn area_sheet(cx: PageContext, Path((id, area)): Path<(Uuid, String)>) -> Response {
    answer(&cx, sheet::page(&cx, id, &area).await)
}

pub(super) async fn assign(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    match assign_typed(&services, &client, id, &pairs).await {
        Ok(()) => see_other_with(&cx, &format!("/office/surveys/{id}"), "saved"),
        Err(error) => answer(&cx, plan::page(&cx, id, Some(&error)).await),
    }
}

async fn assign_typed(
    services: &Services,
    client: &Client,
    id: Uuid,
    pairs: &[(String, String)],
) -> Result<(), ApiError> {
    let values = |wanted: &'static str| {
        pairs.iter().filter(move |(name, _)| name == wanted).map(|(_, value)| value.clone())
    };
    if values("action").any(|action| action == "all") {
        return plans::share_out(services, &client.actor, id).await;
    }
    let mut volunteers = Vec::new();
    for text in values("volunteer").filter(|text| !text.is_empty()) {
        let wrong = |_| ApiError::field("volunteers", FieldCode::Malformed, "expected a UUID");
        volunteers.push(Uuid::parse_str(&text).map_err(wrong)?);
    }
    plans::assign(services, &client.actor, id, values("area").collect(), volunteers).await
}

/// What to do with a plan as a whole.
#[derive(Deserialize)]
pub(super) struct StateForm {
    #[serde(default)]
    action: String,
}

pub(super) async fn set_state(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
    Form(form): Form<StateForm>,
) -> Response {
    let closed = form.action == "close";
    match plans::set_closed(&services, &client.actor, id, closed).await {
        Ok(()) => see_other_with(&cx, &format!("/office/surveys/{id}"), "saved"),
        Err(error) => answer_error(&cx, &error),
    }
}

/// Leads from a visit to its plan.
pub(super) async fn visit(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
) -> Response {
    match progress::visit(&services, &client.actor, id).await {
        Ok((plan, _)) => see_other(&format!("/office/surveys/{plan}")),
        Err(error) => answer_error(&cx, &error),
    }
}
