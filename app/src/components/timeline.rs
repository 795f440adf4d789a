//! A report's history as its sender sees it: what was done, and what is still to come.

use crate::locale::Locale;
use crate::page::PageContext;
use crate::t;
use domain::report::{HistoryEntry, ReportStatus, ReportView};
use leptos::prelude::*;

/// What an event of the history is called; none for events that only the desk cares about.
pub fn event_name(l: Locale, event: &str) -> Option<&'static str> {
    Some(match event {
        "received" => t::common::event_received(l),
        "accepted" => t::common::event_accepted(l),
        "rejected" => t::common::event_rejected(l),
        "duplicate" => t::common::event_duplicate(l),
        "unlinked" => t::common::event_unlinked(l),
        "closed" => t::common::event_closed(l),
        "reopened" => t::common::event_reopened(l),
        _ => return None,
    })
}

/// The history for the public: changes of status, then the steps that an open report still has before it.
pub fn timeline(cx: &PageContext, report: &ReportView) -> AnyView {
    let l = cx.locale;
    let told: Vec<(&'static str, &HistoryEntry)> =
        report.history.iter().filter_map(|entry| Some((event_name(l, &entry.event)?, entry))).collect();
    let last = told.len().saturating_sub(1);
    let open = matches!(report.status, ReportStatus::Received | ReportStatus::Accepted);
    let done = told.into_iter().enumerate().map(|(index, (name, entry))| {
        let class = if open && index == last { "timeline-item is-current" } else { "timeline-item is-done" };
        let note = entry.note.clone().filter(|note| !note.is_empty());
        view! {
            <li class=class>
                <p class="timeline-title">{name}</p>
                {note.map(|note| view! { <p class="timeline-text">{note}</p> })}
                <time class="timeline-time" datetime=entry.at.to_rfc3339()>{l.moment(entry.at)}</time>
            </li>
        }
    });
    let to_come: &[&str] = match report.status {
        ReportStatus::Received => &[t::common::step_accept(l), t::common::step_close(l)],
        ReportStatus::Accepted => &[t::common::step_close(l)],
        ReportStatus::Rejected | ReportStatus::Duplicate | ReportStatus::Closed => &[],
    };
    let to_come = to_come.iter().map(
        |step| view! { <li class="timeline-item"><p class="timeline-title">{(*step).to_owned()}</p></li> },
    );
    view! { <ol class="timeline">{done.collect_view()}{to_come.collect_view()}</ol> }.into_any()
}
