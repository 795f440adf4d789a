//! One household that is open: what was recorded there, and the form of the next attempt.

use super::day::{Day, Shared};
use super::kept::Mark;
use super::screens::{self, Screens};
use super::standing::{self, Todo, moment, outcome_word};
use super::{filled, kept, record, spot};
use crate::browser::value::{field, invoke, known, text};
use crate::browser::{chance, document, dom, outbox, window};
use crate::t::{island_today as t, today};
use domain::survey::Attempt;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};

/// How long after the last change it is kept, in milliseconds.
const DELAY_MS: i32 = 300;

/// An open form.
pub(super) struct Visit {
    pub day: Shared,
    pub door: String,
    pub screens: Rc<Screens>,
    /// The mark of the entry that is being changed.
    pub edited: Option<Mark>,
    /// Whether it has been recorded or left, so that nothing is kept any more.
    pub closed: Cell<bool>,
    pub saving: Cell<bool>,
    timer: Cell<Option<i32>>,
}

/// Opens the household of a row.
pub(super) fn open(day: &Shared, row: &HtmlElement) {
    let Some(body) = dom::find::<HtmlElement>(&day.root, "[data-visit-body]") else { return };
    body.set_text_content(None);
    let door = dom::data(row, "data-door");
    let attempts = day.attempts(row);
    show_records(day, &body, &door);
    let done = standing::standing(day.l, &attempts, chance::now()).todo == Todo::Done;
    if done {
        let again = dom::make("div", "stack-s");
        let button = dom::make_button("btn", t::again_button(day.l));
        dom::append(&again, &[&dom::make_text("p", "muted", t::again(day.l)), &button]);
        dom::append(&body, &[&again]);
        let (day, row) = (day.clone(), row.clone());
        dom::on(&button, "click", move |_| {
            again.remove();
            begin(&day, &row, None);
        });
    } else {
        begin(day, row, None);
    }
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// Opens an entry of the outbox for changing.
pub(super) async fn edit(day: &Shared, id: &str) {
    let Some(opened) = outbox::take_back(id).await else {
        day.show_list(true);
        return;
    };
    let part = |name: &str| text(&opened.content.body, name);
    let door = [part("plan"), part("area"), part("household")].join("/");
    let Some(row) = day.row(&door) else { return };
    let marks = day.marks.borrow().clone();
    let mine =
        marks.into_iter().find(|mark| day.entry(mark).is_some_and(|entry| entry.id == opened.entry.id));
    let mark = mine.unwrap_or_else(|| Mark {
        id: id.to_owned(),
        door,
        at: chance::now(),
        outcome: domain::survey::VisitOutcome::NotAtHome,
    });
    day.show_list(false);
    if let Some(body) = dom::find::<HtmlElement>(&day.root, "[data-visit-body]") {
        body.set_text_content(None);
    }
    begin(day, &row, Some((mark, opened.content.form)));
}

/// The visits of this household that were recorded on this phone and are not sent, each to be changed or undone.
fn show_records(day: &Shared, body: &Element, door: &str) {
    let marks = day.marks.borrow().clone();
    let own: Vec<Mark> = marks.into_iter().filter(|mark| mark.door == door).collect();
    let list = dom::make("ul", "list");
    for mark in &own {
        let sent = day.entry(mark).is_none();
        let line = [moment(day.l, mark.at).as_str(), outcome_word(day.l, mark.outcome)].join(" ");
        let state = if sent { today::sent(day.l) } else { today::saved(day.l) };
        let item = dom::make("li", "list-item");
        let words = dom::make("span", "list-body");
        dom::append(
            &words,
            &[&dom::make_text("span", "list-title", &line), &dom::make_text("span", "list-meta", state)],
        );
        dom::append(&item, &[&words]);
        if !sent {
            let change = dom::make_button("btn btn-small", t::edit(day.l));
            let undo = dom::make_button("btn btn-small btn-quiet", t::undo(day.l));
            dom::append(&item, &[&change, &undo]);
            let (shared, own) = (day.clone(), mark.clone());
            dom::on(&change, "click", move |_| {
                let (day, own) = (shared.clone(), own.clone());
                spawn_local(async move {
                    if let Some(entry) = day.entry(&own) {
                        edit(&day, &entry.id.to_string()).await;
                    }
                });
            });
            let (shared, own) = (day.clone(), mark.clone());
            dom::on(&undo, "click", move |_| {
                if window().confirm_with_message(t::undo_sure(shared.l)).unwrap_or(true) {
                    let (day, own) = (shared.clone(), own.clone());
                    spawn_local(async move { record::undo(&day, &own).await });
                }
            });
        }
        dom::append(&list, &[&item]);
    }
    if !own.is_empty() {
        dom::append(body, &[&list]);
    }
}

/// Shows the form of a household: empty, with its draft, or with an entry that is being changed.
fn begin(day: &Shared, row: &HtmlElement, edited: Option<(Mark, JsValue)>) {
    let plan = dom::data(row, "data-plan");
    let templates = dom::find_all::<HtmlElement>(&day.root, "template[data-form]");
    let Some(template) = templates.into_iter().find(|one| dom::data(one, "data-form") == plan) else {
        return;
    };
    let Ok(copy) = invoke(&field(&template, "content"), "cloneNode", &[&JsValue::TRUE]) else { return };
    let Some(body) = dom::find::<HtmlElement>(&day.root, "[data-visit-body]") else { return };
    let copy: web_sys::Node = known(copy);
    dom::append(&body, &[&copy]);
    let Some(form) = dom::find::<HtmlElement>(&body, "[data-visit-form]") else { return };
    dom::keep_private(&form);
    let door = dom::data(row, "data-door");
    spawn_local(fill(day.clone(), row.clone(), form, door, edited));
}

async fn fill(
    day: Shared,
    row: HtmlElement,
    form: HtmlElement,
    door: String,
    edited: Option<(Mark, JsValue)>,
) {
    let attempts = day.attempts(&row);
    let (edited, mut known) = edited.unzip();
    if known.is_none() {
        known = kept::draft(&day.person, &door).await;
    }
    let notice = match (&edited, &known) {
        (Some(_), _) => t::editing(day.l),
        (None, Some(_)) => t::restored(day.l),
        (None, None) => "",
    };
    let screen = match &known {
        Some(known) => {
            let screen = filled::write(&form, known);
            if edited.is_some() {
                // The answers may have arrived with the visit as it was; changed, they are others.
                dom::set_value(&form, "response", &chance::new_id());
            }
            screen
        }
        None => {
            for name in ["id", "response"] {
                dom::set_value(&form, name, &chance::new_id());
            }
            dom::set_value(&form, "attempt", &standing::next_number(&attempts).to_string());
            dom::set_value(&form, "started_at", &chance::now_text());
            0
        }
    };
    head(&day, &row, &form, &attempts);
    let visit = Rc::new(Visit {
        screens: screens::start(day.l, form.clone()),
        day,
        door,
        closed: Cell::default(),
        saving: Cell::default(),
        timer: Cell::default(),
        edited,
    });
    listen(&visit);
    // An entry that is changed begins with how the visit ended; a draft goes on where it was left.
    visit.screens.show(if visit.edited.is_some() { 0 } else { screen }, false);
    if !notice.is_empty() {
        dom::toast("info", notice);
    }
}

/// Which household it is, which attempt, and what was before.
fn head(day: &Day, row: &HtmlElement, form: &HtmlElement, attempts: &[Attempt]) {
    let words = |root: &Element, selector: &str| {
        let element = dom::find::<HtmlElement>(root, selector);
        element.and_then(|element| element.text_content()).unwrap_or_default()
    };
    let tell = |selector: &str, text: &str| {
        if let Some(element) = dom::find::<HtmlElement>(form, selector) {
            element.set_text_content(Some(text));
        }
    };
    let area = row.closest("[data-area]").ok().flatten();
    let area = area.map(|area| words(&area, ".today-area-name")).unwrap_or_default();
    let about = [words(row, "[data-about]"), area.trim().to_owned()];
    let about: Vec<String> = about.into_iter().filter(|part| !part.is_empty()).collect();
    tell("[data-where]", &words(row, "[data-title]"));
    tell("[data-where-note]", &about.join(" · "));
    tell("[data-attempt-word]", &today::attempt(day.l, dom::value(form, "attempt")));
    if let Some(list) = dom::find::<HtmlElement>(form, "[data-earlier]") {
        for (index, attempt) in attempts.iter().enumerate() {
            let outcome = outcome_word(day.l, attempt.outcome);
            let line = today::attempt_done(day.l, index + 1, moment(day.l, attempt.at), outcome);
            dom::append(&list, &[&dom::make_text("li", "", &line)]);
        }
        list.set_hidden(attempts.is_empty());
    }
    if let Some(link) = dom::find::<HtmlElement>(form, "[data-problem]") {
        dom::attribute(&link, "href", &["/report?visit=", &dom::value(form, "id")].concat());
    }
}

fn listen(visit: &Rc<Visit>) {
    let form = visit.screens.form.clone();
    for kind in ["input", "change", "click"] {
        let shared = visit.clone();
        dom::on(&form, kind, move |event| {
            // Leaving for a report must not wait.
            if dom::target(&event, "[data-problem]").is_some() {
                shared.keep_now();
            } else {
                shared.keep_soon();
            }
        });
    }
    let shared = visit.clone();
    dom::on(&document(), "visibilitychange", move |_| {
        if shared.timer.get().is_some() {
            shared.keep_now();
        }
    });
    let shared = visit.clone();
    dom::on(&form, "submit", move |event| {
        event.prevent_default();
        record::save(&shared);
    });
    let shared = visit.clone();
    spot::start(visit.day.l, &form, visit.edited.is_none(), move || shared.keep_soon());
}

impl Visit {
    /// Keeps what is filled in soon; several changes at a time are kept once.
    fn keep_soon(self: &Rc<Self>) {
        if let Some(timer) = self.timer.take() {
            window().clear_timeout_with_handle(timer);
        }
        let visit = self.clone();
        let later = Closure::once_into_js(move || visit.keep_now());
        let timer =
            window().set_timeout_with_callback_and_timeout_and_arguments_0(later.unchecked_ref(), DELAY_MS);
        self.timer.set(timer.ok());
    }

    /// Keeps what is filled in. Before an outcome is chosen there is nothing to keep, and an entry that is being changed stays
    /// as it was until it is recorded again.
    fn keep_now(self: &Rc<Self>) {
        self.timer.set(None);
        let form = &self.screens.form;
        if self.closed.get() || self.edited.is_some() || filled::outcome(form).is_none() {
            return;
        }
        let (visit, kept) = (self.clone(), filled::read(form, self.screens.current()));
        spawn_local(async move {
            kept::put_draft(&visit.day.person, &visit.door, &kept).await;
            // It may have been recorded while this was written.
            if visit.closed.get() {
                kept::drop_draft(&visit.day.person, &visit.door).await;
            }
        });
    }
}
