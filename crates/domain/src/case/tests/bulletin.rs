//! Figures of a real bulletin from generated cases; attribution, ranking and as-of counting.

use super::*;
use crate::case::bulletin::{Bulletin, BulletinCounts, BulletinRow};
use crate::case::ranking::{Ranked, RankingRules, Standing, rank};
use crate::time::Period;

const UNITS: [&str; 5] = ["chengguan", "zhujian", "jiaotong", "shichang", "zhen"];

fn november() -> Period {
    Period::parse(Some("2026-11-01"), Some("2026-11-30")).unwrap()
}

fn count(stories: &[Story], period: Period) -> Bulletin {
    let histories = stories.iter().map(|story| story.events.as_slice());
    Bulletin::count(histories, period, at("2027-01-01 00:00"), &|area| area.to_owned())
}

fn accepted(index: usize) -> Story {
    let mut story = Story::new();
    let area = Some(format!("15062300{}", index % 7));
    let (report, category) = (Uuid::from_u128(index as u128), words("exposed_rubbish"));
    story.then(
        "2026-11-16 08:00",
        &Actor::Anonymous,
        Command::Receive { report, category, area, channel: Channel::Resident },
    );
    story.then("2026-11-16 08:10", &office(), accept());
    story
}

/// Cases of one fate: accepted, filed, due, closed, on time.
fn story(index: usize, filed: bool, due: bool, closed: bool, on_time: bool) -> Story {
    let mut story = accepted(index);
    if !filed {
        if index.is_multiple_of(2) {
            story.then("2026-11-16 08:20", &office(), Command::Reject { reason: words("查无此事") });
        }
        return story;
    }
    let unit_code = UNITS[index % UNITS.len()];
    let unit = unit(unit_code);
    let (date, rectified, checked) = match (due, on_time) {
        (true, true) => ("2026-11-16", "2026-11-16 14:59", "2026-11-17 09:00"),
        (true, false) => ("2026-11-16", "2026-11-17 09:00", "2026-11-18 09:00"),
        (false, _) => ("2026-12-01", "2026-11-20 09:00", "2026-11-20 10:00"),
    };
    let working_hours = (!due).then_some(120);
    story.then(
        "2026-11-16 08:30",
        &office(),
        Command::Assign { unit: words(unit_code), working_hours, note: String::new() },
    );
    story.then("2026-11-16 09:00", &unit, take_on(date));
    if closed {
        story.then(rectified, &unit, rectify());
        if index.is_multiple_of(10) {
            story.then(checked, &inspector(), send_back());
            story.then(checked, &unit, rectify());
        }
        story.then(checked, &inspector(), verify());
    }
    story
}

#[test]
fn the_figures_of_a_real_bulletin_come_out() {
    let mut stories = Vec::new();
    // 58 not filed; 24 filed and not yet due, 10 of them closed early; 737 on time, 174 late, 61 open.
    for (number, filed, due, closed, on_time) in [
        (58, false, false, false, false),
        (14, true, false, false, false),
        (10, true, false, true, true),
        (737, true, true, true, true),
        (174, true, true, true, false),
        (61, true, true, false, false),
    ] {
        for _ in 0..number {
            // A send-back after the deadline would make a case late, so those on time have indices that avoid it.
            let index = if on_time && due { stories.len() * 10 + 1 } else { stories.len() };
            stories.push(story(index, filed, due, closed, on_time));
        }
    }
    let bulletin = count(&stories, november());
    let total = bulletin.total;
    assert_eq!((total.accepted, total.filed, total.due), (1_054, 996, 972));
    assert_eq!((total.closed, total.on_time, total.late, total.open), (911, 737, 174, 61));
    assert_eq!(total.closings, 921);
    let percent = |rate: Option<f64>| format!("{:.2} %", rate.unwrap() * 100.0);
    assert_eq!(percent(total.closed_rate()), "93.72 %");
    assert_eq!(percent(total.on_time_rate()), "75.82 %");
    assert_eq!(total.satisfied_rate(), None);
    assert!(total.rework_cases > 0 && total.rework_cases == total.rework_times);
    reconcile(&bulletin);
}

pub(super) fn reconcile(bulletin: &Bulletin) {
    let sum = |rows: &[BulletinRow]| {
        let mut sum = BulletinCounts::default();
        rows.iter().for_each(|row| sum.add(&row.counts));
        sum
    };
    assert_eq!(sum(&bulletin.units), bulletin.total);
    assert_eq!(sum(&bulletin.areas), bulletin.total);
    let total = bulletin.total;
    assert_eq!(total.due, total.closed + total.open);
    assert_eq!(total.closed, total.on_time + total.late);
}

