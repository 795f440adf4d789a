//! The list of reports: filter, chips of what is filtered, rows, pages and exports.

use super::area_tree::{indented, tree};
use super::fields::{Choice, ChoiceGroup, filter_period, filter_select, flat};
use super::reports_query::ReportsQuery;
use super::{page_head, reports_table};
use crate::components::errors::{self, Anchor};
use crate::components::icons::{icon, icon_with};
use crate::components::names;
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::t::{office_common as common, office_reports as t};
use domain::access::Permission;
use domain::area::Area;
use domain::category::Catalogue;
use domain::error::{ApiError, ErrorCode};
use domain::limits;
use domain::listing::ReportPage;
use domain::report::{Channel, ReportStatus};
use leptos::prelude::*;

const ADDRESS: &str = "/office/reports";

/// The list of reports. A filter that cannot be read shows what is wrong and no rows.
///
/// # Errors
/// What the backend refuses.
pub async fn page(cx: &PageContext, query: &ReportsQuery) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::ReadReports)?;
    let areas = cx.backend.areas().await?;
    let catalogue = cx.backend.catalogue();
    let answer = match query.parse(&catalogue) {
        Ok((filter, after)) => cx.backend.reports(&filter, after, limits::PAGE_ROWS).await,
        Err(error) => Err(error),
    };
    let (page, wrong) = match answer {
        Ok(page) => (Some(page), None),
        // An area that does not exist is a wrong filter too, not a missing page.
        Err(error) if matches!(error.code, ErrorCode::Invalid | ErrorCode::BadRequest) => (None, Some(error)),
        Err(error) => return Err(error.into()),
    };
    let lead = page
        .as_ref()
        .map(|page| t::lead(l, l.number(page.total), l.number(page.total_incidents)))
        .unwrap_or_default();
    let status = if wrong.is_some() { 422 } else { 200 };
    let view = view! {
        {page_head(t::title(l).to_owned(), lead, exports(cx, query, wrong.is_some()))}
        {filters(cx, query, &catalogue, &areas, wrong.as_ref())}
        {applied(cx, query, &catalogue, &areas)}
        {match &page {
            Some(page) if !page.reports.is_empty() => rows(cx, query, page),
            _ => empty(cx, query.to_query().is_empty()),
        }}
    };
    let frame = OfficeShell { title: t::title(l).to_owned(), section: Section::Reports, status };
    Ok(Page::office(cx, frame, view))
}

fn exports(cx: &PageContext, query: &ReportsQuery, wrong: bool) -> Option<AnyView> {
    let l = cx.locale;
    (cx.backend.actor().may(Permission::Export) && !wrong).then(|| {
        let links =
            [("csv", t::export_csv(l)), ("xlsx", t::export_xlsx(l)), ("geojson", t::export_geojson(l))]
                .map(|(kind, name)| {
                    let href = format!("/office/export/reports.{kind}{}", query.to_query());
                    view! { <a class="btn btn-small" href=href download="">{icon(cx, "download")}{name}</a> }
                })
                .collect_view();
        links.into_any()
    })
}

fn filters(
    cx: &PageContext,
    query: &ReportsQuery,
    catalogue: &Catalogue,
    areas: &[Area],
    wrong: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
    let all = || Choice::new("", common::all(l));
    let statuses = ReportStatus::ALL.iter().map(|s| Choice::new(s.as_str(), names::status(l, *s)));
    let channels = Channel::ALL.iter().map(|c| Choice::new(c.as_str(), names::channel(l, *c)));
    let in_tree = tree(areas).into_iter().map(|row| Choice::new(row.area.code.clone(), indented(&row)));
    let anchors = [
        Anchor { path: "category", label: common::category(l), id: "f-category" },
        Anchor { path: "status", label: common::status(l), id: "f-status" },
        Anchor { path: "area", label: common::area(l), id: "f-area" },
        Anchor { path: "channel", label: common::channel(l), id: "f-channel" },
        Anchor { path: "from", label: common::from(l), id: "f-from" },
        Anchor { path: "to", label: common::to(l), id: "f-to" },
        Anchor { path: "q", label: t::search(l), id: "f-q" },
        Anchor { path: "bbox", label: t::in_rectangle(l), id: "f-bbox" },
    ];
    let rectangle = query.bbox.clone().filter(|bbox| !bbox.trim().is_empty()).map(|bbox| {
        view! {
            <div class="filter">
                <label class="filter-label" for="f-bbox">{t::in_rectangle(l)}</label>
                <input class="input" id="f-bbox" name="bbox" value=bbox />
            </div>
        }
    });
    view! {
        {errors::summary(cx, wrong, &anchors)}
        <form class="filters" method="get" action=ADDRESS>
            {filter_period(l, query.from.as_deref(), query.to.as_deref())}
            {filter_select("category", common::category(l), categories(l, catalogue), query.category.as_deref())}
            {filter_select("status", common::status(l), flat([all()].into_iter().chain(statuses).collect()), query.status.as_deref())}
            {filter_select("area", common::area(l), flat([all()].into_iter().chain(in_tree).collect()), query.area.as_deref())}
            {filter_select("channel", common::channel(l), flat([all()].into_iter().chain(channels).collect()), query.channel.as_deref())}
            <div class="filter filter-wide">
                <label class="filter-label" for="f-q">{t::search(l)}</label>
                <input class="input" type="search" id="f-q" name="q" placeholder=t::search_hint(l)
                    value=query.q.clone().unwrap_or_default() />
            </div>
            {rectangle}
            <div class="filters-actions">
                <button class="btn btn-primary">{icon(cx, "filter")}{common::apply_filter(l)}</button>
                <a class="btn btn-quiet" href=ADDRESS>{common::clear_filter(l)}</a>
            </div>
        </form>
    }
    .into_any()
}

