//! The planner: how many households to ask for a wanted margin, and where.

use crate::area::AreaLevel;
use serde::{Deserialize, Serialize};

/// What a survey is to achieve.
#[derive(Clone, Debug, PartialEq)]
pub struct SamplePlanQuery {
    /// Half the width of the wanted 95 % interval, as a share: .05 for ±5 points; above 0, below 1.
    pub margin: f64,
    /// The expected share, 0..=1; .5 when nothing is known.
    pub expected: f64,
    /// The expected design effect, .1..=1000; none takes that of the questionnaire's household answers, else 1.
    pub design_effect: Option<f64>,
    /// Whose design effect and response rate are taken over, if any.
    pub questionnaire: Option<String>,
    /// The expected response rate, above 0 and at most 1; none takes that of the last visits, else 1.
    pub response_rate: Option<f64>,
    /// The areas that get a row: towns, or communities and villages (either names both).
    pub level: AreaLevel,
    /// Whether every area is to reach the margin by itself; else only all of them together.
    pub each: bool,
}

/// What one area needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanRow {
    /// Code of the area.
    pub code: String,
    /// Its name.
    pub name: String,
    /// People who live there; 0 where nobody is known to.
    pub population: u64,
    /// Interviews needed.
    pub interviews: u64,
    /// Addresses to visit for that many, at the expected response rate.
    pub visits: u64,
}

/// How many to ask, and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SamplePlan {
    /// The areas, in the order of the tree. Empty when no population is imported.
    pub rows: Vec<PlanRow>,
    /// Interviews in all.
    pub interviews: u64,
    /// Addresses in all.
    pub visits: u64,
    /// People in all.
    pub population: u64,
    /// The design effect that was used.
    pub design_effect: f64,
    /// The response rate that was used.
    pub response_rate: f64,
    /// What a reader must know: `design_effect_of_survey` (measured, not typed), `design_effect_assumed`,
    /// `response_rate_of_survey`, `response_rate_assumed`, `no_population` (then one row-less total for an endless
    /// population).
    pub notes: Vec<String>,
}
