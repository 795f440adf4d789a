//! Sends what is due: one page at a time, one entry after the other, one photo in memory.
//!
//! The rules are `domain::outbox`; here is only when to look, who may send, and when to stop for a while. The right to send
//! is a lock of the browser, which it gives back when a page is closed or killed; where there are no locks, it is a note in
//! the database with an end (`phone.js`).

use super::super::{chance, document, dom, window};
use super::{courier, news, person, phone, shelf};
use domain::outbox::{Entry, Event, State, Tick, Trouble, due, next_look, next_step};
use js_sys::Promise;
use std::cell::{Cell, RefCell};
use uuid::Uuid;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{future_to_promise, spawn_local};

/// How long a page may send without renewing its right, where the browser has no locks, in milliseconds. Longer than any
/// request.
const LEASE_MS: f64 = 180_000.0;
/// After so many entries in a row that failed, the round ends: the others would fail the same way.
const FAILURES: u32 = 3;
/// The first pause after such a round, which doubles each time, and the longest, in milliseconds.
const ROUND_PAUSE_MS: f64 = 2_000.0;
const LONGEST_ROUND_PAUSE_MS: f64 = 300_000.0;

#[derive(Default)]
struct Sender {
    started: Cell<bool>,
    /// Whether this page sends or waits for the right to.
    busy: Cell<bool>,
    /// Whether something happened meanwhile, so that it must look once more.
    again: Cell<bool>,
    timer: Cell<Option<i32>>,
    /// Rounds in a row that ended because everything failed.
    failed_rounds: Cell<u32>,
    /// The last receipt of what this page has delivered.
    delivered: RefCell<Vec<(Uuid, JsValue)>>,
    holder: RefCell<String>,
}

thread_local! {
    static SENDER: Sender = Sender::default();
}

/// Begins to send, and goes on as long as the page is open. Calling it again does nothing.
pub fn start() {
    if SENDER.with(|sender| sender.started.replace(true)) {
        return;
    }
    SENDER.with(|sender| sender.holder.replace(chance::new_id()));
    let changed = Closure::<dyn Fn()>::new(news::call_watchers).into_js_value();
    let woken = Closure::<dyn Fn() -> Promise>::new(|| {
        future_to_promise(async {
            let _ = shelf::apply_to_all(Event::Tick(Tick::Sync)).await;
            with_right_to_send().await;
            Ok(JsValue::UNDEFINED)
        })
    });
    phone::listen(&changed, &woken.into_js_value());
    dom::on(&window(), "online", |_| kick(Tick::Online));
    dom::on(&window(), "pageshow", |_| kick(Tick::Opened));
    dom::on(&document(), "visibilitychange", |_| {
        if !document().hidden() {
            kick(Tick::Visible);
        }
    });
    spawn_local(async {
        person::remember().await;
        kick(Tick::Opened);
    });
}

/// Looks whether something can be sent, because something has happened.
pub(super) fn kick(tick: Tick) {
    spawn_local(async move {
        let _ = shelf::apply_to_all(Event::Tick(tick)).await;
        SENDER.with(|sender| sender.failed_rounds.set(0));
        look();
    });
}

/// Looks whether something is due.
pub(super) fn look() {
    SENDER.with(|sender| {
        sender.again.set(true);
        if !sender.busy.replace(true) {
            spawn_local(rounds());
        }
    });
}

async fn rounds() {
    while SENDER.with(|sender| sender.again.replace(false)) {
        with_right_to_send().await;
    }
    SENDER.with(|sender| sender.busy.set(false));
    set_timer().await;
}

fn holder() -> String {
    SENDER.with(|sender| sender.holder.borrow().clone())
}

/// Waits for the right to send, and uses it.
async fn with_right_to_send() {
    let act = Closure::once_into_js(|| -> Promise {
        future_to_promise(async {
            drain().await;
            Ok(JsValue::UNDEFINED)
        })
    });
    // It fails only where the phone keeps nothing.
    let _ = phone::with_right_to_send(&holder(), LEASE_MS, &act).await;
}

