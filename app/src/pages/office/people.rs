//! Everybody who can sign in: the list, adding somebody, changing, disabling and new passwords.

use super::area_tree::{indented, tree};
use super::{page_head, person_forms};
use crate::components::errors::{self, Anchor};
use crate::components::names;
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::t::office_people as t;
use domain::access::{Permission, Role};
use domain::area::{Area, Unit};
use domain::error::ApiError;
use domain::ledger::Duty;
use domain::office::Person;
use domain::time::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;
use std::fmt;
use uuid::Uuid;

/// What is typed to add a person.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PersonForm {
    /// The name to sign in with.
    pub login: String,
    /// The name shown.
    pub name: String,
    /// A role.
    pub role: String,
    /// Code of a unit, or nothing.
    pub unit: String,
    /// Code of an area, or nothing.
    pub area: String,
    /// The first password.
    pub password: String,
}

impl fmt::Debug for PersonForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonForm")
            .field("login", &self.login)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// What is sent about a person who is there already.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PersonAction {
    /// `disable`, `enable`, `password`, `update` or `duty`.
    pub action: String,
    /// For `update`: the name shown.
    pub name: String,
    /// For `update`: a role.
    pub role: String,
    /// For `update`: code of a unit, or nothing.
    pub unit: String,
    /// For `update`: code of an area, or nothing.
    pub area: String,
    /// For `password`: the new password.
    pub password: String,
    /// For `duty`: where the digest is sent, or nothing.
    pub email: String,
    /// For `duty`: `1` for the head of the unit.
    pub head: String,
}

impl fmt::Debug for PersonAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonAction").field("action", &self.action).finish_non_exhaustive()
    }
}

/// What there is to choose from.
pub(super) struct Choices {
    /// Units: code and name.
    pub units: Vec<(String, String)>,
    /// Areas in the order of their tree: code and name.
    pub areas: Vec<(String, String)>,
}

/// The people. After a failed form with what was typed and what was wrong; `failed` is the person whose form it was with
/// what was typed there, and none when it was the form that adds somebody.
///
/// # Errors
/// What the backend refuses.
pub async fn page(
    cx: &PageContext,
    typed: &PersonForm,
    failed: Option<(Uuid, &PersonAction)>,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::ManagePeople)?;
    let people = cx.backend.people().await?;
    let units = cx.backend.units().await?;
    let areas = cx.backend.areas().await?;
    let duties = cx.backend.duties().await?;
    let disabled = people.iter().filter(|person| person.disabled_at.is_some()).count();
    let choices = Choices {
        units: units.iter().map(|unit| (unit.code.clone(), unit.name.clone())).collect(),
        areas: tree(&areas).iter().map(|row| (row.area.code.clone(), indented(row))).collect(),
    };
    let add_error = error.filter(|_| failed.is_none());
    let rows = people
        .iter()
        .map(|person| {
            let typed = failed.filter(|(id, _)| *id == person.id).map(|(_, typed)| typed);
            let known = Known {
                person,
                duty: duties.iter().find(|duty| duty.user == person.id),
                typed,
                error: error.filter(|_| typed.is_some()),
            };
            row(cx, &known, &units, &areas, &choices)
        })
        .collect_view();
    let view = view! {
        {page_head(t::title(l).to_owned(), t::lead(l, people.len(), disabled), ())}
        {errors::summary(cx, error, &anchors(l, failed.is_some()))}
        {headless(l, &people, &units, &duties)}
        <div class="split">
            <div class="split-main">{table(l, rows.into_any())}</div>
            <aside class="split-side">{person_forms::add(cx, typed, &choices, add_error)}</aside>
        </div>
    };
    let status = error.map_or(200, |error| error.code.status());
    let frame = OfficeShell { title: t::title(l).to_owned(), section: Section::People, status };
    Ok(Page::office(cx, frame, view))
}

/// The fields of the form that failed; those of a person all lead to that person's row.
fn anchors(l: Locale, failed: bool) -> Vec<Anchor<'static>> {
    let fields = [
        ("login", t::login(l), "f-login"),
        ("name", t::name(l), "f-name"),
        ("role", t::role(l), "f-role"),
        ("unit", t::unit(l), "f-unit"),
        ("area", t::area(l), "f-area"),
        ("password", if failed { t::new_password(l) } else { t::password(l) }, "f-password"),
        ("email", t::email(l), "failed"),
        ("head", t::head(l), "failed"),
    ];
    let id = |id: &'static str| if failed { "failed" } else { id };
    fields.map(|(path, label, input)| Anchor { path, label, id: id(input) }).into()
}

