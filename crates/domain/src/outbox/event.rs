//! Everything that can happen to an entry.

use crate::error::{ErrorCode, FieldError};
use crate::outbox::entry::PhotoToSend;
use uuid::Uuid;

/// Something that happened. The storage applies it to one entry, or a tick and a sign-in to all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A moment to look whether something can be sent.
    Tick(Tick),
    /// A request of this entry is about to leave. Stored before it leaves, so that a killed browser is noticed.
    Began,
    /// The server answered to the record.
    RecordAnswered(RecordAnswer),
    /// The server answered to a photo.
    PhotoAnswered(PhotoAnswer),
    /// No connection, or it broke.
    NetworkFailed,
    /// No answer in time.
    TimedOut,
    /// The tab that sent it is gone: whoever holds the lock finds the entry under way.
    TabLost,
    /// The copy on the phone cannot be read: the record, or the photo with this hash.
    CopyUnreadable {
        /// Hash of the photo; none for the record.
        photo: Option<String>,
    },
    /// Its owner changed it, or wants it sent as it is under a new id.
    Edited {
        /// A fresh id, taken only if it is needed.
        new_id: Uuid,
        /// All photos it has now.
        photos: Vec<PhotoToSend>,
    },
    /// Its owner wants this entry sent as it is.
    SendAgain,
    /// This person signed in, or is found signed in when the app opens.
    SignedIn(Uuid),
    /// Whoever was signed in is no longer.
    SignedOut,
}

/// A moment to look whether something can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tick {
    /// The app was opened.
    Opened,
    /// The browser believes the network is back. A hint: nothing else depends on it.
    Online,
    /// The app came to the front.
    Visible,
    /// Background Sync woke the service worker.
    Sync,
    /// Somebody pressed "send now".
    SendNow,
}

/// What the server answered to a record, `PUT /…/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordAnswer {
    /// HTTP status.
    pub status: u16,
    /// How long the server asks to wait, in milliseconds; see [`crate::outbox::pause::retry_after`].
    pub retry_after_ms: Option<i64>,
    /// The receipt, if the body could be read as one. A public network's sign-in page answers 200 too.
    pub receipt: Option<ReceiptSeen>,
    /// The error, if the body could be read as one.
    pub refusal: Option<Refusal>,
}

/// What matters in a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptSeen {
    /// The id it is for.
    pub id: Uuid,
    /// Hashes of the photos that are still missing; none when this kind of receipt does not list photos.
    pub photos_missing: Option<Vec<String>>,
}

/// What the server answered to a photo, `PUT /…/{id}/photos/{sha256}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhotoAnswer {
    /// Hash of the photo that was sent.
    pub sha256: String,
    /// HTTP status.
    pub status: u16,
    /// How long the server asks to wait, in milliseconds.
    pub retry_after_ms: Option<i64>,
    /// The error, if the body could be read as one.
    pub refusal: Option<Refusal>,
}

/// What matters in the error body of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What went wrong.
    pub code: ErrorCode,
    /// The invalid fields.
    pub fields: Vec<FieldError>,
}
