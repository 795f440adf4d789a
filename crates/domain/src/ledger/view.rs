//! One case with everything around it.

use super::row::LedgerRow;
use crate::access::Role;
use crate::case::{Case, Change, CommandKind, Deadline, Sealed};
use crate::listing::ReportRow;
use crate::report::{PhotoView, ReportView};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A text of a line of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LineText {
    /// The field of the event: `reason`, `note`, `measure`, `person`, `phone`, `text`.
    pub field: String,
    /// What it says; none when it was erased.
    pub text: Option<String>,
}

/// One line of the history, as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TimelineLine {
    /// Its number, from 1 on.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// Name of who did it: a person's or a machine's; none for a resident and the program.
    pub name: Option<String>,
    /// What they were.
    pub role: Option<Role>,
    /// Whether a resident did it.
    pub resident: bool,
    /// Name of their unit.
    pub unit_name: Option<String>,
    /// Which event, as `sent_back`.
    pub event: String,
    /// What happened; its sealed texts stand in `texts`.
    pub change: Change,
    /// What was said.
    pub texts: Vec<LineText>,
    /// Photos that belong to it.
    pub photos: Vec<PhotoView>,
    /// Later lines that set this one right.
    pub corrected_by: Vec<u32>,
}

/// One case with everything around it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CaseView {
    /// The case as lists show it.
    pub row: LedgerRow,
    /// The case as its history makes it.
    pub case: Case,
    /// Its first report, with the photos from before.
    pub report: ReportView,
    /// Other reports of the same incident.
    pub linked: Vec<ReportRow>,
    /// After-photos of the last rectification.
    pub after: Vec<PhotoView>,
    /// All lines of its history, oldest first.
    pub timeline: Vec<TimelineLine>,
    /// What the asker may do now.
    pub possible: Vec<CommandKind>,
    /// Why the open request was made.
    pub request_reason: Option<String>,
    /// Why it was marked for supervision.
    pub flag_reason: Option<String>,
    /// The unit that the routing rules propose, with its name; none when no rule covers it.
    pub proposed_unit: Option<(String, String)>,
    /// Working hours of the time limit that an assignment would give; none when the category has none.
    pub limit_hours: Option<u32>,
    /// The deadline that an assignment now would give.
    pub proposed_deadline: Option<Deadline>,
}

/// An open case that may be the same incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DuplicateCandidate {
    /// Its first report.
    pub report: ReportRow,
    /// Distance in metres.
    pub distance_m: f64,
    /// How alike the texts are, from 0 to 1; none when one is empty.
    pub text_likeness: Option<f64>,
    /// How alike the most similar photos are, from 0 to 1; none without photos.
    pub photo_likeness: Option<f64>,
    /// Everything together, from 0 to 1; candidates come with the highest first.
    pub score: f64,
    /// Address of a small photo.
    pub photo: Option<String>,
}

/// What the reporter is asked when their case is closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    /// When it was closed.
    pub closed_at: Timestamp,
    /// Name of the unit that put it right.
    pub unit_name: Option<String>,
    /// What the unit did.
    pub note: Option<String>,
    /// After-photos, with addresses that the reporter may open.
    pub after: Vec<PhotoView>,
    /// Whether the reporter said already that it is put right.
    pub confirmed: bool,
}

/// What an order on the spot would give for a category and a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OrderProposal {
    /// Code of the unit that the routing rules propose.
    pub unit: Option<String>,
    /// Working hours of the time limit.
    pub working_hours: Option<u32>,
    /// The deadline from now.
    pub due: Option<Timestamp>,
}

/// The sealed texts of an event with the names of their fields.
pub fn text_fields(change: &Change) -> Vec<(&'static str, &Sealed)> {
    let names: &[&'static str] = match change {
        Change::TakenOn { .. } => &["measure", "person", "phone"],
        Change::Remarked { .. } | Change::Corrected { .. } => &["text"],
        Change::Accepted { .. }
        | Change::Linked { .. }
        | Change::Unlinked { .. }
        | Change::Assigned { .. }
        | Change::Rectified { .. }
        | Change::Verified { .. }
        | Change::ExtensionGranted { .. }
        | Change::DeferralGranted { .. }
        | Change::Resumed { .. } => &["note"],
        _ => &["reason"],
    };
    names.iter().copied().zip(change.sealed()).collect()
}
