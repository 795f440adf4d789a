//! What is shown in the place of a form once its content is safe on the phone and not yet at the server.

use crate::browser::outbox::{self, Outcome};
use crate::browser::{dom, receipts};
use crate::t::island_outbox as t;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};

/// Takes the place of a form: it is kept, and will be sent. When it arrives while this is still shown, it says so.
pub(super) fn show(form: &Element, id: &str, sign_in: bool, next: &str, next_text: &str) {
    let l = dom::locale();
    let card = dom::make("section", "card stack center");
    dom::attribute(&card, "data-saved", id);
    dom::attribute(&card, "tabindex", "-1");
    dom::attribute(&card, "role", "status");
    let title = dom::make_text("h2", "section-title", t::saved(l));
    let text = if sign_in { t::saved_sign_in(l) } else { t::saved_text(l) };
    let text = dom::make_text("p", "muted", text);
    let outbox_link = link("btn btn-primary btn-block", "/outbox", t::to_outbox(l));
    let next_link = link("btn btn-block", next, next_text);
    dom::append(&card, &[&title, &text]);
    if sign_in {
        dom::append(&card, &[&link("btn btn-primary btn-block", "/signin?next=/outbox", t::sign_in(l))]);
    }
    dom::append(&card, &[&outbox_link, &next_link]);
    let _ = form.replace_with_with_node_1(&card);
    dom::go_to(&card);
    follow(id, card, title, text, outbox_link);
}

/// A link that looks like a button.
pub(super) fn link(class: &str, href: &str, text: &str) -> HtmlElement {
    let link = dom::make_text("a", class, text);
    dom::attribute(&link, "href", href);
    link
}

/// Says it when the entry has arrived after all.
fn follow(id: &str, card: HtmlElement, title: HtmlElement, text: HtmlElement, button: HtmlElement) {
    let id = id.to_owned();
    outbox::watch(move || {
        let (id, card, title, text, button) =
            (id.clone(), card.clone(), title.clone(), text.clone(), button.clone());
        spawn_local(async move {
            if card.has_attribute("data-arrived") {
                return;
            }
            let l = dom::locale();
            if !matches!(outbox::wait_for(&id, 0).await, Outcome::Delivered(_)) {
                return;
            }
            dom::attribute(&card, "data-arrived", "");
            title.set_text_content(Some(t::arrived(l)));
            text.set_text_content(Some(t::arrived_text(l)));
            let code = receipts::code_of(&id).await;
            if code.is_empty() {
                button.remove();
            } else {
                dom::attribute(&button, "href", &["/r/", &code].concat());
                button.set_text_content(Some(t::to_receipt(l)));
            }
        });
    });
}
