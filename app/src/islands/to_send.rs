//! What forms with a place and photos put into the outbox, and what its refusals say of their fields.

use crate::browser::photo::SmallPhoto;
use crate::browser::value::{number, object};
use domain::outbox::{Reason, Why};
use wasm_bindgen::JsValue;

/// How long somebody waits for the receipt before being told that it will come, in milliseconds.
pub(super) const WAIT_MS: i32 = 8_000;

/// The place in a form, as `domain::location::LocationBody` reads it; null without one. `value` tells what stands in a field.
pub(super) fn location(value: &dyn Fn(&str) -> String) -> JsValue {
    let source = value("source");
    let at = number(&value("lat")).zip(number(&value("lng")));
    at.map_or(JsValue::NULL, |(lat, lng)| {
        object(&[
            ("lat", lat.into()),
            ("lng", lng.into()),
            ("accuracy_m", number(&value("accuracy_m")).into()),
            ("source", if source.is_empty() { "pin" } else { &source }.into()),
            ("datum", "wgs84".into()),
        ])
    })
}

/// A photo, as `domain::report::PhotoClaim` reads it.
pub(super) fn claim(photo: &SmallPhoto) -> JsValue {
    object(&[
        ("sha256", photo.sha256.as_str().into()),
        ("media_type", photo.blob.type_().into()),
        ("bytes", photo.blob.size().into()),
    ])
}

/// The fields that a refusal is about, as path and code. What is wrong with a photo's bytes is told at the photos.
pub(super) fn refused_fields(reason: &Reason) -> Vec<(String, String)> {
    if reason.photo.is_some() {
        let code = if reason.why == Why::TooLarge { "too_long" } else { "damaged" };
        return vec![("photos".to_owned(), code.to_owned())];
    }
    reason.fields.iter().map(|field| (field.path.clone(), field.code.as_str().to_owned())).collect()
}
