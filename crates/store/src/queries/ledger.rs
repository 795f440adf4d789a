//! The ledger as lists show it.

use super::cases::columns_of;
use super::{Connection, Db, Row, dialect};
use crate::case_records::CaseRow;
use crate::error::StoreError;
use domain::case::Light;
use domain::ledger::{LedgerCounts, LedgerCursor, LedgerFilter, LedgerSort, LedgerTab};
use domain::time::Timestamp;
use sqlx::{QueryBuilder, Row as _};
use uuid::Uuid;

const AT_UNIT: &str = "c.state IN ('assigned', 'taken_on', 'sent_back')";
const OPEN: &str = "c.state IN ('assigned', 'taken_on', 'rectified', 'sent_back', 'deferred')";

/// What a list's filter means now.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    /// The filter.
    pub filter: LedgerFilter,
    /// Codes that count as inside of the filter's area.
    pub areas: Option<Vec<String>>,
    /// The moment.
    pub now: Timestamp,
    /// When today ends.
    pub tomorrow: Timestamp,
}

/// Adds the conditions of a filter, each beginning with AND.
fn push_filter(query: &mut QueryBuilder<Db>, scope: &Scope) {
    let Scope { filter, areas, now, tomorrow } = scope;
    if let Some(tab) = filter.tab {
        push_tab(query, tab, *now, *tomorrow);
    }
    if let Some(state) = filter.state {
        query.push(" AND c.state = ").push_bind(state.as_str());
    }
    if let Some(light) = filter.light {
        // What waits to be checked has the light of the moment when it was put right.
        for (at, states) in [(None, AT_UNIT), (Some("c.rectified_at"), "c.state = 'rectified'")] {
            query.push(if at.is_none() { " AND ((" } else { " OR (" }).push(states);
            let mut compare = |column: &str, sign: &str| {
                query.push(" AND ").push(column).push(sign);
                match at {
                    None => query.push_bind(now.0),
                    Some(column) => query.push(column),
                };
            };
            match light {
                Light::Red => compare("c.due_at", " < "),
                Light::Yellow => {
                    compare("c.due_at", " >= ");
                    compare("c.yellow_after", " < ");
                }
                Light::Green => compare("c.yellow_after", " >= "),
            }
            query.push(")");
        }
        query.push(")");
    }
    for (column, value) in [("c.unit", &filter.unit), ("c.category", &filter.category)]
        .into_iter()
        .filter(|(_, value)| value.is_some())
    {
        query.push(" AND ").push(column).push(" = ").push_bind(value.clone());
    }
    if let Some(verdict) = filter.verdict {
        query.push(" AND c.verdict = ").push_bind(verdict.as_str());
    }
    if filter.reworked {
        query.push(" AND c.reworks > 0");
    }
    if let Some(inspector) = filter.inspector {
        query.push(" AND c.inspector = ").push_bind(inspector);
    }
    if let Some(from) = filter.received.from {
        query.push(" AND c.received_at >= ").push_bind(from.0);
    }
    if let Some(to) = filter.received.to {
        query.push(" AND c.received_at < ").push_bind(to.0);
    }
    if let Some(areas) = areas {
        // At least one value, because `IN ()` is no SQL; the empty code is no area's.
        query.push(" AND c.area IN (''");
        for area in areas {
            query.push(", ").push_bind(area.clone());
        }
        query.push(")");
    }
    if let Some(text) = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let anywhere = format!("%{escaped}%");
        query.push(" AND c.id IN (SELECT w.id FROM case_words w WHERE w.words ").push(dialect::LIKE);
        query.push(" ").push_bind(anywhere).push(" ESCAPE '\\')");
    }
}

