//! Any change to the stored history is found and named; erasing a person is no change.

use super::*;
use crate::case::chain::{BrokenLink, Entry, Fault, Head, Links, NOTHING, hex, opens, seal, verify};
use std::collections::HashMap;

/// Three cases, their events taken in turn.
fn ledger() -> (Vec<(Entry, Links)>, Head) {
    let stories = [Story::closed(), Story::rectified(), Story::assigned()];
    let mut ledger: Vec<(Entry, Links)> = Vec::new();
    let mut heads: HashMap<Uuid, [u8; 32]> = HashMap::new();
    let mut head = Head::EMPTY;
    for number in 0..7 {
        for (index, story) in stories.iter().enumerate() {
            let Some(event) = story.events.get(number) else { continue };
            let entry = Entry {
                position: head.position + 1,
                case: Uuid::from_u128(index as u128 + 1),
                number: u32::try_from(number).unwrap() + 1,
                at: event.at,
                body: serde_json::to_string(event).unwrap(),
            };
            let before = heads.get(&entry.case).copied().unwrap_or(NOTHING);
            let links = entry.link(toy_hash, &before, &head.ledger_hash);
            heads.insert(entry.case, links.case_hash);
            head = Head { position: entry.position, ledger_hash: links.ledger_hash };
            ledger.push((entry, links));
        }
    }
    (ledger, head)
}

fn check(ledger: &[(Entry, Links)], head: &Head) -> Result<Head, BrokenLink> {
    verify(toy_hash, ledger.iter().map(|(entry, links)| (entry, links)), head)
}

#[test]
fn an_untouched_ledger_holds() {
    let (ledger, head) = ledger();
    assert_eq!(ledger.len(), 6 + 5 + 3);
    assert_eq!(check(&ledger, &head), Ok(head));
}

#[test]
fn one_changed_byte_of_any_event_is_found_and_named() {
    let (ledger, head) = ledger();
    for index in 0..ledger.len() {
        for byte in 0..ledger[index].0.body.len() {
            let mut changed = ledger.clone();
            let mut body = changed[index].0.body.clone().into_bytes();
            body[byte] ^= 1;
            changed[index].0.body = String::from_utf8(body).unwrap();
            let broken = check(&changed, &head).unwrap_err();
            let entry = &ledger[index].0;
            assert_eq!(
                (broken.position, broken.case, broken.number),
                (entry.position, Some(entry.case), entry.number)
            );
            assert_eq!(broken.fault, Fault::Changed);
        }
    }
}

#[test]
fn changed_columns_and_hashes_are_found() {
    type Change = fn(&mut (Entry, Links));
    let (ledger, head) = ledger();
    let changes: [(Change, Fault); 6] = [
        (|row| row.0.at.0 += 1, Fault::Changed),
        (|row| row.0.case = Uuid::from_u128(9), Fault::WrongNumber),
        (|row| row.0.number += 1, Fault::WrongNumber),
        (|row| row.0.position += 1, Fault::WrongPosition),
        (|row| row.1.case_hash[0] ^= 1, Fault::Changed),
        (|row| row.1.ledger_hash[31] ^= 1, Fault::WrongLedgerHash),
    ];
    for (change, fault) in changes {
        let mut changed = ledger.clone();
        change(&mut changed[4]);
        let broken = check(&changed, &head).unwrap_err();
        assert_eq!((broken.fault, broken.number), (fault, changed[4].0.number), "{broken}");
    }
}

#[test]
fn missing_moved_and_cut_off_events_are_found() {
    let (ledger, head) = ledger();
    let mut missing = ledger.clone();
    missing.remove(3);
    assert_eq!(check(&missing, &head).unwrap_err().fault, Fault::WrongPosition);
    // The gap closed again by counting anew: the case's own numbers tell.
    for row in &mut missing[3..] {
        row.0.position -= 1;
    }
    assert!(check(&missing, &head).is_err());
    let mut swapped = ledger.clone();
    swapped.swap(2, 3);
    assert_eq!(check(&swapped, &head).unwrap_err().position, 4);
    let cut = check(&ledger[..13], &head).unwrap_err();
    assert_eq!((cut.fault, cut.position), (Fault::CutOff, 13));
    assert_eq!(cut.to_string(), "ledger position 13 is where the ledger ends, but it should not");
    assert!(check(&[], &head).is_err());
    assert_eq!(check(&[], &Head::EMPTY), Ok(Head::EMPTY));
}

#[test]
fn erasing_a_text_leaves_its_seal_and_another_salt_seals_it_otherwise() {
    let name = seal(toy_hash, &[1; 16], "王某");
    assert!(opens(toy_hash, &name, &[1; 16], "王某"));
    assert!(!opens(toy_hash, &name, &[1; 16], "李某"));
    assert_ne!(name, seal(toy_hash, &[2; 16], "王某"));
    let (ledger, _) = ledger();
    // Only the seal stands in what is hashed, so the chain does not know whether the text still exists.
    assert!(ledger.iter().any(|(entry, _)| entry.body.contains(&sealed("王某").0)));
    assert!(ledger.iter().all(|(entry, _)| !entry.canonical().contains("王某")));
    assert_eq!(hex(&[0xab; 32]).len(), 64);
}
