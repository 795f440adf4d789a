//! The rules of the outbox (待发): what is sent when, and when the phone may forget its copy.
//!
//! Pure: the browser stores entries and sends requests, and asks here what each event means. The same code drives the
//! fault tests against a real server.
//!
//! | file | what it holds |
//! |---|---|
//! | `entry` | one thing to be sent, its photos, its state and what stands in its way |
//! | `event` | everything that can happen to an entry, with what the server answered |
//! | `judge` | what each HTTP status means |
//! | `pause` | how long to wait before the next attempt; `Retry-After` |
//! | `machine` | state × event → state: [`Entry::apply`] |
//! | `edit` | how a change by the person keeps or leaves the id |
//! | `queue` | the next step of an entry, whose turn it is, when to look again, what the pages show |
//!
//! # States
//! ```text
//!             Began                 2xx, a receipt that lists every photo as stored
//!   Waiting ─────────► Sending ─────────────────────────────────────────────────────► Done (delete)
//!      ▲                  │
//!      ├──────────────────┤ 2xx with photos missing, 2xx without a receipt, 408, 425, 429, 5xx, anything unknown,
//!      │                  │ no answer, a lost tab: again later, however often
//!      │ SignedIn         │
//!      ├──── WaitingForSignIn ◄── 401, SignedOut
//!      │ Edited, SendAgain
//!      └──── WaitingForPerson ◄── 403 with our reason, 409, 413, 415, 422, an unreadable local copy
//! ```
//!
//! # What holds whatever happens
//! - An entry is done only by a receipt for its own id that lists every one of its photos as stored.
//! - No number of failures ends the attempts; a pause never lasts longer than [`pause::LONGEST_MS`].
//! - A photo that is refused keeps its whole entry: a record is never finished without its photos.
//! - Sending the same again is harmless, so whenever it is unsure what arrived, it is sent again under the same id. Only a
//!   change of the content takes a new id, and only if the server may hold the old content.

pub mod edit;
pub mod entry;
pub mod event;
mod judge;
pub mod machine;
pub mod pause;
pub mod queue;

pub use entry::{Entry, EntryKind, Owner, PhotoToSend, Reason, ServerCopy, State, Trouble, Why};
pub use event::{Event, PhotoAnswer, ReceiptSeen, RecordAnswer, Refusal, Tick};
pub use machine::Change;
pub use pause::{Pause, PauseEnds};
pub use queue::{Counts, Step, counts, due, next_look, next_step, of_owner};

#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod simulation_tests;
#[cfg(test)]
mod table_tests;
