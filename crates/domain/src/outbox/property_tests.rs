//! What holds for every sequence of events, however odd.

use crate::error::ErrorCode;
use crate::outbox::samples::*;
use crate::outbox::*;
use crate::time::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

fn a_tick() -> impl Strategy<Value = Tick> {
    prop_oneof![
        Just(Tick::Opened),
        Just(Tick::Online),
        Just(Tick::Visible),
        Just(Tick::Sync),
        Just(Tick::SendNow)
    ]
}

fn a_status() -> impl Strategy<Value = u16> {
    let likely = vec![200, 201, 400, 401, 403, 404, 408, 409, 413, 415, 422, 425, 429, 500, 503];
    prop_oneof![prop::sample::select(likely), any::<u16>()]
}

fn a_hash() -> impl Strategy<Value = String> {
    // The last one belongs to no entry.
    (0_u8..4).prop_map(|photo| sha(1, photo))
}

fn a_refusal() -> impl Strategy<Value = Option<Refusal>> {
    prop::option::of(Just(Refusal { code: ErrorCode::Invalid, fields: Vec::new() }))
}

/// Receipts for ids 2 (the entry's first one) and 99 (the one after a change).
fn a_receipt() -> impl Strategy<Value = Option<ReceiptSeen>> {
    let missing = prop::option::of(prop::collection::vec(a_hash(), 0..3));
    let id = prop::sample::select(vec![2_u128, 99, 7]);
    prop::option::of(
        (id, missing)
            .prop_map(|(id, photos_missing)| ReceiptSeen { id: Uuid::from_u128(id), photos_missing }),
    )
}

fn an_event() -> impl Strategy<Value = Event> {
    let retry = prop::option::of(any::<i64>());
    let record = (a_status(), retry.clone(), a_receipt(), a_refusal()).prop_map(
        |(status, after, receipt, refusal)| {
            Event::RecordAnswered(RecordAnswer { status, retry_after_ms: after, receipt, refusal })
        },
    );
    let photo = (a_hash(), a_status(), retry, a_refusal()).prop_map(|(sha256, status, after, refusal)| {
        Event::PhotoAnswered(PhotoAnswer { sha256, status, retry_after_ms: after, refusal })
    });
    let edited = prop::collection::vec(a_hash(), 0..3).prop_map(|hashes| Event::Edited {
        new_id: Uuid::from_u128(99),
        photos: hashes.into_iter().map(|sha256| PhotoToSend { sha256, sent: true }).collect(),
    });
    prop_oneof![
        3 => a_tick().prop_map(Event::Tick),
        8 => Just(Event::Began),
        6 => record,
        6 => photo,
        1 => Just(Event::NetworkFailed),
        1 => Just(Event::TimedOut),
        1 => Just(Event::TabLost),
        1 => prop::option::of(a_hash()).prop_map(|photo| Event::CopyUnreadable { photo }),
        1 => edited,
        1 => Just(Event::SendAgain),
        1 => (1_u8..3).prop_map(|number| Event::SignedIn(user_id(number))),
        1 => Just(Event::SignedOut),
    ]
}

/// Events, each with how long after the one before it happens (clocks go back, too) and its random bits.
fn a_life() -> impl Strategy<Value = (Entry, Vec<(Event, i64, u32)>)> {
    let owner = prop_oneof![Just(Owner::Resident), Just(user(1))];
    let start = (owner, 0_u8..4).prop_map(|(owner, photos)| entry(1, owner, photos));
    (start, prop::collection::vec((an_event(), -600_000_i64..2_000_000, any::<u32>()), 0..60))
}

/// Whether this event is a receipt that lists every photo of the entry as stored.
fn settles(event: &Event, entry: &Entry) -> bool {
    let Event::RecordAnswered(answer) = event else { return false };
    let Some(receipt) = &answer.receipt else { return false };
    let nothing_missing = match &receipt.photos_missing {
        Some(missing) => missing.is_empty(),
        None => entry.photos.is_empty(),
    };
    (200..300).contains(&answer.status) && receipt.id == entry.id && nothing_missing
}

