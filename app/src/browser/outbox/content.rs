//! What an entry sends and shows, sealed on the phone: the record in one piece, and each photo by itself.

use super::super::Failure;
use super::super::photo::SmallPhoto;
use super::super::value::{field, known, object, text};
use super::phone;
use domain::outbox::EntryKind;
use uuid::Uuid;
use wasm_bindgen::JsValue;
use web_sys::Blob;

/// What is to be sent.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// To which address it goes.
    pub kind: EntryKind,
    /// Its id, a UUIDv7; an empty one is replaced by a fresh one.
    pub id: String,
    /// The body of the request, without the id.
    pub body: JsValue,
    /// What the page that made it needs to show it again; never sent.
    pub form: JsValue,
    /// A short line for the list of entries.
    pub title: String,
    /// The path of the page that edits it, which is opened with `?edit={id}`.
    pub edit_at: String,
    /// Its photos, which are sent after the record.
    pub photos: Vec<NewPhoto>,
}

/// A photo to be sent.
#[derive(Clone, Debug)]
pub struct NewPhoto {
    /// SHA-256 of the bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// The bytes.
    pub blob: Blob,
}

impl From<&SmallPhoto> for NewPhoto {
    fn from(photo: &SmallPhoto) -> Self {
        Self { sha256: photo.sha256.clone(), blob: photo.blob.clone() }
    }
}

/// What is stored about an entry besides where it stands.
#[derive(Clone, Debug)]
pub struct Content {
    /// As [`NewEntry::body`].
    pub body: JsValue,
    /// As [`NewEntry::form`].
    pub form: JsValue,
    /// As [`NewEntry::title`].
    pub title: String,
    /// As [`NewEntry::edit_at`].
    pub edit_at: String,
}

/// The record of an entry, as it is sealed.
pub(super) fn record(entry: &NewEntry) -> JsValue {
    object(&[
        ("body", entry.body.clone()),
        ("form", entry.form.clone()),
        ("title", entry.title.as_str().into()),
        ("edit_at", entry.edit_at.as_str().into()),
    ])
}

/// What is stored about an entry.
///
/// # Errors
/// When the phone cannot read it now; `Ok(None)` when it cannot be opened any more.
pub(super) async fn of(id: Uuid) -> Result<Option<Content>, Failure> {
    let record = phone::record(&id.to_string()).await?;
    let part = |name: &str| field(&record, name);
    Ok(record.is_object().then(|| Content {
        body: part("body"),
        form: part("form"),
        title: text(&record, "title"),
        edit_at: text(&record, "edit_at"),
    }))
}

/// A photo of an entry.
///
/// # Errors
/// As [`of`].
pub(super) async fn photo(id: Uuid, sha256: &str) -> Result<Option<Blob>, Failure> {
    let blob = phone::photo(&id.to_string(), sha256).await?;
    Ok(blob.is_object().then(|| known(blob)))
}
