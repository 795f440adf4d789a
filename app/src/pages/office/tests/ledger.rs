//! Pages of the ledger, rendered against a desk in memory.

use super::cases::{case_view, ledger_row};
use super::desk::{Desk, html, run};
use super::things::{HOSTILE, user};
use crate::locale::Locale;
use crate::page::PageError;
use crate::pages::ledger::form::ActionForm;
use crate::pages::ledger::order_form::OrderForm;
use crate::pages::ledger::query::LedgerQuery;
use crate::pages::ledger::walk::WalkQuery;
use crate::pages::ledger::{bulk::BulkFlash, case, list, order, unit, walk};
use crate::pages::office::report::{self, StatusForm};
use domain::access::{Actor, Role};
use domain::case::{CaseState, CommandKind};
use domain::error::{ApiError, ErrorCode, FieldCode};
use uuid::Uuid;

const CASE: Uuid = Uuid::from_u128(1);

/// Everything that the table may ever offer.
fn all_kinds() -> Vec<CommandKind> {
    CommandKind::ALL.to_vec()
}

fn desk_with(state: CaseState, kinds: &[CommandKind], actor: Actor) -> Desk {
    Desk { case: Some(Box::new(case_view(state, kinds))), actor, ..Desk::full() }
}

fn of_unit() -> Actor {
    Actor::User {
        id: Uuid::from_u128(8),
        login: "fire1".into(),
        name: "赵强".into(),
        role: Role::Unit,
        unit: Some("fire".into()),
        area: None,
    }
}

fn case_html(desk: Desk, l: Locale) -> String {
    html(case::page(&desk.context(l), CASE, &ActionForm::default(), None))
}

fn pages(l: Locale) -> Vec<(&'static str, String)> {
    let full = || Desk::full().context(l);
    let empty = || Desk::empty().context(l);
    let unit_desk = |desk: fn() -> Desk| Desk { actor: of_unit(), ..desk() }.context(l);
    vec![
        ("ledger", html(list::page(&full(), &LedgerQuery::default(), None))),
        ("empty ledger", html(list::page(&empty(), &LedgerQuery::default(), None))),
        ("case", case_html(desk_with(CaseState::SentBack, &all_kinds(), user(Role::Office)), l)),
        ("case of a unit", case_html(desk_with(CaseState::TakenOn, &all_kinds(), of_unit()), l)),
        ("unit", html(unit::page(&unit_desk(Desk::full), None, None))),
        ("empty unit", html(unit::page(&unit_desk(Desk::empty), Some("late"), None))),
        ("walk", html(walk::page(&full(), &WalkQuery::default()))),
        ("empty walk", html(walk::page(&empty(), &WalkQuery { q: "x".into(), ..Default::default() }))),
        ("site", html(walk::site(&full(), "central-market", Some("ground")))),
        ("order", html(order::page(&full(), OrderForm::default(), None))),
    ]
}

#[test]
fn every_page_renders_in_both_languages_with_one_heading_and_unique_ids() {
    for l in Locale::ALL {
        for (name, html) in pages(l) {
            assert_eq!(html.matches("<h1").count(), 1, "{name} has one main heading");
            assert!(!html.contains(HOSTILE), "{name} lets markup through");
            assert!(!html.contains(" style="), "{name} has a style attribute, which the browser refuses");
            assert!(!html.contains("{n}") && !html.contains("NaN"), "{name} shows a blank");
            let mut ids: Vec<_> =
                html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count, "{name}: {ids:?}");
        }
    }
}

#[test]
fn a_case_offers_what_is_possible_and_opens_the_next_step() {
    let kinds = [CommandKind::Remark, CommandKind::Assign, CommandKind::Reckon];
    let html = case_html(desk_with(CaseState::Accepted, &kinds, user(Role::Office)), Locale::En);
    assert!(html.contains("id=\"do-assign\" open") && html.contains("id=\"do-remark\""));
    assert!(!html.contains("do-reckon"), "the program reckons by itself");
    assert!(html.contains("value=\"fire\" selected"), "the proposed unit is chosen");
    assert!(html.contains("name=\"expected_events\" value=\"4\""));
    let none = case_html(desk_with(CaseState::Closed, &[], user(Role::Supervisor)), Locale::En);
    assert!(!none.contains("name=\"command\""), "who may do nothing sees no form");
}

#[test]
fn a_unit_sees_its_case_in_the_phones_frame_with_the_camera() {
    let html = case_html(desk_with(CaseState::TakenOn, &[CommandKind::Rectify], of_unit()), Locale::Zh);
    assert!(html.contains("<body class=\"phone\">") && html.contains("href=\"/unit\""));
    assert!(html.contains("data-guide=\"rectify-photos\"") && html.contains("1 小时 20 分"));
}

