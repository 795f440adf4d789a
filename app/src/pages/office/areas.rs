//! Areas, sites and responsible units, their posters, and the forms that import them.

use super::area_tree::{TreeRow, tree};
use super::fields::{file_field, file_problems};
use super::page_head;
use crate::components::icons::{icon, icon_with};
use crate::components::names;
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::pages::encoded;
use crate::t::{office_areas as t, office_common as common};
use domain::access::Permission;
use domain::area::{Area, Site, Unit};
use domain::error::ApiError;
use leptos::prelude::*;
use std::collections::HashMap;

/// What a file holds, as the form field `kind` says.
const KINDS: [&str; 4] = ["areas", "population", "units", "sites"];
/// Rows from which on a table scrolls by itself.
const LONG: usize = 15;

/// The areas; after a failed import with its kind and what was wrong with the file.
///
/// # Errors
/// What the backend refuses.
pub async fn page(cx: &PageContext, failed_kind: &str, error: Option<&ApiError>) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::ManageAreas)?;
    let areas = cx.backend.areas().await?;
    let sites = cx.backend.sites().await?;
    let units = cx.backend.units().await?;
    let lead = t::lead(l, areas.len(), sites.len(), units.len());
    let names: HashMap<String, String> =
        areas.iter().map(|area| (area.code.clone(), area.name.clone())).collect();
    let problems = error.map(|error| {
        let what = KINDS.iter().find(|kind| **kind == failed_kind).map(|kind| import_name(l, kind));
        view! {
            {what.map(|what| view! { <p class="strong">{t::failed(l, what)}</p> })}
            {file_problems(cx, error)}
        }
    });
    let view = view! {
        {page_head(t::title(l).to_owned(), lead, ())}
        {problems}
        <div class="split">
            <div class="split-main">
                {areas_panel(cx, &areas)}
                {sites_panel(cx, &sites, &names)}
                {units_panel(cx, &units, &names)}
            </div>
            <aside class="split-side hide-print">{imports(cx)}</aside>
        </div>
    };
    let status = error.map_or(200, |error| error.code.status());
    let frame = OfficeShell { title: t::title(l).to_owned(), section: Section::Areas, status };
    Ok(Page::office(cx, frame, view))
}

fn panel(title: &'static str, body: AnyView) -> AnyView {
    view! {
        <section class="panel panel-flush">
            <div class="panel-head"><h2 class="panel-title">{title}</h2></div>
            <div class="panel-body">{body}</div>
        </section>
    }
    .into_any()
}

