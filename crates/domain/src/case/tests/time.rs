//! Deadlines, lights, frozen verdicts and escalation.

use super::*;
use crate::calendar::{CalendarBody, ExceptionBody};
use crate::case::escalation::{Notice, Recipient, Sent, USUAL_STEPS, due_notices};
use crate::category::Category;
use crate::error::ErrorCode;

fn day_off(text: &str) -> Calendar {
    let mut body = CalendarBody::from(Calendar::default());
    body.exceptions = vec![ExceptionBody { day: words(text), hours: vec![], note: String::new() }];
    body.parse().unwrap()
}

#[test]
fn the_light_turns_yellow_below_a_third_and_red_after_the_deadline() {
    let story = Story::taken_on();
    let case = story.case().unwrap();
    // Four hours from 08:30: a third is 80 minutes, due at 15:00.
    let light = |text| case.light(at(text)).unwrap();
    assert_eq!(light("2026-11-23 11:10"), Light::Green);
    assert_eq!(light("2026-11-23 11:11"), Light::Yellow);
    assert_eq!(light("2026-11-23 15:00"), Light::Yellow);
    assert_eq!(light("2026-11-23 15:01"), Light::Red);
    // Rectified in time, it stays as it was while others take their time.
    assert_eq!(Story::rectified().case().unwrap().light(at("2026-12-01 09:00")), Some(Light::Green));
    assert_eq!(Story::closed().case().unwrap().light(at("2026-12-01 09:00")), None);
}

#[test]
fn a_third_that_is_left_at_noon_is_green_until_the_afternoon() {
    let calendar = Calendar::default();
    let deadline = Deadline::reckon(&calendar, at("2026-11-23 08:30"), 315, vec![]).unwrap();
    assert_eq!(deadline.light(at("2026-11-23 13:00")), Light::Green);
    assert_eq!(deadline.light(at("2026-11-23 14:31")), Light::Yellow);
}

#[test]
fn putting_right_at_the_last_moment_is_on_time_however_late_it_is_checked() {
    let mut story = Story::taken_on();
    story.then("2026-11-23 15:00", &unit("chengguan"), rectify());
    assert_eq!(story.verdict(), None);
    story.then("2026-11-27 09:00", &inspector(), verify());
    assert_eq!(story.verdict(), Some(Verdict::OnTime));

    let mut story = Story::taken_on();
    let changes = story.then("2026-11-23 15:01", &unit("chengguan"), rectify());
    assert_eq!(changes[0], Change::Lapsed);
    story.then("2026-11-23 15:10", &inspector(), verify());
    assert_eq!(story.verdict(), Some(Verdict::Late));
}

#[test]
fn what_is_sent_back_after_the_deadline_was_not_put_right_in_time() {
    let mut story = Story::rectified();
    let changes = story.then("2026-11-23 16:00", &inspector(), send_back());
    assert_eq!(changes.last(), Some(&Change::Lapsed));
    assert_eq!(story.verdict(), Some(Verdict::Late));
}

#[test]
fn a_later_calendar_moves_open_deadlines_but_no_reached_verdict() {
    let mut open = Story::assigned();
    let mut late = Story::assigned();
    let mut closed = Story::closed();
    late.then("2026-11-23 15:01", &Actor::System, Command::Reckon);
    assert_eq!(late.verdict(), Some(Verdict::Late));
    for story in [&mut open, &mut late, &mut closed] {
        story.calendar = day_off("2026-11-23");
    }
    assert_eq!(open.then("2026-11-23 12:00", &Actor::System, Command::Reckon).len(), 1);
    assert_eq!(open.deadline().due, at("2026-11-24 15:00"));
    assert_eq!(open.then("2026-11-23 12:01", &Actor::System, Command::Reckon), []);
    assert_eq!(late.then("2026-11-23 15:02", &Actor::System, Command::Reckon), []);
    assert_eq!((late.verdict(), late.deadline().due), (Some(Verdict::Late), at("2026-11-23 15:00")));
    assert_eq!(closed.verdict(), Some(Verdict::OnTime));

    // The deadline passed on the old calendar before anybody asked: that stands too.
    let mut unasked = Story::assigned();
    unasked.calendar = day_off("2026-11-23");
    assert_eq!(unasked.then("2026-11-23 15:30", &Actor::System, Command::Reckon), [Change::Lapsed]);
}

#[test]
fn lateness_is_written_before_a_command_that_might_undo_it() {
    let story = Story::assigned();
    let back = Command::Unassign { reason: words("派错") };
    assert_eq!(story.refused("2026-11-23 15:01", &office(), back).code, ErrorCode::WrongState);
    let more = Command::RequestExtension { working_hours: 40, reason: words("来不及") };
    assert_eq!(story.refused("2026-11-23 15:01", &unit("chengguan"), more).code, ErrorCode::WrongState);
    let mut passed_on = Story::assigned();
    passed_on.then("2026-11-23 15:01", &unit("chengguan"), transfer("zhujian"));
    let frozen = passed_on.case().unwrap().verdict.unwrap();
    assert_eq!((frozen.verdict, frozen.unit.as_str()), (Verdict::Late, "chengguan"));
}

#[test]
fn a_request_made_in_time_keeps_the_verdict_open_until_it_is_decided() {
    let mut story = Story::taken_on();
    let ask = Command::RequestExtension { working_hours: 4, reason: words("缺少设备") };
    story.then("2026-11-23 14:50", &unit("chengguan"), ask);
    assert_eq!(story.then("2026-11-23 16:00", &Actor::System, Command::Reckon), []);
    let mut refused = story.clone();
    let changes = refused.then("2026-11-23 16:00", &office(), answer(false));
    assert_eq!(changes.last(), Some(&Change::Lapsed));
    story.then("2026-11-23 16:00", &office(), answer(true));
    assert_eq!((story.verdict(), story.deadline().due), (None, at("2026-11-24 10:00")));
}

