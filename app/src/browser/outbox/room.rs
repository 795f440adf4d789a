//! How much room the phone has.

use super::super::value::elements;
use super::phone;
use wasm_bindgen::JsValue;

/// What stays free for texts and for the browser itself, in bytes.
const RESERVE: f64 = 10_000_000.0;

/// How much this site takes up, and how much it may.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Bytes taken up.
    pub used: f64,
    /// Bytes that it may take up.
    pub quota: f64,
}

/// How much room there is; none where the browser does not say.
pub async fn measure() -> Option<Room> {
    let numbers: Vec<f64> =
        elements(&phone::measure().await.ok()?).iter().filter_map(JsValue::as_f64).collect();
    let [used, quota] = numbers[..] else { return None };
    Some(Room { used, quota })
}

/// Whether there is room for so many bytes more. A browser that does not say may have some.
pub async fn has_room(bytes: f64) -> bool {
    measure().await.is_none_or(|room| room.used + bytes + RESERVE < room.quota)
}

/// Whether an error says that the phone is full.
pub fn is_full(error: &JsValue) -> bool {
    super::super::value::text(error, "name") == "QuotaExceededError"
}

/// Whether the browser has promised not to clear it by itself; none where it cannot say.
pub async fn is_persistent() -> Option<bool> {
    phone::persisted().await.ok()?.as_bool()
}
