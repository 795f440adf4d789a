//! 当场下单: report, unit, measure, person and deadline in one form.
//!
//! It is a plain multipart form, `#order-form`. Its fields are those of [`OrderForm`], whose names are those of the JSON
//! of `PUT /api/v1/orders/{id}` (`lat`, `lng`, `accuracy_m` and `source` make its `location`); photos are `photo`.
//!
//! What the island `OrderOnTheSpot` finds in it:
//!
//! | hook | what it is |
//! |---|---|
//! | `data-photos` | `<ol class="photos">`; in it the file input `name="photo"`, to be moved before its `.photo-face` |
//! | `data-at-site` | where the site's name stands, hidden when it is not known |
//! | `data-locate`, `data-place-told` | asks for the place, and says what is known of it |
//! | `data-usual` | what is usual for each category: `data-hours`, `data-unit`, `data-due`; hidden |
//! | `data-known-site` | in a copy for a phone, each site with its place; hidden |
//! | `data-note` | the note above the button |

use super::order_form::OrderForm;
use crate::components::errors::{self, Anchor};
use crate::components::fields::{self, Field, Mark, hidden};
use crate::components::icons::icon;
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::pages::office::fields::{Choice, ChoiceGroup, flat, options};
use crate::pages::office::reports::categories;
use crate::pages::report::area_options;
use crate::pages::slots;
use crate::t::{case, common, walk as t};
use domain::access::Permission;
use domain::area::{Area, Site, Unit};
use domain::error::ApiError;
use domain::ledger::OrderProposal;
use domain::limits;
use leptos::prelude::*;

/// `/walk/order`: the form with what was typed and, when it was refused, why.
///
/// # Errors
/// What the backend refuses; a site that no longer exists is left out.
pub async fn page(
    cx: &PageContext,
    mut form: OrderForm,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    cx.backend.actor().require(Permission::ReportAsInspector)?;
    let l = cx.locale;
    let areas = cx.backend.areas().await?;
    let units = cx.backend.units().await?;
    let site = match form.site.as_str() {
        "" => None,
        code => cx.backend.site(code).await.ok(),
    };
    fill(cx, &mut form, site.as_ref());
    let area = Some(form.area.as_str()).filter(|area| !area.is_empty());
    let proposal = match form.category.as_str() {
        "" => None,
        category => cx.backend.order_proposal(category, area).await.ok(),
    };
    let item = failed_item(cx, site.as_ref(), &form.item).await?;
    let known = known(cx, &units).await?;
    let anchors = anchors(cx);
    let back = site.as_ref().map_or("/walk".to_owned(), |site| format!("/walk/sites/{}", site.code));
    let body = view! {
        <form class="stack stack-l order" id="order-form" method="post" action="/walk/order" enctype="multipart/form-data">
            {errors::summary(cx, error, &anchors)}
            {hidden("id", form.id.clone())}
            {hidden("ordered_at", form.ordered_at.clone())}
            {hidden("site", form.site.clone())}
            {hidden("item", form.item.clone())}
            {head(cx, site.as_ref(), item)}
            {known}
            {what(cx, &form, error)}
            {place(cx, &form, &areas, site.as_ref(), error)}
            {task(cx, &form, &units, proposal.as_ref(), error)}
            <div class="submitbar">
                <p class="submitbar-note" data-note role="status" hidden></p>
                <button class="btn btn-primary btn-large btn-block">{icon(cx, "send")}{t::send(l)}</button>
            </div>
        </form>
        {super::guide::script(cx)}
        {slots::order()}
    };
    let frame = PhoneShell {
        title: t::order_title(l).to_owned(),
        back: Some(back),
        tab: Tab::Hidden,
        status: error.map_or(200, |error| error.code.status()),
        ..PhoneShell::default()
    };
    Ok(Page::phone(cx, frame, body))
}

fn anchors(cx: &PageContext) -> [Anchor<'static>; 11] {
    let l = cx.locale;
    [
        Anchor { path: "photos", label: t::photo(l), id: "f-photo" },
        Anchor { path: "category", label: t::category(l), id: "f-category" },
        Anchor { path: "description", label: t::description(l), id: "f-description" },
        Anchor { path: "location", label: t::place(l), id: "f-area" },
        Anchor { path: "area", label: t::place_area(l), id: "f-area" },
        Anchor { path: "unit", label: t::unit(l), id: "f-unit" },
        Anchor { path: "measure", label: t::measure(l), id: "f-measure" },
        Anchor { path: "person", label: t::person(l), id: "f-person" },
        Anchor { path: "phone", label: t::phone(l), id: "f-phone" },
        Anchor { path: "date", label: t::date(l), id: "f-date" },
        Anchor { path: "working_hours", label: t::working_hours(l), id: "f-working_hours" },
    ]
}

