//! The one list of error codes, and the error body that every part of the API answers with.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What went wrong, as a stable code. The interface translates it; the HTTP layer gives it a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The body is not JSON at all (400).
    NotJson,
    /// The query string or path cannot be read (400).
    BadRequest,
    /// Sign-in or a token is needed (401).
    Unauthenticated,
    /// The login or the password is wrong (401).
    WrongCredentials,
    /// Signed in, but not allowed (403).
    Forbidden,
    /// The request came from another site (403).
    CrossSite,
    /// There is no such thing, or it may not be seen (404).
    NotFound,
    /// The same id was sent before with other content (409).
    Conflict,
    /// The state does not allow this change (409).
    WrongState,
    /// The body or a photo is too large (413).
    TooLarge,
    /// The content is of a type that is not accepted (415).
    UnsupportedType,
    /// One or more fields are invalid; `fields` says which (422).
    Invalid,
    /// Too many requests; wait (429).
    TooManyRequests,
    /// Something broke on the server (500).
    Internal,
    /// The server cannot take it now; wait (503).
    Unavailable,
}

impl ErrorCode {
    /// The HTTP status that says the same.
    pub const fn status(self) -> u16 {
        match self {
            Self::NotJson | Self::BadRequest => 400,
            Self::Unauthenticated | Self::WrongCredentials => 401,
            Self::Forbidden | Self::CrossSite => 403,
            Self::NotFound => 404,
            Self::Conflict | Self::WrongState => 409,
            Self::TooLarge => 413,
            Self::UnsupportedType => 415,
            Self::Invalid => 422,
            Self::TooManyRequests => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }
}

/// What is wrong with one field, as a stable code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FieldCode {
    /// It must be given.
    Required,
    /// It is a number or time outside of what is possible.
    OutOfRange,
    /// It is longer or larger than allowed.
    TooLong,
    /// It is shorter than allowed.
    TooShort,
    /// There are more of them than allowed.
    TooMany,
    /// It cannot be read: wrong type, wrong shape.
    Malformed,
    /// It names something that does not exist.
    Unknown,
    /// The field is not part of the request.
    UnknownField,
    /// It stands there twice.
    Duplicate,
    /// It contradicts another field.
    Inconsistent,
    /// This sender may not use this value.
    NotAllowed,
    /// The bytes do not have the announced hash.
    HashMismatch,
    /// The file is damaged or not a picture.
    Damaged,
}

crate::location::text_codes!(FieldCode {
    Required = "required",
    OutOfRange = "out_of_range",
    TooLong = "too_long",
    TooShort = "too_short",
    TooMany = "too_many",
    Malformed = "malformed",
    Unknown = "unknown",
    UnknownField = "unknown_field",
    Duplicate = "duplicate",
    Inconsistent = "inconsistent",
    NotAllowed = "not_allowed",
    HashMismatch = "hash_mismatch",
    Damaged = "damaged",
});

/// One invalid field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FieldError {
    /// Where it stands, as in `location.lat` or `photos.0.sha256`.
    pub path: String,
    /// What is wrong.
    pub code: FieldCode,
    /// The same in English, for programmers.
    pub message: String,
}

impl FieldError {
    /// An error of one field.
    pub fn new(path: impl Into<String>, code: FieldCode, message: impl Into<String>) -> Self {
        Self { path: path.into(), code, message: message.into() }
    }
}

/// What every failed request answers: `{"error": …}`, and what every service returns on failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ApiError {
    /// What went wrong.
    pub code: ErrorCode,
    /// The same in English, for programmers.
    pub message: String,
    /// The invalid fields, if any.
    #[serde(default)]
    pub fields: Vec<FieldError>,
    /// Seconds to wait before trying again; sent as the header `Retry-After`.
    #[serde(skip)]
    pub retry_after_seconds: Option<u32>,
}

/// The body of a failed request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ErrorBody {
    /// What went wrong.
    pub error: ApiError,
}

impl ApiError {
    /// An error without fields.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), fields: Vec::new(), retry_after_seconds: None }
    }

    /// Invalid fields.
    pub fn invalid(fields: Vec<FieldError>) -> Self {
        let message = match fields.first() {
            Some(first) => format!("{}: {}", first.path, first.message),
            None => "invalid".to_owned(),
        };
        Self { code: ErrorCode::Invalid, message, fields, retry_after_seconds: None }
    }

    /// One invalid field.
    pub fn field(path: impl Into<String>, code: FieldCode, message: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError::new(path, code, message)])
    }

    /// Nothing by that name, or nothing that may be seen.
    pub fn not_found(what: &str) -> Self {
        Self::new(ErrorCode::NotFound, format!("there is no such {what}"))
    }

    /// Too many requests, or too busy: try again after so many seconds.
    pub fn wait(code: ErrorCode, message: impl Into<String>, seconds: u32) -> Self {
        Self { retry_after_seconds: Some(seconds), ..Self::new(code, message) }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ApiError {}

/// Collects what is wrong with the fields of one request, so that all of it is told at once.
#[derive(Debug, Default)]
pub struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes an invalid field.
    pub fn add(&mut self, path: impl Into<String>, code: FieldCode, message: impl Into<String>) {
        self.0.push(FieldError::new(path, code, message));
    }

    /// Keeps the value, or notes why there is none.
    pub fn keep<T>(&mut self, result: Result<T, FieldError>) -> Option<T> {
        result.map_err(|error| self.0.push(error)).ok()
    }

    /// Whether nothing is wrong so far.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value when nothing was wrong, else everything that was.
    ///
    /// # Errors
    /// All fields noted so far.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, ApiError> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(ApiError::invalid(self.0)),
        }
    }
}
