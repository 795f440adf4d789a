//! What is usual for the chosen category: its unit, its time limit, and a day that is not too late. The page tells it, so it is
//! known without a network; the server decides by the place as well.

use super::form::Shared;
use crate::browser::{chance, dom};
use crate::t::{case, walk as t};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::HtmlElement;

/// What was proposed, and whether the person has decided otherwise.
pub(super) struct Usual {
    form: Shared,
    category: RefCell<String>,
    unit_chosen: Cell<bool>,
    date_chosen: Cell<bool>,
}

/// Follows the category.
pub(super) fn start(form: &Shared) -> Rc<Usual> {
    let usual = Rc::new(Usual {
        form: form.clone(),
        category: RefCell::new(form.value("category")),
        unit_chosen: Cell::default(),
        date_chosen: Cell::default(),
    });
    let shared = usual.clone();
    dom::on(&form.element, "change", move |event| {
        if dom::target(&event, "[name='category']").is_some() {
            shared.show();
        } else if dom::target(&event, "[name='unit']").is_some() {
            shared.unit_chosen.set(true);
        } else if dom::target(&event, "[name='date']").is_some() {
            shared.date_chosen.set(true);
        }
    });
    usual
}

impl Usual {
    /// What stands in the form was typed before.
    pub fn is_chosen(&self) {
        self.unit_chosen.set(!self.form.value("unit").is_empty());
        self.date_chosen.set(!self.form.value("date").is_empty());
        self.category.replace(self.form.value("category"));
    }

    /// Shows what is usual now.
    pub fn show(&self) {
        let form = &self.form;
        let category = form.value("category");
        let before = self.category.replace(category.clone());
        let known = dom::find_all::<HtmlElement>(&form.element, "[data-usual]");
        let Some(usual) = known.into_iter().find(|one| dom::data(one, "data-usual") == category) else {
            return;
        };
        // A unit that was only proposed for another category.
        if before != category && !self.unit_chosen.get() {
            form.set("unit", "");
        }
        if let Some(blank) = form.hook("[name='unit'] option[value='']") {
            let unit = usual.text_content().unwrap_or_default();
            let named = t::unit_auto_usual(form.l, &unit);
            blank.set_text_content(Some(if unit.is_empty() { t::unit_auto(form.l) } else { &named }));
        }
        if let Some(hint) = form.hook("#f-working_hours-hint") {
            let hours = dom::data(&usual, "data-hours");
            let told = case::working_hours_hint(form.l, &hours);
            hint.set_text_content(Some(if hours.is_empty() { t::working_hours_hint(form.l) } else { &told }));
        }
        let due = dom::data(&usual, "data-due");
        if !due.is_empty() && !self.date_chosen.get() && (before != category || form.value("date").is_empty())
        {
            // A page that was kept for days proposes a day that is over; today is never after the deadline.
            let today = chance::now().day().to_string();
            form.set("date", if due > today { &due } else { &today });
        }
    }
}
