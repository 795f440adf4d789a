//! Visits on this phone besides the outbox: drafts, and marks that say what was recorded after the page was made. Sealed as the
//! outbox is, and each by the person whose it is.

use crate::browser::keep::{self, Drawer};
use crate::browser::outbox::seal;
use crate::browser::value::{field, object, text};
use crate::browser::{Failure, chance};
use domain::outbox::{Entry, Owner};
use domain::survey::VisitOutcome;
use domain::time::Timestamp;
use wasm_bindgen::JsValue;

/// Marks older than this are forgotten: 30 days, the time for which somebody stays signed in.
const OLDEST_MS: i64 = 30 * 86_400_000;

/// That a visit was recorded on this phone.
#[derive(Clone, Debug)]
pub(in crate::islands) struct Mark {
    /// Its id.
    pub id: String,
    /// The household, as `plan/area/household`.
    pub door: String,
    /// When it began.
    pub at: Timestamp,
    /// How it ended.
    pub outcome: VisitOutcome,
}

fn draft_name(person: &str, door: &str) -> String {
    ["draft ", person, " ", door].concat()
}

fn mark_name(person: &str, id: &str) -> String {
    ["mark ", person, " ", id].concat()
}

async fn put(name: &str, value: &JsValue) -> Result<(), Failure> {
    let sealed = seal::seal_json(value).await?;
    keep::put(Drawer::Visits, name, &object(&[("name", name.into()), ("sealed", sealed)])).await
}

/// Keeps what is filled in. A phone that keeps nothing is no reason not to go on.
pub(super) async fn put_draft(person: &str, door: &str, filled: &JsValue) {
    let _ = put(&draft_name(person, door), filled).await;
}

/// What was filled in before.
pub(super) async fn draft(person: &str, door: &str) -> Option<JsValue> {
    let kept = keep::get(Drawer::Visits, &draft_name(person, door)).await.ok()?;
    seal::open_json(&field(&kept, "sealed")).await.ok().filter(JsValue::is_object)
}

/// Forgets what is filled in.
pub(super) async fn drop_draft(person: &str, door: &str) {
    let _ = keep::remove(Drawer::Visits, &draft_name(person, door)).await;
}

/// Takes the mark of an entry away, and gives it, so that it can be brought back.
pub(in crate::islands) async fn take_mark(entry: &Entry) -> Option<Mark> {
    let Owner::User(person) = entry.owner else { return None };
    let (person, ids) = (person.to_string(), [Some(entry.id), entry.replaces]);
    let (marks, _) = all(&person).await;
    let mark = marks.into_iter().find(|mark| ids.iter().flatten().any(|id| id.to_string() == mark.id))?;
    drop_mark(&person, &mark.id).await;
    Some(mark)
}

/// Marks a visit as recorded.
pub(in crate::islands) async fn put_mark(person: &str, mark: &Mark) {
    let value = object(&[
        ("id", mark.id.as_str().into()),
        ("door", mark.door.as_str().into()),
        // As text, since JavaScript has no whole numbers of this size.
        ("at", mark.at.0.to_string().into()),
        ("outcome", mark.outcome.as_str().into()),
    ]);
    let _ = put(&mark_name(person, &mark.id), &value).await;
}

/// Takes a mark away.
pub(super) async fn drop_mark(person: &str, id: &str) {
    let _ = keep::remove(Drawer::Visits, &mark_name(person, id)).await;
}

/// The marks of a person, and the households of their drafts.
pub(super) async fn all(person: &str) -> (Vec<Mark>, Vec<String>) {
    let kept = keep::all(Drawer::Visits).await.unwrap_or_default();
    let (mut marks, mut drafts) = (Vec::new(), Vec::new());
    for one in kept {
        let name = text(&one, "name");
        if let Some(door) = name.strip_prefix(&draft_name(person, "")) {
            drafts.push(door.to_owned());
        } else if name.starts_with(&mark_name(person, ""))
            && let Ok(value) = seal::open_json(&field(&one, "sealed")).await
            && let Some(mark) = read(&value)
        {
            if mark.at.0 < chance::now().0 - OLDEST_MS {
                drop_mark(person, &mark.id).await;
            } else {
                marks.push(mark);
            }
        }
    }
    (marks, drafts)
}

fn read(value: &JsValue) -> Option<Mark> {
    Some(Mark {
        id: text(value, "id"),
        door: text(value, "door"),
        at: Timestamp(text(value, "at").parse().ok()?),
        outcome: VisitOutcome::from_text(&text(value, "outcome"))?,
    })
}
