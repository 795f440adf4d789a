//! Cases: new lines of their histories, and the histories.

use super::listing::follow_case;
use super::{Connection, Db, Row};
use crate::case_records::*;
use crate::error::{StoreError, corrupt};
use domain::case::chain::{Entry, Hash, Head, Links, NOTHING, hex};
use domain::case::{CaseEvent, CaseState, Counts, Flag, RequestKind, Verdict};
use domain::report::Channel;
use domain::time::{Day, Timestamp};
use sqlx::query_builder::Separated;
use sqlx::{AssertSqlSafe, QueryBuilder, Row as _};
use uuid::Uuid;

/// The columns of a case that follow from its history, in the order in which they are bound.
const COLUMNS: &str = "events, state, category, area, unit, channel, received_at, accepted_at, filed_at, changed_at, \
    rectified_at, closed_at, due_at, yellow_after, due_sort, counted_due, verdict, measure, person, phone, task_date, \
    request_kind, request_value, paused_until, flagged_at, flagged_by_supervisor, alerted, confirmed, on_the_spot, \
    inspector, reworks, transfers, deferrals, extensions, reopenings, duplicate_of, after_photo";

fn push_columns(list: &mut Separated<'_, Db, &'static str>, it: &CaseColumns) {
    let ms = |moment: Option<Timestamp>| moment.map(|moment| moment.0);
    let days = |day: Option<Day>| day.map(|day| i64::from(day.0));
    let (request_kind, request_value) = match it.request {
        None => (None, None),
        Some(RequestKind::Extension { working_hours }) => (Some("extension"), Some(i64::from(working_hours))),
        Some(RequestKind::Deferral { until }) => (Some("deferral"), Some(i64::from(until.0))),
    };
    list.push_bind(i64::from(it.events)).push_bind(it.state.as_str()).push_bind(it.category.clone());
    list.push_bind(it.area.clone()).push_bind(it.unit.clone()).push_bind(it.channel.as_str());
    list.push_bind(it.received_at.0).push_bind(ms(it.accepted_at)).push_bind(ms(it.filed_at));
    list.push_bind(it.changed_at.0).push_bind(ms(it.rectified_at)).push_bind(ms(it.closed_at));
    list.push_bind(ms(it.due_at)).push_bind(ms(it.yellow_after)).push_bind(it.due_sort.0);
    list.push_bind(ms(it.counted_due)).push_bind(it.verdict.map(Verdict::as_str));
    list.push_bind(it.measure.clone()).push_bind(it.person.clone()).push_bind(it.phone.clone());
    list.push_bind(days(it.task_date)).push_bind(request_kind).push_bind(request_value);
    list.push_bind(days(it.paused_until)).push_bind(it.flag.map(|flag| flag.at.0));
    list.push_bind(it.flag.is_some_and(|flag| flag.by_supervisor)).push_bind(it.alerted);
    list.push_bind(it.confirmed).push_bind(it.on_the_spot).push_bind(it.inspector);
    let counts = it.counts;
    for count in [counts.reworks, counts.transfers, counts.deferrals, counts.extensions, counts.reopenings] {
        list.push_bind(i64::from(count));
    }
    list.push_bind(it.duplicate_of).push_bind(it.after_photo.clone());
}

pub(crate) fn columns_of(row: &Row) -> Result<CaseColumns, StoreError> {
    let ms = |name: &str| -> Result<Option<Timestamp>, StoreError> {
        Ok(row.try_get::<Option<i64>, _>(name)?.map(Timestamp))
    };
    let day = |name: &str| -> Result<Option<Day>, StoreError> {
        Ok(row.try_get::<Option<i64>, _>(name)?.map(day_of))
    };
    let count = |name: &str| -> Result<u32, StoreError> {
        Ok(u32::try_from(row.try_get::<i64, _>(name)?).unwrap_or(0))
    };
    let (state, channel): (String, String) = (row.try_get("state")?, row.try_get("channel")?);
    let verdict: Option<String> = row.try_get("verdict")?;
    let read = |text: String| Verdict::from_text(&text).ok_or_else(|| corrupt("verdict", &text));
    let by_supervisor: bool = row.try_get("flagged_by_supervisor")?;
    Ok(CaseColumns {
        events: count("events")?,
        state: CaseState::from_text(&state).ok_or_else(|| corrupt("state", &state))?,
        category: row.try_get("category")?,
        area: row.try_get("area")?,
        unit: row.try_get("unit")?,
        channel: Channel::from_text(&channel).ok_or_else(|| corrupt("channel", &channel))?,
        received_at: Timestamp(row.try_get("received_at")?),
        accepted_at: ms("accepted_at")?,
        filed_at: ms("filed_at")?,
        changed_at: Timestamp(row.try_get("changed_at")?),
        rectified_at: ms("rectified_at")?,
        closed_at: ms("closed_at")?,
        due_at: ms("due_at")?,
        yellow_after: ms("yellow_after")?,
        due_sort: Timestamp(row.try_get("due_sort")?),
        counted_due: ms("counted_due")?,
        verdict: verdict.map(read).transpose()?,
        measure: row.try_get("measure")?,
        person: row.try_get("person")?,
        phone: row.try_get("phone")?,
        task_date: day("task_date")?,
        request: request_of(row)?,
        paused_until: day("paused_until")?,
        flag: ms("flagged_at")?.map(|at| Flag { at, by_supervisor }),
        alerted: row.try_get("alerted")?,
        confirmed: row.try_get("confirmed")?,
        on_the_spot: row.try_get("on_the_spot")?,
        inspector: row.try_get("inspector")?,
        counts: Counts {
            reworks: count("reworks")?,
            transfers: count("transfers")?,
            deferrals: count("deferrals")?,
            extensions: count("extensions")?,
            reopenings: count("reopenings")?,
        },
        duplicate_of: row.try_get("duplicate_of")?,
        after_photo: row.try_get("after_photo")?,
    })
}

