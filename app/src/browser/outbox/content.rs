//! What an entry sends and shows, sealed on the phone: the record in one piece, and each photo by itself.

use super::super::Failure;
use super::super::photo::SmallPhoto;
use super::super::value::{awaited, field, from_json, known, object, text, to_json};
use super::seal::Key;
use super::shelf::{self, SealedPhoto};
use domain::outbox::EntryKind;
use js_sys::Array;
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

/// Seals the record of an entry.
pub(super) async fn seal(key: &Key, entry: &NewEntry) -> Result<JsValue, Failure> {
    let record = object(&[
        ("body", entry.body.clone()),
        ("form", entry.form.clone()),
        ("title", entry.title.as_str().into()),
        ("edit_at", entry.edit_at.as_str().into()),
    ]);
    key.seal_text(&to_json(&record)).await
}

/// Seals a photo. As bytes, because some browsers lose blobs that they keep.
pub async fn seal_photo(key: &Key, photo: &NewPhoto) -> Result<SealedPhoto, Failure> {
    let bytes = awaited(&photo.blob, "arrayBuffer", &[]).await?;
    let sealed = key.seal(&bytes).await?;
    Ok((photo.sha256.clone(), object(&[("sealed", sealed), ("type", photo.blob.type_().into())])))
}

/// The photo that was sealed.
pub async fn open_photo(key: &Key, stored: &JsValue) -> Result<Blob, Failure> {
    let bytes = key.open(&field(stored, "sealed")).await?;
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(&text(stored, "type"));
    Blob::new_with_u8_array_sequence_and_options(&Array::of1(&known(bytes)), &options)
}

/// What is stored about an entry.
///
/// # Errors
/// When the phone cannot read it; `Ok(None)` when it is there and cannot be opened any more.
pub(super) async fn of(id: Uuid) -> Result<Option<Content>, Failure> {
    let (key, sealed) = (Key::get().await?, shelf::record(id).await?);
    let Ok(json) = key.open_text(&sealed).await else { return Ok(None) };
    let record = from_json(&json);
    let part = |name: &str| field(&record, name);
    Ok(part("body").is_object().then(|| Content {
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
    let (key, stored) = (Key::get().await?, shelf::photo(id, sha256).await?);
    Ok(open_photo(&key, &stored).await.ok())
}
