//! 答题: shows the form `#quiz-form` one question a screen, and sends it. `pages::quiz` lists its hooks.

use leptos::prelude::*;

/// Improves the form.
#[island]
pub fn Quiz() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    screens::start();
}

#[cfg(feature = "hydrate")]
#[path = "quiz_answers.rs"]
mod answers;

#[cfg(feature = "hydrate")]
mod screens {
    use super::answers;
    use crate::browser::value::{known, sleep};
    use crate::browser::{chance, dom};
    use crate::locale::Locale;
    use std::cell::{Cell, RefCell};
    use std::rc::Rc;
    use wasm_bindgen::JsValue;
    use wasm_bindgen_futures::spawn_local;
    use web_sys::{Event, HtmlElement, HtmlFormElement, HtmlInputElement};

    /// How long a tapped answer is seen before the next question comes, in milliseconds.
    const GLANCE_MS: i32 = 280;

    /// The form and which screen it shows.
    pub(super) struct Screens {
        pub l: Locale,
        pub form: HtmlFormElement,
        /// What is asked before the questions, if it is anything to be filled in, then the questions.
        screens: Vec<HtmlElement>,
        /// How many of them are no questions: 0 or 1.
        before: usize,
        current: Cell<usize>,
        /// Counts taps, so that only the last one turns the page.
        taps: Cell<u32>,
        pub sending: Cell<bool>,
        /// The entry of the outbox that holds these answers; empty until they are sent.
        pub entry: RefCell<String>,
        /// What that entry held when it was opened for editing.
        pub old: RefCell<JsValue>,
        /// The notice above the buttons.
        pub note: RefCell<Option<HtmlElement>>,
    }

    pub(super) fn start() {
        let Some(form) = dom::find::<HtmlFormElement>(&dom::page(), "#quiz-form") else { return };
        let questions: Vec<HtmlElement> = dom::find_all(&form, "fieldset.question");
        if questions.is_empty() {
            return;
        }
        let before = dom::find::<HtmlElement>(&form, "[data-before]").filter(|before| {
            dom::find::<HtmlElement>(before, "select, input:not([type='hidden'])").is_some()
        });
        for question in &questions {
            question.set_class_name("question question-screen");
        }
        let before_count = usize::from(before.is_some());
        let screens = Rc::new(Screens {
            l: dom::locale(),
            form,
            screens: before.into_iter().chain(questions).collect(),
            before: before_count,
            current: Cell::default(),
            taps: Cell::default(),
            sending: Cell::default(),
            entry: RefCell::default(),
            old: RefCell::new(JsValue::NULL),
            note: RefCell::default(),
        });
        if !chance::is_id(&dom::value(&screens.form, "id")) {
            dom::set_value(&screens.form, "id", &chance::new_id());
        }
        dom::keep_private(&screens.form);
        dom::follow_network();
        answers::restore(&screens);
        listen(&screens);
        // A form that came back with errors begins at the first question that has one.
        let wrong = screens
            .screens
            .iter()
            .position(|screen| dom::find::<HtmlElement>(screen, ".field-error").is_some());
        screens.show(wrong.unwrap_or(0), false);
    }

    fn listen(screens: &Rc<Screens>) {
        let hook = |selector: &str| dom::find::<HtmlElement>(&screens.form, selector);
        for (selector, forward) in [("[data-previous]", false), ("[data-next]", true)] {
            if let Some(button) = hook(selector) {
                let screens = screens.clone();
                dom::on(&button, "click", move |_| screens.turn(forward));
            }
        }
        let tapped = Rc::new(Cell::new(false));
        for (kind, is_tap) in [("pointerdown", true), ("keydown", false)] {
            let tapped = tapped.clone();
            dom::on(&screens.form, kind, move |_| tapped.set(is_tap));
        }
        let shared = screens.clone();
        dom::on(&screens.form, "click", move |event| {
            // A tap on an answer clicks its radio button, too; arrow keys click it as well, but are no decision.
            if tapped.get() && dom::target(&event, "input[type='radio']").is_some() {
                shared.turn_soon();
            }
        });
        let shared = screens.clone();
        dom::on(&screens.form, "change", move |_| answers::keep(&shared));
        let shared = screens.clone();
        dom::on(&crate::browser::document(), "keydown", move |event| shared.key(&event));
        let shared = screens.clone();
        dom::on(&screens.form, "submit", move |event| {
            event.prevent_default();
            answers::send(&shared);
        });
        // The page came back from the browser's memory after having been sent: it may be sent again.
        let shared = screens.clone();
        dom::on(&crate::browser::window(), "pageshow", move |_| shared.sending.set(false));
    }