/// Fills in what need not be typed: when, and the site's place.
fn fill(cx: &PageContext, form: &mut OrderForm, site: Option<&Site>) {
    if form.ordered_at.is_empty() && !cx.shell {
        form.ordered_at = cx.backend.now().to_rfc3339();
    }
    if let Some(site) = site {
        if form.lat.is_empty() && form.lng.is_empty() {
            (form.lat, form.lng) = (site.lat.to_string(), site.lng.to_string());
            "pin".clone_into(&mut form.source);
        }
        if form.area.is_empty() {
            form.area = site.area.clone().unwrap_or_default();
        }
    }
}

/// What must be so at the site and is not.
async fn failed_item(cx: &PageContext, site: Option<&Site>, code: &str) -> Result<Option<String>, ApiError> {
    let Some(site) = site.filter(|_| !code.is_empty()) else { return Ok(None) };
    let list = cx.backend.checklist(&site.site_type).await?;
    let item = list.items.into_iter().find(|item| item.code == code);
    Ok(item.map(|item| cx.locale.choose(&item.zh, &item.en).to_owned()))
}

fn head(cx: &PageContext, site: Option<&Site>, item: Option<String>) -> AnyView {
    let l = cx.locale;
    let name = site.map(|site| t::at_site(l, &site.name));
    let unknown = name.is_none();
    let site =
        view! { <p class="strong" hidden=unknown>{icon(cx, "map-pin")}<span data-at-site>{name}</span></p> };
    let item = item.map(|item| view! { <p>{t::order_for(l, item)}</p> });
    view! { <div class="card card-accent stack-s">{site}{item}<p class="small muted">{t::order_lead(l)}</p></div> }.into_any()
}

fn what(cx: &PageContext, form: &OrderForm, error: Option<&ApiError>) -> AnyView {
    let l = cx.locale;
    let wrong = errors::find(error, "category").is_some();
    let groups: Vec<ChoiceGroup> = flat(vec![Choice::new("", t::choose_category(l))])
        .into_iter()
        .chain(categories(l, &cx.backend.catalogue()).into_iter().skip(1))
        .collect();
    let description = Field {
        name: "description",
        label: t::description(l),
        value: &form.description,
        mark: Mark::Optional,
        longest: Some(limits::DESCRIPTION_CHARS),
        ..Field::default()
    };
    view! {
        <section class="section">
            {photos(cx, error)}
            <div class="field">
                <label class="label" for="f-category">{t::category(l)}" "<span class="required">{common::required(l)}</span></label>
                <select class="input" id="f-category" name="category" required=true aria-invalid=wrong.then_some("true")>
                    {options(groups, &form.category)}
                </select>
                {errors::field_error(cx, error, "category", "f-category")}
            </div>
            {fields::textarea(cx, error, description, 2)}
        </section>
    }
    .into_any()
}

fn photos(cx: &PageContext, error: Option<&ApiError>) -> AnyView {
    let l = cx.locale;
    let wrong = errors::find(error, "photos").is_some();
    view! {
        <div class="field">
            <label class="label" for="f-photo">{t::photo(l)}" "<span class="required">{common::required(l)}</span></label>
            <p class="hint" id="f-photo-hint">{t::photo_hint(l)}</p>
            <ol class="photos photos-empty" data-photos>
                <li class="photo photo-add">
                    <label class="photo-label">
                        <span class="photo-face">
                            {icon(cx, "camera")}
                            <span>{t::photo_add(l)}</span>
                            <input class="input-file" type="file" id="f-photo" name="photo" accept="image/*" capture="environment" multiple
                                aria-describedby=if wrong { "f-photo-hint f-photo-error" } else { "f-photo-hint" }
                                aria-invalid=wrong.then_some("true") />
                        </span>
                    </label>
                </li>
            </ol>
            {errors::field_error(cx, error, "photos", "f-photo")}
        </div>
    }
    .into_any()
}

