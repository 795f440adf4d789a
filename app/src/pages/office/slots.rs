//! Where islands stand in the desk's pages: maps, and buttons that print and copy. Every page is complete without them.

use crate::components::icons::icon;
use crate::islands::{Tools, maps};
use crate::page::PageContext;
use crate::t::office_common as t;
use domain::location::Location;
use leptos::prelude::*;

/// A small map with a fixed marker at a place.
pub(super) fn pin_map(cx: &PageContext, location: &Location) -> AnyView {
    maps::pin_map(cx, location.lat, location.lng, location.accuracy_m)
}

/// The live heatmap. Its cells follow the zoom unless a size was chosen.
pub(super) fn heat_map(cx: &PageContext, query: String, resolution: Option<u8>) -> AnyView {
    maps::heat_map(cx, maps::HeatMap { query, resolution, size: "map-large" })
}

/// A button that prints the page; it appears once it works.
pub(super) fn print_button(cx: &PageContext, class: &'static str) -> AnyView {
    view! {
        <button class=class type="button" hidden data-print="">{icon(cx, "print")}{t::print(cx.locale)}</button>
        <Tools />
    }
    .into_any()
}

/// A button that copies the text of the element of that id; it appears once it works.
pub(super) fn copy_button(cx: &PageContext, id: &str) -> AnyView {
    view! {
        <button class="btn btn-small" type="button" hidden data-copy=format!("#{id}")>{icon(cx, "copy")}{t::copy(cx.locale)}</button>
        <Tools />
    }
    .into_any()
}
