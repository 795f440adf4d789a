//! One questionnaire as a plain form.

use super::form::{ANSWER, QuizForm};
use crate::components::errors::{self, Anchor};
use crate::components::fields::{self, Field, hidden};
use crate::components::icons::icon;
use crate::components::names;
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::pages::report::area_options;
use crate::pages::slots;
use crate::t;
use domain::access::Permission;
use domain::area::Area;
use domain::error::ApiError;
use domain::questionnaire::{Item, ItemType, Purpose, Questionnaire};
use domain::response::SurveyChannel;
use leptos::prelude::*;

/// `/q/{slug}`: the published version, with what was answered and why it was refused, if it was. A training quiz draws its
/// items once; the form remembers which.
///
/// # Errors
/// What the port says.
pub async fn page(
    cx: &PageContext,
    slug: &str,
    mut form: QuizForm,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    let questionnaire = asked(cx, slug, &form.items).await?;
    let areas =
        if questionnaire.purpose == Purpose::Measurement { cx.backend.areas().await? } else { Vec::new() };
    if form.started_at.is_empty() {
        form.started_at = cx.backend.now().to_rfc3339();
    }
    // The form must be scored as the version that was shown, even when another one has been published meanwhile.
    if form.version.is_empty() {
        form.version = questionnaire.version.to_string();
    }
    let total = questionnaire.items.len();
    let names: Vec<&str> = questionnaire.items.iter().map(|item| item.name.as_str()).collect();
    let frame = PhoneShell {
        title: l.pick(&questionnaire.title).to_owned(),
        back: Some("/quiz".to_owned()),
        tab: Tab::Hidden,
        status: error.map_or(200, |error| error.code.status()),
        ..PhoneShell::default()
    };
    let lead = match questionnaire.purpose {
        Purpose::Training => t::quiz::training_lead(l),
        Purpose::Measurement => t::quiz::measurement_lead(l),
    };
    let view = view! {
        <form class="stack stack-l" id="quiz-form" method="post" action=format!("/q/{slug}") novalidate>
            {summary(cx, error, &questionnaire)}
            <div class="stack" data-before>
                <p class="muted">{lead}</p>
                {hidden("id", form.id.clone())}
                {hidden("version", form.version.clone())}
                {hidden("started_at", form.started_at.clone())}
                {hidden("items", names.join(" "))}
                {about(cx, &form, &questionnaire, &areas, error)}
            </div>
            <div class="quiz-head" data-head hidden>
                <p class="quiz-count">{position(cx, total)}</p>
                <progress class="bar" max=total.to_string() value="1"></progress>
            </div>
            {questionnaire
                .items
                .iter()
                .enumerate()
                .map(|(index, item)| question(cx, &form, index, item, error))
                .collect_view()}
            <div class="submitbar" data-submit>
                <div class="row row-fill">
                    <button class="btn btn-large" type="button" data-previous hidden>{t::quiz::previous(l)}</button>
                    <button class="btn btn-primary btn-large" type="button" data-next hidden>{t::quiz::next(l)}</button>
                    <button class="btn btn-primary btn-large" data-send>{t::quiz::send(l)}</button>
                </div>
            </div>
        </form>
        {slots::quiz()}
    };
    Ok(Page::phone(cx, frame, view))
}

/// What is asked: all items of a measurement; of a training quiz those that were drawn before, or new ones.
async fn asked(cx: &PageContext, slug: &str, drawn: &[String]) -> Result<Questionnaire, ApiError> {
    let mut whole = cx.backend.questionnaire(slug).await?;
    if whole.purpose == Purpose::Measurement {
        return Ok(whole);
    }
    let again: Vec<Item> = drawn.iter().filter_map(|name| whole.item(name).cloned()).collect();
    if again.is_empty() {
        return cx.backend.draw_quiz(slug).await;
    }
    whole.items = again;
    Ok(whole.without_key())
}

/// `第 1 题，共 5 题`, whose first number the island changes.
fn position(cx: &PageContext, total: usize) -> AnyView {
    let l = cx.locale;
    view! {
        {t::quiz::position_before(l)}
        <b data-position>"1"</b>
        {t::quiz::position_after(l, total)}
    }
    .into_any()
}

