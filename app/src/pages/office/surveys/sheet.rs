//! The households of an area of a plan, to print: for those who walk with paper.

use super::{outcome, table, turn};
use crate::components::icons::icon;
use crate::locale::Locale;
use crate::page::{OfficeShell, Page, PageContext, PageError, Section};
use crate::pages::office::slots;
use crate::t::office_surveys as t;
use domain::access::Permission;
use domain::error::ApiError;
use domain::survey::desk::{PlanArea, SampleHousehold};
use leptos::prelude::*;
use uuid::Uuid;

/// The sheet of an area.
///
/// # Errors
/// What the backend refuses.
pub async fn page(cx: &PageContext, id: Uuid, code: &str) -> Result<Page, PageError> {
    let l = cx.locale;
    cx.backend.actor().require(Permission::OpenOffice)?;
    let detail = cx.backend.plan(id).await?;
    let area = detail.areas.iter().find(|area| area.planned.area == code);
    let area = area.ok_or_else(|| ApiError::not_found("area of the plan"))?;
    let households = cx.backend.plan_households(id, code).await?;
    let title = t::sheet_title(l, &area.name);
    let plan = &detail.plan;
    let lead = t::sheet_lead(l, &plan.title, plan.from, plan.to, households.len());
    let view = view! {
        <div class="page-head">
            <div><h1 class="page-title">{title.clone()}</h1><p class="page-lead">{lead}</p></div>
            <div class="page-actions hide-print">
                <a class="btn" href=format!("/office/surveys/{id}")>{icon(cx, "chevron-left")}{t::back(l)}</a>
                <span>{slots::print_button(cx, "btn btn-primary")}</span>
            </div>
        </div>
        {walk_rule(l, area)}
        {list(l, &households)}
    };
    Ok(Page::office(cx, OfficeShell { title, section: Section::Surveys, status: 200 }, view))
}

/// The walk of an area in words; the same for whoever draws it again.
fn walk_rule(l: Locale, area: &PlanArea) -> Option<AnyView> {
    let walk = area.walk.as_ref()?;
    let start = usize::try_from(walk.start).ok().and_then(|start| area.start_points.get(start));
    let start = start.map_or_else(|| t::walk_office(l).to_owned(), Clone::clone);
    let turns: Vec<&str> = walk.turns.iter().map(|next| turn(l, *next)).collect();
    let steps = [
        t::walk_start(l, start, turn(l, walk.first_turn)),
        t::walk_first(l, walk.first, walk.interval),
        t::walk_count(l).to_owned(),
        t::walk_turns(l, turns.join(t::joiner(l))),
        t::walk_end(l, area.planned.draw),
    ];
    let steps = steps.map(|step| view! { <li>{step}</li> }).collect_view();
    Some(
        view! {
            <section class="panel">
                <div class="panel-head"><h2 class="panel-title">{t::walk_title(l)}</h2></div>
                <div class="panel-body prose"><ol>{steps}</ol></div>
            </section>
        }
        .into_any(),
    )
}

fn list(l: Locale, households: &[SampleHousehold]) -> AnyView {
    let heads = view! {
        <th scope="col" class="num">{t::number(l)}</th>
        <th scope="col">{t::household(l)}</th>
        <th scope="col">{t::address(l)}</th>
        <th scope="col">{t::householder(l)}</th>
        <th scope="col" class="num">{t::visits(l)}</th>
        <th scope="col">{t::result(l)}</th>
    };
    let rows = households
        .iter()
        .zip(1..)
        .map(|(household, number)| {
            view! {
                <tr>
                    <td class="num" data-label=t::number(l)>{number}</td>
                    <td class="cell-main nowrap" data-label=t::household(l)>{household.household.clone()}</td>
                    <td data-label=t::address(l)>{household.address.clone()}</td>
                    <td data-label=t::householder(l)>{household.name.clone()}</td>
                    <td class="num" data-label=t::visits(l)>{household.attempts}</td>
                    <td data-label=t::result(l)>{household.outcome.map(|found| outcome(l, found))}</td>
                </tr>
            }
        })
        .collect_view();
    table(t::sheet(l), false, heads.into_any(), rows.into_any())
}
