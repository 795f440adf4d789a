//! Deadlines over evenings, weekends, holidays and make-up days; the calendar's checks.

use super::*;
use crate::error::{ApiError, ErrorCode, FieldCode};
use crate::time::Timestamp;
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    Timestamp::parse("t", &format!("{}:00+08:00", text.replace(' ', "T"))).unwrap()
}

fn exception(day: &str, hours: &[&str]) -> ExceptionBody {
    let hours = hours.iter().map(|text| (*text).to_owned()).collect();
    ExceptionBody { day: day.to_owned(), hours, note: "国庆节".to_owned() }
}

/// The holidays around 2026-10-01, with the Saturday that is worked instead.
fn national_holiday() -> CalendarBody {
    let mut body = CalendarBody::from(Calendar::default());
    body.exceptions = (1..=7).map(|day| exception(&format!("2026-10-0{day}"), &[])).collect();
    body.exceptions.push(exception("2026-10-10", &["08:30-12:00", "14:30-17:30"]));
    body
}

#[test]
fn four_hours_from_friday_afternoon_end_on_monday() {
    let calendar = Calendar::default();
    // 2026-11-20 is a Friday.
    assert_eq!(calendar.deadline(at("2026-11-20 16:30"), 240).unwrap(), at("2026-11-23 11:30"));
    assert_eq!(calendar.working_minutes_between(at("2026-11-20 16:30"), at("2026-11-23 11:30")), 240);
}

#[test]
fn holidays_do_not_count_and_make_up_days_do() {
    let calendar = national_holiday().parse().unwrap();
    assert_eq!(calendar.deadline(at("2026-09-30 16:30"), 480).unwrap(), at("2026-10-09 09:00"));
    assert_eq!(calendar.deadline(at("2026-10-09 16:30"), 240).unwrap(), at("2026-10-10 11:30"));
    assert!(!calendar.is_working_day(at("2026-10-05 09:00").day()));
    assert!(calendar.is_working_day(at("2026-10-10 09:00").day()));
}

#[test]
fn time_that_just_fills_the_morning_ends_at_noon_and_none_ends_at_once() {
    let calendar = Calendar::default();
    assert_eq!(calendar.deadline(at("2026-11-23 08:30"), 210).unwrap(), at("2026-11-23 12:00"));
    assert_eq!(calendar.deadline(at("2026-11-23 08:30"), 211).unwrap(), at("2026-11-23 14:31"));
    assert_eq!(calendar.deadline(at("2026-11-22 03:00"), 0).unwrap(), at("2026-11-22 03:00"));
    assert_eq!(calendar.next_working_moment(at("2026-11-20 17:30"), &[]), at("2026-11-23 08:30"));
}

#[test]
fn the_clock_stands_still_during_stops() {
    let calendar = Calendar::default();
    let stop = |from, to| Stop { from: at(from), to: at(to) };
    // One hour before the stop, three after it; the second stop overlaps the first.
    let stops = [
        stop("2026-11-23 10:00", "2026-11-23 15:30"),
        stop("2026-11-23 09:30", "2026-11-23 11:00"),
        stop("2026-11-23 15:00", "2026-11-23 15:00"),
    ];
    let start = at("2026-11-23 08:30");
    let due = calendar.deadline_with_stops(start, 240, &stops).unwrap();
    assert_eq!(due, at("2026-11-24 09:30"));
    assert_eq!(calendar.working_minutes_with_stops(start, due, &stops), 240);
}

#[test]
fn a_calendar_without_working_time_is_refused_and_a_distant_deadline_is_named() {
    let error = CalendarBody::default().parse().unwrap_err();
    assert_eq!((error.fields[0].path.as_str(), error.fields[0].code), ("week", FieldCode::Required));
    let calendar = Calendar::default();
    let error = calendar.deadline(at("2026-11-23 08:30"), u32::MAX).unwrap_err();
    assert_eq!(error.from.to_string(), "2026-11-23");
    assert_eq!(ApiError::from(error).code, ErrorCode::WrongState);
}

