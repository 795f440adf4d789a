//! Where islands stand in the desk's pages. Every page is complete without them.

use super::heatmap_query::HeatmapForm;
use crate::page::PageContext;
use domain::location::Location;
use leptos::prelude::*;

/// A small map with a fixed marker at a place.
pub(super) fn pin_map(_cx: &PageContext, _location: &Location) -> Option<AnyView> {
    None
}

/// The live heatmap, with the filter of [`HeatmapForm::map_query`]; a `.map.map-large`.
pub(super) fn heat_map(_cx: &PageContext, _form: &HeatmapForm) -> Option<AnyView> {
    None
}
