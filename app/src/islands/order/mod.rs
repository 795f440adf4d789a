//! 当场下单: takes over the form `#order-form`, whose hooks `pages::ledger::order` lists, so that an order can be given
//! without a network and nothing of it is lost.
//!
//! | file | what it adds |
//! |---|---|
//! | `form` | what the parts share |
//! | `draft` | keeps what was typed on the phone, and brings it back |
//! | `photos` | photos made small, shown, and removed again |
//! | `place` | the site's place, the device's, or the photo's |
//! | `usual` | what is usual for the category |
//! | `send` | puts the order into the outbox and says what has become of it |
//! | `wrong` | what is missing or wrong, at its field |

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
mod usual;
#[cfg(feature = "hydrate")]
mod wrong;

use leptos::prelude::*;
#[cfg(feature = "hydrate")]
pub(super) use wrong::field_error;

/// Improves the form.
#[island]
pub fn OrderOnTheSpot() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    form::start();
}