fn push_tab(query: &mut QueryBuilder<Db>, tab: LedgerTab, now: Timestamp, tomorrow: Timestamp) {
    query.push(" AND ");
    match tab {
        LedgerTab::Unassigned => query.push("c.state = 'accepted'"),
        LedgerTab::New => query.push("c.state = 'assigned'"),
        LedgerTab::DueToday => {
            query.push(AT_UNIT).push(" AND c.due_at >= ").push_bind(now.0);
            query.push(" AND c.due_at < ").push_bind(tomorrow.0)
        }
        LedgerTab::Late => query.push(AT_UNIT).push(" AND c.due_at < ").push_bind(now.0),
        LedgerTab::SentBack => query.push("c.state = 'sent_back'"),
        LedgerTab::ToCheck => query.push("c.state = 'rectified'"),
        LedgerTab::Requests => query.push(AT_UNIT).push(" AND c.request_kind IS NOT NULL"),
        LedgerTab::Deferred => query.push("c.state = 'deferred'"),
        LedgerTab::Flagged => query.push("c.flagged_at IS NOT NULL"),
        LedgerTab::Alerted => query.push(OPEN).push(" AND c.alerted"),
        LedgerTab::Open => query.push(OPEN),
        LedgerTab::Closed => query.push("c.state = 'closed'"),
    };
}

const fn key_of(sort: LedgerSort) -> &'static str {
    match sort {
        LedgerSort::Newest => "c.received_at",
        LedgerSort::Deadline => "c.due_sort",
        LedgerSort::Changed => "c.changed_at",
    }
}

pub(crate) async fn list(
    connection: &mut Connection,
    scope: &Scope,
    after: Option<LedgerCursor>,
    rows: u32,
) -> Result<Vec<CaseRow>, StoreError> {
    let key = key_of(scope.filter.sort);
    let ascending = scope.filter.sort == LedgerSort::Deadline;
    let order = if ascending { "" } else { " DESC" };
    // First the ids, from narrow indexes; then everything of these few.
    let mut query = QueryBuilder::new("WITH page AS (SELECT c.id AS id FROM cases c WHERE 1 = 1");
    push_filter(&mut query, scope);
    if let Some(cursor) = after {
        query.push(" AND (").push(key).push(if ascending { ", c.id) > (" } else { ", c.id) < (" });
        query.push_bind(cursor.key.0).push(", ").push_bind(cursor.id).push(")");
    }
    query.push(" ORDER BY ").push(key).push(order).push(", c.id").push(order);
    query.push(" LIMIT ").push_bind(i64::from(rows));
    query.push(") ").push(ROW).push(" JOIN page ON page.id = c.id ORDER BY ");
    query.push(key).push(order).push(", c.id").push(order);
    let rows = query.build().fetch_all(connection).await?;
    rows.iter().map(row_of).collect()
}

/// The start of a query for rows.
const ROW: &str = "SELECT c.*, r.receipt_code, r.description, r.lat, r.lng, r.first_photo,
    (SELECT COUNT(*) FROM reports d WHERE d.duplicate_of = c.id) AS duplicates,
    (SELECT text FROM case_texts t WHERE t.sealed = c.measure) AS measure_text,
    (SELECT text FROM case_texts t WHERE t.sealed = c.person) AS person_text,
    (SELECT text FROM case_texts t WHERE t.sealed = c.phone) AS phone_text
  FROM cases c
  JOIN reports r ON r.id = c.id";

fn row_of(row: &Row) -> Result<CaseRow, StoreError> {
    Ok(CaseRow {
        id: row.try_get("id")?,
        columns: columns_of(row)?,
        receipt_code: row.try_get("receipt_code")?,
        description: row.try_get("description")?,
        lat: row.try_get("lat")?,
        lng: row.try_get("lng")?,
        before_photo: row.try_get("first_photo")?,
        duplicates: u32::try_from(row.try_get::<i64, _>("duplicates")?).unwrap_or(0),
        measure: row.try_get("measure_text")?,
        person: row.try_get("person_text")?,
        phone: row.try_get("phone_text")?,
    })
}

pub(crate) async fn row(connection: &mut Connection, id: Uuid) -> Result<Option<CaseRow>, StoreError> {
    let mut query = QueryBuilder::<Db>::new(ROW);
    query.push(" WHERE c.id = ").push_bind(id);
    query.build().fetch_optional(connection).await?.as_ref().map(row_of).transpose()
}

pub(crate) async fn count(connection: &mut Connection, scope: &Scope) -> Result<u64, StoreError> {
    let mut query = QueryBuilder::new("SELECT COUNT(*) FROM cases c WHERE 1 = 1");
    push_filter(&mut query, scope);
    let row = query.build().fetch_one(connection).await?;
    Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
}

