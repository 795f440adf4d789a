//! How a volunteer's phone becomes known, and signing in on it by PIN.

use crate::components::errors::{self, Anchor};
use crate::components::fields::{self, Field, Mark, hidden};
use crate::components::icons::icon;
use crate::locale::Locale;
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::pages::encoded;
use crate::t::phone_signin as t;
use domain::error::{ApiError, ErrorCode, FieldCode};
use domain::limits;
use leptos::prelude::*;

/// `/join/{token}`: name and PIN. `known` is the name when the invitation is for somebody's other phone; `name` is what was typed.
///
/// # Errors
/// None at present.
pub async fn join(
    cx: &PageContext,
    token: &str,
    known: Option<&str>,
    name: &str,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    let anchors = [
        Anchor { path: "name", label: t::name(l), id: "f-name" },
        Anchor { path: "pin", label: t::pin(l), id: "f-pin" },
        Anchor { path: "pin_again", label: t::pin_again(l), id: "f-pin_again" },
    ];
    let field = Field {
        name: "name",
        label: t::name(l),
        hint: t::name_hint(l),
        value: name,
        autocomplete: "name",
        mark: Mark::Required,
        longest: Some(limits::NAME_CHARS),
        ..Field::default()
    };
    let name = known.is_none().then(|| fields::input(cx, error, field));
    let lead = known.map_or_else(|| t::join_lead(l).to_owned(), |known| t::join_known(l, known));
    let view = view! {
        <form class="stack" method="post" action=format!("/join/{}", encoded(token))>
            {errors::summary(cx, error.filter(|error| error.fields.iter().all(|field| !field.path.starts_with("pin"))), &anchors)}
            {why_pin(cx, error)}
            <p>{lead}</p>
            {name}
            {fields::input_with(cx, None, pin_field("pin", t::pin(l), t::pin_hint(l), "new-password"), "input input-code")}
            {fields::input_with(cx, None, pin_field("pin_again", t::pin_again(l), "", "new-password"), "input input-code")}
            <button class="btn btn-primary btn-large btn-block">{t::join(l)}</button>
            <p class="small muted">{t::join_note(l)}</p>
        </form>
    };
    Ok(Page::phone(cx, frame(t::join_title(l), error), view))
}

/// The page of an invitation that works no more.
pub fn gone(cx: &PageContext) -> Page {
    let l = cx.locale;
    let view = view! {
        <div class="notice notice-warn" role="alert">
            {icon(cx, "alert")}
            <div class="notice-body"><p class="notice-title">{t::gone_title(l)}</p><p>{t::gone_text(l)}</p></div>
        </div>
    };
    let error = ApiError::not_found("invitation");
    Page::phone(cx, frame(t::gone_title(l), Some(&error)), view)
}

/// `/pin`: the PIN of a phone that is known as `name`'s.
///
/// # Errors
/// None at present.
pub async fn pin(
    cx: &PageContext,
    name: &str,
    next: &str,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    let wrong = error.map(|error| {
        let text = if error.code == ErrorCode::WrongCredentials {
            t::wrong(l).to_owned()
        } else {
            errors::message(l, error)
        };
        problem(cx, text)
    });
    let other = format!("/signin?password=1&next={}", encoded(next));
    let view = view! {
        <form class="stack" method="post" action="/pin">
            {wrong}
            <p>{t::pin_lead(l, name)}</p>
            {hidden("next", next)}
            {fields::input_with(cx, None, pin_field("pin", t::pin(l), "", "current-password"), "input input-code")}
            <button class="btn btn-primary btn-large btn-block">{t::sign_in(l)}</button>
            <p class="small muted">{t::forgotten(l)}</p>
            <p><a href=other>{t::other(l)}</a></p>
        </form>
    };
    Ok(Page::phone(cx, frame(t::pin_title(l), error), view))
}

fn pin_field<'a>(name: &'a str, label: &'a str, hint: &'a str, autocomplete: &'a str) -> Field<'a> {
    Field {
        name,
        label,
        hint,
        kind: "password",
        inputmode: "numeric",
        autocomplete,
        mark: Mark::Required,
        longest: Some(6),
        ..Field::default()
    }
}

/// What is wrong with a new PIN, in words of its own.
fn why_pin(cx: &PageContext, error: Option<&ApiError>) -> Option<AnyView> {
    let field = error?.fields.iter().find(|field| field.path.starts_with("pin"))?;
    Some(problem(cx, pin_message(cx.locale, &field.path, field.code).to_owned()))
}

fn pin_message(l: Locale, path: &str, code: FieldCode) -> &'static str {
    match (path, code) {
        ("pin_again", _) => t::pin_differs(l),
        (_, FieldCode::NotAllowed) => t::pin_easy(l),
        _ => t::pin_six(l),
    }
}

fn problem(cx: &PageContext, text: String) -> AnyView {
    view! {
        <div class="error-summary" role="alert" tabindex="-1" id="errors">
            <h2 class="error-summary-title">{icon(cx, "alert")}{text}</h2>
        </div>
    }
    .into_any()
}

fn frame(title: &'static str, error: Option<&ApiError>) -> PhoneShell {
    PhoneShell {
        title: title.to_owned(),
        back: Some("/".to_owned()),
        tab: Tab::Other,
        narrow: true,
        status: error.map_or(200, |error| error.code.status()),
        ..PhoneShell::default()
    }
}