proptest! {
    #[test]
    fn only_a_receipt_for_every_photo_ends_an_entry((mut entry, events) in a_life()) {
        let mut now = NOW;
        for (event, later, chance) in events {
            now = Timestamp(now.0 + later);
            let before = entry.clone();
            let change = entry.apply(event.clone(), now, chance);
            let ended = entry.state == State::Done;
            if before.state == State::Done {
                prop_assert_eq!(change, Change::Nothing);
            } else {
                prop_assert_eq!(ended, settles(&event, &before), "{:?} after {:?}", event, before);
                prop_assert_eq!(ended, change == Change::Delete);
            }
        }
    }

    #[test]
    fn photos_change_only_by_the_person((mut entry, events) in a_life()) {
        for (event, later, chance) in events {
            let hashes = |entry: &Entry| entry.photos.iter().map(|p| p.sha256.clone()).collect::<Vec<_>>();
            let before = (hashes(&entry), entry.id);
            let edited = matches!(event, Event::Edited { .. });
            let _ = entry.apply(event, Timestamp(NOW.0 + later), chance);
            prop_assert!(edited || before == (hashes(&entry), entry.id));
        }
    }

    #[test]
    fn whatever_happened_an_entry_can_still_arrive((mut entry, events) in a_life()) {
        let mut now = NOW;
        for (event, later, chance) in events {
            now = Timestamp(now.0 + later);
            let _ = entry.apply(event, now, chance);
            if entry.state == State::Waiting {
                // Failures never stop the attempts, and no pause is endless.
                match next_step(&entry, now) {
                    Step::Wait(until) => prop_assert!(until.0 - now.0 <= pause::LONGEST_MS),
                    step => prop_assert!(step.sends()),
                }
            }
        }
        let owner = match entry.owner { Owner::User(id) => id, Owner::Resident => user_id(1) };
        let _ = entry.apply(Event::TabLost, now, 0);
        let _ = entry.apply(Event::SignedIn(owner), now, 0);
        let _ = entry.apply(Event::SendAgain, now, 0);
        let mut stored: Vec<String> = Vec::new();
        for _ in 0..20 {
            now = Timestamp(now.0 + pause::LONGEST_MS + 1);
            let step = next_step(&entry, now);
            if !step.sends() {
                // A pause from before the clock was set back may come to hold again, once.
                continue;
            }
            prop_assert_eq!(entry.apply(Event::Began, now, 0), Change::Keep);
            let answer = match step {
                Step::SendPhoto(sha256) => {
                    stored.push(sha256.clone());
                    photo_answer(&sha256, 201)
                }
                _ => {
                    let all = entry.photos.iter().map(|p| p.sha256.clone());
                    let missing: Vec<String> = all.filter(|sha| !stored.contains(sha)).collect();
                    record_answer(&entry, 200, &missing)
                }
            };
            let _ = entry.apply(answer, now, 0);
        }
        prop_assert_eq!(entry.state, State::Done);
    }

    #[test]
    fn the_same_events_give_the_same_entry_and_it_survives_storage((entry, events) in a_life()) {
        let (mut one, mut two) = (entry.clone(), entry);
        for (event, later, chance) in events {
            let now = Timestamp(NOW.0 + later);
            prop_assert_eq!(one.apply(event.clone(), now, chance), two.apply(event, now, chance));
            prop_assert_eq!(&one, &two);
            two = serde_json::from_str(&serde_json::to_string(&one).unwrap()).unwrap();
        }
    }
}

#[test]
fn a_hundred_thousand_failures_do_not_end_the_attempts() {
    let mut one = entry(1, user(1), 1);
    let mut now = NOW;
    for round in 0..100_000_u32 {
        assert_eq!(one.apply(Event::Began, now, round), Change::Keep, "{round}");
        let _ = one.apply(Event::NetworkFailed, now, round);
        now = one.pause.unwrap().until;
    }
    assert_eq!(one.attempts, 100_000);
    one.attempts = u32::MAX;
    let _ = one.apply(Event::Began, now, 0);
    let _ = one.apply(Event::NetworkFailed, now, 0);
    assert!(next_step(&one, Timestamp(now.0 + pause::OWN_LONGEST_MS)).sends());
}
