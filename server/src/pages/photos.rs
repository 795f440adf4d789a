//! `/photos/{report}/{sha256}/{size}`: stored pictures, for handlers and for whoever holds the report's receipt.

use crate::error::Failure;
use crate::media::PhotoSize;
use crate::middleware::client::Client;
use crate::services::{Services, photos};
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::error::ApiError;
use domain::receipt::ReceiptCode;
use serde::Deserialize;
use tokio_util::io::ReaderStream;
use uuid::Uuid;

/// The picture of an address never changes, and is nobody else's business.
const CACHING: &str = "private, max-age=31536000, immutable";
/// A browser that opens a picture by itself puts it in a page with styles of its own, which the policy of our pages forbids.
const POLICY: &str = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// The query of a picture's address.
#[derive(Debug, Deserialize)]
pub(super) struct Key {
    receipt: Option<String>,
}

pub(super) async fn show(
    State(services): State<Services>,
    client: Client,
    Path((report, sha256, size)): Path<(Uuid, String, String)>,
    Query(key): Query<Key>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let size = PhotoSize::from_text(&size).ok_or_else(|| ApiError::not_found("photo"))?;
    let receipt = key.receipt.as_deref().map(|text| ReceiptCode::parse("receipt", text)).transpose();
    let receipt = receipt.map_err(|_| ApiError::not_found("photo"))?;
    let photo = photos::open(&services, &client.actor, report, &sha256, size, receipt.as_ref()).await?;
    let tag = format!("\"{sha256}-{}\"", size.as_str());
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known == "*" || known.split(',').any(|one| one.trim() == tag)) {
        return Ok(
            (StatusCode::NOT_MODIFIED, [(ETAG, tag), (CACHE_CONTROL, CACHING.to_owned())]).into_response()
        );
    }
    let headers = [
        (CONTENT_TYPE, "image/jpeg".to_owned()),
        (CONTENT_LENGTH, photo.bytes.to_string()),
        (CACHE_CONTROL, CACHING.to_owned()),
        (CONTENT_SECURITY_POLICY, POLICY.to_owned()),
        (ETAG, tag),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(photo.file))).into_response())
}
