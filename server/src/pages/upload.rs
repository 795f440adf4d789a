//! Reads multipart forms part by part.

use crate::middleware::bodies::too_large;
use axum::body::Bytes;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;
use axum::http::StatusCode;
use domain::error::{ApiError, ErrorCode, FieldCode};
use domain::limits::IMPORT_BODY_BYTES;

/// A multipart form that is being read.
#[derive(Debug)]
pub(super) struct Upload(Multipart);

/// One part of a form.
#[derive(Debug)]
pub(super) enum Part {
    /// A chosen file; empty when none was chosen.
    File {
        /// Name of the input.
        name: String,
        /// Name of the file on the sender's device.
        file_name: String,
        /// Its content.
        bytes: Bytes,
    },
    /// Any other field.
    Text {
        /// Name of the field.
        name: String,
        /// Its value.
        text: String,
    },
}

/// A file that was sent with some fields.
#[derive(Debug)]
pub(super) struct SentFile {
    /// Name of the file on the sender's device.
    pub(super) file_name: String,
    /// Its content.
    pub(super) bytes: Bytes,
}

impl Upload {
    pub(super) fn new(multipart: Multipart) -> Self {
        Self(multipart)
    }

    /// The next part; none at the end.
    ///
    /// # Errors
    /// [`ErrorCode::TooLarge`], or [`ErrorCode::BadRequest`] when the form cannot be read.
    pub(super) async fn next(&mut self) -> Result<Option<Part>, ApiError> {
        let Some(field) = self.0.next_field().await.map_err(|error| unread(&error))? else { return Ok(None) };
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        Ok(Some(match file_name {
            Some(file_name) => {
                let bytes = field.bytes().await.map_err(|error| unread(&error))?;
                Part::File { name, file_name, bytes }
            }
            None => Part::Text { name, text: field.text().await.map_err(|error| unread(&error))? },
        }))
    }

    /// Reads the whole form: its fields, each given to `set`, and the one file named `file`.
    ///
    /// # Errors
    /// As [`Upload::next`]; [`ErrorCode::Invalid`] at `file` when none was chosen.
    pub(super) async fn one_file(mut self, mut set: impl FnMut(&str, String)) -> Result<SentFile, ApiError> {
        let mut sent = None;
        while let Some(part) = self.next().await? {
            match part {
                Part::File { name, file_name, bytes } if name == "file" && !bytes.is_empty() => {
                    sent = Some(SentFile { file_name, bytes });
                }
                Part::File { .. } => {}
                Part::Text { name, text } => set(&name, text),
            }
        }
        sent.ok_or_else(|| ApiError::field("file", FieldCode::Required, "choose a file"))
    }
}

fn unread(error: &MultipartError) -> ApiError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large(IMPORT_BODY_BYTES);
    }
    ApiError::new(ErrorCode::BadRequest, "the form did not arrive completely")
}
