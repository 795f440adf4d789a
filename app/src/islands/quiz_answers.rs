//! The answers of a quiz: kept over a reload, and handed to the outbox, which delivers them.

use super::screens::Screens;
use crate::browser::keep::{self, Drawer};
use crate::browser::outbox::{self, NewEntry, Outcome, seal};
use crate::browser::value::{elements, field, object, or_null, set, text};
use crate::browser::{Failure, chance, dom, value, window};
use crate::islands::{saved, to_send, words};
use crate::t::{island_outbox, island_quiz as t};
use domain::outbox::{EntryKind, Why};
use js_sys::{Array, Object};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, HtmlInputElement, Storage};

const CHOSEN: &str = ".option input:checked";

/// Answers outlive a reload of this tab, not the tab: another person may use the phone next. So the tab holds the name
/// under which they are kept, and nothing else.
fn tab() -> Option<String> {
    const NAME: &str = "cc_tab";
    let storage: Storage = window().session_storage().ok().flatten()?;
    if let Some(name) = storage.get_item(NAME).ok().flatten() {
        return Some(name);
    }
    let name = chance::new_id();
    storage.set_item(NAME, &name).ok()?;
    Some(name)
}

fn draft_key(screens: &Screens) -> String {
    ["quiz ", &dom::data(&screens.form, "action")].concat()
}

/// An interviewer asks one person after the other, whose answers must not mix.
fn is_interview(screens: &Screens) -> bool {
    dom::find::<HtmlElement>(&screens.form, "input[type='radio'][name='channel']").is_some()
}

/// What has been chosen, as `item=option`.
fn chosen(screens: &Screens) -> Array {
    dom::find_all::<HtmlInputElement>(&screens.form, CHOSEN)
        .into_iter()
        .map(|option| JsValue::from_str(&[option.name(), option.value()].join("=")))
        .collect()
}

/// Keeps what has been chosen, sealed.
pub(super) fn keep(screens: &Rc<Screens>) {
    if is_interview(screens) || screens.sending.get() {
        return;
    }
    let screens = screens.clone();
    // A phone that keeps nothing is no reason not to go on.
    spawn_local(async move { drop(write(&screens).await) });
}

async fn write(screens: &Screens) -> Result<(), Failure> {
    let Some(tab) = tab() else { return Ok(()) };
    let sealed = seal::seal_json(&chosen(screens)).await?;
    keep::put(Drawer::Drafts, &draft_key(screens), &object(&[("tab", tab.into()), ("sealed", sealed)])).await
}

async fn forget(screens: &Screens) {
    let _ = keep::remove(Drawer::Drafts, &draft_key(screens)).await;
}

/// Chooses again what had been chosen before a reload, or what the entry holds that the address names. A quiz that draws
/// other questions then has none or some of them.
pub(super) fn restore(screens: &Rc<Screens>) {
    let screens = screens.clone();
    spawn_local(async move {
        let entry = dom::query("edit");
        if !entry.is_empty() {
            match outbox::take_back(&entry).await {
                Some(opened) => {
                    dom::set_value(&screens.form, "id", &entry);
                    dom::set_value(&screens.form, "area", &text(&opened.content.body, "area"));
                    screens.old.replace(opened.content.body.clone());
                    screens.entry.replace(entry);
                    choose(&screens, &elements(&field(&opened.content.form, "chosen")));
                }
                None => dom::toast("info", island_outbox::gone(screens.l)),
            }
            return;
        }
        if is_interview(&screens) || dom::find::<HtmlElement>(&screens.form, CHOSEN).is_some() {
            return;
        }
        let Ok(kept) = keep::get(Drawer::Drafts, &draft_key(&screens)).await else { return };
        if tab().is_none_or(|tab| tab != text(&kept, "tab")) {
            return;
        }
        let Ok(chosen) = seal::open_json(&field(&kept, "sealed")).await else { return };
        if choose(&screens, &elements(&chosen)) {
            dom::toast("info", t::restored(screens.l));
        }
    });
}

