//! What must hold for every public page: complete, escaped, labelled, in both languages, and without scripts of its own.

pub(crate) mod figures;
mod today;
mod village;
mod village_ledger;
mod village_surveys;

use self::village::{CODE, HOSTILE, Village};
use super::ledger::fixed::FixedForm;
use super::quiz::QuizForm;
use super::report::ReportForm;
use super::today::VisitForm;
use super::{
    account, area, error, home, install, map, me, methods, offline, privacy, quiz, receipt, report,
    statistics,
};
use crate::locale::Locale;
use crate::page::{Page, PageContext, PageError, PhoneShell, Theme};
use domain::access::{Actor, Role};
use domain::error::{ApiError, ErrorCode, FieldCode, FieldError};
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use uuid::Uuid;

fn context(locale: Locale, actor: Actor) -> PageContext {
    let names = ["app.css", "office.css", "app.js", "app.wasm", "ui.svg", "categories.svg", "app.svg"];
    PageContext {
        backend: Arc::new(Village { actor }),
        locale,
        theme: Theme::System,
        elder: false,
        nonce: "n0nce".to_owned(),
        assets: Arc::new(
            names.into_iter().map(|name| (name.to_owned(), format!("/assets/{name}"))).collect(),
        ),
        path: "/somewhere?x=1&y=2".to_owned(),
        flash: Some("saved".to_owned()),
        plain: false,
        shell: false,
    }
}

/// What a reporter typed who says that it is not put right.
fn not_fixed() -> FixedForm {
    FixedForm { fixed: "no".to_owned(), reason: HOSTILE.to_owned() }
}

fn not_fixed_error() -> ApiError {
    ApiError::field("reason", FieldCode::TooLong, "")
}

/// Nothing in the village waits, so every page is there at once.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the village answers at once"),
    }
}

fn volunteer() -> Actor {
    let text = |text: &str| text.to_owned();
    Actor::User {
        id: Uuid::nil(),
        login: text("v"),
        name: text(HOSTILE),
        role: Role::Volunteer,
        unit: None,
        area: None,
    }
}

fn refused() -> ApiError {
    ApiError::invalid(
        [
            "photos.0.bytes",
            "location",
            "category",
            "description",
            "contact.phone",
            "answers",
            "answers.q1",
            "login",
        ]
        .map(|path| FieldError::new(path, FieldCode::Required, ""))
        .to_vec(),
    )
}

fn typed() -> ReportForm {
    let text = HOSTILE.to_owned();
    ReportForm {
        description: text.clone(),
        phone: text.clone(),
        lat: text,
        site: "m".to_owned(),
        ..ReportForm::default()
    }
}

async fn every_page(cx: &PageContext) -> Vec<(&'static str, Result<Page, PageError>)> {
    let error = refused();
    let answered = || {
        QuizForm::from_pairs([
            ("answer.q1".to_owned(), "b".to_owned()),
            ("items".to_owned(), "q1 id".to_owned()),
        ])
    };
    let sign_in = account::SignInForm { login: HOSTILE.to_owned(), next: HOSTILE.to_owned() };
    let missing = ApiError::not_found("page");
    vec![
        ("home", home::page(cx).await),
        ("report", report::page(cx, ReportForm::default(), None).await),
        ("report refused", report::page(cx, typed(), Some(&error)).await),
        ("receipt new", receipt::page(cx, CODE, true).await),
        ("receipt", receipt::page(cx, CODE, false).await),
        ("receipt answered", receipt::answered(cx, CODE, &not_fixed(), &not_fixed_error()).await),
        ("receipt unknown", receipt::page(cx, "2222-2222", false).await),
        ("find", receipt::find(cx, None).await),
        ("find refused", receipt::find(cx, Some(HOSTILE)).await),
        ("me", me::page(cx).await),
        ("quizzes", quiz::list(cx, Some(HOSTILE)).await),
        ("quiz", quiz::questionnaire(cx, "quiz", QuizForm::default(), None).await),
        ("quiz refused", quiz::questionnaire(cx, "quiz", answered(), Some(&error)).await),
        ("survey", quiz::questionnaire(cx, "survey", QuizForm::default(), None).await),
        ("quiz result", quiz::result(cx, "quiz", Uuid::nil()).await),
        ("survey result", quiz::result(cx, "survey", Uuid::nil()).await),
        ("area", area::area(cx, "v").await),
        ("site", area::site(cx, "m").await),
        ("today", super::today::page(cx).await),
        ("visit", super::today::visit(cx, &today::door(), VisitForm::default(), Some(&error)).await),
        ("map", map::page(cx).await),
        ("statistics", statistics::page(cx).await),
        ("methods", methods::page(cx).await),
        ("privacy", privacy::page(cx).await),
        ("install", install::page(cx).await),
        ("offline", offline::page(cx).await),
        ("sign in", account::sign_in(cx, sign_in, Some(&error)).await),
        ("setup", account::setup(cx, "token", account::SetupForm::default(), None).await),
        ("error", Ok(error::page(cx, &missing))),
    ]
}

