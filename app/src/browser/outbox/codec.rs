//! Entries as JavaScript objects, for the database. What is here can be read by everybody who copies the profile, so it is
//! only what is needed to know whose turn it is: no content, and of errors no text.

use super::super::value::{elements, field, object, or_null, set, text};
use domain::error::{FieldCode, FieldError};
use domain::outbox::{
    Entry, EntryKind, Owner, Pause, PauseEnds, PhotoToSend, Reason, ServerCopy, State, Trouble, Why,
};
use domain::time::Timestamp;
use js_sys::Array;
use uuid::Uuid;
use wasm_bindgen::JsValue;

const ENDS: [(&str, PauseEnds); 3] =
    [("network", PauseEnds::WithNetwork), ("person", PauseEnds::WithPerson), ("time", PauseEnds::WithTime)];
const COPIES: [(&str, ServerCopy); 4] = [
    ("never", ServerCopy::Never),
    ("unsure", ServerCopy::Unsure),
    ("other", ServerCopy::Other),
    ("stored", ServerCopy::Stored),
];

fn name_of<T: PartialEq>(table: &[(&'static str, T)], value: &T) -> JsValue {
    table.iter().find(|(_, other)| other == value).map_or(JsValue::NULL, |(name, _)| (*name).into())
}

fn by_name<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table.iter().find(|(other, _)| *other == name).map(|(_, value)| *value)
}

/// Whole numbers up to 2^53 are exact.
#[expect(clippy::cast_precision_loss, reason = "times in milliseconds are far below 2^53")]
fn moment(at: Timestamp) -> JsValue {
    (at.0 as f64).into()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "times in milliseconds fit; a wrong one is cut to the limits"
)]
fn whole(object: &JsValue, name: &str) -> Option<i64> {
    field(object, name).as_f64().map(|number| number as i64)
}

fn count(object: &JsValue, name: &str) -> u32 {
    whole(object, name).and_then(|number| u32::try_from(number).ok()).unwrap_or(0)
}

/// An owner as text: empty for a resident.
pub(super) fn owner_text(owner: Owner) -> String {
    match owner {
        Owner::Resident => String::new(),
        Owner::User(id) => id.to_string(),
    }
}

/// An owner from text; somebody without a name is a resident.
pub(super) fn owner_of(text: &str) -> Owner {
    Uuid::try_parse(text).map_or(Owner::Resident, Owner::User)
}

/// An entry as an object.
pub(super) fn to_js(entry: &Entry) -> JsValue {
    let photos: Array = entry
        .photos
        .iter()
        .map(|photo| object(&[("sha256", photo.sha256.as_str().into()), ("sent", photo.sent.into())]))
        .collect();
    let state = match &entry.state {
        State::Waiting => "waiting",
        State::Sending => "sending",
        State::WaitingForSignIn => "sign_in",
        State::WaitingForPerson(_) => "person",
        State::Done => "done",
    };
    let kept = object(&[
        ("id", entry.id.to_string().into()),
        ("owner", owner_text(entry.owner).into()),
        ("kind", entry.kind.as_str().into()),
        ("made_at", moment(entry.made_at)),
        ("photos", photos.into()),
        ("state", state.into()),
        ("attempts", entry.attempts.into()),
        ("contradictions", entry.contradictions.into()),
        ("trouble", entry.trouble.map_or(JsValue::NULL, |trouble| trouble.as_str().into())),
        ("server_copy", name_of(&COPIES, &entry.server_copy)),
        ("replaces", or_null(&entry.replaces.map(|id| id.to_string()).unwrap_or_default())),
    ]);
    if let Some(pause) = entry.pause {
        set(&kept, "until", &moment(pause.until));
        set(&kept, "ends", &name_of(&ENDS, &pause.ends));
    }
    if let State::WaitingForPerson(reason) = &entry.state {
        let fields: Array = reason
            .fields
            .iter()
            .map(|field| {
                object(&[("path", field.path.as_str().into()), ("code", field.code.as_str().into())])
            })
            .collect();
        set(&kept, "why", &reason.why.as_str().into());
        set(&kept, "photo", &or_null(reason.photo.as_deref().unwrap_or_default()));
        set(&kept, "fields", &fields);
    }
    kept
}

/// The invalid fields in an array of objects with `path` and `code`, as the API and the database have them.
pub(super) fn fields_of(array: &JsValue) -> Vec<FieldError> {
    let one = |field: &JsValue| {
        let code = FieldCode::from_text(&text(field, "code")).unwrap_or(FieldCode::Malformed);
        FieldError { path: text(field, "path"), code, message: String::new() }
    };
    elements(array).iter().map(one).collect()
}

/// The entry that an object holds; none when it is not one of ours.
pub(super) fn from_js(kept: &JsValue) -> Option<Entry> {
    let state = match text(kept, "state").as_str() {
        "waiting" => State::Waiting,
        "sending" => State::Sending,
        "sign_in" => State::WaitingForSignIn,
        "person" => State::WaitingForPerson(Reason {
            why: Why::from_text(&text(kept, "why")).unwrap_or(Why::Invalid),
            photo: Some(text(kept, "photo")).filter(|sha256| !sha256.is_empty()),
            fields: fields_of(&field(kept, "fields")),
        }),
        _ => return None,
    };
    let photo = |photo: &JsValue| PhotoToSend {
        sha256: text(photo, "sha256"),
        sent: field(photo, "sent").is_truthy(),
    };
    let ends = by_name(&ENDS, &text(kept, "ends"));
    Some(Entry {
        id: Uuid::try_parse(&text(kept, "id")).ok()?,
        owner: owner_of(&text(kept, "owner")),
        kind: EntryKind::from_text(&text(kept, "kind"))?,
        made_at: Timestamp(whole(kept, "made_at").unwrap_or(0)),
        photos: elements(&field(kept, "photos")).iter().map(photo).collect(),
        state,
        attempts: count(kept, "attempts"),
        contradictions: count(kept, "contradictions"),
        pause: whole(kept, "until").zip(ends).map(|(until, ends)| Pause { until: Timestamp(until), ends }),
        trouble: Trouble::from_text(&text(kept, "trouble")),
        server_copy: by_name(&COPIES, &text(kept, "server_copy")).unwrap_or(ServerCopy::Unsure),
        replaces: Uuid::try_parse(&text(kept, "replaces")).ok(),
    })
}
