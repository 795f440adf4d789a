//! Bulletin, rules and inbox, rendered against a desk in memory.

use super::desk::{Desk, html, run};
use super::things::{HOSTILE, NOW, user};
use crate::locale::Locale;
use crate::page::PageError;
use crate::pages::notices;
use crate::pages::office::bulletin::{self, query::BulletinForm};
use crate::pages::office::rules::{calendar, limits, ranking, routing};
use domain::access::{Actor, Role};
use domain::case::Light;
use domain::case::bulletin::BulletinCounts;
use domain::case::ranking::{RankingRules, Standing};
use domain::error::{ApiError, ErrorCode, FieldCode};
use domain::ledger::{BulletinLine, BulletinView, MissingReport, Notice, NoticeKind};
use domain::time::Day;
use uuid::Uuid;

/// A line of a bulletin with the figures of a real one.
fn line(place: Option<u32>, name: Option<&str>, standing: Standing) -> BulletinLine {
    let counts = BulletinCounts {
        accepted: 1_054,
        filed: 996,
        due: 972,
        closed: 911,
        on_time: 737,
        late: 174,
        open: 61,
        confirmed: 3,
        disputed: 1,
        ..Default::default()
    };
    BulletinLine {
        place,
        code: name.map(|_| "u".into()),
        name: name.map(str::to_owned),
        standing,
        closed_rate: counts.closed_rate(),
        on_time_rate: counts.on_time_rate(),
        satisfied_rate: counts.satisfied_rate(),
        counts,
    }
}

/// A bulletin with a ranked unit, one below the minimum, an area and a missing report.
pub(super) fn bulletin_view() -> BulletinView {
    BulletinView {
        from: Day(20_500),
        to: Day(20_506),
        counted_at: NOW,
        total: line(None, None, Standing::Plain),
        units: vec![
            line(Some(1), Some("住建局"), Standing::Red),
            line(None, Some(HOSTILE), Standing::Black),
            line(None, None, Standing::Plain),
        ],
        areas: vec![line(None, Some("城关镇"), Standing::Plain)],
        rules: RankingRules::default(),
        missing: vec![MissingReport { day: Day(20_501), unit: None, name: "督查一组".into() }],
        ledger_position: 8_123,
        ledger_hash: "c0ffee".repeat(10),
    }
}

/// A notice that a case is late, unread.
pub(super) fn notice() -> Notice {
    Notice {
        id: Uuid::from_u128(3),
        at: NOW,
        kind: NoticeKind::Escalated,
        case: Uuid::from_u128(1),
        category: "exposed_rubbish".into(),
        description: HOSTILE.into(),
        unit_name: Some("住建局".into()),
        light: Some(Light::Red),
        repeated: false,
        read_at: None,
    }
}

fn bulletin_html(form: &BulletinForm, l: Locale) -> String {
    html(bulletin::page(&Desk::full().context(l), form))
}

#[test]
fn the_bulletin_says_the_figures_of_the_ledger_in_words_and_in_tables() {
    let page = bulletin_html(&BulletinForm::default(), Locale::Zh);
    for wanted in [
        "共受理问题 1054 件，立案 996 件",
        "本期应办结 972 件，已办结 911 件，办结率 93.7%",
        "按期办结 737 件，按期办结率 75.8%",
        "住建局",
        "督查一组",
        "第 1 至 8123 条",
        "未派单",
        "/office/export/bulletin.docx",
    ] {
        assert!(page.contains(wanted), "{wanted} is missing");
    }
    assert!(!page.contains(HOSTILE), "a name is not escaped");
    assert!(bulletin_html(&BulletinForm::default(), Locale::En).contains("972 cases fell due; 911 of them"));
}

#[test]
fn a_bad_day_is_said_at_its_field_and_stays_there() {
    let form = BulletinForm { from: Some("2026-13-01".into()), ..Default::default() };
    let page = run(bulletin::page(&Desk::full().context(Locale::Zh), &form)).unwrap();
    assert_eq!(page.status, 422);
    assert!(page.html.contains("2026-13-01") && page.html.contains("href=\"#f-from\""), "{}", page.html);
}

#[test]
fn files_of_a_bulletin_have_its_period_and_filter() {
    let form = BulletinForm {
        from: Some("2026-11-01".into()),
        to: Some("2026-11-07".into()),
        unit: Some("fire".into()),
        area: None,
    };
    let page = bulletin_html(&form, Locale::Zh);
    let wanted = "bulletin.xlsx?from=2026-11-01&amp;to=2026-11-07&amp;unit=fire";
    assert!(page.contains(wanted), "{wanted} is missing");
}

#[test]
fn rules_can_be_edited_and_keep_what_was_typed_when_refused() {
    let cx = Desk::full().context(Locale::Zh);
    for page in [
        html(routing::page(&cx, None, None)),
        html(limits::page(&cx, None, None)),
        html(calendar::page(&cx, None, None)),
        html(ranking::page(&cx, None, None)),
    ] {
        assert!(page.contains("method=\"post\" action=\"/office/rules"), "it cannot be saved");
    }
    let typed = [("monday", "08:30"), ("day", "2026-10-01"), ("hours", "9-12"), ("note", "国庆节")];
    let pairs = typed.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let form = calendar::CalendarForm::read(&pairs);
    let error = form.body().unwrap().parse().unwrap_err();
    let page = run(calendar::page(&cx, Some(&form), Some(&error))).unwrap();
    assert_eq!(page.status, 422);
    for wanted in ["value=\"08:30\"", "value=\"9-12\"", "f-monday-error", "f-hours-0-error"] {
        assert!(page.html.contains(wanted), "{wanted} is missing");
    }
    let error = ApiError::field("0.unit", FieldCode::Unknown, "no such unit");
    let pairs = [("category", ""), ("area", ""), ("unit", "gone")];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let page = run(routing::page(&cx, Some(&routing::RoutingForm::read(&pairs)), Some(&error))).unwrap();
    assert!(page.html.contains("f-unit-0-error"), "{}", page.html);
}

#[test]
fn only_the_office_may_open_the_rules() {
    for (actor, wanted) in [
        (user(Role::Supervisor), ErrorCode::Forbidden),
        (user(Role::Inspector), ErrorCode::Forbidden),
        (Actor::Anonymous, ErrorCode::Unauthenticated),
    ] {
        let cx = Desk { actor, ..Desk::full() }.context(Locale::Zh);
        let Err(PageError::Api(error)) = run(ranking::page(&cx, None, None)) else {
            panic!("it was shown");
        };
        assert_eq!(error.code, wanted);
    }
}

#[test]
fn the_inbox_marks_what_is_unread_and_says_what_is_late() {
    let page = html(notices::page(&Desk::full().context(Locale::Zh), None, None));
    for wanted in
        ["案件已超期", "未读", "/notices/00000000-0000-0000-0000-000000000003", "action=\"/notices/read\""]
    {
        assert!(page.contains(wanted), "{wanted} is missing");
    }
    assert!(!page.contains(HOSTILE));
    let empty = html(notices::page(&Desk::empty().context(Locale::Zh), None, None));
    assert!(empty.contains("没有消息") && !empty.contains("/notices/read"));
    let phone = Desk { actor: user(Role::Unit), ..Desk::full() }.context(Locale::Zh);
    assert!(
        html(notices::page(&phone, None, None)).contains("class=\"phone\""),
        "a unit reads it on the phone"
    );
}
