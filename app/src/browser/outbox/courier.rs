//! Makes one request of an entry, and says what happened. It knows the API's addresses and its answers, and decides nothing.

use super::super::request::{self, Answer, Lost, Request};
use super::super::value::{elements, field, text, to_json};
use super::super::{chance, receipts};
use super::codec;
use super::content::{self, Content};
use domain::error::ErrorCode;
use domain::outbox::{Entry, EntryKind, Event, Owner, PhotoAnswer, ReceiptSeen, RecordAnswer, Refusal, Step};
use js_sys::Date;
use uuid::Uuid;
use wasm_bindgen::JsValue;
use web_sys::Blob;

/// How long the answer to a record may take, in milliseconds.
const RECORD_MS: i32 = 30_000;
/// How long a photo may take: 250 KB over a poor connection.
const PHOTO_MS: i32 = 120_000;

/// Makes the request of a step with what is stored; what happened, and the receipt, if there is one.
pub(super) async fn carry(entry: &Entry, step: &Step) -> (Event, JsValue) {
    // What cannot be read now may be readable later; the entry is found under way then.
    let stuck = (Event::TabLost, JsValue::NULL);
    match step {
        Step::SendPhoto(sha256) => match content::photo(entry.id, sha256).await {
            Ok(Some(photo)) => (send_photo(entry, sha256, &photo).await, JsValue::NULL),
            Ok(None) => (Event::CopyUnreadable { photo: Some(sha256.clone()) }, JsValue::NULL),
            Err(_) => stuck,
        },
        _ => match content::of(entry.id).await {
            Ok(Some(content)) => send_record(entry, &content).await,
            Ok(None) => (Event::CopyUnreadable { photo: None }, JsValue::NULL),
            Err(_) => stuck,
        },
    }
}

fn path(resource: &str, entry: &Entry) -> String {
    ["/api/v1/", resource, "/", &entry.id.to_string()].concat()
}

/// Sends the record; what happened, and the receipt.
pub(super) async fn send_record(entry: &Entry, content: &Content) -> (Event, JsValue) {
    let body = JsValue::from_str(&to_json(&content.body));
    let answer =
        put(entry, &path(entry.kind.resource(), entry), (&body, "application/json"), RECORD_MS).await;
    let answer = match answer {
        Ok(answer) => answer,
        Err(lost) => return (failure(lost), JsValue::NULL),
    };
    let receipt = receipt(entry.kind, &answer);
    if receipt.is_some() && entry.kind == EntryKind::Report {
        // Before anything is forgotten: the code is the only way back to the report.
        let code = text(&answer.content, "receipt_code");
        let (owner, id) = (codec::owner_text(entry.owner), entry.id.to_string());
        receipts::keep(&owner, &code, &id, &content.title, &text(&content.form, "icon")).await;
    }
    let seen = receipt.is_some();
    let event = Event::RecordAnswered(RecordAnswer {
        status: answer.status,
        retry_after_ms: retry_after(&answer.retry_after),
        receipt,
        refusal: refusal(&answer),
    });
    (event, if seen { answer.content } else { JsValue::NULL })
}

/// Sends a photo; what happened.
pub(super) async fn send_photo(entry: &Entry, sha256: &str, photo: &Blob) -> Event {
    let path = [&path(entry.kind.photo_resource(), entry), "/photos/", sha256].concat();
    match put(entry, &path, (photo, &photo.type_()), PHOTO_MS).await {
        Ok(answer) => Event::PhotoAnswered(PhotoAnswer {
            sha256: sha256.to_owned(),
            status: answer.status,
            retry_after_ms: retry_after(&answer.retry_after),
            refusal: refusal(&answer),
        }),
        Err(lost) => failure(lost),
    }
}

async fn put(entry: &Entry, path: &str, body: (&JsValue, &str), patience_ms: i32) -> Result<Answer, Lost> {
    let (anonymous, owner) = (entry.owner == Owner::Resident, codec::owner_text(entry.owner));
    request::ask(&Request { method: "PUT", path, body: Some(body), anonymous, owner: &owner, patience_ms })
        .await
}

const fn failure(lost: Lost) -> Event {
    match lost {
        Lost::Unreached => Event::NetworkFailed,
        Lost::TimedOut => Event::TimedOut,
    }
}

fn receipt(kind: EntryKind, answer: &Answer) -> Option<ReceiptSeen> {
    let receipt = match kind.receipt_field() {
        Some(name) => field(&answer.content, name),
        None => answer.content.clone(),
    };
    let missing = field(&receipt, "photos_missing");
    let hashes = || elements(&missing).iter().filter_map(JsValue::as_string).collect();
    Some(ReceiptSeen {
        id: Uuid::try_parse(&text(&receipt, "id")).ok().filter(|_| answer.status < 300)?,
        photos_missing: missing.is_object().then(hashes),
    })
}

/// The error, if it is one of our server's. Which code it has makes no difference to the outbox.
fn refusal(answer: &Answer) -> Option<Refusal> {
    let error = field(&answer.content, "error");
    let ours = answer.status >= 300 && !text(&error, "code").is_empty();
    ours.then(|| Refusal { code: ErrorCode::Invalid, fields: codec::fields_of(&field(&error, "fields")) })
}

/// How long the server asks to wait, in milliseconds. As `domain::outbox::pause::retry_after`, with the dates read by the
/// browser, which can do it anyway.
fn retry_after(header: &str) -> Option<i64> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(header.parse::<i64>().unwrap_or(i64::MAX).saturating_mul(1_000));
    }
    let date = Date::parse(header);
    #[expect(clippy::cast_possible_truncation, reason = "cut to the limits, which the rules have anyway")]
    let ms = (date - chance::now_ms()).max(0.0) as i64;
    date.is_finite().then_some(ms)
}
