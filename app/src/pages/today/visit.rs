//! The form of a visit: in the template of `/today` for the island, and on a page of its own for browsers without scripts.
//!
//! What the island finds in `[data-visit-form]`, besides the fields named in [`VisitForm`]:
//!
//! | hook | what it is |
//! |---|---|
//! | `data-where`, `data-where-note`, `data-attempt-word`, `data-earlier` | which household, which attempt, and what was before |
//! | `data-screen` | a screen: `outcome`, `who`, `consent`, `end`; the questions are `fieldset.question` |
//! | `data-head` | counts the questions (hidden), as in a quiz |
//! | `data-birthdays` | chooses by birthdays; in it `data-birthday` (one row, to be repeated) and `data-ask` |
//! | `data-no-consent` | the button for somebody who does not agree |
//! | `data-place-text`, `data-locate` | the place |
//! | `data-result`, `data-began` | what is about to be saved |
//! | `data-problem` | the link that reports a problem on this visit |
//! | `data-submit` | the bar with `data-note`, `data-previous`, `data-next` (hidden) and `data-record` |

use super::doors;
use super::form::{Door, VisitForm};
use super::parts;
use crate::components::errors::{self, Anchor};
use crate::components::fields::{self, Field, Mark, hidden};
use crate::components::icons::icon;
use crate::islands::today::standing::{self, moment, outcome_word};
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::pages::quiz::question;
use crate::t;
use domain::error::ApiError;
use domain::limits;
use domain::questionnaire::Questionnaire;
use domain::survey::{Attempt, Today, TodayArea, TodayHousehold, TodayPlan};
use leptos::prelude::*;

/// `/today/{plan}/{area}/{household}`: the whole visit as one plain form, with what was filled in and why it was refused, if it was.
///
/// # Errors
/// What the port says; not found for a household that is not the volunteer's.
pub async fn page(
    cx: &PageContext,
    door: &Door,
    mut form: VisitForm,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    let today = cx.backend.today().await?;
    let not_found = || ApiError::not_found("household");
    let plan = today.plans.iter().find(|plan| plan.id == door.plan).ok_or_else(not_found)?;
    let area = plan.areas.iter().find(|area| area.area == door.area).ok_or_else(not_found)?;
    let household = area.visits.iter().find(|one| one.household == door.household).ok_or_else(not_found)?;
    let questionnaire = questionnaire(&today, plan).ok_or_else(not_found)?;
    if form.started_at.is_empty() {
        form.started_at = today.now.to_rfc3339();
    }
    if form.attempt.is_empty() {
        form.attempt = standing::next_number(&household.attempts).to_string();
    }
    let frame = PhoneShell {
        title: t::visit::title(l).to_owned(),
        back: Some("/today".to_owned()),
        tab: Tab::Hidden,
        status: error.map_or(200, |error| error.code.status()),
        ..PhoneShell::default()
    };
    // The answers' errors are told at the questions, which know nothing of a visit around them.
    let error = error.cloned().map(|mut error| {
        for field in &mut error.fields {
            if let Some(path) = field.path.strip_prefix("response.") {
                field.path = path.to_owned();
            }
        }
        error
    });
    let household = Some((area, household));
    Ok(Page::phone(cx, frame, view(cx, plan, questionnaire, household, &form, error.as_ref())))
}

/// The form of a plan, to be filled with a household by the island.
pub(super) fn template(cx: &PageContext, today: &Today, plan: &TodayPlan) -> Option<AnyView> {
    let questionnaire = questionnaire(today, plan)?;
    let form = view(cx, plan, questionnaire, None, &VisitForm::default(), None);
    Some(view! { <template data-form=plan.id.to_string()>{form}</template> }.into_any())
}

fn questionnaire<'a>(today: &'a Today, plan: &TodayPlan) -> Option<&'a Questionnaire> {
    today.questionnaires.iter().find(|form| form.slug == plan.questionnaire && form.version == plan.version)
}

