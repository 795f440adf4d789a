//! Days of simulated time against a pretend server behind a connection that loses, repeats and garbles.

use crate::outbox::samples::*;
use crate::outbox::*;
use crate::survey::random::Draws;
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What the server stored under one id.
#[derive(Default)]
struct Stored {
    announced: Vec<String>,
    photos: BTreeSet<String>,
    times_created: u32,
}

/// A server that keeps the API's promises: sending again is harmless.
#[derive(Default)]
struct PretendServer {
    records: BTreeMap<Uuid, Stored>,
}

impl PretendServer {
    fn put_record(&mut self, entry: &Entry) -> Event {
        let hashes: Vec<String> = entry.photos.iter().map(|photo| photo.sha256.clone()).collect();
        let stored = self.records.entry(entry.id).or_default();
        if stored.times_created == 0 {
            stored.times_created = 1;
            stored.announced = hashes.clone();
        } else if stored.announced != hashes {
            return record_answer(entry, 409, &[]);
        }
        let missing: Vec<String> = hashes.into_iter().filter(|sha| !stored.photos.contains(sha)).collect();
        record_answer(entry, 200, &missing)
    }

    fn put_photo(&mut self, entry: &Entry, sha256: &str) -> Event {
        match self.records.get_mut(&entry.id) {
            Some(stored) if stored.announced.iter().any(|sha| sha == sha256) => {
                let new = stored.photos.insert(sha256.to_owned());
                photo_answer(sha256, if new { 201 } else { 200 })
            }
            _ => photo_answer(sha256, 404),
        }
    }

    fn handle(&mut self, entry: &Entry, step: &Step) -> Event {
        match step {
            Step::SendPhoto(sha256) => self.put_photo(entry, sha256),
            _ => self.put_record(entry),
        }
    }
}

/// An answer of this status to a step.
fn answered(step: &Step, status: u16, retry_after_ms: Option<i64>) -> Event {
    match step {
        Step::SendPhoto(sha256) => Event::PhotoAnswered(PhotoAnswer {
            sha256: sha256.clone(),
            status,
            retry_after_ms,
            refusal: None,
        }),
        _ => Event::RecordAnswered(RecordAnswer { status, retry_after_ms, receipt: None, refusal: None }),
    }
}

/// Sends one step over a connection on which `faults` of 100 requests go wrong.
fn send(server: &mut PretendServer, draws: &mut Draws, faults: u64, entry: &Entry, step: &Step) -> Event {
    if draws.below(100) >= faults {
        return server.handle(entry, step);
    }
    match draws.below(8) {
        // Lost on the way there.
        0 => Event::NetworkFailed,
        // Lost on the way back, or too late.
        1 => {
            let _ = server.handle(entry, step);
            Event::NetworkFailed
        }
        2 => {
            let _ = server.handle(entry, step);
            Event::TimedOut
        }
        // Arrives twice.
        3 => {
            let _ = server.handle(entry, step);
            server.handle(entry, step)
        }
        // The server is in trouble, before or after it stored.
        4 => answered(step, 503, Some(5_000)),
        5 => {
            let _ = server.handle(entry, step);
            answered(step, 500, None)
        }
        // Cut short, or a public network's page. For a photo, whose answer has no body, only the connection shows it.
        6 => {
            let _ = server.handle(entry, step);
            if matches!(step, Step::SendPhoto(_)) { Event::NetworkFailed } else { answered(step, 200, None) }
        }
        // The browser is killed.
        _ => {
            let _ = server.handle(entry, step);
            Event::TabLost
        }
    }
}

