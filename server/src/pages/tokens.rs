//! `/office/tokens`: making and revoking tokens of programs.

use crate::middleware::client::Client;
use crate::pages::context::{answer, answer_error, see_other_with};
use crate::services::{Services, tokens as service};
use app::page::PageContext;
use app::pages::office::tokens::{self, TokenForm};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::access::TokenScope;
use domain::error::{ApiError, FieldCode};
use uuid::Uuid;

pub(super) async fn show(cx: PageContext) -> Response {
    answer(&cx, tokens::page(&cx, &TokenForm::default(), None, None).await)
}

/// Shows the secret in the answer itself: it exists nowhere else, so there is no page to lead on to.
pub(super) async fn create(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Form(form): Form<TokenForm>,
) -> Response {
    match create_typed(&services, &client, &form).await {
        Ok(secret) => answer(&cx, tokens::page(&cx, &TokenForm::default(), Some(&secret), None).await),
        Err(error) => answer(&cx, tokens::page(&cx, &form, None, Some(&error)).await),
    }
}

pub(super) async fn revoke(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
) -> Response {
    match service::revoke(&services, &client.actor, Some(client.address), id).await {
        Ok(()) => see_other_with(&cx, "/office/tokens", "token_revoked"),
        Err(error) => answer_error(&cx, &error),
    }
}

async fn create_typed(services: &Services, client: &Client, form: &TokenForm) -> Result<String, ApiError> {
    let code = if form.scope.is_empty() { FieldCode::Required } else { FieldCode::Unknown };
    let scope =
        TokenScope::from_text(&form.scope).ok_or_else(|| ApiError::field("scope", code, "choose a scope"))?;
    service::create(services, &client.actor, Some(client.address), &form.name, scope).await
}
