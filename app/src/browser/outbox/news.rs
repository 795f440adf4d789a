//! Tells this page and the other tabs that something has changed.

use super::super::value::{invoke, text};
use super::super::{dom, window};
use js_sys::Function;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Event;

/// The event of a page and the channel between tabs. The script of the count, `outbox.js`, listens to both, too.
const NAME: &str = "chuangcheng-outbox";

type Watchers = RefCell<Vec<Rc<dyn Fn()>>>;

thread_local! {
    static WATCHERS: Watchers = const { RefCell::new(Vec::new()) };
    static CHANNEL: Option<JsValue> = channel();
}

/// The channel to the other tabs; none in browsers without such channels, whose tabs look for themselves when they come
/// to the front.
fn channel() -> Option<JsValue> {
    let make: Function = super::super::value::field(&window(), "BroadcastChannel").dyn_into().ok()?;
    js_sys::Reflect::construct(&make, &js_sys::Array::of1(&NAME.into())).ok()
}

/// Listens to the other tabs.
pub(super) fn start() {
    CHANNEL.with(|channel| {
        if let Some(target) = channel {
            dom::on(target.unchecked_ref(), "message", |event| {
                if text(&event, "data") == "changed" {
                    call_watchers();
                }
            });
        }
    });
}

/// Calls a function after each change, in this tab or another.
pub fn watch(act: impl Fn() + 'static) {
    WATCHERS.with(|watchers| watchers.borrow_mut().push(Rc::new(act)));
}

/// Says that something has changed.
pub(super) fn tell() {
    CHANNEL.with(|channel| {
        if let Some(channel) = channel {
            // Only a closed channel refuses, and we close none.
            let _ = invoke(channel, "postMessage", &[&"changed".into()]);
        }
    });
    if let Ok(event) = Event::new(NAME) {
        let _ = window().dispatch_event(&event);
    }
    call_watchers();
}

fn call_watchers() {
    // Copied first: a watcher may add another.
    let watchers = WATCHERS.with(|watchers| watchers.borrow().clone());
    watchers.iter().for_each(|act| act());
}