#[test]
fn a_refused_command_keeps_what_was_typed_and_says_it_at_its_field() {
    let form = ActionForm {
        command: "take_on".into(),
        fields: vec![("measure".into(), "</textarea>清运".into()), ("date".into(), "2026-11-30".into())],
    };
    let error = ApiError::field("date", FieldCode::Inconsistent, "too late");
    let kinds = [CommandKind::TakeOn, CommandKind::Remark];
    let cx = desk_with(CaseState::Assigned, &kinds, of_unit()).context(Locale::Zh);
    let page = run(case::page(&cx, CASE, &form, Some(&error))).unwrap();
    assert_eq!(page.status, 422);
    assert!(page.html.contains("&lt;/textarea&gt;清运") && page.html.contains("value=\"2026-11-30\""));
    assert!(page.html.contains("href=\"#take_on-date\"") && page.html.contains("id=\"take_on-date-error\""));
}

#[test]
fn a_report_without_a_case_is_accepted_on_its_own_page_with_candidates_beside_it() {
    let desk = Desk { case: None, actor: user(Role::Office), ..Desk::full() };
    let cx = desk.context(Locale::En);
    let missing = run(case::page(&cx, CASE, &ActionForm::default(), None)).unwrap_err();
    assert_eq!(missing, PageError::Redirect(format!("/office/reports/{CASE}")));
    let html = html(report::page(&cx, CASE, &StatusForm::default(), None));
    for kind in ["accept", "reject", "link"] {
        assert!(html.contains(&format!("name=\"command\" value=\"{kind}\"")), "{kind}");
    }
    assert!(
        html.contains("42 m away") && html.contains("text 62% alike") && html.contains("photo 91% alike")
    );
    assert!(!html.contains("expected_events"), "there is no history yet");
}

#[test]
fn the_ledger_keeps_its_filter_everywhere_and_ticks_only_what_can_be_assigned() {
    let fields = [("state", "accepted"), ("q", "桥")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    let desk = Desk { next_cursor: Some("5-a".into()), ..Desk::full() };
    let html = html(list::page(&desk.context(Locale::En), &LedgerQuery::new(fields), None));
    for link in [
        "/office/export/cases.xlsx?state=accepted&amp;q=%E6%A1%A5",
        "/office/ledger?state=accepted&amp;q=%E6%A1%A5&amp;cursor=5-a",
        "/office/ledger?tab=late&amp;state=accepted&amp;q=%E6%A1%A5",
    ] {
        assert!(html.contains(link), "{link}");
    }
    assert!(html.contains("1,054 cases") && html.contains("3 h 20 min late"));
    let tick = format!("name=\"case\" value=\"{}:4\"", ledger_row(2, CaseState::Accepted).id);
    assert!(html.contains(&tick));
    assert_eq!(html.matches("name=\"case\"").count(), 1, "only what waits to be assigned");
}

#[test]
fn a_supervisor_reads_the_ledger_and_changes_nothing_in_it() {
    let desk = Desk { actor: user(Role::Supervisor), ..Desk::full() };
    let html = html(list::page(&desk.context(Locale::Zh), &LedgerQuery::default(), None));
    assert!(!html.contains("id=\"bulk\"") && !html.contains("name=\"case\""));
    assert!(html.contains("纪检监察督办"));
}

#[test]
fn after_assigning_many_the_next_page_offers_to_undo_it() {
    let flash = BulkFlash { undone: false, done: vec![CASE], skipped: 2 };
    let mut cx = Desk::full().context(Locale::En);
    cx.flash = Some(flash.to_text());
    let html = html(list::page(&cx, &LedgerQuery::default(), None));
    assert!(html.contains("1 assigned") && html.contains("2 could not be assigned"));
    assert!(
        html.contains(&format!("name=\"case\" value=\"{CASE}\"")) && html.contains("/office/ledger/unassign")
    );
}

#[test]
fn only_inspectors_and_the_office_walk_and_units_have_their_own_page() {
    let cx = Desk { actor: of_unit(), ..Desk::full() }.context(Locale::Zh);
    let refused =
        |error: PageError| matches!(error, PageError::Api(error) if error.code == ErrorCode::Forbidden);
    assert!(refused(run(walk::page(&cx, &WalkQuery::default())).unwrap_err()));
    assert!(refused(run(order::page(&cx, OrderForm::default(), None)).unwrap_err()));
    let led = run(list::page(&cx, &LedgerQuery::default(), None)).unwrap_err();
    assert_eq!(led, PageError::Redirect("/unit".into()));
    let office = Desk { actor: user(Role::Office), ..Desk::full() }.context(Locale::Zh);
    assert_eq!(
        run(unit::page(&office, None, None)).unwrap_err(),
        PageError::Redirect("/office/ledger".into())
    );
}

#[test]
fn an_order_takes_place_and_unit_from_the_site_and_the_rules() {
    let form = OrderForm {
        site: "central-market".into(),
        item: "ground".into(),
        category: "exposed_rubbish".into(),
        ..OrderForm::default()
    };
    let html = html(order::page(&Desk::full().context(Locale::Zh), form, None));
    assert!(html.contains("中心市场") && html.contains("检查项：地面干净"));
    assert!(html.contains("value=\"exposed_rubbish\" selected") && html.contains("value=\"fire\" selected"));
    assert!(html.contains("name=\"lat\" value=\"38.4\"") && html.contains("value=\"990623001001\" selected"));
}