/// Drains the entries; returns what the server has and how often something was sent.
fn drain(mut entries: Vec<Entry>, seed: u64, faults: u64) -> (PretendServer, u64) {
    let mut server = PretendServer::default();
    let mut draws = Draws::new(seed);
    let mut now = NOW;
    let mut requests = 0;
    while let Some(moment) = next_look(&entries, now, user(1)) {
        now = moment;
        let Some(id) = due(&entries, now, user(1)).first().map(|entry| entry.id) else { continue };
        let entry = entries.iter_mut().find(|entry| entry.id == id).unwrap();
        let step = next_step(entry, now);
        assert_eq!(entry.apply(Event::Began, now, 0), Change::Keep);
        requests += 1;
        assert!(requests < 100_000, "it does not come to an end");
        let event = send(&mut server, &mut draws, faults, entry, &step);
        now = Timestamp(now.0 + 150);
        let chance = u32::try_from(draws.bits() >> 32).unwrap();
        if entry.apply(event, now, chance) == Change::Delete {
            let stored = &server.records[&entry.id];
            let all: BTreeSet<String> = entry.photos.iter().map(|photo| photo.sha256.clone()).collect();
            assert_eq!(stored.photos, all, "deleted before every photo had arrived");
            entries.retain(|entry| entry.id != id);
        }
        if draws.below(50) == 0 {
            for entry in &mut entries {
                let _ = entry.apply(Event::Tick(Tick::Online), now, 0);
            }
        }
    }
    assert!(entries.is_empty(), "left: {entries:?}");
    (server, requests)
}

fn many() -> Vec<Entry> {
    (0_u8..200).map(|number| entry(number, user(1), number % 4)).collect()
}

#[test]
fn everything_arrives_exactly_once_over_any_connection() {
    for (seed, faults) in [(1, 0), (2, 30), (3, 30), (4, 60), (5, 90)] {
        let (server, _) = drain(many(), seed, faults);
        assert_eq!(server.records.len(), 200, "seed {seed}");
        assert!(server.records.values().all(|stored| stored.times_created == 1));
    }
}

#[test]
fn a_good_connection_needs_one_request_more_than_there_are_photos() {
    // Each entry: its record, its photos, and the receipt at the end if it has photos.
    let (_, requests) = drain(many(), 1, 0);
    assert_eq!(requests, 50 * (1 + 3 + 4 + 5));
}

#[test]
fn the_same_seed_sends_the_same() {
    assert_eq!(drain(many(), 9, 40).1, drain(many(), 9, 40).1);
}

#[test]
fn an_hour_of_500_is_survived_without_a_flood() {
    let mut one = entry(1, user(1), 1);
    let mut server = PretendServer::default();
    let mut now = NOW;
    let mut requests = 0;
    while one.state != State::Done {
        match next_step(&one, now) {
            Step::Wait(until) => now = until,
            step => {
                let _ = one.apply(Event::Began, now, 0);
                let broken = now.0 < NOW.0 + 3_600_000;
                requests += u32::from(broken);
                let event = if broken { answered(&step, 500, None) } else { server.handle(&one, &step) };
                let _ = one.apply(event, now, 1 << 31);
                // Taking the phone out of the pocket all the time does not hurry it.
                let _ = one.apply(Event::Tick(Tick::Visible), now, 0);
            }
        }
    }
    assert!(requests < 20, "{requests} requests in the hour");
    assert!(now.0 - NOW.0 < 3_600_000 + pause::OWN_LONGEST_MS);
    assert_eq!(server.records.len(), 1);
}

#[test]
fn a_server_that_forgets_is_not_asked_without_a_pause() {
    // One forgets everything after each request, the other only photos.
    for forgets_records in [true, false] {
        let mut one = entry(1, user(1), 1);
        let mut server = PretendServer::default();
        let mut now = NOW;
        let mut requests = 0;
        while now.0 < NOW.0 + 3_600_000 {
            match next_step(&one, now) {
                Step::Wait(until) => now = until,
                step => {
                    let _ = one.apply(Event::Began, now, 0);
                    requests += 1;
                    assert!(requests < 1_000, "a flood");
                    let _ = one.apply(server.handle(&one, &step), now, 0);
                    if forgets_records {
                        server = PretendServer::default();
                    }
                    server.records.values_mut().for_each(|stored| stored.photos.clear());
                }
            }
        }
        assert!(requests < 50, "{requests} requests in an hour");
        assert_ne!(one.state, State::Done);
    }
}
