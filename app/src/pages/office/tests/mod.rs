//! Pages of the desk, rendered against a desk in memory.

mod bulletin;
mod cases;
mod desk;
mod desk_ledger;
mod desk_surveys;
mod ledger;
mod pages;
mod statistics;
pub mod things;

use super::awareness::query::AwarenessForm;
use super::people::{PersonAction, PersonForm};
use super::planner::{self, PlannerForm};
use super::poster::PosterView;
use super::problems::{self, query::ProblemsForm};
use super::report::StatusForm;
use super::reports_query::ReportsQuery;
use super::surveys::new::PlanForm;
use super::surveys::volunteers::InviteForm;
use super::tokens::TokenForm;
use super::{
    areas, awareness, overview, people, poster, questionnaire, questionnaires, report, reports, security,
    surveys, tokens, weekly,
};
use crate::locale::Locale;
use crate::page::PageError;
use desk::{Desk, html, run};
use desk_surveys::PLAN;
use domain::access::Role;
use domain::awareness::Suppression;
use domain::error::{ApiError, ErrorCode, FieldCode};
use domain::report::ReportStatus;
use things::{HOSTILE, person, user};
use uuid::Uuid;

const REPORT: Uuid = Uuid::from_u128(1);

fn typed(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// Every page of a desk in one language.
fn all_pages(desk: fn() -> Desk, l: Locale) -> Vec<(&'static str, String)> {
    let cx = desk().context(l);
    let view = PosterView {
        org: "青岚旗文明办".into(),
        title: String::new(),
        place: "幸福社区".into(),
        address: "https://example.cn/a/1".into(),
        qr_svg: "<svg></svg>".into(),
    };
    vec![
        ("overview", html(overview::page(&cx))),
        ("reports", html(reports::page(&cx, &ReportsQuery::default()))),
        ("report", html(report::page(&cx, REPORT, &StatusForm::default(), None))),
        ("awareness", html(awareness::page(&cx, &AwarenessForm::default()))),
        ("problems", html(problems::page(&cx, &ProblemsForm::default()))),
        ("planner", html(planner::page(&cx, &PlannerForm::default()))),
        ("weekly", html(weekly::page(&cx, None))),
        ("questionnaires", html(questionnaires::page(&cx, None))),
        ("questionnaire", html(questionnaire::page(&cx, "awareness-household", 2, None))),
        ("areas", html(areas::page(&cx, "", None))),
        ("people", html(people::page(&cx, &PersonForm::default(), None, None))),
        ("tokens", html(tokens::page(&cx, &TokenForm::default(), None, None))),
        ("security", html(security::page(&cx))),
        ("surveys", html(surveys::list::page(&cx, None))),
        ("survey new", html(surveys::new::page(&cx, &PlanForm::default(), None))),
        ("survey", html(surveys::plan::page(&cx, PLAN, None))),
        ("survey list", html(surveys::sheet::page(&cx, PLAN, "150623001001"))),
        ("survey walk", html(surveys::sheet::page(&cx, PLAN, "150623001002"))),
        ("volunteers", html(surveys::volunteers::page(&cx, &InviteForm::default(), None, None))),
        ("poster", poster::page(&cx, view).html),
    ]
}

#[test]
fn every_page_renders_in_both_languages_full_and_empty() {
    for l in Locale::ALL {
        for desk in [Desk::full, Desk::empty] {
            for (name, html) in all_pages(desk, l) {
                assert!(html.contains("<h1"), "{name} has no heading");
                assert_eq!(html.matches("<h1").count(), 1, "{name} has one main heading");
                assert!(!html.contains(HOSTILE), "{name} lets markup through");
                assert!(!html.contains(" style="), "{name} has a style attribute, which the browser refuses");
                assert!(
                    !html.contains("{n}") && !html.contains("NaN"),
                    "{name} shows a blank that was not filled"
                );
            }
        }
    }
}

#[test]
fn ids_are_unique_on_every_page() {
    for (name, html) in all_pages(Desk::full, Locale::Zh) {
        let mut ids: Vec<_> =
            html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{name}: {ids:?}");
    }
}

#[test]
fn the_first_day_shows_what_to_do_first() {
    let html = html(overview::page(&Desk::empty().context(Locale::En)));
    assert!(html.contains("First steps") && html.contains("No areas are imported"));
    assert!(html.contains("newer_than_us:7"), "a warning that is not known is still shown");
    let full = Desk::full();
    let full = self::html(overview::page(&full.context(Locale::En)));
    assert!(!full.contains("First steps"));
    assert!(full.contains("1,312") && full.contains("65.3") && full.contains("42.7–83.8%"));
}

#[test]
fn the_list_carries_its_filter_to_exports_pages_and_chips() {
    let desk = Desk { next_cursor: Some("5-a".into()), ..Desk::full() };
    let query = ReportsQuery { category: typed("exposed_rubbish"), q: typed("桥"), ..Default::default() };
    let html = html(reports::page(&desk.context(Locale::En), &query));
    for link in [
        "/office/export/reports.xlsx?category=exposed_rubbish&amp;q=%E6%A1%A5",
        "/office/reports?category=exposed_rubbish&amp;q=%E6%A1%A5&amp;cursor=5-a",
        "/office/reports?q=%E6%A1%A5\"",
    ] {
        assert!(html.contains(link), "{link}");
    }
    assert!(html.contains("4,969 reports of 4,900 incidents"));
    assert!(html.contains("value=\"exposed_rubbish\" selected"));
}

#[test]
fn a_wrong_filter_says_what_is_wrong_and_keeps_what_was_typed() {
    let query = ReportsQuery { from: typed("soon"), q: typed("桥"), ..Default::default() };
    let page = run(reports::page(&Desk::full().context(Locale::En), &query)).unwrap();
    assert_eq!(page.status, 422);
    assert!(
        page.html.contains("error-summary")
            && page.html.contains("value=\"soon\"")
            && page.html.contains("value=\"桥\"")
    );
    assert!(!page.html.contains("<tbody>"), "no rows for a filter that was not understood");
    let wrong = ProblemsForm { resolution: typed("3"), ..Default::default() };
    assert_eq!(run(problems::page(&Desk::full().context(Locale::En), &wrong)).unwrap().status, 422);
    let wrong = AwarenessForm { weights: typed("moon"), ..Default::default() };
    assert_eq!(run(awareness::page(&Desk::full().context(Locale::En), &wrong)).unwrap().status, 422);
}

#[test]
fn a_report_offers_only_what_may_come_next() {
    let offered = |status| {
        let desk = Desk { report: things::report(1, status), ..Desk::full() };
        let html = html(report::page(&desk.context(Locale::En), REPORT, &StatusForm::default(), None));
        ["accepted", "rejected", "closed"].map(|to| html.contains(&format!("name=\"to\" value=\"{to}\"")))
    };
    // What was received is decided on by commands, which begin its case.
    assert_eq!(offered(ReportStatus::Received), [false, false, false]);
    assert_eq!(offered(ReportStatus::Accepted), [false, true, false]);
    assert_eq!(offered(ReportStatus::Closed), [true, false, false]);
    assert_eq!(offered(ReportStatus::Duplicate), [false, false, false]);
}

#[test]
fn who_may_not_handle_reports_sees_neither_forms_nor_the_contact() {
    let show = |role| {
        let report = things::report(1, ReportStatus::Accepted);
        let desk = Desk { actor: user(role), report, ..Desk::full() };
        html(report::page(&desk.context(Locale::En), REPORT, &StatusForm::default(), None))
    };
    let form = format!("/office/reports/{REPORT}/duplicate");
    let (office, supervisor) = (show(Role::Office), show(Role::Supervisor));
    assert!(office.contains(&form) && office.contains("139 0000 0000") && office.contains("42 m away"));
    assert!(
        !supervisor.contains(&form)
            && !supervisor.contains("139 0000")
            && !supervisor.contains("name=\"note\"")
    );
}

#[test]
fn a_refused_decision_keeps_the_note_that_was_typed() {
    let form = StatusForm { to: "rejected".into(), note: "</textarea>看不清".into() };
    let error = ApiError::field("note", FieldCode::TooLong, "too long");
    let desk = Desk { report: things::report(1, ReportStatus::Accepted), ..Desk::full() };
    let page = run(report::page(&desk.context(Locale::Zh), REPORT, &form, Some(&error))).unwrap();
    assert_eq!(page.status, 422);
    assert!(page.html.contains("&lt;/textarea&gt;看不清") && page.html.contains("href=\"#f-note\""));
    assert!(page.html.contains("value=\"rejected\" checked"));
}

#[test]
fn a_linked_report_can_be_unlinked() {
    let mut linked = things::report(1, ReportStatus::Duplicate);
    linked.duplicate_of = Some(Uuid::from_u128(2));
    let desk = Desk { report: linked, ..Desk::full() };
    let html = html(report::page(&desk.context(Locale::En), REPORT, &StatusForm::default(), None));
    assert!(html.contains("name=\"undo\" value=\"1\"") && html.contains(&Uuid::from_u128(2).to_string()));
    assert!(!html.contains("name=\"of\""), "a duplicate is not linked a second time");
}

#[test]
fn awareness_shows_the_interval_the_sample_and_why_channels_are_not_added() {
    let html = html(awareness::page(&Desk::full().context(Locale::En), &AwarenessForm::default()));
    for text in ["65.3", "95% interval 42.7–83.8%", "29.1", "2.06", "3 strata, 12 clusters", "never add"] {
        assert!(html.contains(text), "{text}");
    }
    assert!(html.contains("The period is whole weeks: 2026-11-16 to 2026-11-29"));
    assert!(html.find("青岚镇") < html.find("沙柳镇"), "the suppressed town is not ranked first");
    assert!(html.contains("Fewer than 30 respondents"));
}

#[test]
fn a_suppressed_headline_says_so() {
    let desk = Desk { suppressed: Some(Suppression::WideInterval), ..Desk::full() };
    let html = html(awareness::page(&desk.context(Locale::En), &AwarenessForm::default()));
    assert!(html.contains("For reference only: Interval of 30 points or wider"));
}

#[test]
fn the_heatmap_counts_what_the_list_counts() {
    let form = ProblemsForm { status: typed("received"), ..Default::default() };
    let html = html(problems::page(&Desk::full().context(Locale::En), &form));
    assert!(html.contains("1,008 incidents, 1,111 reports"), "those without a place are part of the list");
    assert!(html.contains("/office/reports?from=2026-"));
    assert!(html.contains("status=received"));
    assert!(html.contains("heat-5"));
}

#[test]
fn a_wrong_file_names_the_place_in_it() {
    let error = ApiError::field("file", FieldCode::Malformed, "p.csv, line 3, column area: there is no area");
    let page = run(areas::page(&Desk::full().context(Locale::Zh), "population", Some(&error))).unwrap();
    assert_eq!(page.status, 422);
    assert!(page.html.contains("line 3, column area") && page.html.contains("人口数据导入失败"));
}

#[test]
fn a_person_is_not_added_twice_and_the_password_is_not_sent_back() {
    let form = PersonForm {
        login: "li".into(),
        name: "李雷".into(),
        password: "geheim-12345".into(),
        ..Default::default()
    };
    let error = ApiError::field("login", FieldCode::Duplicate, "taken");
    let page = run(people::page(&Desk::full().context(Locale::Zh), &form, None, Some(&error))).unwrap();
    assert!(page.html.contains("href=\"#f-login\"") && page.html.contains("value=\"李雷\""));
    assert!(!page.html.contains("geheim"));
    assert!(!format!("{form:?}").contains("geheim"), "nor does it reach a log");
}

#[test]
fn a_failed_change_opens_the_row_it_belongs_to() {
    let error = ApiError::field("password", FieldCode::TooShort, "too short");
    let (cx, form) = (Desk::full().context(Locale::Zh), PersonForm::default());
    let action = PersonAction { action: "password".into(), ..Default::default() };
    let html = run(people::page(&cx, &form, Some((person().id, &action)), Some(&error))).unwrap().html;
    assert!(html.contains(" id=\"failed\"") && html.contains("href=\"#failed\""));
    assert!(html.contains("<details open class=\"disclosure\""));
}

#[test]
fn an_address_that_was_refused_stays_in_its_form() {
    let error = ApiError::field("email", FieldCode::Malformed, "no address");
    let cx = Desk::full().context(Locale::Zh);
    let action = PersonAction { action: "duty".into(), email: "li.example.cn".into(), ..Default::default() };
    let failed = Some((person().id, &action));
    let html = run(people::page(&cx, &PersonForm::default(), failed, Some(&error))).unwrap().html;
    assert!(html.contains("value=\"li.example.cn\"") && html.contains("aria-invalid=\"true\""));
    let mine = run(crate::pages::notices::page(&cx, Some("li@"), Some(&error))).unwrap();
    assert!(mine.status == 422 && mine.html.contains("value=\"li@\""), "nor in the inbox");
}

#[test]
fn a_unit_without_a_head_is_named() {
    let member = |id| {
        let mut member = person();
        (member.id, member.role, member.unit) = (id, Role::Unit, Some("fire".to_owned()));
        html(people::page(
            &Desk { people: vec![member], ..Desk::full() }.context(Locale::Zh),
            &PersonForm::default(),
            None,
            None,
        ))
    };
    assert!(member(Uuid::from_u128(77)).contains("尚未指定负责人"));
    let led = member(person().id);
    assert!(!led.contains("尚未指定负责人") && led.contains("li@example.cn"));
}

#[test]
fn nobody_can_disable_themselves() {
    let mut me = person();
    me.id = Uuid::from_u128(9);
    let shown = |people| {
        let desk = Desk { people, ..Desk::full() };
        html(people::page(&desk.context(Locale::Zh), &PersonForm::default(), None, None))
            .contains("value=\"disable\"")
    };
    assert!(shown(vec![person()]) && !shown(vec![me]));
}

#[test]
fn a_secret_is_shown_only_right_after_it_was_made() {
    let page =
        |secret| html(tokens::page(&Desk::full().context(Locale::Zh), &TokenForm::default(), secret, None));
    assert!(page(Some("cct_abc")).contains("Bearer cct_abc"));
    assert!(!page(None).contains("cct_"));
}

#[test]
fn pages_refuse_those_who_may_not_open_them() {
    let refused = |role, error: Result<_, PageError>| match error {
        Err(PageError::Api(error)) => assert_eq!(error.code, ErrorCode::Forbidden, "{role:?}"),
        other => panic!("{role:?}: {other:?}"),
    };
    for role in [Role::Office, Role::Supervisor, Role::Inspector] {
        let cx = Desk { actor: user(role), ..Desk::full() }.context(Locale::Zh);
        refused(role, run(people::page(&cx, &PersonForm::default(), None, None)));
        refused(role, run(tokens::page(&cx, &TokenForm::default(), None, None)));
    }
    let cx = Desk { actor: user(Role::Inspector), ..Desk::full() }.context(Locale::Zh);
    refused(Role::Inspector, run(awareness::page(&cx, &AwarenessForm::default())));
    refused(Role::Inspector, run(areas::page(&cx, "", None)));
}
