//! The page as a whole: how many there are, the entries, those of others, and what the phone can keep.

use super::{card, room};
use crate::browser::outbox::seal;
use crate::browser::value::sleep;
use crate::browser::{dom, outbox};
use crate::locale::Locale;
use crate::t::island_outbox as t;
use domain::outbox::{Counts, Entry};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

/// How many entries are shown at most; more would take the phone's memory, and nobody reads them.
const SHOWN: usize = 50;
/// How long several changes are gathered before they are shown, in milliseconds.
const GATHER_MS: i32 = 300;

/// The parts of the page.
pub(super) struct Page {
    /// The page's language.
    pub l: Locale,
    summary: HtmlElement,
    list: HtmlElement,
    more: HtmlElement,
    others: HtmlElement,
    empty: HtmlElement,
    room: HtmlElement,
    /// What is shown of each entry, with its id and what it says, so that what has not changed stays as it is.
    cards: RefCell<Vec<(String, String, HtmlElement)>>,
    waiting: Cell<bool>,
}

pub(super) fn start() {
    let Some(place) = dom::find::<HtmlElement>(&dom::page(), "[data-outbox]") else { return };
    let l = dom::locale();
    let page = Rc::new(Page {
        l,
        summary: dom::make("div", "row row-between"),
        list: dom::make("ul", "outbox"),
        more: dom::make("p", "muted small center"),
        others: notice("info"),
        empty: dom::make("div", "empty"),
        room: dom::make("section", "section"),
        cards: RefCell::default(),
        waiting: Cell::default(),
    });
    dom::append(
        &page.empty,
        &[
            &dom::make_text("p", "empty-title", t::none(l)),
            &dom::make_text("p", "empty-text", t::none_text(l)),
        ],
    );
    let parts = [&page.summary, &page.list, &page.more, &page.empty, &page.others, &page.room];
    for part in parts {
        part.set_hidden(true);
    }
    place.set_text_content(None);
    for part in parts {
        dom::append(&place, &[part]);
    }
    let shared = page.clone();
    outbox::watch(move || shared.show_soon());
    page.show_soon();
    dom::follow_network();
    spawn_local(async move {
        // A phone that keeps nothing has nothing to tell.
        if seal::seals().await == Ok(false) {
            let open = notice("alert");
            fill(&open, t::open_text(l));
            let _ = place.prepend_with_node_1(&open);
        }
    });
}

fn notice(icon: &str) -> HtmlElement {
    let kind = if icon == "alert" { "notice notice-warn" } else { "notice notice-info" };
    let notice = dom::make("div", kind);
    dom::put_icon(&notice, icon);
    dom::append(&notice, &[&dom::make("div", "notice-body")]);
    notice
}

fn fill(notice: &HtmlElement, text: &str) {
    if let Some(body) = dom::find::<HtmlElement>(notice, ".notice-body") {
        body.set_text_content(Some(text));
    }
}

impl Page {
    /// Shows how things are, soon.
    pub(super) fn show_soon(self: &Rc<Self>) {
        if self.waiting.replace(true) {
            return;
        }
        let page = self.clone();
        spawn_local(async move {
            sleep(GATHER_MS).await;
            page.waiting.set(false);
            let (entries, counts) = outbox::list().await;
            page.show_summary(&entries, counts);
            page.show_cards(&entries).await;
            room::show(page.l, &page.room).await;
        });
    }

    fn show_summary(self: &Rc<Self>, entries: &[Entry], counts: Counts) {
        self.empty.set_hidden(!entries.is_empty());
        self.list.set_hidden(entries.is_empty());
        self.summary.set_hidden(entries.is_empty());
        self.others.set_hidden(counts.of_others == 0);
        fill(&self.others, &t::others(self.l, counts.of_others));
        self.more.set_hidden(entries.len() <= SHOWN);
        self.more.set_text_content(Some(&t::more(self.l, entries.len().saturating_sub(SHOWN))));
        let text = t::summary(self.l, entries.len());
        match dom::find::<HtmlElement>(&self.summary, "p") {
            Some(line) => {
                if line.text_content().as_deref() != Some(&text) {
                    line.set_text_content(Some(&text));
                }
            }
            None => {
                let line = dom::make_text("p", "strong", &text);
                dom::attribute(&line, "role", "status");
                let button = dom::make_button("btn btn-primary", t::send_now(self.l));
                dom::attribute(&button, "data-send-now", "");
                let own = button.clone();
                dom::on(&button, "click", move |_| {
                    dom::toggle(&own, "aria-busy", true);
                    outbox::send_now();
                    let own = own.clone();
                    spawn_local(async move {
                        sleep(2_000).await;
                        dom::toggle(&own, "aria-busy", false);
                    });
                });
                dom::append(&self.summary, &[&line, &button]);
            }
        }
    }

    /// Takes a card away for good. Its entry, should it be there again, gets a new one.
    pub(super) fn forget(&self, card: &HtmlElement) {
        card.remove();
        self.cards.borrow_mut().retain(|(_, _, other)| other != card);
    }

    async fn show_cards(self: &Rc<Self>, entries: &[Entry]) {
        let old = self.cards.take();
        let mut new = Vec::new();
        for entry in entries.iter().take(SHOWN) {
            let (id, says) = (entry.id.to_string(), card::says(self.l, entry));
            let known = old.iter().find(|(other, _, _)| *other == id);
            let element = match known {
                Some((_, before, element)) if *before == says => element.clone(),
                Some((_, _, element)) => {
                    card::update(self.l, element, entry);
                    element.clone()
                }
                None => card::make(self, entry).await,
            };
            // Only what is not in its place is moved, so that nobody loses the focus.
            let before = new.last().map(|(_, _, last): &(String, String, HtmlElement)| last);
            let next = match before {
                Some(last) => last.next_sibling(),
                None => self.list.first_child(),
            };
            if next.as_ref() != Some(element.as_ref()) {
                let _ = self.list.insert_before(&element, next.as_ref());
            }
            new.push((id, says, element));
        }
        for (id, _, element) in old {
            // What was deleted stays to be undone.
            if !new.iter().any(|(other, _, _)| *other == id) && !element.has_attribute("data-removed") {
                element.remove();
            }
        }
        // Whoever can still undo something sees where.
        if entries.is_empty() && dom::find::<HtmlElement>(&self.list, "[data-removed]").is_some() {
            self.list.set_hidden(false);
        }
        self.cards.replace(new);
    }
}
