//! Receipts of what was sent from this phone, which only this phone keeps.

use super::chance;
use super::keep::{self, Drawer};
use super::value::object;

/// Keeps a receipt, unless it is kept already. `icon` names a symbol of the sprite of categories. Best effort: the code is
/// also shown.
pub async fn keep(code: &str, id: &str, name: &str, icon: &str) {
    let known = keep::get(Drawer::Receipts, code).await;
    if code.is_empty() || known.is_ok_and(|known| known.is_object()) {
        return;
    }
    let receipt = object(&[
        ("code", code.into()),
        ("id", id.into()),
        ("name", name.into()),
        ("icon", icon.into()),
        ("sent_at", chance::now_ms().into()),
    ]);
    let _ = keep::put(Drawer::Receipts, code, &receipt).await;
}

/// The code under which the report of this id is kept; empty when none is.
pub async fn code_of(id: &str) -> String {
    let kept = keep::all(Drawer::Receipts).await.unwrap_or_default();
    let own = kept.iter().find(|receipt| super::value::text(receipt, "id") == id);
    own.map(|receipt| super::value::text(receipt, "code")).unwrap_or_default()
}
