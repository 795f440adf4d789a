//! The history of a case: one line for everything that happened, who did it, when, and what they said.

use super::parts;
use super::words;
use crate::components::names;
use crate::locale::Locale;
use crate::page::PageContext;
use crate::t::case as t;
use domain::area::Unit;
use domain::case::Change;
use domain::ledger::{LineText, TimelineLine};
use leptos::prelude::*;

/// All lines, the newest first: what is to be decided on follows from the last one.
pub fn view(cx: &PageContext, lines: &[TimelineLine], units: &[Unit]) -> AnyView {
    let last = lines.len();
    let items = lines.iter().rev().map(|line| {
        let current = usize::try_from(line.number).unwrap_or_default() == last;
        item(cx, line, units, current)
    });
    view! { <ol class="timeline timeline-dense case-history">{items.collect_view()}</ol> }.into_any()
}

fn item(cx: &PageContext, line: &TimelineLine, units: &[Unit], current: bool) -> AnyView {
    let l = cx.locale;
    let class = match (&line.change, current) {
        (Change::Lapsed, _) => "timeline-item is-done is-lapsed",
        (_, true) => "timeline-item is-current",
        (_, false) => "timeline-item is-done",
    };
    let said = line.texts.iter().map(|text| {
        let said = saying(l, text);
        view! { <p class="timeline-text">{said}</p> }
    });
    let more = more(l, &line.change).map(|text| view! { <p class="timeline-text muted">{text}</p> });
    let photos = parts::gallery(&line.photos, |n| t::photo_after(l, n));
    let corrected = (!line.corrected_by.is_empty()).then(|| {
        let numbers = line.corrected_by.iter().map(|n| t::line_n(l, n)).collect::<Vec<_>>().join("、");
        view! { <p class="timeline-text"><span class="tag">{t::corrected_by(l, numbers)}</span></p> }
    });
    view! {
        <li class=class id=format!("line-{}", line.number)>
            <p class="timeline-title">{title(l, &line.change, units)}</p>
            {said.collect_view()}
            {more}
            {corrected}
            {photos}
            <p class="timeline-foot">
                <span class="timeline-who">{who(l, line)}</span>
                <time class="timeline-time" datetime=line.at.to_rfc3339()>{line.at.to_minute()}</time>
                <span class="timeline-number">{t::line_n(l, line.number)}</span>
            </p>
        </li>
    }
    .into_any()
}

/// Who did it: name, and what they were then.
fn who(l: Locale, line: &TimelineLine) -> String {
    if line.resident {
        return t::who_resident(l).to_owned();
    }
    match (&line.name, line.role) {
        (Some(name), Some(role)) => {
            let as_what = line.unit_name.clone().unwrap_or_else(|| names::role(l, role).to_owned());
            format!("{name}（{as_what}）")
        }
        (Some(name), None) => name.clone(),
        (None, Some(role)) => names::role(l, role).to_owned(),
        (None, None) => t::who_system(l).to_owned(),
    }
}

fn saying(l: Locale, text: &LineText) -> String {
    let said = text.text.clone().unwrap_or_else(|| t::erased(l).to_owned());
    match text.field.as_str() {
        "measure" => t::measure_is(l, said),
        "person" => t::person_is(l, said),
        "phone" => t::phone_is(l, said),
        _ => said,
    }
}

fn unit_name(units: &[Unit], code: &str) -> String {
    units.iter().find(|unit| unit.code == code).map_or(code, |unit| unit.name.as_str()).to_owned()
}

/// What happened.
fn title(l: Locale, change: &Change, units: &[Unit]) -> String {
    let text = match change {
        Change::Received { .. } => t::did_received(l),
        Change::Accepted { .. } => t::did_accepted(l),
        Change::Rejected { .. } => t::did_rejected(l),
        Change::Linked { .. } => t::did_linked(l),
        Change::Unlinked { .. } => t::did_unlinked(l),
        Change::Assigned { unit, on_the_spot: true, .. } => return t::did_ordered(l, unit_name(units, unit)),
        Change::Assigned { unit, .. } => return t::did_assigned(l, unit_name(units, unit)),
        Change::Unassigned { .. } => t::did_unassigned(l),
        Change::TakenOn { .. } => t::did_taken_on(l),
        Change::Rectified { .. } => t::did_rectified(l),
        Change::Verified { .. } => t::did_verified(l),
        Change::SentBack { .. } => t::did_sent_back(l),
        Change::Transferred { from, to, .. } => {
            return t::did_transferred(l, unit_name(units, from), unit_name(units, to));
        }
        Change::OfficeAlerted { .. } => t::did_alerted(l),
        Change::ExtensionRequested { working_hours, .. } => {
            return t::did_extension_requested(l, working_hours);
        }
        Change::ExtensionGranted { .. } => t::did_extension_granted(l),
        Change::DeferralRequested { until, .. } => return t::did_deferral_requested(l, l.day(*until)),
        Change::DeferralGranted { until, .. } => return t::did_deferral_granted(l, l.day(*until)),
        Change::RequestRefused { .. } => t::did_request_refused(l),
        Change::Resumed { .. } => t::did_resumed(l),
        Change::Lapsed => t::did_lapsed(l),
        Change::DeadlineMoved { .. } => t::did_deadline_moved(l),
        Change::Reopened { by_reporter: true, .. } => t::did_reopened_by_reporter(l),
        Change::Reopened { .. } => t::did_reopened(l),
        Change::Confirmed => t::did_confirmed(l),
        Change::Flagged { .. } => t::did_flagged(l),
        Change::Unflagged { .. } => t::did_unflagged(l),
        Change::Remarked { .. } => t::did_remarked(l),
        Change::Corrected { number, .. } => return t::did_corrected(l, number),
    };
    text.to_owned()
}

/// What follows from it: a deadline, a promise, a verdict.
fn more(l: Locale, change: &Change) -> Option<String> {
    match change {
        Change::Assigned { deadline, .. }
        | Change::ExtensionGranted { deadline, .. }
        | Change::Resumed { deadline, .. }
        | Change::DeadlineMoved { deadline }
        | Change::Reopened { deadline, .. } => Some(t::new_deadline(l, deadline.due.to_minute())),
        Change::TakenOn { date, .. } => Some(t::promised_is(l, l.day(*date))),
        Change::Verified { verdict, .. } => Some(words::verdict(l, *verdict).to_owned()),
        _ => None,
    }
}
