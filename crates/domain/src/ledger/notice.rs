//! What people are told.

use crate::case::Light;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// The unit has a new case.
    Assigned,
    /// It must do it again.
    SentBack,
    /// The reporter or the office opened it again.
    Reopened,
    /// It waits to be checked.
    ToCheck,
    /// A request waits for a decision.
    Requested,
    /// The request was decided on.
    Decided,
    /// It was transferred again: nobody seems to answer for it.
    Alerted,
    /// It is marked for supervision.
    Flagged,
    /// It is nearly late, or late.
    Escalated,
}
crate::location::text_codes!(NoticeKind {
    Assigned = "assigned",
    SentBack = "sent_back",
    Reopened = "reopened",
    ToCheck = "to_check",
    Requested = "requested",
    Decided = "decided",
    Alerted = "alerted",
    Flagged = "flagged",
    Escalated = "escalated",
});

/// A line of somebody's inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub kind: NoticeKind,
    /// The case.
    pub case: Uuid,
    /// Code of its category.
    pub category: String,
    /// What was seen.
    pub description: String,
    /// Name of the unit that answers for it.
    pub unit_name: Option<String>,
    /// For an escalation: yellow or red.
    pub light: Option<Light>,
    /// Whether they were told the same before.
    pub repeated: bool,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

/// What somebody is for the ledger besides their role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// The person.
    pub user: Uuid,
    /// Whether they are the head of their unit (责任单位负责人).
    pub head: bool,
    /// Where their digest is sent.
    pub email: Option<String>,
}
