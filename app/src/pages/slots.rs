//! Where islands stand in the public pages. Every page is complete without them.

use crate::components::icons::icon;
use crate::components::names;
use crate::islands::{
    KeepReceipt, MyReports, OrderOnTheSpot, Outbox, Quiz, ReportForm, TodayVisits, Tools, maps,
};
use crate::page::PageContext;
use crate::t;
use domain::report::ReportView;
use leptos::prelude::*;

/// Improves the form `#report-form`.
pub(super) fn report_form(cx: &PageContext) -> AnyView {
    view! { {maps::map_files(cx)} <ReportForm /> }.into_any()
}

/// Keeps the receipt of a report just sent on this phone, so that it is listed under 我的.
pub(super) fn keep_receipt(cx: &PageContext, report: &ReportView) -> AnyView {
    let catalogue = cx.backend.catalogue();
    let symbol = catalogue.get(&report.category).map(|category| category.icon.clone());
    view! {
        <div
            hidden
            data-keep-receipt=""
            data-code=report.receipt_code.to_string()
            data-id=report.id.to_string()
            data-name=names::category_code(cx.locale, &catalogue, &report.category)
            data-icon=symbol.unwrap_or_default()
        ></div>
        <KeepReceipt />
    }
    .into_any()
}

/// A button that copies a text; it appears once it works.
pub(super) fn copy_button(cx: &PageContext, text: String) -> AnyView {
    view! {
        <button class="btn" type="button" hidden data-copy=text>{icon(cx, "copy")}{t::receipt::copy(cx.locale)}</button>
        <Tools />
    }
    .into_any()
}

/// Lists what was sent from this phone.
pub(super) fn my_reports(cx: &PageContext) -> AnyView {
    let sprite = cx.assets.url("categories.svg").to_owned();
    view! {
        <div data-my-reports="" data-categories=sprite>
            <span class="skeleton skeleton-text"></span>
        </div>
        <MyReports />
    }
    .into_any()
}

/// Opens visits in the page of the day.
pub(super) fn today() -> AnyView {
    view! { <TodayVisits /> }.into_any()
}

/// Improves the form `#order-form`.
pub(super) fn order() -> AnyView {
    view! { <OrderOnTheSpot /> }.into_any()
}

/// Lists what this phone has to send.
pub(super) fn outbox() -> AnyView {
    view! {
        <div data-outbox="" class="stack stack-l">
            <span class="skeleton skeleton-text"></span>
        </div>
        <Outbox />
    }
    .into_any()
}

/// Shows the form `#quiz-form` one question a screen.
pub(super) fn quiz() -> AnyView {
    view! { <Quiz /> }.into_any()
}

/// The live heatmap of the last days, from that query; it takes the place of what has `data-map-instead`.
pub(super) fn heat_map(cx: &PageContext, query: String) -> AnyView {
    maps::heat_map(cx, maps::HeatMap { query, resolution: None, size: "map-medium" })
}
