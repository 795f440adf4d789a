//! Working time: which hours of which days count towards a deadline.
//!
//! The calendar is data that the office edits: working hours per weekday, and exceptions by day (public holidays, and
//! make-up working days 调休). All of it is local time, +08:00.
//!
//! | file | what it holds |
//! |---|---|
//! | `body` | the calendar as it is written and edited, and how it is checked |
//! | `span` | one stretch of working hours of a day |
//! | `reckon` | deadlines, and working time between two moments, with clock stops |

mod body;
mod reckon;
mod span;
#[cfg(test)]
mod tests;

pub use body::{CalendarBody, ExceptionBody, WeekBody};
pub use reckon::{NoWorkingTime, SEARCH_DAYS, Stop};
pub use span::Span;

use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A day that differs from its weekday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Its working hours; none on a day off.
    pub hours: Vec<Span>,
    /// Why, as 国庆节 or 国庆调休.
    pub note: String,
}

/// A checked calendar: some weekday has working hours, and the hours of a day are in order and do not overlap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "CalendarBody", into = "CalendarBody")]
pub struct Calendar {
    /// Working hours of Monday to Sunday.
    week: [Vec<Span>; 7],
    /// Days that differ from their weekday.
    exceptions: BTreeMap<Day, Exception>,
}

impl Default for Calendar {
    /// Monday to Friday, 8:30–12:00 and 14:30–17:30, without exceptions.
    fn default() -> Self {
        let ordinary =
            || vec![Span::between(8 * 60 + 30, 12 * 60), Span::between(14 * 60 + 30, 17 * 60 + 30)];
        let week = std::array::from_fn(|weekday| if weekday < 5 { ordinary() } else { Vec::new() });
        Self { week, exceptions: BTreeMap::new() }
    }
}

impl Calendar {
    /// The working hours of a day, in order.
    pub fn hours(&self, day: Day) -> &[Span] {
        match self.exceptions.get(&day) {
            Some(exception) => &exception.hours,
            // 1970-01-01, day 0, was a Thursday: three days after a Monday.
            None => &self.week[usize::try_from((day.0 + 3).rem_euclid(7)).unwrap_or(0)],
        }
    }

    /// Whether there is any working time on a day.
    pub fn is_working_day(&self, day: Day) -> bool {
        !self.hours(day).is_empty()
    }

    /// The days that differ from their weekday, in order.
    pub fn exceptions(&self) -> &BTreeMap<Day, Exception> {
        &self.exceptions
    }
}
