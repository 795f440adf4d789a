//! The bulletin as it is shown.

use crate::case::bulletin::BulletinCounts;
use crate::case::ranking::{RankingRules, Standing};
use crate::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};

/// Which bulletin: whole local days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulletinQuery {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Only this unit's row; its total is that row.
    pub unit: Option<String>,
    /// Only cases of this area and everything below it.
    pub area: Option<String>,
}

/// A row of a bulletin with its names and shares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BulletinLine {
    /// Place in the ranking; none below the minimum, and for areas.
    pub place: Option<u32>,
    /// Code of the unit or area; none for what has none.
    pub code: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// On which list a unit stands.
    pub standing: Standing,
    /// Its numbers.
    pub counts: BulletinCounts,
    /// Share of those due that are closed.
    pub closed_rate: Option<f64>,
    /// Share of those due that were closed on time.
    pub on_time_rate: Option<f64>,
    /// Share of the reporters who answered that are satisfied.
    pub satisfied_rate: Option<f64>,
}

/// A daily report that is missing: an inspection group or unit that entered nothing on a working day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MissingReport {
    /// The day.
    pub day: Day,
    /// Code of the unit; none for an inspector.
    pub unit: Option<String>,
    /// Name of the unit or inspector.
    pub name: String,
}

/// A bulletin (通报), regenerated from the history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BulletinView {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// The moment until which was counted.
    pub counted_at: Timestamp,
    /// Everything together.
    pub total: BulletinLine,
    /// By unit: ranked first, then those below the minimum, at the end what has no unit.
    pub units: Vec<BulletinLine>,
    /// By area (town), in the order of codes.
    pub areas: Vec<BulletinLine>,
    /// What decided on the ranking.
    pub rules: RankingRules,
    /// Daily reports that are missing in the period.
    pub missing: Vec<MissingReport>,
    /// Events in the ledger when it was counted.
    pub ledger_position: u64,
    /// The last hash of the ledger then, 64 hexadecimal digits: printed, it proves what the history was.
    pub ledger_hash: String,
}
