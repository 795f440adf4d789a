//! Tells this page and the other tabs that something has changed.

use super::phone;
use std::cell::RefCell;
use std::rc::Rc;

type Watchers = RefCell<Vec<Rc<dyn Fn()>>>;

thread_local! {
    static WATCHERS: Watchers = const { RefCell::new(Vec::new()) };
}

/// Calls a function after each change, in this tab or another.
pub fn watch(act: impl Fn() + 'static) {
    WATCHERS.with(|watchers| watchers.borrow_mut().push(Rc::new(act)));
}

/// Says that something has changed.
pub(super) fn tell() {
    phone::tell();
    call_watchers();
}

/// Tells this page of a change.
pub(super) fn call_watchers() {
    // Copied first: a watcher may add another.
    let watchers = WATCHERS.with(|watchers| watchers.borrow().clone());
    watchers.iter().for_each(|act| act());
}