/// The values of an attribute in a document.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    html.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn check(name: &str, html: &str) {
    assert!(html.starts_with("<!DOCTYPE html><html lang="), "{name}");
    assert_eq!(html.matches("<h1").count(), 1, "{name}: one main heading");
    assert_eq!(html.matches("<main").count(), 1, "{name}");
    assert!(!html.contains("<script>"), "{name}: something was not escaped");
    for forbidden in [" style=\"", " onclick=", " onload=", "{name}", "{n}"] {
        assert!(!html.contains(forbidden), "{name} holds {forbidden}");
    }
    for raw in ["title", "option", "textarea"] {
        for element in html.split(&format!("<{raw}")).skip(1) {
            let content = element.split(&format!("</{raw}>")).next().unwrap_or_default();
            assert!(!content.contains("<!"), "{name}: a marker inside <{raw}>");
        }
    }
    let ids = values(html, "id");
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len(), "{name}: ids are unique: {ids:?}");
    let fragments =
        values(html, "href").into_iter().filter_map(|href| href.strip_prefix('#')).collect::<Vec<_>>();
    let described = values(html, "aria-describedby").into_iter().flat_map(str::split_whitespace);
    let labelled = values(html, "aria-labelledby").into_iter().flat_map(str::split_whitespace);
    for id in values(html, "for").into_iter().chain(fragments).chain(described).chain(labelled) {
        assert!(known.contains(id), "{name}: nothing has the id {id:?}");
    }
}

#[test]
fn every_page_is_complete_and_escaped_in_both_languages() {
    for locale in Locale::ALL {
        for actor in [Actor::Anonymous, volunteer()] {
            let cx = context(locale, actor);
            for (name, page) in now(every_page(&cx)) {
                let page = page.unwrap_or_else(|error| panic!("{name}: {error:?}"));
                check(name, &page.html);
                assert!(page.html.contains(locale.tag()), "{name}");
                // For looking at the pages in a browser.
                if let Ok(folder) = std::env::var("CHUANGCHENG_PAGES_DIR") {
                    let file = format!("{folder}/{}-{}.html", locale.tag(), name.replace(' ', "-"));
                    std::fs::write(file, &page.html).unwrap();
                }
            }
        }
    }
}

#[test]
fn a_refused_form_keeps_what_was_typed() {
    let page = now(report::page(&context(Locale::Zh, Actor::Anonymous), typed(), Some(&refused()))).unwrap();
    assert_eq!(page.status, 422);
    assert!(page.html.contains("&lt;/textarea&gt;&lt;script&gt;alert('x')&lt;/script&gt;\"&amp;</textarea>"));
    assert!(page.html.contains("aria-invalid=\"true\""));
    let (form, cx) =
        (ReportForm { category: "exposed_rubbish".to_owned(), ..typed() }, context(Locale::En, volunteer()));
    let page = now(report::page(&cx, form, Some(&refused()))).unwrap();
    assert_eq!(page.html.matches(" checked").count(), 1);
    assert!(page.html.contains("name=\"channel\" value=\"volunteer\""));
}

#[test]
fn a_poster_fills_in_the_place() {
    let form = ReportForm { site: "m".to_owned(), ..ReportForm::default() };
    let page = now(report::page(&context(Locale::Zh, Actor::Anonymous), form, None)).unwrap();
    assert!(page.html.contains("name=\"lat\" value=\"38.12\""));
    assert!(page.html.contains("value=\"v\" selected"));
}

#[test]
fn a_refused_quiz_asks_the_same_questions_again() {
    let cx = context(Locale::Zh, Actor::Anonymous);
    let form = QuizForm::from_pairs([("items".to_owned(), "q1".to_owned())]);
    let page = now(quiz::questionnaire(&cx, "quiz", form, Some(&refused()))).unwrap();
    assert!(page.html.contains("name=\"items\" value=\"q1\""));
    assert!(!page.html.contains("因为"), "the explanation is for afterwards");
}

#[test]
fn a_code_typed_carelessly_leads_to_its_report() {
    let cx = context(Locale::Zh, Actor::Anonymous);
    let to = PageError::Redirect(format!("/r/{CODE}"));
    assert_eq!(now(receipt::find(&cx, Some(" 7k3m92qx "))).unwrap_err(), to);
    assert_eq!(now(receipt::page(&cx, "7k3m92qx", false)).unwrap_err(), to);
    assert_eq!(now(receipt::page(&cx, "2222-2222", false)).unwrap().status, 404);
}

#[test]
fn only_a_page_with_islands_loads_scripts_and_never_when_asked_plainly() {
    let island = || view! { <leptos-island data-component="X"></leptos-island> };
    let mut cx = context(Locale::Zh, Actor::Anonymous);
    let page = Page::phone(&cx, PhoneShell::default(), island());
    assert!(page.scripts && page.html.contains("import(\"/assets/app.js\")"));
    assert!(page.html.contains("module_or_path: \"/assets/app.wasm\""));
    let inline = page.html.matches("<script").count() - page.html.matches("<script type=\"module\"").count();
    assert_eq!(inline, page.html.matches("<script nonce=\"n0nce\"").count());
    let without = Page::phone(&cx, PhoneShell::default(), view! { <p></p> });
    assert!(!without.scripts && !without.html.contains("<script nonce"), "it needs no WebAssembly");
    cx.plain = true;
    let plain = Page::phone(&cx, PhoneShell::default(), island());
    assert!(!plain.scripts && !plain.html.contains("<script"));
}

#[test]
fn failures_have_their_status() {
    let cx = context(Locale::Zh, Actor::Anonymous);
    let wait = ApiError::wait(ErrorCode::TooManyRequests, "", 90);
    let page = error::page(&cx, &wait);
    assert_eq!(page.status, 429);
    assert!(page.html.contains("2 分钟"));
}

#[test]
fn a_value_cannot_end_its_query() {
    assert_eq!(super::encoded("城关&x=1 /"), "%E5%9F%8E%E5%85%B3%26x%3D1%20%2F");
    assert_eq!(super::encoded("150623.a-b_c~"), "150623.a-b_c~");
}
