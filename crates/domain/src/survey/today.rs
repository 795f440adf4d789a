//! What a volunteer has to do: the plans, areas and households that are theirs, and how far they are.

use crate::questionnaire::Questionnaire;
use crate::survey::plan::SelectionMethod;
use crate::survey::rate::ResponseRate;
use crate::survey::selection::Walk;
use crate::survey::visit::{Attempt, VisitPurpose};
use crate::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Everything that one volunteer needs for a day without a signal (`GET /api/v1/today`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Today {
    /// The moment of the answer.
    pub now: Timestamp,
    /// Open plans whose period has not ended, those that end first before the others.
    pub plans: Vec<TodayPlan>,
    /// The questionnaires that the plans ask, without keys.
    pub questionnaires: Vec<Questionnaire>,
}

/// A plan with the areas that are assigned to the volunteer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TodayPlan {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub title: String,
    /// Slug of the questionnaire.
    pub questionnaire: String,
    /// Its version.
    pub version: u32,
    /// What the visits are for.
    pub purpose: VisitPurpose,
    /// First day of the visits; it may lie ahead.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub from: Day,
    /// Last day of the visits.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub to: Day,
    /// The volunteer's areas.
    pub areas: Vec<TodayArea>,
}

/// An area of a plan with its households.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TodayArea {
    /// Code of the area.
    pub area: String,
    /// Its name.
    pub name: String,
    /// Name of its town.
    pub town: Option<String>,
    /// Latitude of a point inside, WGS-84.
    pub lat: f64,
    /// Longitude of that point.
    pub lng: f64,
    /// How households were selected.
    pub method: SelectionMethod,
    /// M: households in the area.
    pub households: u32,
    /// m: households to visit.
    pub draw: u32,
    /// How to walk, where there is no list.
    pub walk: Option<Walk>,
    /// Where the walk starts, in words.
    pub start_point: Option<String>,
    /// The households to visit, in the order of visiting.
    pub visits: Vec<TodayHousehold>,
    /// How far the area is, by all its volunteers.
    pub progress: ResponseRate,
}

/// A household to visit, and what happened there so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TodayHousehold {
    /// Its code in the list, or its number in the walk.
    pub household: String,
    /// Where it is; empty in a walk.
    pub address: String,
    /// Whose it is.
    pub name: Option<String>,
    /// The attempts so far, oldest first.
    pub attempts: Vec<Attempt>,
}