/// How many cases are in each view, of one unit or of all.
pub(crate) async fn counts(
    connection: &mut Connection,
    unit: Option<&str>,
    now: Timestamp,
    tomorrow: Timestamp,
) -> Result<LedgerCounts, StoreError> {
    let mut query = QueryBuilder::<Db>::new("SELECT ");
    let mut one = |condition: &str, moments: &[(&str, Timestamp)]| {
        query.push("COUNT(CASE WHEN ").push(condition);
        for (compare, moment) in moments {
            query.push(" AND ").push(*compare).push(" ").push_bind(moment.0);
        }
        query.push(" THEN 1 END), ");
    };
    one("c.state = 'accepted'", &[]);
    one("c.state = 'assigned'", &[]);
    one(AT_UNIT, &[("c.due_at >=", now), ("c.due_at <", tomorrow)]);
    one(AT_UNIT, &[("c.due_at <", now)]);
    one(AT_UNIT, &[("c.due_at >=", now), ("c.yellow_after <", now)]);
    one("c.state = 'sent_back'", &[]);
    one("c.state = 'rectified'", &[]);
    one("c.state IN ('assigned', 'taken_on', 'sent_back') AND c.request_kind IS NOT NULL", &[]);
    one("c.state = 'deferred'", &[]);
    one("c.alerted AND c.state <> 'accepted'", &[]);
    one("c.state <> 'accepted'", &[]);
    query.push("0 FROM cases c WHERE c.state IN ('accepted', 'assigned', 'taken_on', 'rectified', 'sent_back', 'deferred')");
    if let Some(unit) = unit {
        query.push(" AND c.unit = ").push_bind(unit.to_owned());
    }
    let row = query.build().fetch_one(&mut *connection).await?;
    let mut flagged = QueryBuilder::<Db>::new("SELECT COUNT(*) FROM cases c WHERE c.flagged_at IS NOT NULL");
    if let Some(unit) = unit {
        flagged.push(" AND c.unit = ").push_bind(unit.to_owned());
    }
    let flagged = flagged.build().fetch_one(connection).await?;
    let number = |row: &Row, index: usize| -> Result<u64, StoreError> {
        Ok(u64::try_from(row.try_get::<i64, _>(index)?).unwrap_or(0))
    };
    Ok(LedgerCounts {
        unassigned: number(&row, 0)?,
        new: number(&row, 1)?,
        due_today: number(&row, 2)?,
        late: number(&row, 3)?,
        yellow: number(&row, 4)?,
        sent_back: number(&row, 5)?,
        to_check: number(&row, 6)?,
        requests: number(&row, 7)?,
        deferred: number(&row, 8)?,
        flagged: number(&flagged, 0)?,
        alerted: number(&row, 9)?,
        open: number(&row, 10)?,
    })
}

/// Cases that the clock has done something to: nearly late or late, or the deferral has ended before this day.
pub(crate) async fn ticking(
    connection: &mut Connection,
    now: Timestamp,
    today: i64,
    after: Option<Uuid>,
    rows: u32,
) -> Result<Vec<Uuid>, StoreError> {
    let rows = sqlx::query(
        "SELECT id
         FROM cases
         WHERE id > $1
           AND ((state IN ('assigned', 'taken_on', 'sent_back') AND yellow_after < $2)
             OR (state = 'rectified' AND verdict IS NULL AND rectified_at > due_at)
             OR (state = 'deferred' AND paused_until < $3))
         ORDER BY id
         LIMIT $4",
    )
    .bind(after.unwrap_or(Uuid::nil()))
    .bind(now.0)
    .bind(today)
    .bind(i64::from(rows))
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Open cases whose deadline follows the calendar: those without a verdict.
pub(crate) async fn movable(
    connection: &mut Connection,
    after: Option<Uuid>,
    rows: u32,
) -> Result<Vec<Uuid>, StoreError> {
    let rows = sqlx::query(
        "SELECT id
         FROM cases
         WHERE id > $1
           AND state IN ('assigned', 'taken_on', 'rectified', 'sent_back', 'deferred')
           AND verdict IS NULL
         ORDER BY id
         LIMIT $2",
    )
    .bind(after.unwrap_or(Uuid::nil()))
    .bind(i64::from(rows))
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
