//! Where a visit is: asked of the device once, and never without the volunteer's leave.

use crate::browser::place::{self, NoFix};
use crate::browser::{dom, value};
use crate::locale::Locale;
use crate::t::visit as t;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

/// How long the device may take, in milliseconds.
const PATIENCE_MS: u32 = 20_000;

/// Shows the place that is known, and asks for one at the button; at once where that needs no question.
pub(super) fn start(l: Locale, form: &HtmlElement, fresh: bool, changed: impl Fn() + Clone + 'static) {
    show(l, form);
    if let Some(button) = dom::find::<HtmlElement>(form, "[data-locate]") {
        let (form, changed) = (form.clone(), changed.clone());
        dom::on(&button, "click", move |_| {
            let (form, changed) = (form.clone(), changed.clone());
            spawn_local(async move { locate(l, &form, &changed).await });
        });
    }
    let form = form.clone();
    spawn_local(async move {
        if fresh && dom::value(&form, "lat").is_empty() && place::is_allowed().await {
            locate(l, &form, &changed).await;
        }
    });
}

fn tell(form: &HtmlElement, text: &str) {
    if let Some(place) = dom::find::<HtmlElement>(form, "[data-place-text]") {
        place.set_text_content(Some(text));
    }
}

fn show(l: Locale, form: &HtmlElement) {
    if let Some(accuracy) = value::number(&dom::value(form, "accuracy_m")) {
        tell(form, &t::accuracy(l, value::fixed(accuracy, 0)));
    }
}

async fn locate(l: Locale, form: &HtmlElement, changed: &impl Fn()) {
    tell(form, t::place_wait(l));
    match place::locate(PATIENCE_MS).await {
        Ok(fix) => {
            let set = |name: &str, number: f64, digits: u8| {
                dom::set_value(form, name, &value::fixed(number, digits));
            };
            set("lat", fix.lat, 6);
            set("lng", fix.lng, 6);
            set("accuracy_m", fix.accuracy_m, 0);
            show(l, form);
            changed();
        }
        Err(NoFix::Refused) => tell(form, t::place_refused(l)),
        Err(NoFix::Unavailable) => tell(form, t::place_failed(l)),
    }
}
