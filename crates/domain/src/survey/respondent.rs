//! Whom to ask in a household: the adult who has the next birthday. A rule that needs no list of names and that nobody can bend.

use crate::time::Day;
use serde::{Deserialize, Serialize};
use time::{Date, Month};

/// The day of a birthday; the year is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Birthday {
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month.
    pub day: u8,
}

impl Birthday {
    /// A day that exists, in some year; 29 February does.
    pub fn new(month: u8, day: u8) -> Option<Self> {
        // 2024 was a leap year.
        on(2024, month, day).map(|_| Self { month, day })
    }

    /// Days from a day until this birthday, 0 on the day itself. In years without a 29 February that birthday is on 1 March.
    fn days_from(self, today: Date) -> i32 {
        let in_year = |year| on(year, self.month, self.day).or_else(|| on(year, 3, 1));
        let day = match in_year(today.year()) {
            Some(day) if day >= today => Some(day),
            _ => in_year(today.year() + 1),
        };
        day.map_or(i32::MAX, |day| day.to_julian_day() - today.to_julian_day())
    }
}

fn on(year: i32, month: u8, day: u8) -> Option<Date> {
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}

/// Which adult of a household is asked: the index of the one whose birthday comes next, today included. Of several on the
/// same day the first in the list is asked, so write twins down before knowing who it will be. None for an empty list.
///
/// All birthdays must be of one calendar. Whoever knows only the lunar date says the date on the identity card.
pub fn next_birthday(adults: &[Birthday], today: Day) -> Option<usize> {
    let today = today.date();
    (0..adults.len()).min_by_key(|index| (adults[*index].days_from(today), *index))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(today: &str, adults: &[(u8, u8)]) -> Option<usize> {
        let adults: Vec<Birthday> =
            adults.iter().map(|(month, day)| Birthday::new(*month, *day).unwrap()).collect();
        next_birthday(&adults, Day::parse("d", today).unwrap())
    }

    #[test]
    fn the_next_birthday_is_asked_over_the_turn_of_the_year_too() {
        assert_eq!(asked("2026-11-23", &[(11, 22), (12, 24), (3, 1)]), Some(1));
        assert_eq!(asked("2026-12-25", &[(11, 22), (12, 24), (3, 1)]), Some(2));
        assert_eq!(asked("2026-11-23", &[(11, 22), (11, 23)]), Some(1), "a birthday today is the next one");
        assert_eq!(asked("2026-11-23", &[(11, 22)]), Some(0));
        assert_eq!(asked("2026-11-23", &[]), None);
    }

    #[test]
    fn twins_are_decided_by_the_list() {
        assert_eq!(asked("2026-11-23", &[(12, 1), (11, 30), (11, 30)]), Some(1));
    }

    #[test]
    fn who_was_born_on_29_february_has_a_birthday_every_year() {
        assert_eq!(asked("2027-02-27", &[(3, 2), (2, 29)]), Some(1));
        assert_eq!(asked("2028-02-29", &[(3, 1), (2, 29)]), Some(1));
        // Without that day it falls on 1 March, and then the list decides.
        assert_eq!(asked("2027-02-27", &[(3, 1), (2, 29)]), Some(0));
        assert_eq!(asked("2027-03-02", &[(2, 29), (2, 28)]), Some(1), "28 Feb 2028 comes before 29 Feb 2028");
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for (month, day) in [(0, 1), (13, 1), (2, 30), (4, 31), (1, 0)] {
            assert_eq!(Birthday::new(month, day), None, "{month}-{day}");
        }
    }

    #[test]
    fn over_a_year_the_rule_asks_everybody_in_turn() {
        // Two people born half a year apart are asked equally often, give or take the uneven halves.
        let first_day = Day::parse("d", "2026-01-01").unwrap();
        let adults = [Birthday { month: 1, day: 1 }, Birthday { month: 7, day: 2 }];
        let second = (0..365).filter(|n| next_birthday(&adults, first_day.plus(*n)) == Some(1)).count();
        assert_eq!(second, 182);
    }
}
