//! The place: the device's, the photo's, or a pin on a map. The person's pin wins over the device, the device over the photo.

use super::form::{Form, Shared};
use crate::browser::place::{Fix, NoFix, is_allowed, locate as ask_device};
use crate::browser::{dom, script, value};
use crate::t::island_report as t;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

/// How long the device may look for satellites, in milliseconds.
const PATIENCE_MS: u32 = 15_000;
/// A place at most this uncertain is good, in metres; and at most this, fair.
const GOOD_M: f64 = 30.0;
const FAIR_M: f64 = 100.0;
/// A photo taken further away than this from where the phone is was taken elsewhere, in metres.
const ELSEWHERE_M: f64 = 300.0;
/// Metres of one degree of latitude.
const DEGREE_M: f64 = 111_195.0;

/// Starts the buttons, and shows a place that the form came with.
pub(super) fn start(form: &Shared) {
    if let Some(button) = form.hook("[data-locate]") {
        let shared = form.clone();
        dom::on(&button, "click", move |_| {
            let form = shared.clone();
            spawn_local(async move { locate(&form, true).await });
        });
    }
    if let Some(button) = form.hook("[data-open-map]") {
        let shared = form.clone();
        let opened = Rc::new(Cell::new(false));
        dom::attribute(&button, "aria-expanded", "false");
        dom::on(&button, "click", move |_| {
            if !opened.replace(true) {
                let (form, opened) = (shared.clone(), opened.clone());
                spawn_local(async move {
                    if open_map(&form).await.is_err() {
                        opened.set(false);
                        dom::toast("alert", t::map_failed(form.l));
                    }
                });
            }
        });
    }
    show(form);
}

/// Asks the device when the person has allowed it before, so that no question disturbs somebody who only looks.
pub(super) async fn locate_if_allowed(form: &Shared) {
    if form.value("lat").is_empty() && is_allowed().await {
        locate(form, false).await;
    }
}

/// Asks the device after the first photo, unless a place is known; takes the photo's place when the device gives none.
pub(super) async fn locate_once(form: &Shared) {
    if form.value("lat").is_empty() {
        locate(form, false).await;
    }
    offer_photo_place(form);
}

/// Asks the device. What the person asked for replaces a pin, too.
async fn locate(form: &Shared, wished: bool) {
    let button = form.hook("[data-locate]");
    if let Some(button) = &button {
        dom::toggle(button, "aria-busy", true);
    }
    say(form, crate::t::report::locating(form.l));
    let answer = ask_device(PATIENCE_MS).await;
    if let Some(button) = &button {
        dom::toggle(button, "aria-busy", false);
    }
    // While the device was looking, the person may have set a pin.
    let pinned = !wished && !form.value("lat").is_empty();
    match answer {
        _ if pinned => show(form),
        Ok(Fix { lat, lng, accuracy_m }) => set(form, (lat, lng), Some(accuracy_m), "device"),
        Err(why) => match photo_place(form) {
            Some(place) if form.value("lat").is_empty() => set(form, place, None, "exif"),
            _ if form.value("lat").is_empty() => {
                say(
                    form,
                    if why == NoFix::Refused { t::place_refused(form.l) } else { t::place_failed(form.l) },
                );
            }
            _ => show(form),
        },
    }
    offer_photo_place(form);
}

/// Where the first photo that knows it was taken.
fn photo_place(form: &Form) -> Option<(f64, f64)> {
    form.photos.borrow().iter().find_map(|photo| photo.small.as_ref()?.taken_at)
}

/// Writes the place into the form.
fn set(form: &Shared, (lat, lng): (f64, f64), accuracy_m: Option<f64>, source: &str) {
    form.set("lat", &value::fixed(lat, 6));
    form.set("lng", &value::fixed(lng, 6));
    form.set("accuracy_m", &accuracy_m.map(|metres| value::fixed(metres, 1)).unwrap_or_default());
    form.set("source", source);
    show(form);
    if source != "pin"
        && let Some(recentre) = &*form.map.borrow()
    {
        recentre();
    }
    super::wrong::clear(form, "location");
    form.changed();
}

fn say(form: &Form, text: &str) {
    if let Some(name) = form.hook("[data-place-name]") {
        dom::attribute(&name, "role", "status");
        name.set_text_content(Some(text));
    }
    if let Some(accuracy) = form.hook("[data-accuracy]") {
        accuracy.set_hidden(true);
    }
}

