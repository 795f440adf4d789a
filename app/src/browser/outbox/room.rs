//! How much room the phone has, and the wish that the browser keeps what is in it.

use super::super::value::{awaited, field, invoke};
use super::super::window;
use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};

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

fn storage() -> JsValue {
    field(&window().navigator(), "storage")
}

/// How much room there is; none where the browser does not say.
pub async fn measure() -> Option<Room> {
    let estimate = awaited(&storage(), "estimate", &[]).await.ok()?;
    let number = |name: &str| field(&estimate, name).as_f64();
    let (used, quota) = (number("usage")?, number("quota")?);
    (quota > 0.0).then_some(Room { used, quota })
}

/// Whether there is room for so many bytes more. A browser that does not say may have some.
pub async fn has_room(bytes: f64) -> bool {
    measure().await.is_none_or(|room| room.used + bytes + RESERVE < room.quota)
}

/// Whether an error says that the phone is full.
pub fn is_full(error: &JsValue) -> bool {
    super::super::value::text(error, "name") == "QuotaExceededError"
}

/// Asks the browser not to clear what is kept here by itself. It may ask the person, or decide by itself.
pub(super) async fn persist() {
    let storage = storage();
    let kept = awaited(&storage, "persisted", &[]).await.is_ok_and(|kept| kept.is_truthy());
    if !kept {
        let _ = awaited(&storage, "persist", &[]).await;
    }
}

/// Whether the browser has promised not to clear it by itself; none where it cannot say.
pub async fn is_persistent() -> Option<bool> {
    awaited(&storage(), "persisted", &[]).await.ok().map(|kept| kept.is_truthy())
}

/// Asks to be woken when there is network again, where the browser can do that.
pub(super) async fn ask_to_be_woken() {
    let workers = field(&window().navigator(), "serviceWorker");
    if !field(&workers, "controller").is_object() {
        return;
    }
    let Ok(registration) =
        super::super::value::settled(js_sys::Promise::resolve(&field(&workers, "ready"))).await
    else {
        return;
    };
    let sync = field(&registration, "sync");
    if field(&sync, "register").dyn_ref::<Function>().is_some() {
        let _ = awaited(&sync, "register", &[&"outbox".into()]).await;
    }
}

/// The container of service workers, which passes their messages on; none where there is none.
pub(super) fn workers() -> Option<web_sys::EventTarget> {
    let workers = field(&window().navigator(), "serviceWorker");
    // Without this, messages that came before the page was loaded are held back.
    let _ = invoke(&workers, "startMessages", &[]);
    workers.is_object().then(|| workers.unchecked_into())
}
