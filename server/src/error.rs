//! How failures become answers: a status, a JSON body, and nothing about how the program is built.

use axum::Json;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::error::{ApiError, ErrorBody, ErrorCode};
use store::StoreError;

/// How long a client waits when the database cannot be reached, in seconds.
const STORE_WAIT_SECONDS: u32 = 5;

/// An [`ApiError`] as an HTTP answer. Handlers of the API return `Result<_, Failure>`, and `?` turns errors into it.
#[derive(Debug)]
pub struct Failure(pub ApiError);

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(from_store(error))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self(error) = self;
        let wait = error.retry_after_seconds;
        let body = ErrorBody { error: error.clone() };
        let mut response = (status(error.code), Json(body)).into_response();
        // `middleware::error_shape` makes a page of it where a person asked.
        response.extensions_mut().insert(error);
        if let Some(seconds) = wait {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The HTTP status of an error code.
pub fn status(code: ErrorCode) -> StatusCode {
    StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// What a service answers when the store fails: `store.users().await.map_err(from_store)?`. The cause is logged here,
/// once; the answer does not repeat it. Where a service expects [`StoreError::Unique`], it looks for it before.
pub fn from_store(error: StoreError) -> ApiError {
    match error {
        StoreError::Unavailable(cause) => {
            tracing::warn!(%cause, "the database cannot be reached");
            ApiError::wait(ErrorCode::Unavailable, "the database is busy, try again", STORE_WAIT_SECONDS)
        }
        StoreError::Unique(column) => ApiError::new(ErrorCode::Conflict, format!("this {column} is taken")),
        error => {
            tracing::error!(%error, "the database failed");
            internal()
        }
    }
}

/// Something broke; what it was stands in the log.
pub fn internal() -> ApiError {
    ApiError::new(ErrorCode::Internal, "something broke on the server")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreachable_database_asks_to_come_back_and_tells_nothing() {
        let error = from_store(StoreError::Unavailable("pool timed out at 10.0.0.7".into()));
        assert_eq!(error.retry_after_seconds, Some(5));
        assert!(!error.message.contains("10.0.0.7"));
        let response = Failure(error).into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[RETRY_AFTER], "5");
    }

    #[test]
    fn what_broke_is_not_told() {
        let error = from_store(StoreError::Corrupt("row 7 of table users".into()));
        assert_eq!(error.code, ErrorCode::Internal);
        assert!(!error.message.contains("users"));
    }
}
