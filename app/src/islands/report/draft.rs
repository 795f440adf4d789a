//! What was typed is kept on the phone until it has been sent, and brought back when the form is opened again.

use super::DRAFT_KEY;
use super::form::Shared;
use super::{categories, photos, place};
use crate::browser::keep::{self, Drawer};
use crate::browser::photo::SmallPhoto;
use crate::browser::value::{self, field, known, object, text};
use crate::browser::{chance, document, dom, window};
use crate::t::island_report as t;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

/// How long after the last change it is kept, in milliseconds.
const DELAY_MS: i32 = 500;
/// A draft older than this is thrown away, in milliseconds: 14 days.
const OLDEST_MS: f64 = 14.0 * 86_400_000.0;
/// Fields that are kept. The id is among them: a report that has arrived although its answer was lost is then not stored
/// a second time.
const FIELDS: [&str; 9] =
    ["id", "observed_at", "description", "phone", "area", "lat", "lng", "accuracy_m", "source"];

/// Keeps a changed draft at once when the page goes out of sight: a phone that needs memory for its camera may close it.
pub(super) fn start(form: &Shared) {
    let form = form.clone();
    dom::on(&document(), "visibilitychange", move |_| {
        if let Some(timer) = form.timer.take() {
            window().clear_timeout_with_handle(timer);
            let form = form.clone();
            spawn_local(async move { save(&form).await });
        }
    });
}

/// Keeps the draft soon; several changes at a time are kept once.
pub(super) fn save_soon(form: &Shared) {
    if let Some(timer) = form.timer.take() {
        window().clear_timeout_with_handle(timer);
    }
    let shared = form.clone();
    let later = Closure::once_into_js(move || {
        shared.timer.set(None);
        spawn_local(async move { save(&shared).await });
    });
    let timer =
        window().set_timeout_with_callback_and_timeout_and_arguments_0(later.unchecked_ref(), DELAY_MS);
    form.timer.set(timer.ok());
}

/// Keeps the draft now. A phone that keeps nothing is no reason not to go on.
pub(super) async fn save(form: &Shared) {
    if form.closed.get() {
        return;
    }
    // A place alone is found again at once; keeping it would speak of a draft where nothing was typed.
    let typed = ["description", "phone"].iter().any(|name| !form.value(name).trim().is_empty());
    if !typed && form.category().is_empty() && form.photo_count() == 0 {
        let _ = keep::remove(Drawer::Drafts, DRAFT_KEY).await;
        return;
    }
    let photos: js_sys::Array = form
        .photos
        .borrow()
        .iter()
        .filter_map(|photo| photo.small.as_ref())
        .map(|small| {
            let (lat, lng) = small.taken_at.unzip();
            object(&[
                ("blob", small.blob.clone().into()),
                ("sha256", JsValue::from_str(&small.sha256)),
                ("lat", lat.into()),
                ("lng", lng.into()),
            ])
        })
        .collect();
    let draft = object(&[
        ("category", form.category().into()),
        ("photos", photos.into()),
        ("site", form.value("site").into()),
        ("kept_at", chance::now_ms().into()),
    ]);
    for name in FIELDS {
        value::set(&draft, name, &form.value(name).into());
    }
    let _ = keep::put(Drawer::Drafts, DRAFT_KEY, &draft).await;
}

/// Forgets the draft, because it has been sent or is not wanted.
pub(super) async fn forget(form: &Shared) {
    form.closed.set(true);
    let _ = keep::remove(Drawer::Drafts, DRAFT_KEY).await;
}

/// Brings a draft back, unless the form already holds something typed.
pub(super) async fn restore(form: &Shared) {
    let Ok(draft) = keep::get(Drawer::Drafts, DRAFT_KEY).await else { return };
    if !draft.is_object() {
        return;
    }
    let photos = value::elements(&field(&draft, "photos"));
    let category = text(&draft, "category");
    let kept_at = field(&draft, "kept_at").as_f64().unwrap_or(0.0);
    if chance::now_ms() - kept_at > OLDEST_MS {
        let _ = keep::remove(Drawer::Drafts, DRAFT_KEY).await;
        return;
    }
    // A form that came back with errors, or was typed into while this was read, is newer than the draft.
    let typed = !form.value("description").is_empty() || !form.category().is_empty();
    if typed || form.hook("#errors").is_some() || !form.photos.borrow().is_empty() {
        return;
    }
    // The place of a poster just scanned is newer than that of the draft.
    let scanned = !form.value("lat").is_empty() || !form.value("area").is_empty();
    let same_site = text(&draft, "site") == form.value("site");
    for name in FIELDS {
        let is_place = matches!(name, "area" | "lat" | "lng" | "accuracy_m" | "source");
        if !(is_place && scanned && !same_site) {
            form.set(name, &text(&draft, name));
        }
    }
    for photo in photos {
        let taken_at = field(&photo, "lat").as_f64().zip(field(&photo, "lng").as_f64());
        let small =
            SmallPhoto { blob: known(field(&photo, "blob")), sha256: text(&photo, "sha256"), taken_at };
        photos::put_back(form, small);
    }
    categories::choose(form, &category);
    place::show(form);
    tell(form);
    form.show_missing();
}

/// Says that the draft is back, and offers to begin anew.
fn tell(form: &Shared) {
    let notice = dom::make("div", "notice notice-info");
    dom::attribute(&notice, "role", "status");
    dom::put_icon(&notice, "info");
    let body = dom::make("div", "notice-body row row-between");
    let button = dom::make_button("btn btn-small", t::discard(form.l));
    dom::append(&body, &[&dom::make_text("p", "", t::restored(form.l)), &button]);
    dom::append(&notice, &[&body]);
    let shared = form.clone();
    dom::on(&button, "click", move |_| {
        if !window().confirm_with_message(t::discard_sure(shared.l)).unwrap_or(true) {
            return;
        }
        let form = shared.clone();
        spawn_local(async move {
            forget(&form).await;
            // The empty form comes from the server, with an id of its own.
            let _ = window().location().reload();
        });
    });
    let _ = form.element.prepend_with_node_1(&notice);
}
