//! What commands need, and what follows from them.

use super::*;
use crate::error::{ErrorCode, FieldCode};

/// An order on the spot, given at a moment of 2026-11-23.
pub(super) fn order(ordered_at: &str) -> Command {
    Command::Order {
        report: Uuid::from_u128(3),
        category: words("exposed_rubbish"),
        area: None,
        unit: words("chengguan"),
        measure: words("立即清运"),
        person: words("王某"),
        phone: words("138 0000 0000"),
        date: day("2026-11-23"),
        working_hours: Some(2),
        ordered_at: at(ordered_at),
    }
}

fn wrong(error: ApiError) -> Vec<(String, FieldCode)> {
    assert_eq!(error.code, ErrorCode::Invalid, "{error}");
    error.fields.into_iter().map(|field| (field.path, field.code)).collect()
}

fn one(path: &str, code: FieldCode) -> Vec<(String, FieldCode)> {
    vec![(words(path), code)]
}

#[test]
fn every_mandatory_field_is_asked_for_by_name() {
    let unit = unit("chengguan");
    let empty = Command::TakeOn {
        measure: words(" "),
        person: String::new(),
        phone: String::new(),
        date: day("2026-11-22"),
    };
    let expected =
        [("date", FieldCode::OutOfRange), ("measure", FieldCode::Required), ("person", FieldCode::Required)];
    assert_eq!(
        wrong(Story::assigned().refused("2026-11-23 09:00", &unit, empty)),
        expected.map(|(path, code)| (words(path), code))
    );
    let empty = Command::Rectify { photos: vec![], note: String::new() };
    let expected = [("photos", FieldCode::Required), ("note", FieldCode::Required)];
    assert_eq!(
        wrong(Story::taken_on().refused("2026-11-23 10:00", &unit, empty)),
        expected.map(|(path, code)| (words(path), code))
    );
    let none = String::new;
    for (story, actor, command, path) in [
        (Story::rectified(), inspector(), Command::SendBack { photos: vec![], reason: none() }, "reason"),
        (
            Story::taken_on(),
            unit.clone(),
            Command::Transfer { to: words("zhujian"), reason: none() },
            "reason",
        ),
        (Story::taken_on(), unit.clone(), Command::Transfer { to: none(), reason: words("职责") }, "to"),
        (Story::closed(), office(), Command::Reopen { reason: none() }, "reason"),
        (Story::closed(), supervisor(), Command::Flag { reason: none() }, "reason"),
        (Story::assigned(), office(), Command::Unassign { reason: none() }, "reason"),
        (Story::closed(), office(), Command::Remark { text: none() }, "text"),
    ] {
        assert_eq!(wrong(story.refused("2026-11-23 11:45", &actor, command)), one(path, FieldCode::Required));
    }
    let none = Command::Correct { number: 99, text: words("更正") };
    assert_eq!(
        wrong(Story::closed().refused("2026-11-23 11:45", &office(), none)),
        one("number", FieldCode::Unknown)
    );
}

#[test]
fn a_promise_after_the_deadline_and_photos_that_are_none_are_refused() {
    let unit = unit("chengguan");
    let late = Story::assigned().refused("2026-11-23 09:00", &unit, take_on("2026-11-24"));
    assert_eq!(wrong(late), one("date", FieldCode::Inconsistent));
    let photos = vec![photo(), photo(), words("x")];
    let bad = Command::Rectify { photos, note: words("已清运") };
    let expected = [("photos.1", FieldCode::Duplicate), ("photos.2", FieldCode::Malformed)];
    assert_eq!(
        wrong(Story::taken_on().refused("2026-11-23 10:00", &unit, bad)),
        expected.map(|(path, code)| (words(path), code))
    );
}

