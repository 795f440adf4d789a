//! What came of answering: a score and why the answers are right after a quiz; thanks after a measurement.

use super::list::address;
use super::questions::{letter, mark};
use crate::components::icons::icon;
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::t;
use domain::questionnaire::{Item, Purpose, Questionnaire};
use domain::response::{ItemReview, ResponseReceipt};
use leptos::prelude::*;
use uuid::Uuid;

/// `/q/{slug}/result/{id}`.
///
/// # Errors
/// What the port says.
pub async fn page(cx: &PageContext, slug: &str, id: Uuid) -> Result<Page, PageError> {
    let l = cx.locale;
    let form = cx.backend.questionnaire(slug).await?;
    let receipt = cx.backend.response_receipt(id).await?;
    let frame = PhoneShell {
        title: l.pick(&form.title).to_owned(),
        back: Some("/quiz".to_owned()),
        tab: Tab::Quiz,
        ..PhoneShell::default()
    };
    let view = match form.purpose {
        Purpose::Training => scored(cx, slug, &form, &receipt),
        Purpose::Measurement => thanks(cx),
    };
    Ok(Page::phone(cx, frame, view))
}

fn thanks(cx: &PageContext) -> AnyView {
    let l = cx.locale;
    view! {
        <section class="receipt">
            <span class="receipt-mark">{icon(cx, "check")}</span>
            <h2 class="receipt-title">{t::quiz::thanks(l)}</h2>
            <p class="receipt-note">{t::quiz::thanks_text(l)}</p>
            <div class="receipt-actions">
                <a class="btn btn-primary" href="/report">{t::home::report(l)}</a>
                <a class="btn" href="/quiz">{t::quiz::others(l)}</a>
            </div>
        </section>
    }
    .into_any()
}

fn scored(cx: &PageContext, slug: &str, form: &Questionnaire, receipt: &ResponseReceipt) -> AnyView {
    let l = cx.locale;
    let passed = receipt.right >= form.pass_mark(receipt.of);
    let (title, text) = match (receipt.right == receipt.of, passed) {
        (true, _) => (t::quiz::all_right(l), t::quiz::all_right_text(l)),
        (false, true) => (t::quiz::passed(l), t::quiz::passed_text(l)),
        (false, false) => (t::quiz::failed(l), t::quiz::failed_text(l)),
    };
    let review = receipt
        .review
        .iter()
        .enumerate()
        .filter_map(|(index, review)| Some(reviewed(cx, index, form.item(&review.item)?, review)))
        .collect_view();
    view! {
        <div class="stack stack-l">
            <div class="score">
                {ring(cx, receipt)}
                <p class="score-title">{title}</p>
                <p class="score-text">{text}</p>
            </div>
            <div class="row row-fill">
                <a class="btn btn-primary" href=address(slug, None)>{t::quiz::again(l)}</a>
                <a class="btn" href="/report">{t::home::report(l)}</a>
            </div>
            <section class="section stack stack-l">
                <h2 class="section-title">{t::quiz::review(l)}</h2>
                {review}
            </section>
        </div>
    }
    .into_any()
}

/// The share of right answers as a ring: its circumference is 100 units.
fn ring(cx: &PageContext, receipt: &ResponseReceipt) -> AnyView {
    let l = cx.locale;
    let dash = format!("{:.1} 100", (receipt.score * 100.0).clamp(0.0, 100.0));
    view! {
        <svg class="score-ring" viewBox="0 0 36 36" role="img" aria-label=t::quiz::score(l, receipt.right, receipt.of)>
            <circle class="score-track" cx="18" cy="18" r="15.9155" />
            <circle
                class="score-value"
                cx="18"
                cy="18"
                r="15.9155"
                stroke-dasharray=dash
                transform="rotate(-90 18 18)"
            />
            <text class="score-number" x="18" y="20">{receipt.right.to_string()}</text>
            <text class="score-of" x="18" y="25.5">{t::quiz::of(l, receipt.of)}</text>
        </svg>
    }
    .into_any()
}

fn reviewed(cx: &PageContext, index: usize, item: &Item, review: &ItemReview) -> AnyView {
    let l = cx.locale;
    let options = item.options.iter().enumerate().map(|(place, option)| {
        let (chosen, right) = (review.chosen.contains(&option.code), review.key.contains(&option.code));
        let (class, result) = match (chosen, right) {
            (true, true) => ("option is-right", Some(mark(cx, true, t::quiz::chosen_right(l)))),
            (false, true) => ("option is-right", Some(mark(cx, true, t::quiz::right(l)))),
            (true, false) => ("option is-wrong", Some(mark(cx, false, t::quiz::chosen(l)))),
            (false, false) => ("option", None),
        };
        view! {
            <div class=class>
                <span class="option-face">
                    <span class="option-key">{letter(place)}</span>
                    <span class="option-text">{l.pick(&option.label).to_owned()}</span>
                    {result}
                </span>
            </div>
        }
    });
    let blank = review.chosen.is_empty().then(|| view! { <p class="question-hint">{t::quiz::blank(l)}</p> });
    let explanation = review.explanation.as_ref().map(|text| {
        view! {
            <div class="explain">
                <p class="explain-title">{icon(cx, "info")}{t::quiz::explanation(l)}</p>
                <p>{l.pick(text).to_owned()}</p>
            </div>
        }
    });
    view! {
        <section class="question stack stack-s">
            <h3 class="question-text">
                <span class="question-number">{index + 1}</span>
                {l.pick(&item.label).to_owned()}
            </h3>
            {blank}
            <div class="options">{options.collect_view()}</div>
            {explanation}
        </section>
    }
    .into_any()
}
