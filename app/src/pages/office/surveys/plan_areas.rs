//! The areas of a plan: weights, progress, who has them, and the form that assigns them.

use super::{percent, progress, table};
use crate::components::icons::icon;
use crate::locale::Locale;
use crate::page::PageContext;
use crate::pages::encoded;
use crate::t::office_surveys as t;
use domain::survey::SelectionMethod;
use domain::survey::desk::{PlanArea, PlanDetail, VolunteerName};
use leptos::prelude::*;

/// Rows from which on the table scrolls by itself.
const LONG: usize = 24;

/// The table of areas, inside the form that assigns them when the actor may.
pub(super) fn section(cx: &PageContext, detail: &PlanDetail, manages: bool) -> AnyView {
    let l = cx.locale;
    let heads = view! {
        {manages.then(|| view! { <th scope="col">{t::choose(l)}</th> })}
        <th scope="col">{t::area(l)}</th>
        <th scope="col">{t::method(l)}</th>
        <th scope="col" class="num">{t::households(l)}</th>
        <th scope="col" class="num">{t::drawn(l)}</th>
        <th scope="col" class="num">{t::weight(l)}</th>
        <th scope="col">{t::progress(l)}</th>
        <th scope="col" class="num">{t::rr1(l)}</th>
        <th scope="col">{t::assigned(l)}</th>
        <th scope="col">{t::sheet(l)}</th>
    };
    let rows = detail.areas.iter().map(|area| row(cx, detail, area, manages)).collect_view();
    let areas = table(t::by_area(l), detail.areas.len() > LONG, heads.into_any(), rows.into_any());
    let body = if manages {
        view! {
            <form method="post" action=format!("/office/surveys/{}/assign", detail.plan.id)>
                {areas}
                {assign(cx, detail)}
            </form>
        }
        .into_any()
    } else {
        areas
    };
    view! {
        <section class="panel panel-flush" id="areas">
            <div class="panel-head">
                <div><h2 class="panel-title">{t::by_area(l)}</h2><p class="small muted">{t::weight_note(l)}</p></div>
            </div>
            <div class="panel-body">{body}</div>
        </section>
    }
    .into_any()
}

fn row(cx: &PageContext, detail: &PlanDetail, area: &PlanArea, manages: bool) -> AnyView {
    let l = cx.locale;
    let code = &area.planned.area;
    let method = match area.planned.method {
        SelectionMethod::List => t::method_list(l),
        SelectionMethod::Walk => t::method_walk(l),
    };
    let sheet = format!("/office/surveys/{}/areas/{}", detail.plan.id, encoded(code));
    let check = manages.then(|| {
        view! {
            <td data-label=t::choose(l)>
                <label class="check">
                    <input type="checkbox" name="area" value=code.clone() aria-label=t::choose_area(l, &area.name) />
                </label>
            </td>
        }
    });
    view! {
        <tr>
            {check}
            <td class="cell-main" data-label=t::area(l)>
                {area.name.clone()}<span class="cell-note">{area.town.clone()}" "{code.clone()}</span>
            </td>
            <td data-label=t::method(l)>{method}</td>
            <td class="num" data-label=t::households(l)>{l.number(u64::from(area.planned.households))}</td>
            <td class="num" data-label=t::drawn(l)>{area.planned.draw}</td>
            <td class="num" data-label=t::weight(l)>{format!("{:.2}", area.weight)}</td>
            <td data-label=t::progress(l)>{progress(l, &area.rate)}</td>
            <td class="num" data-label=t::rr1(l)>{percent(area.rate.rr1())}</td>
            <td data-label=t::assigned(l)>{assigned(l, detail, area)}</td>
            <td data-label=t::sheet(l)>
                <a class="btn btn-small" href=sheet aria-label=t::sheet_of(l, &area.name)>{icon(cx, "print")}{t::sheet(l)}</a>
            </td>
        </tr>
    }
    .into_any()
}

fn assigned(l: Locale, detail: &PlanDetail, area: &PlanArea) -> AnyView {
    let name = |id| detail.assignable.iter().find(|volunteer| volunteer.id == id);
    let names: Vec<String> =
        area.volunteers.iter().filter_map(|id| name(*id)).map(|volunteer| volunteer.name.clone()).collect();
    if names.is_empty() {
        return view! { <span class="muted">{t::nobody(l)}</span> }.into_any();
    }
    names.join(t::joiner(l)).into_any()
}

fn assign(cx: &PageContext, detail: &PlanDetail) -> AnyView {
    let l = cx.locale;
    let able: Vec<&VolunteerName> = detail.assignable.iter().filter(|volunteer| volunteer.enabled).collect();
    if able.is_empty() {
        return view! {
            <div class="panel-body row">
                <p class="muted">{t::no_volunteers(l)}</p>
                <a class="btn btn-small" href="/office/surveys/volunteers">{icon(cx, "people")}{t::volunteers(l)}</a>
            </div>
        }
        .into_any();
    }
    let options = able
        .into_iter()
        .map(|volunteer| view! { <option value=volunteer.id.to_string()>{volunteer.name.clone()}</option> })
        .collect_view();
    view! {
        <div class="panel-body stack hide-print">
            <h3 class="panel-title">{t::assign_title(l)}</h3>
            <p class="hint" id="assign-hint">{t::assign_note(l)}</p>
            <div class="row">
                <label class="label" for="f-volunteer">{t::assign_to(l)}</label>
                <select class="input" id="f-volunteer" name="volunteer" aria-describedby="assign-hint">
                    {options}
                    <option value="">{t::assign_nobody(l)}</option>
                </select>
                <button class="btn btn-primary" name="action" value="chosen">{t::assign(l)}</button>
                <button class="btn" name="action" value="all" aria-describedby="assign-all-hint">{t::assign_all(l)}</button>
            </div>
            <p class="hint" id="assign-all-hint">{t::assign_all_note(l)}</p>
        </div>
    }
    .into_any()
}
