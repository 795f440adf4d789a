//! Sends the report: into the outbox first, which delivers it whatever happens, and then waits a moment to show the receipt.

use super::form::Shared;
use super::{categories, draft, wrong};
use crate::browser::outbox::{self, NewEntry, NewPhoto, Outcome};
use crate::browser::value::{object, or_null, text};
use crate::browser::{dom, receipts, value, window};
use crate::islands::{saved, to_send, words};
use crate::t::{island_outbox, island_report as t};
use domain::outbox::{EntryKind, Reason, Why};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement, Node};

/// Takes over the sending.
pub(super) fn start(form: &Shared) {
    let shared = form.clone();
    dom::on(&form.element, "submit", move |event| {
        event.prevent_default();
        if shared.sending.replace(true) {
            return;
        }
        let form = shared.clone();
        spawn_local(async move {
            busy(&form, true);
            let address = send(&form).await;
            busy(&form, false);
            if let Some(address) = address {
                // Going back from the receipt leads to where the form was opened from, not to the sent form.
                let _ = window().location().replace(&address);
            }
        });
    });
}

/// Keeps the button from being pressed twice without taking the focus off it.
fn busy(form: &Shared, busy: bool) {
    form.sending.set(busy);
    if let Some(button) = form.hook("[data-submit] button") {
        dom::toggle(&button, "aria-busy", busy);
        dom::toggle(&button, "aria-disabled", busy);
    }
    if let Some(note) = form.hook("[data-missing]") {
        dom::attribute(&note, "role", "status");
    }
}

/// The address of the receipt; none when there is none yet.
async fn send(form: &Shared) -> Option<String> {
    if form.shrinking.get() > 0 {
        form.note(t::photo_waiting(form.l));
    }
    while form.shrinking.get() > 0 {
        value::sleep(100).await;
    }
    form.note("");
    let missing = form.missing();
    if !missing.is_empty() {
        let errors: Vec<_> = missing.iter().map(|path| ((*path).to_owned(), "required".to_owned())).collect();
        wrong::show(form, &errors);
        form.told.replace(missing);
        return None;
    }
    wrong::clear(form, "");
    draft::save(form).await;
    form.note(t::sending(form.l));
    categories::remember(&form.category());
    let new = entry(form);
    let before = form.entry.borrow().clone();
    let stored = if before.is_empty() {
        outbox::put(new.clone()).await
    } else {
        outbox::replace(&before, new.clone()).await
    };
    let Ok(mut id) = stored else { return send_unkept(form, new).await };
    // From here on the outbox has it, and the draft would only come back as a second report.
    draft::forget(form).await;
    let mut outcome = outbox::wait_for(&id, to_send::WAIT_MS).await;
    if let Outcome::Person(Reason { why: Why::OtherContent, .. }) = &outcome {
        // An earlier attempt arrived although its answer was lost, and was changed since: this is another report.
        if let Some(entry) = outbox::open(&id).await {
            id = outbox::send_again(&entry.entry).await.unwrap_or(id);
            outcome = outbox::wait_for(&id, to_send::WAIT_MS).await;
        }
    }
    form.entry.replace(id.clone());
    match outcome {
        Outcome::Delivered(receipt) => {
            form.note(t::sent(form.l));
            Some(address(&id, &receipt).await)
        }
        Outcome::Person(reason) => {
            // The form goes on changing what lies in the outbox.
            form.closed.set(false);
            refused(form, &reason);
            None
        }
        outcome => {
            let sign_in = matches!(outcome, Outcome::SignIn);
            saved::show(&form.element, &id, sign_in, "/report", island_outbox::another_report(form.l));
            None
        }
    }
}

/// The address of a report's receipt.
async fn address(id: &str, receipt: &JsValue) -> String {
    let code = match text(receipt, "receipt_code") {
        // Another tab has delivered it.
        code if code.is_empty() => receipts::code_of(id).await,
        code => code,
    };
    if code.is_empty() { "/me".to_owned() } else { ["/r/", &code, "?new=1"].concat() }
}

/// Sends it without keeping it, from a phone that keeps nothing.
async fn send_unkept(form: &Shared, new: NewEntry) -> Option<String> {
    match outbox::send_unkept(&new).await {
        Outcome::Delivered(receipt) => {
            draft::forget(form).await;
            Some(address(&new.id, &receipt).await)
        }
        Outcome::Person(reason) => {
            refused(form, &reason);
            None
        }
        _ => {
            form.note(island_outbox::not_kept(form.l));
            None
        }
    }
}

/// The report for the outbox.
fn entry(form: &Shared) -> NewEntry {
    let photos =
        form.photos.borrow().iter().filter_map(|photo| photo.small.as_ref().map(NewPhoto::from)).collect();
    let (name, icon) = category(form);
    let snapshot = draft::snapshot(form);
    // The list of what was sent shows it.
    value::set(&snapshot, "icon", &icon.into());
    NewEntry {
        kind: EntryKind::Report,
        id: form.value("id"),
        body: body(form),
        form: snapshot,
        title: name,
        edit_at: "/report".to_owned(),
        photos,
    }
}

/// The report as `domain::report::ReportBody` reads it.
fn body(form: &Shared) -> JsValue {
    let given = |name: &str| or_null(form.value(name).trim());
    let location = to_send::location(&|name| form.value(name));
    let photos: js_sys::Array =
        form.photos.borrow().iter().filter_map(|photo| photo.small.as_ref()).map(to_send::claim).collect();
    let phone = form.value("phone");
    let contact =
        if phone.trim().is_empty() { JsValue::NULL } else { object(&[("phone", phone.trim().into())]) };
    let channel = form.value("channel");
    let body = object(&[
        ("category", form.category().into()),
        ("description", given("description")),
        ("observed_at", form.value("observed_at").into()),
        ("channel", if channel.is_empty() { "resident".into() } else { channel.into() }),
        ("location", location),
        ("area", given("area")),
        ("photos", photos.into()),
        ("contact", contact),
    ]);
    // The visit on whose way it was seen.
    let visit = form.value("visit");
    if !visit.trim().is_empty() {
        value::set(&body, "visit", &visit.trim().into());
    }
    body
}

/// Says why it was refused, at the fields where it says which.
fn refused(form: &Shared, reason: &Reason) {
    form.note("");
    let fields = to_send::refused_fields(reason);
    if fields.is_empty() {
        wrong::show_failure(form, words::why(form.l, reason.why));
    } else {
        wrong::show(form, &fields);
    }
}

/// Name and symbol of the chosen category.
fn category(form: &Shared) -> (String, String) {
    let chosen: Option<Element> = dom::find(&form.element, "input[name='category']:checked");
    let tile = chosen.and_then(|chosen| chosen.closest(".tile").ok().flatten());
    let part = |selector| tile.as_ref().and_then(|tile| dom::find::<HtmlElement>(tile, selector));
    let name = part(".tile-name").and_then(|name| Node::text_content(&name)).unwrap_or_default();
    let icon = part("use").map(|symbol| dom::data(&symbol, "href")).unwrap_or_default();
    // The sprite's address changes with the program; the symbol's name does not.
    (name, icon.rsplit('#').next().unwrap_or_default().to_owned())
}
