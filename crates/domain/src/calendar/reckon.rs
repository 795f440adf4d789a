//! Deadlines, and working time between two moments, with clock stops.
//!
//! Both walk over the same stretches of working time and count milliseconds, so they are exact inverses.

use super::Calendar;
use crate::error::{ApiError, ErrorCode};
use crate::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many days a deadline is searched for: ten years.
pub const SEARCH_DAYS: i32 = 3_660;
const MINUTE_MS: i64 = 60_000;

/// Time during which the clock stands still, because the case is deferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stop {
    /// First moment that does not count.
    pub from: Timestamp,
    /// First moment that counts again.
    pub to: Timestamp,
}

/// The calendar holds too little working time after a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoWorkingTime {
    /// The day from which [`SEARCH_DAYS`] days were searched.
    pub from: Day,
}

impl fmt::Display for NoWorkingTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the calendar has too little working time in the {SEARCH_DAYS} days from {}", self.from)
    }
}

impl std::error::Error for NoWorkingTime {}

impl From<NoWorkingTime> for ApiError {
    fn from(error: NoWorkingTime) -> Self {
        Self::new(ErrorCode::WrongState, error.to_string())
    }
}

impl Calendar {
    /// The first moment by which so many working minutes have passed since `start`; `start` itself for none.
    ///
    /// # Errors
    /// [`NoWorkingTime`] when that lies more than [`SEARCH_DAYS`] days ahead.
    pub fn deadline(&self, start: Timestamp, working_minutes: u32) -> Result<Timestamp, NoWorkingTime> {
        self.deadline_with_stops(start, working_minutes, &[])
    }

    /// As [`Calendar::deadline`], but time within the stops does not count.
    ///
    /// # Errors
    /// [`NoWorkingTime`].
    pub fn deadline_with_stops(
        &self,
        start: Timestamp,
        working_minutes: u32,
        stops: &[Stop],
    ) -> Result<Timestamp, NoWorkingTime> {
        self.after_working_ms(start, i64::from(working_minutes) * MINUTE_MS, stops)
    }

    /// The first moment by which so many working milliseconds have passed.
    pub(crate) fn after_working_ms(
        &self,
        start: Timestamp,
        working_ms: i64,
        stops: &[Stop],
    ) -> Result<Timestamp, NoWorkingTime> {
        let mut left = working_ms;
        if left <= 0 {
            return Ok(start);
        }
        for (from, to) in self.stretches(start, stops) {
            if to.0 - from.0 >= left {
                return Ok(Timestamp(from.0 + left));
            }
            left -= to.0 - from.0;
        }
        Err(NoWorkingTime { from: start.day() })
    }

    /// The moment itself when it is working time, else the first one after it that is; the moment when there is none.
    pub fn next_working_moment(&self, moment: Timestamp, stops: &[Stop]) -> Timestamp {
        self.stretches(moment, stops).next().map_or(moment, |(from, _)| from)
    }

    /// Whole working minutes between two moments; 0 when `to` is not after `from`.
    pub fn working_minutes_between(&self, from: Timestamp, to: Timestamp) -> u32 {
        self.working_minutes_with_stops(from, to, &[])
    }

    /// As [`Calendar::working_minutes_between`], but time within the stops does not count.
    pub fn working_minutes_with_stops(&self, from: Timestamp, to: Timestamp, stops: &[Stop]) -> u32 {
        let ms: i64 = self
            .stretches(from, stops)
            .take_while(|(start, _)| *start < to)
            .map(|(start, end)| end.min(to).0 - start.0)
            .sum();
        u32::try_from(ms / MINUTE_MS).unwrap_or(u32::MAX)
    }

    /// Stretches of working time from a moment on, in order, none empty, for [`SEARCH_DAYS`] days.
    fn stretches(&self, start: Timestamp, stops: &[Stop]) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let first = start.day();
        let mut stops = stops.to_vec();
        stops.sort_unstable_by_key(|stop| stop.from);
        (0..SEARCH_DAYS)
            .map(move |days| first.plus(days))
            .flat_map(move |day| {
                self.hours(day).iter().map(move |span| (span.start(day).max(start), span.end(day)))
            })
            .flat_map(move |(from, to)| without_stops(from, to, &stops))
            .filter(|(from, to)| from < to)
    }
}

/// What is left of one stretch; the stops are ordered by their start.
fn without_stops(mut from: Timestamp, to: Timestamp, stops: &[Stop]) -> Vec<(Timestamp, Timestamp)> {
    let mut left = Vec::with_capacity(1);
    for stop in stops {
        if stop.to <= from || stop.from >= to || stop.to <= stop.from {
            continue;
        }
        left.push((from, stop.from));
        from = stop.to;
    }
    left.push((from, to));
    left
}
