//! Finds, makes and watches elements.
//!
//! Islands live as long as their page, so what listens to events is never taken down.

use super::{document, window};
use crate::locale::Locale;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, EventTarget, HtmlElement, HtmlInputElement, Node};

/// The page's language.
pub fn locale() -> Locale {
    let tag = document().document_element().and_then(|html| html.get_attribute("lang"));
    if tag.as_deref() == Some("en") { Locale::En } else { Locale::Zh }
}

/// The first element inside `root` that a selector of ours finds, as the type that it is known to be.
pub fn find<T: JsCast>(root: &Element, selector: &str) -> Option<T> {
    root.query_selector(selector).ok().flatten().map(JsCast::unchecked_into)
}

/// All elements inside `root` that a selector of ours finds.
pub fn find_all<T: JsCast>(root: &Element, selector: &str) -> Vec<T> {
    let Ok(list) = root.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.item(index)).map(JsCast::unchecked_into).collect()
}

/// The page's `<html>`, from which everything can be found.
pub fn page() -> Element {
    document().document_element().expect("a document has an element")
}

/// A new element with a class.
pub fn make(tag: &str, class: &str) -> HtmlElement {
    let element = document().create_element(tag).expect("a tag of ours is valid");
    element.set_class_name(class);
    element.unchecked_into()
}

/// A new element with a class and a text.
pub fn make_text(tag: &str, class: &str, text: &str) -> HtmlElement {
    let element = make(tag, class);
    element.set_text_content(Some(text));
    element
}

/// A new button that sends no form, with a text.
pub fn make_button(class: &str, text: &str) -> HtmlElement {
    let button = make_text("button", class, text);
    attribute(&button, "type", "button");
    button
}

/// Sets an attribute whose name is valid.
pub fn attribute(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

/// Sets or takes away an attribute.
pub fn toggle(element: &Element, name: &str, on: bool) {
    let _ = if on { element.set_attribute(name, "true") } else { element.remove_attribute(name) };
}

/// Puts nodes at the end of an element.
pub fn append(parent: &Element, children: &[&Node]) {
    for child in children {
        // Only a node put into itself is refused.
        let _ = parent.append_child(child);
    }
}

/// Puts a symbol of the sprite at the beginning of an element. Every page shows some symbol, whose address says where the
/// sprite is.
pub fn put_icon(element: &Element, name: &str) {
    let known = find::<Element>(&page(), "header .icon use").and_then(|symbol| symbol.get_attribute("href"));
    let sprite = known.as_deref().and_then(|href| href.split_once('#')).map_or("", |(sprite, _)| sprite);
    put_symbol(element, &[sprite, "#", name].concat(), "icon");
}

/// Puts a symbol at this address at the beginning of an element.
pub fn put_symbol(element: &Element, href: &str, class: &str) {
    let svg = Some("http://www.w3.org/2000/svg");
    let (Ok(frame), Ok(symbol)) =
        (document().create_element_ns(svg, "svg"), document().create_element_ns(svg, "use"))
    else {
        return;
    };
    attribute(&frame, "class", class);
    attribute(&frame, "aria-hidden", "true");
    attribute(&symbol, "href", href);
    append(&frame, &[&symbol]);
    let _ = element.insert_before(&frame, element.first_child().as_ref());
}

/// Calls a function at each event of a kind.
pub fn on(target: &EventTarget, kind: &str, act: impl FnMut(Event) + 'static) {
    let closure = Closure::<dyn FnMut(Event)>::new(act).into_js_value();
    let _ = target.add_event_listener_with_callback(kind, closure.unchecked_ref());
}

/// The element that an event happened to, or the nearest one around it that a selector finds.
pub fn target(event: &Event, selector: &str) -> Option<HtmlElement> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    element.closest(selector).ok().flatten().map(JsCast::unchecked_into)
}

/// An attribute `data-…` of an element, by its whole name; empty when there is none.
pub fn data(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}

