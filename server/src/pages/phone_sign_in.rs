//! Invitations at the desk, and on the phone `/join/{token}` and `/pin`.

use super::context::{answer, answer_error, see_other_with};
use super::signin::signed_in;
use crate::middleware::client::Client;
use crate::middleware::cookies;
use crate::posters::qr_svg;
use crate::services::Services;
use crate::services::surveys::phones::{self, Joining, PHONE_SECONDS};
use app::page::PageContext;
use app::pages::account;
use app::pages::office::surveys::volunteers::{self, FreshInvite, InviteForm};
use app::pages::phone_sign_in as pages;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::error::{ApiError, ErrorCode, FieldCode};
use serde::Deserialize;
use uuid::Uuid;

const DESK: &str = "/office/surveys/volunteers";
/// Where volunteers begin.
const TODAY: &str = "/today";

pub(super) async fn show(cx: PageContext) -> Response {
    answer(&cx, volunteers::page(&cx, &InviteForm::default(), None, None).await)
}

/// Shows the link in the answer itself: it exists nowhere else, so there is no page to lead on to.
pub(super) async fn invite(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Form(form): Form<InviteForm>,
) -> Response {
    match invite_typed(&services, &client, &form).await {
        Ok(secret) => {
            let address = format!("{}/join/{secret}", services.public_url);
            let fresh = FreshInvite { qr_svg: qr_svg(&address), address };
            answer(&cx, volunteers::page(&cx, &InviteForm::default(), Some(fresh), None).await)
        }
        Err(error) => answer(&cx, volunteers::page(&cx, &form, None, Some(&error)).await),
    }
}

async fn invite_typed(services: &Services, client: &Client, form: &InviteForm) -> Result<String, ApiError> {
    let volunteer = match form.volunteer.trim() {
        "" => None,
        text => Some(Uuid::parse_str(text).map_err(|_| {
            ApiError::field("volunteer", FieldCode::Malformed, "expected the id of a volunteer")
        })?),
    };
    phones::invite(services, &client.actor, Some(client.address), &form.note, volunteer).await
}

pub(super) async fn revoke_invite(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
) -> Response {
    match phones::revoke_invite(&services, &client.actor, Some(client.address), id).await {
        Ok(()) => see_other_with(&cx, DESK, "saved"),
        Err(error) => answer_error(&cx, &error),
    }
}

pub(super) async fn forget_phone(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
) -> Response {
    match phones::revoke_phone(&services, &client.actor, Some(client.address), id).await {
        Ok(()) => see_other_with(&cx, DESK, "saved"),
        Err(error) => answer_error(&cx, &error),
    }
}

pub(super) async fn join_form(
    cx: PageContext,
    State(services): State<Services>,
    Path(token): Path<String>,
) -> Response {
    match phones::invited(&services, &token).await {
        Ok(known) => {
            let name = known.as_ref().map(|person| person.name.as_str());
            answer(&cx, pages::join(&cx, &token, name, "", None).await)
        }
        Err(error) => refused(&cx, &error),
    }
}

/// What is typed into the form of an invitation.
#[derive(Deserialize)]
pub(super) struct JoinForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    pin: String,
    #[serde(default)]
    pin_again: String,
}

pub(super) async fn join(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Path(token): Path<String>,
    Form(form): Form<JoinForm>,
) -> Response {
    let JoinForm { name, pin, pin_again } = form;
    let joined = if pin == pin_again {
        let Client { address, session: old_session, .. } = client;
        let joining = Joining { token: token.clone(), name: name.clone(), pin, address, old_session };
        phones::join(&services, joining).await
    } else {
        Err(ApiError::field("pin_again", FieldCode::Inconsistent, "the two PINs differ"))
    };
    match joined {
        Ok(joined) => {
            let mut response = signed_in(&services, TODAY, &joined.session);
            remember(&services, response.headers_mut(), &joined.phone, PHONE_SECONDS);
            response
        }
        Err(error) if error.code == ErrorCode::Invalid => match phones::invited(&services, &token).await {
            Ok(known) => {
                let known = known.as_ref().map(|person| person.name.as_str());
                answer(&cx, pages::join(&cx, &token, known, &name, Some(&error)).await)
            }
            Err(error) => refused(&cx, &error),
        },
        Err(error) => refused(&cx, &error),
    }
}

fn refused(cx: &PageContext, error: &ApiError) -> Response {
    if error.code == ErrorCode::NotFound { answer(cx, Ok(pages::gone(cx))) } else { answer_error(cx, error) }
}

/// Where to go after signing in.
#[derive(Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    next: String,
}

pub(super) async fn pin_form(
    cx: PageContext,
    State(services): State<Services>,
    headers: HeaderMap,
    Query(wish): Query<Wish>,
) -> Response {
    match owner(&services, &headers).await {
        Ok(Some(name)) => answer(&cx, pages::pin(&cx, &name, &wish.next, None).await),
        Ok(None) => forgotten(&cx, &services),
        Err(error) => answer_error(&cx, &error),
    }
}

/// What is typed to sign in by PIN.
#[derive(Deserialize)]
pub(super) struct PinForm {
    #[serde(default)]
    next: String,
    #[serde(default)]
    pin: String,
}

pub(super) async fn sign_in(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    headers: HeaderMap,
    Form(form): Form<PinForm>,
) -> Response {
    let Some(secret) = secret(&services, &headers) else { return forgotten(&cx, &services) };
    match phones::sign_in(&services, client.address, secret, form.pin, client.session).await {
        Ok((_, session)) => {
            let next = if form.next.is_empty() { TODAY } else { &form.next };
            let mut response = signed_in(&services, next, &session);
            remember(&services, response.headers_mut(), secret, PHONE_SECONDS);
            response
        }
        Err(error) if error.code == ErrorCode::NotFound => forgotten(&cx, &services),
        Err(error) => {
            let name = owner(&services, &headers).await.ok().flatten().unwrap_or_default();
            let mut response = answer(&cx, pages::pin(&cx, &name, &form.next, Some(&error)).await);
            if let Some(seconds) = error.retry_after_seconds {
                response.headers_mut().insert("retry-after", seconds.into());
            }
            response
        }
    }
}

/// Whether somebody may sign in by PIN on this phone.
pub(super) fn is_known(services: &Services, headers: &HeaderMap) -> bool {
    secret(services, headers).is_some()
}

fn secret<'a>(services: &Services, headers: &'a HeaderMap) -> Option<&'a str> {
    cookies::read(headers, cookies::phone_name(services.is_https())).filter(|secret| !secret.is_empty())
}

async fn owner(services: &Services, headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(secret) = secret(services, headers) else { return Ok(None) };
    Ok(phones::owner(services, secret).await?.map(|person| person.name))
}

/// A phone that is known no more signs in with a password, or is invited again.
fn forgotten(cx: &PageContext, services: &Services) -> Response {
    let mut response = answer(cx, Ok(pages::gone(cx)));
    remember(services, response.headers_mut(), "", 0);
    response
}

fn remember(services: &Services, headers: &mut HeaderMap, secret: &str, seconds: u32) {
    let https = services.is_https();
    cookies::add(headers, cookies::write(cookies::phone_name(https), secret, seconds, https));
}

/// Where `/signin` leads a phone that is known.
pub(super) fn pin_address(next: &str) -> String {
    let next = account::destination(next, &domain::access::Actor::Anonymous);
    if next == "/" { "/pin".to_owned() } else { format!("/pin?next={}", super::context::encoded(next)) }
}