/// A table that scrolls by itself once it is longer than a screen.
fn table(caption: &'static str, count: usize, heads: AnyView, rows: AnyView) -> AnyView {
    let class = if count > LONG { "table-wrap table-tall" } else { "table-wrap" };
    view! {
        <div class=class tabindex="0" role="region" aria-label=caption>
            <table class="table table-cards">
                <caption class="sr-only">{caption}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn areas_panel(cx: &PageContext, areas: &[Area]) -> AnyView {
    let l = cx.locale;
    if areas.is_empty() {
        let body = view! {
            <div class="empty">
                {icon_with(cx, "map", "empty-icon")}
                <p class="empty-title">{t::empty_areas(l)}</p>
                <p class="empty-text">{t::empty_areas_text(l)}</p>
            </div>
        };
        return panel(t::areas(l), body.into_any());
    }
    let heads = view! {
        <th scope="col">{t::name(l)}</th>
        <th scope="col">{t::level(l)}</th>
        <th scope="col" class="num">{t::population(l)}</th>
        <th scope="col">{t::poster(l)}</th>
    };
    let rows = tree(areas).iter().map(|row| area_row(cx, row)).collect_view();
    panel(t::areas(l), table(t::areas(l), areas.len(), heads.into_any(), rows.into_any()))
}

fn area_row(cx: &PageContext, row: &TreeRow<'_>) -> AnyView {
    let l = cx.locale;
    let area = row.area;
    // The indent is text, so that the tree is seen without styles of its own; it is not read aloud.
    let indent = "\u{3000}".repeat(row.depth);
    let population = match area.population {
        0 => view! { <span class="muted">{t::population_none(l)}</span> }.into_any(),
        people => l.number(people).into_any(),
    };
    let name = if row.depth < 2 { "strong" } else { "" };
    view! {
        <tr>
            <td class="cell-main" data-label=t::name(l)>
                <span aria-hidden="true">{indent.clone()}</span><span class=name>{area.name.clone()}</span>
                <span class="cell-note"><span aria-hidden="true">{indent}</span>{area.code.clone()}</span>
            </td>
            <td data-label=t::level(l)>{names::level(l, area.level)}</td>
            <td class="num" data-label=t::population(l)>{population}</td>
            <td data-label=t::poster(l)>{poster_link(cx, &format!("/office/areas/{}/poster", encoded(&area.code)), &area.name)}</td>
        </tr>
    }
    .into_any()
}

fn poster_link(cx: &PageContext, href: &str, name: &str) -> AnyView {
    let label = format!("{} {name}", t::print_poster(cx.locale));
    view! {
        <a class="btn btn-quiet btn-small" href=href.to_owned() aria-label=label>{icon(cx, "qr")}{t::print_poster(cx.locale)}</a>
    }
    .into_any()
}

fn sites_panel(cx: &PageContext, sites: &[Site], names: &HashMap<String, String>) -> AnyView {
    let l = cx.locale;
    if sites.is_empty() {
        return panel(t::sites(l), view! { <p class="empty">{t::empty_sites(l)}</p> }.into_any());
    }
    let heads = view! {
        <th scope="col">{t::name(l)}</th>
        <th scope="col">{t::site_type(l)}</th>
        <th scope="col">{common::area(l)}</th>
        <th scope="col">{t::poster(l)}</th>
    };
    let rows = sites
        .iter()
        .map(|site| {
            let href = format!("/office/sites/{}/poster", encoded(&site.code));
            view! {
                <tr>
                    <td class="cell-main" data-label=t::name(l)>
                        {site.name.clone()}
                        <span class="cell-note">{site.code.clone()}</span>
                    </td>
                    <td data-label=t::site_type(l)>{type_name(l, &site.site_type)}</td>
                    <td data-label=common::area(l)>{area_name(l, site.area.as_deref(), names)}</td>
                    <td data-label=t::poster(l)>{poster_link(cx, &href, &site.name)}</td>
                </tr>
            }
        })
        .collect_view();
    panel(t::sites(l), table(t::sites(l), sites.len(), heads.into_any(), rows.into_any()))
}

fn units_panel(cx: &PageContext, units: &[Unit], names: &HashMap<String, String>) -> AnyView {
    let l = cx.locale;
    if units.is_empty() {
        return panel(t::units(l), view! { <p class="empty">{t::empty_units(l)}</p> }.into_any());
    }
    let heads = view! {
        <th scope="col">{t::name(l)}</th>
        <th scope="col">{t::unit_kind(l)}</th>
        <th scope="col">{common::area(l)}</th>
    };
    let rows = units
        .iter()
        .map(|unit| {
            view! {
                <tr>
                    <td class="cell-main" data-label=t::name(l)>
                        {unit.name.clone()}
                        <span class="cell-note">{unit.code.clone()}</span>
                    </td>
                    <td data-label=t::unit_kind(l)>{kind_name(l, &unit.kind)}</td>
                    <td data-label=common::area(l)>{area_name(l, unit.area.as_deref(), names)}</td>
                </tr>
            }
        })
        .collect_view();
    panel(t::units(l), table(t::units(l), units.len(), heads.into_any(), rows.into_any()))
}

fn area_name(l: Locale, code: Option<&str>, names: &HashMap<String, String>) -> String {
    match code {
        Some(code) => names.get(code).cloned().unwrap_or_else(|| code.to_owned()),
        None => common::none(l).to_owned(),
    }
}

/// What a type of site is called; types of the office's own are shown as they were imported.
fn type_name(l: Locale, code: &str) -> String {
    let known = match code {
        "market" => t::type_market(l),
        "street" => t::type_street(l),
        "school" => t::type_school(l),
        "hospital" => t::type_hospital(l),
        "station" => t::type_station(l),
        "residential" => t::type_residential(l),
        "park" => t::type_park(l),
        "square" => t::type_square(l),
        "service_hall" => t::type_service_hall(l),
        "scenic_area" => t::type_scenic_area(l),
        other => other,
    };
    known.to_owned()
}

/// What a kind of unit is called; kinds of the office's own are shown as they were imported.
fn kind_name(l: Locale, code: &str) -> String {
    let known = match code {
        "department" => t::kind_department(l),
        "town" => t::kind_town(l),
        "company" => t::kind_company(l),
        "school" => t::kind_school(l),
        "institution" => t::kind_institution(l),
        other => other,
    };
    known.to_owned()
}

const fn import_name(l: Locale, kind: &str) -> &'static str {
    match kind.as_bytes() {
        b"areas" => t::import_areas(l),
        b"population" => t::import_population(l),
        b"units" => t::import_units(l),
        _ => t::import_sites(l),
    }
}

fn imports(cx: &PageContext) -> AnyView {
    let l = cx.locale;
    let forms = [
        (
            "areas",
            "import-areas",
            t::import_areas_hint(l),
            ".geojson,.json,application/geo+json,application/json",
        ),
        ("population", "import-population", t::import_population_hint(l), ".csv,text/csv"),
        ("units", "import-units", t::import_units_hint(l), ".csv,text/csv"),
        ("sites", "import-sites", t::import_sites_hint(l), ".json,application/json"),
    ]
    .map(|(kind, id, hint, accept)| {
        view! {
            <form class="stack-s" method="post" action="/office/areas" enctype="multipart/form-data">
                <input type="hidden" name="kind" value=kind />
                {file_field(l, id, import_name(l, kind), hint, accept)}
                <button class="btn btn-small">{icon(cx, "upload")}{common::import(l)}</button>
            </form>
        }
    })
    .collect_view();
    view! {
        <section class="panel">
            <div class="panel-head"><h2 class="panel-title">{t::import_title(l)}</h2></div>
            <div class="panel-body"><p class="muted">{t::import_note(l)}</p>{forms}</div>
        </section>
    }
    .into_any()
}