#[test]
fn a_category_without_a_time_limit_needs_one_given() {
    let mut story = Story::new();
    story.then("2026-11-23 08:00", &Actor::Anonymous, receive());
    let praise = Command::Accept { category: Some(words("highlight")), area: None, note: String::new() };
    story.then("2026-11-23 08:10", &office(), praise);
    assert_eq!(story.case().unwrap().category, "highlight");
    assert_eq!(
        wrong(story.refused("2026-11-23 08:30", &office(), assign("chengguan"))),
        one("working_hours", FieldCode::Required)
    );
    let zero = Command::Assign { unit: words("chengguan"), working_hours: Some(0), note: String::new() };
    assert_eq!(
        wrong(story.refused("2026-11-23 08:30", &office(), zero)),
        one("working_hours", FieldCode::OutOfRange)
    );
}

#[test]
fn an_order_on_the_spot_is_everything_at_once_and_its_clock_runs_from_when_it_was_given() {
    let mut story = Story::new();
    // Written at nine without a signal, sent at eleven.
    let changes = story.then("2026-11-23 11:00", &inspector(), order("2026-11-23 09:00"));
    assert!(matches!(
        changes[..],
        [
            Change::Received { channel: Channel::Inspector, .. },
            Change::Accepted { .. },
            Change::Assigned { on_the_spot: true, .. },
            Change::TakenOn { .. }
        ]
    ));
    assert_eq!(story.state(), CaseState::TakenOn);
    assert_eq!(story.deadline().due, at("2026-11-23 11:00"));
    story.then("2026-11-23 11:00", &unit("chengguan"), rectify());
    story.then("2026-11-23 11:30", &inspector(), verify());
    assert_eq!(story.verdict(), Some(Verdict::OnTime));
    let old = Story::new().refused("2026-12-01 09:00", &inspector(), order("2026-11-23 09:00"));
    assert_eq!(wrong(old), one("ordered_at", FieldCode::OutOfRange));
}

#[test]
fn nobody_checks_their_own_units_work_whatever_their_role() {
    let story = Story::rectified();
    for actor in [
        unit("chengguan"),
        user(20, Role::Inspector, Some("chengguan")),
        user(21, Role::Office, Some("chengguan")),
        user(22, Role::Admin, Some("chengguan")),
    ] {
        for command in [verify(), send_back()] {
            assert_eq!(story.refused("2026-11-23 11:30", &actor, command).code, ErrorCode::Forbidden);
        }
    }
    let mut moved = story.clone();
    moved.then("2026-11-23 11:30", &user(23, Role::Inspector, Some("zhujian")), verify());
    // Whoever rectified has changed from the unit to the inspection since.
    let Actor::User { id, .. } = unit("chengguan") else { unreachable!() };
    let same = user(id.as_u128(), Role::Inspector, None);
    assert_eq!(story.refused("2026-11-23 11:30", &same, verify()).code, ErrorCode::Forbidden);
}

#[test]
fn a_second_transfer_alerts_the_office_and_the_clock_runs_on() {
    let mut story = Story::taken_on();
    let due = story.deadline().due;
    assert_eq!(story.then("2026-11-23 09:30", &unit("chengguan"), transfer("zhujian")).len(), 1);
    assert_eq!(
        story.refused("2026-11-23 10:00", &unit("chengguan"), transfer("jiaotong")).code,
        ErrorCode::Forbidden
    );
    let changes = story.then("2026-11-23 10:00", &unit("zhujian"), transfer("jiaotong"));
    assert_eq!(changes[1], Change::OfficeAlerted { alert: Alert::RepeatedTransfer });
    let case = story.case().unwrap();
    assert_eq!((case.counts.transfers, case.unit.as_deref()), (2, Some("jiaotong")));
    assert_eq!((case.task, story.deadline().due), (None, due));
    let same = story.refused("2026-11-23 10:30", &office(), transfer("jiaotong"));
    assert_eq!(wrong(same), one("to", FieldCode::NotAllowed));
    let back = Command::Unassign { reason: words("派错") };
    assert_eq!(story.refused("2026-11-23 10:30", &office(), back).code, ErrorCode::WrongState);
}

