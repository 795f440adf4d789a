//! Which cases a list shows, read from and written to a query.

use crate::case::{CaseState, Light, Verdict};
use crate::code;
use crate::error::{ApiError, FieldCode, FieldErrors};
use crate::time::{Period, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Longest text that may be searched for, in characters.
const SEARCH_CHARS: usize = 100;

/// A ready view of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LedgerTab {
    /// Accepted, and no unit has it (待派单).
    Unassigned,
    /// A unit has it and has named nobody yet (新派).
    New,
    /// Its deadline is today and it is not late (今日到期).
    DueToday,
    /// Late (超期).
    Late,
    /// Sent back (返工).
    SentBack,
    /// Waits to be checked (待复核).
    ToCheck,
    /// A request waits for a decision (待审批).
    Requests,
    /// Deferred (挂账).
    Deferred,
    /// Marked for supervision (督办).
    Flagged,
    /// Transferred twice or more, and not closed: the office must look at it.
    Alerted,
    /// Every case that a unit answers for and that is not closed.
    Open,
    /// Closed.
    Closed,
}
crate::location::text_codes!(LedgerTab {
    Unassigned = "unassigned",
    New = "new",
    DueToday = "due_today",
    Late = "late",
    SentBack = "sent_back",
    ToCheck = "to_check",
    Requests = "requests",
    Deferred = "deferred",
    Flagged = "flagged",
    Alerted = "alerted",
    Open = "open",
    Closed = "closed",
});

/// In which order cases are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LedgerSort {
    /// The newest first.
    #[default]
    Newest,
    /// The nearest deadline first; cases without a running clock at the end.
    Deadline,
    /// What changed last first.
    Changed,
}
crate::location::text_codes!(LedgerSort { Newest = "newest", Deadline = "deadline", Changed = "changed" });

/// Which cases a list or an export shows. Everything given must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LedgerFilter {
    /// Only this view.
    pub tab: Option<LedgerTab>,
    /// Only this state.
    pub state: Option<CaseState>,
    /// Only this light.
    pub light: Option<Light>,
    /// Only this unit.
    pub unit: Option<String>,
    /// Only this area and everything below it.
    pub area: Option<String>,
    /// Only this category.
    pub category: Option<String>,
    /// Only this verdict.
    pub verdict: Option<Verdict>,
    /// Only cases that were sent back at least once.
    pub reworked: bool,
    /// Only cases that this inspector ordered, or checked last.
    pub inspector: Option<Uuid>,
    /// When their reports arrived.
    pub received: Period,
    /// Only cases whose description or receipt code holds this text.
    pub text: Option<String>,
    /// In which order.
    pub sort: LedgerSort,
}

impl LedgerFilter {
    /// The fields of a query that [`LedgerFilter::read`] knows.
    pub const FIELDS: [&'static str; 13] = [
        "tab",
        "state",
        "light",
        "unit",
        "area",
        "category",
        "verdict",
        "reworked",
        "inspector",
        "from",
        "to",
        "q",
        "sort",
    ];

    /// Reads a filter from the fields of a query; fields with other names are not looked at, empty ones are none.
    ///
    /// # Errors
    /// [`crate::error::ErrorCode::Invalid`] naming every bad field.
    pub fn read<'a>(get: &dyn Fn(&str) -> Option<&'a str>) -> Result<Self, ApiError> {
        let get = |name: &str| get(name).map(str::trim).filter(|text| !text.is_empty());
        let mut errors = FieldErrors::new();
        let filter = Self {
            tab: one_of("tab", get("tab"), LedgerTab::from_text, &mut errors),
            state: one_of("state", get("state"), CaseState::from_text, &mut errors),
            light: one_of("light", get("light"), Light::from_text, &mut errors),
            unit: errors.keep(code::parse_optional("unit", get("unit"))).flatten(),
            area: errors.keep(code::parse_optional("area", get("area"))).flatten(),
            category: errors.keep(code::parse_optional("category", get("category"))).flatten(),
            verdict: one_of("verdict", get("verdict"), Verdict::from_text, &mut errors),
            reworked: get("reworked").is_some_and(|text| matches!(text, "1" | "true" | "on")),
            inspector: one_of("inspector", get("inspector"), |id| Uuid::parse_str(id).ok(), &mut errors),
            received: errors.keep(Period::parse(get("from"), get("to"))).unwrap_or_default(),
            text: get("q").map(str::to_owned),
            sort: one_of("sort", get("sort"), LedgerSort::from_text, &mut errors).unwrap_or_default(),
        };
        if filter.text.as_ref().is_some_and(|text| text.chars().count() > SEARCH_CHARS) {
            errors.add("q", FieldCode::TooLong, format!("at most {SEARCH_CHARS} characters"));
        }
        if filter.text.as_ref().is_some_and(|text| text.contains('\0')) {
            errors.add("q", FieldCode::Malformed, "holds a character that cannot be stored");
        }
        errors.finish(Some(filter))
    }
}

fn one_of<T>(
    name: &str,
    text: Option<&str>,
    read: impl Fn(&str) -> Option<T>,
    errors: &mut FieldErrors,
) -> Option<T> {
    let text = text?;
    let value = read(text);
    if value.is_none() {
        errors.add(name, FieldCode::Unknown, format!("{text:?} is not one of the values"));
    }
    value
}

/// Where the next page of a list starts: just after this case in the list's order. Written as `KEY-UUID`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerCursor {
    /// What the last row seen is sorted by: a moment in milliseconds.
    pub key: Timestamp,
    /// Id of the last row seen.
    pub id: Uuid,
}

impl LedgerCursor {
    /// Reads a cursor.
    pub fn parse(text: &str) -> Option<Self> {
        let (key, id) = text.rsplit_once('-')?;
        Some(Self { key: Timestamp(key.parse().ok()?), id: Uuid::parse_str(id).ok()? })
    }
}

impl std::fmt::Display for LedgerCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.key.0, self.id.simple())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_names_every_bad_field_and_takes_empty_ones_for_none() {
        let bad = [("tab", "x"), ("light", "blue"), ("unit", "a b"), ("inspector", "me"), ("sort", "up")];
        let get = |name: &str| bad.iter().find(|(other, _)| *other == name).map(|(_, text)| *text);
        let error = LedgerFilter::read(&get).unwrap_err();
        let paths: Vec<_> = error.fields.iter().map(|field| field.path.as_str()).collect();
        assert_eq!(paths, ["tab", "light", "unit", "inspector", "sort"]);
        assert_eq!(LedgerFilter::read(&|_| Some("  ")).unwrap(), LedgerFilter::default());
    }

    #[test]
    fn a_cursor_reads_back() {
        let cursor = LedgerCursor { key: Timestamp(i64::MAX), id: Uuid::from_u128(7) };
        assert_eq!(LedgerCursor::parse(&cursor.to_string()), Some(cursor));
        assert_eq!(LedgerCursor::parse("nonsense"), None);
    }
}
