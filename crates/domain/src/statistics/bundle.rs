//! The weekly report, and the constants of the methods.

use super::{AwarenessChange, HandlingSpeed, HotClusters, PlaceTrends, ProblemCoverage};
use crate::awareness::AwarenessAnswer;
use crate::survey::rate::ResponseRate;
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// Everything that the weekly statistics report prints. Parts that cannot be computed are none, with a note.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WeeklyReport {
    /// The Monday of the week.
    pub week: Day,
    /// Reports observed in the week.
    pub reports: u64,
    /// Incidents among them: duplicates linked, counted once.
    pub incidents: u64,
    /// Reports observed in the week before.
    pub reports_before: u64,
    /// Incidents observed in the week before.
    pub incidents_before: u64,
    /// The questionnaire that awareness is about; none when none for measurement is published.
    pub questionnaire: Option<String>,
    /// Household awareness over the four weeks up to the end of this one.
    pub awareness: Option<AwarenessAnswer>,
    /// The same by town.
    pub by_town: Option<AwarenessAnswer>,
    /// Against the four weeks before.
    pub change: Option<AwarenessChange>,
    /// What became of the households visited for it; none while nobody has been visited.
    pub response_rate: Option<ResponseRate>,
    /// Clusters of hot cells of the whole banner in these four weeks.
    pub hot: Option<HotClusters>,
    /// Cells and areas that are getting worse over twelve weeks.
    pub trends: Option<PlaceTrends>,
    /// Where nobody looked in these four weeks.
    pub coverage: ProblemCoverage,
    /// How fast problems observed in these four weeks were handled, by town.
    pub speed: HandlingSpeed,
    /// What a reader must know: `no_questionnaire`, `no_area`, `too_many_cells`.
    pub notes: Vec<String>,
}

/// The constants that the statistics really use; the methods page shows these, not numbers of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Methods {
    /// Confidence of all intervals, .95.
    pub confidence: f64,
    /// Fewest respondents, and fewest effective respondents, behind a shown value.
    pub fewest_respondents: u64,
    /// An interval this wide or wider hides its value.
    pub widest_interval: f64,
    /// Raking: the largest accepted gap of a margin, as a share.
    pub raking_tolerance: f64,
    /// Raking: most rounds.
    pub raking_rounds: u32,
    /// Accepted share of false discoveries among hot cells.
    pub false_discoveries: f64,
    /// p below which a trend is called one.
    pub trend_significance: f64,
    /// Weeks of a trend.
    pub trend_weeks: u32,
    /// Fewest incidents in these weeks for a place to have a trend.
    pub trend_fewest_incidents: u64,
    /// Fewest handled reports behind a shown median.
    pub speed_fewest: u64,
    /// Fewest incidents of a cell that the public sees.
    pub public_cell_incidents: u64,
    /// Public numbers are rounded down to multiples of this.
    pub public_rounding: u64,
    /// Public statistics cover whole blocks of so many weeks, which never overlap.
    pub public_weeks: u32,
    /// Resolutions of the map, coarsest and finest.
    pub resolutions: (u8, u8),
    /// The pass mark where a questionnaire names none, as a share of the items.
    pub pass_share: f64,
}