#[test]
fn rework_and_reopening_are_counted_and_the_reporter_confirms_once() {
    let mut story = Story::rectified();
    story.then("2026-11-23 11:30", &inspector(), send_back());
    story.then("2026-11-23 11:40", &unit("chengguan"), rectify());
    story.then("2026-11-23 11:50", &inspector(), verify());
    story.then_reporter("2026-11-24 09:00", Command::Confirm);
    assert!(story.attempt(at("2026-11-24 09:00"), &Actor::Anonymous, &Command::Confirm, true).is_err());
    story.then_reporter("2026-11-25 09:00", Command::Reopen { reason: words("又堆满了") });
    let case = story.case().unwrap();
    assert_eq!((case.counts.reworks, case.counts.reopenings), (1, 1));
    assert_eq!((case.state, case.closed_at, case.confirmed), (CaseState::SentBack, None, true));
    assert_eq!(story.verdict(), Some(Verdict::OnTime), "the verdict stays");
    assert_eq!(story.deadline().due, at("2026-11-25 15:30"));
    assert_eq!(case.state.report_status(), crate::report::ReportStatus::Accepted);
}

#[test]
fn nobody_decides_on_their_own_request_and_a_refusal_needs_a_reason() {
    let mut story = Story::taken_on();
    let ask = || Command::RequestExtension { working_hours: 4, reason: words("缺少设备") };
    story.then("2026-11-23 09:30", &office(), ask());
    assert_eq!(story.refused("2026-11-23 09:40", &office(), answer(true)).code, ErrorCode::Forbidden);
    assert_eq!(story.refused("2026-11-23 09:40", &unit("chengguan"), ask()).code, ErrorCode::WrongState);
    let silent = Command::Decide { granted: false, note: String::new() };
    let other = user(30, Role::Office, None);
    assert_eq!(wrong(story.refused("2026-11-23 09:40", &other, silent)), one("note", FieldCode::Required));
    story.then("2026-11-23 09:40", &other, answer(true));
    assert_eq!(story.case().unwrap().counts.extensions, 1);
    assert_eq!(story.deadline().working_minutes, 480);
    assert_eq!(story.refused("2026-11-23 09:50", &other, answer(true)).code, ErrorCode::WrongState);
}

#[test]
fn only_supervisors_take_a_supervisors_flag_off() {
    let mut story = Story::assigned();
    let (on, off) =
        (|| Command::Flag { reason: words("督办") }, || Command::Unflag { reason: words("已办") });
    story.then("2026-11-23 09:00", &office(), on());
    assert_eq!(story.refused("2026-11-23 09:10", &office(), on()).code, ErrorCode::WrongState);
    story.then("2026-11-23 09:10", &supervisor(), on());
    assert_eq!(story.refused("2026-11-23 09:20", &office(), off()).code, ErrorCode::Forbidden);
    story.then("2026-11-23 09:30", &supervisor(), off());
    assert_eq!(story.refused("2026-11-23 09:40", &supervisor(), off()).code, ErrorCode::WrongState);
}

#[test]
fn commands_and_events_are_read_back_as_they_were_written() {
    let text = serde_json::to_string(&order("2026-11-23 09:00")).unwrap();
    assert_eq!(serde_json::from_str::<Command>(&text).unwrap(), order("2026-11-23 09:00"));
    assert!(serde_json::from_str::<Command>(r#"{"command":"reject","reason":"x","more":1}"#).is_err());
    let events = Story::closed().events;
    let text = serde_json::to_string(&events).unwrap();
    assert_eq!(serde_json::from_str::<Vec<CaseEvent>>(&text).unwrap(), events);
    assert!(!text.contains("王某") && !text.contains("清运"), "no text of a person stands in the history");
    let texts: Vec<Sealed> = events.iter().flat_map(|event| event.change.sealed()).cloned().collect();
    assert_eq!(texts, [sealed("清运垃圾"), sealed("王某"), sealed("已清运")]);
}
