//! Time, random bytes and new ids: the parameters that `domain` asks its callers for.

use domain::time::Timestamp;
use uuid::Uuid;

/// The phone's clock.
pub fn now() -> Timestamp {
    // Milliseconds since 1970 stay far below 2^53, so the conversion is exact.
    #[expect(clippy::cast_possible_truncation, reason = "a clock's milliseconds fit an i64")]
    Timestamp(js_sys::Date::now() as i64)
}

/// Random bytes of the browser's cryptographic source.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Ok(crypto) = super::window().crypto() {
        // Only a request for more than 65,536 bytes can fail.
        drop(crypto.get_random_values_with_u8_array(&mut bytes));
    }
    bytes
}

/// A new id (UUIDv7) made now.
pub fn new_id() -> Uuid {
    let ms = u64::try_from(now().0).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(ms, &random::<10>()).into_uuid()
}
