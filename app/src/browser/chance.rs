//! Time, random bytes and new ids.

use super::window;
use uuid::Uuid;

/// The phone's clock: milliseconds since 1970-01-01 UTC.
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// The phone's clock as RFC 3339.
pub fn now_text() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}

/// A new id (UUIDv7) made now.
pub fn new_id() -> String {
    let mut random = [0; 10];
    if let Ok(crypto) = window().crypto() {
        // Only a request for more than 65,536 bytes can fail.
        let _ = crypto.get_random_values_with_u8_array(&mut random);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a clock's milliseconds fit")]
    let ms = now_ms() as u64;
    uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid().to_string()
}

/// Whether a text is an id.
pub fn is_id(text: &str) -> bool {
    Uuid::try_parse(text).is_ok()
}