/// Chooses options; whether there was any.
fn choose(screens: &Screens, wanted: &[JsValue]) -> bool {
    let mut any = false;
    for option in dom::find_all::<HtmlInputElement>(&screens.form, ".option input") {
        let name = [option.name(), option.value()].join("=");
        if wanted.iter().any(|chosen| *chosen == *name) {
            option.set_checked(true);
            any = true;
        }
    }
    any
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
        note(&screens, t::sending(screens.l));
        deliver(&screens).await;
        if let Some(button) = &button {
            dom::toggle(button, "aria-busy", false);
        }
        screens.sending.set(false);
    });
}

async fn deliver(screens: &Rc<Screens>) {
    let new = entry(screens);
    let before = screens.entry.borrow().clone();
    let stored = if before.is_empty() {
        outbox::put(new.clone()).await
    } else {
        outbox::replace(&before, new.clone()).await
    };
    let (id, outcome) = match stored {
        Ok(id) => {
            screens.entry.replace(id.clone());
            let outcome = outbox::wait_for(&id, to_send::WAIT_MS).await;
            (id, outcome)
        }
        Err(_) => (new.id.clone(), outbox::send_unkept(&new).await),
    };
    let kept = !screens.entry.borrow().is_empty();
    match outcome {
        Outcome::Delivered(_) => show_result(screens, &id).await,
        Outcome::Person(reason) => match reason.why {
            // The same id with other content: an earlier attempt has arrived, and counts.
            Why::OtherContent => {
                let _ = outbox::discard(&id).await;
                show_result(screens, &id).await;
            }
            // The page of the server tells best what is wrong, with all that was answered still there.
            Why::Invalid => {
                let _ = outbox::discard(&id).await;
                let _ = screens.form.submit();
            }
            why => note(screens, words::why(screens.l, why)),
        },
        Outcome::Later if !kept => note(screens, t::failed(screens.l)),
        outcome => {
            forget(screens).await;
            let sign_in = matches!(outcome, Outcome::SignIn);
            let next =
                [window().location().pathname(), window().location().search()].map(Result::unwrap_or_default);
            let next = if dom::query("edit").is_empty() { next.concat() } else { "/quiz".to_owned() };
            saved::show(&screens.form, &id, sign_in, &next, island_outbox::another_quiz(screens.l));
        }
    }
}

async fn show_result(screens: &Screens, id: &str) {
    forget(screens).await;
    let path = [&dom::data(&screens.form, "action"), "/result/", id].concat();
    let _ = window().location().replace(&path);
}

fn entry(screens: &Screens) -> NewEntry {
    let title = dom::find::<HtmlElement>(&dom::page(), "h1").and_then(|title| title.text_content());
    NewEntry {
        kind: EntryKind::Response,
        id: dom::value(&screens.form, "id"),
        body: body(screens),
        form: object(&[("chosen", chosen(screens).into())]),
        title: title.unwrap_or_default(),
        edit_at: dom::data(&screens.form, "action"),
        photos: Vec::new(),
    }
}

/// The answers as `domain::response::ResponseBody` reads them. Items that were shown and left blank have no option.
fn body(screens: &Screens) -> JsValue {
    let form = &screens.form;
    let version = value::number(&dom::value(form, "version"));
    let answers = Object::new();
    // An entry that is edited keeps its answers to items of the same version that this page does not show.
    let old = screens.old.borrow();
    if field(&old, "version").as_f64() == version {
        Object::assign(&answers, &value::known(field(&old, "answers")));
    }
    for question in dom::find_all::<HtmlElement>(form, "fieldset.question") {
        let chosen: Array = dom::find_all::<HtmlInputElement>(&question, CHOSEN)
            .into_iter()
            .map(|option| JsValue::from_str(&option.value()))
            .collect();
        let item = dom::data(&question, "data-item");
        // Nor does an item that was not asked before become one that was left blank.
        if chosen.length() > 0 || !old.is_object() || !field(&answers, &item).is_undefined() {
            set(&answers, &item, &chosen);
        }
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
        ("version", version.into()),
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