    impl Screens {
        fn last(&self) -> usize {
            self.screens.len() - 1
        }

        /// Shows a screen; screen readers go on from its question when the person has turned to it.
        fn show(&self, index: usize, turned: bool) {
            self.current.set(index);
            for (other, screen) in self.screens.iter().enumerate() {
                screen.set_hidden(other != index);
            }
            let hook = |selector: &str| dom::find::<HtmlElement>(&self.form, selector);
            let hide = |selector: &str, hidden: bool| {
                if let Some(element) = hook(selector) {
                    element.set_hidden(hidden);
                }
            };
            // What only explains the questions is read before the first one.
            if self.before == 0 {
                hide("[data-before]", index > 0);
            }
            hide("[data-head]", index < self.before);
            hide("[data-previous]", index == 0);
            hide("[data-next]", index == self.last());
            hide("[data-send]", index < self.last());
            let number = (index + 1 - self.before).max(1).to_string();
            if let Some(position) = hook("[data-position]") {
                position.set_text_content(Some(&number));
            }
            if let Some(bar) = hook("[data-head] progress") {
                dom::attribute(&bar, "value", &number);
            }
            if turned {
                let screen = &self.screens[index];
                dom::attribute(screen, "tabindex", "-1");
                let _ = screen.focus();
                crate::browser::window().scroll_to_with_x_and_y(0.0, 0.0);
            }
        }

        fn turn(&self, forward: bool) {
            self.taps.set(self.taps.get() + 1);
            let current = self.current.get();
            let index = if forward { (current + 1).min(self.last()) } else { current.saturating_sub(1) };
            if index != current {
                self.show(index, true);
            }
        }

        /// Turns to the next question after a glance, unless something else is tapped before.
        fn turn_soon(self: &Rc<Self>) {
            let tap = self.taps.get() + 1;
            self.taps.set(tap);
            let (current, screens) = (self.current.get(), self.clone());
            if current < self.before || current == self.last() {
                return;
            }
            spawn_local(async move {
                sleep(GLANCE_MS).await;
                if screens.taps.get() == tap {
                    screens.turn(true);
                }
            });
        }

        /// 1 to 9 choose an answer, arrows turn, the enter key goes on.
        fn key(self: &Rc<Self>, event: &Event) {
            let key = dom::event_text(event, "key");
            let changed = ["ctrlKey", "altKey", "metaKey"]
                .iter()
                .any(|name| crate::browser::value::field(event, name).is_truthy());
            let typing =
                dom::target(event, "select, textarea, input:not([type='radio']):not([type='checkbox'])");
            if changed || typing.is_some() {
                return;
            }
            let on_choice = dom::target(event, "input").is_some();
            match key.as_str() {
                // In a group of radio buttons the arrows choose.
                "ArrowRight" if !on_choice => self.turn(true),
                "ArrowLeft" if !on_choice => self.turn(false),
                "Enter" if on_choice && self.current.get() < self.last() => {
                    event.prevent_default();
                    self.turn(true);
                }
                "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" => self.choose(key.parse().unwrap_or(1)),
                _ => {}
            }
        }

        fn choose(self: &Rc<Self>, number: usize) {
            let screen = &self.screens[self.current.get()];
            let options: Vec<HtmlElement> = dom::find_all(screen, ".option input");
            let Some(option) = options.into_iter().nth(number - 1) else { return };
            option.click();
            let _ = option.focus();
            if known::<HtmlInputElement>(option.into()).type_() == "radio" {
                self.turn_soon();
            }
        }
    }
}