fn view(
    cx: &PageContext,
    plan: &TodayPlan,
    questionnaire: &Questionnaire,
    household: Option<(&TodayArea, &TodayHousehold)>,
    form: &VisitForm,
    error: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
    let action = household.map(|(area, household)| {
        Door { plan: plan.id, area: area.area.clone(), household: household.household.clone() }.address()
    });
    let names: Vec<&str> = questionnaire.items.iter().map(|item| item.name.as_str()).collect();
    let questions = questionnaire.items.iter().enumerate();
    let note = Field {
        name: "note",
        label: t::visit::note(l),
        hint: t::visit::note_hint(l),
        value: &form.note,
        mark: Mark::Optional,
        longest: Some(limits::DESCRIPTION_CHARS),
        ..Field::default()
    };
    let report = format!("/report?visit={}", crate::pages::encoded(&form.id));
    view! {
        <form
            class="stack stack-l visit"
            method="post"
            action=action
            data-visit-form
            data-questionnaire=plan.questionnaire.clone()
            data-version=plan.version.to_string()
            novalidate
        >
            {summary(cx, error, questionnaire)}
            {hidden("id", form.id.clone())}
            {hidden("response", form.response.clone())}
            {hidden("attempt", form.attempt.clone())}
            {hidden("started_at", form.started_at.clone())}
            {hidden("version", plan.version.to_string())}
            {hidden("items", names.join(" "))}
            {hidden("lat", form.lat.clone())}
            {hidden("lng", form.lng.clone())}
            {hidden("accuracy_m", form.accuracy_m.clone())}
            {head(cx, household, form)}
            <div class="stack stack-l" data-screen="outcome">
                {parts::outcome(cx, form, error)}
                {parts::purpose(cx, plan, form, error)}
            </div>
            <p class="notice notice-info no-js-only">{icon(cx, "info")}<span class="notice-body">{t::visit::only_interviewed(l)}</span></p>
            {parts::who(cx, form, error)}
            {parts::consent(cx, form, error)}
            <div class="quiz-head" data-head hidden>
                <p class="quiz-count">
                    {t::quiz::position_before(l)}<b data-position>"1"</b>{t::quiz::position_after(l, names.len())}
                </p>
                <progress class="bar" max=names.len().to_string() value="1" aria-label=t::visit::questions(l)></progress>
            </div>
            {questions.map(|(index, item)| question(cx, &form.quiz, index, item, error)).collect_view()}
            <div class="stack" data-screen="end">
                <section class="card js-only visit-check" hidden data-check>
                    <h3 class="visit-step">{t::visit::end_title(l)}</h3>
                    <p class="strong" data-result></p>
                    <p class="small muted" data-began></p>
                </section>
                {parts::place(cx)}
                {fields::textarea(cx, error, note, 2)}
                <a class="btn btn-block" href=report data-problem>{icon(cx, "camera")}{t::visit::problem(l)}</a>
            </div>
            <div class="submitbar" data-submit>
                <p class="submitbar-note" data-note role="status" hidden></p>
                <div class="row row-fill">
                    <button class="btn btn-large" type="button" data-previous hidden>{t::visit::previous(l)}</button>
                    <button class="btn btn-primary btn-large" type="button" data-next hidden>{t::visit::next(l)}</button>
                    <button class="btn btn-primary btn-large" data-record>{t::visit::record(l)}</button>
                </div>
            </div>
        </form>
    }
    .into_any()
}

fn summary(cx: &PageContext, error: Option<&ApiError>, form: &Questionnaire) -> Option<AnyView> {
    let l = cx.locale;
    let item = |name: &String| (format!("answers.{name}"), format!("q-{name}"));
    let paths: Vec<(String, String)> = form.items.iter().map(|one| item(&one.name)).collect();
    let labels: Vec<String> = (1..=paths.len()).map(|number| t::quiz::question(l, number)).collect();
    let mut anchors: Vec<Anchor<'_>> =
        paths.iter().zip(&labels).map(|((path, id), label)| Anchor { path, label, id }).collect();
    let first = paths.first().map_or("main", |(_, id)| id.as_str());
    anchors.push(Anchor { path: "answers", label: t::visit::answers(l), id: first });
    anchors.push(Anchor { path: "outcome", label: t::visit::how(l), id: "outcome" });
    anchors.push(Anchor { path: "purpose", label: t::visit::purpose(l), id: "purpose" });
    anchors.push(Anchor { path: "adults", label: t::visit::adults(l), id: "adults" });
    anchors.push(Anchor { path: "consent", label: t::visit::consent(l), id: "consent" });
    anchors.push(Anchor { path: "note", label: t::visit::note(l), id: "f-note" });
    errors::summary(cx, error, &anchors)
}

/// Which household, which attempt, and what happened at those before.
fn head(cx: &PageContext, household: Option<(&TodayArea, &TodayHousehold)>, form: &VisitForm) -> AnyView {
    let l = cx.locale;
    let (title, note, attempts): (_, _, &[Attempt]) = match household {
        Some((area, one)) => {
            let parts = [doors::about(l, one), area.name.clone()];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            (doors::title(l, one), parts.join(" · "), &one.attempts)
        }
        None => (String::new(), String::new(), &[]),
    };
    let line = |(index, attempt): (usize, &Attempt)| {
        let text =
            t::today::attempt_done(l, index + 1, moment(l, attempt.at), outcome_word(l, attempt.outcome));
        view! { <li>{text}</li> }
    };
    let earlier = attempts.iter().enumerate().map(line).collect_view();
    view! {
        <header class="visit-head">
            <h2 class="visit-where" data-where>{title}</h2>
            <p class="muted small" data-where-note>{note}</p>
            <p class="tag tag-accent" data-attempt-word>{t::today::attempt(l, &form.attempt)}</p>
            <ul class="small muted" data-earlier aria-label=t::visit::earlier(l) hidden=attempts.is_empty()>{earlier}</ul>
        </header>
    }
    .into_any()
}
