//! The pages. Each is an async function that asks the port for what it shows and returns a whole document.
//!
//! | module | address |
//! |---|---|
//! | `home`, `me`, `map`, `privacy` | `/`, `/me`, `/map`, `/privacy` |
//! | `install`, `offline` | `/install`, and what the phone shows without a network |
//! | `statistics`, `methods` | `/statistics`, `/methods`: figures for everybody, and how they are computed |
//! | `report`, `receipt` | `/report`, `/r`, `/r/{code}` |
//! | `today` | `/today`, `/today/{plan}/{area}/{household}` |
//! | `quiz` | `/quiz`, `/q/{slug}`, `/q/{slug}/result/{id}` |
//! | `area` | `/a/{code}`, `/s/{code}` |
//! | `account` | `/signin`, `/setup/{token}` |
//! | `phone_sign_in` | `/join/{token}`, `/pin` |
//! | `error` | any, when something fails |
//! | `ledger` | `/office/ledger`, `/office/cases/{id}`, `/unit`, `/walk…` |
//! | `notices` | `/notices`, the inbox |
//! | `office` | `/office…`, the desk |

pub mod account;
pub mod area;
pub mod error;
pub mod home;
pub mod install;
pub mod ledger;
pub mod map;
pub mod me;
pub mod methods;
pub mod notices;
pub mod office;
pub mod offline;
pub mod outbox;
pub mod phone_sign_in;
pub mod privacy;
pub mod quiz;
pub mod receipt;
pub mod report;
mod slots;
pub mod statistics;
pub mod today;

use std::fmt::Write as _;

/// A text as a value in a query.
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests;
