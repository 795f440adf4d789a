//! What becomes of a report: its receipt, its history, and how to find it by its code.

use crate::components::errors::{self, Anchor};
use crate::components::fields::{self, Field};
use crate::components::icons::{category_icon, icon};
use crate::components::{names, status::status_word, timeline::timeline};
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::pages::ledger::fixed::{self, FixedForm};
use crate::pages::slots;
use crate::t;
use domain::error::{ApiError, ErrorCode};
use domain::ledger::Resolution;
use domain::receipt::ReceiptCode;
use domain::report::{PhotoView, ReportStatus, ReportView};
use leptos::prelude::*;

/// `/r/{code}`: the report of a code; `new` right after it was sent, when the code is what matters most.
///
/// # Errors
/// A redirect to the code as it is written properly; what the port says, except that an unknown code leads to the form.
pub async fn page(cx: &PageContext, code: &str, new: bool) -> Result<Page, PageError> {
    let parsed = match ReceiptCode::parse("code", code) {
        Ok(parsed) => parsed,
        Err(error) => return Ok(form(cx, code, Some(&ApiError::invalid(vec![error])), 404)),
    };
    if parsed.as_str() != code {
        return Err(PageError::Redirect(format!("/r/{parsed}")));
    }
    let report = match cx.backend.report_by_receipt(&parsed).await {
        Ok(report) => report,
        Err(error) if error.code == ErrorCode::NotFound => return Ok(form(cx, code, Some(&error), 404)),
        Err(error) => return Err(error.into()),
    };
    if new {
        return Ok(sent(cx, &report));
    }
    let resolution = cx.backend.resolution(&parsed).await?;
    Ok(progress(cx, &report, resolution.as_ref(), &FixedForm::default(), None))
}

/// The same after the answer to "is it fixed?" was refused, with what was typed.
///
/// # Errors
/// As [`page`].
pub async fn answered(
    cx: &PageContext,
    code: &str,
    typed: &FixedForm,
    error: &ApiError,
) -> Result<Page, PageError> {
    let Ok(parsed) = ReceiptCode::parse("code", code) else { return page(cx, code, false).await };
    let report = cx.backend.report_by_receipt(&parsed).await?;
    let resolution = cx.backend.resolution(&parsed).await?;
    Ok(progress(cx, &report, resolution.as_ref(), typed, Some(error)))
}

/// `/r`: the form that asks for a code, or a redirect to the report of a code that was given.
///
/// # Errors
/// The redirect, or what the port says.
pub async fn find(cx: &PageContext, code: Option<&str>) -> Result<Page, PageError> {
    match code.map(str::trim).filter(|code| !code.is_empty()) {
        None => Ok(form(cx, "", None, 200)),
        Some(code) => match ReceiptCode::parse("code", code) {
            Ok(parsed) => Err(PageError::Redirect(format!("/r/{parsed}"))),
            Err(error) => Ok(form(cx, code, Some(&ApiError::invalid(vec![error])), 422)),
        },
    }
}

/// The form for a code, also used under 我的.
pub(super) fn code_form(cx: &PageContext, code: &str, error: Option<&ApiError>) -> AnyView {
    let l = cx.locale;
    let field = Field {
        name: "code",
        label: t::receipt::code(l),
        hint: t::receipt::code_hint(l),
        value: code,
        longest: Some(20),
        ..Field::default()
    };
    view! {
        <form class="stack" method="get" action="/r">
            {fields::input_with(cx, error, field, "input input-code")}
            <button class="btn btn-primary btn-block">{icon(cx, "search")}{t::receipt::find(l)}</button>
        </form>
    }
    .into_any()
}

fn form(cx: &PageContext, code: &str, error: Option<&ApiError>, status: u16) -> Page {
    let l = cx.locale;
    let frame = PhoneShell {
        title: t::receipt::find_title(l).to_owned(),
        back: Some("/".to_owned()),
        tab: Tab::Me,
        narrow: true,
        status,
        ..PhoneShell::default()
    };
    let unknown = error.filter(|error| error.fields.is_empty()).map(|_| {
        view! {
            <div class="notice notice-error" role="alert">
                {icon(cx, "alert")}
                <div class="notice-body"><p>{t::receipt::not_found(l)}</p></div>
            </div>
        }
    });
    let anchors = [Anchor { path: "code", label: t::receipt::code(l), id: "f-code" }];
    let malformed = errors::summary(cx, error.filter(|error| !error.fields.is_empty()), &anchors);
    let view = view! { <div class="stack stack-l">{unknown}{malformed}{code_form(cx, code, error)}</div> };
    Page::phone(cx, frame, view)
}

