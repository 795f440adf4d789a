//! `/signin` and `/signout`.

use crate::middleware::client::Client;
use crate::middleware::cookies;
use crate::pages::context::{answer, answer_error, see_other, see_other_with};
use crate::pages::phone_sign_in;
use crate::services::sessions::NewSession;
use crate::services::sign_in::Attempt;
use crate::services::{Services, sessions, sign_in as service};
use app::page::PageContext;
use app::pages::account::{self, SignInForm};
use axum::Form;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

/// What was typed; the page gets it back without the password.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(flatten)]
    form: SignInForm,
    #[serde(default)]
    password: String,
}

/// Whether somebody wants the password all the same on a phone that knows a PIN.
#[derive(Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    password: Option<String>,
}

pub(super) async fn show(
    cx: PageContext,
    State(services): State<Services>,
    headers: HeaderMap,
    Query(form): Query<SignInForm>,
    Query(wish): Query<Wish>,
) -> Response {
    if wish.password.is_none()
        && cx.backend.actor().user_id().is_none()
        && phone_sign_in::is_known(&services, &headers)
    {
        return see_other(&phone_sign_in::pin_address(&form.next));
    }
    answer(&cx, account::sign_in(&cx, form, None).await)
}

pub(super) async fn sign_in(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Form(typed): Form<Typed>,
) -> Response {
    let Typed { form, password } = typed;
    let attempt =
        Attempt { login: form.login.clone(), password, address: client.address, old_session: client.session };
    match service::sign_in(&services, attempt).await {
        Ok((person, session)) => {
            let to = account::destination(&form.next, &sessions::actor(&person)).to_owned();
            signed_in(&services, &to, &session)
        }
        Err(error) => {
            let mut response = answer(&cx, account::sign_in(&cx, form, Some(&error)).await);
            if let Some(seconds) = error.retry_after_seconds {
                response.headers_mut().insert("retry-after", seconds.into());
            }
            response
        }
    }
}

/// Leads on with the new session in a cookie.
pub(super) fn signed_in(services: &Services, to: &str, session: &NewSession) -> Response {
    let mut response = see_other(to);
    let https = services.is_https();
    let cookie = cookies::write(cookies::session_name(https), &session.secret, session.seconds, https);
    cookies::add(response.headers_mut(), cookie);
    response
}

pub(super) async fn sign_out(cx: PageContext, State(services): State<Services>, client: Client) -> Response {
    if let Err(error) =
        service::sign_out(&services, &client.actor, Some(client.address), client.session).await
    {
        return answer_error(&cx, &error);
    }
    let mut response = see_other_with(&cx, "/", "signed_out");
    let https = services.is_https();
    cookies::add(response.headers_mut(), cookies::write(cookies::session_name(https), "", 0, https));
    response
}
