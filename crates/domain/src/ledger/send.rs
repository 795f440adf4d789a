//! What is sent: commands, orders on the spot, many cases at once.

use crate::case::Command;
use crate::error::ApiError;
use crate::location::LocationBody;
use crate::report::{PhotoClaim, ReportReceipt};
use crate::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// `POST /cases/{id}/commands`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CommandBody {
    /// Lines of the history that the sender has seen; when somebody was faster, the answer is 409. Absent: whatever the
    /// case is now.
    #[serde(default)]
    pub expected_events: Option<u32>,
    /// What is to be done.
    pub command: Command,
}

/// `PUT /orders/{id}`: an order on the spot (当场下单), with the report it begins with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OrderBody {
    /// Code of a category of the catalogue.
    pub category: String,
    /// What was seen; optional with a photo.
    #[serde(default)]
    pub description: Option<String>,
    /// When the order was given; the clock runs from then.
    pub ordered_at: Timestamp,
    /// Where.
    #[serde(default)]
    pub location: Option<LocationBody>,
    /// Code of the area, when there is no place.
    #[serde(default)]
    pub area: Option<String>,
    /// Announced photos; their bytes follow at `PUT /reports/{id}/photos/{sha256}`.
    #[serde(default)]
    pub photos: Vec<PhotoClaim>,
    /// Code of the unit that puts it right; empty for the one that the routing rules propose when the order arrives.
    #[serde(default)]
    pub unit: String,
    /// The measure (整改措施).
    pub measure: String,
    /// The responsible person (责任人).
    pub person: String,
    /// Their telephone number.
    #[serde(default)]
    pub phone: String,
    /// The day by which it is done.
    pub date: Day,
    /// Another time limit than the category's.
    #[serde(default)]
    pub working_hours: Option<u32>,
}

/// What the sender of an order gets back, the first time and every time after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OrderReceipt {
    /// The receipt of the report.
    pub report: ReportReceipt,
    /// Lines of the case's history.
    pub events: u32,
    /// By when it must be put right.
    pub due: Option<Timestamp>,
}

/// One of many cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BulkTarget {
    /// Its id.
    pub id: Uuid,
    /// Lines of its history that the sender has seen.
    #[serde(default)]
    pub expected_events: Option<u32>,
}

/// `POST /cases/bulk`: the same command for many cases. Each succeeds or fails by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Bulk {
    /// The cases.
    pub cases: Vec<BulkTarget>,
    /// What is to be done with each.
    pub command: Command,
}

/// What became of one of many cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BulkOutcome {
    /// Its id.
    pub id: Uuid,
    /// Lines of its history now, when it was done.
    pub events: Option<u32>,
    /// Why it was not done.
    pub error: Option<ApiError>,
}
