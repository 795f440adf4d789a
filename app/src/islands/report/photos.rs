//! Photos: added from the camera or the gallery, made small at once, shown, and removable.

use super::form::{Form, Shared};
use super::place;
use crate::browser::photo::{self, SmallPhoto};
use crate::browser::{dom, outbox};
use crate::t::island_report as t;
use domain::limits::PHOTOS_PER_REPORT;
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlElement, HtmlInputElement};

/// A photo in the list.
pub(super) struct Photo {
    /// Its place in the list, `<li class="photo">`.
    pub item: HtmlElement,
    /// What will be sent; none while it is being made small, and when that failed.
    pub small: Option<SmallPhoto>,
    /// The address under which it is shown.
    pub address: String,
    /// Whether it could not be read; it stays only to say so, and takes no place away from others.
    pub failed: bool,
}

impl Photo {
    fn waiting(item: &HtmlElement) -> Self {
        Self { item: item.clone(), small: None, address: String::new(), failed: false }
    }
}

/// How many more photos there may be.
fn room(form: &Form) -> usize {
    let taken = form.photos.borrow().iter().filter(|photo| !photo.failed).count();
    PHOTOS_PER_REPORT.saturating_sub(taken)
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
        let input: HtmlInputElement = crate::browser::value::known(input.into());
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
        if room(&form) == 0 {
            dom::toast("alert", &t::photos_full(form.l, PHOTOS_PER_REPORT));
            break;
        }
        let item = new_item(&form);
        form.photos.borrow_mut().push(Photo::waiting(&item));
        form.shrinking.set(form.shrinking.get() + 1);
        arrange(&form);
        let small = photo::shrink(&file).await;
        form.shrinking.set(form.shrinking.get() - 1);
        // A photo that does not fit must not cost the text.
        let fits = match &small {
            Ok(small) => outbox::has_room(2.0 * small.blob.size()).await,
            Err(_) => true,
        };
        match small {
            Ok(_) if !fits => {
                remove(&form, &item);
                dom::toast("alert", crate::t::island_outbox::photo_no_room(form.l));
            }
            Ok(small) => finish(&form, &item, small),
            Err(_) => {
                if let Some(photo) = form.photos.borrow_mut().iter_mut().find(|photo| photo.item == item) {
                    photo.failed = true;
                }
                fail(&item, t::photo_failed(form.l));
                arrange(&form);
            }
        }
        form.changed();
    }
    if form.photo_count() > 0 {
        place::locate_once(&form).await;
    }
}

/// Puts a photo of a draft back.
pub(super) fn put_back(form: &Shared, small: SmallPhoto) {
    let item = new_item(form);
    form.photos.borrow_mut().push(Photo::waiting(&item));
    finish(form, &item, small);
}

fn finish(form: &Shared, item: &HtmlElement, small: SmallPhoto) {
    let twice = form
        .photos
        .borrow()
        .iter()
        .any(|other| other.small.as_ref().is_some_and(|other| other.sha256 == small.sha256));
    if twice {
        dom::toast("alert", t::photo_same(form.l));
        remove(form, item);
        return;
    }
    // It may have been removed meanwhile.
    if let Some(photo) = form.photos.borrow_mut().iter_mut().find(|photo| photo.item == *item) {
        photo.address = photo::show(&small.blob);
        let picture = dom::make("img", "photo-image");
        dom::attribute(&picture, "src", &photo.address);
        photo.small = Some(small);
        let _ = item.prepend_with_node_1(&picture);
        set_state(item, None);
    }
    arrange(form);
}

fn new_item(form: &Shared) -> HtmlElement {
    let item = dom::make("li", "photo");
    let button = dom::make_button("photo-remove", "");
    dom::put_icon(&button, "close");
    dom::append(&item, &[&button]);
    set_state(&item, Some(t::photo_working(form.l)));
    let (shared, own) = (form.clone(), item.clone());
    dom::on(&button, "click", move |_| {
        if shared.sending.get() {
            return;
        }
        remove(&shared, &own);
        shared.changed();
        if let Some(input) = shared.hook("input[name='photo']") {
            let _ = input.focus();
        }
    });
    if let Some(adding) = form.hook(".photo-add") {
        let _ = adding.before_with_node_1(&item);
    }
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

/// Shows a photo's progress, which moves without end, with a word; none when there is nothing to wait for.
pub(super) fn set_state(item: &HtmlElement, text: Option<&str>) {
    for old in dom::find_all::<HtmlElement>(item, ".photo-progress, .photo-state") {
        old.remove();
    }
    if let Some(text) = text {
        let bar = dom::make("progress", "bar photo-progress");
        dom::attribute(&bar, "aria-label", text);
        dom::append(item, &[&bar, &dom::make_text("span", "photo-state", text)]);
    }
}

/// Marks a photo as one that cannot be sent, and says why.
pub(super) fn fail(item: &HtmlElement, text: &str) {
    set_state(item, None);
    item.set_class_name("photo is-failed");
    dom::append(item, &[&dom::make_text("span", "photo-state", text)]);
    dom::announce(text);
}

/// Numbers the photos, and offers to add one as long as there may be more.
fn arrange(form: &Form) {
    let l = form.l;
    let photos = form.photos.borrow();
    for (index, photo) in photos.iter().enumerate() {
        if let Some(picture) = dom::find::<HtmlElement>(&photo.item, "img") {
            dom::attribute(&picture, "alt", &t::photo_number(l, index + 1));
        }
        if let Some(button) = dom::find::<HtmlElement>(&photo.item, "button") {
            dom::attribute(&button, "aria-label", &t::photo_remove(l, index + 1));
        }
    }
    let left = room(form);
    if let Some(list) = form.hook("[data-photos]") {
        list.set_class_name(if photos.is_empty() { "photos photos-empty" } else { "photos" });
    }
    if let Some(adding) = form.hook(".photo-add") {
        adding.set_hidden(left == 0);
    }
    if let Some(note) = form.hook("[data-photos-note]") {
        let text = if left == 0 { t::photos_full(l, PHOTOS_PER_REPORT) } else { t::photos_left(l, left) };
        note.set_text_content(Some(&text));
    }
}
