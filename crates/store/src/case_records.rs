//! What goes into the ledger's tables and what comes out of them.

use crate::records::{Change, NewReportRecord};
use domain::case::Light;
use domain::case::chain::{Hash, HashFunction, Salt};
use domain::case::{Case, CaseEvent, CaseState, Counts, Flag, RequestKind, Verdict};
pub use domain::ledger::Duty;
use domain::ledger::{CaseHead, NoticeKind};
use domain::report::{Channel, ReportStatus};
use domain::time::{Day, Timestamp};
use uuid::Uuid;

/// A case as lists know it: one column each.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the columns are described in the migration, and in `domain::ledger::LedgerRow`"
)]
pub struct CaseColumns {
    pub events: u32,
    pub state: CaseState,
    pub category: String,
    pub area: Option<String>,
    pub unit: Option<String>,
    pub channel: Channel,
    pub received_at: Timestamp,
    pub accepted_at: Option<Timestamp>,
    pub filed_at: Option<Timestamp>,
    pub changed_at: Timestamp,
    pub rectified_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub due_at: Option<Timestamp>,
    pub yellow_after: Option<Timestamp>,
    pub due_sort: Timestamp,
    pub counted_due: Option<Timestamp>,
    pub verdict: Option<Verdict>,
    pub measure: Option<String>,
    pub person: Option<String>,
    pub phone: Option<String>,
    pub task_date: Option<Day>,
    pub request: Option<RequestKind>,
    pub paused_until: Option<Day>,
    pub flag: Option<Flag>,
    pub alerted: bool,
    pub confirmed: bool,
    pub on_the_spot: bool,
    pub inspector: Option<Uuid>,
    pub counts: Counts,
    pub duplicate_of: Option<Uuid>,
    pub after_photo: Option<String>,
}

impl CaseColumns {
    /// The columns of a case as its history makes it.
    pub fn of(head: &CaseHead) -> Self {
        let CaseHead { case, on_the_spot, inspector } = head;
        let Case { deadline, task, rectified, verdict, .. } = case;
        let due = deadline.as_ref().map(|deadline| deadline.due);
        Self {
            events: case.events,
            state: case.state,
            category: case.category.clone(),
            area: case.area.clone(),
            unit: case.unit.clone(),
            channel: case.channel,
            received_at: case.received_at,
            accepted_at: case.accepted_at,
            filed_at: case.filed_at,
            changed_at: case.changed_at,
            rectified_at: rectified.as_ref().map(|rectified| rectified.at),
            closed_at: case.closed_at,
            due_at: due,
            yellow_after: deadline.as_ref().map(|deadline| deadline.yellow_after),
            due_sort: due.filter(|_| case.state.is_at_unit()).unwrap_or(Timestamp(i64::MAX)),
            counted_due: verdict.as_ref().map(|frozen| frozen.deadline.due).or(due),
            verdict: verdict.as_ref().map(|frozen| frozen.verdict),
            measure: task.as_ref().map(|task| task.measure.0.clone()),
            person: task.as_ref().map(|task| task.person.0.clone()),
            phone: task.as_ref().and_then(|task| task.phone.as_ref()).map(|phone| phone.0.clone()),
            task_date: task.as_ref().map(|task| task.date),
            request: case.request.as_ref().map(|request| request.kind),
            paused_until: case.pause.map(|pause| pause.until),
            flag: case.flag,
            alerted: case.counts.transfers > 1 && case.state.is_open(),
            confirmed: case.confirmed,
            on_the_spot: *on_the_spot,
            inspector: *inspector,
            counts: case.counts,
            duplicate_of: case.duplicate_of,
            after_photo: rectified.as_ref().and_then(|rectified| rectified.photos.first().cloned()),
        }
    }
}

/// A text that an event names by its salted hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedText {
    /// The hash.
    pub sealed: String,
    /// Its salt.
    pub salt: Salt,
    /// The text.
    pub text: String,
}

/// What a transition does to the report that its case began with.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportFollows {
    /// The status it must have now.
    pub from: ReportStatus,
    /// The status it gets.
    pub to: ReportStatus,
    /// The report that it becomes a duplicate of; none ends a link.
    pub duplicate_of: Option<Uuid>,
    /// Category that it gets, when it was set right.
    pub category: Option<String>,
    /// Who, when, why.
    pub change: Change,
}

/// A notice for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotice {
    /// Its id.
    pub id: Uuid,
    /// For whom.
    pub user: Uuid,
    /// About which case.
    pub case: Uuid,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub kind: NoticeKind,
    /// For an escalation: yellow or red.
    pub light: Option<Light>,
    /// Whether the same was said before.
    pub repeated: bool,
}

/// New lines of a case's history, with all that follows from them. Written together or not at all.
#[derive(Clone, Debug)]
pub struct Transition {
    /// The case.
    pub case: Uuid,
    /// Lines that its history must have now; 0 starts it.
    pub expected: u32,
    /// The new lines: when, and the event as it is stored.
    pub lines: Vec<(Timestamp, String)>,
    /// The case afterwards.
    pub columns: CaseColumns,
    /// What was said.
    pub texts: Vec<SealedText>,
    /// What becomes of its report.
    pub report: Option<ReportFollows>,
    /// Who is told.
    pub notices: Vec<NewNotice>,
    /// SHA-256.
    pub hash: HashFunction,
}

/// What became of a transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is part of the history now.
    Done,
    /// Somebody was faster: the case, or its report, is no longer as expected. Nothing was written.
    Stale,
}

/// An order on the spot: a report and the beginning of its case.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// The report.
    pub report: NewReportRecord,
    /// Its case.
    pub transition: Transition,
}

/// The history of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseHistory {
    /// The case.
    pub case: Uuid,
    /// Its events, oldest first.
    pub events: Vec<CaseEvent>,
}

/// A case in a list, with what lists show of its report. Texts that were erased are missing.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseRow {
    /// Its id.
    pub id: Uuid,
    /// Its columns.
    pub columns: CaseColumns,
    /// Receipt code of its report.
    pub receipt_code: String,
    /// What was seen.
    pub description: String,
    /// Latitude, WGS-84 degrees.
    pub lat: Option<f64>,
    /// Longitude, WGS-84 degrees.
    pub lng: Option<f64>,
    /// Hash of its report's first photo.
    pub before_photo: Option<String>,
    /// Reports that are linked to it.
    pub duplicates: u32,
    /// Measure.
    pub measure: Option<String>,
    /// Responsible person.
    pub person: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
}

/// A photo of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CasePhoto {
    /// SHA-256 of the file as it was sent.
    pub sha256: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Reads a hash of 64 hexadecimal digits, in the one form in which it is written: a capital is a changed byte.
pub(crate) fn hash_of(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    if text.len() != 64 || text.bytes().any(|byte| !matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_with_one_changed_byte_is_another_or_none() {
        let text = "0a".repeat(32);
        assert_eq!(hash_of(&text), Some([10; 32]));
        for other in [
            text.to_uppercase(),
            text.replacen('a', "A", 1),
            text.replacen("0a", "+a", 1),
            text[1..].to_owned(),
        ] {
            assert_eq!(hash_of(&other), None, "{other}");
        }
    }
}
