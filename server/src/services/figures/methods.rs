//! The constants that the statistics use, for the page that explains them.

use crate::services::awareness::query::BLOCK_DAYS;
use domain::heatmap::RESOLUTIONS;
use domain::limits::{PUBLIC_CELL_INCIDENTS, PUBLIC_ROUNDING};
use domain::questionnaire::PASS_SHARE;
use domain::statistics::Methods;
use statistics::{hotspots, raking, suppression, trend};

/// Whole weeks of a trend.
pub const TREND_WEEKS: u16 = 12;
/// Incidents that a place must have in these weeks to have a trend.
pub const TREND_FEWEST: u64 = 5;
/// Reports behind a shown median of hours.
pub(super) const SPEED_FEWEST: usize = 5;

/// The constants.
pub fn methods() -> Methods {
    Methods {
        confidence: 0.95,
        fewest_respondents: suppression::FEWEST as u64,
        widest_interval: suppression::WIDEST,
        raking_tolerance: raking::TOLERANCE,
        raking_rounds: raking::MOST_ROUNDS,
        false_discoveries: hotspots::FALSE_DISCOVERIES,
        trend_significance: trend::SIGNIFICANT,
        trend_weeks: u32::from(TREND_WEEKS),
        trend_fewest_incidents: TREND_FEWEST,
        speed_fewest: SPEED_FEWEST as u64,
        public_cell_incidents: PUBLIC_CELL_INCIDENTS,
        public_rounding: PUBLIC_ROUNDING,
        public_weeks: BLOCK_DAYS.unsigned_abs() / 7,
        resolutions: (*RESOLUTIONS.start(), *RESOLUTIONS.end()),
        pass_share: PASS_SHARE,
    }
}
