//! Tokens of other programs: the list, making one, showing its secret once, revoking.

use super::{page_head, slots};
use crate::components::errors::{self, Anchor};
use crate::components::fields::{self, Field, Mark};
use crate::components::icons::{icon, icon_with};
use crate::components::names;
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::t::office_tokens as t;
use domain::access::{Permission, TokenScope};
use domain::error::ApiError;
use domain::office::TokenRow;
use domain::time::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;

/// What is typed to make a token.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct TokenForm {
    /// Who uses it.
    pub name: String,
    /// A scope.
    pub scope: String,
}

/// The tokens. `secret` is that of a token just made, and shown this once; after a failed form with what was typed.
///
/// # Errors
/// What the backend refuses.
pub async fn page(
    cx: &PageContext,
    typed: &TokenForm,
    secret: Option<&str>,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::ManageTokens)?;
    let tokens = cx.backend.tokens().await?;
    let anchors = [
        Anchor { path: "name", label: t::name(l), id: "f-name" },
        Anchor { path: "scope", label: t::scope(l), id: "scope" },
    ];
    let list = if tokens.is_empty() { empty(cx) } else { table(l, &tokens) };
    let view = view! {
        {page_head(t::title(l).to_owned(), t::lead(l), ())}
        {errors::summary(cx, error, &anchors)}
        {secret.map(|secret| shown_once(cx, secret))}
        <div class="split">
            <div class="split-main">{list}</div>
            <aside class="split-side">{create_form(cx, typed, error)}</aside>
        </div>
    };
    let status = error.map_or(200, |error| error.code.status());
    let frame = OfficeShell { title: t::title(l).to_owned(), section: Section::Tokens, status };
    Ok(Page::office(cx, frame, view))
}

fn shown_once(cx: &PageContext, secret: &str) -> AnyView {
    let l = cx.locale;
    view! {
        <div class="notice notice-success" role="status">
            {icon(cx, "key")}
            <div class="notice-body">
                <p class="notice-title">{t::secret_title(l)}</p>
                <p>{t::secret_note(l)}</p>
                <div class="token"><code class="token-text" id="secret">{secret.to_owned()}</code>{slots::copy_button(cx, "secret")}</div>
                <p>{t::secret_use(l)}</p>
                <pre class="code-block">{format!("Authorization: Bearer {secret}")}</pre>
            </div>
        </div>
    }
    .into_any()
}

fn table(l: Locale, tokens: &[TokenRow]) -> AnyView {
    let rows = tokens.iter().map(|token| row(l, token)).collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=t::table(l)>
            <table class="table table-cards">
                <caption class="sr-only">{t::table(l)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t::name(l)}</th>
                        <th scope="col">{t::scope(l)}</th>
                        <th scope="col">{t::created(l)}</th>
                        <th scope="col">{t::last_used(l)}</th>
                        <th scope="col">{t::state(l)}</th>
                        <th scope="col"><span class="sr-only">{t::revoke(l)}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(l: Locale, token: &TokenRow) -> AnyView {
    let used = token.last_used_at.map_or_else(|| t::never(l).to_owned(), Timestamp::to_minute);
    let state = match token.revoked_at {
        Some(at) => view! { <span class="tag">{t::revoked(l, at.to_minute())}</span> }.into_any(),
        None => view! { <span class="tag tag-accent">{t::active(l)}</span> }.into_any(),
    };
    let revoke = token.revoked_at.is_none().then(|| {
        view! {
            <form method="post" action=format!("/office/tokens/{}/revoke", token.id)>
                <button class="btn btn-small btn-danger" aria-label=t::revoke_name(l, &token.name)>{t::revoke(l)}</button>
            </form>
        }
    });
    view! {
        <tr class=token.revoked_at.map(|_| "muted")>
            <td class="cell-main" data-label=t::name(l)>{token.name.clone()}</td>
            <td data-label=t::scope(l)>{names::scope(l, token.scope)}</td>
            <td class="nowrap" data-label=t::created(l)>{token.created_at.to_minute()}</td>
            <td class="nowrap" data-label=t::last_used(l)>{used}</td>
            <td data-label=t::state(l)>{state}</td>
            <td class="cell-actions">{revoke}</td>
        </tr>
    }
    .into_any()
}

fn create_form(cx: &PageContext, typed: &TokenForm, error: Option<&ApiError>) -> AnyView {
    let l = cx.locale;
    let name = Field {
        name: "name",
        label: t::name(l),
        hint: t::name_hint(l),
        value: &typed.name,
        mark: Mark::Required,
        ..Field::default()
    };
    // The least powerful first, and chosen unless somebody chooses more.
    let scopes = [
        (TokenScope::Read, t::scope_hint_read(l)),
        (TokenScope::Import, t::scope_hint_import(l)),
        (TokenScope::Office, t::scope_hint_office(l)),
    ];
    let chosen = TokenScope::from_text(&typed.scope).unwrap_or(TokenScope::Read);
    let scopes = scopes
        .map(|(scope, hint)| {
            view! {
                <label class="choice">
                    <input type="radio" name="scope" value=scope.as_str() checked=scope == chosen />
                    <span class="choice-face"><span class="choice-text">{hint}</span></span>
                </label>
            }
        })
        .collect_view();
    view! {
        <section class="panel">
            <div class="panel-head"><h2 class="panel-title">{t::create_title(l)}</h2></div>
            <form class="panel-body" method="post" action="/office/tokens">
                {fields::input(cx, error, name)}
                <fieldset class="fieldset" id="scope">
                    <legend class="label">{t::scope(l)}</legend>
                    <div class="choices">{scopes}</div>
                    {errors::field_error(cx, error, "scope", "scope")}
                </fieldset>
                <button class="btn btn-primary">{icon(cx, "key")}{t::create(l)}</button>
            </form>
        </section>
    }
    .into_any()
}

fn empty(cx: &PageContext) -> AnyView {
    let l = cx.locale;
    view! {
        <div class="empty">
            {icon_with(cx, "key", "empty-icon")}
            <p class="empty-title">{t::empty(l)}</p>
            <p class="empty-text">{t::empty_text(l)}</p>
        </div>
    }
    .into_any()
}
