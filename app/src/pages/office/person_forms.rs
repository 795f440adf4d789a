//! Forms about people: changing one who is there, and adding one.

use super::people::{Choices, Known, PersonForm};
use crate::components::errors;
use crate::components::fields::{self, Field, Mark};
use crate::components::icons::icon;
use crate::components::names;
use crate::locale::Locale;
use crate::page::PageContext;
use crate::t::office_people as t;
use domain::access::Role;
use domain::error::ApiError;
use domain::limits;
use leptos::prelude::*;

/// The forms about one person, folded away.
pub fn manage(cx: &PageContext, known: &Known<'_>, choices: &Choices, yourself: bool) -> AnyView {
    let l = cx.locale;
    let (person, error) = (known.person, known.error);
    // What was typed last stays, where that form was sent and refused.
    let update = known.typed.filter(|typed| typed.action == "update");
    let name = update.map_or(&person.name, |typed| &typed.name).clone();
    let role = update.map_or(person.role.as_str(), |typed| &typed.role);
    let unit = update.map_or(person.unit.as_deref().unwrap_or_default(), |typed| &typed.unit);
    let area = update.map_or(person.area.as_deref().unwrap_or_default(), |typed| &typed.area);
    let address = format!("/office/people/{}", person.id);
    let problem = error.map(|error| {
        let text = error
            .fields
            .first()
            .map_or_else(|| errors::message(l, error), |field| errors::field_message(l, field));
        view! { <p class="field-error">{icon(cx, "alert")}{text}</p> }
    });
    let switch = match (person.disabled_at, yourself) {
        (Some(_), _) => {
            view! { <button class="btn btn-small" name="action" value="enable">{t::enable(l)}</button> }
                .into_any()
        }
        // Who disables themselves cannot undo it.
        (None, true) => ().into_any(),
        (None, false) => view! {
            <button class="btn btn-small btn-danger" name="action" value="disable">{t::disable(l)}</button>
            <p class="hint">{t::disable_note(l)}</p>
        }
        .into_any(),
    };
    let id = |name: &str| format!("{name}-{}", person.id.simple());
    view! {
        <details class="disclosure" open=error.is_some()>
            <summary>{t::manage(l)}</summary>
            <div class="disclosure-body stack">
                {problem}
                <form class="stack-s" method="post" action=address.clone()>
                    {labelled(t::name(l), id("name"), view! {
                        <input class="input" id=id("name") name="name" value=name required=true autocomplete="off" />
                    }.into_any())}
                    {labelled(t::role(l), id("role"), choice(id("role"), "role", roles(l), None, role))}
                    {labelled(t::unit(l), id("unit"), choice(id("unit"), "unit", choices.units.clone(), Some(t::none(l)), unit))}
                    {labelled(t::area(l), id("area"), choice(id("area"), "area", choices.areas.clone(), Some(t::none(l)), area))}
                    <button class="btn btn-small" name="action" value="update">{t::update(l)}</button>
                </form>
                {duty(cx, known, &address)}
                <form class="stack-s" method="post" action=address.clone()>
                    {labelled(t::new_password(l), id("password"), view! {
                        <input class="input" type="password" id=id("password") name="password" required=true autocomplete="new-password" />
                    }.into_any())}
                    <button class="btn btn-small" name="action" value="password">{t::set_password(l)}</button>
                </form>
                <form class="stack-s" method="post" action=address>{switch}</form>
            </div>
        </details>
    }
    .into_any()
}

