//! The calendar as it is written and edited, and how it is checked.

use super::{Calendar, Exception, Span};
use crate::error::{ApiError, FieldCode, FieldErrors};
use crate::limits;
use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most stretches of working hours in a day.
const SPANS_PER_DAY: usize = 12;
/// Most exceptions: over thirty years of public holidays.
const EXCEPTIONS: usize = 1_500;

/// Working hours of the weekdays, each as a list of `08:30-12:00`; an empty list is a day off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct WeekBody {
    /// Monday's hours.
    pub monday: Vec<String>,
    /// Tuesday's hours.
    pub tuesday: Vec<String>,
    /// Wednesday's hours.
    pub wednesday: Vec<String>,
    /// Thursday's hours.
    pub thursday: Vec<String>,
    /// Friday's hours.
    pub friday: Vec<String>,
    /// Saturday's hours.
    pub saturday: Vec<String>,
    /// Sunday's hours.
    pub sunday: Vec<String>,
}

/// A day that differs from its weekday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ExceptionBody {
    /// Which day, as `2026-10-10`.
    pub day: String,
    /// Its hours; an empty list is a day off.
    #[serde(default)]
    pub hours: Vec<String>,
    /// Why, as 国庆节 or 国庆调休.
    #[serde(default)]
    pub note: String,
}

/// The calendar as the office writes it, before it is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CalendarBody {
    /// Working hours of the weekdays.
    pub week: WeekBody,
    /// Public holidays and make-up working days.
    #[serde(default)]
    pub exceptions: Vec<ExceptionBody>,
}

impl CalendarBody {
    /// Checks the whole calendar.
    ///
    /// # Errors
    /// [`crate::error::ErrorCode::Invalid`] with the fields `week` (no weekday has working hours),
    /// `week.monday.N` …, `exceptions`, `exceptions.N.day`, `exceptions.N.hours.N`, `exceptions.N.note`.
    pub fn parse(self) -> Result<Calendar, ApiError> {
        let mut errors = FieldErrors::new();
        let week = &self.week;
        let week = [
            ("week.monday", &week.monday),
            ("week.tuesday", &week.tuesday),
            ("week.wednesday", &week.wednesday),
            ("week.thursday", &week.thursday),
            ("week.friday", &week.friday),
            ("week.saturday", &week.saturday),
            ("week.sunday", &week.sunday),
        ]
        .map(|(path, hours)| parse_hours(path, hours, &mut errors));
        // Without this rule a deadline might never come.
        if errors.is_empty() && week.iter().all(Vec::is_empty) {
            errors.add("week", FieldCode::Required, "some weekday must have working hours");
        }
        if self.exceptions.len() > EXCEPTIONS {
            errors.add("exceptions", FieldCode::TooMany, format!("at most {EXCEPTIONS} days"));
        }
        let mut exceptions = BTreeMap::new();
        for (index, exception) in self.exceptions.into_iter().take(EXCEPTIONS).enumerate() {
            let at = |name: &str| format!("exceptions.{index}.{name}");
            let hours = parse_hours(&at("hours"), &exception.hours, &mut errors);
            let note = exception.note.trim().to_owned();
            if note.chars().count() > limits::NAME_CHARS || note.contains(char::is_control) {
                errors.add(
                    at("note"),
                    FieldCode::TooLong,
                    format!("at most {} characters", limits::NAME_CHARS),
                );
            }
            let Some(day) = errors.keep(Day::parse(&at("day"), exception.day.trim())) else { continue };
            if exceptions.insert(day, Exception { hours, note }).is_some() {
                errors.add(at("day"), FieldCode::Duplicate, "the same day twice");
            }
        }
        errors.finish(Some(Calendar { week, exceptions }))
    }
}

/// Reads the hours of one day and puts them in order.
fn parse_hours(path: &str, texts: &[String], errors: &mut FieldErrors) -> Vec<Span> {
    if texts.len() > SPANS_PER_DAY {
        errors.add(path, FieldCode::TooMany, format!("at most {SPANS_PER_DAY} stretches a day"));
        return Vec::new();
    }
    let mut hours: Vec<Span> = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let path = format!("{path}.{index}");
        let Some(span) = errors.keep(Span::parse(&path, text)) else { continue };
        if hours.iter().any(|other| other.overlaps(span)) {
            errors.add(path, FieldCode::Inconsistent, "overlaps other hours of the same day");
        }
        hours.push(span);
    }
    hours.sort_unstable();
    hours
}

impl TryFrom<CalendarBody> for Calendar {
    type Error = ApiError;
    fn try_from(body: CalendarBody) -> Result<Self, ApiError> {
        body.parse()
    }
}

impl From<Calendar> for CalendarBody {
    fn from(calendar: Calendar) -> Self {
        let texts = |hours: &[Span]| hours.iter().map(Span::to_string).collect::<Vec<_>>();
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] =
            calendar.week.each_ref().map(|hours| texts(hours));
        let exceptions = calendar
            .exceptions
            .iter()
            .map(|(day, exception)| ExceptionBody {
                day: day.to_string(),
                hours: texts(&exception.hours),
                note: exception.note.clone(),
            })
            .collect();
        Self { week: WeekBody { monday, tuesday, wednesday, thursday, friday, saturday, sunday }, exceptions }
    }
}
