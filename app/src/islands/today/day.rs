//! The list of households: adds what was recorded on this phone, counts, finds, and opens a household.

use super::kept::{self, Mark};
use super::standing;
use super::{door, walk};
use crate::browser::{chance, dom, outbox, window};
use crate::locale::Locale;
use crate::t::today as t;
use domain::outbox::{Entry, EntryKind};
use domain::survey::Attempt;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};

/// What stands before the household in the part of the address after `#`.
const PLACE: &str = "visit/";
/// A page made within this time of the phone's clock is what the server knows now, in milliseconds.
const FRESH_MS: i64 = 2 * 60_000;

/// The page, shared by all that listens to it.
pub(super) type Shared = Rc<Day>;

/// See [`Shared`].
pub(super) struct Day {
    pub l: Locale,
    pub root: HtmlElement,
    /// Whose page it is.
    pub person: String,
    pub marks: RefCell<Vec<Mark>>,
    /// Visits in the outbox.
    pub entries: RefCell<Vec<Entry>>,
    pub drafts: RefCell<Vec<String>>,
    /// Ids of visits that have been in the outbox while this page was open.
    seen: RefCell<Vec<String>>,
    /// Whether this page opened the household, so that going back closes it.
    pushed: Cell<bool>,
    /// Which households are shown; empty for all.
    pub only: RefCell<String>,
}

/// Takes the page over.
pub(super) fn start() {
    let Some(root) = dom::find::<HtmlElement>(&dom::page(), "[data-today]") else { return };
    let day = Rc::new(Day {
        l: dom::locale(),
        root,
        person: dom::data(&dom::page(), "data-user"),
        marks: RefCell::default(),
        entries: RefCell::default(),
        drafts: RefCell::default(),
        seen: RefCell::default(),
        pushed: Cell::default(),
        only: RefCell::default(),
    });
    outbox::start();
    dom::follow_network();
    walk::start(day.l, &day.root);
    listen(&day);
    let shared = day.clone();
    outbox::watch(move || {
        let day = shared.clone();
        spawn_local(async move { day.refresh().await });
    });
    spawn_local(async move {
        day.refresh().await;
        let edited = dom::query("edit");
        if edited.is_empty() {
            day.follow();
        } else {
            door::edit(&day, &edited).await;
        }
    });
}

fn listen(day: &Shared) {
    let shared = day.clone();
    dom::on(&day.root, "click", move |event| {
        if let Some(chip) = dom::target(&event, "[data-only]") {
            shared.only.replace(dom::data(&chip, "data-only"));
            shared.filter();
        } else if dom::target(&event, "[data-close]").is_some() {
            shared.close();
        } else if dom::target(&event, "[data-next-door]").is_some()
            && let Some(area) = dom::target(&event, "[data-area]")
        {
            event.prevent_default();
            shared.open_next(&area);
        } else if dom::target(&event, "a.list-item").is_some()
            && let Some(row) = dom::target(&event, "[data-door]")
        {
            event.prevent_default();
            shared.go(&dom::data(&row, "data-door"));
        }
    });
    let shared = day.clone();
    dom::on(&day.root, "input", move |event| {
        if dom::target(&event, "[data-find]").is_some() {
            shared.filter();
        }
    });
    let shared = day.clone();
    dom::on(&window(), "hashchange", move |_| shared.follow());
}

impl Day {
    /// All households.
    pub(super) fn rows(&self) -> Vec<HtmlElement> {
        dom::find_all(&self.root, "[data-door]")
    }

    /// The row of a household.
    pub(super) fn row(&self, door: &str) -> Option<HtmlElement> {
        self.rows().into_iter().find(|row| dom::data(row, "data-door") == door)
    }

    /// All attempts at the household of a row: those the server knew, and those recorded since.
    pub(super) fn attempts(&self, row: &Element) -> Vec<Attempt> {
        let (mut attempts, door) =
            (standing::read_attempts(&dom::data(row, "data-attempts")), dom::data(row, "data-door"));
        for mark in self.marks.borrow().iter().filter(|mark| mark.door == door) {
            if attempts.iter().all(|known| known.at != mark.at) {
                attempts.push(Attempt { at: mark.at, outcome: mark.outcome });
            }
        }
        attempts.sort_by_key(|attempt| attempt.at);
        attempts
    }

