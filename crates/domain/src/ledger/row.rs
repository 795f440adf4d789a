//! A case in a list, and the page of a list.

use crate::case::{CaseState, Counts, Flag, Light, RequestKind, Verdict};
use crate::receipt::ReceiptCode;
use crate::report::Channel;
use crate::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A case in a list. Texts that were erased are missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LedgerRow {
    /// Its id: that of its first report.
    pub id: Uuid,
    /// Receipt code of that report.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub receipt_code: ReceiptCode,
    /// Lines of its history; sent back as `expected_events` with a command.
    pub events: u32,
    /// Where it stands.
    pub state: CaseState,
    /// Code of its category.
    pub category: String,
    /// What was seen.
    pub description: String,
    /// In which capacity it was reported.
    pub channel: Channel,
    /// Latitude, WGS-84 degrees.
    pub lat: Option<f64>,
    /// Longitude, WGS-84 degrees.
    pub lng: Option<f64>,
    /// Code of its area.
    pub area: Option<String>,
    /// Name of that area.
    pub area_name: Option<String>,
    /// Code of the unit that answers for it.
    pub unit: Option<String>,
    /// Name of that unit.
    pub unit_name: Option<String>,
    /// When its report arrived.
    pub received_at: Timestamp,
    /// When it was first accepted.
    pub accepted_at: Option<Timestamp>,
    /// When it was first given to a unit.
    pub filed_at: Option<Timestamp>,
    /// When something last happened.
    pub changed_at: Timestamp,
    /// When the unit last said that it is put right.
    pub rectified_at: Option<Timestamp>,
    /// When it was last closed.
    pub closed_at: Option<Timestamp>,
    /// By when it must be put right.
    pub due: Option<Timestamp>,
    /// Its light; none while no clock runs against anybody.
    pub light: Option<Light>,
    /// Working minutes until the deadline, negative after it; none while no clock runs.
    pub minutes_left: Option<i64>,
    /// The on-time verdict, once reached.
    pub verdict: Option<Verdict>,
    /// What the unit will do.
    pub measure: Option<String>,
    /// Who does it.
    pub person: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
    /// The day by which they do it.
    pub date: Option<Day>,
    /// The request that waits for a decision.
    pub request: Option<RequestKind>,
    /// Last day of the running deferral.
    pub deferred_until: Option<Day>,
    /// The mark for supervision.
    pub flag: Option<Flag>,
    /// Whether it was transferred twice or more.
    pub alerted: bool,
    /// Whether its reporter said that it is put right.
    pub confirmed: bool,
    /// Whether it began with an order on the spot.
    pub on_the_spot: bool,
    /// How often things happened.
    pub counts: Counts,
    /// The case it is a duplicate of.
    pub duplicate_of: Option<Uuid>,
    /// Reports of the same incident linked to it.
    pub duplicates: u32,
    /// Address of a small before-photo.
    pub before: Option<String>,
    /// Address of a small after-photo.
    pub after: Option<String>,
}

/// A page of the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LedgerPage {
    /// The rows.
    pub cases: Vec<LedgerRow>,
    /// Cases that fit the filter, on all pages.
    pub total: u64,
    /// Where the next page starts; null on the last.
    pub next_cursor: Option<String>,
}

/// How many cases are in each view; a unit's are its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LedgerCounts {
    /// Accepted, and no unit has it.
    pub unassigned: u64,
    /// A unit has it and has named nobody yet.
    pub new: u64,
    /// Its deadline is today and it is not late.
    pub due_today: u64,
    /// Late.
    pub late: u64,
    /// Less than a third of its time is left.
    pub yellow: u64,
    /// Sent back.
    pub sent_back: u64,
    /// Waits to be checked.
    pub to_check: u64,
    /// A request waits for a decision.
    pub requests: u64,
    /// Deferred.
    pub deferred: u64,
    /// Marked for supervision.
    pub flagged: u64,
    /// Transferred twice or more, and not closed.
    pub alerted: u64,
    /// Every case that a unit answers for and that is not closed.
    pub open: u64,
}

/// A filter that somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SavedFilter {
    /// Its id.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// The query, without a question mark.
    pub query: String,
}
