//! The place: the site's, the device's, or where the photo was taken.

use super::form::{Form, Shared};
use super::{draft, wrong};
use crate::browser::dom;
use crate::browser::place::{is_allowed, locate as ask_device};
use crate::browser::value::{self, fixed};
use crate::t::{island_report, walk as t};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

/// How long the device may look for satellites, in milliseconds.
const PATIENCE_MS: u32 = 15_000;

/// Takes the button over.
pub(super) fn start(form: &Shared) {
    let Some(button) = form.hook("[data-locate]") else { return };
    // A copy of it knows nothing of what the page's script would do, too.
    let Ok(own) = button.clone_node_with_deep(true) else { return };
    let _ = button.replace_with_with_node_1(&own);
    let own: HtmlElement = value::known(own.into());
    own.set_hidden(!form.value("site").is_empty());
    let form = form.clone();
    dom::on(&own, "click", move |_| {
        let form = form.clone();
        spawn_local(async move { locate(&form, true).await });
    });
}

/// The place of the site that the address names, in a page that the phone kept.
pub(super) fn take_site(form: &Form) {
    let code = form.value("site");
    let sites = dom::find_all::<HtmlElement>(&form.element, "[data-known-site]");
    let Some(site) = sites.into_iter().find(|site| dom::data(site, "data-known-site") == code) else {
        return;
    };
    form.set("lat", &dom::data(&site, "data-lat"));
    form.set("lng", &dom::data(&site, "data-lng"));
    form.set("source", "pin");
    form.set("area", &dom::data(&site, "data-of-area"));
    if let Some(line) = form.hook("[data-at-site]") {
        line.set_text_content(Some(&t::at_site(form.l, site.text_content().unwrap_or_default())));
        if let Some(frame) = line.parent_element() {
            let _ = frame.remove_attribute("hidden");
        }
    }
    show(form);
}

/// Asks the device when the person has allowed it before.
pub(super) async fn locate_if_allowed(form: &Shared) {
    if form.value("lat").is_empty() && is_allowed().await {
        locate(form, false).await;
    }
}

async fn locate(form: &Shared, wished: bool) {
    let button = form.hook("[data-locate]");
    let busy = |busy| {
        if let Some(button) = &button {
            dom::toggle(button, "aria-busy", busy);
        }
    };
    busy(true);
    let answer = ask_device(PATIENCE_MS).await;
    busy(false);
    match answer {
        // While the device was looking, an entry or a photo may have brought a place.
        Ok(_) if !wished && !form.value("lat").is_empty() => show(form),
        Ok(fix) => set(form, (fix.lat, fix.lng), Some(fix.accuracy_m), "device"),
        Err(_) => {
            take_photo(form);
            if form.value("lat").is_empty() {
                say(form, t::not_located(form.l));
            }
        }
    }
}

/// Takes where the first photo that knows it was taken, when nothing better is known.
pub(super) fn take_photo(form: &Shared) {
    let taken = form.photos.borrow().iter().find_map(|photo| photo.small.as_ref()?.taken_at);
    if let Some(place) = taken.filter(|_| form.value("lat").is_empty()) {
        set(form, place, None, "exif");
    }
}

fn set(form: &Shared, (lat, lng): (f64, f64), accuracy_m: Option<f64>, source: &str) {
    form.set("lat", &fixed(lat, 6));
    form.set("lng", &fixed(lng, 6));
    form.set("accuracy_m", &accuracy_m.map(|metres| fixed(metres, 0)).unwrap_or_default());
    form.set("source", source);
    show(form);
    wrong::clear(form, "f-area");
    draft::save_soon(form);
}

fn say(form: &Form, text: &str) {
    if let Some(told) = form.hook("[data-place-told]") {
        told.set_text_content(Some(text));
    }
}

/// Says which place stands in the form.
pub(super) fn show(form: &Form) {
    let l = form.l;
    match form.value("source").as_str() {
        _ if form.value("lat").is_empty() => {}
        "device" => say(form, &t::located(l, form.value("accuracy_m"))),
        "exif" => say(form, island_report::place_photo(l)),
        _ => say(form, t::place_site(l)),
    }
}
