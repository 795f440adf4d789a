//! The rules of the ledger, which the office edits: which unit a problem goes to, how long it has, when people work,
//! what decides on the ranking.
//!
//! | file | what it edits |
//! |---|---|
//! | `routing` | which unit a report is proposed for, and the reports that no rule covers |
//! | `limits` | time limits that differ from the catalogue |
//! | `calendar` | working hours, public holidays, make-up working days |
//! | `ranking` | the minimum for a place, the thresholds of the red and black list |
//! | `choices` | what can be chosen in a row |
//! | `rows` | tables of inputs with blank rows at the end, and reading them |

pub mod calendar;
mod choices;
pub mod limits;
pub mod ranking;
pub mod routing;
mod rows;

use super::page_head;
use crate::components::errors::{self, Anchor};
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, Section};
use crate::t::rules as t;
use domain::access::Permission;
use domain::error::ApiError;
use leptos::prelude::*;

/// Names and values of a form's fields, as they came.
pub type Pairs = Vec<(String, String)>;

/// The pages of this section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Routing,
    Limits,
    Calendar,
    Ranking,
}

/// One of the pages: its tab, its lead, what is wrong, its content.
struct Part<'a> {
    tab: Tab,
    lead: &'static str,
    error: Option<&'a ApiError>,
    anchors: &'a [Anchor<'a>],
    content: AnyView,
}

fn page(cx: &PageContext, part: Part<'_>) -> Page {
    let l = cx.locale;
    let view = view! {
        {page_head(t::title(l).to_owned(), part.lead, ())}
        {tabs(l, part.tab)}
        {errors::summary(cx, part.error, part.anchors)}
        {part.content}
    };
    let status = part.error.map_or(200, |error| error.code.status());
    Page::office(cx, OfficeShell { title: t::title(l).to_owned(), section: Section::Rules, status }, view)
}

fn tabs(l: Locale, current: Tab) -> AnyView {
    let tabs = [
        (Tab::Routing, "/office/rules", t::routing(l)),
        (Tab::Limits, "/office/rules/limits", t::limits(l)),
        (Tab::Calendar, "/office/rules/calendar", t::calendar(l)),
        (Tab::Ranking, "/office/rules/ranking", t::ranking(l)),
    ]
    .map(|(tab, href, name)| {
        view! { <a class="tab" href=href aria-current=(tab == current).then_some("page")>{name}</a> }
    });
    view! { <nav class="tabs" aria-label=t::title(l)>{tabs.collect_view()}</nav> }.into_any()
}

/// Passes whoever may edit the rules.
fn require(cx: &PageContext) -> Result<(), ApiError> {
    cx.backend.actor().require(Permission::HandleReports)
}

/// The button below a form.
fn save(l: Locale) -> AnyView {
    view! { <div class="row"><button class="btn btn-primary">{t::save(l)}</button></div> }.into_any()
}
