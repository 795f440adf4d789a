//! Who uses the phone: told by the page, and remembered for pages that the phone kept, which do not know.

use super::super::dom;
use super::{codec, phone, shelf};
use domain::outbox::{Event, Owner};

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

async fn last_text() -> String {
    phone::person().await.ok().and_then(|id| id.as_string()).unwrap_or_default()
}

/// Who used it last. Another page may know better than this one that somebody has signed out.
pub(super) async fn last() -> Owner {
    codec::owner_of(&last_text().await)
}

/// Remembers who uses the phone, and lets their entries go that waited for them.
pub(super) async fn remember() {
    let Some(id) = told() else { return };
    if last_text().await != id {
        // A phone that keeps nothing has nothing to send either.
        let _ = phone::set_person(&id).await;
    }
    let event = match codec::owner_of(&id) {
        Owner::User(user) => Event::SignedIn(user),
        Owner::Resident => Event::SignedOut,
    };
    let _ = shelf::apply_to_all(event).await;
}
