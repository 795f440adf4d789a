//! A phone: keeps entries, and does what the state machine of `domain::outbox` says. Its clock is its own: where a courier
//! would sleep, the clock jumps, so that hours of waiting take no time.

use super::dice::Dice;
use super::entries::{MORNING_MS, Made};
use crate::client::{Answer, Client};
use anyhow::{Context, bail};
use domain::error::ErrorBody;
use domain::outbox::pause::retry_after;
use domain::outbox::{
    Change, Entry, Event, Owner, PhotoAnswer, ReceiptSeen, RecordAnswer, Refusal, Step, due, next_look,
    next_step,
};
use domain::time::Timestamp;
use reqwest::Method;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// How long an answer is waited for. The proxy's late answers come later than that.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// What a request takes on the phone's clock.
const REQUEST_MS: i64 = 300;
/// Of so many requests, in one the app is killed.
const KILLED_ONE_IN: u64 = 80;

/// A phone with its outbox.
#[derive(Debug)]
pub(super) struct Phone {
    client: Client,
    owner: Owner,
    dice: Dice,
    /// The entries as they are stored, by id: text, as in a database.
    stored: BTreeMap<Uuid, String>,
    contents: BTreeMap<Uuid, Made>,
    now: Timestamp,
    requests: usize,
    delivered: Arc<AtomicUsize>,
}

/// What a phone has done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Done {
    pub(super) requests: usize,
    pub(super) simulated: Duration,
}

impl Phone {
    pub(super) fn new(client: Client, owner: Owner, dice: Dice, delivered: Arc<AtomicUsize>) -> Self {
        let (stored, contents) = (BTreeMap::new(), BTreeMap::new());
        Self { client, owner, dice, stored, contents, now: Timestamp(MORNING_MS), requests: 0, delivered }
    }

    pub(super) fn dice(&mut self) -> &mut Dice {
        &mut self.dice
    }

    /// Puts something into the outbox.
    pub(super) fn keep(&mut self, made: Made) {
        let hashes = made.photos.iter().map(|(sha256, _)| sha256.clone());
        let entry = Entry::new(made.id, self.owner, made.kind, self.now, hashes);
        self.store(&entry);
        self.contents.insert(made.id, made);
    }

    /// Sends until nothing is left.
    pub(super) async fn drain(mut self) -> anyhow::Result<Done> {
        while !self.stored.is_empty() {
            let entries = self.stored.values().map(|text| Ok(serde_json::from_str(text)?));
            let entries: Vec<Entry> = entries.collect::<anyhow::Result<_>>()?;
            let turns: Vec<Uuid> = due(&entries, self.now, self.owner).iter().map(|entry| entry.id).collect();
            if turns.is_empty() {
                let waits = next_look(&entries, self.now, self.owner);
                let Some(moment) = waits else { bail!("nobody can go on: {:?}", entries[0]) };
                self.now = moment;
            }
            for id in turns {
                self.work_on(id).await?;
            }
        }
        let simulated = u64::try_from(self.now.0 - MORNING_MS).unwrap_or_default();
        Ok(Done { requests: self.requests, simulated: Duration::from_millis(simulated) })
    }

    /// Sends the parts of an entry until it is done or has to wait.
    async fn work_on(&mut self, id: Uuid) -> anyhow::Result<()> {
        loop {
            let mut entry = self.load(id)?;
            let step = next_step(&entry, self.now);
            if !step.sends() {
                return Ok(());
            }
            // What is about to happen is stored before it happens.
            if entry.apply(Event::Began, self.now, self.dice.chance()) == Change::Nothing {
                bail!("{step:?} could not begin: {entry:?}");
            }
            self.store(&entry);
            self.requests += 1;
            let event = self.send(id, &step).await?;
            self.now = Timestamp(self.now.0 + REQUEST_MS);
            let mut entry = self.load(id)?;
            match entry.apply(event, self.now, self.dice.chance()) {
                Change::Delete => {
                    self.stored.remove(&id);
                    self.contents.remove(&id);
                    self.delivered.fetch_add(1, Ordering::Relaxed);
                    return Ok(());
                }
                Change::Keep => self.store(&entry),
                Change::Nothing | Change::Moved { .. } => bail!("an answer changed nothing: {entry:?}"),
            }
        }
    }

    /// Makes one request and says what came of it.
    async fn send(&mut self, id: Uuid, step: &Step) -> anyhow::Result<Event> {
        let made = self.contents.get(&id).context("no content")?;
        let (path, photo_path) = (made.path(), made.report_path());
        let receipt_field = made.kind.receipt_field();
        let (request, photo) = match step {
            Step::SendPhoto(sha256) => {
                let bytes = made.photos.iter().find(|(known, _)| known == sha256).context("no such photo")?;
                let request = self.client.request(Method::PUT, &format!("{photo_path}/photos/{sha256}"));
                (request.header("content-type", "image/jpeg").body(bytes.1.clone()), Some(sha256.clone()))
            }
            _ => (self.client.request(Method::PUT, &path).json(&made.record), None),
        };
        let sending = self.client.send(request);
        if self.dice.below(KILLED_ONE_IN) == 0 {
            // The app is killed at some moment; opened again, it finds an entry under way.
            let moment = Duration::from_micros(self.dice.below(20_000));
            drop(tokio::time::timeout(moment, sending).await);
            return Ok(Event::TabLost);
        }
        Ok(match tokio::time::timeout(PATIENCE, sending).await {
            Err(_) => Event::TimedOut,
            Ok(Err(_)) => Event::NetworkFailed,
            Ok(Ok(answer)) => self.read(answer, photo, receipt_field),
        })
    }

    fn read(&self, answer: Answer, photo: Option<String>, receipt_field: Option<&str>) -> Event {
        let retry_after_ms = retry_after(answer.header("retry-after"), self.now);
        let status = answer.status;
        let refusal = serde_json::from_slice::<ErrorBody>(&answer.body)
            .ok()
            .map(|body| Refusal { code: body.error.code, fields: body.error.fields });
        if let Some(sha256) = photo {
            return Event::PhotoAnswered(PhotoAnswer { sha256, status, retry_after_ms, refusal });
        }
        let json = answer.json();
        let json = receipt_field.map_or(&json, |name| &json[name]);
        let receipt = json["id"].as_str().and_then(|id| Uuid::parse_str(id).ok()).map(|id| ReceiptSeen {
            id,
            photos_missing: json["photos_missing"]
                .as_array()
                .map(|list| list.iter().filter_map(|sha256| sha256.as_str().map(str::to_owned)).collect()),
        });
        Event::RecordAnswered(RecordAnswer { status, retry_after_ms, receipt, refusal })
    }

    fn load(&self, id: Uuid) -> anyhow::Result<Entry> {
        Ok(serde_json::from_str(self.stored.get(&id).context("no such entry")?)?)
    }

    fn store(&mut self, entry: &Entry) {
        let text = serde_json::to_string(entry).expect("an entry can be written as text");
        self.stored.insert(entry.id, text);
    }
}
