//! What islands call.

use super::super::value::sleep;
use super::super::{Failure, chance, dom, request};
use super::content::{self, Content, NewEntry, NewPhoto};
use super::{codec, news, person, phone, sender, shelf};
use domain::outbox::{Counts, Entry, Event, Pause, PauseEnds, Reason, State, Tick, counts, of_owner};
use domain::time::Timestamp;
use uuid::Uuid;
use wasm_bindgen::JsValue;

/// How often somebody who waits for an entry looks, in milliseconds.
const GLANCE_MS: i32 = 150;
/// How long an entry that is being edited is not sent, in milliseconds: 10 minutes.
const EDITING_MS: i64 = 10 * 60_000;

/// An entry taken back for editing, or opened to be shown.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Where it stands.
    pub entry: Entry,
    /// What it sends and shows.
    pub content: Content,
    /// Its photos.
    pub photos: Vec<NewPhoto>,
}

/// How far an entry is.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The server has everything. Its last receipt; `null` when another page heard it.
    Delivered(JsValue),
    /// It is on the phone and will be sent by itself.
    Later,
    /// Its owner must sign in first.
    SignIn,
    /// It was refused, and its owner must decide.
    Person(Reason),
}

/// Stores an entry with its photos in one transaction, on disk when this returns, and begins to send it. One that stands
/// under the same id already is changed; one of another person is not touched. Gives the id under which it stands.
///
/// # Errors
/// Only when the phone can store nothing; see [`super::is_full`].
pub async fn put(entry: NewEntry) -> Result<String, Failure> {
    let id = Uuid::try_parse(&entry.id).unwrap_or_else(|_| fresh_id());
    let owner = person::here().await;
    let hashes = entry.photos.iter().map(|photo| photo.sha256.clone());
    let made = Entry::new(id, owner, entry.kind, chance::now(), hashes);
    let id = shelf::put(made, fresh_id(), &content::record(&entry), &entry.photos).await?;
    // What the browser answers to these wishes changes nothing.
    wasm_bindgen_futures::spawn_local(async { drop(phone::settle_in().await) });
    dom::tell_draft_saved();
    news::tell();
    sender::look();
    Ok(id)
}

/// Changes an entry that was not delivered. It takes another id when the server may have its old content, and becomes an
/// entry of its own when it was delivered meanwhile.
///
/// # Errors
/// As [`put`].
pub async fn replace(id: &str, entry: NewEntry) -> Result<String, Failure> {
    let there = match Uuid::try_parse(id) {
        Ok(id) => shelf::get(id).await?.is_some(),
        Err(_) => false,
    };
    let id = if there { id.to_owned() } else { chance::new_id() };
    put(NewEntry { id, ..entry }).await
}

/// Takes an entry back for editing: it is not sent meanwhile. None when there is no such entry of this person, or it cannot
/// be read any more.
pub async fn take_back(id: &str) -> Option<Opened> {
    let id = Uuid::try_parse(id).ok()?;
    let until = Timestamp(chance::now().0 + EDITING_MS);
    // The end makes sure that it is sent at last, should the page be left.
    let pause = Pause { until, ends: PauseEnds::WithPerson };
    shelf::hold(id, person::here().await, pause).await.ok()?;
    open(&id.to_string()).await
}

/// An entry of this person with everything in it.
pub async fn open(id: &str) -> Option<Opened> {
    let id = Uuid::try_parse(id).ok()?;
    let owner = person::here().await;
    let entry = shelf::get(id).await.ok()?.filter(|entry| entry.owner == owner)?;
    let content = content::of(id).await.ok()??;
    let mut photos = Vec::new();
    for photo in &entry.photos {
        // A photo that cannot be read any more is left out; the person sees that it is missing.
        if let Ok(Some(blob)) = content::photo(id, &photo.sha256).await {
            photos.push(NewPhoto { sha256: photo.sha256.clone(), blob });
        }
    }
    Some(Opened { entry, content, photos })
}

/// One photo of an entry of this person.
pub async fn photo(entry: &Entry, sha256: &str) -> Option<web_sys::Blob> {
    content::photo(entry.id, sha256).await.ok()?
}

/// What an entry of this person sends and shows, without its photos.
pub async fn content(entry: &Entry) -> Option<Content> {
    content::of(entry.id).await.ok()?
}

/// Waits up to so many milliseconds for an entry to be delivered.
pub async fn wait_for(id: &str, ms: i32) -> Outcome {
    let Ok(id) = Uuid::try_parse(id) else { return Outcome::Later };
    let mut left = ms;
    loop {
        match shelf::get(id).await {
            Ok(None) => return Outcome::Delivered(sender::receipt_of(id)),
            Ok(Some(entry)) => match entry.state {
                State::WaitingForSignIn => return Outcome::SignIn,
                State::WaitingForPerson(reason) => return Outcome::Person(reason),
                _ if request::is_offline() && sender::is_cut_off(&entry) => return Outcome::Later,
                _ => {}
            },
            Err(_) => {}
        }
        if left <= 0 {
            return Outcome::Later;
        }
        sleep(GLANCE_MS).await;
        left -= GLANCE_MS;
    }
}

/// Deletes an entry of this person with its photos.
///
/// # Errors
/// When the phone does not do it.
pub async fn discard(id: &str) -> Result<(), Failure> {
    if let Ok(id) = Uuid::try_parse(id) {
        shelf::discard(id, person::here().await).await?;
        news::tell();
    }
    Ok(())
}

/// The entries of this person, the oldest first, and how many there are of others.
pub async fn list() -> (Vec<Entry>, Counts) {
    let (entries, owner) = (shelf::all().await.unwrap_or_default(), person::here().await);
    (of_owner(&entries, owner).into_iter().cloned().collect(), counts(&entries, owner))
}

/// Who uses the phone, as their id; empty for a resident.
pub async fn owner() -> String {
    codec::owner_text(person::here().await)
}

/// Sends everything that may be sent now.
pub fn send_now() {
    sender::kick(Tick::SendNow);
}

/// Sends an entry of this person again. What the server refused because it has other content under this id goes under a
/// new one.
///
/// # Errors
/// When the phone does not do it.
pub async fn send_again(entry: &Entry) -> Result<String, Failure> {
    let refused = matches!(&entry.state, State::WaitingForPerson(reason) if reason.why == domain::outbox::Why::OtherContent);
    let event = if refused {
        Event::Edited { new_id: fresh_id(), photos: entry.photos.clone() }
    } else {
        Event::SendAgain
    };
    let after = shelf::apply(entry.id, event).await?;
    news::tell();
    sender::look();
    Ok(after.map_or(entry.id, |after| after.id).to_string())
}

/// An entry that is only in memory, for phones that keep nothing: sends it once, as far as it goes.
pub async fn send_unkept(entry: &NewEntry) -> Outcome {
    super::unkept::send(entry, person::here().await).await
}

fn fresh_id() -> Uuid {
    // It is one of ours, so it can be read.
    Uuid::try_parse(&chance::new_id()).unwrap_or_default()
}
