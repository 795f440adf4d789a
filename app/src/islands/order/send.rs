//! Sends the order: into the outbox first, which delivers it whatever happens, and then waits a moment to say that it is given.

use super::form::Shared;
use super::{draft, wrong};
use crate::browser::outbox::{self, NewEntry, NewPhoto, Outcome};
use crate::browser::value::{field, object, or_null, text};
use crate::browser::{chance, dom, value};
use crate::islands::saved::{self, link};
use crate::islands::{to_send, words};
use crate::t::{island_report, walk as t};
use domain::outbox::{EntryKind, Reason};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

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
            send(&form).await;
            busy(&form, false);
        });
    });
}

/// Keeps the button from being pressed twice without taking the focus off it.
fn busy(form: &Shared, busy: bool) {
    form.sending.set(busy);
    if let Some(button) = form.hook(".submitbar button") {
        dom::toggle(&button, "aria-busy", busy);
        dom::toggle(&button, "aria-disabled", busy);
    }
}

async fn send(form: &Shared) {
    if form.shrinking.get() > 0 {
        form.note(island_report::photo_waiting(form.l));
    }
    while form.shrinking.get() > 0 {
        value::sleep(100).await;
    }
    form.note("");
    let errors = form.wrong();
    if !errors.is_empty() {
        let errors: Vec<_> =
            errors.into_iter().map(|(path, code)| (path.to_owned(), code.to_owned())).collect();
        wrong::show(form, &errors);
        return;
    }
    wrong::show_nothing(form);
    // The unit's clock runs from the moment when it was told, not from when the form was opened. It is settled and kept
    // before anything leaves, so that the same order is never sent with two moments.
    if !form.given.replace(true) {
        form.set("ordered_at", &chance::now_text());
    }
    draft::save(form).await;
    form.note(t::sending(form.l));
    let new = entry(form);
    let before = form.entry.borrow().clone();
    let stored = if before.is_empty() {
        outbox::put(new.clone()).await
    } else {
        outbox::replace(&before, new.clone()).await
    };
    let Ok(id) = stored else { return send_unkept(form, new).await };
    // From here on the outbox has it, and the draft would only come back as a second order.
    draft::forget(form).await;
    form.entry.replace(id.clone());
    follow(form, &id, outbox::wait_for(&id, to_send::WAIT_MS).await);
}

/// Shows what has become of it.
fn follow(form: &Shared, id: &str, outcome: Outcome) {
    match outcome {
        Outcome::Delivered(receipt) => given(form, id, &receipt),
        Outcome::Person(reason) => {
            // The form goes on changing what lies in the outbox.
            form.closed.set(false);
            refused(form, &reason);
        }
        outcome => {
            let sign_in = matches!(outcome, Outcome::SignIn);
            saved::show(&form.element, id, sign_in, &next(form), t::sent_next(form.l));
        }
    }
}

/// Sends it without keeping it, from a phone that keeps nothing.
async fn send_unkept(form: &Shared, new: NewEntry) {
    match outbox::send_unkept(&new).await {
        Outcome::Delivered(receipt) => {
            draft::forget(form).await;
            given(form, &new.id, &receipt);
        }
        Outcome::Person(reason) => refused(form, &reason),
        _ => form.note(t::not_kept(form.l)),
    }
}

/// Where the walk goes on.
fn next(form: &Shared) -> String {
    match (form.value("site"), form.value("item")) {
        (site, _) if site.is_empty() => "/walk".to_owned(),
        (site, item) if item.is_empty() => ["/walk/sites/", &site].concat(),
        (site, item) => ["/walk/sites/", &site, "?ordered=", &item].concat(),
    }
}

/// Takes the place of the form: the unit has it.
fn given(form: &Shared, id: &str, receipt: &JsValue) {
    let l = form.l;
    let card = dom::make("section", "card stack center");
    dom::attribute(&card, "data-given", id);
    dom::attribute(&card, "tabindex", "-1");
    dom::attribute(&card, "role", "status");
    let title = dom::make_text("h2", "section-title", t::sent_title(l));
    // Another tab that delivered it has heard the code.
    let code = text(&field(receipt, "report"), "receipt_code");
    let told = if code.is_empty() { t::sent_plain(l).to_owned() } else { t::sent_text(l, code) };
    let go_on = link("btn btn-primary btn-block", &next(form), t::sent_next(l));
    let open = link("btn btn-block", &["/office/cases/", id].concat(), t::sent_open(l));
    dom::append(&card, &[&title, &dom::make_text("p", "muted", &told), &go_on, &open]);
    let _ = form.element.replace_with_with_node_1(&card);
    dom::go_to(&card);
}

/// The order for the outbox.
fn entry(form: &Shared) -> NewEntry {
    let photos =
        form.photos.borrow().iter().filter_map(|photo| photo.small.as_ref().map(NewPhoto::from)).collect();
    let site =
        form.hook("[data-at-site]").and_then(|site: HtmlElement| site.text_content()).unwrap_or_default();
    let title: Vec<String> =
        [form.category_name(), site.trim().to_owned()].into_iter().filter(|part| !part.is_empty()).collect();
    NewEntry {
        kind: EntryKind::Order,
        id: form.value("id"),
        body: body(form),
        form: draft::snapshot(form),
        title: title.join(" · "),
        edit_at: "/walk/order".to_owned(),
        photos,
    }
}

/// The order as `domain::ledger::OrderBody` reads it.
fn body(form: &Shared) -> JsValue {
    let given = |name: &str| or_null(form.value(name).trim());
    let typed = |name: &str| JsValue::from_str(form.value(name).trim());
    let location = to_send::location(&|name| form.value(name));
    let photos: js_sys::Array =
        form.photos.borrow().iter().filter_map(|photo| photo.small.as_ref()).map(to_send::claim).collect();
    object(&[
        ("category", typed("category")),
        ("description", given("description")),
        ("ordered_at", typed("ordered_at")),
        ("location", location),
        ("area", given("area")),
        ("photos", photos.into()),
        ("unit", typed("unit")),
        ("measure", typed("measure")),
        ("person", typed("person")),
        ("phone", typed("phone")),
        ("date", typed("date")),
        ("working_hours", form.hours().map_or(JsValue::NULL, JsValue::from)),
    ])
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
