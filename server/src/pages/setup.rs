//! `/setup/{token}`: the one-time link that makes the first administrator.

use crate::middleware::client::Client;
use crate::pages::context::{answer, answer_error, see_other_with};
use crate::pages::signin::signed_in;
use crate::services::sign_in::{self, Attempt};
use crate::services::{Services, first_start};
use app::page::PageContext;
use app::pages::account::{self, SetupForm};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::error::ErrorCode;
use serde::Deserialize;

/// What was typed; the page gets it back without the password.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(flatten)]
    form: SetupForm,
    #[serde(default)]
    password: String,
}

pub(super) async fn show(
    cx: PageContext,
    State(services): State<Services>,
    Path(token): Path<String>,
) -> Response {
    match first_start::check_setup(&services, &token).await {
        Ok(()) => answer(&cx, account::setup(&cx, &token, SetupForm::default(), None).await),
        Err(error) => answer_error(&cx, &error),
    }
}

pub(super) async fn make_admin(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Path(token): Path<String>,
    Form(Typed { form, password }): Form<Typed>,
) -> Response {
    let (login, name) = (form.login.clone(), form.name.clone());
    match first_start::make_admin(&services, client.address, &token, login, name, password.clone()).await {
        Ok(()) => {
            let Client { address, session: old_session, .. } = client;
            let attempt = Attempt { login: form.login, password, address, old_session };
            match sign_in::sign_in(&services, attempt).await {
                Ok((_, session)) => signed_in(&services, "/office", &session),
                // The account is there; only too many who sign in at this moment are in the way.
                Err(_) => see_other_with(&cx, "/signin?next=/office", "saved"),
            }
        }
        Err(error) if error.code == ErrorCode::NotFound => answer_error(&cx, &error),
        Err(error) => answer(&cx, account::setup(&cx, &token, form, Some(&error)).await),
    }
}
