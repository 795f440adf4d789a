//! Failures become pages where a person asked and JSON where a program did, whoever answered: a handler, another
//! layer, or axum itself.

use crate::error::{Failure, internal};
use crate::middleware::client::Client;
use crate::middleware::headers::Nonce;
use crate::pages::context;
use crate::services::Services;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::error::{ApiError, ErrorCode};
use std::any::Any;

/// Gives failures their shape.
pub async fn layer(State(services): State<Services>, nonce: Nonce, request: Request, next: Next) -> Response {
    let wants_page = wants_page(request.uri().path());
    let asked =
        wants_page.then(|| (request.method().clone(), request.uri().clone(), request.headers().clone()));
    let mut response = next.run(request).await;
    let Some(error) = failure(&mut response) else { return response };
    let Some((method, uri, headers)) = asked else {
        return keep_headers(&response, Failure(error).into_response());
    };
    let client = response.extensions().get::<Client>().cloned();
    let cx = context::build(&services, client.as_ref(), nonce.0, &method, &uri, &headers);
    keep_headers(&response, context::answer_error(&cx, &error))
}

/// The answer to a handler that panicked.
pub fn after_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    Failure(internal()).into_response()
}

/// The failure in an answer, unless a handler has shaped it already.
fn failure(response: &mut Response) -> Option<ApiError> {
    let status = response.status();
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        return Some(error);
    }
    if !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    let kind = response.headers().get(CONTENT_TYPE).map_or(&b""[..], |kind| kind.as_bytes());
    // axum's own refusals are plain text or empty.
    (kind.is_empty() || kind.starts_with(b"text/plain")).then(|| from_status(status))
}

fn from_status(status: StatusCode) -> ApiError {
    let code = match status {
        StatusCode::UNAUTHORIZED => ErrorCode::Unauthenticated,
        StatusCode::FORBIDDEN => ErrorCode::Forbidden,
        StatusCode::NOT_FOUND => return ApiError::not_found("address"),
        StatusCode::METHOD_NOT_ALLOWED => {
            return ApiError::new(ErrorCode::NotFound, "there is nothing to do here with this method");
        }
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ErrorCode::UnsupportedType,
        StatusCode::UNPROCESSABLE_ENTITY => ErrorCode::Invalid,
        StatusCode::TOO_MANY_REQUESTS => ErrorCode::TooManyRequests,
        StatusCode::SERVICE_UNAVAILABLE => ErrorCode::Unavailable,
        status if status.is_server_error() => return internal(),
        _ => ErrorCode::BadRequest,
    };
    ApiError::new(code, status.canonical_reason().unwrap_or("the request cannot be read").to_lowercase())
}

/// Headers and cookies that other layers have set on the answer that is replaced.
fn keep_headers(old: &Response, mut new: Response) -> Response {
    let copied = |headers: &HeaderMap, name: &str| headers.get_all(name).iter().cloned().collect::<Vec<_>>();
    for name in ["set-cookie", "www-authenticate", "allow", RETRY_AFTER.as_str()] {
        if new.headers().contains_key(name) {
            continue;
        }
        for value in copied(old.headers(), name) {
            if let Ok(name) = axum::http::HeaderName::from_bytes(name.as_bytes()) {
                new.headers_mut().append(name, value);
            }
        }
    }
    // A method that is not allowed stays 405, although it has no code of its own.
    if !new.status().is_redirection() {
        *new.status_mut() = old.status();
    }
    if let Some(client) = old.extensions().get::<Client>() {
        new.extensions_mut().insert(client.clone());
    }
    new
}

/// Whether people look at what lies there.
fn wants_page(path: &str) -> bool {
    let for_programs = ["/api/", "/assets/", "/photos/", "/healthz", "/readyz", "/metrics"];
    !for_programs.iter().any(|prefix| path.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_axum_refuses_gets_a_code_of_ours() {
        let mut response = (StatusCode::PAYLOAD_TOO_LARGE, "length limit exceeded").into_response();
        assert_eq!(failure(&mut response).unwrap().code, ErrorCode::TooLarge);
        let mut response = StatusCode::METHOD_NOT_ALLOWED.into_response();
        assert_eq!(failure(&mut response).unwrap().code, ErrorCode::NotFound);
    }

    #[test]
    fn pages_that_say_what_failed_and_successes_are_left_alone() {
        let mut page = (StatusCode::NOT_FOUND, axum::response::Html("<p>")).into_response();
        assert!(failure(&mut page).is_none());
        let mut success = "text".into_response();
        assert!(failure(&mut success).is_none());
    }

    #[test]
    fn programs_get_json() {
        assert!(wants_page("/office") && wants_page("/nowhere"));
        assert!(!wants_page("/api/v1/nowhere") && !wants_page("/metrics"));
    }
}
