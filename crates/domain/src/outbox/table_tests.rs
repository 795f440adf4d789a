//! The whole table of the state machine: every kind of state with every kind of event.

use crate::error::ErrorCode;
use crate::outbox::samples::*;
use crate::outbox::*;
use uuid::Uuid;

/// An entry of user 1 with one photo, whose record the server has, in each state.
fn in_state(name: &str) -> Entry {
    let mut one = entry(1, user(1), 1);
    one.server_copy = ServerCopy::Stored;
    one.state = match name {
        "waiting" => State::Waiting,
        "sending" => State::Sending,
        "sign in" => State::WaitingForSignIn,
        "person" => State::WaitingForPerson(reason()),
        _ => State::Done,
    };
    one
}

fn name_of(entry: &Entry) -> &'static str {
    match (&entry.state, entry.pause) {
        (State::Waiting, None) => "waiting",
        (State::Waiting, Some(_)) => "pause",
        (State::Sending, _) => "sending",
        (State::WaitingForSignIn, _) => "sign in",
        (State::WaitingForPerson(_), _) => "person",
        (State::Done, _) => "done",
    }
}

fn ours(status: u16) -> Event {
    let refusal = Some(Refusal { code: ErrorCode::Forbidden, fields: Vec::new() });
    Event::RecordAnswered(RecordAnswer { status, refusal, ..RecordAnswer::default() })
}

#[test]
fn every_event_in_every_state() {
    let sample = in_state("waiting");
    let photo = sha(1, 0);
    let no_receipt = Event::RecordAnswered(RecordAnswer { status: 200, ..RecordAnswer::default() });
    let receipt_of = |id, photos_missing| {
        let receipt = Some(ReceiptSeen { id, photos_missing });
        Event::RecordAnswered(RecordAnswer { status: 200, receipt, ..RecordAnswer::default() })
    };
    let unreadable = Event::CopyUnreadable { photo: None };
    let edited = Event::Edited { new_id: Uuid::from_u128(99), photos: Vec::new() };
    let missing = std::slice::from_ref(&photo);
    let record = |status| record_answer(&sample, status, &[]);
    let taken = |status| photo_answer(&photo, status);
    #[rustfmt::skip]
    let table = [
        // event                               waiting    sending    sign in    person     done
        (Event::Tick(Tick::Opened),            "waiting", "sending", "sign in", "person",  "done"),
        (Event::Tick(Tick::Online),            "waiting", "sending", "sign in", "person",  "done"),
        (Event::Tick(Tick::Visible),           "waiting", "sending", "sign in", "person",  "done"),
        (Event::Tick(Tick::Sync),              "waiting", "sending", "sign in", "person",  "done"),
        (Event::Tick(Tick::SendNow),           "waiting", "sending", "sign in", "person",  "done"),
        (Event::Began,                         "sending", "sending", "sign in", "person",  "done"),
        (record_answer(&sample, 201, &[]),     "done",    "done",    "done",    "done",    "done"),
        (record_answer(&sample, 200, &[]),     "done",    "done",    "done",    "done",    "done"),
        (record_answer(&sample, 200, missing), "waiting", "waiting", "waiting", "waiting", "done"),
        (no_receipt,                           "waiting", "pause",   "sign in", "person",  "done"),
        (receipt_of(Uuid::nil(), Some(vec![])), "waiting", "pause",  "sign in", "person",  "done"),
        (receipt_of(sample.id, None),          "pause",   "pause",   "pause",   "pause",   "done"),
        (record(0),                            "waiting", "pause",   "sign in", "person",  "done"),
        (record(302),                          "waiting", "pause",   "sign in", "person",  "done"),
        (record(400),                          "waiting", "pause",   "sign in", "person",  "done"),
        (record(401),                          "waiting", "sign in", "sign in", "person",  "done"),
        (record(403),                          "waiting", "pause",   "sign in", "person",  "done"),
        (ours(403),                            "waiting", "person",  "sign in", "person",  "done"),
        (record(404),                          "waiting", "pause",   "sign in", "person",  "done"),
        (record(408),                          "waiting", "pause",   "sign in", "person",  "done"),
        (record(409),                          "waiting", "person",  "sign in", "person",  "done"),
        (record(410),                          "waiting", "pause",   "sign in", "person",  "done"),
        (record(413),                          "waiting", "person",  "sign in", "person",  "done"),
        (record(415),                          "waiting", "person",  "sign in", "person",  "done"),
        (record(422),                          "waiting", "person",  "sign in", "person",  "done"),
        (record(425),                          "waiting", "pause",   "sign in", "person",  "done"),
        (record(429),                          "waiting", "pause",   "sign in", "person",  "done"),
        (record(500),                          "waiting", "pause",   "sign in", "person",  "done"),
        (record(503),                          "waiting", "pause",   "sign in", "person",  "done"),
        (taken(201),                           "waiting", "waiting", "sign in", "person",  "done"),
        (taken(200),                           "waiting", "waiting", "sign in", "person",  "done"),
        (taken(401),                           "waiting", "sign in", "sign in", "person",  "done"),
        (taken(404),                           "waiting", "pause",   "sign in", "person",  "done"),
        (taken(408),                           "waiting", "pause",   "sign in", "person",  "done"),
        (taken(409),                           "waiting", "person",  "sign in", "person",  "done"),
        (taken(413),                           "waiting", "person",  "sign in", "person",  "done"),
        (taken(415),                           "waiting", "person",  "sign in", "person",  "done"),
        (taken(422),                           "waiting", "person",  "sign in", "person",  "done"),
        (taken(429),                           "waiting", "pause",   "sign in", "person",  "done"),
        (taken(500),                           "waiting", "pause",   "sign in", "person",  "done"),
        (photo_answer("other", 201),           "waiting", "pause",   "sign in", "person",  "done"),
        (Event::NetworkFailed,                 "waiting", "pause",   "sign in", "person",  "done"),
        (Event::TimedOut,                      "waiting", "pause",   "sign in", "person",  "done"),
        (Event::TabLost,                       "waiting", "pause",   "sign in", "person",  "done"),
        (unreadable,                           "person",  "person",  "person",  "person",  "done"),
        (edited,                               "waiting", "waiting", "sign in", "waiting", "done"),
        (Event::SendAgain,                     "waiting", "sending", "waiting", "waiting", "done"),
        (Event::SignedIn(user_id(1)),          "waiting", "sending", "waiting", "person",  "done"),
        (Event::SignedIn(user_id(2)),          "waiting", "sending", "sign in", "person",  "done"),
        (Event::SignedOut,                     "sign in", "sending", "sign in", "person",  "done"),
    ];
    for (event, waiting, sending, sign_in, person, done) in table {
        let columns = ["waiting", "sending", "sign in", "person", "done"];
        for (from, to) in columns.into_iter().zip([waiting, sending, sign_in, person, done]) {
            let before = in_state(from);
            let mut after = before.clone();
            let change = after.apply(event.clone(), NOW, 0);
            assert_eq!(name_of(&after), to, "{from} + {event:?}");
            let expected = match () {
                () if before == after => Change::Nothing,
                () if to == "done" => Change::Delete,
                () if after.id != before.id => Change::Moved { from: before.id },
                () => Change::Keep,
            };
            assert_eq!(change, expected, "{from} + {event:?}");
        }
    }
}

