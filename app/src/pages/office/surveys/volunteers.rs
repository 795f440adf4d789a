//! Inviting volunteers, and the phones on which they sign in.

use super::{panel, table};
use crate::components::errors::{self, Anchor};
use crate::components::fields::{self, Field, Mark};
use crate::components::icons::icon;
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::pages::office::{page_head, slots};
use crate::t::office_surveys as t;
use domain::access::Permission;
use domain::error::ApiError;
use domain::limits;
use domain::survey::desk::{InviteRow, PhoneRow, VolunteerName};
use domain::time::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;

/// What is typed to invite somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct InviteForm {
    /// For whom, for the office to remember.
    pub note: String,
    /// Id of the volunteer who gets another phone; empty for somebody new.
    pub volunteer: String,
}

/// An invitation that was just made, shown this once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreshInvite {
    /// The address of the link.
    pub address: String,
    /// Its QR code as an `<svg>` that the server drew.
    pub qr_svg: String,
}

/// Volunteers, invitations and phones.
///
/// # Errors
/// What the backend refuses.
pub async fn page(
    cx: &PageContext,
    typed: &InviteForm,
    fresh: Option<FreshInvite>,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::ManageSurveys)?;
    let access = cx.backend.volunteer_access().await?;
    let now = cx.backend.now();
    let anchors = [
        Anchor { path: "note", label: t::invite_for(l), id: "f-note" },
        Anchor { path: "volunteer", label: t::invite_who(l), id: "f-volunteer" },
    ];
    let lead = t::access_lead(l, access.volunteers.len(), access.phones.len());
    let view = view! {
        {page_head(t::access_title(l).to_owned(), lead, ())}
        {errors::summary(cx, error, &anchors)}
        <div class="split">
            <div class="split-main">
                {fresh.map(|fresh| shown_once(cx, fresh))}
                {phones(l, &access.phones)}
                {invites(l, &access.invites, now)}
            </div>
            <aside class="split-side hide-print">{form(cx, typed, &access.volunteers, error)}</aside>
        </div>
    };
    let status = error.map_or(200, |error| error.code.status());
    let frame = OfficeShell { title: t::access_title(l).to_owned(), section: Section::Surveys, status };
    Ok(Page::office(cx, frame, view))
}

fn shown_once(cx: &PageContext, fresh: FreshInvite) -> AnyView {
    let l = cx.locale;
    view! {
        <section class="panel" role="status">
            <div class="panel-head"><h2 class="panel-title">{t::invite_ready(l)}</h2></div>
            <div class="panel-body stack">
                <p>{t::invite_once(l)}</p>
                <div class="invite-code" role="img" aria-label=t::invite_qr(l) inner_html=fresh.qr_svg></div>
                <div class="token"><code class="token-text" id="invite">{fresh.address}</code>{slots::copy_button(cx, "invite")}</div>
            </div>
        </section>
    }
    .into_any()
}

fn form(
    cx: &PageContext,
    typed: &InviteForm,
    volunteers: &[VolunteerName],
    error: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
    let note = Field {
        name: "note",
        label: t::invite_for(l),
        hint: t::invite_for_hint(l),
        value: &typed.note,
        mark: Mark::Optional,
        longest: Some(limits::NAME_CHARS),
        ..Field::default()
    };
    let who =
        Field { name: "volunteer", label: t::invite_who(l), value: &typed.volunteer, ..Field::default() };
    let able = volunteers.iter().filter(|volunteer| volunteer.enabled);
    let options: Vec<_> = able.map(|volunteer| (volunteer.id.to_string(), volunteer.name.clone())).collect();
    view! {
        <section class="panel">
            <div class="panel-head"><h2 class="panel-title">{t::invite_title(l)}</h2></div>
            <form class="panel-body stack" method="post" action="/office/surveys/volunteers">
                <p class="small">{t::invite_note(l)}</p>
                {fields::input(cx, error, note)}
                {fields::select(cx, error, who, Some(t::invite_new(l)), options)}
                <button class="btn btn-primary">{icon(cx, "qr")}{t::invite_button(l)}</button>
            </form>
        </section>
    }
    .into_any()
}