#[test]
fn each_wrong_field_is_named() {
    let mut body = national_holiday();
    body.week.monday = vec!["8:30–12:00".into(), "11:00-13:00".into(), "17:00-16:00".into()];
    body.week.sunday = vec!["morning".into(), "08:30-24:01".into()];
    body.exceptions.push(exception("2026-10-10", &["25:00-26:00"]));
    body.exceptions.push(exception("2026-02-30", &[]));
    let fields = body.parse().unwrap_err().fields;
    let wrong: Vec<_> = fields.iter().map(|field| (field.path.as_str(), field.code)).collect();
    assert_eq!(
        wrong,
        [
            ("week.monday.1", FieldCode::Inconsistent),
            ("week.monday.2", FieldCode::Inconsistent),
            ("week.sunday.0", FieldCode::Malformed),
            ("week.sunday.1", FieldCode::Malformed),
            ("exceptions.8.hours.0", FieldCode::Malformed),
            ("exceptions.8.day", FieldCode::Duplicate),
            ("exceptions.9.day", FieldCode::Malformed),
        ]
    );
}

#[test]
fn a_calendar_reads_back_as_it_was_written() {
    let calendar = national_holiday().parse().unwrap();
    let text = serde_json::to_string(&calendar).unwrap();
    assert!(text.contains(r#""monday":["08:30-12:00","14:30-17:30"]"#), "{text}");
    assert_eq!(serde_json::from_str::<Calendar>(&text).unwrap(), calendar);
    assert!(serde_json::from_str::<Calendar>(r#"{"week":{}}"#).is_err());
}

/// Some weekdays worked, some days off or worked as exceptions.
fn calendars() -> impl Strategy<Value = Calendar> {
    let exceptions = proptest::collection::btree_map(20_700_i32..20_760, any::<bool>(), 0..20);
    (1_u8..128, exceptions).prop_map(|(weekdays, exceptions)| {
        let ordinary = Calendar::default().week[0].clone();
        let hours = |worked: bool| if worked { ordinary.clone() } else { Vec::new() };
        Calendar {
            week: std::array::from_fn(|weekday| hours(weekdays >> weekday & 1 == 1)),
            exceptions: exceptions
                .into_iter()
                .map(|(day, worked)| (Day(day), Exception { hours: hours(worked), note: String::new() }))
                .collect(),
        }
    })
}

fn moments() -> impl Strategy<Value = Timestamp> {
    (Day(20_700).start().0..Day(20_760).start().0).prop_map(Timestamp)
}

fn all_stops() -> impl Strategy<Value = Vec<Stop>> {
    proptest::collection::vec((moments(), 0_i64..400_000_000), 0..4).prop_map(|stops| {
        stops.into_iter().map(|(from, ms)| Stop { from, to: Timestamp(from.0 + ms) }).collect()
    })
}

proptest! {
    #[test]
    fn a_deadline_and_the_working_time_until_it_are_inverse(
        calendar in calendars(), start in moments(), minutes in 0_u32..20_000, stops in all_stops(),
    ) {
        let due = calendar.deadline_with_stops(start, minutes, &stops).unwrap();
        prop_assert_eq!(calendar.working_minutes_with_stops(start, due, &stops), minutes);
        if minutes > 0 {
            let before = Timestamp(due.0 - 1);
            prop_assert!(calendar.working_minutes_with_stops(start, before, &stops) < minutes);
        }
    }

    #[test]
    fn more_time_or_a_later_start_never_ends_earlier(
        calendar in calendars(), start in moments(), later in 0_i64..1_000_000_000,
        minutes in 0_u32..5_000, more in 0_u32..5_000, stops in all_stops(),
    ) {
        let due = calendar.deadline_with_stops(start, minutes, &stops).unwrap();
        prop_assert!(due >= start);
        prop_assert!(calendar.deadline_with_stops(start, minutes + more, &stops).unwrap() >= due);
        let start = Timestamp(start.0 + later);
        prop_assert!(calendar.deadline_with_stops(start, minutes, &stops).unwrap() >= due);
    }

    #[test]
    fn working_time_adds_up_and_never_shrinks(
        calendar in calendars(), start in moments(), first in 0_u32..3_000, second in 0_u32..3_000,
    ) {
        let middle = calendar.deadline(start, first).unwrap();
        let end = calendar.deadline(middle, second).unwrap();
        prop_assert_eq!(calendar.working_minutes_between(start, end), first + second);
        prop_assert_eq!(calendar.working_minutes_between(end, start), 0);
        prop_assert!(calendar.working_minutes_between(start, middle) <= first + second);
    }
}
