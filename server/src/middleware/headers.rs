//! Headers that tell browsers what they must not do with our answers.

use crate::middleware::client::Client;
use crate::services::Services;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

/// The word that lets a page's own scripts run; another one for every request.
#[derive(Clone, Debug)]
pub struct Nonce(pub String);

impl<S: Sync> FromRequestParts<S> for Nonce {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get::<Self>().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

const FIXED: [(HeaderName, HeaderValue); 6] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    // Addresses hold receipt codes, which other sites must not learn.
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "geolocation=(self), camera=(self), microphone=(), payment=(), usb=(), browsing-topics=()",
        ),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Draws the nonce and sets the headers. What a handler set itself stays, such as the caching of photos.
pub async fn layer(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let nonce = hex::encode(services.chance.bytes::<16>());
    request.extensions_mut().insert(Nonce(nonce.clone()));
    let mut response = next.run(request).await;
    let is_signed_in = response.extensions().get::<Client>().is_some_and(Client::is_signed_in);
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, value);
    }
    if services.is_https() {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if let Ok(policy) = HeaderValue::from_str(&content_security_policy(&nonce)) {
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    set_caching(headers, is_signed_in);
    response
}

fn content_security_policy(nonce: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    )
}

/// Pages of somebody who is signed in are kept nowhere; the others, and all JSON, are asked for again each time.
fn set_caching(headers: &mut HeaderMap, is_signed_in: bool) {
    if !headers.contains_key(CACHE_CONTROL) {
        let value = if is_signed_in { "no-store" } else { "no-cache" };
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(value));
    }
    if headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
        headers.append(VARY, HeaderValue::from_static("Cookie, Accept-Language"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_those_who_signed_in_are_kept_nowhere() {
        let caching = |set: Option<&'static str>, is_signed_in: bool| {
            let mut headers = HeaderMap::new();
            if let Some(set) = set {
                headers.insert(CACHE_CONTROL, HeaderValue::from_static(set));
            }
            set_caching(&mut headers, is_signed_in);
            headers[CACHE_CONTROL].to_str().unwrap().to_owned()
        };
        assert_eq!(caching(None, true), "no-store");
        assert_eq!(caching(None, false), "no-cache");
        assert_eq!(caching(Some("private, max-age=60"), true), "private, max-age=60");
    }

    #[test]
    fn no_script_runs_without_the_nonce() {
        let policy = content_security_policy("abc");
        assert!(policy.contains("script-src 'self' 'nonce-abc' 'wasm-unsafe-eval';"));
        assert!(!policy.contains("unsafe-inline"));
    }
}
