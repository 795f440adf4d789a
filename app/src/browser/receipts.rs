//! Receipts of what was sent from this phone, which only this phone keeps, each for the person who sent it.

use super::chance;
use super::keep::{self, Drawer};
use super::value::{object, text};
use wasm_bindgen::JsValue;

/// Keeps a receipt of a person, or of a resident when `owner` is empty, unless it is kept already. `icon` names a symbol of
/// the sprite of categories. Best effort: the code is also shown.
pub async fn keep(owner: &str, code: &str, id: &str, name: &str, icon: &str) {
    let known = keep::get(Drawer::Receipts, code).await;
    if code.is_empty() || known.is_ok_and(|known| known.is_object()) {
        return;
    }
    let receipt = object(&[
        ("owner", owner.into()),
        ("code", code.into()),
        ("id", id.into()),
        ("name", name.into()),
        ("icon", icon.into()),
        ("sent_at", chance::now_ms().into()),
    ]);
    let _ = keep::put(Drawer::Receipts, code, &receipt).await;
}

/// The receipts of whoever this is; nobody sees those of others. Receipts from before they had an owner are residents'.
pub async fn of(owner: &str) -> Vec<JsValue> {
    let kept = keep::all(Drawer::Receipts).await.unwrap_or_default();
    kept.into_iter().filter(|receipt| text(receipt, "owner") == owner).collect()
}

/// The code under which the report of this id is kept; empty when none is.
pub async fn code_of(id: &str) -> String {
    let kept = keep::all(Drawer::Receipts).await.unwrap_or_default();
    let own = kept.iter().find(|receipt| text(receipt, "id") == id);
    own.map(|receipt| text(receipt, "code")).unwrap_or_default()
}
