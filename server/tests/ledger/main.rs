//! The ledger's services with a clock that the tests hold: deadlines, a whole month, and the figures of a real bulletin.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on fails")]

mod deadlines;
mod figures;
mod month;
mod town;