/// Sends everything that is due, round after round, until nothing is or everything fails.
async fn drain() {
    let Ok(entries) = shelf::all().await else { return };
    // Nobody else sends now, so whoever had these under way is gone.
    for entry in entries.iter().filter(|entry| entry.state == State::Sending) {
        let _ = shelf::apply(entry.id, Event::TabLost).await;
    }
    let mut failures = 0;
    loop {
        let Ok(entries) = shelf::all().await else { return };
        let present = person::last().await;
        let order: Vec<Uuid> = due(&entries, chance::now(), present).iter().map(|entry| entry.id).collect();
        if order.is_empty() {
            return;
        }
        for id in order {
            if !phone::has_locks()
                && !phone::lease(&holder(), LEASE_MS).await.is_ok_and(|has| has.is_truthy())
            {
                return;
            }
            failures = if send(id).await { 0 } else { failures + 1 };
            if failures >= FAILURES {
                SENDER.with(|sender| sender.failed_rounds.set(sender.failed_rounds.get() + 1));
                return;
            }
        }
    }
}

/// Sends one entry as far as it goes; false when it failed in a way that the next one is likely to fail, too.
async fn send(id: Uuid) -> bool {
    let mut fine = true;
    loop {
        let present = person::last().await;
        let Ok(Some((entry, step))) = shelf::begin(id, present).await else { return fine };
        let (event, receipt) = courier::carry(&entry, &step).await;
        let Ok(after) = shelf::apply(id, event).await else { return false };
        let Some(after) = after else {
            // Its owner has deleted it or changed it into another meanwhile.
            news::tell();
            return fine;
        };
        fine = settle(&after, receipt).await;
        news::tell();
        if !next_step(&after, chance::now()).sends() {
            return fine;
        }
    }
}

/// What follows from an answer besides what the entry itself has become.
async fn settle(after: &Entry, receipt: JsValue) -> bool {
    if receipt.is_object() {
        SENDER.with(|sender| {
            let mut delivered = sender.delivered.borrow_mut();
            delivered.retain(|(id, _)| *id != after.id);
            delivered.push((after.id, receipt));
        });
    }
    if after.state == State::WaitingForSignIn {
        // The session is over, for all entries of whoever it was. Somebody else may have begun one meanwhile.
        let owner = after.owner;
        let _ = shelf::apply_to_those(move |entry| entry.owner == owner, Event::SignedOut).await;
    }
    let fine = after.pause.is_none();
    if fine {
        SENDER.with(|sender| sender.failed_rounds.set(0));
    }
    fine
}

/// The last receipt of an entry that this page has delivered; `null` when another did.
pub(super) fn receipt_of(id: Uuid) -> JsValue {
    SENDER.with(|sender| {
        let delivered = sender.delivered.borrow();
        delivered.iter().find(|(other, _)| *other == id).map_or(JsValue::NULL, |(_, receipt)| receipt.clone())
    })
}

/// Looks again when the first pause is over.
async fn set_timer() {
    let Ok(entries) = shelf::all().await else { return };
    let next = next_look(&entries, chance::now(), person::last().await);
    SENDER.with(|sender| {
        if let Some(timer) = sender.timer.take() {
            window().clear_timeout_with_handle(timer);
        }
        let Some(next) = next else { return };
        #[expect(clippy::cast_precision_loss, reason = "at most some hours")]
        let until_next = (next.0 - chance::now().0) as f64;
        let failed = sender.failed_rounds.get();
        let rest = match failed {
            0 => 250.0,
            _ => (ROUND_PAUSE_MS * f64::from(1_u32 << failed.min(10))).min(LONGEST_ROUND_PAUSE_MS),
        };
        let act = Closure::once_into_js(look);
        #[expect(clippy::cast_possible_truncation, reason = "cut to an hour")]
        let ms = until_next.max(rest).min(3_600_000.0) as i32;
        let timer = window().set_timeout_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), ms);
        sender.timer.set(timer.ok());
    });
}

/// Whether an entry could not be sent for want of a network.
pub(super) fn is_cut_off(entry: &Entry) -> bool {
    matches!(entry.trouble, Some(Trouble::NoNetwork | Trouble::TimedOut))
}
