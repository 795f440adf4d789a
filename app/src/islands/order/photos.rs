//! Photos: made small at once, shown, and removable.

use super::form::{Form, Shared};
use super::{draft, place, wrong};
use crate::browser::photo::{self, SmallPhoto};
use crate::browser::{dom, outbox, value};
use crate::t::island_report as t;
use domain::limits::PHOTOS_PER_REPORT;
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlElement, HtmlInputElement};

/// A photo in the list.
pub(super) struct Photo {
    /// Its place in the list, `<li class="photo">`.
    pub item: HtmlElement,
    /// What will be sent; none while it is being made small.
    pub small: Option<SmallPhoto>,
    /// The address under which it is shown.
    pub address: String,
}

/// Takes the file input over.
pub(super) fn start(form: &Shared) {
    let Some(input) = form.hook("input[name='photo']") else { return };
    // The tile is drawn by what follows the input, so the browser's own look of it is hidden.
    input.set_class_name("sr-only");
    if let Some(face) = form.hook("[data-photos] .photo-face") {
        let _ = face.before_with_node_1(&input);
    }
    let form = form.clone();
    dom::on(&input, "change", move |event| {
        let Some(input) = dom::target(&event, "input") else { return };
        let input: HtmlInputElement = value::known(input.into());
        let files: Vec<File> = input
            .files()
            .map(|list| (0..list.length()).filter_map(|index| list.item(index)).collect())
            .unwrap_or_default();
        // The same file can be chosen again after it was removed.
        input.set_value("");
        spawn_local(add(form.clone(), files));
    });
}

async fn add(form: Shared, files: Vec<File>) {
    for file in files {
        if form.photos.borrow().len() >= PHOTOS_PER_REPORT {
            dom::toast("alert", &t::photos_full(form.l, PHOTOS_PER_REPORT));
            break;
        }
        let item = new_item(&form);
        form.shrinking.set(form.shrinking.get() + 1);
        let small = photo::shrink(&file).await;
        // A photo that does not fit must not cost the text.
        let fits = match &small {
            Ok(small) => outbox::has_room(2.0 * small.blob.size()).await,
            Err(_) => true,
        };
        form.shrinking.set(form.shrinking.get() - 1);
        match small {
            Ok(small) if fits => finish(&form, &item, small),
            Ok(_) => {
                remove(&form, &item);
                dom::toast("alert", crate::t::island_outbox::photo_no_room(form.l));
            }
            Err(_) => {
                remove(&form, &item);
                dom::toast("alert", t::photo_failed(form.l));
            }
        }
        draft::save_soon(&form);
    }
    if form.photo_count() > 0 {
        wrong::clear(&form, "f-photo");
        place::take_photo(&form);
    }
}

/// Puts a photo of a draft back.
pub(super) fn put_back(form: &Shared, small: SmallPhoto) {
    let item = new_item(form);
    finish(form, &item, small);
}

fn finish(form: &Shared, item: &HtmlElement, small: SmallPhoto) {
    let is_same = |other: &Photo| other.small.as_ref().is_some_and(|other| other.sha256 == small.sha256);
    if form.photos.borrow().iter().any(is_same) {
        dom::toast("alert", t::photo_same(form.l));
        remove(form, item);
        return;
    }
    // It may have been removed meanwhile.
    if let Some(photo) = form.photos.borrow_mut().iter_mut().find(|photo| photo.item == *item) {
        for working in dom::find_all::<HtmlElement>(item, ".photo-progress, .photo-state") {
            working.remove();
        }
        photo.address = photo::show(&small.blob);
        let picture = dom::make("img", "photo-image");
        dom::attribute(&picture, "src", &photo.address);
        photo.small = Some(small);
        let _ = item.prepend_with_node_1(&picture);
    }
    arrange(form);
}

fn new_item(form: &Shared) -> HtmlElement {
    let item = dom::make("li", "photo");
    let button = dom::make_button("photo-remove", "");
    dom::put_icon(&button, "close");
    let bar = dom::make("progress", "bar photo-progress");
    dom::attribute(&bar, "aria-label", t::photo_working(form.l));
    let working = dom::make_text("span", "photo-state", t::photo_working(form.l));
    dom::append(&item, &[&button, &bar, &working]);
    let (shared, own) = (form.clone(), item.clone());
    dom::on(&button, "click", move |_| {
        if shared.sending.get() {
            return;
        }
        remove(&shared, &own);
        draft::save_soon(&shared);
        if let Some(input) = shared.hook("input[name='photo']") {
            let _ = input.focus();
        }
    });
    if let Some(adding) = form.hook(".photo-add") {
        let _ = adding.before_with_node_1(&item);
    }
    form.photos.borrow_mut().push(Photo { item: item.clone(), small: None, address: String::new() });
    arrange(form);
    item
}

fn remove(form: &Form, item: &HtmlElement) {
    item.remove();
    form.photos.borrow_mut().retain(|photo| {
        let stays = photo.item != *item;
        if !stays {
            photo::hide(&photo.address);
        }
        stays
    });
    arrange(form);
}

/// Numbers the photos, and offers to add one as long as there may be more.
fn arrange(form: &Form) {
    let photos = form.photos.borrow();
    for (index, photo) in photos.iter().enumerate() {
        if let Some(picture) = dom::find::<HtmlElement>(&photo.item, "img") {
            dom::attribute(&picture, "alt", &t::photo_number(form.l, index + 1));
        }
        if let Some(button) = dom::find::<HtmlElement>(&photo.item, "button") {
            dom::attribute(&button, "aria-label", &t::photo_remove(form.l, index + 1));
        }
    }
    if let Some(list) = form.hook("[data-photos]") {
        list.set_class_name(if photos.is_empty() { "photos photos-empty" } else { "photos" });
    }
    if let Some(adding) = form.hook(".photo-add") {
        adding.set_hidden(photos.len() >= PHOTOS_PER_REPORT);
    }
}