/// Right after sending: the code, large, and what comes next.
fn sent(cx: &PageContext, report: &ReportView) -> Page {
    let l = cx.locale;
    let code = report.receipt_code.as_str().to_owned();
    let frame = PhoneShell {
        title: t::receipt::sent_title(l).to_owned(),
        back: Some("/".to_owned()),
        tab: Tab::Report,
        ..PhoneShell::default()
    };
    let missing = report.photos.iter().filter(|photo| !photo.stored).count();
    let missing = (missing > 0).then(|| {
        view! {
            <div class="notice notice-warn">
                {icon(cx, "alert")}
                <div class="notice-body"><p>{t::receipt::photos_missing(l, missing)}</p></div>
            </div>
        }
    });
    let view = view! {
        <div class="stack stack-l">
            <section class="receipt">
                <span class="receipt-mark">{icon(cx, "check")}</span>
                <h2 class="receipt-title">{t::receipt::sent(l)}</h2>
                <p class="receipt-label">{t::receipt::code(l)}</p>
                <p class="receipt-code">{code.clone()}</p>
                <p class="receipt-note">{t::receipt::keep(l)}</p>
                <div class="receipt-actions">
                    <a class="btn btn-primary" href=format!("/r/{code}")>{t::receipt::see_progress(l)}</a>
                    <a class="btn" href="/report">{t::receipt::another(l)}</a>
                    {slots::copy_button(cx, code.clone())}
                </div>
            </section>
            {missing}
            {slots::keep_receipt(cx, report)}
            <section class="section">
                <h2 class="section-title">{t::receipt::next(l)}</h2>
                {timeline(cx, report)}
            </section>
        </div>
    };
    Page::phone(cx, frame, view)
}

/// Any time later: where the report stands, and what was sent.
fn progress(
    cx: &PageContext,
    report: &ReportView,
    resolution: Option<&Resolution>,
    typed: &FixedForm,
    error: Option<&ApiError>,
) -> Page {
    let l = cx.locale;
    let catalogue = cx.backend.catalogue();
    let symbol = catalogue.get(&report.category).map(|category| category_icon(cx, category, "icon"));
    let name = names::category_code(l, &catalogue, &report.category);
    let place = report.area_name.clone().unwrap_or_else(|| t::common::unknown_area(l).to_owned());
    let explained = match report.status {
        ReportStatus::Duplicate => Some(t::receipt::duplicate_note(l)),
        ReportStatus::Rejected => Some(t::receipt::rejected_note(l)),
        ReportStatus::Closed if resolution.is_none() => Some(t::receipt::closed_note(l)),
        ReportStatus::Closed | ReportStatus::Received | ReportStatus::Accepted => None,
    };
    let explained = explained.map(|text| {
        view! { <div class="notice notice-info">{icon(cx, "info")}<div class="notice-body"><p>{text}</p></div></div> }
    });
    let together = (!report.duplicates.is_empty()).then(|| {
        view! { <p class="small muted">{t::receipt::together(l, report.duplicates.len())}</p> }
    });
    let exact = report.location.map(|place| {
        let (lat, lng) = (format!("{:.5}", place.lat), format!("{:.5}", place.lng));
        view! { <p class="list-meta num">{t::receipt::coordinates(l, lat, lng)}</p> }
    });
    let description =
        (!report.description.is_empty()).then(|| view! { <p class="break">{report.description.clone()}</p> });
    let frame = PhoneShell {
        title: t::receipt::progress_title(l).to_owned(),
        back: Some("/me".to_owned()),
        tab: Tab::Me,
        status: error.map_or(200, |error| error.code.status()),
        ..PhoneShell::default()
    };
    let view = view! {
        <div class="stack stack-l">
            <section class="card stack stack-s">
                <div class="row row-between">
                    <h2 class="section-title row">{symbol}<span>{name}</span></h2>
                    {status_word(l, report.status)}
                </div>
                {description}
                <p class="list-meta">{t::receipt::seen_at(l, l.full_moment(report.observed_at), place)}</p>
                {exact}
                <p class="list-meta">{t::receipt::code_is(l, &report.receipt_code)}</p>
                {together}
            </section>
            {explained}
            {resolution.map(|resolution| fixed::section(cx, report, resolution, typed, error))}
            {photos(cx, &report.photos)}
            <section class="section">
                <h2 class="section-title">{t::receipt::history(l)}</h2>
                {timeline(cx, report)}
            </section>
        </div>
    };
    Page::phone(cx, frame, view)
}

fn photos(cx: &PageContext, photos: &[PhotoView]) -> Option<AnyView> {
    let l = cx.locale;
    let pictures = photos.iter().enumerate().map(|(index, photo)| {
        let alt = t::receipt::photo(l, index + 1);
        if photo.stored {
            let (medium, small) = (photo.medium.clone(), photo.small.clone());
            view! { <li class="photo"><a href=medium><img class="photo-image" src=small alt=alt loading="lazy" /></a></li> }
                .into_any()
        } else {
            view! { <li class="photo is-failed"><span class="photo-state">{t::receipt::photo_missing(l)}</span></li> }
                .into_any()
        }
    });
    (!photos.is_empty()).then(|| {
        view! {
            <section class="section">
                <h2 class="section-title">{t::report::photos(l)}</h2>
                <ol class="photos">{pictures.collect_view()}</ol>
            </section>
        }
        .into_any()
    })
}