#[test]
fn a_bulletin_printed_again_says_the_same_whatever_happened_since() {
    let mut story = Story::assigned();
    let day = Period::parse(Some("2026-11-23"), Some("2026-11-23")).unwrap();
    let first = count(std::slice::from_ref(&story), day);
    assert_eq!((first.total.due, first.total.open), (1, 1));
    story.then("2026-11-24 09:00", &unit("chengguan"), take_on("2026-11-24"));
    story.then("2026-11-24 10:00", &unit("chengguan"), rectify());
    story.then("2026-11-24 11:00", &inspector(), verify());
    assert_eq!(count(std::slice::from_ref(&story), day), first);
    let month = count(&[story], november()).total;
    assert_eq!((month.due, month.closed, month.late, month.open), (1, 1, 1, 0));
}

#[test]
fn a_period_that_has_not_ended_counts_what_is_due_so_far() {
    let story = Story::assigned();
    let at_noon = |now| {
        Bulletin::count([story.events.as_slice()], november(), at(now), &|area| area.to_owned()).total.due
    };
    assert_eq!((at_noon("2026-11-23 12:00"), at_noon("2026-11-23 15:01")), (0, 1));
}

#[test]
fn lateness_counts_for_the_unit_that_had_the_case_and_a_transfer_for_the_one_that_passed_it_on() {
    let mut story = Story::assigned();
    story.then("2026-11-23 15:01", &unit("chengguan"), transfer("zhujian"));
    story.then("2026-11-23 15:10", &unit("zhujian"), take_on("2026-11-24"));
    story.then("2026-11-23 15:20", &unit("zhujian"), rectify());
    story.then("2026-11-23 15:30", &inspector(), send_back());
    story.then("2026-11-23 15:40", &unit("zhujian"), rectify());
    story.then("2026-11-23 16:00", &inspector(), verify());
    story.then_reporter("2026-11-24 09:00", Command::Reopen { reason: words("反弹") });
    let bulletin = count(&[story], november());
    reconcile(&bulletin);
    let row =
        |code: &str| bulletin.units.iter().find(|row| row.code.as_deref() == Some(code)).unwrap().counts;
    let (first, second) = (row("chengguan"), row("zhujian"));
    assert_eq!((first.due, first.open, first.transfers, first.rework_times), (1, 1, 1, 0));
    assert_eq!((second.due, second.filed, second.closings, second.rework_cases), (0, 1, 1, 1));
    assert_eq!((second.reopenings, second.disputed), (1, 1));
}

#[test]
fn twice_the_time_is_overdue_multiple_and_deferred_cases_are_not_due() {
    let late = Story::assigned();
    let multiple = |to: &str| {
        let period = Period::parse(Some("2026-11-23"), Some(to)).unwrap();
        count(std::slice::from_ref(&late), period).total.overdue_multiple
    };
    // Due on Monday at 15:00 after four hours; eight are over on Tuesday at 10:00.
    assert_eq!((multiple("2026-11-23"), multiple("2026-11-24")), (0, 1));
    let mut deferred = Story::assigned();
    let ask = Command::RequestDeferral { until: day("2026-12-31"), reason: words("冬季停工") };
    deferred.then("2026-11-23 10:00", &unit("chengguan"), ask);
    deferred.then("2026-11-23 10:30", &office(), answer(true));
    let total = count(&[deferred], november()).total;
    assert_eq!((total.filed, total.due, total.deferrals), (1, 0, 1));
}

#[test]
fn units_are_ranked_with_ties_and_a_minimum() {
    let row = |code: &str, due, closed, on_time| BulletinRow {
        code: Some(words(code)),
        counts: BulletinCounts { due, closed, on_time, ..BulletinCounts::default() },
    };
    let rows = [
        row("few", 2, 2, 2),
        row("bad", 20, 12, 8),
        row("third", 30, 29, 20),
        row("b-half", 20, 20, 19),
        row("a-half", 40, 40, 38),
        BulletinRow { code: None, counts: BulletinCounts::default() },
    ];
    let ranked = rank(&rows, &RankingRules::default());
    let short = |unit: &Ranked| (unit.code.clone(), unit.place, unit.standing);
    let expected = [
        ("a-half", Some(1), Standing::Red),
        ("b-half", Some(1), Standing::Red),
        ("third", Some(3), Standing::Plain),
        ("bad", Some(4), Standing::Black),
        ("few", None, Standing::Plain),
    ];
    assert_eq!(
        ranked.iter().map(short).collect::<Vec<_>>(),
        expected.map(|(code, place, standing)| (words(code), place, standing))
    );
}
