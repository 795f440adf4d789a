//! Buttons that copy, share and print, which plain HTML cannot do. They are `hidden` until the island shows them.
//!
//! | attribute of the button | what it does |
//! |---|---|
//! | `data-copy="#id"` | copies the text of that element |
//! | `data-copy="text"` | copies that text |
//! | `data-share="/path"` | offers the address with the page's title to other apps, or copies it |
//! | `data-print` | prints the page |
//! | `data-picture="/path.svg"` | saves that drawing as a PNG named by `data-picture-name` |
//! | `data-sends` (a field) | sends its form when it was changed |

use leptos::prelude::*;

/// Starts all such buttons of the page.
#[island]
pub fn Tools() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    buttons::start();
}

#[cfg(feature = "hydrate")]
mod buttons {
    use crate::browser::value::{field, known, object, settled};
    use crate::browser::{Failure, document, dom, script, window};
    use crate::t::island_me as t;
    use js_sys::Function;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::spawn_local;
    use web_sys::{HtmlElement, HtmlInputElement, HtmlTextAreaElement};

    pub(super) fn start() {
        for button in dom::find_all::<HtmlElement>(
            &dom::page(),
            "[data-copy], [data-share], [data-print], [data-picture]",
        ) {
            // A page may hold the island twice; each button listens once.
            if button.has_attribute("data-ready") {
                continue;
            }
            dom::attribute(&button, "data-ready", "");
            button.set_hidden(false);
            let own = button.clone();
            dom::on(&button, "click", move |_| press(&own));
        }
        for field in dom::find_all::<HtmlInputElement>(&dom::page(), "[data-sends]") {
            if field.has_attribute("data-ready") {
                continue;
            }
            dom::attribute(&field, "data-ready", "");
            let own = field.clone();
            dom::on(&field, "change", move |_| {
                if let Some(form) = own.form() {
                    let _ = form.submit();
                }
            });
        }
    }

    fn press(button: &HtmlElement) {
        if button.has_attribute("data-print") {
            let _ = window().print();
            return;
        }
        let button = button.clone();
        spawn_local(async move {
            if button.has_attribute("data-picture") {
                save(&button).await;
            } else if button.has_attribute("data-share") {
                share(&dom::data(&button, "data-share")).await;
            } else {
                let wanted = dom::data(&button, "data-copy");
                let named = wanted.strip_prefix('#').and_then(|id| document().get_element_by_id(id));
                copy(&named.and_then(|element| element.text_content()).unwrap_or(wanted)).await;
            }
        });
    }

    /// Saves a drawing as a picture; a module of its own does it.
    async fn save(button: &HtmlElement) {
        let text = |name: &str| JsValue::from_str(&dom::data(button, name));
        let module = dom::data(button, "data-picture-module");
        let saved = script::call(&module, "save", &[text("data-picture"), text("data-picture-name")]).await;
        if saved.is_err() {
            dom::toast("alert", t::not_saved(dom::locale()));
        }
    }

    /// Offers an address to other apps; copies it where the browser cannot, as in many chat programs.
    async fn share(path: &str) {
        let address = [window().location().origin().unwrap_or_default().as_str(), path].concat();
        let navigator = window().navigator();
        if let Ok(offer) = field(&navigator, "share").dyn_into::<Function>() {
            let what = object(&[("title", document().title().into()), ("url", address.as_str().into())]);
            if let Ok(promise) = offer.call1(&navigator, &what) {
                // Whoever closes the offer has changed their mind.
                let _ = settled(known(promise)).await;
                return;
            }
        }
        copy(&address).await;
    }

    async fn copy(text: &str) {
        let l = dom::locale();
        if to_clipboard(text).await.is_ok() || by_selection(text) {
            dom::toast("check", t::copied(l));
        } else {
            dom::toast("alert", t::not_copied(l));
        }
    }

    async fn to_clipboard(text: &str) -> Result<(), Failure> {
        // Browsers offer it over https only.
        let clipboard = field(&window().navigator(), "clipboard");
        let write: Function = field(&clipboard, "writeText").dyn_into()?;
        settled(known(write.call1(&clipboard, &JsValue::from_str(text))?)).await.map(drop)
    }

    /// Copies by selecting the text in a field, which old browsers and plain http allow, too.
    fn by_selection(text: &str) -> bool {
        let area: HtmlTextAreaElement = known(dom::make("textarea", "sr-only").into());
        area.set_value(text);
        let Some(body) = document().body() else { return false };
        dom::append(&body, &[&area]);
        area.select();
        let command = field(&document(), "execCommand").dyn_into::<Function>();
        let done = command.and_then(|command| command.call1(&document(), &"copy".into()));
        area.remove();
        done.is_ok_and(|done| done.is_truthy())
    }
}
