//! The status of a report as a coloured word.

use super::names;
use crate::locale::Locale;
use domain::report::ReportStatus;
use leptos::prelude::*;

/// The status of a report.
pub fn status_word(l: Locale, status: ReportStatus) -> AnyView {
    let class = match status {
        ReportStatus::Received => "status status-received",
        ReportStatus::Accepted => "status status-accepted",
        ReportStatus::Rejected => "status status-rejected",
        ReportStatus::Duplicate => "status status-duplicate",
        ReportStatus::Closed => "status status-closed",
    };
    view! { <span class=class>{names::status(l, status)}</span> }.into_any()
}
