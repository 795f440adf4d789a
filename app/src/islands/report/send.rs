//! Sends the report, then its photos one after another. Sending again is harmless, so nothing is given up too early, and
//! whatever fails, what was typed stays in the form and on the phone.

use super::form::Shared;
use super::{categories, draft, photos, wrong};
use crate::browser::request::{self, Trouble, Waiting};
use crate::browser::value::{elements, number, object, or_null, text, to_json};
use crate::browser::{chance, dom, value, window};
use crate::islands::{receipts, words};
use crate::t::island_report as t;
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

/// The address of the receipt; none when it was not sent.
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
    let receipt = match put_report(form).await {
        Ok(receipt) => receipt,
        Err(trouble) => {
            refused(form, &trouble);
            return None;
        }
    };
    let code = text(&receipt, "receipt_code");
    keep_receipt(form, &code).await;
    categories::remember(&form.category());
    let left: Vec<String> =
        elements(&value::field(&receipt, "photos_missing")).iter().filter_map(JsValue::as_string).collect();
    if !put_photos(form, &left).await {
        again(form, &t::photos_left_behind(form.l, &code));
        return None;
    }
    form.note(t::sent(form.l));
    draft::forget(form).await;
    Some(["/r/", &code, "?new=1"].concat())
}

async fn put_report(form: &Shared) -> Result<JsValue, Trouble> {
    let body = JsValue::from_str(&to_json(&body(form)));
    let tell = tell(form, t::sending(form.l));
    let mut renewed = false;
    loop {
        let path = ["/api/v1/reports/", &form.value("id")].concat();
        match request::put(&path, &body, "application/json", &tell).await {
            // An earlier attempt arrived although its answer was lost, and was changed since: this is another report.
            Err(Trouble::Refused { status: 409, .. }) if !renewed => {
                renewed = true;
                form.set("id", &chance::new_id());
                draft::save(form).await;
            }
            settled => return settled,
        }
    }
}

/// The report as `domain::report::ReportBody` reads it.
fn body(form: &Shared) -> JsValue {
    let given = |name: &str| or_null(form.value(name).trim());
    let at = number(&form.value("lat")).zip(number(&form.value("lng")));
    let location = at.map_or(JsValue::NULL, |(lat, lng)| {
        object(&[
            ("lat", lat.into()),
            ("lng", lng.into()),
            ("accuracy_m", number(&form.value("accuracy_m")).into()),
            (
                "source",
                Some(form.value("source"))
                    .filter(|source| !source.is_empty())
                    .as_deref()
                    .unwrap_or("pin")
                    .into(),
            ),
            ("datum", "wgs84".into()),
        ])
    });
    let photos: js_sys::Array = form
        .photos
        .borrow()
        .iter()
        .filter_map(|photo| photo.small.as_ref())
        .map(|small| {
            object(&[
                ("sha256", small.sha256.as_str().into()),
                ("media_type", small.blob.type_().into()),
                ("bytes", small.blob.size().into()),
            ])
        })
        .collect();
    let phone = form.value("phone");
    let contact =
        if phone.trim().is_empty() { JsValue::NULL } else { object(&[("phone", phone.trim().into())]) };
    let channel = form.value("channel");
    object(&[
        ("category", form.category().into()),
        ("description", given("description")),
        ("observed_at", form.value("observed_at").into()),
        ("channel", if channel.is_empty() { "resident".into() } else { channel.into() }),
        ("location", location),
        ("area", given("area")),
        ("photos", photos.into()),
        ("contact", contact),
    ])
}

/// Sends the photos that have not arrived; false when one still has not, but may later.
async fn put_photos(form: &Shared, left: &[String]) -> bool {
    let waiting: Vec<_> = form
        .photos
        .borrow()
        .iter()
        .filter_map(|photo| Some((photo.item.clone(), photo.small.clone()?)))
        .filter(|(_, small)| left.contains(&small.sha256))
        .collect();
    let of = waiting.len();
    for (index, (item, small)) in waiting.into_iter().enumerate() {
        photos::set_state(&item, Some(t::photo_sending(form.l)));
        let path = ["/api/v1/reports/", &form.value("id"), "/photos/", &small.sha256].concat();
        let progress = t::sending_photo(form.l, index + 1, of);
        let sent = request::put(&path, &small.blob, &small.blob.type_(), &tell(form, &progress)).await;
        photos::set_state(&item, None);
        match sent {
            Ok(_) => dom::append(&item, &[&dom::make_text("span", "photo-state", t::photo_sent(form.l))]),
            Err(trouble) if trouble.is_passing() => return false,
            // The report itself has arrived; the receipt says that a photo is missing.
            Err(_) => photos::fail(&item, t::photo_refused(form.l)),
        }
    }
    true
}

/// Says above the button how the sending goes.
fn tell(form: &Shared, progress: &str) -> impl Fn(Waiting) + use<> {
    let (form, progress) = (form.clone(), progress.to_owned());
    move |waiting| match waiting {
        Waiting::Answer => form.note(&progress),
        Waiting::Network => form.note(t::offline(form.l)),
        Waiting::Attempt(seconds) => form.note(&t::retry_in(form.l, seconds)),
    }
}

fn refused(form: &Shared, trouble: &Trouble) {
    match trouble {
        Trouble::Refused { error, retry_after, .. } => {
            let (code, fields) = request::reasons(error);
            if !fields.is_empty() {
                form.note("");
                wrong::show(form, &fields);
            } else if trouble.is_passing() {
                again(form, &words::failure(form.l, &code, *retry_after));
            } else {
                form.note("");
                wrong::show_failure(form, &words::failure(form.l, &code, *retry_after));
            }
        }
        Trouble::Unreached => again(form, t::failed(form.l)),
    }
}

/// Says that it was not sent, and turns the button into one that tries again.
fn again(form: &Shared, text: &str) {
    form.note(text);
    if let Some(button) = form.hook("[data-submit] button") {
        button.set_text_content(Some(t::try_again(form.l)));
        let _ = button.focus();
    }
}

/// Keeps the receipt for 我的. Best effort: the code is also shown.
async fn keep_receipt(form: &Shared, code: &str) {
    let chosen: Option<Element> = dom::find(&form.element, "input[name='category']:checked");
    let tile = chosen.and_then(|chosen| chosen.closest(".tile").ok().flatten());
    let part = |selector| tile.as_ref().and_then(|tile| dom::find::<HtmlElement>(tile, selector));
    let name = part(".tile-name").and_then(|name| Node::text_content(&name)).unwrap_or_default();
    let icon = part("use").map(|symbol| dom::data(&symbol, "href")).unwrap_or_default();
    // The sprite's address changes with the program; the symbol's name does not.
    let icon = icon.rsplit('#').next().unwrap_or_default();
    receipts::keep(code, &form.value("id"), &name, icon).await;
}
