//! The inspector's walk (督查) on a phone: re-inspections that wait, sites near by, and a site's checklist.

use super::parts;
use crate::components::icons::{icon, icon_with};
use crate::locale::Locale;
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::t::walk as t;
use domain::access::Permission;
use domain::area::Site;
use domain::ledger::{LedgerFilter, LedgerRow, LedgerTab};
use domain::location::distance_m;
use leptos::prelude::*;
use serde::Deserialize;

/// Most re-inspections that are listed on the first page.
const CHECKS: u32 = 20;
/// Most sites that are listed at once.
const SITES: usize = 60;

/// What is asked for in the address of `/walk`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct WalkQuery {
    /// What the name of a site holds.
    pub q: String,
    /// Where the inspector is, in degrees.
    pub lat: Option<f64>,
    /// See `lat`.
    pub lng: Option<f64>,
}

/// `/walk`.
///
/// # Errors
/// What the backend refuses.
pub async fn page(cx: &PageContext, query: &WalkQuery) -> Result<Page, PageError> {
    cx.backend.actor().require(Permission::ReportAsInspector)?;
    let l = cx.locale;
    let filter = LedgerFilter {
        tab: Some(LedgerTab::ToCheck),
        inspector: cx.backend.actor().user_id(),
        ..LedgerFilter::default()
    };
    let mine = cx.backend.ledger(&filter, None, CHECKS).await?;
    let sites = cx.backend.sites().await?;
    let body = view! {
        <div class="stack stack-l">
            {checks(cx, &mine.cases, mine.total)}
            <section class="section">
                <h2 class="section-title">{t::near(l)}</h2>
                {search(cx, query)}
                {list(cx, &sites, query)}
            </section>
            <a class="btn btn-block" href="/walk/order">{icon(cx, "plus")}{t::order_free(l)}</a>
        </div>
        {super::guide::script(cx)}
    };
    Ok(Page::phone(cx, frame(t::title(l).to_owned(), "/"), body))
}

fn frame(title: String, back: &str) -> PhoneShell {
    PhoneShell { title, back: Some(back.to_owned()), tab: Tab::Walk, ..PhoneShell::default() }
}

/// Cases that I ordered or checked before and that units say they put right.
fn checks(cx: &PageContext, rows: &[LedgerRow], total: u64) -> AnyView {
    let l = cx.locale;
    let body = if rows.is_empty() {
        view! {
            <div class="card card-quiet"><p class="strong">{t::mine_empty(l)}</p><p class="small muted">{t::mine_empty_text(l)}</p></div>
        }
        .into_any()
    } else {
        let items = rows.iter().map(|row| check(cx, row)).collect_view();
        view! { <ul class="list">{items}</ul> }.into_any()
    };
    view! {
        <section class="section">
            <h2 class="section-title">{t::mine(l)}<span class="small muted">{t::mine_count(l, l.number(total))}</span></h2>
            {body}
            <a class="btn btn-quiet btn-block" href="/office/ledger?tab=to_check">{t::all_checks(l)}</a>
        </section>
    }
    .into_any()
}

fn check(cx: &PageContext, row: &LedgerRow) -> AnyView {
    let l = cx.locale;
    let category = parts::category(cx, row);
    let unit = row.unit_name.clone().unwrap_or_default();
    view! {
        <li><a class="list-item" href=format!("{}#do-verify", parts::address(row.id))>
            {parts::thumbnail(cx, row.after.as_deref().or(row.before.as_deref()), crate::t::case::photo_after(l, 1))}
            <span class="list-body">
                <span class="list-title">{category}</span>
                <span class="list-meta">{unit}</span>
                <span class="list-meta">{row.rectified_at.map(|at| l.moment(at))}</span>
            </span>
            <span class="list-end">{icon(cx, "chevron-right")}</span>
        </a></li>
    }
    .into_any()
}

fn search(cx: &PageContext, query: &WalkQuery) -> AnyView {
    let l = cx.locale;
    view! {
        <form class="stack-s" method="get" action="/walk" role="search" data-near="">
            <label class="sr-only" for="f-q">{t::search(l)}</label>
            <div class="input-group">
                <input class="input" type="search" id="f-q" name="q" value=query.q.clone() placeholder=t::search(l) />
                <button class="btn">{t::search_do(l)}</button>
            </div>
            <button class="btn btn-block" type="button" hidden data-near-me="">{icon(cx, "locate")}{t::sort_near(l)}</button>
            <p class="small muted" role="status" data-near-told="" data-not-located=t::not_near(l)></p>
        </form>
    }
    .into_any()
}

