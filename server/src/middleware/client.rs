//! Finds out who asks: the address, the device, and the person or program behind a session or a token. Writes to the
//! security log when somebody who is known is refused.

use crate::error::Failure;
use crate::middleware::address::client_address;
use crate::middleware::cookies;
use crate::middleware::shell;
use crate::services::sessions::SecretHash;
use crate::services::{Services, security, sessions, tokens};
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::access::Actor;
use domain::error::{ApiError, ErrorCode};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use uuid::Uuid;

/// The header in which a sender says whose entry it sends: the id of a person. The session's cookie is the browser's and may be
/// another person's by the time an entry leaves; what one person has recorded never arrives in the name of another.
pub const OWNER: &str = "Chuangcheng-Owner";
/// Longest name of a device that is believed to be ours.
const DEVICE_CHARS: usize = 64;

/// Who asks. Handlers take it as an argument.
#[derive(Clone, Debug)]
pub struct Client {
    /// The person or program, or nobody in particular.
    pub actor: Actor,
    /// From which address.
    pub address: IpAddr,
    /// The session, where there is one.
    pub session: Option<SecretHash>,
    /// The random name of the device, where it has one.
    pub device: Option<String>,
}

impl Client {
    /// Whether it is somebody known.
    pub fn is_signed_in(&self) -> bool {
        !matches!(self.actor, Actor::Anonymous)
    }
}

impl<S: Sync> FromRequestParts<S> for Client {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get::<Self>().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// Recognises the client, and renews its cookies with the answer.
pub async fn layer(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(peer)| peer.ip());
    let (client, renewed) = match recognise(&services, peer, request.headers()).await {
        Ok(found) => found,
        Err(error) => return refused(error),
    };
    if !is_owner(&client.actor, request.headers()) {
        let message = "this belongs to a person who is not signed in";
        return refused(ApiError::new(ErrorCode::Unauthenticated, message));
    }
    let what = format!("{} {}", request.method(), request.uri().path());
    request.extensions_mut().insert(client.clone());
    let mut response = next.run(request).await;

    if response.status() == StatusCode::FORBIDDEN && client.is_signed_in() {
        security::note(&services, "denied", &client.actor.label(), Some(client.address), Some(&what)).await;
    }
    let https = services.is_https();
    let headers = response.headers_mut();
    if let Some((secret, seconds)) = renewed.filter(|_| !sets_session(headers, https)) {
        cookies::add(headers, cookies::write(cookies::session_name(https), &secret, seconds, https));
    }
    if client.device.is_none()
        && headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
    {
        let device = hex::encode(services.chance.bytes::<16>());
        cookies::add(headers, cookies::write(cookies::DEVICE, &device, cookies::LONG_SECONDS, https));
    }
    response.extensions_mut().insert(client);
    response
}

/// A session secret to send again, and for how many seconds.
type Renewed = Option<(String, u32)>;

async fn recognise(
    services: &Services,
    peer: IpAddr,
    headers: &HeaderMap,
) -> Result<(Client, Renewed), ApiError> {
    let mut client = Client {
        actor: Actor::Anonymous,
        address: client_address(peer, headers, &services.settings.trusted_proxies),
        session: None,
        device: cookies::read(headers, cookies::DEVICE)
            .filter(|name| (16..=DEVICE_CHARS).contains(&name.len()))
            .map(str::to_owned),
    };
    if let Some(secret) = bearer(headers) {
        let actor = tokens::find(services, secret).await?;
        client.actor =
            actor.ok_or_else(|| ApiError::new(ErrorCode::Unauthenticated, "this token is not valid"))?;
        return Ok((client, None));
    }
    // A copy that a phone keeps is nobody's, whoever holds the phone now.
    let known = cookies::read(headers, cookies::session_name(services.is_https()));
    let Some(secret) = known.filter(|_| !shell::is_nobodys(headers)) else { return Ok((client, None)) };
    // A session that has ended makes its owner anonymous, who may still report as a resident.
    let Some(found) = sessions::find(services, secret).await? else { return Ok((client, None)) };
    client.actor = sessions::actor(&found.person);
    client.session = Some(found.hash);
    Ok((client, found.renewed_seconds.map(|seconds| (secret.to_owned(), seconds))))
}

/// Whether the request is of the person whom it names as its owner, if it names one.
fn is_owner(actor: &Actor, headers: &HeaderMap) -> bool {
    let mut named = headers.get_all(OWNER).iter();
    named.all(|id| {
        let id = id.to_str().ok().and_then(|id| Uuid::try_parse(id.trim()).ok());
        id.is_some() && id == actor.user_id()
    })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

fn refused(error: ApiError) -> Response {
    let unauthenticated = error.code == ErrorCode::Unauthenticated;
    let mut response = Failure(error).into_response();
    if unauthenticated {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// Whether the handler starts or ends a session itself.
fn sets_session(headers: &HeaderMap, https: bool) -> bool {
    let name = cookies::session_name(https);
    let mut set = headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
    set.any(|cookie| cookie.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bearer_token_is_read() {
        let read = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, HeaderValue::from_static(value));
            bearer(&headers).map(str::to_owned)
        };
        assert_eq!(read("Bearer cct_x").as_deref(), Some("cct_x"));
        assert_eq!(read("bearer  cct_x ").as_deref(), Some("cct_x"));
        assert_eq!(read("Basic eDp5"), None);
        assert_eq!(read("cct_x"), None);
    }

    #[test]
    fn a_session_that_the_handler_sets_is_not_overwritten() {
        let mut headers = HeaderMap::new();
        cookies::add(&mut headers, cookies::write("cc_lang", "en", 1, false));
        assert!(!sets_session(&headers, false));
        cookies::add(&mut headers, cookies::write("cc_session", "", 0, false));
        assert!(sets_session(&headers, false));
    }
}
