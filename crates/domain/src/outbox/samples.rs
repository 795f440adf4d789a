//! Entries and answers for the tests of the outbox.

use crate::outbox::*;
use crate::time::Timestamp;
use uuid::Uuid;

/// The moment of the tests: 2026-11-23 00:00 UTC.
pub(crate) const NOW: Timestamp = Timestamp(1_795_392_000_000);

/// A user.
pub(crate) fn user(number: u8) -> Owner {
    Owner::User(user_id(number))
}

/// The id of a user.
pub(crate) fn user_id(number: u8) -> Uuid {
    Uuid::from_u128(0xA000 + u128::from(number))
}

/// The hash of a photo.
pub(crate) fn sha(entry: u8, photo: u8) -> String {
    format!("{entry:032x}{photo:032x}")
}

/// An entry with so many photos.
pub(crate) fn entry(number: u8, owner: Owner, photos: u8) -> Entry {
    let id = Uuid::from_u128(1 + u128::from(number));
    // What is sent makes no difference to the rules, so the tests mix the kinds that have photos.
    let kind = if number.is_multiple_of(2) { EntryKind::Report } else { EntryKind::Order };
    Entry::new(id, owner, kind, NOW, (0..photos).map(|photo| sha(number, photo)))
}

/// Why an entry waits for its owner.
pub(crate) fn reason() -> Reason {
    Reason { why: Why::Invalid, photo: None, fields: Vec::new() }
}

/// An answer to the record, with a receipt when it is a good one.
pub(crate) fn record_answer(entry: &Entry, status: u16, missing: &[String]) -> Event {
    let receipt = ReceiptSeen { id: entry.id, photos_missing: Some(missing.to_vec()) };
    Event::RecordAnswered(RecordAnswer {
        status,
        receipt: (200..=299).contains(&status).then_some(receipt),
        ..RecordAnswer::default()
    })
}

/// An answer to a photo.
pub(crate) fn photo_answer(sha256: &str, status: u16) -> Event {
    Event::PhotoAnswered(PhotoAnswer { sha256: sha256.to_owned(), status, ..PhotoAnswer::default() })
}
