//! Which handler answers which address, and the layers around all of them.

use crate::api;
use crate::error::Failure;
use crate::middleware::{
    bodies, client, compression, cross_site, error_shape, headers, metrics, rate_limits, request_id,
};
use crate::pages;
use crate::services::Services;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use domain::error::ApiError;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::ConfigError;

/// The whole program as one service.
///
/// # Errors
/// When the public address cannot be used.
pub fn router(services: &Services) -> Result<Router, ConfigError> {
    // From the outside in.
    let layers = ServiceBuilder::new()
        .layer(from_fn_with_state(services.clone(), request_id::layer))
        .layer(from_fn_with_state(services.clone(), metrics::layer))
        .layer(from_fn_with_state(services.clone(), headers::layer))
        .layer(compression::layer())
        .layer(from_fn_with_state(services.clone(), error_shape::layer))
        .layer(cross_site::layer(&services.public_url)?)
        .layer(from_fn_with_state(services.clone(), client::layer))
        .layer(from_fn_with_state(services.clone(), rate_limits::layer))
        .layer(from_fn(bodies::layer))
        .layer(CatchPanicLayer::custom(error_shape::after_panic));
    Ok(Router::new()
        .merge(api::routes())
        .merge(pages::router())
        .fallback(site_file)
        .layer(layers)
        .with_state(services.clone()))
}

/// Files of the site; everything else is not there.
async fn site_file(State(services): State<Services>, request: Request) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let file = is_read.then(|| services.site.answer(request.uri().path(), request.headers())).flatten();
    file.unwrap_or_else(|| Failure(ApiError::not_found("page")).into_response())
}

#[cfg(test)]
#[path = "routes_tests.rs"]
mod tests;
