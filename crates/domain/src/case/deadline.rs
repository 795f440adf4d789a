//! Time limits, deadlines, the traffic light and the on-time verdict.
//!
//! A deadline is reckoned once, when its event is decided, and its moments stand in the event. So a case's lights and
//! verdict follow from its history alone, and changing the calendar changes nothing that has happened.

use super::fold::Case;
use super::state::CaseState;
use crate::calendar::{Calendar, NoWorkingTime, Stop};
use crate::category::Category;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// By when a case must be put right, and the moments that follow from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deadline {
    /// When the clock started.
    pub start: Timestamp,
    /// The time limit, extensions included.
    pub working_minutes: u32,
    /// When the clock stood still.
    pub stops: Vec<Stop>,
    /// After this moment less than a third of the time is left.
    pub yellow_after: Timestamp,
    /// After this moment it is late.
    pub due: Timestamp,
    /// After this moment it has taken at least twice its time (多倍超期).
    pub multiple_after: Timestamp,
}

impl Deadline {
    /// Reckons the moments.
    ///
    /// # Errors
    /// [`NoWorkingTime`] when the calendar runs out of it.
    pub fn reckon(
        calendar: &Calendar,
        start: Timestamp,
        working_minutes: u32,
        stops: Vec<Stop>,
    ) -> Result<Self, NoWorkingTime> {
        let minutes = i64::from(working_minutes);
        // Two thirds of a minute are 40,000 ms, so this is exact. A break that begins just then is still green.
        let two_thirds = calendar.after_working_ms(start, minutes * 40_000, &stops)?;
        let yellow_after = calendar.next_working_moment(two_thirds, &stops);
        let due = calendar.deadline_with_stops(start, working_minutes, &stops)?;
        let multiple_after = calendar.after_working_ms(start, minutes * 120_000, &stops)?;
        Ok(Self { start, working_minutes, stops, yellow_after, due, multiple_after })
    }

    /// The same start and limit on another calendar.
    ///
    /// # Errors
    /// [`NoWorkingTime`].
    pub fn again(&self, calendar: &Calendar) -> Result<Self, NoWorkingTime> {
        Self::reckon(calendar, self.start, self.working_minutes, self.stops.clone())
    }

    /// The light at a moment.
    pub fn light(&self, at: Timestamp) -> Light {
        if at > self.due {
            Light::Red
        } else if at > self.yellow_after {
            Light::Yellow
        } else {
            Light::Green
        }
    }
}

/// How much time is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// At least a third.
    Green,
    /// Less than a third.
    Yellow,
    /// It is late.
    Red,
}
crate::location::text_codes!(Light { Green = "green", Yellow = "yellow", Red = "red" });

/// Whether a case was put right in time. Once reached it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// What was verified had been put right no later than the deadline.
    OnTime,
    /// The deadline passed first.
    Late,
}
crate::location::text_codes!(Verdict { OnTime = "on_time", Late = "late" });

impl Case {
    /// The case's light now; none while no clock runs against anybody. When it waits to be checked, it is the light
    /// of the moment when it was put right.
    pub fn light(&self, now: Timestamp) -> Option<Light> {
        let deadline = self.deadline.as_ref()?;
        match self.state {
            CaseState::Assigned | CaseState::TakenOn | CaseState::SentBack => Some(deadline.light(now)),
            CaseState::Rectified => {
                Some(deadline.light(self.rectified.as_ref().map_or(now, |rectified| rectified.at)))
            }
            _ => None,
        }
    }

    /// Whether the verdict "late" is reached now and not yet written. It waits for the answer to a request that was
    /// made in time.
    pub fn lapses(&self, now: Timestamp) -> bool {
        let Some(deadline) = &self.deadline else { return false };
        if self.verdict.is_some() {
            return false;
        }
        match self.state {
            CaseState::Rectified => {
                self.rectified.as_ref().is_some_and(|rectified| rectified.at > deadline.due)
            }
            state if state.is_at_unit() => {
                now > deadline.due && self.request.as_ref().is_none_or(|request| request.at > deadline.due)
            }
            _ => false,
        }
    }
}

/// Another time limit than the category's, in an area and everything below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TimeLimit {
    /// Code of the category.
    pub category: String,
    /// Code of the area; none for everywhere.
    #[serde(default)]
    pub area: Option<String>,
    /// Working hours.
    pub working_hours: u32,
}

/// All time limits that differ from the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct TimeLimits(pub Vec<TimeLimit>);

impl TimeLimits {
    /// Working hours for a category in an area, given as its own code first and then those of the areas above it. The
    /// nearest area wins, then the limit for everywhere, then the catalogue. None when nothing has to be put right.
    pub fn working_hours(&self, category: &Category, area_and_above: &[&str]) -> Option<u32> {
        let of = |area: Option<&str>| {
            let fits = |limit: &&TimeLimit| limit.category == category.code && limit.area.as_deref() == area;
            self.0.iter().rev().find(fits).map(|limit| limit.working_hours)
        };
        area_and_above
            .iter()
            .find_map(|area| of(Some(area)))
            .or_else(|| of(None))
            .or(category.sla_working_hours)
    }
}
