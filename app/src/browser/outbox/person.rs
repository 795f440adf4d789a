//! Who uses the phone: told by the page, and remembered for pages that the phone kept, which do not know.

use super::super::dom;
use super::{codec, shelf};
use domain::outbox::{Event, Owner};

const NOTE: &str = "person";

/// Who uses the phone according to this page; none when the page does not know.
fn told() -> Option<String> {
    dom::page().get_attribute("data-user")
}

/// Who uses the phone, for what is made on this page.
pub(super) async fn here() -> Owner {
    match told() {
        Some(id) => codec::owner_of(&id),
        None => last().await,
    }
}

/// Who used it last. Another page may know better than this one that somebody has signed out.
pub(super) async fn last() -> Owner {
    let note = shelf::note(NOTE).await.ok().and_then(|note| note.as_string());
    codec::owner_of(&note.unwrap_or_default())
}

/// Remembers who uses the phone, and lets their entries go that waited for them.
pub(super) async fn remember() {
    let Some(id) = told() else { return };
    let before = shelf::note(NOTE).await.ok().and_then(|note| note.as_string());
    if before.unwrap_or_default() != id {
        let _ = shelf::set_note(NOTE, &id).await;
    }
    let event = match codec::owner_of(&id) {
        Owner::User(user) => Event::SignedIn(user),
        Owner::Resident => Event::SignedOut,
    };
    if !shelf::is_empty().await {
        let _ = shelf::apply_to_all(event).await;
    }
}
