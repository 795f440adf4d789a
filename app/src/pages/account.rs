//! Signing in, and making the first administrator.

use crate::components::errors::{self, Anchor};
use crate::components::fields::{self, Field, Mark, hidden};
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::t;
use domain::access::{Actor, Permission, Role};
use domain::error::ApiError;
use domain::limits;
use leptos::prelude::*;
use serde::Deserialize;

/// What was typed to sign in, without the password, which is never shown again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    /// Login name.
    pub login: String,
    /// Where to go afterwards.
    pub next: String,
}

/// What was typed to make the first administrator, without the password.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct SetupForm {
    /// Login name.
    pub login: String,
    /// The name shown.
    pub name: String,
}

/// Where to go after signing in: the wished address if it is one of this site, else where the person works.
pub fn destination<'a>(wished: &'a str, actor: &Actor) -> &'a str {
    let inside = wished.starts_with('/')
        && !wished[1..].starts_with(['/', '\\'])
        && !wished.contains(|c: char| c.is_control());
    match (inside, actor.may(Permission::OpenOffice)) {
        (true, _) => wished,
        (false, true) => "/office",
        (false, false) if actor.is_volunteer() => "/today",
        (false, false) if matches!(actor, Actor::User { role: Role::Unit, .. }) => "/unit",
        (false, false) => "/",
    }
}

/// `/signin`: the form with what was typed and, when it was refused, why.
///
/// # Errors
/// A redirect for somebody who is signed in already.
pub async fn sign_in(
    cx: &PageContext,
    form: SignInForm,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    if error.is_none() && matches!(cx.backend.actor(), Actor::User { .. }) {
        return Err(PageError::Redirect(destination(&form.next, cx.backend.actor()).to_owned()));
    }
    let anchors = [
        Anchor { path: "login", label: t::signin::login(l), id: "f-login" },
        Anchor { path: "password", label: t::signin::password(l), id: "f-password" },
    ];
    let login = Field {
        name: "login",
        label: t::signin::login(l),
        value: &form.login,
        autocomplete: "username",
        mark: Mark::Required,
        ..Field::default()
    };
    let view = view! {
        <form class="stack" method="post" action="/signin">
            {errors::summary(cx, error, &anchors)}
            <p class="muted">{t::signin::lead(l)}</p>
            {hidden("next", form.next.clone())}
            {fields::input(cx, error, login)}
            {fields::input(cx, error, password(cx, "current-password", ""))}
            <button class="btn btn-primary btn-large btn-block">{t::signin::sign_in(l)}</button>
            <p class="small muted">{t::signin::forgotten(l)}</p>
        </form>
    };
    Ok(Page::phone(cx, frame(t::signin::title(l), error), view))
}

/// `/setup/{token}`: makes the first administrator. The handler has checked that the token is good.
///
/// # Errors
/// None at present.
pub async fn setup(
    cx: &PageContext,
    token: &str,
    form: SetupForm,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    let anchors = [
        Anchor { path: "login", label: t::signin::login(l), id: "f-login" },
        Anchor { path: "name", label: t::setup::name(l), id: "f-name" },
        Anchor { path: "password", label: t::signin::password(l), id: "f-password" },
    ];
    let login = Field {
        name: "login",
        label: t::signin::login(l),
        hint: t::setup::login_hint(l),
        value: &form.login,
        autocomplete: "username",
        mark: Mark::Required,
        ..Field::default()
    };
    let name = Field {
        name: "name",
        label: t::setup::name(l),
        hint: t::setup::name_hint(l),
        value: &form.name,
        autocomplete: "name",
        mark: Mark::Required,
        longest: Some(limits::NAME_CHARS),
        ..Field::default()
    };
    let hint = t::setup::password_hint(l, limits::PASSWORD_MIN_CHARS);
    let view = view! {
        <form class="stack" method="post" action=format!("/setup/{}", crate::pages::encoded(token))>
            {errors::summary(cx, error, &anchors)}
            <p class="muted">{t::setup::lead(l)}</p>
            {fields::input(cx, error, login)}
            {fields::input(cx, error, name)}
            {fields::input(cx, error, password(cx, "new-password", &hint))}
            <button class="btn btn-primary btn-large btn-block">{t::setup::create(l)}</button>
        </form>
    };
    Ok(Page::phone(cx, frame(t::setup::title(l), error), view))
}

fn password<'a>(cx: &PageContext, autocomplete: &'a str, hint: &'a str) -> Field<'a> {
    Field {
        name: "password",
        label: t::signin::password(cx.locale),
        hint,
        kind: "password",
        autocomplete,
        mark: Mark::Required,
        ..Field::default()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_only_to_addresses_of_this_site() {
        let to = |wished| destination(wished, &Actor::Anonymous);
        assert_eq!(to("/office/reports?status=received"), "/office/reports?status=received");
        for outside in
            ["", "https://example.org", "//example.org", "/\\example.org", "/\t/example.org", "office"]
        {
            assert_eq!(to(outside), "/", "{outside:?}");
        }
        assert_eq!(destination("", &Actor::System), "/office");
    }
}
