//! The form of a visit one screen at a time: how it ended; and if it was an interview whom to ask, consent, the questions; then
//! everything once more.

use super::{birthdays, filled};
use crate::browser::value::sleep;
use crate::browser::{dom, window};
use crate::islands::today::standing::moment;
use crate::locale::Locale;
use crate::t::island_today as t;
use domain::survey::VisitOutcome;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, Node};

/// How long a tapped answer is seen before the next screen comes, in milliseconds.
const GLANCE_MS: i32 = 280;

/// A form and which screen it shows.
pub(super) struct Screens {
    l: Locale,
    /// The form.
    pub form: HtmlElement,
    screens: Vec<HtmlElement>,
    current: Cell<usize>,
    /// Counts taps, so that only the last one turns the page.
    taps: Cell<u32>,
}

/// Takes a form over, whose first screen is shown.
pub(super) fn start(l: Locale, form: HtmlElement) -> Rc<Screens> {
    let screens: Vec<HtmlElement> = dom::find_all(&form, "[data-screen], fieldset.question");
    for question in dom::find_all::<HtmlElement>(&form, "fieldset.question") {
        question.set_class_name("question question-screen");
    }
    if let Some(check) = dom::find::<HtmlElement>(&form, "[data-check]") {
        check.set_hidden(false);
    }
    let screens = Rc::new(Screens { l, form, screens, current: Cell::default(), taps: Cell::default() });
    birthdays::start(l, &screens.form);
    listen(&screens);
    screens
}

fn listen(screens: &Rc<Screens>) {
    let form = &screens.form;
    for (selector, forward) in [("[data-previous]", false), ("[data-next]", true)] {
        if let Some(button) = dom::find::<HtmlElement>(form, selector) {
            let screens = screens.clone();
            dom::on(&button, "click", move |_| screens.turn(forward));
        }
    }
    let tapped = Rc::new(Cell::new(false));
    for (kind, is_tap) in [("pointerdown", true), ("keydown", false)] {
        let tapped = tapped.clone();
        dom::on(form, kind, move |_| tapped.set(is_tap));
    }
    let shared = screens.clone();
    dom::on(form, "click", move |event| {
        // Arrow keys click radio buttons, too, but are no decision.
        let decides = ".option input[type='radio'], input[name='outcome']";
        if tapped.get() && dom::target(&event, decides).is_some() {
            shared.turn_soon();
        }
    });
    let shared = screens.clone();
    dom::on(form, "change", move |_| {
        shared.note("");
        shared.show_buttons();
    });
    if let Some(button) = dom::find::<HtmlElement>(form, "[data-no-consent]") {
        let shared = screens.clone();
        dom::on(&button, "click", move |_| {
            filled::choose(&shared.form, "outcome", VisitOutcome::Refused.as_str());
            shared.show(shared.last(), true);
        });
    }
}

impl Screens {
    /// The index of the screen that is shown.
    pub(super) fn current(&self) -> usize {
        self.current.get()
    }

    fn last(&self) -> usize {
        self.screens.len() - 1
    }

    fn name(&self, index: usize) -> String {
        dom::data(&self.screens[index], "data-screen")
    }

    /// The next screen in a direction: without an interview there are only the first and the last.
    fn neighbour(&self, forward: bool) -> usize {
        let current = self.current.get();
        let interviewed = filled::outcome(&self.form) == Some(VisitOutcome::Interviewed);
        match (forward, interviewed) {
            (true, true) => (current + 1).min(self.last()),
            (true, false) => self.last(),
            (false, true) => current.saturating_sub(1),
            (false, false) => 0,
        }
    }