/// Sites, the nearest first when it is known where the inspector is.
fn list(cx: &PageContext, sites: &[Site], query: &WalkQuery) -> AnyView {
    let l = cx.locale;
    if sites.is_empty() {
        return view! {
            <div class="empty">{icon_with(cx, "map-pin", "empty-icon")}
                <p class="empty-title">{t::no_sites(l)}</p><p class="empty-text">{t::no_sites_text(l)}</p></div>
        }
        .into_any();
    }
    let here = query.lat.zip(query.lng).filter(|(lat, lng)| lat.abs() <= 90.0 && lng.abs() <= 180.0);
    let wanted = query.q.trim();
    let mut found: Vec<(&Site, Option<f64>)> = sites
        .iter()
        .filter(|site| wanted.is_empty() || site.name.contains(wanted))
        .map(|site| (site, here.map(|here| distance_m(here, (site.lat, site.lng)))))
        .collect();
    found.sort_by(|(_, a), (_, b)| a.unwrap_or_default().total_cmp(&b.unwrap_or_default()));
    found.truncate(SITES);
    if found.is_empty() {
        return view! { <p class="muted">{t::none_found(l)}</p> }.into_any();
    }
    let items = found.into_iter().map(|(site, metres)| {
        let far = metres.map(|metres| view! { <span class="num">{distance(l, metres)}</span> });
        view! {
            <li><a class="list-item" href=format!("/walk/sites/{}", site.code)>
                <span class="list-thumb">{icon(cx, "building")}</span>
                <span class="list-body"><span class="list-title">{site.name.clone()}</span>
                    <span class="list-meta">{kind(l, &site.site_type)}</span></span>
                <span class="list-end">{far}{icon(cx, "chevron-right")}</span>
            </a></li>
        }
    });
    view! { <ul class="list">{items.collect_view()}</ul> }.into_any()
}

fn distance(l: Locale, metres: f64) -> String {
    if metres < 1_000.0 {
        t::distance_m(l, format!("{metres:.0}"))
    } else {
        t::distance_km(l, format!("{:.1}", metres / 1_000.0))
    }
}

/// What a type of site is called.
fn kind(l: Locale, code: &str) -> &'static str {
    match code {
        "market" => t::kind_market(l),
        "school" => t::kind_school(l),
        "street" => t::kind_street(l),
        "residential" | "community" => t::kind_residential(l),
        "hospital" => t::kind_hospital(l),
        "hotel" | "restaurant" => t::kind_hotel(l),
        "station" => t::kind_station(l),
        "square" => t::kind_square(l),
        "park" => t::kind_park(l),
        "service_hall" => t::kind_service_hall(l),
        "scenic_area" => t::kind_scenic_area(l),
        _ => t::kind_other(l),
    }
}

/// `/walk/sites/{code}`: the checklist of a site. What passed is noted on the phone by a script; what fails is ordered.
///
/// # Errors
/// What the backend refuses.
pub async fn site(cx: &PageContext, code: &str, ordered: Option<&str>) -> Result<Page, PageError> {
    cx.backend.actor().require(Permission::ReportAsInspector)?;
    let l = cx.locale;
    let site = cx.backend.site(code).await?;
    let list = cx.backend.checklist(&site.site_type).await?;
    let general =
        list.site_type.is_empty().then(|| view! { <p class="small muted">{t::checklist_default(l)}</p> });
    let items = list.items.iter().enumerate().map(|(index, item)| {
        let href = format!("/walk/order?site={}&item={}&category={}", site.code, item.code, item.category);
        let what = l.choose(&item.zh, &item.en).to_owned();
        let told = (ordered == Some(item.code.as_str())).then(|| view! { <span class="tag tag-accent">{t::ordered(l)}</span> });
        let id = format!("pass-{}", item.code);
        view! {
            <li class="walk-item" data-walk-item=item.code.clone()>
                <p class="walk-what"><span class="walk-number num">{index + 1}</span><span>{what.clone()}</span>{told}</p>
                <div class="walk-do">
                    <label class="choice walk-pass" hidden><input type="checkbox" id=id data-walk-pass="" />
                        <span class="choice-face"><span class="choice-text">{t::pass(l)}</span><span class="sr-only">{what.clone()}</span></span></label>
                    <a class="btn" href=href>{icon(cx, "camera")}{t::fail_order(l)}<span class="sr-only">{what}</span></a>
                </div>
            </li>
        }
    });
    let count = list.items.len();
    let body = view! {
        <div class="stack stack-l" data-walk=site.code.clone()>
            <section class="card stack-s">
                <h2 class="section-title">{site.name.clone()}</h2>
                <p class="list-meta">{t::checklist_of(l, kind(l, &site.site_type), count)}</p>
                {general}
                <div hidden data-walk-progress=t::progress(l, "#", count)>
                    <progress class="bar" max=count.to_string() value="0" aria-label=t::checklist(l)></progress>
                    <p class="small muted" role="status"></p>
                </div>
            </section>
            <ol class="walk-list">{items.collect_view()}</ol>
            <a class="btn btn-block" href=format!("/walk/order?site={}", site.code)>{icon(cx, "plus")}{t::other_problem(l)}</a>
            <a class="btn btn-quiet btn-block" href="/walk">{t::finish(l)}</a>
        </div>
        {super::guide::script(cx)}
    };
    Ok(Page::phone(cx, frame(t::checklist(l).to_owned(), "/walk"), body))
}
