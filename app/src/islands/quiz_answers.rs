//! The answers of a quiz: kept over a reload, and sent until they arrive.

use super::screens::Screens;
use crate::browser::request::{self, Trouble, Waiting};
use crate::browser::value::{elements, from_json, object, or_null, set, text, to_json};
use crate::browser::{chance, dom, value, window};
use crate::islands::words;
use crate::t::island_quiz as t;
use js_sys::{Array, Object};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, HtmlInputElement, Storage};

const CHOSEN: &str = ".option input:checked";

/// Answers outlive a reload of this tab, not the tab: another person may use the phone next.
fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

fn storage_key(screens: &Screens) -> String {
    ["cc_quiz ", &dom::data(&screens.form, "action")].concat()
}

/// An interviewer asks one person after the other, whose answers must not mix.
fn is_interview(screens: &Screens) -> bool {
    dom::find::<HtmlElement>(&screens.form, "input[type='radio'][name='channel']").is_some()
}

/// Keeps what has been chosen.
pub(super) fn keep(screens: &Screens) {
    if is_interview(screens) || screens.sending.get() {
        return;
    }
    let chosen: Array = dom::find_all::<HtmlInputElement>(&screens.form, CHOSEN)
        .into_iter()
        .map(|option| JsValue::from_str(&[option.name(), option.value()].join("=")))
        .collect();
    if let Some(storage) = storage() {
        let _ = storage.set_item(&storage_key(screens), &to_json(&chosen));
    }
}

fn forget(screens: &Screens) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&storage_key(screens));
    }
}

/// Chooses again what had been chosen before a reload, if nothing is chosen yet. A quiz that draws other questions then
/// has none or some of them.
pub(super) fn restore(screens: &Screens) {
    if is_interview(screens) || dom::find::<HtmlElement>(&screens.form, CHOSEN).is_some() {
        return;
    }
    let kept = storage().and_then(|storage| storage.get_item(&storage_key(screens)).ok().flatten());
    let kept = elements(&from_json(&kept.unwrap_or_default()));
    let mut any = false;
    for option in dom::find_all::<HtmlInputElement>(&screens.form, ".option input") {
        let name = [option.name(), option.value()].join("=");
        if kept.iter().any(|chosen| *chosen == *name) {
            option.set_checked(true);
            any = true;
        }
    }
    if any {
        dom::toast("info", t::restored(screens.l));
    }
}

/// Sends the answers and goes to what came of them.
pub(super) fn send(screens: &Rc<Screens>) {
    if dom::find::<HtmlElement>(&screens.form, CHOSEN).is_none() {
        note(screens, crate::t::error::answer_required(screens.l));
        return;
    }
    if screens.sending.replace(true) {
        return;
    }
    let screens = screens.clone();
    spawn_local(async move {
        let button = dom::find::<HtmlElement>(&screens.form, "[data-send]");
        if let Some(button) = &button {
            dom::toggle(button, "aria-busy", true);
        }
        let sent = put(&screens).await;
        if let Some(button) = &button {
            dom::toggle(button, "aria-busy", false);
        }
        screens.sending.set(false);
        let trouble = match sent {
            // The same id with other content: an earlier attempt has arrived, and counts.
            Ok(_) | Err(Trouble::Refused { status: 409, .. }) => {
                forget(&screens);
                let path =
                    [&dom::data(&screens.form, "action"), "/result/", &dom::value(&screens.form, "id")]
                        .concat();
                let _ = window().location().replace(&path);
                return;
            }
            Err(trouble) => trouble,
        };
        match &trouble {
            // The page of the server tells best what is wrong, with all that was answered still there.
            Trouble::Refused { status: 422, .. } => drop(screens.form.submit()),
            Trouble::Refused { error, retry_after, .. } => {
                note(&screens, &words::failure(screens.l, &text(error, "code"), *retry_after));
            }
            Trouble::Unreached => note(&screens, t::failed(screens.l)),
        }
    });
}

async fn put(screens: &Rc<Screens>) -> Result<JsValue, Trouble> {
    let path = ["/api/v1/responses/", &dom::value(&screens.form, "id")].concat();
    let body = JsValue::from_str(&to_json(&body(screens)));
    let shared = screens.clone();
    let tell = move |waiting| match waiting {
        Waiting::Answer => note(&shared, t::sending(shared.l)),
        Waiting::Network => note(&shared, t::offline(shared.l)),
        Waiting::Attempt(seconds) => note(&shared, &t::retry_in(shared.l, seconds)),
    };
    request::put(&path, &body, "application/json", &tell).await
}

/// The answers as `domain::response::ResponseBody` reads them. Items that were shown and left blank have no option.
fn body(screens: &Screens) -> JsValue {
    let form = &screens.form;
    let answers = Object::new();
    for question in dom::find_all::<HtmlElement>(form, "fieldset.question") {
        let chosen: Array = dom::find_all::<HtmlInputElement>(&question, CHOSEN)
            .into_iter()
            .map(|option| JsValue::from_str(&option.value()))
            .collect();
        set(&answers, &dom::data(&question, "data-item"), &chosen);
    }
    let channel = dom::find::<HtmlInputElement>(
        form,
        "input[name='channel']:checked, input[type='hidden'][name='channel']",
    )
    .map(|channel| channel.value())
    .filter(|channel| !channel.is_empty());
    let action = dom::data(form, "action");
    let submitted_at = chance::now_text();
    // A phone whose clock is behind the server's would otherwise have begun after it ended.
    let began = dom::value(form, "started_at");
    let early = js_sys::Date::parse(&began) <= chance::now_ms();
    object(&[
        ("questionnaire", action.rsplit('/').next().unwrap_or_default().into()),
        ("version", value::number(&dom::value(form, "version")).into()),
        ("channel", channel.as_deref().unwrap_or("self").into()),
        ("area", or_null(dom::value(form, "area").trim())),
        ("answers", answers.into()),
        ("started_at", if early { began.into() } else { submitted_at.as_str().into() }),
        ("submitted_at", submitted_at.into()),
    ])
}

/// Shows a text above the buttons; screen readers say it.
fn note(screens: &Screens, text: &str) {
    let mut note = screens.note.borrow_mut();
    let note = note.get_or_insert_with(|| {
        let note = dom::make("p", "submitbar-note");
        dom::attribute(&note, "role", "status");
        if let Some(bar) = dom::find::<HtmlElement>(&screens.form, "[data-submit]") {
            let _ = bar.prepend_with_node_1(&note);
        }
        note
    });
    note.set_text_content(Some(text));
}
