//! Door-to-door surveys at the desk.
//!
//! | file | address |
//! |---|---|
//! | `list` | `/office/surveys`: the plans, and the lists of households |
//! | `new` | `/office/surveys/new` |
//! | `plan` … | `/office/surveys/{id}`: progress, assignment, outcomes, hints, reproducibility |
//! | `sheet` | `/office/surveys/{id}/areas/{code}`: the households of an area, to print |
//! | `volunteers` | `/office/surveys/volunteers`: invitations and phones |

pub mod list;
pub mod new;
pub mod plan;
mod plan_areas;
mod plan_people;
mod plan_rate;
pub mod sheet;
pub mod volunteers;

use crate::locale::Locale;
use crate::t::office_surveys as t;
use domain::survey::desk::PlanSummary;
use domain::survey::{ResponseRate, Turn, VisitFlag, VisitOutcome, VisitPurpose};
use domain::time::Timestamp;
use leptos::prelude::*;

/// How a visit ended, in words.
pub fn outcome(l: Locale, outcome: VisitOutcome) -> &'static str {
    match outcome {
        VisitOutcome::Interviewed => t::interviewed(l),
        VisitOutcome::NotAtHome => t::not_at_home(l),
        VisitOutcome::Refused => t::refused(l),
        VisitOutcome::NoSuchAddress => t::no_such_address(l),
        VisitOutcome::Moved => t::moved(l),
    }
}

/// What to look at in a visit, in words.
pub fn flag(l: Locale, flag: VisitFlag) -> &'static str {
    match flag {
        VisitFlag::ReplacedVersion => t::flag_replaced_version(l),
        VisitFlag::OutsidePeriod => t::flag_outside_period(l),
        VisitFlag::PlanClosed => t::flag_plan_closed(l),
        VisitFlag::NotAssigned => t::flag_not_assigned(l),
        VisitFlag::NotDrawn => t::flag_not_drawn(l),
        VisitFlag::SecondInterview => t::flag_second_interview(l),
        VisitFlag::TooFast => t::flag_too_fast(l),
        VisitFlag::TooFar => t::flag_too_far(l),
        VisitFlag::TooSoon => t::flag_too_soon(l),
        VisitFlag::AllAlike => t::flag_all_alike(l),
    }
}

/// What a plan is for, in words.
fn purpose(l: Locale, purpose: VisitPurpose) -> &'static str {
    match purpose {
        VisitPurpose::Measurement => t::measurement(l),
        VisitPurpose::Publicity => t::publicity(l),
    }
}

fn turn(l: Locale, turn: Turn) -> &'static str {
    match turn {
        Turn::Left => t::left(l),
        Turn::Right => t::right(l),
        Turn::Straight => t::straight(l),
    }
}

/// A share as a percentage with one decimal, or a dash.
fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1}%", share * 100.0))
}

/// Households that were visited at least once.
fn visited(rate: &ResponseRate) -> u64 {
    rate.households() - rate.pending
}

/// How much of a sample was visited: a bar, and the numbers beside it.
fn progress(l: Locale, rate: &ResponseRate) -> AnyView {
    let (done, all) = (visited(rate), rate.households());
    let label = t::progress_of(l, l.number(done), l.number(all));
    view! {
        <progress class="bar" max=all.max(1).to_string() value=done.to_string() aria-label=label></progress>
        <span class="cell-note num nowrap">{format!("{} / {}", l.number(done), l.number(all))}</span>
    }
    .into_any()
}

/// Whether a plan runs, as a tag.
fn state(l: Locale, plan: &PlanSummary, now: Timestamp) -> AnyView {
    let today = now.day();
    let (class, word) = if plan.closed_at.is_some() {
        ("tag", t::closed(l))
    } else if today < plan.from {
        ("tag", t::ahead(l))
    } else if today > plan.to {
        ("tag", t::over(l))
    } else {
        ("tag tag-accent", t::running(l))
    };
    view! { <span class=class>{word}</span> }.into_any()
}

/// A section with a heading.
fn panel(title: String, note: Option<String>, flush: bool, body: AnyView) -> AnyView {
    let class = if flush { "panel panel-flush" } else { "panel" };
    view! {
        <section class=class>
            <div class="panel-head">
                <div>
                    <h2 class="panel-title">{title}</h2>
                    {note.map(|note| view! { <p class="small muted">{note}</p> })}
                </div>
            </div>
            <div class="panel-body">{body}</div>
        </section>
    }
    .into_any()
}

/// A table in its own scrolling frame; on a phone each row is a card.
fn table(caption: &str, tall: bool, heads: AnyView, rows: AnyView) -> AnyView {
    let class = if tall { "table-wrap table-tall" } else { "table-wrap" };
    view! {
        <div class=class tabindex="0" role="region" aria-label=caption.to_owned()>
            <table class="table table-cards">
                <caption class="sr-only">{caption.to_owned()}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
