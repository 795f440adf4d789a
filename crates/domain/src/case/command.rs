//! What can be asked for, with the fields it needs. The texts of a command are plain; `decide` seals them.

use crate::report::Channel;
use crate::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Something that somebody wants done to a case. A text that may be missing may also be empty. A case goes by the id
/// of the report that it began with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are described with their command")]
pub enum Command {
    /// A report arrived; it starts a case.
    Receive { report: Uuid, category: String, area: Option<String>, channel: Channel },
    /// An order on the spot (当场下单): report, acceptance, assignment, measure, person and deadline in one. It starts a
    /// case. `ordered_at` is when it was given, for orders written offline: the clock runs from then.
    Order {
        report: Uuid,
        category: String,
        area: Option<String>,
        unit: String,
        measure: String,
        person: String,
        #[serde(default)]
        phone: String,
        date: Day,
        #[serde(default)]
        working_hours: Option<u32>,
        ordered_at: Timestamp,
    },
    /// Accept it, and set category and area right where given.
    Accept {
        #[serde(default)]
        category: Option<String>,
        #[serde(default)]
        area: Option<String>,
        #[serde(default)]
        note: String,
    },
    /// Refuse it; the reporter reads the reason.
    Reject { reason: String },
    /// Link it to another case as its duplicate.
    Link {
        of: Uuid,
        #[serde(default)]
        note: String,
    },
    /// Undo the link.
    Unlink {
        #[serde(default)]
        note: String,
    },
    /// Give it to a unit, with so many working hours or the category's.
    Assign {
        unit: String,
        #[serde(default)]
        working_hours: Option<u32>,
        #[serde(default)]
        note: String,
    },
    /// Undo the assignment, before the unit did anything and before it is late.
    Unassign { reason: String },
    /// Name the measure, the responsible person and the day by which it is done.
    TakeOn {
        measure: String,
        person: String,
        #[serde(default)]
        phone: String,
        date: Day,
    },
    /// Say that it is put right, with after-photos (their SHA-256) and a note.
    Rectify { photos: Vec<String>, note: String },
    /// Verify it on the spot and close it.
    Verify {
        #[serde(default)]
        photos: Vec<String>,
        #[serde(default)]
        note: String,
    },
    /// Send it back: it is not put right.
    SendBack {
        #[serde(default)]
        photos: Vec<String>,
        reason: String,
    },
    /// Pass it to another unit.
    Transfer { to: String, reason: String },
    /// Ask for so many more working hours.
    RequestExtension { working_hours: u32, reason: String },
    /// Ask to defer it until a day (挂账).
    RequestDeferral { until: Day, reason: String },
    /// Decide on the open request; a refusal needs a note.
    Decide {
        granted: bool,
        #[serde(default)]
        note: String,
    },
    /// End the deferral.
    Resume {
        #[serde(default)]
        note: String,
    },
    /// Say that a closed case is not put right.
    Reopen { reason: String },
    /// Say, as who reported it, that it is put right.
    Confirm,
    /// Mark it for supervision (督办).
    Flag { reason: String },
    /// Take the mark off.
    Unflag { reason: String },
    /// Say something about it.
    Remark { text: String },
    /// Set an earlier line of the history right, by another line.
    Correct { number: u32, text: String },
    /// Reckon again after time passed or the calendar changed.
    Reckon,
}

/// A command without its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "see the command of the same name")]
pub enum CommandKind {
    Receive,
    Order,
    Accept,
    Reject,
    Link,
    Unlink,
    Assign,
    Unassign,
    TakeOn,
    Rectify,
    Verify,
    SendBack,
    Transfer,
    RequestExtension,
    RequestDeferral,
    Decide,
    Resume,
    Reopen,
    Confirm,
    Flag,
    Unflag,
    Remark,
    Correct,
    Reckon,
}
crate::location::text_codes!(CommandKind {
    Receive = "receive",
    Order = "order",
    Accept = "accept",
    Reject = "reject",
    Link = "link",
    Unlink = "unlink",
    Assign = "assign",
    Unassign = "unassign",
    TakeOn = "take_on",
    Rectify = "rectify",
    Verify = "verify",
    SendBack = "send_back",
    Transfer = "transfer",
    RequestExtension = "request_extension",
    RequestDeferral = "request_deferral",
    Decide = "decide",
    Resume = "resume",
    Reopen = "reopen",
    Confirm = "confirm",
    Flag = "flag",
    Unflag = "unflag",
    Remark = "remark",
    Correct = "correct",
    Reckon = "reckon",
});

impl Command {
    /// Which command it is.
    pub const fn kind(&self) -> CommandKind {
        match self {
            Self::Receive { .. } => CommandKind::Receive,
            Self::Order { .. } => CommandKind::Order,
            Self::Accept { .. } => CommandKind::Accept,
            Self::Reject { .. } => CommandKind::Reject,
            Self::Link { .. } => CommandKind::Link,
            Self::Unlink { .. } => CommandKind::Unlink,
            Self::Assign { .. } => CommandKind::Assign,
            Self::Unassign { .. } => CommandKind::Unassign,
            Self::TakeOn { .. } => CommandKind::TakeOn,
            Self::Rectify { .. } => CommandKind::Rectify,
            Self::Verify { .. } => CommandKind::Verify,
            Self::SendBack { .. } => CommandKind::SendBack,
            Self::Transfer { .. } => CommandKind::Transfer,
            Self::RequestExtension { .. } => CommandKind::RequestExtension,
            Self::RequestDeferral { .. } => CommandKind::RequestDeferral,
            Self::Decide { .. } => CommandKind::Decide,
            Self::Resume { .. } => CommandKind::Resume,
            Self::Reopen { .. } => CommandKind::Reopen,
            Self::Confirm => CommandKind::Confirm,
            Self::Flag { .. } => CommandKind::Flag,
            Self::Unflag { .. } => CommandKind::Unflag,
            Self::Remark { .. } => CommandKind::Remark,
            Self::Correct { .. } => CommandKind::Correct,
            Self::Reckon => CommandKind::Reckon,
        }
    }
}