#[test]
fn the_clock_stands_still_from_the_request_to_the_end_of_a_deferral() {
    let mut story = Story::taken_on();
    let ask = Command::RequestDeferral { until: day("2026-11-25"), reason: words("等待材料") };
    story.then("2026-11-23 09:30", &unit("chengguan"), ask);
    story.then("2026-11-23 17:00", &office(), answer(true));
    let case = story.case().unwrap();
    assert_eq!((case.state, case.counts.deferrals), (CaseState::Deferred, 1));
    assert_eq!((case.light(at("2026-11-24 09:00")), case.lapses(at("2026-11-24 09:00"))), (None, false));
    let resume = || Command::Resume { note: String::new() };
    assert_eq!(story.refused("2026-11-25 09:00", &Actor::System, resume()).code, ErrorCode::Forbidden);
    story.then("2026-11-26 08:30", &Actor::System, resume());
    // One hour was used before; three are left.
    assert_eq!((story.state(), story.deadline().due), (CaseState::TakenOn, at("2026-11-26 11:30")));
    story.then("2026-11-26 11:30", &unit("chengguan"), rectify());
    story.then("2026-11-26 12:00", &inspector(), verify());
    assert_eq!(story.verdict(), Some(Verdict::OnTime));
}

#[test]
fn a_clock_that_was_set_back_does_not_turn_the_history_round() {
    let mut story = Story::taken_on();
    story.then("2026-11-23 07:00", &unit("chengguan"), rectify());
    assert!(story.events.is_sorted_by_key(|event| event.at));
}

#[test]
fn the_nearest_area_sets_the_time_limit() {
    let category = Category {
        code: words("exposed_rubbish"),
        group: words("environment"),
        kind: words("event"),
        zh: words("暴露垃圾"),
        en: words("Exposed rubbish"),
        sla_working_hours: Some(4),
        keywords: vec![],
        icon: words("rubbish"),
    };
    let limit = |area: Option<&str>, working_hours| TimeLimit {
        category: words("exposed_rubbish"),
        area: area.map(words),
        working_hours,
    };
    let limits = TimeLimits(vec![limit(None, 6), limit(Some("town"), 8), limit(Some("village"), 24)]);
    assert_eq!(limits.working_hours(&category, &["village", "town", "banner"]), Some(24));
    assert_eq!(limits.working_hours(&category, &["grid", "town", "banner"]), Some(8));
    assert_eq!(limits.working_hours(&category, &["banner"]), Some(6));
    assert_eq!(TimeLimits::default().working_hours(&category, &["village"]), Some(4));
    let praise = Category { code: words("highlight"), sla_working_hours: None, ..category };
    assert_eq!(limits.working_hours(&praise, &["village"]), None);
}

#[test]
fn each_step_is_told_once_and_daily_while_it_is_red() {
    use Recipient::*;
    let case = Story::assigned().case().unwrap();
    let calendar = Calendar::default();
    let mut sent: Vec<Sent> = Vec::new();
    // Due on Monday at 15:00; the office hears of it after 4 hours (Tuesday 10:00), the supervisor after 8.
    type Told<'a> = (&'a str, &'a [(Recipient, Light, bool)]);
    let expected: [Told<'_>; 12] = [
        ("2026-11-23 11:00", &[]),
        ("2026-11-23 11:11", &[(Unit, Light::Yellow, false)]),
        ("2026-11-23 15:00", &[]),
        ("2026-11-23 15:01", &[(UnitHead, Light::Red, false)]),
        ("2026-11-23 23:00", &[]),
        ("2026-11-24 08:00", &[]),
        ("2026-11-24 08:30", &[(Unit, Light::Red, true), (UnitHead, Light::Red, true)]),
        ("2026-11-24 10:00", &[(Office, Light::Red, false)]),
        ("2026-11-24 17:00", &[(Supervisor, Light::Red, false)]),
        (
            "2026-11-25 09:00",
            &[
                (Unit, Light::Red, true),
                (UnitHead, Light::Red, true),
                (Office, Light::Red, true),
                (Supervisor, Light::Red, true),
            ],
        ),
        ("2026-11-25 17:00", &[]),
        // A Saturday.
        ("2026-11-28 10:00", &[]),
    ];
    for (now, notices) in expected {
        let now = at(now);
        let due = due_notices(&case, &USUAL_STEPS, &sent, &calendar, now);
        let wanted: Vec<Notice> =
            notices.iter().map(|&(to, light, repeated)| Notice { to, light, repeated }).collect();
        assert_eq!(due, wanted, "at {now}");
        sent.extend(due.iter().map(|notice| Sent { to: notice.to, at: now }));
    }
    let rectified = Story::rectified().case().unwrap();
    assert_eq!(due_notices(&rectified, &USUAL_STEPS, &[], &calendar, at("2026-11-26 09:00")), []);
    // Notices about an earlier deadline do not count for the next one.
    let mut again = Story::closed();
    again.then("2026-11-26 08:30", &office(), Command::Reopen { reason: words("反弹") });
    let due = due_notices(&again.case().unwrap(), &USUAL_STEPS, &sent, &calendar, at("2026-11-26 11:30"));
    assert_eq!(due, [Notice { to: Unit, light: Light::Yellow, repeated: false }]);
}