fn phones(l: Locale, phones: &[PhoneRow]) -> AnyView {
    let note = Some(t::forget_note(l).to_owned());
    if phones.is_empty() {
        let body = view! { <p class="muted">{t::phones_none(l)}</p> };
        return panel(t::phones(l).to_owned(), note, false, body.into_any());
    }
    let heads = view! {
        <th scope="col">{t::name(l)}</th>
        <th scope="col">{t::since(l)}</th>
        <th scope="col">{t::last_used(l)}</th>
        <th scope="col">{t::until(l)}</th>
        <th scope="col"><span class="sr-only">{t::forget(l)}</span></th>
    };
    let rows = phones
        .iter()
        .map(|phone| {
            let used = phone.last_used_at.map_or_else(|| t::never(l).to_owned(), Timestamp::to_minute);
            view! {
                <tr>
                    <td class="cell-main" data-label=t::name(l)>{phone.name.clone()}</td>
                    <td class="nowrap" data-label=t::since(l)>{phone.created_at.to_minute()}</td>
                    <td class="nowrap" data-label=t::last_used(l)>{used}</td>
                    <td class="nowrap" data-label=t::until(l)>{phone.expires_at.to_minute()}</td>
                    <td class="cell-actions">
                        <form method="post" action=format!("/office/surveys/phones/{}/forget", phone.id)>
                            <button class="btn btn-small btn-danger" aria-label=t::forget_phone(l, &phone.name)>{t::forget(l)}</button>
                        </form>
                    </td>
                </tr>
            }
        })
        .collect_view();
    let body = table(t::phones(l), false, heads.into_any(), rows.into_any());
    panel(t::phones(l).to_owned(), note, true, body)
}

fn invites(l: Locale, invites: &[InviteRow], now: Timestamp) -> AnyView {
    if invites.is_empty() {
        let body = view! { <p class="muted">{t::invites_none(l)}</p> };
        return panel(t::invites(l).to_owned(), None, false, body.into_any());
    }
    let heads = view! {
        <th scope="col">{t::invite_for(l)}</th>
        <th scope="col">{t::made(l)}</th>
        <th scope="col">{t::state(l)}</th>
        <th scope="col"><span class="sr-only">{t::revoke(l)}</span></th>
    };
    let rows = invites.iter().map(|invite| invite_row(l, invite, now)).collect_view();
    let body = table(t::invites(l), false, heads.into_any(), rows.into_any());
    panel(t::invites(l).to_owned(), None, true, body)
}

fn invite_row(l: Locale, invite: &InviteRow, now: Timestamp) -> AnyView {
    let open = invite.used_at.is_none() && invite.revoked_at.is_none() && invite.expires_at > now;
    let state = if invite.used_at.is_some() {
        t::invite_used(l).to_owned()
    } else if invite.revoked_at.is_some() {
        t::invite_revoked(l).to_owned()
    } else if open {
        t::invite_open(l, invite.expires_at.to_minute())
    } else {
        t::invite_expired(l).to_owned()
    };
    let revoke = open.then(|| {
        view! {
            <form method="post" action=format!("/office/surveys/invites/{}/revoke", invite.id)>
                <button class="btn btn-small" aria-label=t::revoke_invite(l, &invite.note)>{t::revoke(l)}</button>
            </form>
        }
    });
    let note = if invite.note.is_empty() { t::invite_new(l).to_owned() } else { invite.note.clone() };
    view! {
        <tr>
            <td class="cell-main" data-label=t::invite_for(l)>{note}</td>
            <td class="nowrap" data-label=t::made(l)>{invite.created_at.to_minute()}</td>
            <td data-label=t::state(l)><span class=if open { "tag tag-accent" } else { "tag" }>{state}</span></td>
            <td class="cell-actions">{revoke}</td>
        </tr>
    }
    .into_any()
}