fn request_of(row: &Row) -> Result<Option<RequestKind>, StoreError> {
    let kind: Option<String> = row.try_get("request_kind")?;
    let value: i64 = row.try_get::<Option<i64>, _>("request_value")?.unwrap_or(0);
    Ok(match kind.as_deref() {
        None => None,
        Some("extension") => {
            Some(RequestKind::Extension { working_hours: u32::try_from(value).unwrap_or(0) })
        }
        Some("deferral") => Some(RequestKind::Deferral { until: day_of(value) }),
        Some(other) => return Err(corrupt("request_kind", other)),
    })
}

fn day_of(days: i64) -> Day {
    Day(i32::try_from(days).unwrap_or(0))
}

fn read_hash(column: &str, text: &str) -> Result<Hash, StoreError> {
    hash_of(text).ok_or_else(|| corrupt(column, text))
}

/// Adds the lines of a transition, and everything that follows from them.
pub(crate) async fn transit(connection: &mut Connection, new: &Transition) -> Result<(), StoreError> {
    let lines = i64::try_from(new.lines.len()).unwrap_or(0);
    // Locks the row, so that nobody else can append until this transaction ends.
    let end = sqlx::query(
        "UPDATE ledger_head SET position = position + $1 WHERE id = 1 RETURNING position, ledger_hash",
    )
    .bind(lines)
    .fetch_one(&mut *connection)
    .await?;
    let mut position = u64::try_from(end.try_get::<i64, _>(0)? - lines).unwrap_or(0);
    let mut ledger_hash = read_hash("ledger_hash", &end.try_get::<String, _>(1)?)?;
    let mut case_hash = case_hash_before(connection, new).await?;
    let mut rows = Vec::with_capacity(new.lines.len());
    for (number, (at, body)) in (new.expected + 1..).zip(&new.lines) {
        position += 1;
        let entry = Entry { position, case: new.case, number, at: *at, body: body.clone() };
        let links = entry.link(new.hash, &case_hash, &ledger_hash);
        (case_hash, ledger_hash) = (links.case_hash, links.ledger_hash);
        rows.push((entry, links));
    }
    put_columns(connection, new, &hex(&case_hash)).await?;
    for (entry, links) in &rows {
        insert_event(connection, entry, links).await?;
    }
    sqlx::query("UPDATE ledger_head SET ledger_hash = $1 WHERE id = 1")
        .bind(hex(&ledger_hash))
        .execute(&mut *connection)
        .await?;
    for text in &new.texts {
        sqlx::query("INSERT INTO case_texts (sealed, case_id, salt, text) VALUES ($1, $2, $3, $4)")
            .bind(&text.sealed)
            .bind(new.case)
            .bind(&text.salt[..])
            .bind(&text.text)
            .execute(&mut *connection)
            .await?;
    }
    if let Some(follows) = &new.report {
        follow_case(connection, new.case, follows).await?;
    }
    super::notices::add(connection, &new.notices).await
}

/// The case's last hash, when its history is as long as expected.
async fn case_hash_before(connection: &mut Connection, new: &Transition) -> Result<Hash, StoreError> {
    let known = sqlx::query("SELECT case_hash, events FROM cases WHERE id = $1")
        .bind(new.case)
        .fetch_optional(connection)
        .await?;
    match known {
        None if new.expected == 0 => Ok(NOTHING),
        Some(row) if row.try_get::<i64, _>(1)? == i64::from(new.expected) => {
            read_hash("case_hash", &row.try_get::<String, _>(0)?)
        }
        _ => Err(StoreError::Stale),
    }
}

async fn put_columns(
    connection: &mut Connection,
    new: &Transition,
    case_hash: &str,
) -> Result<(), StoreError> {
    let mut query: QueryBuilder<Db> = if new.expected == 0 {
        QueryBuilder::new(format!("INSERT INTO cases (id, case_hash, {COLUMNS}) VALUES ("))
    } else {
        QueryBuilder::new(format!("UPDATE cases SET (id, case_hash, {COLUMNS}) = ("))
    };
    let mut list = query.separated(", ");
    list.push_bind(new.case).push_bind(case_hash.to_owned());
    push_columns(&mut list, &new.columns);
    query.push(")");
    if new.expected > 0 {
        query.push(" WHERE id = ").push_bind(new.case);
    }
    query.build().execute(&mut *connection).await?;
    if new.expected == 0 {
        sqlx::query(
            "INSERT INTO case_words (id, words)
             SELECT id, description || ' ' || receipt_code FROM reports WHERE id = $1",
        )
        .bind(new.case)
        .execute(connection)
        .await?;
    }
    Ok(())
}