/// Shows the place that stands in the form.
pub(super) fn show(form: &Form) {
    let l = form.l;
    let accuracy_m = value::number(&form.value("accuracy_m"));
    let text = match form.value("source").as_str() {
        _ if form.value("lat").is_empty() => t::place_none(l),
        "device" if accuracy_m.is_some_and(|metres| metres > FAIR_M) => t::place_rough(l),
        "device" => t::place_device(l),
        "exif" => t::place_photo(l),
        _ if form.value("site").is_empty() => t::place_pin(l),
        _ => t::place_site(l),
    };
    say(form, text);
    let (Some(metres), Some(accuracy)) = (accuracy_m, form.hook("[data-accuracy]")) else { return };
    accuracy.set_class_name(match metres {
        _ if metres <= GOOD_M => "accuracy accuracy-good",
        _ if metres <= FAIR_M => "accuracy accuracy-fair",
        _ => "accuracy accuracy-poor",
    });
    accuracy.set_text_content(Some(&t::accuracy(l, value::fixed(metres, 0))));
    accuracy.set_hidden(false);
}

/// Offers the photo's place when the photo was taken somewhere else than where the phone is now.
fn offer_photo_place(form: &Shared) {
    let Some(place) = photo_place(form) else { return };
    let here = value::number(&form.value("lat")).zip(value::number(&form.value("lng")));
    let far = here.is_none_or(|here| distance_m(here, place) > ELSEWHERE_M);
    if !far || form.value("source") != "device" || form.hook("[data-use-photo]").is_some() {
        return;
    }
    let Some(actions) = form.hook(".place-actions") else { return };
    let button = dom::make_button("btn btn-small", t::place_use_photo(form.l));
    dom::attribute(&button, "data-use-photo", "");
    dom::put_icon(&button, "image");
    let (shared, own) = (form.clone(), button.clone());
    dom::on(&button, "click", move |_| {
        own.remove();
        set(&shared, place, None, "exif");
    });
    dom::append(&actions, &[&button]);
    dom::announce(t::place_elsewhere(form.l));
}

/// Distance on a flat map, good enough to tell places apart.
fn distance_m(a: (f64, f64), b: (f64, f64)) -> f64 {
    let north = (a.0 - b.0) * DEGREE_M;
    let east = (a.1 - b.1) * DEGREE_M * js_sys::Math::cos(a.0.to_radians());
    js_sys::Math::hypot(north, east)
}

/// Opens the map under its pin. From then on moving the map moves the place.
async fn open_map(form: &Shared) -> Result<(), JsValue> {
    let files: HtmlElement = dom::find(&dom::page(), "[data-map-files]").ok_or(JsValue::NULL)?;
    let map = form.hook("[data-map]").ok_or(JsValue::NULL)?;
    map.set_hidden(false);
    dom::toggle(&map, "aria-busy", true);
    let shared = form.clone();
    let moved = Closure::<dyn FnMut(f64, f64)>::new(move |lat, lng| {
        if !shared.sending.get() {
            set(&shared, (lat, lng), None, "pin");
        }
    });
    let number = |name: &str| value::number(&form.value(name)).map_or(JsValue::NULL, JsValue::from_f64);
    let start = value::object(&[
        ("lat", number("lat")),
        ("lng", number("lng")),
        ("area", value::or_null(&form.value("area"))),
    ]);
    let address = dom::data(&files, "data-map-files");
    let opened =
        script::call(&address, "pick", &[map.clone().into(), files.into(), start, moved.into_js_value()])
            .await;
    dom::toggle(&map, "aria-busy", false);
    let picker = match opened {
        Ok(picker) => picker,
        Err(error) => {
            map.set_hidden(true);
            return Err(error);
        }
    };
    if let Some(button) = form.hook("[data-open-map]") {
        dom::attribute(&button, "aria-expanded", "true");
        button.set_hidden(true);
    }
    let _ = map.focus();
    // The device's button moves the map to where the phone is.
    if let Ok(follow) = wasm_bindgen::JsCast::dyn_into::<js_sys::Function>(value::field(&picker, "move")) {
        let shared = form.clone();
        let recentre = move || {
            let number =
                |name: &str| value::number(&shared.value(name)).map_or(JsValue::NULL, JsValue::from_f64);
            let _ = follow.call2(&JsValue::NULL, &number("lat"), &number("lng"));
        };
        form.map.replace(Some(Box::new(recentre)));
    }
    Ok(())
}
