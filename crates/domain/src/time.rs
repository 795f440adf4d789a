//! Moments in time, and the local days and weeks that statistics count by.
//!
//! A moment is stored as milliseconds UTC and written as RFC 3339. The county's clock is China Standard Time, +08:00
//! all year.

use crate::error::{FieldCode, FieldError};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use time::format_description::well_known::Rfc3339;
use time::macros::{format_description, offset};
use time::{Date, Duration, OffsetDateTime, UtcOffset};

/// China Standard Time.
pub const LOCAL: UtcOffset = offset!(+8);
const DAY_MS: i64 = 86_400_000;

/// A moment: milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Reads RFC 3339 with a zone, as in `2026-11-23T08:00:00+08:00`.
    ///
    /// # Errors
    /// [`FieldCode::Malformed`] at `path`; [`FieldCode::OutOfRange`] before 1970 or after 9999.
    pub fn parse(path: &str, text: &str) -> Result<Self, FieldError> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| {
            FieldError::new(
                path,
                FieldCode::Malformed,
                "expected a time with a zone, as 2026-11-23T08:00:00+08:00",
            )
        })?;
        let ms = i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).unwrap_or(-1);
        if ms < 0 {
            return Err(FieldError::new(path, FieldCode::OutOfRange, "before 1970"));
        }
        Ok(Self(ms))
    }

    /// The moment in local time. Values outside of the calendar are clamped to 1970.
    pub fn local(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
            .to_offset(LOCAL)
    }

    /// RFC 3339 in local time.
    pub fn to_rfc3339(self) -> String {
        self.local().format(&Rfc3339).unwrap_or_default()
    }

    /// `2026-11-23 08:00` in local time, for people.
    pub fn to_minute(self) -> String {
        self.local().format(format_description!("[year]-[month]-[day] [hour]:[minute]")).unwrap_or_default()
    }

    /// The local day it falls in.
    pub fn day(self) -> Day {
        Day(i32::try_from((self.0 + i64::from(LOCAL.whole_seconds()) * 1_000).div_euclid(DAY_MS))
            .unwrap_or(0))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_rfc3339())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse("", &text).map_err(|error| serde::de::Error::custom(error.message))
    }
}

#[cfg(feature = "openapi")]
mod openapi {
    use super::{Day, Timestamp};
    use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type};
    use utoipa::{PartialSchema, ToSchema};

    fn text(format: KnownFormat) -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(format))).into()
    }
    impl PartialSchema for Timestamp {
        fn schema() -> RefOr<Schema> {
            text(KnownFormat::DateTime)
        }
    }
    impl ToSchema for Timestamp {}
    impl PartialSchema for Day {
        fn schema() -> RefOr<Schema> {
            text(KnownFormat::Date)
        }
    }
    impl ToSchema for Day {}
}

/// A local calendar day: days since 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// Reads `2026-11-23`.
    ///
    /// # Errors
    /// [`FieldCode::Malformed`] at `path`.
    pub fn parse(path: &str, text: &str) -> Result<Self, FieldError> {
        let date = Date::parse(text, format_description!("[year]-[month]-[day]"))
            .map_err(|_| FieldError::new(path, FieldCode::Malformed, "expected a day, as 2026-11-23"))?;
        Ok(Self(date.to_julian_day() - OffsetDateTime::UNIX_EPOCH.date().to_julian_day()))
    }

    /// Its calendar date.
    pub fn date(self) -> Date {
        OffsetDateTime::UNIX_EPOCH.date().saturating_add(Duration::days(i64::from(self.0)))
    }

    /// The Monday of its week, which names the week.
    pub fn week(self) -> Day {
        // 1970-01-01 was a Thursday: three days after a Monday.
        Day(self.0 - (self.0 + 3).rem_euclid(7))
    }

    /// Its first moment.
    pub fn start(self) -> Timestamp {
        Timestamp(i64::from(self.0) * DAY_MS - i64::from(LOCAL.whole_seconds()) * 1_000)
    }

    /// The day so many days later.
    pub fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.date().format(format_description!("[year]-[month]-[day]")).unwrap_or_default();
        f.write_str(&text)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse("", &text).map_err(|error| serde::de::Error::custom(error.message))
    }
}

/// A period of time: from its first moment to just before its last. Either end may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// First moment that counts.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// First moment that no longer counts.
    #[serde(default)]
    pub to: Option<Timestamp>,
}

impl Period {
    /// Reads the ends of a period, each a moment with a zone or a day. A day as the end includes that whole day.
    ///
    /// # Errors
    /// [`FieldCode::Malformed`] at `from` or `to`; [`FieldCode::Inconsistent`] when it ends before it starts.
    pub fn parse(from: Option<&str>, to: Option<&str>) -> Result<Self, FieldError> {
        let end = |path: &str, text: Option<&str>, after: i32| match text.map(str::trim) {
            None | Some("") => Ok(None),
            Some(text) if text.len() == 10 => Day::parse(path, text).map(|day| Some(day.plus(after).start())),
            Some(text) => Timestamp::parse(path, text).map(Some),
        };
        let period = Self { from: end("from", from, 0)?, to: end("to", to, 1)? };
        match (period.from, period.to) {
            (Some(from), Some(to)) if to < from => {
                Err(FieldError::new("to", FieldCode::Inconsistent, "the period ends before it starts"))
            }
            _ => Ok(period),
        }
    }

    /// Whether a moment lies in it.
    pub fn contains(&self, moment: Timestamp) -> bool {
        self.from.is_none_or(|from| moment >= from) && self.to.is_none_or(|to| moment < to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_without_a_zone_is_refused() {
        assert_eq!(Timestamp::parse("t", "2026-11-23T08:00:00").unwrap_err().code, FieldCode::Malformed);
        assert_eq!(Timestamp::parse("t", "2026-11-23T08:00:00+08:00").unwrap().0, 1_795_392_000_000);
    }

    #[test]
    fn a_day_begins_at_local_midnight() {
        let before = Timestamp::parse("t", "2026-11-22T23:59:59.999+08:00").unwrap();
        let after = Timestamp::parse("t", "2026-11-22T16:00:00Z").unwrap();
        assert_eq!(before.day().to_string(), "2026-11-22");
        assert_eq!(after.day().to_string(), "2026-11-23");
        assert_eq!(after.day().start(), after);
    }

    #[test]
    fn a_week_is_named_by_its_monday() {
        let week = |text| Day::parse("d", text).unwrap().week().to_string();
        assert_eq!(week("2026-11-23"), "2026-11-23");
        assert_eq!(week("2026-11-29"), "2026-11-23");
        assert_eq!(week("2026-11-30"), "2026-11-30");
        assert_eq!(week("1970-01-01"), "1969-12-29");
    }

    #[test]
    fn a_day_as_the_end_of_a_period_is_included() {
        let period = Period::parse(Some("2026-11-23"), Some("2026-11-23")).unwrap();
        assert!(period.contains(Timestamp::parse("t", "2026-11-23T23:59:59+08:00").unwrap()));
        assert!(!period.contains(Timestamp::parse("t", "2026-11-24T00:00:00+08:00").unwrap()));
        assert!(Period::parse(Some("2026-11-24"), Some("2026-11-22")).is_err());
    }
}