    /// What is missing before going on from a screen.
    fn missing(&self, index: usize) -> Option<&'static str> {
        let empty = |name: &str| filled::chosen(&self.form, name).is_empty();
        match self.name(index).as_str() {
            "outcome" if empty("outcome") => Some(t::choose_outcome(self.l)),
            "who" if empty("adults") => Some(t::choose_adults(self.l)),
            "consent" if empty("consent") => Some(t::need_consent(self.l)),
            _ => None,
        }
    }

    /// Whether everything is there; else it is shown what is not.
    pub(super) fn complete(&self) -> bool {
        let interviewed = filled::outcome(&self.form) == Some(VisitOutcome::Interviewed);
        let found = (0..self.screens.len())
            .filter(|index| *index == 0 || interviewed)
            .find_map(|index| Some((index, self.missing(index)?)));
        if let Some((index, text)) = found {
            self.show(index, true);
            self.note(text);
            return false;
        }
        if interviewed && !filled::has_answers(&self.form) {
            let question = self.screens.iter().position(|screen| screen.class_list_has("question"));
            self.show(question.unwrap_or(0), true);
            self.note(t::need_answers(self.l));
            return false;
        }
        true
    }

    /// Shows a screen; screen readers go on from it when the person has turned to it.
    pub(super) fn show(&self, index: usize, turned: bool) {
        let index = index.min(self.last());
        self.current.set(index);
        self.note("");
        for (other, screen) in self.screens.iter().enumerate() {
            screen.set_hidden(other != index);
        }
        let screen = &self.screens[index];
        self.show_position(screen);
        self.show_buttons();
        if index == self.last() {
            self.check();
        }
        if turned {
            dom::attribute(screen, "tabindex", "-1");
            let _ = screen.focus();
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    }

    /// Which question it is, if it is one.
    fn show_position(&self, screen: &HtmlElement) {
        let is_question = screen.class_list_has("question");
        if is_question {
            filled::asked(&self.form);
        }
        let Some(head) = dom::find::<HtmlElement>(&self.form, "[data-head]") else { return };
        head.set_hidden(!is_question);
        let questions = self.screens.iter().filter(|screen| screen.class_list_has("question"));
        let number = questions.take_while(|question| *question != screen).count() + 1;
        let number = number.to_string();
        if let Some(position) = dom::find::<HtmlElement>(&head, "[data-position]") {
            position.set_text_content(Some(&number));
        }
        if let Some(bar) = dom::find::<HtmlElement>(&head, "progress") {
            dom::attribute(&bar, "value", &number);
        }
    }

    fn show_buttons(&self) {
        let at_end = self.current.get() == self.last();
        let hide = |selector: &str, hidden: bool| {
            if let Some(button) = dom::find::<HtmlElement>(&self.form, selector) {
                button.set_hidden(hidden);
            }
        };
        hide("[data-previous]", self.current.get() == 0);
        hide("[data-next]", at_end);
        hide("[data-record]", !at_end);
    }

    /// What is about to be saved, in words.
    fn check(&self) {
        let tell = |selector: &str, text: &str| {
            if let Some(element) = dom::find::<HtmlElement>(&self.form, selector) {
                element.set_text_content(Some(text));
            }
        };
        let tile =
            dom::find::<HtmlElement>(&self.form, "input[name='outcome']:checked + span .visit-tile-name");
        tell("[data-result]", &tile.and_then(|name| Node::text_content(&name)).unwrap_or_default());
        tell("[data-began]", &crate::t::visit::time_text(self.l, moment(self.l, filled::began(&self.form))));
    }

    fn turn(&self, forward: bool) {
        self.taps.set(self.taps.get() + 1);
        if forward && let Some(text) = self.missing(self.current.get()) {
            self.note(text);
            return;
        }
        let index = self.neighbour(forward);
        if index != self.current.get() {
            self.show(index, true);
        }
    }

    /// Turns after a glance, unless something else is tapped before.
    fn turn_soon(self: &Rc<Self>) {
        let tap = self.taps.get() + 1;
        self.taps.set(tap);
        let screens = self.clone();
        spawn_local(async move {
            sleep(GLANCE_MS).await;
            if screens.taps.get() == tap {
                screens.turn(true);
            }
        });
    }

    /// Shows a text above the buttons; screen readers say it.
    pub(super) fn note(&self, text: &str) {
        if let Some(note) = dom::find::<HtmlElement>(&self.form, "[data-note]") {
            note.set_text_content(Some(text));
            note.set_hidden(text.is_empty());
        }
    }
}

/// Whether an element has a class, without a binding of its own.
trait HasClass {
    fn class_list_has(&self, class: &str) -> bool;
}

impl HasClass for HtmlElement {
    fn class_list_has(&self, class: &str) -> bool {
        self.class_name().split(' ').any(|one| one == class)
    }
}
