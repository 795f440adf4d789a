//! What each HTTP status means for an entry.

use crate::outbox::entry::{Trouble, Why};
use crate::outbox::pause::PauseEnds;

/// What was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// The record.
    Record,
    /// One photo.
    Photo,
}

/// What an answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Taken.
    Taken,
    /// The server does not know the record of this photo.
    RecordUnknown,
    /// Try again by itself.
    Again {
        /// What to tell meanwhile.
        trouble: Trouble,
        /// What may end the pause early.
        ends: PauseEnds,
        /// Whether the server may have stored it all the same.
        unsure: bool,
    },
    /// Sign in first.
    SignIn,
    /// The person must decide.
    Person(Why),
}

/// Judges a status. `ours` says whether the body was an error of this server's API.
///
/// A 403 is not in the list of statuses that always wait for the person: firewalls and public networks answer it too, and
/// then it passes. It counts as a refusal only with this server's own reason in the body. A 400 is tried again: nothing this
/// program writes causes it, but a body that was cut on its way does.
pub(crate) fn judge(sent: Sent, status: u16, ours: bool) -> Verdict {
    let again = |trouble, unsure| Verdict::Again { trouble, ends: PauseEnds::WithPerson, unsure };
    match (status, sent) {
        (200..=299, _) => Verdict::Taken,
        (401, _) => Verdict::SignIn,
        (403, _) if ours => Verdict::Person(Why::Refused),
        (404, Sent::Photo) => Verdict::RecordUnknown,
        (409, _) => Verdict::Person(Why::OtherContent),
        (413, _) => Verdict::Person(Why::TooLarge),
        (415, _) => Verdict::Person(Why::UnsupportedType),
        (422, _) => Verdict::Person(Why::Invalid),
        // Refused before anything was stored.
        (425 | 429, _) => again(Trouble::ServerBusy, false),
        (408 | 503, _) => again(Trouble::ServerBusy, true),
        (500..=599, _) => again(Trouble::ServerBroken, true),
        _ => again(Trouble::OtherAnswer, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_listed_statuses_leave_the_round_of_attempts() {
        for status in 0..=999 {
            for (sent, ours) in [(Sent::Record, true), (Sent::Record, false), (Sent::Photo, true)] {
                let verdict = judge(sent, status, ours);
                let expected = match status {
                    200..=299 => "taken",
                    401 => "sign in",
                    403 if ours => "person",
                    409 | 413 | 415 | 422 => "person",
                    404 if sent == Sent::Photo => "record unknown",
                    _ => "again",
                };
                let found = match verdict {
                    Verdict::Taken => "taken",
                    Verdict::RecordUnknown => "record unknown",
                    Verdict::Again { .. } => "again",
                    Verdict::SignIn => "sign in",
                    Verdict::Person(_) => "person",
                };
                assert_eq!(found, expected, "{status} {sent:?} {ours}");
            }
        }
    }
}
