//! Where islands stand in the public pages. Every page is complete without them.

use crate::page::PageContext;
use leptos::prelude::*;

/// Improves the form `#report-form`.
pub(crate) fn report_form(_cx: &PageContext) -> AnyView {
    ().into_any()
}

/// Keeps the receipt of a report just sent on this phone, so that it is listed under 我的.
pub(crate) fn keep_receipt(_cx: &PageContext, _code: &str, _category: &str) -> AnyView {
    ().into_any()
}

/// Lists what was sent from this phone.
pub(crate) fn my_reports(_cx: &PageContext) -> AnyView {
    ().into_any()
}

/// Shows the form `#quiz-form` one question a screen.
pub(crate) fn quiz(_cx: &PageContext) -> AnyView {
    ().into_any()
}

/// The live heatmap.
pub(crate) fn heat_map(_cx: &PageContext) -> AnyView {
    ().into_any()
}