#[test]
fn a_refusal_says_why_and_which_photo() {
    for (status, why) in [(413, Why::TooLarge), (415, Why::UnsupportedType), (422, Why::Invalid)] {
        let mut one = in_state("sending");
        let _ = one.apply(photo_answer(&sha(1, 0), status), NOW, 0);
        let expected = Reason { why, photo: Some(sha(1, 0)), fields: Vec::new() };
        assert_eq!(one.state, State::WaitingForPerson(expected));
        assert_eq!(one.photos.len(), 1, "the photo stays");
    }
    let mut one = in_state("sending");
    let _ = one.apply(ours(403), NOW, 0);
    assert!(matches!(one.state, State::WaitingForPerson(Reason { why: Why::Refused, photo: None, .. })));
}

#[test]
fn a_pause_ends_early_only_for_what_may_end_it() {
    let paused = |event: Event| {
        let mut one = in_state("sending");
        let _ = one.apply(event, NOW, 0);
        one
    };
    let asked = RecordAnswer { status: 429, retry_after_ms: Some(60_000), ..RecordAnswer::default() };
    let broken = record_answer(&in_state("sending"), 500, &[]);
    for (event, by_network, by_person) in [
        (Event::NetworkFailed, true, true),
        (Event::TimedOut, true, true),
        (broken, false, true),
        (Event::TabLost, false, true),
        (Event::RecordAnswered(asked), false, false),
    ] {
        for (tick, lifted) in [
            (Tick::Opened, by_network),
            (Tick::Online, by_network),
            (Tick::Visible, by_network),
            (Tick::Sync, by_network),
            (Tick::SendNow, by_person),
        ] {
            let mut one = paused(event.clone());
            let _ = one.apply(Event::Tick(tick), NOW, 0);
            assert_eq!(next_step(&one, NOW).sends(), lifted, "{event:?} {tick:?}");
        }
    }
}

#[test]
fn a_forgotten_record_is_sent_again_before_its_photo() {
    let mut one = in_state("sending");
    let _ = one.apply(photo_answer(&sha(1, 0), 404), NOW, 0);
    let later = one.pause.unwrap().until;
    assert_eq!(next_step(&one, later), Step::SendRecord);
}

#[test]
fn a_second_tab_that_lost_the_race_does_not_send() {
    let mut one = in_state("waiting");
    assert_eq!(one.apply(Event::Began, NOW, 0), Change::Keep);
    assert_eq!(one.apply(Event::Began, NOW, 0), Change::Nothing);
}

