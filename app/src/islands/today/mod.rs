//! 今日入户: opens visits in the page `/today` itself, which `pages::today` describes, so that a day without signal needs no other
//! page; and adds what was recorded on this phone to what the server knew.
//!
//! | file | what it does |
//! |---|---|
//! | `standing` | where a household stands, in words; the server uses it, too |
//! | `day` | the list: adds what this phone recorded, and opens a household |
//! | `shown` | the list: where each stands, counting, finding |
//! | `door` | one household that is open: what was recorded, and the form |
//! | `screens` | the form one screen at a time |
//! | `birthdays` | who is asked |
//! | `spot` | where the visit is |
//! | `filled` | what is filled in: to keep it, to bring it back, to send it |
//! | `kept` | drafts and marks of visits on this phone, sealed |
//! | `record` | puts a visit into the outbox, and takes it back |
//! | `walk` | counts the crossings of a random walk |

#[cfg(feature = "hydrate")]
mod birthdays;
#[cfg(feature = "hydrate")]
mod day;
#[cfg(feature = "hydrate")]
mod door;
#[cfg(feature = "hydrate")]
mod filled;
#[cfg(feature = "hydrate")]
pub(super) mod kept;
#[cfg(feature = "hydrate")]
mod record;
#[cfg(feature = "hydrate")]
mod screens;
#[cfg(feature = "hydrate")]
mod shown;
#[cfg(feature = "hydrate")]
mod spot;
pub mod standing;
#[cfg(feature = "hydrate")]
mod walk;

use leptos::prelude::*;

/// Improves the page.
#[island]
pub fn TodayVisits() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    day::start();
}
