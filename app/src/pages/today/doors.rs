//! The list of plans, areas and households.

use super::form::Door;
use super::walk;
use crate::components::icons::icon;
use crate::islands::today::standing::{self, Standing, Todo, standing};
use crate::locale::Locale;
use crate::page::PageContext;
use crate::t;
use domain::survey::{Today, TodayArea, TodayHousehold, TodayPlan, VisitPurpose};
use leptos::prelude::*;

/// What is to be done about each household of a day.
pub(super) fn todos(l: Locale, today: &Today) -> Vec<Todo> {
    let areas = today.plans.iter().flat_map(|plan| &plan.areas);
    let households = areas.flat_map(|area| &area.visits);
    households.map(|household| standing(l, &household.attempts, today.now).todo).collect()
}

/// A plan with its areas. The first area with something to do is open.
pub(super) fn plan(cx: &PageContext, today: &Today, plan: &TodayPlan) -> AnyView {
    let l = cx.locale;
    let day = today.now.day();
    let period = match plan {
        plan if day < plan.from => t::today::not_begun(l, l.day(plan.from)),
        plan if day > plan.to => t::today::ended(l, l.day(plan.to)),
        plan => t::today::period(l, l.day(plan.from), l.day(plan.to)),
    };
    let (purpose, note) = match plan.purpose {
        VisitPurpose::Measurement => (t::today::purpose_measurement(l), None),
        VisitPurpose::Publicity => (t::today::purpose_publicity(l), Some(t::today::publicity_note(l))),
    };
    let first = plan.areas.iter().position(|area| area_done(l, today, area) < area.visits.len());
    let areas = plan
        .areas
        .iter()
        .enumerate()
        .map(|(index, one)| area(cx, today, plan, one, plan.areas.len() < 3 || first == Some(index)));
    view! {
        <section class="section">
            <h2 class="section-title">{plan.title.clone()}<span class="tag">{purpose}</span></h2>
            <p class="section-note">{period}</p>
            {note.map(|note| view! { <p class="notice notice-info">{icon(cx, "info")}<span class="notice-body">{note}</span></p> })}
            {areas.collect_view()}
        </section>
    }
    .into_any()
}

fn area_done(l: Locale, today: &Today, area: &TodayArea) -> usize {
    let done = |household: &&TodayHousehold| standing(l, &household.attempts, today.now).todo == Todo::Done;
    area.visits.iter().filter(done).count()
}

fn area(cx: &PageContext, today: &Today, plan: &TodayPlan, area: &TodayArea, open: bool) -> AnyView {
    let l = cx.locale;
    let (done, all) = (area_done(l, today, area), area.visits.len());
    let rows = area.visits.iter().map(|household| row(cx, today, plan, area, household));
    let town = area.town.clone().map(|town| view! { <span class="small muted">{town}</span> });
    view! {
        <details class="disclosure today-area" data-area open=open>
            <summary>
                <span class="today-area-name">{area.name.clone()}" "{town}</span>
                <span class="today-area-done num" data-area-done>{t::today::area_done(l, done, all)}</span>
                <progress class="bar" data-area-bar max=all.to_string() value=done.to_string() aria-label=t::today::progress(l)></progress>
            </summary>
            <div class="stack">
                {area.walk.as_ref().map(|rule| walk::rule(cx, plan, area, rule))}
                <ul class="list" aria-label=t::today::households(l, &area.name)>{rows.collect_view()}</ul>
            </div>
        </details>
    }
    .into_any()
}

/// What a household is called: its address, or its number in a walk.
pub(super) fn title(l: Locale, household: &TodayHousehold) -> String {
    match household.address.as_str() {
        "" => t::today::walk_household(l, &household.household),
        address => address.to_owned(),
    }
}

/// What else is known of a household: its code and whose it is.
pub(super) fn about(l: Locale, household: &TodayHousehold) -> String {
    let code = (!household.address.is_empty()).then(|| t::today::code(l, &household.household));
    let parts = code.into_iter().chain(household.name.clone());
    parts.collect::<Vec<_>>().join(" · ")
}

fn row(
    cx: &PageContext,
    today: &Today,
    plan: &TodayPlan,
    area: &TodayArea,
    household: &TodayHousehold,
) -> AnyView {
    let l = cx.locale;
    let door = Door { plan: plan.id, area: area.area.clone(), household: household.household.clone() };
    let Standing { todo, class, word, line } = standing(l, &household.attempts, today.now);
    let nothing_said = line.is_empty();
    let about = about(l, household);
    let nothing_known = about.is_empty();
    view! {
        <li
            data-door=format!("{}/{}/{}", plan.id, area.area, household.household)
            data-plan=plan.id.to_string()
            data-attempts=standing::write_attempts(&household.attempts)
            data-todo=todo.as_str()
        >
            <a class="list-item" href=door.address()>
                <span class="list-body">
                    <span class="list-title" data-title>{title(l, household)}</span>
                    <span class="list-meta" data-about hidden=nothing_known>{about}</span>
                    <span class="list-meta" data-line hidden=nothing_said>{line}</span>
                </span>
                <span class="list-end today-end"><span class=class data-status>{word}</span><span class="tag" data-mark hidden></span></span>
            </a>
        </li>
    }
    .into_any()
}
