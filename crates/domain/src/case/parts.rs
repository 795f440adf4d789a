//! The parts of a case: what the unit will do and did, requests, deferrals, verdict, counts.

use super::deadline::{Deadline, Verdict};
use super::event::Sealed;
use super::state::CaseState;
use crate::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What the unit will do: measure, responsible person, and by when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Task {
    /// The measure (整改措施).
    pub measure: Sealed,
    /// The responsible person (责任人).
    pub person: Sealed,
    /// Their telephone number.
    pub phone: Option<Sealed>,
    /// The day by which it is done.
    pub date: Day,
}

/// What the unit says it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rectification {
    /// When it was said.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<Uuid>,
    /// SHA-256 of the after-photos.
    pub photos: Vec<String>,
    /// What was done.
    pub note: Sealed,
}

/// The verdict, with the deadline and the unit as they were when it was reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FrozenVerdict {
    /// On time or late.
    pub verdict: Verdict,
    /// When it was written.
    pub at: Timestamp,
    /// Against which deadline.
    pub deadline: Deadline,
    /// Code of the unit it counts for, whoever has the case now.
    pub unit: String,
    /// When it was put right, as verified the first time.
    pub done_at: Option<Timestamp>,
}

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RequestKind {
    /// So many more working hours.
    Extension {
        /// How many.
        working_hours: u32,
    },
    /// A deferral until a day.
    Deferral {
        /// Its last day.
        until: Day,
    },
}

/// A request that nobody has decided on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Request {
    /// What is asked for.
    pub kind: RequestKind,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<Uuid>,
    /// Why.
    pub reason: Sealed,
}

/// A running deferral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pause {
    /// Since when the clock stands still.
    pub from: Timestamp,
    /// Its last day.
    pub until: Day,
    /// The state it returns to.
    pub back_to: CaseState,
}

/// The mark for supervision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Flag {
    /// Since when.
    pub at: Timestamp,
    /// Whether a supervisor set it, or the office.
    pub by_supervisor: bool,
}

/// How often something happened to a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Counts {
    /// Sent back (返工).
    pub reworks: u32,
    /// Passed to another unit (转派).
    pub transfers: u32,
    /// Deferred (挂账).
    pub deferrals: u32,
    /// Given more time (延期).
    pub extensions: u32,
    /// Opened again after it was closed.
    pub reopenings: u32,
}
