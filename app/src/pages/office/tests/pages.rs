//! Pages of statistics: what they answer at first sight, what they never hide, and that files say what the page says.

use super::desk::{Desk, html, run};
use super::{HOSTILE, typed};
use crate::locale::Locale;
use crate::page::PageError;
use crate::pages::office::awareness::{self, query::AwarenessForm};
use crate::pages::office::planner::{self, PlannerForm};
use crate::pages::office::problems::{self, query::ProblemsForm};
use crate::pages::office::weekly;
use domain::access::Role;
use domain::awareness::Suppression;
use domain::error::ErrorCode;

fn zh(desk: Desk) -> crate::page::PageContext {
    desk.context(Locale::Zh)
}

#[test]
fn awareness_is_a_sentence_with_its_verdict_and_every_number_links_to_its_method() {
    let html = html(awareness::page(&zh(Desk::full()), &AwarenessForm::default()));
    assert!(html.contains("每100名居民约65人知晓，把握区间43–84人。"));
    assert!(html.contains("上升") && html.contains("+7.7个百分点（95%区间+0.1至+15.3）"));
    for anchor in ["rate", "interval", "change", "channels", "hidden", "items", "villages", "design"] {
        assert!(html.contains(&format!("/methods#{anchor}\"")), "{anchor}");
    }
    assert!(
        html.contains("600户") && html.contains("81.1%"),
        "the response rate with what became of the visits"
    );
    assert!(
        html.contains("/office/export/awareness/towns.csv\"")
            && html.contains("/office/export/awareness/items.svg\"")
    );
    assert!(html.contains("swatch-hatch") && html.contains("空心点"));
}

#[test]
fn the_chosen_filter_travels_into_files() {
    let form = AwarenessForm { weights: typed("raked"), ..Default::default() };
    let html = html(awareness::page(&zh(Desk::full()), &form));
    assert!(html.contains("/office/export/awareness/items.xlsx?weights=raked"));
    let answers = "/office/export/responses.xlsx?questionnaire=awareness-household&amp;channel=household\"";
    assert!(html.contains(answers), "the answers behind the figures, not all there are");
    let form = ProblemsForm { week: typed("-2"), layer: typed("patrols"), ..Default::default() };
    let html = self::html(problems::page(&zh(Desk::full()), &form));
    assert!(html.contains("/office/export/problems/hotspots.csv?week=-2&amp;layer=patrols"));
}

#[test]
fn problems_say_where_to_go_tomorrow_and_where_nobody_has_been() {
    let html = html(problems::page(&zh(Desk::full()), &ProblemsForm::default()));
    assert!(html.contains("明天先去这里") && html.contains("附近的1个网格"));
    assert!(html.contains("32个问题，一般约9个，多于偶然（q=0.003）"));
    assert!(html.contains("近2周问题逐周增多：1, 4"));
    assert!(html.contains("居民上报3条，本期无人走访巡查"));
    assert!(html.contains("1个社区、嘎查村（共2个，涉及1,200人）本期无人走访、无人巡查"));
    assert!(html.matches("chart-mark\"").count() == 3, "the places are numbered on the map");
    assert!(!html.contains(HOSTILE));
    let first = html.find("明天先去这里").unwrap();
    assert!(
        first < html.find("id=\"rates\"").unwrap() && first < html.find("id=\"live\"").unwrap(),
        "the answer comes first"
    );
}

#[test]
fn the_slider_of_weeks_is_a_plain_form_with_links() {
    let form = ProblemsForm { week: typed("-3"), span: typed("1"), ..Default::default() };
    let html = html(problems::page(&zh(Desk::full()), &form));
    assert!(html.contains("type=\"range\"") && html.contains("value=\"-3\""));
    assert!(html.contains("?week=-4&amp;span=1") && html.contains("?week=-2&amp;span=1"));
}

#[test]
fn the_planner_tells_what_is_needed_and_what_there_is() {
    let html = html(planner::page(&zh(Desk::full()), &PlannerForm::default()));
    assert!(html.contains("±5.0个百分点以内，共需完成571份入户答卷，走访约714户"));
    assert!(html.contains("全旗误差约±20.5个百分点"));
    let wrong = PlannerForm { margin: typed("abc"), ..Default::default() };
    let page = run(planner::page(&zh(Desk::full()), &wrong)).unwrap();
    assert!(page.status == 422 && page.html.contains("value=\"abc\""));
}

#[test]
fn the_weekly_report_has_everything_and_links_to_its_neighbours() {
    let html = html(weekly::page(&zh(Desk::full()), Some("2026-11-18")));
    assert!(html.contains("2026-11-16 至 2026-11-22"));
    assert!(html.contains("week=2026-11-09") && html.contains("week=2026-11-23"));
    for text in
        ["每100名居民", "热点片区", "还没去过的地方", "逐周增多的地方", "办理速度", "本周发现问题28个"]
    {
        assert!(html.contains(text), "{text}");
    }
    assert!(run(weekly::page(&zh(Desk::full()), Some("soon"))).is_err());
}

#[test]
fn a_suppressed_headline_is_grey_and_says_why() {
    let desk = Desk { suppressed: Some(Suppression::WideInterval), ..Desk::full() };
    let html = html(awareness::page(&zh(desk), &AwarenessForm::default()));
    assert!(html.contains("answer-number is-greyed") && html.contains("区间过宽"));
}

#[test]
fn files_hold_what_the_page_shows_and_only_for_those_who_may_export() {
    let chart = run(problems::chart(&zh(Desk::full()), &ProblemsForm::default(), "hotspots")).unwrap();
    assert_eq!(chart.table.rows[0].cells[2].shown(), "32");
    let chart = run(awareness::chart(&zh(Desk::full()), &AwarenessForm::default(), "items")).unwrap();
    assert!(chart.svg().unwrap().contains("60.0%"));
    assert!(run(awareness::chart(&zh(Desk::full()), &AwarenessForm::default(), "nothing")).is_err());
    let supervisor = Desk { actor: super::user(Role::Inspector), ..Desk::full() };
    match run(problems::chart(&zh(supervisor), &ProblemsForm::default(), "map")) {
        Err(PageError::Api(error)) => assert_eq!(error.code, ErrorCode::Forbidden),
        other => panic!("{other:?}"),
    }
}
