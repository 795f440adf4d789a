//! What was typed is kept on the phone, sealed, until it is in the outbox, and brought back when the form is opened again.

use super::DRAFT_KEY;
use super::form::{Form, Shared};
use super::{categories, photos, place};
use crate::browser::keep::{self, Drawer};
use crate::browser::outbox::{self, seal};
use crate::browser::photo::SmallPhoto;
use crate::browser::value::{self, field, known, object, text};
use crate::browser::{Failure, chance, document, dom, window};
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

/// Where the draft of this form is kept: each entry that is being edited has a draft of its own.
fn key(form: &Form) -> String {
    let entry = form.entry.borrow();
    if entry.is_empty() { DRAFT_KEY.to_owned() } else { [DRAFT_KEY, " ", &entry].concat() }
}

/// What stands in the form, without the photos' bytes.
pub(super) fn snapshot(form: &Form) -> JsValue {
    let photos: js_sys::Array = form
        .photos
        .borrow()
        .iter()
        .filter_map(|photo| photo.small.as_ref())
        .map(|small| {
            let (lat, lng) = small.taken_at.unzip();
            object(&[("sha256", small.sha256.as_str().into()), ("lat", lat.into()), ("lng", lng.into())])
        })
        .collect();
    let snapshot = object(&[
        ("category", form.category().into()),
        ("photos", photos.into()),
        ("site", form.value("site").into()),
    ]);
    for name in FIELDS {
        value::set(&snapshot, name, &form.value(name).into());
    }
    snapshot
}

/// Keeps the draft now. A phone that keeps nothing is no reason not to go on.
pub(super) async fn save(form: &Shared) {
    if form.closed.get() {
        return;
    }
    // A place alone is found again at once; keeping it would speak of a draft where nothing was typed.
    let typed = ["description", "phone"].iter().any(|name| !form.value(name).trim().is_empty());
    if !typed && form.category().is_empty() && form.photo_count() == 0 {
        let _ = keep::remove(Drawer::Drafts, &key(form)).await;
        return;
    }
    if write(form, true).await.is_err() {
        // No room for the photos: the text at least.
        let _ = write(form, false).await;
    }
}

async fn write(form: &Shared, with_photos: bool) -> Result<(), Failure> {
    let sealed = seal::seal_json(&snapshot(form)).await?;
    let photos = js_sys::Array::new();
    if with_photos {
        let blobs: Vec<_> = form
            .photos
            .borrow()
            .iter()
            .filter_map(|photo| Some(photo.small.as_ref()?.blob.clone()))
            .collect();
        for blob in blobs {
            photos.push(&seal::seal_photo(&blob).await?);
        }
    }
    let draft =
        object(&[("sealed", sealed), ("photos", photos.into()), ("kept_at", chance::now_ms().into())]);
    if form.closed.get() {
        return Ok(());
    }
    keep::put(Drawer::Drafts, &key(form), &draft).await
}

/// Forgets the draft, because it is in the outbox now or is not wanted.
pub(super) async fn forget(form: &Shared) {
    form.closed.set(true);
    let _ = keep::remove(Drawer::Drafts, &key(form)).await;
}

/// A draft as it was kept: what stood in the form, and the photos.
async fn opened(draft: &JsValue) -> Option<(JsValue, Vec<SmallPhoto>)> {
    let kept = value::elements(&field(draft, "photos"));
    let sealed = field(draft, "sealed");
    // A draft from before drafts were sealed.
    if !sealed.is_object() {
        let photo = |photo: &JsValue| small(known(field(photo, "blob")), photo);
        return Some((draft.clone(), kept.iter().map(photo).collect()));
    }
    let snapshot = seal::open_json(&sealed).await.ok().filter(JsValue::is_object)?;
    let mut photos = Vec::new();
    for (stored, about) in kept.iter().zip(value::elements(&field(&snapshot, "photos"))) {
        if let Ok(Some(blob)) = seal::open_photo(stored).await {
            photos.push(small(blob, &about));
        }
    }
    Some((snapshot, photos))
}

fn small(blob: web_sys::Blob, about: &JsValue) -> SmallPhoto {
    let taken_at = field(about, "lat").as_f64().zip(field(about, "lng").as_f64());
    SmallPhoto { blob, sha256: text(about, "sha256"), taken_at }
}

/// Takes the entry that the address names back from the outbox, with what was typed the last time it was edited; false when
/// it names none.
pub(super) async fn take_back(form: &Shared) -> bool {
    let id = dom::query("edit");
    if id.is_empty() {
        return false;
    }
    let Some(entry) = outbox::take_back(&id).await else {
        dom::toast("info", crate::t::island_outbox::gone(form.l));
        return false;
    };
    form.entry.replace(id);
    form.closed.set(false);
    let kept = keep::get(Drawer::Drafts, &key(form)).await.unwrap_or(JsValue::NULL);
    let newer = if kept.is_object() { opened(&kept).await } else { None };
    let (snapshot, photos) = newer.unwrap_or_else(|| {
        let abouts = value::elements(&field(&entry.content.form, "photos"));
        let about = |sha256: &str| abouts.iter().find(|about| text(about, "sha256") == sha256);
        let photos = entry.photos.iter().map(|photo| {
            let small = small(photo.blob.clone(), about(&photo.sha256).unwrap_or(&JsValue::NULL));
            SmallPhoto { sha256: photo.sha256.clone(), ..small }
        });
        (entry.content.form.clone(), photos.collect())
    });
    for name in FIELDS {
        form.set(name, &text(&snapshot, name));
    }
    show(form, &snapshot, photos);
    true
}

fn show(form: &Shared, snapshot: &JsValue, photos: Vec<SmallPhoto>) {
    for photo in photos {
        photos::put_back(form, photo);
    }
    categories::choose(form, &text(snapshot, "category"));
    place::show(form);
    form.show_missing();
}

/// Brings a draft back, unless the form already holds something typed.
pub(super) async fn restore(form: &Shared) {
    let Ok(draft) = keep::get(Drawer::Drafts, DRAFT_KEY).await else { return };
    if !draft.is_object() {
        return;
    }
    let kept_at = field(&draft, "kept_at").as_f64().unwrap_or(0.0);
    if chance::now_ms() - kept_at > OLDEST_MS {
        let _ = keep::remove(Drawer::Drafts, DRAFT_KEY).await;
        return;
    }
    let Some((draft, photos)) = opened(&draft).await else { return };
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
    show(form, &draft, photos);
    tell(form);
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
