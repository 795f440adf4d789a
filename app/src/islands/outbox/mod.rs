//! 待发: the list of what this phone has to send, with what can be done about each.
//!
//! | file | what it shows or does |
//! |---|---|
//! | `list` | the page as a whole, kept up to date |
//! | `card` | one entry: what it is, where it stands, its photos |
//! | `acts` | what can be done about an entry: send again, export, delete and undo |
//! | `room` | how much the phone can keep |

#[cfg(feature = "hydrate")]
mod acts;
#[cfg(feature = "hydrate")]
mod card;
#[cfg(feature = "hydrate")]
mod list;
#[cfg(feature = "hydrate")]
mod room;

use leptos::prelude::*;

/// Fills the element `[data-outbox]`.
#[island]
pub fn Outbox() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    list::start();
}