/// What the island cannot ask for where there is no network: what is usual for each category, and in a copy that a phone
/// keeps, where the sites are.
async fn known(cx: &PageContext, units: &[Unit]) -> Result<AnyView, PageError> {
    if cx.plain {
        return Ok(().into_any());
    }
    let unit_name = |code: &str| units.iter().find(|unit| unit.code == code).map(|unit| unit.name.clone());
    let usual = cx.backend.order_proposals().await?.into_iter().map(|(category, proposal)| {
        view! {
            <li data-usual=category data-hours=proposal.working_hours.map(|hours| hours.to_string())
                data-due=proposal.due.map(|due| due.day().to_string())>{proposal.unit.as_deref().and_then(unit_name)}</li>
        }
    });
    let sites = if cx.shell { cx.backend.sites().await? } else { Vec::new() };
    let sites = sites.into_iter().map(|site| {
        view! {
            <li data-known-site=site.code data-lat=site.lat.to_string() data-lng=site.lng.to_string() data-of-area=site.area>{site.name}</li>
        }
    });
    Ok(view! { <ul hidden>{usual.collect_view()}{sites.collect_view()}</ul> }.into_any())
}

fn place(
    cx: &PageContext,
    form: &OrderForm,
    areas: &[Area],
    site: Option<&Site>,
    error: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
    let area = Field { name: "area", label: t::place_area(l), value: &form.area, ..Field::default() };
    let known = site.map(|_| t::place_site(l));
    let button = site.is_none().then(|| {
        view! {
            <button class="btn btn-block" type="button" hidden data-locate="" data-located=t::located(l, "#")
                data-not-located=t::not_located(l)>{icon(cx, "locate")}{t::place_here(l)}</button>
        }
    });
    view! {
        <section class="section">
            {hidden("lat", form.lat.clone())}
            {hidden("lng", form.lng.clone())}
            {hidden("accuracy_m", form.accuracy_m.clone())}
            {hidden("source", form.source.clone())}
            {button}
            <p class="small muted" role="status" data-place-told="">{known}</p>
            {fields::select(cx, error, area, Some(t::choose_area(l)), area_options(areas))}
            {errors::field_error(cx, error, "location", "f-location")}
        </section>
    }
    .into_any()
}

fn task(
    cx: &PageContext,
    form: &OrderForm,
    units: &[Unit],
    proposal: Option<&OrderProposal>,
    error: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
    let proposed = proposal.and_then(|proposal| proposal.unit.as_deref()).unwrap_or_default();
    let chosen = if form.unit.is_empty() { proposed } else { &form.unit };
    let names = units.iter().map(|unit| {
        let name = if unit.code == proposed { case::proposed(l, &unit.name) } else { unit.name.clone() };
        (unit.code.clone(), name)
    });
    let hours = proposal.and_then(|proposal| proposal.working_hours);
    let hint = hours.map_or_else(|| t::working_hours_hint(l).to_owned(), |h| case::working_hours_hint(l, h));
    let due = proposal.and_then(|proposal| proposal.due);
    let promised = due.map(|due| case::date_hint(l, due.to_minute())).unwrap_or_default();
    let usual = due.map(|due| due.day().to_string()).unwrap_or_default();
    let date = if form.date.is_empty() { &usual } else { &form.date };
    let line = |name: &'static str, label: &'static str, value, kind: &'static str, mark, hint| Field {
        name,
        label,
        value,
        kind,
        mark,
        hint,
        inputmode: if kind == "number" { "numeric" } else { "" },
        ..Field::default()
    };
    let unit = Field { name: "unit", label: t::unit(l), value: chosen, ..Field::default() };
    let measure = Field {
        name: "measure",
        label: t::measure(l),
        hint: t::measure_hint(l),
        value: &form.measure,
        mark: Mark::Required,
        ..Field::default()
    };
    let person = line("person", t::person(l), &form.person, "text", Mark::Required, "");
    let phone = line("phone", t::phone(l), &form.phone, "tel", Mark::Optional, "");
    let day = line("date", t::date(l), date, "date", Mark::Required, &promised);
    let limit =
        line("working_hours", t::working_hours(l), &form.working_hours, "number", Mark::Optional, &hint);
    view! {
        <section class="section">
            {fields::select(cx, error, unit, Some(t::unit_auto(l)), names)}
            {fields::textarea(cx, error, measure, 2)}
            <div class="grid-2">{fields::input(cx, error, person)}{fields::input(cx, error, phone)}</div>
            <div class="grid-2">{fields::input(cx, error, day)}{fields::input(cx, error, limit)}</div>
        </section>
    }
    .into_any()
}