fn summary(cx: &PageContext, error: Option<&ApiError>, form: &Questionnaire) -> Option<AnyView> {
    let l = cx.locale;
    let paths: Vec<(String, String)> = form
        .items
        .iter()
        .map(|item| (format!("answers.{}", item.name), format!("q-{}", item.name)))
        .collect();
    let labels: Vec<String> = (1..=paths.len()).map(|number| t::quiz::question(l, number)).collect();
    let mut anchors: Vec<Anchor<'_>> =
        paths.iter().zip(&labels).map(|((path, id), label)| Anchor { path, label, id }).collect();
    let first = paths.first().map_or("main", |(_, id)| id.as_str());
    anchors.push(Anchor { path: "answers", label: t::quiz::answers(l), id: first });
    anchors.push(Anchor { path: "area", label: t::report::area(l), id: "f-area" });
    anchors.push(Anchor { path: "channel", label: t::quiz::channel(l), id: "channel" });
    errors::summary(cx, error, &anchors)
}

/// What a measurement asks besides its questions: where, and by interviewers also how.
fn about(
    cx: &PageContext,
    form: &QuizForm,
    questionnaire: &Questionnaire,
    areas: &[Area],
    error: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
    if questionnaire.purpose == Purpose::Training {
        return view! { {hidden("area", form.area.clone())} {hidden("channel", form.channel.clone())} }
            .into_any();
    }
    let interviewer = cx.backend.actor().may(Permission::Interview);
    let area = Field {
        name: "area",
        label: t::quiz::area(l),
        hint: if interviewer { "" } else { t::quiz::area_hint(l) },
        value: &form.area,
        ..Field::default()
    };
    let area = fields::select(cx, error, area, Some(t::report::area_blank(l)), area_options(areas));
    let channel = if interviewer {
        let chosen = SurveyChannel::from_text(&form.channel).unwrap_or(SurveyChannel::Household);
        let choices = SurveyChannel::ALL.iter().map(|channel| {
            let checked = *channel == chosen;
            view! {
                <label class="choice">
                    <input type="radio" name="channel" value=channel.as_str() checked=checked />
                    <span class="choice-face"><span class="choice-text">{names::survey_channel(l, *channel)}</span></span>
                </label>
            }
        });
        view! {
            <fieldset class="fieldset" id="channel" tabindex="-1">
                <legend class="label">{t::quiz::channel(l)}</legend>
                <div class="choices choices-row">{choices.collect_view()}</div>
                {errors::field_error(cx, error, "channel", "channel")}
            </fieldset>
        }
        .into_any()
    } else {
        hidden("channel", SurveyChannel::SelfSelected.as_str())
    };
    view! { {channel} {area} }.into_any()
}

/// One question with its options; errors stand at `answers.ITEM`.
pub(crate) fn question(
    cx: &PageContext,
    form: &QuizForm,
    index: usize,
    item: &Item,
    error: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
    let id = format!("q-{}", item.name);
    let (kind, hint) = match item.item_type {
        ItemType::SelectOne => ("radio", None),
        ItemType::SelectMultiple => ("checkbox", Some(t::quiz::several(l))),
    };
    let options = item.options.iter().enumerate().map(|(place, option)| {
        let checked = form.has(&item.name, &option.code);
        view! {
            <label class="option">
                <input type=kind name=format!("{ANSWER}{}", item.name) value=option.code.clone() checked=checked />
                <span class="option-face">
                    <span class="option-key">{letter(place)}</span>
                    <span class="option-text">{l.pick(&option.label).to_owned()}</span>
                </span>
            </label>
        }
    });
    view! {
        <fieldset class="question" id=id.clone() data-item=item.name.clone() tabindex="-1">
            <legend class="question-text">
                <span class="question-number">{index + 1}</span>
                {l.pick(&item.label).to_owned()}
            </legend>
            {hint.map(|hint| view! { <p class="question-hint">{hint}</p> })}
            <div class="options">{options.collect_view()}</div>
            {errors::field_error(cx, error, &format!("answers.{}", item.name), &id)}
        </fieldset>
    }
    .into_any()
}

/// A, B, C …; numbers after Z.
pub(super) fn letter(place: usize) -> String {
    match u8::try_from(place) {
        Ok(place @ 0..=25) => char::from(b'A' + place).to_string(),
        _ => (place + 1).to_string(),
    }
}

/// The mark and word of a right or a wrong option in a review.
pub(super) fn mark(cx: &PageContext, right: bool, text: &'static str) -> AnyView {
    view! { <span class="option-result">{icon(cx, if right { "check" } else { "close" })}{text}</span> }
        .into_any()
}
