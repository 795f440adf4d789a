//! Gives every request a name, and writes one line about it to the log when it is answered.

use crate::services::Services;
use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;
use tracing::Instrument;

/// The name of a request, in the log and in the answer's header `X-Request-Id`.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Names the request. A name from outside is not taken over, since it could forge lines of the log.
pub async fn layer(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let id = hex::encode(services.chance.bytes::<8>());
    // The route, not the path: receipt codes and set-up links do not belong in a log.
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    request.extensions_mut().insert(RequestId(id.clone()));
    let span = tracing::info_span!("request", id, %method, route);
    let began = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;

    let (status, ms) = (response.status().as_u16(), began.elapsed().as_millis());
    span.in_scope(|| {
        if status >= 500 {
            tracing::warn!(status, ms, "answered");
        } else {
            tracing::debug!(status, ms, "answered");
        }
    });
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}