/// Where somebody's digest is sent, and whether they are the head of their unit.
fn duty(cx: &PageContext, known: &Known<'_>, address: &str) -> AnyView {
    let l = cx.locale;
    let person = known.person;
    let typed = known.typed.filter(|typed| typed.action == "duty");
    let id = |name: &str| format!("{name}-{}", person.id.simple());
    let email = match typed {
        Some(typed) => typed.email.clone(),
        None => known.duty.and_then(|duty| duty.email.clone()).unwrap_or_default(),
    };
    let was_head = known.duty.is_some_and(|duty| duty.head);
    let head = typed.map_or(was_head, |typed| !typed.head.is_empty());
    let email_id = id("email");
    let field = Field {
        name: "email",
        id: &email_id,
        label: t::email(l),
        hint: t::email_hint(l),
        value: &email,
        mark: Mark::Optional,
        inputmode: "email",
        ..Field::default()
    };
    // Who is marked as a head and no longer of a unit can have the mark taken away.
    let may_be_head = (person.role == Role::Unit && person.unit.is_some()) || head;
    let head = may_be_head.then(|| {
        view! {
            <label class="check">
                <input type="checkbox" name="head" value="1" checked=head aria-describedby=id("head-hint") />
                {t::head(l)}
            </label>
            <p class="hint" id=id("head-hint")>{t::head_hint(l)}</p>
        }
    });
    view! {
        <form class="stack-s" method="post" action=address.to_owned()>
            {fields::input(cx, known.error.filter(|_| typed.is_some()), field)}
            {head}
            <button class="btn btn-small" name="action" value="duty">{t::save_duty(l)}</button>
        </form>
    }
    .into_any()
}

fn labelled(label: &'static str, id: String, input: AnyView) -> AnyView {
    view! { <div class="field"><label class="label" for=id>{label}</label>{input}</div> }.into_any()
}

fn choice(
    id: String,
    name: &'static str,
    options: Vec<(String, String)>,
    blank: Option<&'static str>,
    chosen: &str,
) -> AnyView {
    let blank = blank.map(|word| (String::new(), word.to_owned()));
    let options = blank
        .into_iter()
        .chain(options)
        .map(|(value, word)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{word}</option> }
        })
        .collect_view();
    view! { <select class="input" id=id name=name>{options}</select> }.into_any()
}

fn roles(l: Locale) -> Vec<(String, String)> {
    Role::ALL.iter().map(|role| (role.as_str().to_owned(), names::role(l, *role).to_owned())).collect()
}

/// The form that adds somebody.
pub fn add(cx: &PageContext, typed: &PersonForm, choices: &Choices, error: Option<&ApiError>) -> AnyView {
    let l = cx.locale;
    let password_hint = t::password_hint(l, limits::PASSWORD_MIN_CHARS);
    let login = Field {
        name: "login",
        label: t::login(l),
        hint: t::login_hint(l),
        value: &typed.login,
        mark: Mark::Required,
        ..Field::default()
    };
    let name = Field {
        name: "name",
        label: t::name(l),
        value: &typed.name,
        mark: Mark::Required,
        ..Field::default()
    };
    let role_value = if typed.role.is_empty() { Role::Volunteer.as_str() } else { &typed.role };
    let role = Field {
        name: "role",
        label: t::role(l),
        hint: t::role_hint(l),
        value: role_value,
        ..Field::default()
    };
    let unit = Field {
        name: "unit",
        label: t::unit(l),
        value: &typed.unit,
        mark: Mark::Optional,
        ..Field::default()
    };
    let area = Field {
        name: "area",
        label: t::area(l),
        value: &typed.area,
        mark: Mark::Optional,
        ..Field::default()
    };
    let password = Field {
        name: "password",
        label: t::password(l),
        hint: &password_hint,
        mark: Mark::Required,
        kind: "password",
        autocomplete: "new-password",
        ..Field::default()
    };
    view! {
        <section class="panel">
            <div class="panel-head"><h2 class="panel-title">{t::add(l)}</h2></div>
            <form class="panel-body" method="post" action="/office/people">
                {fields::input(cx, error, login)}
                {fields::input(cx, error, name)}
                {fields::select(cx, error, role, None, roles(l))}
                {fields::select(cx, error, unit, Some(t::none(l)), choices.units.clone())}
                {fields::select(cx, error, area, Some(t::none(l)), choices.areas.clone())}
                {fields::input(cx, error, password)}
                <button class="btn btn-primary">{icon(cx, "plus")}{t::add_button(l)}</button>
            </form>
        </section>
    }
    .into_any()
}
