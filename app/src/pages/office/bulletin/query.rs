//! The period of a bulletin and its filter, as typed in the address.

use crate::locale::Locale;
use crate::pages::office::address::{QueryText, filled};
use crate::t::bulletin as t;
use domain::error::{ApiError, FieldCode, FieldErrors};
use domain::ledger::BulletinQuery;
use domain::time::Day;
use serde::Deserialize;

/// Longest period, in days: a bulletin reads every history in it.
const LONGEST_DAYS: i32 = 3_660;

/// The fields of the filter, blank or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct BulletinForm {
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// Code of a unit.
    pub unit: Option<String>,
    /// Code of an area.
    pub area: Option<String>,
}

impl BulletinForm {
    /// The two days as typed. Blank ones are yesterday, the last whole day; one blank day is the other one.
    pub fn days(&self, today: Day) -> (String, String) {
        let yesterday = today.plus(-1).to_string();
        let (from, to) = (filled(&self.from), filled(&self.to));
        (from.or(to).unwrap_or(&yesterday).to_owned(), to.or(from).unwrap_or(&yesterday).to_owned())
    }

    /// Reads it.
    ///
    /// # Errors
    /// [`domain::error::ErrorCode::Invalid`] at `from` and `to`.
    pub fn read(&self, today: Day) -> Result<BulletinQuery, ApiError> {
        let (from, to) = self.days(today);
        let mut errors = FieldErrors::new();
        let from = errors.keep(Day::parse("from", &from));
        let to = errors.keep(Day::parse("to", &to));
        if let (Some(from), Some(to)) = (from, to) {
            if to < from {
                errors.add("to", FieldCode::Inconsistent, "the period ends before it starts");
            } else if to.0 - from.0 >= LONGEST_DAYS {
                errors.add("from", FieldCode::OutOfRange, format!("at most {LONGEST_DAYS} days"));
            }
        }
        errors.finish(from.zip(to).map(|(from, to)| BulletinQuery {
            from,
            to,
            unit: filled(&self.unit).map(str::to_owned),
            area: filled(&self.area).map(str::to_owned),
        }))
    }

    /// The same as the query of an address, with its question mark.
    pub fn address_query(&self) -> String {
        QueryText::new()
            .with("from", self.from.as_deref())
            .with("to", self.to.as_deref())
            .with("unit", self.unit.as_deref())
            .with("area", self.area.as_deref())
            .finish()
    }
}

/// A period with a name: the name, its first and its last day.
type NamedPeriod = (fn(Locale) -> &'static str, Day, Day);

/// The periods that bulletins usually have.
pub(super) fn usual_periods(today: Day) -> [NamedPeriod; 6] {
    let week = today.week();
    let day_of_month = |day: Day| i32::from(day.date().day());
    let month = today.plus(1 - day_of_month(today));
    let last_of_month_before = month.plus(-1);
    let month_before = last_of_month_before.plus(1 - day_of_month(last_of_month_before));
    [
        (t::today, today, today),
        (t::yesterday, today.plus(-1), today.plus(-1)),
        (t::this_week, week, today),
        (t::last_week, week.plus(-7), week.plus(-1)),
        (t::this_month, month, today),
        (t::last_month, month_before, last_of_month_before),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse("", text).unwrap()
    }

    #[test]
    fn a_bulletin_is_of_yesterday_unless_a_day_is_named() {
        let today = day("2026-11-23");
        let query = BulletinForm::default().read(today).unwrap();
        assert_eq!((query.from, query.to), (day("2026-11-22"), day("2026-11-22")));
        let one =
            BulletinForm { to: Some("2026-11-01".into()), from: Some(" ".into()), ..Default::default() };
        let query = one.read(today).unwrap();
        assert_eq!((query.from, query.to), (day("2026-11-01"), day("2026-11-01")));
    }

    #[test]
    fn bad_days_are_named() {
        let form =
            BulletinForm { from: Some("x".into()), to: Some("2026-02-30".into()), ..Default::default() };
        let paths: Vec<_> = form.read(Day(0)).unwrap_err().fields.into_iter().map(|f| f.path).collect();
        assert_eq!(paths, ["from", "to"]);
        let form = BulletinForm {
            from: Some("2026-02-02".into()),
            to: Some("2026-02-01".into()),
            ..Default::default()
        };
        assert_eq!(form.read(Day(0)).unwrap_err().fields[0].path, "to");
    }

    #[test]
    fn the_usual_periods_end_where_the_next_begin() {
        let periods =
            usual_periods(day("2026-03-02")).map(|(_, from, to)| (from.to_string(), to.to_string()));
        let at = |index: usize| (periods[index].0.as_str(), periods[index].1.as_str());
        assert_eq!(at(2), ("2026-03-02", "2026-03-02"));
        assert_eq!(at(3), ("2026-02-23", "2026-03-01"));
        assert_eq!(at(4), ("2026-03-01", "2026-03-02"));
        assert_eq!(at(5), ("2026-02-01", "2026-02-28"));
    }
}