/// All categories below their groups, after "all".
pub(crate) fn categories(l: Locale, catalogue: &Catalogue) -> Vec<ChoiceGroup> {
    let mut groups = flat(vec![Choice::new("", common::all(l))]);
    groups.extend(catalogue.groups.iter().map(|group| {
        let inside = catalogue.categories.iter().filter(|category| category.group == group.code);
        ChoiceGroup {
            heading: Some(names::group(l, group).to_owned()),
            choices: inside.map(|c| Choice::new(c.code.clone(), names::category(l, c))).collect(),
        }
    }));
    groups
}

/// One chip for each field of the filter; following it removes the field.
fn applied(cx: &PageContext, query: &ReportsQuery, catalogue: &Catalogue, areas: &[Area]) -> Option<AnyView> {
    let l = cx.locale;
    let text = |field: &Option<String>| super::address::filled(field).map(str::to_owned);
    let period = match (text(&query.from), text(&query.to)) {
        (None, None) => None,
        (from, to) => Some(format!("{}–{}", from.unwrap_or_default(), to.unwrap_or_default())),
    };
    let area =
        |code: String| areas.iter().find(|area| area.code == code).map_or(code, |area| area.name.clone());
    let status =
        |code: String| ReportStatus::from_text(&code).map_or(code, |s| names::status(l, s).to_owned());
    let channel = |code: String| Channel::from_text(&code).map_or(code, |c| names::channel(l, c).to_owned());
    let chips: Vec<(&str, String)> = [
        ("period", period),
        ("category", text(&query.category).map(|code| names::category_code(l, catalogue, &code))),
        ("status", text(&query.status).map(status)),
        ("area", text(&query.area).map(area)),
        ("channel", text(&query.channel).map(channel)),
        ("q", text(&query.q)),
        ("bbox", text(&query.bbox).map(|bbox| format!("{} {bbox}", t::in_rectangle(l)))),
    ]
    .into_iter()
    .filter_map(|(field, word)| Some((field, word?)))
    .collect();
    if chips.is_empty() {
        return None;
    }
    let chips = chips
        .into_iter()
        .map(|(field, word)| {
            let href = format!("{ADDRESS}{}", query.without(field).to_query());
            let label = common::remove_filter(l, &word);
            view! { <a class="chip" href=href aria-label=label>{word}" "{icon(cx, "close")}</a> }
        })
        .collect_view();
    Some(view! { <p class="applied">{common::applied(l)}" "{chips}</p> }.into_any())
}

fn rows(cx: &PageContext, query: &ReportsQuery, page: &ReportPage) -> AnyView {
    let l = cx.locale;
    let next = page.next_cursor.as_ref().map(|cursor| {
        view! { <a class="btn" rel="next" href=format!("{ADDRESS}{}", query.at_cursor(cursor))>{t::next_page(l)}</a> }
    });
    let first = super::address::filled(&query.cursor).map(|_| {
        view! { <a class="btn btn-quiet" href=format!("{ADDRESS}{}", query.to_query())>{t::first_page(l)}</a> }
    });
    let shown = l.number(u64::try_from(page.reports.len()).unwrap_or(u64::MAX));
    view! {
        {reports_table::full(cx, &page.reports)}
        <nav class="pager" aria-label=t::title(l)>
            <p class="pager-count">{t::shown(l, shown, l.number(page.total))}</p>
            {first}
            {next}
        </nav>
    }
    .into_any()
}

fn empty(cx: &PageContext, unfiltered: bool) -> AnyView {
    let l = cx.locale;
    let (title, text, href, action) = if unfiltered {
        (t::empty_all(l), t::empty_all_text(l), "/office/areas", t::to_areas(l))
    } else {
        (t::empty(l), t::empty_text(l), ADDRESS, common::clear_filter(l))
    };
    view! {
        <div class="empty">
            {icon_with(cx, "search", "empty-icon")}
            <p class="empty-title">{title}</p>
            <p class="empty-text">{text}</p>
            <a class="btn" href=href>{action}</a>
        </div>
    }
    .into_any()
}
