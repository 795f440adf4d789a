//! What the list shows: where each household stands, how many there are, and those that are looked for.

use super::day::Day;
use super::standing::{Todo, standing};
use crate::browser::{chance, dom};
use crate::t::today as t;
use domain::outbox::State;
use web_sys::{Element, HtmlElement, HtmlInputElement};

impl Day {
    /// Shows where every household stands.
    pub(super) fn show(&self) {
        let now = chance::now();
        for row in self.rows() {
            let shown = standing(self.l, &self.attempts(&row), now);
            dom::attribute(&row, "data-todo", shown.todo.as_str());
            if let Some(status) = dom::find::<HtmlElement>(&row, "[data-status]") {
                status.set_class_name(shown.class);
                status.set_text_content(Some(shown.word));
            }
            tell(&row, "[data-line]", &shown.line);
            tell(&row, "[data-mark]", self.mark_word(&dom::data(&row, "data-door")));
        }
        self.count();
        self.filter();
    }

    /// What this phone says about a household besides where it stands.
    fn mark_word(&self, door: &str) -> &'static str {
        let marks = self.marks.borrow();
        match marks.iter().filter(|mark| mark.door == door).max_by_key(|mark| mark.at) {
            _ if self.drafts.borrow().iter().any(|draft| draft == door) => t::kept(self.l),
            Some(mark) => match self.entry(mark).map(|entry| entry.state) {
                Some(State::WaitingForPerson(_)) => t::trouble(self.l),
                Some(_) => t::saved(self.l),
                None => t::sent(self.l),
            },
            None => "",
        }
    }

    fn count(&self) {
        let count = |root: &Element, todo: Todo| {
            let selector = ["[data-todo='", todo.as_str(), "']"].concat();
            dom::find_all::<HtmlElement>(root, &selector).len()
        };
        let bar = |root: &Element, selector: &str, done: usize| {
            if let Some(bar) = dom::find::<HtmlElement>(root, selector) {
                dom::attribute(&bar, "value", &done.to_string());
            }
        };
        for area in dom::find_all::<HtmlElement>(&self.root, "[data-area]") {
            let all = dom::find_all::<HtmlElement>(&area, "[data-door]").len();
            let done = count(&area, Todo::Done);
            tell(&area, "[data-area-done]", &t::area_done(self.l, done, all));
            bar(&area, "[data-area-bar]", done);
        }
        let (all, done) = (self.rows().len(), count(&self.root, Todo::Done));
        tell(&self.root, "[data-sum]", &t::done_of(self.l, done, all));
        bar(&self.root, "[data-sum-bar]", done);
        let (now, later) = (count(&self.root, Todo::Now), count(&self.root, Todo::Later));
        let counts = [t::now_count(self.l, now), t::later_count(self.l, later)].join(" · ");
        tell(&self.root, "[data-counts]", &counts);
        let unsent = self.entries.borrow().len();
        tell(&self.root, "[data-waiting-text]", &t::unsent(self.l, unsent));
        if let Some(line) = dom::find::<HtmlElement>(&self.root, "[data-waiting]") {
            line.set_hidden(unsent == 0);
        }
    }

    /// Shows the households that are looked for; areas that hold some of them are opened.
    pub(super) fn filter(&self) {
        let field = dom::find::<HtmlInputElement>(&self.root, "[data-find]");
        let wanted = field.map(|field| field.value().trim().to_lowercase()).unwrap_or_default();
        let only = self.only.borrow();
        for chip in dom::find_all::<HtmlElement>(&self.root, "[data-only]") {
            let pressed = dom::data(&chip, "data-only") == *only;
            dom::attribute(&chip, "aria-pressed", if pressed { "true" } else { "false" });
        }
        let looking = !wanted.is_empty() || !only.is_empty();
        let mut any = false;
        for area in dom::find_all::<HtmlElement>(&self.root, "[data-area]") {
            let mut here = false;
            for row in dom::find_all::<HtmlElement>(&area, "[data-door]") {
                let text = row.text_content().unwrap_or_default().to_lowercase();
                let fits =
                    text.contains(&wanted) && (only.is_empty() || dom::data(&row, "data-todo") == *only);
                row.set_hidden(!fits);
                here |= fits;
            }
            area.set_hidden(looking && !here);
            if looking && here && !wanted.is_empty() {
                dom::attribute(&area, "open", "");
            }
            any |= here;
        }
        if let Some(none) = dom::find::<HtmlElement>(&self.root, "[data-none]") {
            none.set_hidden(any || !looking);
        }
    }
}

/// Writes a text, and hides its element when there is none.
fn tell(root: &Element, selector: &str, text: &str) {
    if let Some(element) = dom::find::<HtmlElement>(root, selector) {
        element.set_text_content(Some(text));
        element.set_hidden(text.is_empty());
    }
}
