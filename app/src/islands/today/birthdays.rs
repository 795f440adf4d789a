//! Who is asked: the adult with the next birthday. The birthdays stay in the page; nothing of them is kept or sent.

use crate::browser::value::{invoke, known};
use crate::browser::{chance, dom};
use crate::locale::Locale;
use crate::t::visit as t;
use domain::survey::{Birthday, next_birthday};
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlElement, HtmlInputElement};

/// Follows the number of adults and their birthdays.
pub(super) fn start(l: Locale, form: &HtmlElement) {
    let shared = form.clone();
    dom::on(form, "change", move |event| {
        if dom::target(&event, "input[name='adults']").is_some() {
            show(l, &shared);
        }
    });
    let shared = form.clone();
    dom::on(form, "input", move |event| {
        if dom::target(&event, "[data-birthday]").is_some() {
            choose(l, &shared);
        }
    });
    show(l, form);
}

/// Shows the rule for so many adults, and a field for each.
fn show(l: Locale, form: &Element) {
    let chosen = dom::find::<HtmlInputElement>(form, "input[name='adults']:checked");
    let adults: usize = chosen.and_then(|chosen| chosen.value().parse().ok()).unwrap_or(0);
    let hide = |selector: &str, hidden: bool| {
        if let Some(element) = dom::find::<HtmlElement>(form, selector) {
            element.set_hidden(hidden);
        }
    };
    hide("[data-rule]", adults == 1);
    hide("[data-rule-one]", adults != 1);
    hide("[data-birthdays]", adults < 2);
    let mut rows: Vec<HtmlElement> = dom::find_all(form, "[data-birthday]");
    while rows.len() < adults {
        let last = &rows[rows.len() - 1];
        let Ok(copy) = invoke(last, "cloneNode", &[&JsValue::TRUE]) else { break };
        let copy: HtmlElement = known(copy);
        if let Some(field) = dom::find::<HtmlInputElement>(&copy, "input") {
            field.set_value("");
        }
        let _ = last.after_with_node_1(&copy);
        rows.push(copy);
    }
    for (index, row) in rows.iter().enumerate() {
        row.set_hidden(index >= adults.max(1));
        if let Some(label) = dom::find::<HtmlElement>(row, "[data-birthday-label]") {
            label.set_text_content(Some(&t::birthday_of(l, index + 1)));
        }
    }
    choose(l, form);
}

/// Says who is asked once all birthdays are there.
fn choose(l: Locale, form: &Element) {
    let rows: Vec<HtmlElement> = dom::find_all(form, "[data-birthday]:not([hidden])");
    let typed = |row: &HtmlElement| {
        dom::find::<HtmlInputElement>(row, "input").map(|field| field.value()).unwrap_or_default()
    };
    let birthdays: Vec<Birthday> = rows.iter().map_while(|row| read(&typed(row))).collect();
    let Some(ask) = dom::find::<HtmlElement>(form, "[data-ask]") else { return };
    let complete = birthdays.len() == rows.len();
    let chosen = if complete { next_birthday(&birthdays, chance::now().day()) } else { None };
    if let Some(index) = chosen
        && let Some(text) = dom::find::<HtmlElement>(&ask, "[data-ask-text]")
    {
        let birthday = birthdays[index];
        text.set_text_content(Some(&t::ask(l, index + 1, birthday.month, birthday.day)));
    }
    ask.set_hidden(chosen.is_none());
}

/// Reads `0312`, `312`, `3-12`, `3.12`.
fn read(text: &str) -> Option<Birthday> {
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let (month, day) = match parts.as_slice() {
        [month, day] => (*month, *day),
        [both] if both.len() == 3 => both.split_at(1),
        [both] if both.len() == 4 => both.split_at(2),
        _ => return None,
    };
    Birthday::new(month.parse().ok()?, day.parse().ok()?)
}
