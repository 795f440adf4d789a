//! One entry: what it is, when it was made, where it stands and why, and its photos when they are asked for.

use super::acts;
use super::list::Page;
use crate::browser::{chance, dom, outbox, photo};
use crate::islands::{order, words};
use crate::locale::Locale;
use crate::t::island_outbox as t;
use domain::outbox::{Entry, EntryKind, State, Trouble};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

fn kind(l: Locale, entry: &Entry) -> (&'static str, &'static str) {
    match entry.kind {
        EntryKind::Report => ("camera", t::kind_report(l)),
        EntryKind::Response => ("quiz", t::kind_response(l)),
        EntryKind::Visit => ("home", t::kind_visit(l)),
        EntryKind::Order => ("send", t::kind_order(l)),
    }
}

/// The state in a word, and its colour.
fn state(l: Locale, entry: &Entry) -> (&'static str, &'static str) {
    match entry.state {
        State::Waiting | State::Done => ("status", t::state_waiting(l)),
        State::Sending => ("status status-accepted", t::state_sending(l)),
        State::WaitingForSignIn => ("status status-received", t::state_sign_in(l)),
        State::WaitingForPerson(_) => ("status status-rejected", t::state_person(l)),
    }
}

/// Why it stands there; empty when there is nothing to say.
fn why(l: Locale, entry: &Entry) -> String {
    let text = match (&entry.state, entry.trouble) {
        (State::WaitingForPerson(reason), _) => {
            let word = if entry.kind == EntryKind::Order { order::field_error } else { words::field_error };
            let fields: Vec<_> =
                reason.fields.iter().map(|field| word(l, &field.path, field.code.as_str())).collect();
            return if fields.is_empty() {
                words::why(l, reason.why).to_owned()
            } else {
                fields.join(t::comma(l))
            };
        }
        (State::WaitingForSignIn, _) => t::need_sign_in(l),
        (_, Some(Trouble::NoNetwork)) => t::trouble_no_network(l),
        (_, Some(Trouble::TimedOut)) => t::trouble_timed_out(l),
        (_, Some(Trouble::TabLost)) => t::trouble_tab_lost(l),
        (_, Some(Trouble::ServerBusy)) => t::trouble_server_busy(l),
        (_, Some(Trouble::ServerBroken)) => t::trouble_server_broken(l),
        (_, Some(Trouble::OtherAnswer)) => t::trouble_other_answer(l),
        (_, Some(Trouble::Forgotten)) => t::trouble_forgotten(l),
        (_, None) => "",
    };
    let pause = entry.pause.filter(|pause| pause.holds_at(chance::now()) && entry.state == State::Waiting);
    match pause {
        #[expect(clippy::cast_precision_loss, reason = "a time in milliseconds is exact")]
        Some(pause) => [text, &t::next_at(l, words::clock(pause.until.0 as f64))].join(t::comma(l)),
        None => text.to_owned(),
    }
    .trim_start_matches(t::comma(l))
    .to_owned()
}

/// Everything about an entry that may change, in one text.
pub(super) fn says(l: Locale, entry: &Entry) -> String {
    [state(l, entry).1, &why(l, entry)].concat()
}

/// Shows an entry.
pub(super) async fn make(page: &Rc<Page>, entry: &Entry) -> HtmlElement {
    let l = page.l;
    let content = outbox::content(entry).await;
    let (icon, kind) = kind(l, entry);
    let card = dom::make("li", "card stack stack-s");
    dom::attribute(&card, "data-entry", &entry.id.to_string());
    let head = dom::make("div", "row row-between");
    let title = content.as_ref().map_or(t::unreadable(l).to_owned(), |content| content.title.clone());
    let title = dom::make_text("h2", "outbox-title", if title.is_empty() { kind } else { &title });
    dom::put_icon(&title, icon);
    dom::append(&head, &[&title, &dom::make("span", "status")]);
    #[expect(clippy::cast_precision_loss, reason = "a time in milliseconds is exact")]
    let made_at = words::moment(l, entry.made_at.0 as f64);
    let meta = dom::make_text("p", "small muted num", &[kind, &made_at].join(" · "));
    dom::append(&card, &[&head, &meta, &dom::make("p", "outbox-why small")]);
    if !entry.photos.is_empty() {
        dom::append(&card, &[&photos(l, entry)]);
    }
    dom::append(&card, &[&acts::row(page, entry, content.as_ref(), &card)]);
    update(l, &card, entry);
    card
}

/// Shows where an entry stands now.
pub(super) fn update(l: Locale, card: &HtmlElement, entry: &Entry) {
    let (class, name) = state(l, entry);
    if let Some(status) = dom::find::<HtmlElement>(card, ".status") {
        status.set_class_name(class);
        status.set_text_content(Some(name));
    }
    if let Some(line) = dom::find::<HtmlElement>(card, ".outbox-why") {
        let why = why(l, entry);
        line.set_hidden(why.is_empty());
        line.set_text_content(Some(&why));
    }
    acts::update(l, card, entry);
}

/// The photos, opened only when somebody wants to see them.
fn photos(l: Locale, entry: &Entry) -> HtmlElement {
    let details = dom::make("details", "disclosure");
    let summary = dom::make_text("summary", "", &t::photos(l, entry.photos.len()));
    let list = dom::make("ol", "photos");
    dom::append(&details, &[&summary, &list]);
    let (entry, own) = (entry.clone(), details.clone());
    dom::on(&details, "toggle", move |_| {
        if !own.has_attribute("open") || list.has_child_nodes() {
            return;
        }
        let (entry, list) = (entry.clone(), list.clone());
        spawn_local(async move {
            for (index, claim) in entry.photos.iter().enumerate() {
                let item = dom::make("li", "photo");
                dom::append(&list, &[&item]);
                match outbox::photo(&entry, &claim.sha256).await {
                    Some(blob) => {
                        let picture = dom::make("img", "photo-image");
                        let address = photo::show(&blob);
                        dom::attribute(&picture, "alt", &t::photo_alt(l, index + 1));
                        dom::attribute(&picture, "src", &address);
                        // The picture is drawn by then, and the bytes need not stay in memory.
                        dom::on(&picture, "load", move |_| photo::hide(&address));
                        dom::append(&item, &[&picture]);
                    }
                    None => dom::append(&item, &[&dom::make_text("span", "photo-state", t::unreadable(l))]),
                }
            }
        });
    });
    details
}
