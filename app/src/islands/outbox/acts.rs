//! What can be done about an entry. Nothing is deleted without a question, and right after it can be undone.

use super::list::Page;
use crate::browser::outbox::{self, Content, NewEntry, Opened, seal};
use crate::browser::value::{object, to_json};
use crate::browser::{Failure, dom, photo, value, window};
use crate::islands::saved::link;
use crate::islands::today::kept::{self, Mark};
use crate::locale::Locale;
use crate::t::island_outbox as t;
use domain::outbox::{Entry, State, Why};
use js_sys::Array;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, BlobPropertyBag, HtmlElement};

/// The buttons of an entry.
pub(super) fn row(
    page: &Rc<Page>,
    entry: &Entry,
    content: Option<&Content>,
    card: &HtmlElement,
) -> HtmlElement {
    let l = page.l;
    let row = dom::make("div", "row");
    let id = entry.id.to_string();
    let edit_at = content.map(|content| content.edit_at.clone()).unwrap_or_default();
    if !edit_at.is_empty() {
        let edit = link("btn btn-small", &[&edit_at, "?edit=", &id].concat(), t::edit(l));
        dom::attribute(&edit, "data-edit", "");
        dom::append(&row, &[&edit]);
    }
    let again = dom::make_button("btn btn-small", t::again(l));
    dom::attribute(&again, "data-again", "");
    let own = id.clone();
    dom::on(&again, "click", move |_| {
        let id = own.clone();
        spawn_local(async move {
            let (entries, _) = outbox::list().await;
            if let Some(entry) = entries.iter().find(|entry| entry.id.to_string() == id) {
                let _ = outbox::send_again(entry).await;
            }
        });
    });
    let export = dom::make_button("btn btn-small", t::export(l));
    dom::attribute(&export, "data-export", "");
    let own = id.clone();
    dom::on(&export, "click", move |_| {
        let id = own.clone();
        spawn_local(async move {
            if save_as_file(&id).await.is_err() {
                dom::toast("alert", t::not_exported(l));
            }
        });
    });
    let remove = dom::make_button("btn btn-small btn-danger", t::remove(l));
    dom::attribute(&remove, "data-remove", "");
    let (page, card) = (page.clone(), card.clone());
    dom::on(&remove, "click", move |_| {
        if !window().confirm_with_message(t::remove_sure(l)).unwrap_or(true) {
            return;
        }
        let (page, card, id) = (page.clone(), card.clone(), id.clone());
        spawn_local(async move { discard(&page, &card, &id).await });
    });
    dom::append(&row, &[&again, &export, &remove]);
    row
}

/// Names the button by what it does now.
pub(super) fn update(l: Locale, card: &HtmlElement, entry: &Entry) {
    let Some(again) = dom::find::<HtmlElement>(card, "[data-again]") else { return };
    let as_new = matches!(&entry.state, State::WaitingForPerson(reason) if reason.why == Why::OtherContent);
    again.set_text_content(Some(if as_new { t::as_new(l) } else { t::again(l) }));
    again.set_hidden(entry.state == State::Sending);
}

/// Deletes an entry, and leaves a button in its place that brings it back.
async fn discard(page: &Rc<Page>, card: &HtmlElement, id: &str) {
    let l = page.l;
    let before = outbox::open(id).await;
    dom::attribute(card, "data-removed", "");
    // First, so that the page of the day never takes a visit for sent that was deleted.
    let mark = take_mark(id).await;
    if outbox::discard(id).await.is_err() {
        put_mark(mark.as_ref(), id).await;
        let _ = card.remove_attribute("data-removed");
        dom::toast("alert", t::not_removed(l));
        return;
    }
    card.set_text_content(None);
    let line = dom::make("div", "row row-between");
    dom::append(&line, &[&dom::make_text("p", "muted", t::removed(l))]);
    // What cannot be read cannot be brought back either.
    if let Some(opened) = before {
        let undo = dom::make_button("btn btn-small", t::undo(l));
        dom::attribute(&undo, "data-undo", "");
        let (page, own) = (page.clone(), card.clone());
        dom::on(&undo, "click", move |_| {
            let (page, card, entry, mark) = (page.clone(), own.clone(), renewed(&opened), mark.clone());
            spawn_local(async move {
                if let Ok(id) = outbox::put(entry).await {
                    put_mark(mark.as_ref(), &id).await;
                    page.forget(&card);
                    page.show_soon();
                }
            });
        });
        dom::append(&line, &[&undo]);
        dom::append(card, &[&line]);
        let _ = undo.focus();
    } else {
        dom::append(card, &[&line]);
    }
    dom::announce(t::removed(l));
}

/// Takes away what the page of the day notes about a visit; none for other entries.
async fn take_mark(id: &str) -> Option<Mark> {
    let (entries, _) = outbox::list().await;
    kept::take_mark(entries.iter().find(|entry| entry.id.to_string() == id)?).await
}

/// Brings it back, for the visit that stands under this id now.
async fn put_mark(mark: Option<&Mark>, id: &str) {
    if let Some(mark) = mark {
        kept::put_mark(&outbox::owner().await, &Mark { id: id.to_owned(), ..mark.clone() }).await;
    }
}

/// The same once more, under the same id, so that what has arrived of it is not stored twice.
fn renewed(opened: &Opened) -> NewEntry {
    let content = &opened.content;
    NewEntry {
        kind: opened.entry.kind,
        id: opened.entry.id.to_string(),
        body: content.body.clone(),
        form: content.form.clone(),
        title: content.title.clone(),
        edit_at: content.edit_at.clone(),
        photos: opened.photos.clone(),
    }
}

/// Saves an entry with its photos as a file.
async fn save_as_file(id: &str) -> Result<(), Failure> {
    let opened = outbox::open(id).await.ok_or(JsValue::NULL)?;
    let photos = Array::new();
    for one in &opened.photos {
        photos.push(&object(&[
            ("sha256", one.sha256.as_str().into()),
            ("media_type", one.blob.type_().into()),
            ("base64", seal::base64(&one.blob).await?.into()),
        ]));
    }
    #[expect(clippy::cast_precision_loss, reason = "a time in milliseconds is exact")]
    let made_at = js_sys::Date::new(&(opened.entry.made_at.0 as f64).into()).to_iso_string();
    let file = object(&[
        ("id", id.into()),
        ("kind", opened.entry.kind.as_str().into()),
        ("made_at", made_at.into()),
        ("title", opened.content.title.as_str().into()),
        ("body", opened.content.body.clone()),
        ("photos", photos.into()),
    ]);
    let options = BlobPropertyBag::new();
    options.set_type("application/json");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&to_json(&file).into()), &options)?;
    let address = photo::show(&blob);
    let anchor = link("", &address, "");
    dom::attribute(&anchor, "download", &["chuangcheng-", id, ".json"].concat());
    anchor.click();
    value::sleep(60_000).await;
    photo::hide(&address);
    Ok(())
}
