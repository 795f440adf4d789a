//! Refuses forms that other sites send in somebody's name. Browsers say where a request comes from; programs say
//! nothing and pass.

use crate::error::Failure;
use axum::body::Body;
use axum::http::Response;
use axum::response::IntoResponse;
use domain::error::{ApiError, ErrorCode};
use tower_http::csrf::{ConfigError, CsrfLayer, ProtectionError};

/// How a refused request is answered.
pub type Refusal = fn(ProtectionError) -> Response<Body>;

/// The layer. A proxy may rewrite the host, so the public address is named.
///
/// # Errors
/// When the public address is no origin.
pub fn layer(public_url: &str) -> Result<CsrfLayer<Refusal>, ConfigError> {
    Ok(CsrfLayer::new().add_trusted_origin(public_url)?.with_rejection_response(refuse as Refusal))
}

fn refuse(_: ProtectionError) -> Response<Body> {
    Failure(ApiError::new(ErrorCode::CrossSite, "the request came from another site")).into_response()
}
