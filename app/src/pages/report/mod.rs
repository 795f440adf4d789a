//! 随手拍: the form for reporting a problem. It is a plain multipart form; the island `ReportForm` improves it.
//!
//! What the island finds in the form `#report-form`, besides the fields named in [`ReportForm`]:
//!
//! | hook | what it is |
//! |---|---|
//! | `data-photos` | `<ol class="photos">`; in it the file input `name="photo"`, to be moved before its `.photo-face` |
//! | `data-photos-note` | the note that counts photos, with `data-most` |
//! | `data-place` | `.place`, hidden until the island shows it; in it `data-place-name`, `data-accuracy`, `data-map`, `data-locate`, `data-open-map` |
//! | `data-categories` | everything about categories; in it `data-search`, `data-group` (`<details>`), `data-words` (on each `.tile`), `data-none`, `data-picked` with `data-picked-icon`, `data-picked-name`, `data-change` |
//! | `data-description` | around the description; in it `data-counter` |
//! | `data-submit` | the submit bar; in it `data-missing` (a note) and the button |

mod form;
mod parts;

pub use form::{ReportForm, channel_of};
pub(crate) use parts::area_options;

use crate::components::errors::{self, Anchor};
use crate::components::fields::{self, Field, Mark, hidden};
use crate::components::icons::icon;
use crate::components::names;
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::pages::slots;
use crate::t;
use domain::area::Site;
use domain::error::{ApiError, ErrorCode};
use domain::limits;
use domain::report::Channel;
use leptos::prelude::*;

/// The form with what was typed and, when it was refused, why.
///
/// # Errors
/// What the port says; a site or area of a poster that no longer exists is only left out.
pub async fn page(cx: &PageContext, form: ReportForm, error: Option<&ApiError>) -> Result<Page, PageError> {
    page_with(cx, form, error, Vec::new()).await
}

/// The same with photos that another app shared, as base64 of JPEGs.
///
/// # Errors
/// As [`page`].
pub async fn page_with(
    cx: &PageContext,
    mut form: ReportForm,
    error: Option<&ApiError>,
    shared: Vec<String>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    let areas = cx.backend.areas().await?;
    let site = match form.site.as_str() {
        "" => None,
        code => cx.backend.site(code).await.ok(),
    };
    fill(cx, &mut form, site.as_ref());
    let catalogue = cx.backend.catalogue();
    let frame = PhoneShell {
        title: t::report::title(l).to_owned(),
        back: Some("/".to_owned()),
        tab: Tab::Hidden,
        status: error.map_or(200, |error| error.code.status()),
        ..PhoneShell::default()
    };
    let anchors = [
        Anchor { path: "photos", label: t::report::photos(l), id: "f-photo" },
        Anchor { path: "location", label: t::report::place(l), id: "f-area" },
        Anchor { path: "area", label: t::report::area(l), id: "f-area" },
        Anchor { path: "category", label: t::report::category(l), id: "categories" },
        Anchor { path: "description", label: t::report::description(l), id: "f-description" },
        Anchor { path: "contact", label: t::report::phone(l), id: "f-phone" },
    ];
    let description = Field {
        name: "description",
        label: t::report::description(l),
        hint: t::report::description_hint(l),
        value: &form.description,
        mark: Mark::Optional,
        longest: Some(limits::DESCRIPTION_CHARS),
        ..Field::default()
    };
    let view = view! {
        <form class="stack stack-l" id="report-form" method="post" action="/report" enctype="multipart/form-data" novalidate>
            {errors::summary(cx, error, &anchors)}
            {sent_before(cx, error)}
            {capacity(cx, &form)}
            {hidden("id", form.id.clone())}
            {hidden("observed_at", form.observed_at.clone())}
            {hidden("channel", form.channel.clone())}
            {hidden("site", form.site.clone())}
            {hidden("visit", form.visit.clone())}
            {parts::shared(cx, shared)}
            {parts::photos(cx, error)}
            {parts::place(cx, &form, &areas, site.as_ref(), error)}
            {parts::categories(cx, &catalogue, &form.category, error)}
            <div data-description>{fields::textarea(cx, error, description, 3)}</div>
            {contact(cx, &form, error)}
            <div class="submitbar" data-submit>
                <p class="submitbar-note" data-missing hidden></p>
                <button class="btn btn-primary btn-large btn-block">{t::report::send(l)}</button>
            </div>
        </form>
        {slots::report_form(cx)}
    };
    Ok(Page::phone(cx, frame, view))
}

/// Fills in what the person does not type: when, in which capacity, and the place of the poster they scanned.
fn fill(cx: &PageContext, form: &mut ReportForm, site: Option<&Site>) {
    if form.observed_at.is_empty() && !cx.shell {
        form.observed_at = cx.backend.now().to_rfc3339();
    }
    if form.channel.is_empty() {
        channel_of(cx.backend.actor()).as_str().clone_into(&mut form.channel);
    }
    if let Some(site) = site {
        if form.lat.is_empty() && form.lng.is_empty() {
            form.lat = site.lat.to_string();
            form.lng = site.lng.to_string();
            "pin".clone_into(&mut form.source);
        }
        if form.area.is_empty() {
            form.area = site.area.clone().unwrap_or_default();
        }
    }
}

/// What to do when the form was sent before with other content: it has a new id now, so sending it makes a new report.
fn sent_before(cx: &PageContext, error: Option<&ApiError>) -> Option<AnyView> {
    error.filter(|error| error.code == ErrorCode::Conflict)?;
    let text = t::report::sent_before(cx.locale);
    Some(
        view! { <div class="notice notice-warn">{icon(cx, "alert")}<div class="notice-body"><p>{text}</p></div></div> }
            .into_any(),
    )
}

/// Says so when somebody reports as a volunteer or an inspector.
fn capacity(cx: &PageContext, form: &ReportForm) -> Option<AnyView> {
    let channel = Channel::from_text(&form.channel).filter(|channel| *channel != Channel::Resident)?;
    let text = t::report::as_channel(cx.locale, names::channel(cx.locale, channel));
    Some(
        view! { <div class="notice notice-info">{icon(cx, "info")}<div class="notice-body"><p>{text}</p></div></div> }
            .into_any(),
    )
}

fn contact(cx: &PageContext, form: &ReportForm, error: Option<&ApiError>) -> AnyView {
    let l = cx.locale;
    let phone = Field {
        name: "phone",
        label: t::report::phone(l),
        hint: t::report::phone_hint(l),
        value: &form.phone,
        path: "contact.phone",
        kind: "tel",
        autocomplete: "tel",
        inputmode: "tel",
        ..Field::default()
    };
    let open = !form.phone.is_empty();
    view! {
        <details class="disclosure" open=open>
            <summary>{t::report::contact(l)}</summary>
            <div class="disclosure-body">{fields::input(cx, error, phone)}</div>
        </details>
        <p class="small muted">
            {t::report::privacy(l)}" "
            <a href="/privacy">{t::common::to_privacy(l)}</a>
        </p>
    }
    .into_any()
}
