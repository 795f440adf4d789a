//! Reads bodies and query strings, and says exactly which field cannot be read.

use crate::error::Failure;
use crate::middleware::bodies::too_large;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use domain::error::{ApiError, ErrorCode, FieldCode, FieldError};
use domain::limits::JSON_BODY_BYTES;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// A JSON body. Fields that nobody knows are refused by the type's `deny_unknown_fields`.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        if !is_json(request.headers()) {
            let message = "send the header Content-Type: application/json";
            return Err(ApiError::new(ErrorCode::UnsupportedType, message).into());
        }
        let Raw(bytes) = Raw::from_request(request, state).await?;
        Ok(Self(parse_json(&bytes)?))
    }
}

/// The bytes of a body, up to the limit of the route.
#[derive(Debug)]
pub struct Raw(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        Ok(Self(Bytes::from_request(request, state).await.map_err(unread)?))
    }
}

/// The fields of a query string. An empty one counts as any other text; a type may call it none.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let query = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        let axum::extract::Query(fields) =
            query.map_err(|error| ApiError::new(ErrorCode::BadRequest, error.body_text()))?;
        Ok(Self(fields))
    }
}

/// The parts of a path. One that cannot be read names nothing.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        let axum::extract::Path(fields) =
            path.map_err(|error| ApiError::new(ErrorCode::BadRequest, error.body_text()))?;
        Ok(Self(fields))
    }
}

/// Reads JSON, and says which field cannot be read.
///
/// # Errors
/// [`ErrorCode::NotJson`] for text that is none, [`ErrorCode::Invalid`] for fields of a wrong type, missing or unknown.
pub fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        describe(&path, error.inner())
    })?;
    json.end().map_err(|error| ApiError::new(ErrorCode::NotJson, error.to_string()))?;
    Ok(value)
}

fn describe(path: &str, error: &serde_json::Error) -> ApiError {
    let text = error.to_string();
    if error.classify() != Category::Data {
        return ApiError::new(ErrorCode::NotJson, format!("this is not JSON: {text}"));
    }
    // serde's messages name the field in backquotes: "unknown field `x`, expected …".
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    let named = message.split('`').nth(1).unwrap_or_default();
    let (code, last) = match message.split(' ').take(2).collect::<Vec<_>>()[..] {
        ["unknown", "field"] => (FieldCode::UnknownField, named),
        ["missing", "field"] => (FieldCode::Required, named),
        ["duplicate", "field"] => (FieldCode::Duplicate, named),
        ["unknown", "variant"] => (FieldCode::Unknown, ""),
        _ => (FieldCode::Malformed, ""),
    };
    ApiError::invalid(vec![FieldError::new(join(path, last), code, message)])
}

/// `photos[0].sha256` becomes `photos.0.sha256`, and the field that the message names is added at the end unless the
/// path ends with it already.
fn join(path: &str, last: &str) -> String {
    let path = path.replace('[', ".").replace(']', "");
    let path = path.trim_start_matches('.').trim_end_matches('?').trim_end_matches('.');
    if last.is_empty() || path == last || path.ends_with(&format!(".{last}")) {
        path.to_owned()
    } else if path.is_empty() {
        last.to_owned()
    } else {
        format!("{path}.{last}")
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || kind.starts_with("application/") && kind.ends_with("+json")
}

fn unread(error: BytesRejection) -> Failure {
    if error.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large(JSON_BODY_BYTES).into();
    }
    ApiError::new(ErrorCode::BadRequest, "the body did not arrive completely").into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        #[expect(dead_code, reason = "only its reading is tested")]
        location: Option<Location>,
        #[serde(default)]
        #[expect(dead_code, reason = "only its reading is tested")]
        photos: Vec<Location>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Location {
        #[expect(dead_code, reason = "only its reading is tested")]
        lat: f64,
    }

    fn refused(json: &str) -> (ErrorCode, Option<(String, FieldCode)>) {
        let error = parse_json::<Body>(json.as_bytes()).unwrap_err();
        (error.code, error.fields.first().map(|field| (field.path.clone(), field.code)))
    }

    #[test]
    fn the_field_that_cannot_be_read_is_named() {
        let invalid = |path: &str, code| (ErrorCode::Invalid, Some((path.to_owned(), code)));
        assert_eq!(refused(r#"{"location":{"lat":"x"}}"#), invalid("location.lat", FieldCode::Malformed));
        assert_eq!(
            refused(r#"{"location":{"lat":1,"x":2}}"#),
            invalid("location.x", FieldCode::UnknownField)
        );
        assert_eq!(refused(r#"{"location":{}}"#), invalid("location.lat", FieldCode::Required));
        assert_eq!(refused(r#"{"photos":[{"lat":1},{}]}"#), invalid("photos.1.lat", FieldCode::Required));
        assert_eq!(refused(r#"{"pictures":[]}"#), invalid("pictures", FieldCode::UnknownField));
        assert_eq!(refused(r#"{"photos":[],"photos":[]}"#), invalid("photos", FieldCode::Duplicate));
        assert_eq!(refused("[]").0, ErrorCode::Invalid);
    }

    #[test]
    fn what_is_no_json_is_told_apart() {
        for text in ["", "{", "location=1", r#"{"photos":[]} x"#] {
            assert_eq!(refused(text), (ErrorCode::NotJson, None), "{text}");
        }
    }

    #[test]
    fn only_json_is_accepted_as_json() {
        let is = |kind: &'static str| {
            is_json(&HeaderMap::from_iter([(CONTENT_TYPE, axum::http::HeaderValue::from_static(kind))]))
        };
        assert!(
            is("application/json") && is("Application/JSON; charset=utf-8") && is("application/geo+json")
        );
        assert!(!is("text/plain") && !is("application/x-www-form-urlencoded"));
    }
}
