//! Seals what is written to the phone, so that a copied profile folder shows no names, answers, descriptions or photos. How
//! is in `phone.js`; where the browser seals nothing, the content is kept open rather than lost.

use super::super::Failure;
use super::super::value::known;
use super::phone;
use wasm_bindgen::JsValue;
use web_sys::Blob;

/// Whether this browser seals what it keeps.
///
/// # Errors
/// When the phone keeps nothing.
pub async fn seals() -> Result<bool, Failure> {
    Ok(phone::key().await?.is_object())
}

/// Seals what JSON can hold.
///
/// # Errors
/// When the phone keeps nothing.
pub async fn seal_json(value: &JsValue) -> Result<JsValue, Failure> {
    phone::seal_json(value).await
}

/// What was sealed by [`seal_json`]; `null` when it cannot be opened any more.
///
/// # Errors
/// When the phone cannot read it now.
pub async fn open_json(sealed: &JsValue) -> Result<JsValue, Failure> {
    phone::open_json(sealed).await
}

/// Seals a photo.
///
/// # Errors
/// When the phone keeps nothing.
pub async fn seal_photo(blob: &Blob) -> Result<JsValue, Failure> {
    phone::seal_photo(blob).await
}

/// The photo that was sealed; none when it cannot be opened any more.
///
/// # Errors
/// When the phone cannot read it now.
pub async fn open_photo(stored: &JsValue) -> Result<Option<Blob>, Failure> {
    let blob = phone::open_photo(stored).await?;
    Ok(blob.is_object().then(|| known(blob)))
}

/// A blob in base64.
///
/// # Errors
/// When it cannot be read.
pub async fn base64(blob: &Blob) -> Result<String, Failure> {
    Ok(phone::base64(blob).await?.as_string().unwrap_or_default())
}
