//! The form as a whole: what its parts share, and what is still missing in it.

use super::photos::Photo;
use super::{categories, draft, photos, place, send, wrong};
use crate::browser::{chance, dom};
use crate::locale::Locale;
use crate::t::island_report as t;
use domain::limits;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::{HtmlElement, HtmlFormElement, HtmlInputElement};

/// The form and what is known besides its fields, shared by all that listens to it.
pub(super) type Shared = Rc<Form>;

/// See [`Shared`].
pub(super) struct Form {
    /// The page's language.
    pub l: Locale,
    /// The form.
    pub element: HtmlFormElement,
    /// The photos, in the order in which they are shown.
    pub photos: RefCell<Vec<Photo>>,
    /// How many photos are still being made small.
    pub shrinking: Cell<u32>,
    /// Whether it is being sent.
    pub sending: Cell<bool>,
    /// Whether it has been sent or discarded, so that nothing is kept any more.
    pub closed: Cell<bool>,
    /// The entry of the outbox that this form changes; empty for a new report.
    pub entry: RefCell<String>,
    /// What the person was told is missing, as paths.
    pub told: RefCell<Vec<&'static str>>,
    /// Moves the open map to the place in the form.
    pub map: RefCell<Option<Box<dyn Fn()>>>,
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

    /// The code of the chosen category; empty when none is.
    pub fn category(&self) -> String {
        let chosen: Option<HtmlInputElement> = dom::find(&self.element, "input[name='category']:checked");
        chosen.map(|chosen| chosen.value()).unwrap_or_default()
    }

    /// How many photos will be sent.
    pub fn photo_count(&self) -> usize {
        self.photos.borrow().iter().filter(|photo| photo.small.is_some()).count()
    }

    /// What is missing, as the path of its errors, in the order of the form.
    pub fn missing(&self) -> Vec<&'static str> {
        let empty = |name: &str| self.value(name).trim().is_empty();
        let mut missing = Vec::new();
        if self.photo_count() == 0 && self.shrinking.get() == 0 && empty("description") {
            missing.push("description");
        }
        if empty("lat") && empty("area") {
            missing.push("location");
        }
        if self.category().is_empty() {
            missing.push("category");
        }
        missing
    }

    /// Follows a change: what is missing, and the draft.
    pub fn changed(self: &Rc<Self>) {
        let missing = self.missing();
        self.told.borrow_mut().retain(|path| {
            let still = missing.contains(path);
            if !still {
                wrong::clear(self, path);
            }
            still
        });
        self.show_missing();
        self.count();
        draft::save_soon(self);
    }

    /// Says beside the button what is missing.
    pub fn show_missing(&self) {
        if self.sending.get() {
            return;
        }
        let name = |path: &&str| match *path {
            "description" => t::missing_photo(self.l),
            "location" => t::missing_place(self.l),
            _ => t::missing_category(self.l),
        };
        let names: Vec<_> = self.missing().iter().map(name).collect();
        let text =
            if names.is_empty() { String::new() } else { t::missing(self.l, names.join(t::comma(self.l))) };
        self.note(&text);
    }

    /// Shows a text above the button; nothing for an empty one.
    pub fn note(&self, text: &str) {
        if let Some(note) = self.hook("[data-missing]") {
            note.set_text_content(Some(text));
            note.set_hidden(text.is_empty());
        }
    }

    /// Counts the characters of the description.
    fn count(&self) {
        let Some(counter) = self.hook("[data-counter]") else { return };
        let used = self.value("description").trim().chars().count();
        counter.set_text_content(Some(&used.to_string()));
        if let Some(frame) = counter.parent_element() {
            let over = used > limits::DESCRIPTION_CHARS;
            frame.set_class_name(if over { "counter is-over" } else { "counter" });
        }
    }
}

/// Takes the form over.
pub(super) fn start() {
    let Some(element) = dom::find::<HtmlFormElement>(&dom::page(), "#report-form") else { return };
    let form = Rc::new(Form {
        l: dom::locale(),
        element,
        photos: RefCell::default(),
        shrinking: Cell::default(),
        sending: Cell::default(),
        closed: Cell::default(),
        entry: RefCell::default(),
        told: RefCell::default(),
        map: RefCell::default(),
        timer: Cell::default(),
    });
    if !chance::is_id(&form.value("id")) {
        form.set("id", &chance::new_id());
    }
    // A page that the phone kept does not know when it is opened, nor by which address.
    if form.value("observed_at").is_empty() {
        form.set("observed_at", &chance::now_text());
        for name in ["visit", "site", "area"] {
            let given = dom::query(name);
            if !given.is_empty() {
                form.set(name, &given);
            }
        }
    }
    dom::keep_private(&form.element);
    dom::follow_network();
    photos::start(&form);
    categories::start(&form);
    place::start(&form);
    draft::start(&form);
    send::start(&form);
    for kind in ["input", "change"] {
        let shared = form.clone();
        dom::on(&form.element, kind, move |_| shared.changed());
    }
    form.show_missing();
    form.count();
    wasm_bindgen_futures::spawn_local(async move {
        if !draft::take_back(&form).await {
            draft::restore(&form).await;
        }
        // Asked only now: a draft with a place of its own is not to be overwritten by where the phone is today.
        place::locate_if_allowed(&form).await;
    });
}
