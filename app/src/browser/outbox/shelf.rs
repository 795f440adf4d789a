//! Entries in the database, by the rules of `domain::outbox`: each change is decided inside the transaction that makes it.

use super::super::value::{elements, object};
use super::super::{Failure, chance};
use super::content::NewPhoto;
use super::{codec, phone};
use domain::outbox::{Change, Entry, Event, Owner, State, Step, next_step};
use js_sys::Array;
use std::cell::RefCell;
use std::rc::Rc;
use uuid::Uuid;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;

/// A decision about an entry, as JavaScript calls it. It may be called twice, when a transaction is done again.
fn decision(decide: impl Fn(JsValue) -> JsValue + 'static) -> JsValue {
    Closure::<dyn Fn(JsValue) -> JsValue>::new(decide).into_js_value()
}

/// What the database does with an entry after a change: nothing, delete it, or write it.
fn verdict(entry: &Entry, change: Change) -> JsValue {
    match change {
        Change::Nothing => JsValue::UNDEFINED,
        Change::Delete => JsValue::NULL,
        Change::Keep | Change::Moved { .. } => codec::to_js(entry),
    }
}

/// Stores an entry with everything that belongs to it. One that stands under its id already is changed, if it is of the same
/// owner; `new_id` is then used if it must be. Gives the id under which it stands.
pub(super) async fn put(
    entry: Entry,
    new_id: Uuid,
    record: &JsValue,
    photos: &[NewPhoto],
) -> Result<String, Failure> {
    let id = entry.id.to_string();
    let photos: Array = photos
        .iter()
        .map(|photo| object(&[("sha256", photo.sha256.as_str().into()), ("blob", photo.blob.clone().into())]))
        .collect();
    let decide = decision(move |before| {
        let mut entry = entry.clone();
        if let Some(mut before) = codec::from_js(&before) {
            if before.owner == entry.owner {
                let changed = Event::Edited { new_id, photos: entry.photos };
                // Whatever it says, everything is written anew.
                let _ = before.apply(changed, chance::now(), chance::scatter());
                entry = before;
            } else {
                // Nobody else's entry is ever overwritten.
                entry.id = new_id;
            }
        }
        codec::to_js(&entry)
    });
    Ok(phone::put(&id, record, &photos, &decide).await?.as_string().unwrap_or(id))
}

/// All entries on this phone, whoever's they are.
pub(super) async fn all() -> Result<Vec<Entry>, Failure> {
    Ok(elements(&phone::all().await?).iter().filter_map(codec::from_js).collect())
}

/// An entry.
pub(super) async fn get(id: Uuid) -> Result<Option<Entry>, Failure> {
    Ok(codec::from_js(&phone::get(&id.to_string()).await?))
}

/// Changes an entry by a rule, and gives what has become of it; none when it is not there or the rule left it alone.
pub(super) async fn update(
    id: Uuid,
    rule: Box<dyn Fn(&mut Entry) -> Change>,
) -> Result<Option<Entry>, Failure> {
    let after: Rc<RefCell<Option<Entry>>> = Rc::default();
    let told = after.clone();
    let decide = decision(move |before| {
        told.replace(None);
        let Some(mut entry) = codec::from_js(&before) else { return JsValue::UNDEFINED };
        let change = rule(&mut entry);
        let verdict = verdict(&entry, change);
        if change != Change::Nothing {
            told.replace(Some(entry));
        }
        verdict
    });
    phone::update(&id.to_string(), &decide).await?;
    Ok(after.take())
}

/// Applies an event to an entry; none when it is not there any more or nothing comes of it.
pub(super) async fn apply(id: Uuid, event: Event) -> Result<Option<Entry>, Failure> {
    update(id, Box::new(move |entry| entry.apply(event.clone(), chance::now(), chance::scatter()))).await
}

/// Applies an event to all entries.
pub(super) async fn apply_to_all(event: Event) -> Result<(), Failure> {
    apply_to_those(|_| true, event).await
}

/// Applies an event to all entries that a rule chooses.
pub(super) async fn apply_to_those(
    rule: impl Fn(&Entry) -> bool + 'static,
    event: Event,
) -> Result<(), Failure> {
    let decide = decision(move |before| {
        let Some(mut entry) = codec::from_js(&before).filter(&rule) else { return JsValue::UNDEFINED };
        let change = entry.apply(event.clone(), chance::now(), chance::scatter());
        verdict(&entry, change)
    });
    phone::update_all(&decide).await.map(drop)
}

/// Writes down that the next request of an entry is about to leave, and says which; none when it may not be sent now.
pub(super) async fn begin(id: Uuid, present: Owner) -> Result<Option<(Entry, Step)>, Failure> {
    let step: Rc<RefCell<Step>> = Rc::new(RefCell::new(Step::Nothing));
    let told = step.clone();
    let rule = move |entry: &mut Entry| {
        let next = next_step(entry, chance::now());
        if !entry.owner.may_be_sent_while(present) || !next.sends() {
            return Change::Nothing;
        }
        told.replace(next);
        entry.apply(Event::Began, chance::now(), chance::scatter())
    };
    let entry = update(id, Box::new(rule)).await?;
    Ok(entry.map(|entry| (entry, step.replace(Step::Nothing))))
}

/// Takes an entry of this owner out of the round for some time.
pub(super) async fn hold(id: Uuid, owner: Owner, pause: domain::outbox::Pause) -> Result<(), Failure> {
    let rule = move |entry: &mut Entry| {
        if entry.owner != owner || entry.state != State::Waiting {
            return Change::Nothing;
        }
        entry.pause = Some(pause);
        Change::Keep
    };
    update(id, Box::new(rule)).await.map(drop)
}

/// Deletes an entry of this owner with everything that belongs to it.
pub(super) async fn discard(id: Uuid, owner: Owner) -> Result<(), Failure> {
    let rule = move |entry: &mut Entry| if entry.owner == owner { Change::Delete } else { Change::Nothing };
    update(id, Box::new(rule)).await.map(drop)
}
