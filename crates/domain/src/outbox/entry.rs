//! One entry of the outbox: what is to be sent, whose it is, how far it is, and what stands in its way.

use crate::error::FieldError;
use crate::outbox::pause::Pause;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What an entry sends, and with that to which address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A report, by `PUT /reports/{id}`.
    Report,
    /// Answers, by `PUT /responses/{id}`.
    Response,
    /// A visit, by `PUT /visits/{id}`.
    Visit,
    /// An order on the spot, by `PUT /orders/{id}`.
    Order,
}
crate::location::text_codes!(EntryKind {
    Report = "report",
    Response = "response",
    Visit = "visit",
    Order = "order",
});

impl EntryKind {
    /// The resource of the API to which the record is sent.
    pub fn resource(self) -> &'static str {
        match self {
            Self::Report => "reports",
            Self::Response => "responses",
            Self::Visit => "visits",
            Self::Order => "orders",
        }
    }

    /// The resource to which its photos are sent: an order makes a report of the same id, and photos are the report's.
    pub fn photo_resource(self) -> &'static str {
        match self {
            Self::Order => Self::Report.resource(),
            other => other.resource(),
        }
    }

    /// The field of the answer that holds the receipt with `id` and `photos_missing`; none when the answer is the receipt.
    pub fn receipt_field(self) -> Option<&'static str> {
        (self == Self::Order).then_some("report")
    }
}

/// Whose entry it is. On a shared phone each person sees only their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// Nobody signed in. Such an entry is sent without the session's cookie, so that an anonymous report never arrives in
    /// the name of whoever happens to be signed in later.
    Resident,
    /// The signed-in person with this id.
    User(Uuid),
}

impl Owner {
    /// Whether an entry of this owner may be sent while `present` uses the phone.
    ///
    /// A resident's entry may be sent by anybody, since it needs no name: else a volunteer who reported something before
    /// signing in would keep it on the phone until the session ends. Being sent is not being seen: see
    /// [`crate::outbox::of_owner`].
    pub fn may_be_sent_while(self, present: Self) -> bool {
        self == Self::Resident || self == present
    }
}

/// A photo of an entry, by its hash. Its bytes are stored beside the entry and read one at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoToSend {
    /// SHA-256 of the file, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Whether the server is believed to have it. Only a receipt settles it.
    pub sent: bool,
}

/// What the server may hold under an entry's id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerCopy {
    /// Nothing: no request was made, or each was refused for certain.
    #[default]
    Never,
    /// Perhaps this content: a request left, and no clear answer came.
    Unsure,
    /// Other content than this entry's (409).
    Other,
    /// This content: a receipt said so.
    Stored,
}

/// Where an entry stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is to be sent as soon as its pause is over.
    Waiting,
    /// One request of it is under way.
    Sending,
    /// Its owner must sign in first.
    WaitingForSignIn,
    /// Sending it again would be refused again; its owner must edit it, or decide otherwise.
    WaitingForPerson(Reason),
    /// The server has everything. The copy on the phone may go.
    Done,
}

/// Why an entry waits for its owner, to be told in words by the interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What is wrong.
    pub why: Why,
    /// The photo that is concerned, by its hash; none when it is the record.
    pub photo: Option<String>,
    /// The fields that the server found invalid.
    pub fields: Vec<FieldError>,
}

/// What is wrong with an entry that waits for its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Its owner may not send this (403).
    Refused,
    /// Something else was stored under its id before (409). Sent as it is under a new id, it arrives.
    OtherContent,
    /// It is too large (413).
    TooLarge,
    /// It is of a type that is not accepted (415).
    UnsupportedType,
    /// It is invalid (422); `fields` says where.
    Invalid,
    /// The copy on the phone cannot be read any more.
    CopyUnreadable,
    /// The server asks for a photo that the entry does not hold.
    UnknownPhotoAsked,
}
crate::location::text_codes!(Why {
    Refused = "refused",
    OtherContent = "other_content",
    TooLarge = "too_large",
    UnsupportedType = "unsupported_type",
    Invalid = "invalid",
    CopyUnreadable = "copy_unreadable",
    UnknownPhotoAsked = "unknown_photo_asked",
});

/// Why the last attempt failed, for an entry that will be tried again by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// No connection.
    NoNetwork,
    /// No answer in time.
    TimedOut,
    /// The app was closed in the middle.
    TabLost,
    /// The server is busy and asked to come back (408, 425, 429, 503).
    ServerBusy,
    /// Something broke on the server (other 5xx).
    ServerBroken,
    /// The answer was not one of this server's, as the sign-in page of a public network gives it.
    OtherAnswer,
    /// The server does not have what it acknowledged before.
    Forgotten,
}
crate::location::text_codes!(Trouble {
    NoNetwork = "no_network",
    TimedOut = "timed_out",
    TabLost = "tab_lost",
    ServerBusy = "server_busy",
    ServerBroken = "server_broken",
    OtherAnswer = "other_answer",
    Forgotten = "forgotten",
});

/// One thing that is to be sent. The record itself and the photos' bytes are stored beside it, sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The id under which it is sent, a UUIDv7 made on the phone.
    pub id: Uuid,
    /// Whose it is.
    pub owner: Owner,
    /// What it sends.
    pub kind: EntryKind,
    /// When it was made. The oldest goes first.
    pub made_at: Timestamp,
    /// All its photos.
    pub photos: Vec<PhotoToSend>,
    /// Where it stands.
    pub state: State,
    /// Failed attempts in a row, without any limit. Decides the length of the next pause.
    pub attempts: u32,
    /// How often the server did not have what it acknowledged. Kept apart from `attempts`, which each success resets, so
    /// that a server which forgets everything is not asked without a pause.
    pub contradictions: u32,
    /// Not to be sent before this ends.
    pub pause: Option<Pause>,
    /// Why the last attempt failed.
    pub trouble: Option<Trouble>,
    /// What the server may hold under this id.
    pub server_copy: ServerCopy,
    /// The id it had before its owner changed it, when the server may hold the earlier content.
    pub replaces: Option<Uuid>,
}

impl Entry {
    /// An entry as it is made, with the hashes of its photos.
    pub fn new(
        id: Uuid,
        owner: Owner,
        kind: EntryKind,
        made_at: Timestamp,
        photos: impl IntoIterator<Item = String>,
    ) -> Self {
        Self {
            id,
            owner,
            kind,
            made_at,
            photos: photos.into_iter().map(|sha256| PhotoToSend { sha256, sent: false }).collect(),
            state: State::Waiting,
            attempts: 0,
            contradictions: 0,
            pause: None,
            trouble: None,
            server_copy: ServerCopy::Never,
            replaces: None,
        }
    }

    /// Photos that the server is not believed to have.
    pub fn photos_left(&self) -> usize {
        self.photos.iter().filter(|photo| !photo.sent).count()
    }
}
