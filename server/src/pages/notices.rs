//! `/notices`: somebody's inbox.

use super::context::{answer, answer_error, see_other, see_other_with};
use crate::middleware::client::Client;
use crate::services::{Services, ledger};
use app::page::PageContext;
use app::pages::notices;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};
use domain::error::ApiError;
use serde::Deserialize;
use uuid::Uuid;

/// Notices among which one is looked for.
const ROWS: u32 = 500;

/// The addresses of the inbox.
pub(super) fn router() -> Router<Services> {
    Router::new()
        .route("/notices", get(show))
        .route("/notices/read", post(read_all))
        .route("/notices/email", post(set_email))
        .route("/notices/{id}", get(open))
}

async fn show(cx: PageContext) -> Response {
    answer(&cx, notices::page(&cx, None, None).await)
}

async fn read_all(cx: PageContext, State(services): State<Services>, client: Client) -> Response {
    match ledger::mark_read(&services, &client.actor, None).await {
        Ok(_) => see_other_with(&cx, "/notices", "saved"),
        Err(error) => answer_error(&cx, &error),
    }
}

/// What is typed about where the digest is sent.
#[derive(Default, Deserialize)]
#[serde(default)]
struct EmailForm {
    email: String,
}

async fn set_email(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Form(form): Form<EmailForm>,
) -> Response {
    match ledger::set_own_email(&services, &client.actor, &form.email).await {
        Ok(()) => see_other_with(&cx, "/notices", "saved"),
        Err(error) => answer(&cx, notices::page(&cx, Some(&form.email), Some(&error)).await),
    }
}

/// Notes that it was read, and leads to the case.
async fn open(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
) -> Response {
    match find(&services, &client, id).await {
        Ok(case) => see_other(&format!("/office/cases/{case}")),
        Err(error) => answer_error(&cx, &error),
    }
}

async fn find(services: &Services, client: &Client, id: Uuid) -> Result<Uuid, ApiError> {
    let inbox = ledger::notices(services, &client.actor, ROWS).await?;
    let notice = inbox.iter().find(|notice| notice.id == id).ok_or_else(|| ApiError::not_found("notice"))?;
    ledger::mark_read(services, &client.actor, Some(id)).await?;
    Ok(notice.case)
}