    /// The entry of a mark, if it was not delivered. A change may have given it another id.
    pub(super) fn entry(&self, mark: &Mark) -> Option<Entry> {
        let is_its = |entry: &&Entry| {
            entry.id.to_string() == mark.id || entry.replaces.is_some_and(|id| id.to_string() == mark.id)
        };
        self.entries.borrow().iter().find(is_its).cloned()
    }

    /// Looks again at what this phone keeps, and shows it.
    pub(super) async fn refresh(&self) {
        let (entries, _) = outbox::list().await;
        let visits: Vec<Entry> = entries.into_iter().filter(|entry| entry.kind == EntryKind::Visit).collect();
        let (marks, drafts) = kept::all(&self.person).await;
        self.seen.borrow_mut().extend(visits.iter().map(|entry| entry.id.to_string()));
        self.entries.replace(visits);
        self.drafts.replace(drafts);
        let mut current = Vec::new();
        for mark in marks {
            if self.is_over(&mark) {
                kept::drop_mark(&self.person, &mark.id).await;
            } else {
                current.push(mark);
            }
        }
        self.marks.replace(current);
        self.show();
    }

    /// Whether the page knows about a marked visit itself; or knows that there is none, because somebody deleted it before it
    /// was sent.
    fn is_over(&self, mark: &Mark) -> bool {
        let Some(row) = self.row(&mark.door) else { return self.entry(mark).is_none() };
        let known = standing::read_attempts(&dom::data(&row, "data-attempts"));
        if known.iter().any(|attempt| attempt.at == mark.at) {
            return true;
        }
        let made = dom::data(&self.root, "data-now").parse().unwrap_or(0_i64);
        let fresh = (made - chance::now().0).abs() < FRESH_MS && mark.at.0 < made - FRESH_MS;
        fresh && self.entry(mark).is_none() && !self.seen.borrow().contains(&mark.id)
    }

    /// Goes to a household, so that the phone's way back leads to the list again.
    pub(super) fn go(&self, door: &str) {
        self.pushed.set(true);
        let _ = window().location().set_hash(&[PLACE, door].concat());
    }

    fn open_next(&self, area: &Element) {
        let rows = dom::find_all::<HtmlElement>(area, "[data-door]");
        let next = rows.iter().find(|row| self.attempts(row).is_empty());
        match next {
            Some(row) => self.go(&dom::data(row, "data-door")),
            None => dom::toast("check", t::walk_full(self.l)),
        }
    }

    /// Shows what the address says: a household, or the list.
    fn follow(self: &Rc<Self>) {
        let hash = window().location().hash().unwrap_or_default();
        let hash = hash.trim_start_matches('#');
        let hash = js_sys::decode_uri_component(hash).map(String::from).unwrap_or_default();
        match hash.strip_prefix(PLACE).and_then(|door| self.row(door)) {
            Some(row) => {
                self.show_list(false);
                door::open(self, &row);
            }
            None => self.show_list(true),
        }
    }

    /// Goes back to the list.
    pub(super) fn close(self: &Rc<Self>) {
        if self.pushed.replace(false) {
            let _ = window().history().and_then(|history| history.back());
        } else {
            // Opened by its address: there is nothing to go back to.
            let history = window().history();
            let _ = history.and_then(|history| {
                history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some("/today"))
            });
            self.show_list(true);
        }
    }

    /// Shows the list or the household. The bar of tabs would lie over the buttons of the form.
    pub(super) fn show_list(&self, shown: bool) {
        let hide = |root: &Element, selector: &str, hidden: bool| {
            if let Some(element) = dom::find::<HtmlElement>(root, selector) {
                element.set_hidden(hidden);
            }
        };
        hide(&self.root, "[data-list]", !shown);
        hide(&self.root, "[data-visit]", shown);
        hide(&dom::page(), ".tabbar", !shown);
        hide(&dom::page(), ".footer", !shown);
        if shown && let Some(body) = dom::find::<HtmlElement>(&self.root, "[data-visit-body]") {
            body.set_text_content(None);
        }
    }
}
