//! One stretch of working hours of a day, as `08:30-12:00`.

use crate::error::{FieldCode, FieldError};
use crate::time::{Day, Timestamp};
use std::fmt;

const MINUTE_MS: i64 = 60_000;
const DAY_MINUTES: u16 = 24 * 60;

/// From one minute of a day to a later one, which may be `24:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    from: u16,
    to: u16,
}

impl Span {
    /// Only for constants of this module: `from < to <= 24:00`.
    pub(super) const fn between(from: u16, to: u16) -> Self {
        Self { from, to }
    }

    /// Reads `08:30-12:00`, also with `–` or `—` and a single digit for the hour.
    ///
    /// # Errors
    /// [`FieldCode::Malformed`] at `path`; [`FieldCode::Inconsistent`] when it ends before it starts.
    pub fn parse(path: &str, text: &str) -> Result<Self, FieldError> {
        let malformed = || FieldError::new(path, FieldCode::Malformed, "expected hours, as 08:30-12:00");
        let (from, to) = text.trim().split_once(['-', '–', '—']).ok_or_else(malformed)?;
        let from = minute_of_day(from.trim()).ok_or_else(malformed)?;
        let to = minute_of_day(to.trim()).ok_or_else(malformed)?;
        if from >= to {
            return Err(FieldError::new(path, FieldCode::Inconsistent, "the hours end before they start"));
        }
        Ok(Self { from, to })
    }

    /// First moment on that day that counts.
    pub fn start(self, day: Day) -> Timestamp {
        Timestamp(day.start().0 + i64::from(self.from) * MINUTE_MS)
    }

    /// First moment on that day that no longer counts.
    pub fn end(self, day: Day) -> Timestamp {
        Timestamp(day.start().0 + i64::from(self.to) * MINUTE_MS)
    }

    /// Whether it starts before the other one ends, and the other way round.
    pub(super) const fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}

fn minute_of_day(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once([':', '：'])?;
    let digits = |text: &str, longest: usize| {
        let fits = (1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| text.parse::<u16>().ok()).flatten()
    };
    if minute.len() != 2 {
        return None;
    }
    let (hour, minute) = (digits(hour, 2)?, digits(minute, 2)?);
    let whole = hour * 60 + minute;
    (minute < 60 && whole <= DAY_MINUTES).then_some(whole)
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        write!(f, "{}-{}", clock(self.from), clock(self.to))
    }
}
