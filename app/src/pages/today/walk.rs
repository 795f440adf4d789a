//! The rule of a random walk, in words that one can follow in the street.

use super::form::Door;
use crate::components::icons::icon;
use crate::locale::Locale;
use crate::page::PageContext;
use crate::t::today as t;
use domain::survey::{TodayArea, TodayPlan, Turn, Walk};
use leptos::prelude::*;

/// The rule as a list of steps, the next turn, and the next household. The island counts the crossings.
pub(super) fn rule(cx: &PageContext, plan: &TodayPlan, area: &TodayArea, walk: &Walk) -> AnyView {
    let l = cx.locale;
    let steps = steps(l, area, walk).into_iter().map(|step| view! { <li>{step}</li> });
    let turns: Vec<&str> = walk.turns.iter().map(|turn| turn.as_str()).collect();
    let first = walk.turns.first().map_or("", |turn| turn_word(l, *turn));
    let next = area.visits.iter().find(|household| household.attempts.is_empty());
    let next = next.map(|household| {
        let household = household.household.clone();
        let href = Door { plan: plan.id, area: area.area.clone(), household }.address();
        view! { <a class="btn btn-primary btn-block" href=href data-next-door>{icon(cx, "plus")}{t::walk_next(l)}</a> }
    });
    view! {
        <section class="card card-quiet stack-s today-walk" data-walk=format!("{}/{}", plan.id, area.area) data-turns=turns.join(" ")>
            <details class="disclosure">
                <summary>{t::walk_title(l)}</summary>
                <ol class="today-steps">{steps.collect_view()}</ol>
            </details>
            <div class="row row-between js-only">
                <p class="today-turn">{t::walk_turn(l)}" "<b data-turn>{first}</b></p>
                <button class="btn btn-small" type="button" data-passed>{t::walk_passed(l)}</button>
            </div>
            {next}
        </section>
    }
    .into_any()
}

fn steps(l: Locale, area: &TodayArea, walk: &Walk) -> Vec<String> {
    let side = match walk.first_turn {
        Turn::Left => t::side_left(l),
        _ => t::side_right(l),
    };
    let start = match &area.start_point {
        Some(place) => t::walk_start_at(l, place, side),
        None => t::walk_start(l, walk.start + 1, side),
    };
    let first = match walk.first {
        0 => t::walk_first_none(l).to_owned(),
        passed => t::walk_first(l, passed),
    };
    let interval = match walk.interval {
        1 => t::walk_every(l).to_owned(),
        interval => t::walk_interval(l, interval),
    };
    let turns: Vec<&str> = walk.turns.iter().map(|turn| turn_word(l, *turn)).collect();
    let turns = turns.join(if l == Locale::Zh { "、" } else { ", " });
    let crossings = t::walk_crossings(l, turns);
    vec![start, first, interval, crossings, t::walk_dead_end(l).to_owned(), t::walk_end(l, area.draw)]
}

/// What a turn is called.
const fn turn_word(l: Locale, turn: Turn) -> &'static str {
    match turn {
        Turn::Left => t::turn_left(l),
        Turn::Right => t::turn_right(l),
        Turn::Straight => t::turn_straight(l),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::survey::{ResponseRate, SelectionMethod, walk};

    #[test]
    fn a_walk_is_told_in_six_steps() {
        let mut area = TodayArea {
            area: "a".to_owned(),
            name: "村".to_owned(),
            town: None,
            lat: 38.0,
            lng: 107.0,
            method: SelectionMethod::Walk,
            households: 431,
            draw: 20,
            walk: None,
            start_point: None,
            visits: Vec::new(),
            progress: ResponseRate::default(),
        };
        let rule = walk(7, 431, 20, 20_261_123, "150623001001");
        let told = steps(Locale::Zh, &area, &rule);
        assert_eq!(told[0], "从第 5 号起点出发，背对出口向左转。");
        assert_eq!(told[1], "先经过 13 户不访，访问下一户。");
        assert!(told[2].starts_with("此后从下一户数起，数到第 21 户就访问"), "{}", told[2]);
        assert!(told[3].starts_with("遇到路口依次：右转、直行、右转、直行"));
        area.start_point = Some("村委会".to_owned());
        assert_eq!(steps(Locale::Zh, &area, &rule)[0], "从“村委会”出发，背对出口向左转。");
    }
}
