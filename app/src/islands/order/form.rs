//! The form as a whole: what its parts share, and what is still missing in it.

use super::photos::Photo;
use super::{draft, photos, place, send, usual, wrong};
use crate::browser::{chance, dom};
use crate::locale::Locale;
use domain::time::Day;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::{HtmlElement, HtmlFormElement};

/// The form and what is known besides its fields, shared by all that listens to it.
pub(super) type Shared = Rc<Form>;

/// See [`Shared`].
pub(super) struct Form {
    /// The page's language.
    pub l: Locale,
    /// The form.
    pub element: HtmlFormElement,
    /// Whose phone it is, by which drafts are told apart.
    pub person: String,
    /// The photos, in the order in which they are shown.
    pub photos: RefCell<Vec<Photo>>,
    /// How many photos are still being made small.
    pub shrinking: Cell<u32>,
    /// Whether it is being sent.
    pub sending: Cell<bool>,
    /// Whether it is in the outbox or discarded, so that nothing is kept any more.
    pub closed: Cell<bool>,
    /// Whether the moment of the order is settled: the first time that it is sent.
    pub given: Cell<bool>,
    /// The entry of the outbox that this form changes; empty for a new order.
    pub entry: RefCell<String>,
    /// The timer after which the draft is kept, when it has changed.
    pub timer: Cell<Option<i32>>,
}

impl Form {
    /// What stands in a field.
    pub fn value(&self, name: &str) -> String {
        dom::value(&self.element, name)
    }

    /// Writes into a field.
    pub fn set(&self, name: &str, value: &str) {
        dom::set_value(&self.element, name, value);
    }

    /// An element of the form by a hook.
    pub fn hook(&self, selector: &str) -> Option<HtmlElement> {
        dom::find(&self.element, selector)
    }

    /// How many photos will be sent.
    pub fn photo_count(&self) -> usize {
        self.photos.borrow().iter().filter(|photo| photo.small.is_some()).count()
    }

    /// What is missing or cannot be read, as path and code of its error, in the order of the form. A number that the server
    /// cannot read would be no error of a field there, so it never leaves the phone.
    pub fn wrong(&self) -> Vec<(&'static str, &'static str)> {
        let empty = |name: &str| self.value(name).trim().is_empty();
        let mut wrong = Vec::new();
        if self.photo_count() == 0 {
            wrong.push(("photos", "required"));
        }
        if empty("category") {
            wrong.push(("category", "required"));
        }
        if empty("lat") && empty("area") {
            wrong.push(("location", "required"));
        }
        wrong.extend(
            ["measure", "person", "date"]
                .into_iter()
                .filter(|name| empty(name))
                .map(|name| (name, "required")),
        );
        if !empty("date") && Day::parse("date", self.value("date").trim()).is_err() {
            wrong.push(("date", "malformed"));
        }
        if !empty("working_hours") && self.hours().is_none() {
            wrong.push(("working_hours", "malformed"));
        }
        wrong
    }

    /// The time limit that was typed.
    pub fn hours(&self) -> Option<u32> {
        self.value("working_hours").trim().parse().ok()
    }

    /// Shows a text above the button; nothing for an empty one.
    pub fn note(&self, text: &str) {
        if let Some(note) = self.hook("[data-note]") {
            note.set_text_content(Some(text));
            note.set_hidden(text.is_empty());
        }
    }

    /// The name of the chosen category.
    pub fn category_name(&self) -> String {
        let chosen: Option<HtmlElement> = self.hook("[name='category'] option:checked");
        chosen.and_then(|option| option.text_content()).unwrap_or_default().trim().to_owned()
    }
}

/// Takes the form over.
pub(super) fn start() {
    let Some(element) = dom::find::<HtmlFormElement>(&dom::page(), "#order-form") else { return };
    let form = Rc::new(Form {
        l: dom::locale(),
        element,
        person: dom::data(&dom::page(), "data-user"),
        photos: RefCell::default(),
        shrinking: Cell::default(),
        sending: Cell::default(),
        closed: Cell::default(),
        given: Cell::default(),
        entry: RefCell::default(),
        timer: Cell::default(),
    });
    if !chance::is_id(&form.value("id")) {
        form.set("id", &chance::new_id());
    }
    // A page that the phone kept does not know when it is opened, nor by which address.
    if form.value("ordered_at").is_empty() {
        form.set("ordered_at", &chance::now_text());
        for name in ["site", "item", "category"] {
            let given = dom::query(name);
            if !given.is_empty() {
                form.set(name, &given);
            }
        }
        place::take_site(&form);
    }
    // What is wrong is told at the fields, all at once.
    dom::attribute(&form.element, "novalidate", "");
    dom::keep_private(&form.element);
    dom::follow_network();
    photos::start(&form);
    place::start(&form);
    let usual = usual::start(&form);
    draft::start(&form);
    send::start(&form);
    for kind in ["input", "change"] {
        let shared = form.clone();
        dom::on(&form.element, kind, move |event| {
            if let Some(field) = dom::target(&event, "[aria-invalid]") {
                wrong::clear(&shared, &field.id());
            }
            draft::save_soon(&shared);
        });
    }
    wasm_bindgen_futures::spawn_local(async move {
        if draft::take_back(&form).await || draft::restore(&form).await {
            usual.is_chosen();
        }
        usual.show();
        // Asked only now: a draft with a place of its own is not to be overwritten by where the phone is today.
        place::locate_if_allowed(&form).await;
    });
}
