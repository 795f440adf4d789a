//! Counts the crossings of a random walk. Where somebody is stays on the phone.

use crate::browser::dom;
use crate::locale::Locale;
use crate::t::today as t;
use web_sys::{Element, HtmlElement};

/// Shows the next turn of each walk, and goes on at the button.
pub(super) fn start(l: Locale, list: &Element) {
    for walk in dom::find_all::<HtmlElement>(list, "[data-walk]") {
        let Some(button) = dom::find::<HtmlElement>(&walk, "[data-passed]") else { continue };
        show(l, &walk);
        dom::on(&button, "click", move |_| {
            let next = passed(&walk) + 1;
            dom::remember(&name(&walk), &next.to_string());
            show(l, &walk);
        });
    }
}

fn name(walk: &Element) -> String {
    ["cc_walk ", &dom::data(walk, "data-walk")].concat()
}

fn passed(walk: &Element) -> usize {
    dom::remembered(&name(walk)).parse().unwrap_or(0)
}

fn show(l: Locale, walk: &Element) {
    let turns = dom::data(walk, "data-turns");
    let turns: Vec<&str> = turns.split(' ').collect();
    let word = match turns[passed(walk) % turns.len()] {
        "left" => t::turn_left(l),
        "right" => t::turn_right(l),
        _ => t::turn_straight(l),
    };
    if let Some(turn) = dom::find::<HtmlElement>(walk, "[data-turn]") {
        turn.set_text_content(Some(word));
    }
}
