//! What was typed and photographed is kept on the phone, sealed, until it is in the outbox, and brought back when the form is
//! opened again. Each person has drafts of their own: one for each item of a site's checklist, and one without a site.

use super::form::{Form, Shared};
use super::{photos, place};
use crate::browser::keep::{self, Drawer};
use crate::browser::outbox::{self, seal};
use crate::browser::photo::SmallPhoto;
use crate::browser::value::{self, field, object, text};
use crate::browser::{Failure, chance, document, dom, window};
use crate::t::island_report as t;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

/// How long after the last change it is kept, in milliseconds.
const DELAY_MS: i32 = 300;
/// A draft older than this is thrown away, in milliseconds: 14 days.
const OLDEST_MS: f64 = 14.0 * 86_400_000.0;
/// What every draft's name begins with.
const NAME: &str = "order ";
/// Fields that are kept. The id is among them: an order that has arrived although its answer was lost is then not given twice.
const FIELDS: [&str; 17] = [
    "id",
    "ordered_at",
    "site",
    "item",
    "category",
    "description",
    "lat",
    "lng",
    "accuracy_m",
    "source",
    "area",
    "unit",
    "measure",
    "person",
    "phone",
    "date",
    "working_hours",
];

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

/// Under which name the draft of this form is kept: each entry that is being edited has a draft of its own.
fn name(form: &Form) -> String {
    let entry = form.entry.borrow();
    let what = match entry.as_str() {
        "" => [&form.value("site"), " ", &form.value("item")].concat(),
        id => id.to_owned(),
    };
    [NAME, &form.person, " ", &what].concat()
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
    let snapshot = object(&[("photos", photos.into()), ("given", form.given.get().into())]);
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
    let typed = ["description", "measure", "person", "phone", "working_hours"];
    let is_begun = form.photo_count() > 0 || typed.iter().any(|name| !form.value(name).trim().is_empty());
    if !is_begun {
        let _ = keep::remove(Drawer::Drafts, &name(form)).await;
        return;
    }
    if write(form, true).await.is_err() {
        // No room for the photos: the text at least.
        let _ = write(form, false).await;
    }
}

fn blobs(form: &Shared) -> Vec<web_sys::Blob> {
    let photos = form.photos.borrow();
    photos.iter().filter_map(|photo| photo.small.as_ref().map(|small| small.blob.clone())).collect()
}

async fn write(form: &Shared, with_photos: bool) -> Result<(), Failure> {
    let sealed = seal::seal_json(&snapshot(form)).await?;
    let photos = js_sys::Array::new();
    if with_photos {
        for blob in blobs(form) {
            photos.push(&seal::seal_photo(&blob).await?);
        }
    }
    let name = name(form);
    let draft = object(&[
        ("name", name.as_str().into()),
        ("sealed", sealed),
        ("photos", photos.into()),
        ("kept_at", chance::now_ms().into()),
    ]);
    if form.closed.get() {
        return Ok(());
    }
    keep::put(Drawer::Drafts, &name, &draft).await
}

/// Forgets the draft, because it is in the outbox now or is not wanted.
pub(super) async fn forget(form: &Shared) {
    form.closed.set(true);
    let _ = keep::remove(Drawer::Drafts, &name(form)).await;
}

/// A draft as it was kept: what stood in the form, and the photos.
async fn opened(draft: &JsValue) -> Option<(JsValue, Vec<SmallPhoto>)> {
    let snapshot = seal::open_json(&field(draft, "sealed")).await.ok().filter(JsValue::is_object)?;
    let mut photos = Vec::new();
    let abouts = value::elements(&field(&snapshot, "photos"));
    for (stored, about) in value::elements(&field(draft, "photos")).iter().zip(abouts) {
        if let Ok(Some(blob)) = seal::open_photo(stored).await {
            photos.push(small(blob, &text(&about, "sha256"), &about));
        }
    }
    Some((snapshot, photos))
}

fn small(blob: web_sys::Blob, sha256: &str, about: &JsValue) -> SmallPhoto {
    let taken_at = field(about, "lat").as_f64().zip(field(about, "lng").as_f64());
    SmallPhoto { blob, sha256: sha256.to_owned(), taken_at }
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
    let kept = keep::get(Drawer::Drafts, &name(form)).await.unwrap_or(JsValue::NULL);
    let newer = if kept.is_object() { opened(&kept).await } else { None };
    let (snapshot, photos) = newer.unwrap_or_else(|| {
        let abouts = value::elements(&field(&entry.content.form, "photos"));
        let photos = entry.photos.iter().map(|photo| {
            let about = abouts.iter().find(|about| text(about, "sha256") == photo.sha256);
            small(photo.blob.clone(), &photo.sha256, about.unwrap_or(&JsValue::NULL))
        });
        (entry.content.form.clone(), photos.collect())
    });
    show(form, &snapshot, photos);
    true
}

fn show(form: &Shared, snapshot: &JsValue, photos: Vec<SmallPhoto>) {
    for name in FIELDS {
        form.set(name, &text(snapshot, name));
    }
    form.given.set(field(snapshot, "given").is_truthy());
    for photo in photos {
        photos::put_back(form, photo);
    }
    place::show(form);
}

/// Brings a draft back, unless the form already holds something typed; whether it did.
pub(super) async fn restore(form: &Shared) -> bool {
    drop_old().await;
    let Ok(draft) = keep::get(Drawer::Drafts, &name(form)).await else { return false };
    let Some((snapshot, photos)) = opened(&draft).await else { return false };
    // A form that came back with errors, or was typed into while this was read, is newer than the draft.
    let typed = ["description", "measure", "person"].iter().any(|name| !form.value(name).is_empty());
    if typed || form.hook("#errors").is_some() || form.photo_count() > 0 {
        return false;
    }
    show(form, &snapshot, photos);
    tell(form);
    true
}

/// Drops drafts that nobody came back for.
async fn drop_old() {
    for draft in keep::all(Drawer::Drafts).await.unwrap_or_default() {
        let (name, kept_at) = (text(&draft, "name"), field(&draft, "kept_at").as_f64().unwrap_or(0.0));
        if name.starts_with(NAME) && chance::now_ms() - kept_at > OLDEST_MS {
            let _ = keep::remove(Drawer::Drafts, &name).await;
        }
    }
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
            // The empty form has an id of its own.
            let _ = window().location().reload();
        });
    });
    let _ = form.element.prepend_with_node_1(&notice);
}
