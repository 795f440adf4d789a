//! Puts entries into the database and takes them out: every change is one transaction over an entry, its record and its
//! photos, so that none is ever there without the others.

use super::super::value::{object, text};
use super::super::{Failure, chance};
use super::codec;
use super::database::{self, ENTRIES, PHOTOS, RECORDS};
use super::seal::Key;
use domain::outbox::{Change, Entry, Event, Owner, Step, next_step};
use js_sys::Array;
use uuid::Uuid;
use wasm_bindgen::JsValue;
use web_sys::{IdbKeyRange, IdbTransaction};

/// A photo as it is stored: its hash, and an object with its sealed bytes and their type.
pub(super) type SealedPhoto = (String, JsValue);

fn key(id: Uuid) -> JsValue {
    id.to_string().into()
}

fn photo_key(id: Uuid, sha256: &str) -> JsValue {
    Array::of2(&key(id), &sha256.into()).into()
}

/// All photos of an entry: `[id]` to `[id, []]`, because arrays come after texts.
fn photos_of(id: Uuid) -> Result<JsValue, Failure> {
    let (first, last) = (Array::of1(&key(id)), Array::of2(&key(id), &Array::new()));
    IdbKeyRange::bound(&first, &last).map(JsValue::from)
}

async fn entry_in(transaction: &IdbTransaction, id: Uuid) -> Result<Option<Entry>, Failure> {
    Ok(codec::from_js(&database::get(transaction, ENTRIES, &key(id)).await?))
}

fn write(transaction: &IdbTransaction, entry: &Entry) -> Result<(), Failure> {
    database::put(transaction, ENTRIES, &key(entry.id), &codec::to_js(entry))
}

fn remove(transaction: &IdbTransaction, id: Uuid) -> Result<(), Failure> {
    database::remove(transaction, ENTRIES, &key(id))?;
    database::remove(transaction, RECORDS, &key(id))?;
    database::remove(transaction, PHOTOS, &photos_of(id)?)
}

/// Stores an entry with everything that belongs to it. When there is one of this id already that its owner may change, it
/// is changed; `new_id` is then used if it must be. Gives the id under which it stands.
pub(super) async fn put(
    key_used: &Key,
    entry: &Entry,
    new_id: Uuid,
    record: &JsValue,
    photos: &[SealedPhoto],
) -> Result<Uuid, Failure> {
    database::change(async |t| {
        key_used.hold(t).await?;
        let mut entry = entry.clone();
        match entry_in(t, entry.id).await? {
            Some(mut before) if before.owner == entry.owner => {
                let changed = Event::Edited { new_id, photos: entry.photos.clone() };
                // Whatever it says, everything is written anew.
                let _ = before.apply(changed, chance::now(), chance::scatter());
                remove(t, entry.id)?;
                entry = before;
            }
            // Nobody else's entry is ever overwritten.
            Some(_) => entry.id = new_id,
            None => {}
        }
        write(t, &entry)?;
        database::put(t, RECORDS, &key(entry.id), record)?;
        for (sha256, photo) in photos {
            database::put(t, PHOTOS, &photo_key(entry.id, sha256), photo)?;
        }
        Ok(entry.id)
    })
    .await
}

/// All entries on this phone, whoever's they are.
pub(super) async fn all() -> Result<Vec<Entry>, Failure> {
    let kept = database::read(async |t| database::all(t, ENTRIES).await).await?;
    Ok(kept.iter().filter_map(codec::from_js).collect())
}

/// An entry.
pub(super) async fn get(id: Uuid) -> Result<Option<Entry>, Failure> {
    database::read(async |t| entry_in(t, id).await).await
}

/// What is sent for an entry, sealed.
pub(super) async fn record(id: Uuid) -> Result<JsValue, Failure> {
    database::read(async |t| database::get(t, RECORDS, &key(id)).await).await
}

/// A photo, sealed.
pub(super) async fn photo(id: Uuid, sha256: &str) -> Result<JsValue, Failure> {
    database::read(async |t| database::get(t, PHOTOS, &photo_key(id, sha256)).await).await
}

/// Applies an event to an entry and writes what comes of it; none when it is not there any more.
pub(super) async fn apply(id: Uuid, event: Event) -> Result<Option<Entry>, Failure> {
    database::change(async |t| {
        let Some(mut entry) = entry_in(t, id).await? else { return Ok(None) };
        let change = entry.apply(event.clone(), chance::now(), chance::scatter());
        follow(t, &entry, change).await?;
        Ok(Some(entry))
    })
    .await
}

