//! What volunteers have to send: two reports of three with one or two photos each, the rest answers. An inspector gives orders,
//! with photos too.

use super::dice::Dice;
use crate::photo::{jpeg, sha256};
use domain::outbox::EntryKind;
use domain::time::Timestamp;
use serde_json::{Value, json};
use std::sync::OnceLock;
use uuid::Uuid;

/// 2026-11-20 00:00 UTC: the morning of the day on which everything was written down.
pub(super) const MORNING_MS: i64 = 1_795_132_800_000;

/// Something to be sent, as its phone keeps it.
#[derive(Clone, Debug)]
pub(super) struct Made {
    /// Its id.
    pub(super) id: Uuid,
    /// What it is.
    pub(super) kind: EntryKind,
    /// The record.
    pub(super) record: Value,
    /// Hash and bytes of its photos.
    pub(super) photos: Vec<(String, Vec<u8>)>,
}

impl Made {
    /// Whether it makes a report, as orders do; else it is answers.
    pub(super) fn is_report(&self) -> bool {
        self.kind != EntryKind::Response
    }

    /// Where it is sent to.
    pub(super) fn path(&self) -> String {
        format!("/api/v1/{}/{}", self.kind.resource(), self.id)
    }

    /// Where its photos are sent to; there its report is read, too.
    pub(super) fn report_path(&self) -> String {
        format!("/api/v1/{}/{}", self.kind.photo_resource(), self.id)
    }
}

/// The next one of an inspector, who gives orders at that moment.
pub(super) fn make_order(dice: &mut Dice, ordered_at: Timestamp) -> Made {
    let mut made = make_report(dice);
    let order = made.record.as_object_mut().expect("a report is an object");
    order.remove("channel");
    order.remove("observed_at");
    order.insert("ordered_at".into(), json!(ordered_at));
    order.insert("date".into(), json!(ordered_at.day()));
    order.insert("working_hours".into(), json!(80));
    for (name, text) in [("unit", "U1"), ("measure", "立即清理"), ("person", "李敏")] {
        order.insert(name.into(), text.into());
    }
    made.kind = EntryKind::Order;
    made
}

/// The next one of a volunteer.
pub(super) fn make(dice: &mut Dice) -> Made {
    if dice.below(3) == 0 {
        let id = new_id(dice);
        return Made { id, kind: EntryKind::Response, record: answers(dice), photos: Vec::new() };
    }
    make_report(dice)
}

fn make_report(dice: &mut Dice) -> Made {
    let id = new_id(dice);
    let count = 1 + dice.below(2);
    let photos: Vec<_> = (0..count).map(|_| photo(dice)).map(|bytes| (sha256(&bytes), bytes)).collect();
    let claims: Vec<Value> = photos
        .iter()
        .map(|(sha256, bytes)| json!({ "sha256": sha256, "media_type": "image/jpeg", "bytes": bytes.len() }))
        .collect();
    let category = pick(dice, &["exposed_rubbish", "manhole_cover", "street_light", "other"]);
    let household = dice.below(1_000_000);
    let mut part = || f64::from(dice.chance() % 1_000) / 1_000.0;
    let record = json!({
        "category": category,
        "description": format!("第 {household} 户门前"),
        "observed_at": "2026-11-20T08:00:00+08:00",
        "channel": "volunteer",
        "location": {
            "lat": 38.0 + part(), "lng": 107.0 + part(),
            "accuracy_m": 20.0, "source": "device", "datum": "wgs84",
        },
        "photos": claims,
    });
    Made { id, kind: EntryKind::Report, record, photos }
}

fn answers(dice: &mut Dice) -> Value {
    let mut one_of = |codes: &[&'static str]| json!([pick(dice, codes)]);
    json!({
        "questionnaire": "awareness-household",
        "version": 1,
        "channel": "household",
        "answers": {
            "resident_half_year": one_of(&["yes"]),
            "campaign_title": one_of(&["a", "b"]),
            "who_takes_part": one_of(&["a", "b"]),
            "core_values_not": one_of(&["a", "b"]),
            "core_values_which": one_of(&["a", "b"]),
            "where_to_report": one_of(&["a", "b"]),
            "citizens_code": one_of(&["a", "b"]),
        },
        "submitted_at": "2026-11-20T08:05:00+08:00",
    })
}

fn pick(dice: &mut Dice, codes: &[&'static str]) -> &'static str {
    codes[usize::try_from(dice.below(codes.len() as u64)).unwrap_or_default()]
}

/// A photo of its own: the same small picture with a comment that no other has.
fn photo(dice: &mut Dice) -> Vec<u8> {
    static PICTURE: OnceLock<Vec<u8>> = OnceLock::new();
    let picture = PICTURE.get_or_init(|| jpeg(48, 36));
    let comment = dice.bits().to_be_bytes();
    [&picture[..2], &[0xff, 0xfe, 0, 10], &comment, &picture[2..]].concat()
}

/// A UUIDv7 of that morning.
fn new_id(dice: &mut Dice) -> Uuid {
    let mut random = [0; 10];
    random[..8].copy_from_slice(&dice.bits().to_be_bytes());
    random[8..].copy_from_slice(&dice.bits().to_be_bytes()[..2]);
    let moment = u64::try_from(MORNING_MS).unwrap_or_default() + dice.below(36_000_000);
    uuid::Builder::from_unix_timestamp_millis(moment, &random).into_uuid()
}