fn table(l: Locale, rows: AnyView) -> AnyView {
    let heads =
        [t::login(l), t::role(l), t::unit(l), t::area(l), t::last_sign_in(l), t::state(l), t::actions(l)]
            .map(|name| view! { <th scope="col">{name}</th> })
            .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=t::table(l)>
            <table class="table table-cards">
                <caption class="sr-only">{t::table(l)}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Units with people of whom none is the head: there, all of them are told in the head's place.
fn headless(l: Locale, people: &[Person], units: &[Unit], duties: &[Duty]) -> Option<AnyView> {
    let of = |unit: &Unit| {
        let code = unit.code.clone();
        people.iter().filter(move |person| {
            person.role == Role::Unit && person.disabled_at.is_none() && person.unit.as_ref() == Some(&code)
        })
    };
    let is_head = |person: &Person| duties.iter().any(|duty| duty.user == person.id && duty.head);
    let names: Vec<&str> = units
        .iter()
        .filter(|unit| of(unit).next().is_some() && !of(unit).any(is_head))
        .map(|unit| unit.name.as_str())
        .collect();
    let list = names.join(t::list_comma(l));
    (!names.is_empty())
        .then(|| view! { <div class="notice notice-info"><div class="notice-body"><p>{t::headless(l, names.len(), list)}</p></div></div> }.into_any())
}

/// A person with what else is known about them, and what was typed and wrong in their forms.
pub(super) struct Known<'a> {
    pub person: &'a Person,
    pub duty: Option<&'a Duty>,
    pub typed: Option<&'a PersonAction>,
    pub error: Option<&'a ApiError>,
}

fn row(cx: &PageContext, known: &Known<'_>, units: &[Unit], areas: &[Area], choices: &Choices) -> AnyView {
    let l = cx.locale;
    let (person, error) = (known.person, known.error);
    let email = known.duty.and_then(|duty| duty.email.clone());
    let head = known.duty.is_some_and(|duty| duty.head && person.role == Role::Unit);
    let head = head.then(|| view! { " "<span class="tag">{t::head_tag(l)}</span> });
    let unit = person.unit.as_deref().map(|code| {
        units.iter().find(|unit| unit.code == code).map_or_else(|| code.to_owned(), |unit| unit.name.clone())
    });
    let area = person.area.as_deref().map(|code| {
        areas.iter().find(|area| area.code == code).map_or_else(|| code.to_owned(), |area| area.name.clone())
    });
    let state = match person.disabled_at {
        Some(at) => {
            view! { <span class="tag" title=t::disabled_since(l, at.to_minute())>{t::disabled(l)}</span> }
                .into_any()
        }
        None => view! { <span class="tag tag-accent">{t::active(l)}</span> }.into_any(),
    };
    let yourself = cx.backend.actor().user_id() == Some(person.id);
    let yourself_mark = yourself.then(|| view! { " "<span class="tag">{t::yourself(l)}</span> });
    let seen = person.last_sign_in_at.map_or_else(|| t::never(l).to_owned(), Timestamp::to_minute);
    let class = if person.disabled_at.is_some() { "muted" } else { "" };
    view! {
        <tr class=class id=error.map(|_| "failed")>
            <td class="cell-main" data-label=t::login(l)>
                {person.name.clone()}{yourself_mark}
                <span class="cell-note">{person.login.clone()}</span>
                {email.map(|email| view! { <span class="cell-note">{email}</span> })}
            </td>
            <td data-label=t::role(l)>{names::role(l, person.role)}</td>
            <td data-label=t::unit(l)>{unit}{head}</td>
            <td data-label=t::area(l)>{area}</td>
            <td class="nowrap" data-label=t::last_sign_in(l)>{seen}</td>
            <td data-label=t::state(l)>{state}</td>
            <td class="cell-actions">{person_forms::manage(cx, known, choices, yourself)}</td>
        </tr>
    }
    .into_any()
}
