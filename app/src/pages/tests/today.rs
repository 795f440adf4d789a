//! What must hold for a volunteer's pages, besides what must hold for all.

use super::village_surveys::PLAN;
use super::{context, now, volunteer};
use crate::locale::Locale;
use crate::page::PageError;
use crate::pages::account::destination;
use crate::pages::today::{self, Door, VisitForm};
use crate::pages::{home, me};
use domain::access::Actor;
use domain::error::{ApiError, FieldCode, FieldError};

/// The first household of the village's day.
pub(super) fn door() -> Door {
    Door { plan: PLAN, area: "t".to_owned(), household: "H1".to_owned() }
}

#[test]
fn the_day_holds_everything_that_a_phone_without_signal_needs() {
    let cx = context(Locale::Zh, volunteer());
    let day = now(cx.backend.today()).unwrap();
    let html = now(today::page(&cx)).unwrap().html;
    let households: usize = day.plans.iter().flat_map(|plan| &plan.areas).map(|area| area.visits.len()).sum();
    assert_eq!(html.matches("data-door=").count(), households);
    assert_eq!(html.matches("<template data-form=").count(), day.plans.len());
    for form in &day.questionnaires {
        for item in &form.items {
            assert!(html.contains(&format!("data-item=\"{}\"", item.name)), "{}", item.name);
        }
    }
    // Without scripts each household has a page of its own.
    assert!(html.contains(&format!("href=\"{}\"", door().address())));
    assert!(html.contains("aria-current=\"page\"") && html.contains("入户"));
}

#[test]
fn somebody_unknown_is_led_to_both_ways_of_signing_in() {
    let page = now(today::page(&context(Locale::Zh, Actor::Anonymous))).unwrap();
    assert_eq!(page.status, 200);
    assert!(
        page.html.contains("href=\"/pin?next=/today\"") && page.html.contains("href=\"/signin?next=/today")
    );
    assert!(!page.html.contains("data-today"));
}

#[test]
fn a_volunteer_finds_the_way_and_lands_there() {
    let cx = context(Locale::En, volunteer());
    for page in [now(home::page(&cx)).unwrap(), now(me::page(&cx)).unwrap()] {
        assert_eq!(page.html.matches("href=\"/today\"").count(), 2, "in the page and among the tabs");
    }
    assert!(!now(home::page(&context(Locale::En, Actor::Anonymous))).unwrap().html.contains("/today"));
    assert_eq!(destination("", &volunteer()), "/today");
    assert_eq!(destination("/me", &volunteer()), "/me");
}

#[test]
fn a_refused_visit_keeps_what_was_filled_in() {
    let cx = context(Locale::Zh, volunteer());
    let pairs = [
        ("outcome", "interviewed"),
        ("purpose", "publicity"),
        ("adults", "3"),
        ("note", "七点后"),
        ("answer.q1", "b"),
    ];
    let form = VisitForm::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let wrong = |path: &str| FieldError::new(path, FieldCode::Required, "");
    let error = ApiError::invalid(vec![wrong("consent"), wrong("response.answers.q1")]);
    let page = now(today::visit(&cx, &door(), form, Some(&error))).unwrap();
    assert_eq!(page.status, 422);
    for (name, value) in [("outcome", "interviewed"), ("purpose", "publicity"), ("adults", "3")] {
        let checked = format!("name=\"{name}\" value=\"{value}\" checked");
        assert!(page.html.contains(&checked), "{checked}");
    }
    assert!(page.html.contains("七点后</textarea>"));
    assert!(page.html.contains("href=\"#q-q1\"") && page.html.contains("href=\"#consent\""));
}

#[test]
fn a_household_of_somebody_else_is_not_found() {
    let cx = context(Locale::Zh, volunteer());
    let door = Door { household: "elsewhere".to_owned(), ..door() };
    match now(today::visit(&cx, &door, VisitForm::default(), None)) {
        Err(PageError::Api(error)) => assert_eq!(error.code.status(), 404),
        other => panic!("{other:?}"),
    }
}
