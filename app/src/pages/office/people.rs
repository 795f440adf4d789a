//! Everybody who can sign in: the list, adding somebody, changing, disabling and new passwords.

use super::area_tree::{indented, tree};
use super::{page_head, person_forms};
use crate::components::errors::{self, Anchor};
use crate::components::names;
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::t::office_people as t;
use domain::access::Permission;
use domain::area::{Area, Unit};
use domain::error::ApiError;
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
    /// `disable`, `enable`, `password` or `update`.
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

/// The people. After a failed form with what was typed and what was wrong; `failed` is the person whose form it was, and
/// none when it was the form that adds somebody.
///
/// # Errors
/// What the backend refuses.
pub async fn page(
    cx: &PageContext,
    typed: &PersonForm,
    failed: Option<Uuid>,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::ManagePeople)?;
    let people = cx.backend.people().await?;
    let units = cx.backend.units().await?;
    let areas = cx.backend.areas().await?;
    let disabled = people.iter().filter(|person| person.disabled_at.is_some()).count();
    let choices = Choices {
        units: units.iter().map(|unit| (unit.code.clone(), unit.name.clone())).collect(),
        areas: tree(&areas).iter().map(|row| (row.area.code.clone(), indented(row))).collect(),
    };
    let add_error = error.filter(|_| failed.is_none());
    let rows = people
        .iter()
        .map(|person| {
            let error = error.filter(|_| failed == Some(person.id));
            row(cx, person, &units, &areas, &choices, error)
        })
        .collect_view();
    let view = view! {
        {page_head(t::title(l).to_owned(), t::lead(l, people.len(), disabled), ())}
        {errors::summary(cx, error, &anchors(l, failed))}
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
fn anchors(l: Locale, failed: Option<Uuid>) -> Vec<Anchor<'static>> {
    let fields = [
        ("login", t::login(l), "f-login"),
        ("name", t::name(l), "f-name"),
        ("role", t::role(l), "f-role"),
        ("unit", t::unit(l), "f-unit"),
        ("area", t::area(l), "f-area"),
        ("password", if failed.is_some() { t::new_password(l) } else { t::password(l) }, "f-password"),
    ];
    let id = |id: &'static str| if failed.is_some() { "failed" } else { id };
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

fn row(
    cx: &PageContext,
    person: &Person,
    units: &[Unit],
    areas: &[Area],
    choices: &Choices,
    error: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
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
            </td>
            <td data-label=t::role(l)>{names::role(l, person.role)}</td>
            <td data-label=t::unit(l)>{unit}</td>
            <td data-label=t::area(l)>{area}</td>
            <td class="nowrap" data-label=t::last_sign_in(l)>{seen}</td>
            <td data-label=t::state(l)>{state}</td>
            <td class="cell-actions">{person_forms::manage(cx, person, choices, yourself, error)}</td>
        </tr>
    }
    .into_any()
}
