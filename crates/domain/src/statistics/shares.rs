//! Shares of respondents: change between two periods, and villages with few respondents.

use crate::awareness::AwarenessGroup;
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// Whole weeks: two Mondays, the second no longer counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WeekSpan {
    /// The first day counted.
    pub from: Day,
    /// The first day no longer counted.
    pub to: Day,
}

/// Which way a share went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangeDirection {
    /// The whole interval of the difference lies above zero.
    Up,
    /// The whole interval lies below zero.
    Down,
    /// The interval holds zero: chance may explain the difference.
    Unclear,
}

/// The awareness rate of a period against the period of the same length before it (Newcombe's interval on effective sizes).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AwarenessChange {
    /// The weeks that are asked about. Without a period: the last four weeks with answers.
    pub later_weeks: WeekSpan,
    /// As many weeks before them.
    pub earlier_weeks: WeekSpan,
    /// The estimate of the later weeks, as `awareness` with `by=none` gives it.
    pub later: AwarenessGroup,
    /// The estimate of the earlier weeks.
    pub earlier: AwarenessGroup,
    /// Later minus earlier, −1..=1; none when a period has no estimate.
    pub difference: Option<f64>,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end of its 95 % interval.
    pub high: Option<f64>,
    /// What the interval says; none where there is none.
    pub direction: Option<ChangeDirection>,
    /// What a reader must know, as stable codes: `no_answers_before`, `no_answers`, `suppressed` (one of the two is).
    pub notes: Vec<String>,
}

/// How much small areas differ beyond chance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SmallAreaSpread {
    /// As draws from Beta(alpha, beta), by maximum likelihood.
    Beta {
        /// α.
        alpha: f64,
        /// β.
        beta: f64,
    },
    /// Not more than chance explains: every area gets the pooled share.
    Pooled {
        /// That share.
        share: f64,
    },
    /// Nothing in common: each keeps its own share.
    Apart {
        /// The mean, given where nobody was asked.
        share: f64,
    },
}

/// A community or village with its own and its shrunken share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SmallArea {
    /// Code of the area (the cluster of the survey).
    pub code: String,
    /// What people call it.
    pub name: String,
    /// The town it lies in, by name, when known.
    pub town: Option<String>,
    /// Respondents; 0 where nobody was asked.
    pub n: u64,
    /// Their own weighted share; none where nobody was asked. Too unsteady to be ranked.
    pub own: Option<f64>,
    /// The share drawn towards what the areas have in common, (x+α)/(n+α+β).
    pub shrunken: f64,
    /// Lower end of the central 95 % of Beta(x+α, n−x+β); none where areas are pooled or apart.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
}

/// Shares of villages with few respondents (beta-binomial shrinkage on effective numbers of respondents).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SmallAreas {
    /// Communities and villages that are clusters of the survey or have people, in the order of the area tree; none when
    /// nobody was asked anywhere.
    pub areas: Vec<SmallArea>,
    /// How they differ; none when nobody was asked.
    pub spread: Option<SmallAreaSpread>,
    /// What a reader must know, as stable codes: `model_based` always, `whole_weeks:…`.
    pub notes: Vec<String>,
}
