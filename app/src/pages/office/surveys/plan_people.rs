//! What volunteers did in a plan, and the visits worth a look.

use super::{flag, outcome, panel, table};
use crate::locale::Locale;
use crate::t::office_surveys as t;
use domain::survey::VisitOutcome;
use domain::survey::desk::{PlanDetail, VisitRow, VolunteerProgress};
use domain::time::Timestamp;
use leptos::prelude::*;

/// Progress by volunteer.
pub(super) fn volunteers(l: Locale, detail: &PlanDetail) -> AnyView {
    if detail.volunteers.is_empty() {
        let body = view! { <p class="muted">{t::no_progress(l)}</p> };
        return panel(t::by_volunteer(l).to_owned(), None, false, body.into_any());
    }
    let heads = view! {
        <th scope="col">{t::name(l)}</th>
        <th scope="col" class="num">{t::area_count(l)}</th>
        <th scope="col" class="num">{t::households(l)}</th>
        <th scope="col" class="num">{t::visits(l)}</th>
        <th scope="col" class="num">{t::interviewed(l)}</th>
        <th scope="col" class="num">{t::refused(l)}</th>
        <th scope="col" class="num">{t::flagged(l)}</th>
        <th scope="col">{t::last(l)}</th>
    };
    let rows = detail.volunteers.iter().map(|volunteer| volunteer_row(l, volunteer)).collect_view();
    let body = table(t::by_volunteer(l), false, heads.into_any(), rows.into_any());
    panel(t::by_volunteer(l).to_owned(), None, true, body)
}

fn volunteer_row(l: Locale, volunteer: &VolunteerProgress) -> AnyView {
    let of = |wanted: VisitOutcome| -> u64 {
        volunteer.outcomes.iter().filter(|(outcome, _)| *outcome == wanted).map(|(_, visits)| visits).sum()
    };
    let visits: u64 = volunteer.outcomes.iter().map(|(_, visits)| visits).sum();
    let last = volunteer.last_at.map_or_else(|| t::never(l).to_owned(), Timestamp::to_minute);
    view! {
        <tr>
            <td class="cell-main nowrap" data-label=t::name(l)>{volunteer.name.clone()}</td>
            <td class="num" data-label=t::area_count(l)>{volunteer.areas}</td>
            <td class="num" data-label=t::households(l)>{l.number(volunteer.households)}</td>
            <td class="num" data-label=t::visits(l)>{l.number(visits)}</td>
            <td class="num" data-label=t::interviewed(l)>{l.number(of(VisitOutcome::Interviewed))}</td>
            <td class="num" data-label=t::refused(l)>{l.number(of(VisitOutcome::Refused))}</td>
            <td class="num" data-label=t::flagged(l)>{l.number(volunteer.flagged)}</td>
            <td class="nowrap" data-label=t::last(l)>{last}</td>
        </tr>
    }
    .into_any()
}

/// The visits worth a look: hints, never verdicts.
pub(super) fn flagged(l: Locale, detail: &PlanDetail) -> AnyView {
    let note = Some(t::to_look_at_note(l).to_owned());
    if detail.flagged.is_empty() {
        let body = view! { <p class="muted">{t::nothing_to_look_at(l)}</p> };
        return panel(t::to_look_at(l).to_owned(), note, false, body.into_any());
    }
    let heads = view! {
        <th scope="col">{t::when(l)}</th>
        <th scope="col">{t::area(l)}</th>
        <th scope="col">{t::household(l)}</th>
        <th scope="col">{t::outcome(l)}</th>
        <th scope="col">{t::name(l)}</th>
        <th scope="col">{t::why(l)}</th>
    };
    let rows = detail.flagged.iter().map(|visit| visit_row(l, detail, visit)).collect_view();
    let count = t::to_look_at_count(l, detail.flagged_count, detail.flagged.len());
    let note = note.map(|note| format!("{note}{count}"));
    let body = table(t::to_look_at(l), detail.flagged.len() > 12, heads.into_any(), rows.into_any());
    panel(t::to_look_at(l).to_owned(), note, true, body)
}

fn visit_row(l: Locale, detail: &PlanDetail, visit: &VisitRow) -> AnyView {
    let area = detail.areas.iter().find(|area| area.planned.area == visit.area);
    let minutes = (visit.ended_at.0 - visit.started_at.0) / 60_000;
    let flags = visit
        .flags
        .iter()
        .map(|found| view! { <span class="tag">{flag(l, *found)}</span>" " })
        .collect_view();
    view! {
        <tr>
            <td class="nowrap" data-label=t::when(l)>
                <time datetime=visit.started_at.to_rfc3339()>{visit.started_at.to_minute()}</time>
                <span class="cell-note">{t::took(l, minutes)}</span>
            </td>
            <td data-label=t::area(l)>{area.map_or_else(|| visit.area.clone(), |area| area.name.clone())}</td>
            <td data-label=t::household(l)>{visit.household.clone()}<span class="cell-note">{t::attempt(l, visit.attempt)}</span></td>
            <td data-label=t::outcome(l)>{outcome(l, visit.outcome)}</td>
            <td data-label=t::name(l)>{visit.volunteer.clone()}</td>
            <td data-label=t::why(l)>{flags}{visit.note.clone().map(|note| view! { <span class="cell-note">{note}</span> })}</td>
        </tr>
    }
    .into_any()
}
