//! The parts of a visit's form: how it ended, what it was for, whom to ask, consent, the place.

use super::form::VisitForm;
use crate::components::errors;
use crate::components::icons::icon;
use crate::page::PageContext;
use crate::t;
use domain::error::ApiError;
use domain::survey::{TodayPlan, VisitOutcome, VisitPurpose};
use leptos::prelude::*;

/// More adults than this are given as this many.
const ADULTS_MOST: u32 = 10;

pub(super) fn outcome(cx: &PageContext, form: &VisitForm, error: Option<&ApiError>) -> AnyView {
    let l = cx.locale;
    let tile = |outcome: VisitOutcome| {
        let (symbol, name, text) = match outcome {
            VisitOutcome::Interviewed => {
                ("check-circle", t::visit::interviewed(l), t::visit::interviewed_text(l))
            }
            VisitOutcome::NotAtHome => ("clock", t::visit::not_at_home(l), t::visit::not_at_home_text(l)),
            VisitOutcome::Refused => ("close", t::visit::refused(l), t::visit::refused_text(l)),
            VisitOutcome::NoSuchAddress => {
                ("search", t::visit::no_such_address(l), t::visit::no_such_address_text(l))
            }
            VisitOutcome::Moved => ("logout", t::visit::moved(l), t::visit::moved_text(l)),
        };
        let checked = form.outcome == outcome.as_str();
        view! {
            <label class="tile">
                <input type="radio" name="outcome" value=outcome.as_str() checked=checked />
                <span class="tile-face visit-tile">
                    {icon(cx, symbol)}
                    <span class="visit-tile-name">{name}</span>
                    <span class="visit-tile-text">{text}</span>
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="fieldset" id="outcome" tabindex="-1">
            <legend class="visit-step">{t::visit::how(l)}</legend>
            {errors::field_error(cx, error, "outcome", "outcome")}
            <div class="visit-tiles">{VisitOutcome::ALL.iter().copied().map(tile).collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

pub(super) fn purpose(
    cx: &PageContext,
    plan: &TodayPlan,
    form: &VisitForm,
    error: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
    let chosen = VisitPurpose::from_text(&form.purpose).unwrap_or(plan.purpose);
    let choice = |purpose: VisitPurpose| {
        let (name, text) = match purpose {
            VisitPurpose::Measurement => (t::visit::measurement(l), t::visit::measurement_text(l)),
            VisitPurpose::Publicity => (t::visit::publicity(l), t::visit::publicity_text(l)),
        };
        view! {
            <label class="choice">
                <input type="radio" name="purpose" value=purpose.as_str() checked=purpose == chosen />
                <span class="choice-face"><span class="choice-text">{name}</span><span class="choice-hint">{text}</span></span>
            </label>
        }
    };
    // Whoever goes out to inform does not measure on the way.
    let purposes = VisitPurpose::ALL
        .iter()
        .copied()
        .filter(|purpose| plan.purpose == VisitPurpose::Measurement || *purpose == VisitPurpose::Publicity);
    view! {
        <fieldset class="fieldset" id="purpose" tabindex="-1">
            <legend class="label">{t::visit::purpose(l)}</legend>
            <div class="choices">{purposes.map(choice).collect_view()}</div>
            {errors::field_error(cx, error, "purpose", "purpose")}
        </fieldset>
    }
    .into_any()
}

/// Who is asked: the adult with the next birthday.
pub(super) fn who(cx: &PageContext, form: &VisitForm, error: Option<&ApiError>) -> AnyView {
    let l = cx.locale;
    let choice = |number: u32| {
        let text = number.to_string();
        let name = if number == ADULTS_MOST {
            t::visit::adults_most(l).to_owned()
        } else {
            t::visit::adults_count(l, number)
        };
        view! {
            <label class="tile">
                <input type="radio" name="adults" value=text.clone() checked=form.adults == text />
                <span class="tile-face visit-number">{name}</span>
            </label>
        }
    };
    view! {
        <div class="stack stack-l" data-screen="who">
            <fieldset class="fieldset" id="adults" tabindex="-1">
                <legend class="visit-step">{t::visit::adults(l)}</legend>
                {errors::field_error(cx, error, "adults", "adults")}
                <div class="visit-numbers">{(1..=ADULTS_MOST).map(choice).collect_view()}</div>
            </fieldset>
            <section class="stack-s">
                <h3 class="label">{t::visit::who(l)}</h3>
                <p data-rule>{t::visit::rule(l)}</p>
                <p data-rule-one hidden>{t::visit::rule_one(l)}</p>
                <details class="disclosure js-only" data-birthdays>
                    <summary>{t::visit::birthdays(l)}</summary>
                    <div class="disclosure-body stack">
                        <p class="small muted">{t::visit::birthdays_note(l)}</p>
                        <div class="field" data-birthday>
                            <label class="label"><span data-birthday-label></span>
                                <input class="input" inputmode="numeric" autocomplete="off" maxlength="5" placeholder="0312" />
                            </label>
                        </div>
                        <p class="notice notice-success" data-ask role="status" hidden>{icon(cx, "user")}<span class="notice-body strong" data-ask-text></span></p>
                    </div>
                </details>
            </section>
        </div>
    }
    .into_any()
}

pub(super) fn consent(cx: &PageContext, form: &VisitForm, error: Option<&ApiError>) -> AnyView {
    let l = cx.locale;
    view! {
        <div class="stack" data-screen="consent" id="consent" tabindex="-1">
            <h3 class="visit-step">{t::visit::consent_title(l)}</h3>
            <figure class="visit-read">
                <figcaption class="small">{t::visit::consent_read(l)}</figcaption>
                <blockquote>{t::visit::consent_text(l)}</blockquote>
            </figure>
            {errors::field_error(cx, error, "consent", "consent")}
            <label class="choice">
                <input type="checkbox" name="consent" value="1" checked=form.consent == "1" />
                <span class="choice-face"><span class="choice-text">{t::visit::consent_given(l)}</span></span>
            </label>
            <button class="btn js-only" type="button" data-no-consent>{icon(cx, "close")}{t::visit::consent_refused(l)}</button>
        </div>
    }
    .into_any()
}

/// The place, which only the device can tell.
pub(super) fn place(cx: &PageContext) -> AnyView {
    let l = cx.locale;
    view! {
        <section class="card visit-place js-only">
            <p class="place-line">{icon(cx, "map-pin")}<span class="place-name" data-place-text role="status">{t::visit::place_none(l)}</span></p>
            <p class="small muted">{t::visit::place_hint(l)}</p>
            <button class="btn btn-small" type="button" data-locate>{icon(cx, "locate")}{t::visit::place_locate(l)}</button>
        </section>
    }
    .into_any()
}
