//! What can have happened to a case. Events are written once and never changed; a correction is another event.
//!
//! Every sentence that a person typed, and every name, stands here only as its salted hash ([`Sealed`]): the text
//! itself is kept beside the history, so that it can be erased and the hash chain still holds.

use super::deadline::{Deadline, Verdict};
use crate::access::{Actor, Role};
use crate::report::Channel;
use crate::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A text that stands elsewhere: 64 hexadecimal digits, made by [`super::chain::seal`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Sealed(pub String);

/// Who did it, without a name: the name of an erased person must not remain in the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Who {
    /// A signed-in person, as what they were then.
    Person {
        /// The user's id.
        id: Uuid,
        /// What they were.
        role: Role,
        /// Code of their unit.
        unit: Option<String>,
    },
    /// A machine.
    Token {
        /// The token's id.
        id: Uuid,
    },
    /// A resident.
    Resident,
    /// The program itself.
    System,
}

impl Who {
    /// The actor as the history keeps them.
    pub fn of(actor: &Actor) -> Self {
        match actor {
            Actor::Anonymous => Self::Resident,
            Actor::User { id, role, unit, .. } => Self::Person { id: *id, role: *role, unit: unit.clone() },
            Actor::Token { id, .. } => Self::Token { id: *id },
            Actor::System => Self::System,
        }
    }

    /// The id of the person or machine.
    pub const fn id(&self) -> Option<Uuid> {
        match self {
            Self::Person { id, .. } | Self::Token { id } => Some(*id),
            Self::Resident | Self::System => None,
        }
    }
}

/// Something about a case that the office must look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Alert {
    /// It was transferred a second time or more often: nobody seems to answer for it.
    RepeatedTransfer,
}

/// One line of a case's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseEvent {
    /// When; never before the line above it.
    pub at: Timestamp,
    /// Who did it.
    pub by: Who,
    /// What happened.
    pub change: Change,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(missing_docs, reason = "a field is what its command's field of the same name says")]
pub enum Change {
    /// The report arrived: the first event of every case.
    Received { report: Uuid, category: String, area: Option<String>, channel: Channel },
    /// Accepted as a problem, of this category and area.
    Accepted { category: String, area: Option<String>, note: Option<Sealed> },
    /// Refused.
    Rejected { reason: Sealed },
    /// Linked to another case as its duplicate.
    Linked { of: Uuid, note: Option<Sealed> },
    /// The link was wrong.
    Unlinked { note: Option<Sealed> },
    /// Given to a unit: the case is filed (立案) and its clock runs.
    Assigned { unit: String, deadline: Deadline, on_the_spot: bool, note: Option<Sealed> },
    /// The assignment was undone before the unit did anything.
    Unassigned { reason: Sealed },
    /// The unit named measure, person and date.
    TakenOn { measure: Sealed, person: Sealed, phone: Option<Sealed>, date: Day },
    /// The unit says it is put right.
    Rectified { photos: Vec<String>, note: Sealed },
    /// Verified and closed, with the on-time verdict that stands from now on.
    Verified { photos: Vec<String>, note: Option<Sealed>, verdict: Verdict },
    /// It was not put right.
    SentBack { photos: Vec<String>, reason: Sealed },
    /// Another unit answers for it now. Its clock runs on: passing on buys no time.
    Transferred { from: String, to: String, reason: Sealed },
    /// The office must look at it.
    OfficeAlerted { alert: Alert },
    /// More time was asked for.
    ExtensionRequested { working_hours: u32, reason: Sealed },
    /// More time was given.
    ExtensionGranted { deadline: Deadline, note: Option<Sealed> },
    /// A deferral was asked for.
    DeferralRequested { until: Day, reason: Sealed },
    /// Deferred; the clock has stood still since it was asked for.
    DeferralGranted { until: Day, stopped_at: Timestamp, note: Option<Sealed> },
    /// The open request was refused.
    RequestRefused { reason: Sealed },
    /// The deferral ended; the clock runs again.
    Resumed { deadline: Deadline, note: Option<Sealed> },
    /// The deadline passed: the verdict is "late" from now on.
    Lapsed,
    /// The calendar was changed, and so the deadline.
    DeadlineMoved { deadline: Deadline },
    /// Whoever reported it, or the office, says it is not put right. The verdict stays.
    Reopened { reason: Sealed, by_reporter: bool, deadline: Deadline },
    /// Whoever reported it says it is put right.
    Confirmed,
    /// Marked for supervision (督办).
    Flagged { by_supervisor: bool, reason: Sealed },
    /// The mark was taken off.
    Unflagged { reason: Sealed },
    /// Something was said about it.
    Remarked { text: Sealed },
    /// An earlier line, counted from 1, is wrong, and this is right.
    Corrected { number: u32, text: Sealed },
}

impl Change {
    /// Every text that stands elsewhere.
    pub fn sealed(&self) -> Vec<&Sealed> {
        match self {
            Self::Received { .. } | Self::Lapsed | Self::DeadlineMoved { .. } | Self::Confirmed => Vec::new(),
            Self::OfficeAlerted { .. } => Vec::new(),
            Self::Accepted { note, .. }
            | Self::Linked { note, .. }
            | Self::Unlinked { note }
            | Self::Assigned { note, .. }
            | Self::Verified { note, .. }
            | Self::ExtensionGranted { note, .. }
            | Self::DeferralGranted { note, .. }
            | Self::Resumed { note, .. } => note.iter().collect(),
            Self::Rejected { reason }
            | Self::Unassigned { reason }
            | Self::SentBack { reason, .. }
            | Self::Transferred { reason, .. }
            | Self::ExtensionRequested { reason, .. }
            | Self::DeferralRequested { reason, .. }
            | Self::RequestRefused { reason }
            | Self::Reopened { reason, .. }
            | Self::Flagged { reason, .. }
            | Self::Unflagged { reason } => vec![reason],
            Self::Rectified { note, .. } => vec![note],
            Self::Remarked { text } | Self::Corrected { text, .. } => vec![text],
            Self::TakenOn { measure, person, phone, .. } => {
                [measure, person].into_iter().chain(phone).collect()
            }
        }
    }
}
