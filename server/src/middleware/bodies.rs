//! How large a request's body may be, how long it may stop, and how long the whole request may take.

use crate::error::Failure;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::Method;
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::error::{ApiError, ErrorCode};
use domain::limits::{IMPORT_BODY_BYTES, JSON_BODY_BYTES, PHOTO_BYTES, PHOTOS_PER_REPORT};
use futures::StreamExt as _;
use std::time::Duration;
use tower_http::timeout::TimeoutBody;

/// A body that stops arriving for so long is given up. Mobile networks in the grassland do stop for a while.
const STANDSTILL: Duration = Duration::from_secs(30);
/// How long a client waits that comes when a request took too long.
const WAIT_SECONDS: u32 = 5;
/// What a report's form needs around its photos.
const FORM_BYTES: usize = 8 * 1024 * 1024;

/// The largest refused body that is read away, and how long that may take.
const READ_AWAY_BYTES: usize = 64 * 1024 * 1024;
const READ_AWAY_TIME: Duration = Duration::from_secs(20);

/// What a route may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Allowance {
    bytes: usize,
    /// For the whole request until the answer begins.
    seconds: u64,
}

/// Refuses bodies that are too large before reading them, and requests that take too long.
pub async fn layer(route: Option<MatchedPath>, mut request: Request, next: Next) -> Response {
    let route = route.as_ref().map_or("", MatchedPath::as_str);
    let allowance = allowance(request.method(), route);
    let announced =
        request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if let Some(bytes) = announced.filter(|bytes: &usize| *bytes > allowance.bytes) {
        if bytes <= READ_AWAY_BYTES {
            read_away(request.into_body()).await;
        }
        return Failure(too_large(allowance.bytes)).into_response();
    }
    DefaultBodyLimit::max(allowance.bytes).apply(&mut request);
    let request = request.map(|body| Body::new(Box::pin(TimeoutBody::new(STANDSTILL, body))));
    match tokio::time::timeout(Duration::from_secs(allowance.seconds), next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let error = ApiError::wait(ErrorCode::Unavailable, "the request took too long", WAIT_SECONDS);
            Failure(error).into_response()
        }
    }
}

/// Reads a refused body to its end without keeping it. Most clients look at the answer only after they have sent
/// everything; a connection closed under them would look like a broken network, and they would send it all again.
async fn read_away(body: Body) {
    let reading = async {
        let mut parts = body.into_data_stream();
        while let Some(Ok(_)) = parts.next().await {}
    };
    // A slow sender learns less; that is the price of not being kept busy.
    drop(tokio::time::timeout(READ_AWAY_TIME, reading).await);
}

/// The answer to a body that is too large.
pub fn too_large(bytes: usize) -> ApiError {
    ApiError::new(ErrorCode::TooLarge, format!("at most {bytes} bytes"))
}

fn allowance(method: &Method, route: &str) -> Allowance {
    let photo = usize::try_from(PHOTO_BYTES).unwrap_or(usize::MAX);
    match (method.as_str(), route) {
        ("PUT", route) if route.starts_with("/api/") && route.contains("/photos/") => {
            Allowance { bytes: photo, seconds: 300 }
        }
        ("POST", "/report" | "/share" | "/walk/order" | "/office/cases/{id}") => {
            Allowance { bytes: PHOTOS_PER_REPORT * photo + FORM_BYTES, seconds: 600 }
        }
        ("POST", "/office/questionnaires" | "/office/areas" | "/office/surveys/lists") => {
            Allowance { bytes: IMPORT_BODY_BYTES, seconds: 300 }
        }
        ("GET", route) if route.starts_with("/office/export/") => {
            Allowance { bytes: JSON_BODY_BYTES, seconds: 300 }
        }
        _ => Allowance { bytes: JSON_BODY_BYTES, seconds: 60 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_route_has_its_own_limit() {
        let bytes = |method: Method, route| allowance(&method, route).bytes;
        assert_eq!(bytes(Method::PUT, "/api/v1/reports/{id}"), 64 * 1024);
        assert_eq!(bytes(Method::PUT, "/api/v1/reports/{id}/photos/{sha256}"), 8 * 1024 * 1024);
        assert_eq!(bytes(Method::POST, "/report"), 40 * 1024 * 1024);
        assert_eq!(bytes(Method::POST, "/office/areas"), 16 * 1024 * 1024);
        assert_eq!(bytes(Method::POST, ""), 64 * 1024);
    }
}