/// The field of a form by its name. Inputs, choices and texts are used alike: all have a value.
pub fn named(form: &Element, name: &str) -> Option<HtmlInputElement> {
    find(form, &["[name='", name, "']"].concat())
}

/// What stands in a field of a form.
pub fn value(form: &Element, name: &str) -> String {
    named(form, name).map(|field| field.value()).unwrap_or_default()
}

/// Writes into a field of a form.
pub fn set_value(form: &Element, name: &str, value: &str) {
    if let Some(field) = named(form, name) {
        field.set_value(value);
    }
}

/// Brings an element to the top of the screen and lets screen readers go on from there.
pub fn go_to(element: &HtmlElement) {
    element.scroll_into_view();
    let _ = element.focus();
}

/// Lets screen readers say something that can be seen anyway.
pub fn announce(text: &str) {
    let region = find::<HtmlElement>(&page(), "#announcements").unwrap_or_else(|| {
        let region = make("div", "sr-only");
        region.set_id("announcements");
        attribute(&region, "role", "status");
        append(&page_body(), &[&region]);
        region
    });
    region.set_text_content(Some(text));
}

/// Shows a short message at the edge of the screen for some seconds.
pub fn toast(icon: &str, text: &str) {
    let toasts = find::<HtmlElement>(&page(), ".toasts").unwrap_or_else(|| {
        let toasts = make("div", "toasts");
        attribute(&toasts, "role", "status");
        append(&page_body(), &[&toasts]);
        toasts
    });
    let message = make_text("p", "toast", text);
    put_icon(&message, icon);
    append(&toasts, &[&message]);
    wasm_bindgen_futures::spawn_local(async move {
        super::value::sleep(3_000).await;
        message.remove();
    });
}

fn page_body() -> HtmlElement {
    document().body().expect("islands run in a body")
}

/// Shows the line about the missing network as long as there is none.
pub fn follow_network() {
    let Some(strip) = find::<HtmlElement>(&page(), "#offline-strip") else { return };
    let show = move || strip.set_hidden(!super::request::is_offline());
    show();
    let again = show.clone();
    on(&window(), "online", move |_| again());
    on(&window(), "offline", move |_| show());
}

/// Keeps what is typed into a form out of the files in which browsers remember open pages, where it would stand unsealed. Its
/// drafts bring it back instead.
pub fn keep_private(form: &Element) {
    for field in find_all::<Element>(form, "input, select, textarea").iter().chain([form]) {
        attribute(field, "autocomplete", "off");
    }
}

/// Tells the page's other scripts that what was typed is safe, so that nothing needs to wait for this form any more.
pub fn tell_draft_saved() {
    if let Ok(event) = Event::new("draft-saved") {
        let _ = document().dispatch_event(&event);
    }
}

/// A part of the address's query whose value needs no decoding, such as an id; empty when there is none.
pub fn query(name: &str) -> String {
    let search = window().location().search().unwrap_or_default();
    let parts = search.trim_start_matches('?').split('&').filter_map(|part| part.split_once('='));
    parts.filter(|(other, _)| *other == name).map(|(_, value)| value.to_owned()).next().unwrap_or_default()
}

/// What the browser keeps for this site under a name; empty when there is nothing, or it keeps nothing.
pub fn remembered(name: &str) -> String {
    let storage = window().local_storage().ok().flatten();
    storage.and_then(|storage| storage.get_item(name).ok().flatten()).unwrap_or_default()
}

/// Keeps a text under a name, if the browser keeps anything.
pub fn remember(name: &str, text: &str) {
    if let Some(storage) = window().local_storage().ok().flatten() {
        let _ = storage.set_item(name, text);
    }
}

/// A value of an event, such as `key`.
pub fn event_text(event: &Event, name: &str) -> String {
    super::value::text(AsRef::<JsValue>::as_ref(event), name)
}