#[test]
fn a_change_keeps_the_id_only_while_the_server_has_nothing_for_certain() {
    let edit = |before: &[Event]| {
        let mut one = entry(1, user(1), 1);
        for event in before {
            let _ = one.apply(event.clone(), NOW, 0);
        }
        let new_id = Uuid::from_u128(99);
        let change = one.apply(Event::Edited { new_id, photos: one.photos.clone() }, NOW, 0);
        assert_eq!((one.server_copy, &one.state), (ServerCopy::Never, &State::Waiting));
        assert_eq!(one.replaces.is_some(), change != Change::Keep && change != Change::Nothing);
        change
    };
    let answered = |status| vec![Event::Began, record_answer(&entry(1, user(1), 1), status, &[sha(1, 0)])];
    let moved = Change::Moved { from: Uuid::from_u128(2) };
    assert_eq!(edit(&[]), Change::Nothing);
    assert_eq!(edit(&answered(422)), Change::Keep);
    assert_eq!(edit(&answered(413)), Change::Keep);
    // Refused at the door: nothing was stored, and the failed attempt is forgotten with the change.
    assert_eq!(edit(&answered(425)), Change::Keep);
    assert_eq!(edit(&answered(429)), Change::Keep);
    for before in [answered(200), answered(409), answered(500), answered(408)] {
        assert_eq!(edit(&before), moved, "{before:?}");
    }
    assert_eq!(edit(&[Event::Began]), moved);
    assert_eq!(edit(&[Event::Began, Event::TabLost]), moved);
    // Once unsure, a refusal afterwards does not make it certain.
    assert_eq!(edit(&[vec![Event::Began, Event::TimedOut], answered(422)].concat()), moved);
}

#[test]
fn a_changed_entry_is_sent_whole_and_waits_only_if_the_server_asked() {
    let asked = RecordAnswer { status: 429, retry_after_ms: Some(60_000), ..RecordAnswer::default() };
    for (failure, sends) in [(Event::NetworkFailed, true), (Event::RecordAnswered(asked), false)] {
        let mut one = in_state("sending");
        one.photos[0].sent = true;
        let _ = one.apply(failure, NOW, 0);
        let _ = one.apply(Event::Edited { new_id: Uuid::from_u128(99), photos: one.photos.clone() }, NOW, 0);
        assert_eq!((one.photos_left(), one.attempts), (1, 0));
        assert_eq!(next_step(&one, NOW) == Step::SendRecord, sends);
    }
}

#[test]
fn what_nobody_signed_becomes_the_property_of_whoever_signs_in_for_it() {
    let mut one = entry(1, Owner::Resident, 0);
    for event in [Event::Began, record_answer(&entry(1, Owner::Resident, 0), 401, &[])] {
        let _ = one.apply(event, NOW, 0);
    }
    assert_eq!(one.state, State::WaitingForSignIn);
    let _ = one.apply(Event::SignedIn(user_id(7)), NOW, 0);
    assert_eq!((one.owner, one.state), (user(7), State::Waiting));
}

#[test]
fn each_kind_has_a_name_of_its_own_and_knows_its_addresses() {
    let table = [
        (EntryKind::Report, "report", "reports", "reports", None),
        (EntryKind::Response, "response", "responses", "responses", None),
        (EntryKind::Visit, "visit", "visits", "visits", None),
        (EntryKind::Order, "order", "orders", "reports", Some("report")),
    ];
    for (kind, name, resource, photos, receipt) in table {
        // Names stand in the databases of phones, so they never change.
        assert_eq!(kind.as_str(), name);
        assert_eq!(EntryKind::from_text(name), Some(kind));
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{name}\""));
        assert_eq!(
            (kind.resource(), kind.photo_resource(), kind.receipt_field()),
            (resource, photos, receipt)
        );
    }
    assert_eq!(EntryKind::from_text("orders"), None);
}

#[test]
fn an_order_is_done_only_by_a_receipt_that_lists_its_photos() {
    let mut order = Entry { kind: EntryKind::Order, ..entry(1, user(1), 2) };
    let hashes: Vec<String> = order.photos.iter().map(|photo| photo.sha256.clone()).collect();
    let _ = order.apply(Event::Began, NOW, 0);
    let silent = ReceiptSeen { id: order.id, photos_missing: None };
    let unlisted = RecordAnswer { status: 201, receipt: Some(silent), ..RecordAnswer::default() };
    assert_eq!(
        order.clone().apply(Event::RecordAnswered(unlisted), NOW, 0),
        Change::Keep,
        "it says nothing of photos"
    );
    assert_eq!(order.apply(record_answer(&order, 201, &hashes), NOW, 0), Change::Keep);
    for hash in &hashes {
        assert_eq!(next_step(&order, NOW), Step::SendPhoto(hash.clone()));
        let _ = order.apply(Event::Began, NOW, 0);
        assert_eq!(order.apply(photo_answer(hash, 201), NOW, 0), Change::Keep);
    }
    assert_eq!(next_step(&order, NOW), Step::CheckReceipt);
    let _ = order.apply(Event::Began, NOW, 0);
    assert_eq!(order.apply(record_answer(&order, 200, &[]), NOW, 0), Change::Delete);
}
