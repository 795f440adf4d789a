//! 随手拍: improves the form `#report-form`, whose hooks `pages::report` lists.
//!
//! | file | what it adds |
//! |---|---|
//! | `form` | what the parts share |
//! | `categories` | search, recently used ones, and the chosen one folded to a line |
//! | `draft` | keeps what was typed on the phone, and brings it back |
//! | `photos` | photos made small, shown, and removed again |
//! | `place` | the device's place, the photo's, and a pin on a map |
//! | `send` | sends the report and its photos, again and again if need be |
//! | `wrong` | what is missing or wrong, at its field |

#[cfg(feature = "hydrate")]
mod categories;
#[cfg(feature = "hydrate")]
mod draft;
#[cfg(feature = "hydrate")]
mod form;
#[cfg(feature = "hydrate")]
mod photos;
#[cfg(feature = "hydrate")]
mod place;
#[cfg(feature = "hydrate")]
mod send;
#[cfg(feature = "hydrate")]
mod wrong;

use leptos::prelude::*;

/// Under which key the draft is kept among the drafts of this phone.
#[cfg(feature = "hydrate")]
pub(super) const DRAFT_KEY: &str = "report";

/// Improves the form.
#[island]
pub fn ReportForm() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    form::start();
}
