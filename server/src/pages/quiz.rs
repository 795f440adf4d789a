//! `/quiz` and `/q/{slug}`: questionnaires as plain forms.

use super::context::{answer, see_other};
use crate::middleware::client::Client;
use crate::services::reports::filter::Pairs;
use crate::services::{Services, responses};
use app::page::PageContext;
use app::pages::quiz::{self as page, QuizForm};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::error::{ApiError, ErrorCode};
use serde::Deserialize;
use uuid::Uuid;

/// The query of `/quiz`.
#[derive(Debug, Deserialize)]
pub(super) struct Find {
    area: Option<String>,
}

pub(super) async fn list(cx: PageContext, Query(query): Query<Find>) -> Response {
    let area = query.area.as_deref().filter(|area| !area.is_empty());
    answer(&cx, page::list(&cx, area).await)
}

pub(super) async fn show(
    cx: PageContext,
    State(services): State<Services>,
    Path(slug): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Response {
    let mut form = QuizForm::from_pairs(pairs);
    if !cx.shell {
        new_id(&services, &mut form);
    }
    answer(&cx, page::questionnaire(&cx, &slug, form, None).await)
}

/// Takes the answers in, or shows the form again with everything that was chosen.
pub(super) async fn submit(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Path(slug): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Response {
    let mut form = QuizForm::from_pairs(pairs);
    if form.id.is_empty() {
        new_id(&services, &mut form);
    }
    match send(&services, &client, &slug, &form).await {
        Ok(id) => see_other(&format!("/q/{slug}/result/{id}")),
        Err(error) => answer(&cx, page::questionnaire(&cx, &slug, form, Some(&error)).await),
    }
}

pub(super) async fn result(cx: PageContext, Path((slug, id)): Path<(String, Uuid)>) -> Response {
    answer(&cx, page::result(&cx, &slug, id).await)
}

async fn send(services: &Services, client: &Client, slug: &str, form: &QuizForm) -> Result<Uuid, ApiError> {
    let (id, body) = form.body(slug, services.clock.now())?;
    match responses::submit(services, &client.actor, id, body).await {
        Ok(_) => Ok(id),
        // Pressed twice, the form sends the same answers at another moment: they have arrived.
        Err(error) if error.code == ErrorCode::Conflict => Ok(id),
        Err(error) => Err(error),
    }
}

fn new_id(services: &Services, form: &mut QuizForm) {
    form.id = services.chance.uuid(services.clock.now()).to_string();
}