/// Applies an event to all entries.
pub(super) async fn apply_to_all(event: Event) -> Result<(), Failure> {
    database::change(async |t| {
        for kept in database::all(t, ENTRIES).await? {
            let Some(mut entry) = codec::from_js(&kept) else { continue };
            let change = entry.apply(event.clone(), chance::now(), chance::scatter());
            follow(t, &entry, change).await?;
        }
        Ok(())
    })
    .await
}

/// Whether there is an entry at all, so that nothing is written where there is none.
pub(super) async fn is_empty() -> bool {
    all().await.map_or(true, |entries| entries.is_empty())
}

async fn follow(t: &IdbTransaction, entry: &Entry, change: Change) -> Result<(), Failure> {
    match change {
        Change::Nothing => Ok(()),
        Change::Keep => write(t, entry),
        Change::Delete => remove(t, entry.id),
        Change::Moved { from } => {
            let record = database::get(t, RECORDS, &key(from)).await?;
            database::put(t, RECORDS, &key(entry.id), &record)?;
            for photo in &entry.photos {
                let bytes = database::get(t, PHOTOS, &photo_key(from, &photo.sha256)).await?;
                database::put(t, PHOTOS, &photo_key(entry.id, &photo.sha256), &bytes)?;
            }
            remove(t, from)?;
            write(t, entry)
        }
    }
}

/// Writes down that the next request of an entry is about to leave, and says which; none when it may not be sent now.
pub(super) async fn begin(id: Uuid, present: Owner) -> Result<Option<(Entry, Step)>, Failure> {
    database::change(async |t| {
        let Some(mut entry) = entry_in(t, id).await? else { return Ok(None) };
        let step = next_step(&entry, chance::now());
        if !entry.owner.may_be_sent_while(present) || !step.sends() {
            return Ok(None);
        }
        let change = entry.apply(Event::Began, chance::now(), chance::scatter());
        follow(t, &entry, change).await?;
        Ok((change != Change::Nothing).then_some((entry, step)))
    })
    .await
}

/// Changes an entry of this owner by hand.
pub(super) async fn touch(
    id: Uuid,
    owner: Owner,
    act: impl Fn(&mut Entry),
) -> Result<Option<Entry>, Failure> {
    database::change(async |t| {
        let found = entry_in(t, id).await?.filter(|entry| entry.owner == owner);
        let Some(mut entry) = found else { return Ok(None) };
        act(&mut entry);
        write(t, &entry)?;
        Ok(Some(entry))
    })
    .await
}

/// Deletes an entry of this owner with everything that belongs to it.
pub(super) async fn discard(id: Uuid, owner: Owner) -> Result<(), Failure> {
    database::change(async |t| match entry_in(t, id).await? {
        Some(entry) if entry.owner == owner => remove(t, id),
        _ => Ok(()),
    })
    .await
}

/// A small note that is not content, such as who uses the phone.
pub(super) async fn note(name: &str) -> Result<JsValue, Failure> {
    database::read(async |t| database::get(t, database::KEYS, &name.into()).await).await
}

/// Writes a note, unless it says the same already.
pub(super) async fn set_note(name: &str, value: &str) -> Result<(), Failure> {
    database::change(async |t| {
        let value = JsValue::from_str(value);
        if database::get(t, database::KEYS, &name.into()).await? == value {
            return Ok(());
        }
        database::put(t, database::KEYS, &name.into(), &value)
    })
    .await
}

/// Takes the right to send for some time, where the browser has no locks; false while another page has it.
pub(super) async fn take_lease(holder: &str, ms: f64) -> Result<bool, Failure> {
    database::change(async |t| {
        let lease = database::get(t, database::KEYS, &"lease".into()).await?;
        let until = super::super::value::field(&lease, "until").as_f64().unwrap_or(0.0);
        let now = chance::now_ms();
        // An end far away means that the clock was set back.
        let held = text(&lease, "holder") != holder && now < until && until < now + 2.0 * ms;
        if !held {
            let lease = object(&[("holder", holder.into()), ("until", (now + ms).into())]);
            database::put(t, database::KEYS, &"lease".into(), &lease)?;
        }
        Ok(!held)
    })
    .await
}

/// Gives the right to send back.
pub(super) async fn end_lease() {
    let _ = database::change(async |t| database::remove(t, database::KEYS, &"lease".into())).await;
}
