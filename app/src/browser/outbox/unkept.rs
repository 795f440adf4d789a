//! Sends what the phone cannot keep, in private windows without storage and on full phones: by the same rules, from memory,
//! as long as the person waits.

use super::super::chance;
use super::super::value::sleep;
use super::api::Outcome;
use super::content::{Content, NewEntry};
use super::courier;
use domain::outbox::{Entry, Event, Owner, State, Step, next_step};
use uuid::Uuid;
use wasm_bindgen::JsValue;

/// How long it is tried, in milliseconds.
const PATIENCE_MS: f64 = 60_000.0;

/// Sends an entry.
pub(super) async fn send(new: &NewEntry, owner: Owner) -> Outcome {
    let id = Uuid::try_parse(&new.id).unwrap_or_default();
    let hashes = new.photos.iter().map(|photo| photo.sha256.clone());
    let mut entry = Entry::new(id, owner, new.kind, chance::now(), hashes);
    let content = Content {
        body: new.body.clone(),
        form: new.form.clone(),
        title: new.title.clone(),
        edit_at: new.edit_at.clone(),
    };
    let begin = chance::now_ms();
    let mut last = JsValue::NULL;
    while chance::now_ms() - begin < PATIENCE_MS {
        let step = next_step(&entry, chance::now());
        let event = match &step {
            Step::Wait(_) => {
                sleep(250).await;
                continue;
            }
            Step::Nothing => break,
            step => {
                let _ = entry.apply(Event::Began, chance::now(), 0);
                let photo = match step {
                    Step::SendPhoto(sha256) => new.photos.iter().find(|photo| photo.sha256 == *sha256),
                    _ => None,
                };
                match photo {
                    Some(photo) => courier::send_photo(&entry, &photo.sha256, &photo.blob).await,
                    None => {
                        let (event, receipt) = courier::send_record(&entry, &content).await;
                        last = receipt;
                        event
                    }
                }
            }
        };
        let _ = entry.apply(event, chance::now(), chance::scatter());
    }
    match entry.state {
        State::Done => Outcome::Delivered(last),
        State::WaitingForSignIn => Outcome::SignIn,
        State::WaitingForPerson(reason) => Outcome::Person(reason),
        _ => Outcome::Later,
    }
}
