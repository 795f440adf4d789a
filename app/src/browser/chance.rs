//! Time, random bytes and new ids.

use super::window;
use domain::time::Timestamp;
use uuid::Uuid;

/// The phone's clock: milliseconds since 1970-01-01 UTC.
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// The phone's clock as RFC 3339.
pub fn now_text() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}

/// The phone's clock as the rules of `domain` take it.
pub fn now() -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "a clock's milliseconds fit")]
    Timestamp(now_ms() as i64)
}

/// Random bytes.
pub fn bytes(count: u32) -> js_sys::Uint8Array {
    let bytes = js_sys::Uint8Array::new_with_length(count);
    if let Ok(crypto) = window().crypto() {
        // Only a request for more than 65,536 bytes can fail.
        let _ = crypto.get_random_values_with_array_buffer_view(&bytes);
    }
    bytes
}

/// 32 random bits, to scatter pauses.
pub fn scatter() -> u32 {
    let mut random = [0; 4];
    bytes(4).copy_to(&mut random);
    u32::from_le_bytes(random)
}

/// A new id (UUIDv7) made now.
pub fn new_id() -> String {
    let mut random = [0; 10];
    bytes(10).copy_to(&mut random);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a clock's milliseconds fit")]
    let ms = now_ms() as u64;
    uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid().to_string()
}

/// Whether a text is an id.
pub fn is_id(text: &str) -> bool {
    Uuid::try_parse(text).is_ok()
}