async fn insert_event(connection: &mut Connection, entry: &Entry, links: &Links) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO case_events (position, case_id, number, at, body, case_hash, ledger_hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(i64::try_from(entry.position).unwrap_or(i64::MAX))
    .bind(entry.case)
    .bind(i64::from(entry.number))
    .bind(entry.at.0)
    .bind(&entry.body)
    .bind(hex(&links.case_hash))
    .bind(hex(&links.ledger_hash))
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn history(connection: &mut Connection, case: Uuid) -> Result<Vec<CaseEvent>, StoreError> {
    let rows = sqlx::query("SELECT body FROM case_events WHERE case_id = $1 ORDER BY number")
        .bind(case)
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| event_of(&row.try_get::<String, _>(0)?)).collect()
}

fn event_of(body: &str) -> Result<CaseEvent, StoreError> {
    serde_json::from_str(body).map_err(|_| corrupt("case_events.body", body))
}

/// The histories of all cases that a bulletin of a period may count, each oldest event first.
pub(crate) async fn histories(
    connection: &mut Connection,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<CaseHistory>, StoreError> {
    let rows = sqlx::query(
        "SELECT e.case_id, e.body
         FROM cases c
         JOIN case_events e ON e.case_id = c.id
         WHERE c.received_at < $2
           AND (c.changed_at >= $1 OR c.counted_due >= $1)
         ORDER BY e.case_id, e.number",
    )
    .bind(from.0)
    .bind(to.0)
    .fetch_all(connection)
    .await?;
    let mut histories: Vec<CaseHistory> = Vec::new();
    for row in &rows {
        let case: Uuid = row.try_get(0)?;
        let event = event_of(&row.try_get::<String, _>(1)?)?;
        match histories.last_mut().filter(|history| history.case == case) {
            Some(history) => history.events.push(event),
            None => histories.push(CaseHistory { case, events: vec![event] }),
        }
    }
    Ok(histories)
}

/// Lines of all histories in the order of the ledger, as they are stored.
pub(crate) async fn entries(
    connection: &mut Connection,
    after: u64,
    rows: u32,
) -> Result<Vec<(Entry, Links)>, StoreError> {
    let rows = sqlx::query(
        "SELECT position, case_id, number, at, body, case_hash, ledger_hash
         FROM case_events
         WHERE position > $1
         ORDER BY position
         LIMIT $2",
    )
    .bind(i64::try_from(after).unwrap_or(i64::MAX))
    .bind(i64::from(rows))
    .fetch_all(connection)
    .await?;
    let entry = |row: &Row| -> Result<(Entry, Links), StoreError> {
        let entry = Entry {
            position: u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0),
            case: row.try_get(1)?,
            number: u32::try_from(row.try_get::<i64, _>(2)?).unwrap_or(0),
            at: Timestamp(row.try_get(3)?),
            // A byte that is no longer text must not keep the doctor from naming the event.
            body: row.try_get(4).or_else(|_| {
                row.try_get_unchecked::<Vec<u8>, _>(4)
                    .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            })?,
        };
        // An unreadable hash is a wrong one, which the chain tells.
        let hash = |column: usize| -> Result<Hash, StoreError> {
            Ok(hash_of(&row.try_get::<String, _>(column)?).unwrap_or(NOTHING))
        };
        Ok((entry, Links { case_hash: hash(5)?, ledger_hash: hash(6)? }))
    };
    rows.iter().map(entry).collect()
}

pub(crate) async fn head(connection: &mut Connection) -> Result<Head, StoreError> {
    let row = sqlx::query("SELECT position, ledger_hash FROM ledger_head WHERE id = 1")
        .fetch_one(connection)
        .await?;
    let position = u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0);
    Ok(Head { position, ledger_hash: read_hash("ledger_hash", &row.try_get::<String, _>(1)?)? })
}

/// All cases in the order of their ids, in pages: their columns and last hashes.
pub(crate) async fn all_columns(
    connection: &mut Connection,
    after: Option<Uuid>,
    rows: u32,
) -> Result<Vec<(Uuid, CaseColumns, String)>, StoreError> {
    let text = format!("SELECT id, case_hash, {COLUMNS} FROM cases WHERE id > $1 ORDER BY id LIMIT $2");
    let rows = sqlx::query(AssertSqlSafe(text))
        .bind(after.unwrap_or(Uuid::nil()))
        .bind(i64::from(rows))
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok((row.try_get("id")?, columns_of(row)?, row.try_get("case_hash")?))).collect()
}
