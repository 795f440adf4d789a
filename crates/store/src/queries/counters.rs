//! Counters of reports: pending facts, folding, checking (docs/decisions/0002).

use super::{Connection, Db, Row, dialect};
use crate::counting::{self, ReportFact, ReportKey, tally_report};
use crate::error::StoreError;
use crate::gathered::{GatheredReports, ReportRow};
use sqlx::{AssertSqlSafe, QueryBuilder, Row as _};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Counters that one statement adds to. Always the same number, so that the engine prepares few statements.
pub(crate) const ROWS_PER_STATEMENT: usize = 64;

/// The columns of a pending fact.
const FACT: &str = "cell7, cell8, cell9, cell10, area, day, category, status, patrol, reports, incidents";

pub(crate) async fn note_report(connection: &mut Connection, fact: &ReportFact) -> Result<(), StoreError> {
    let cell = |index: usize| fact.cells.map(|cells| counting::cell_number(cells[index]));
    sqlx::query(
        "INSERT INTO report_facts
            (cell7, cell8, cell9, cell10, area, day, category, status, patrol, reports, incidents)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(cell(0))
    .bind(cell(1))
    .bind(cell(2))
    .bind(cell(3))
    .bind(fact.area.as_deref())
    .bind(fact.day)
    .bind(&fact.category)
    .bind(&fact.status)
    .bind(fact.patrol)
    .bind(fact.reports)
    .bind(fact.incidents)
    .execute(connection)
    .await?;
    Ok(())
}

fn fact_of(row: &Row) -> Result<ReportFact, StoreError> {
    let cell = |name: &str| -> Result<Option<u64>, StoreError> {
        Ok(row.try_get::<Option<i64>, _>(name)?.and_then(|cell| u64::try_from(cell).ok()))
    };
    let cells = match (cell("cell7")?, cell("cell8")?, cell("cell9")?, cell("cell10")?) {
        (Some(a), Some(b), Some(c), Some(d)) => Some([a, b, c, d]),
        _ => None,
    };
    Ok(ReportFact {
        cells,
        area: row.try_get("area")?,
        day: row.try_get("day")?,
        category: row.try_get("category")?,
        status: row.try_get("status")?,
        patrol: row.try_get("patrol")?,
        reports: row.try_get("reports")?,
        incidents: row.try_get("incidents")?,
    })
}

/// Takes up to so many rows out of a table of pending facts, oldest first. Nobody else does so until the end of the transaction.
pub(crate) async fn taken(
    connection: &mut Connection,
    table: &'static str,
    columns: &'static str,
    limit: u32,
) -> Result<Vec<Row>, StoreError> {
    if let Some(lock) = dialect::FOLD_LOCK {
        sqlx::query(lock).execute(&mut *connection).await?;
    }
    let text = format!(
        "DELETE FROM {table} WHERE id IN (SELECT id FROM {table} ORDER BY id LIMIT $1) RETURNING {columns}"
    );
    Ok(sqlx::query(AssertSqlSafe(text)).bind(i64::from(limit)).fetch_all(connection).await?)
}

/// Takes up to so many pending facts into the counters; how many it took.
pub(crate) async fn fold(connection: &mut Connection, limit: u32) -> Result<u64, StoreError> {
    let rows = taken(connection, "report_facts", FACT, limit).await?;
    let mut gathered = GatheredReports::default();
    for row in &rows {
        gathered.add(&fact_of(row)?);
    }
    add_gathered(connection, &mut gathered).await?;
    Ok(rows.len() as u64)
}

/// Adds what was gathered to the counters, and forgets it.
pub(crate) async fn add_gathered(
    connection: &mut Connection,
    gathered: &mut GatheredReports,
) -> Result<(), StoreError> {
    let mut rows = gathered.take();
    loop {
        let some: Vec<ReportRow> = rows.by_ref().take(ROWS_PER_STATEMENT).collect();
        if some.is_empty() {
            return Ok(());
        }
        add_rows(connection, &some).await?;
    }
}

/// Adds to the counters, in key order.
pub(crate) async fn add(
    connection: &mut Connection,
    counters: &BTreeMap<ReportKey, (i64, i64)>,
) -> Result<(), StoreError> {
    let rows: Vec<ReportRow> = counters
        .iter()
        .filter(|(_, counts)| **counts != (0, 0))
        .map(|((resolution, category, span, day, cell, status), counts)| ReportRow {
            resolution: *resolution,
            category: Arc::from(category.as_str()),
            span: *span,
            day: *day,
            cell: *cell,
            status: Arc::from(status.as_str()),
            counts: *counts,
        })
        .collect();
    for some in rows.chunks(ROWS_PER_STATEMENT) {
        add_rows(connection, some).await?;
    }
    Ok(())
}

/// Adds some rows in one statement: a fold holds up the writer of SQLite.
async fn add_rows(connection: &mut Connection, some: &[ReportRow]) -> Result<(), StoreError> {
    let mut query = QueryBuilder::<Db>::new(
        "INSERT INTO report_counts (resolution, category, span, day, cell, status, reports, incidents) ",
    );
    query.push_values(some, |mut row, counter| {
        row.push_bind(counter.resolution).push_bind(Arc::clone(&counter.category)).push_bind(counter.span);
        row.push_bind(counter.day).push_bind(counter.cell).push_bind(Arc::clone(&counter.status));
        row.push_bind(counter.counts.0).push_bind(counter.counts.1);
    });
    query.push(
        " ON CONFLICT (resolution, category, span, day, cell, status) DO UPDATE
         SET reports = report_counts.reports + excluded.reports,
             incidents = report_counts.incidents + excluded.incidents",
    );
    query.build().execute(connection).await?;
    Ok(())
}

/// Facts that wait: of reports, of answers.
pub(crate) async fn pending(connection: &mut Connection) -> Result<(u64, u64), StoreError> {
    let row =
        sqlx::query("SELECT (SELECT COUNT(*) FROM report_facts), (SELECT COUNT(*) FROM response_facts)")
            .fetch_one(connection)
            .await?;
    let number = |index: usize| -> Result<u64, StoreError> {
        Ok(u64::try_from(row.try_get::<i64, _>(index)?).unwrap_or(0))
    };
    Ok((number(0)?, number(1)?))
}

/// The whole table of counters, for checking it.
pub(crate) async fn everything(
    connection: &mut Connection,
) -> Result<BTreeMap<ReportKey, (i64, i64)>, StoreError> {
    let rows = sqlx::query(
        "SELECT resolution, category, span, day, cell, status, reports, incidents FROM report_counts",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut counters = BTreeMap::new();
    for row in &rows {
        let key = (
            row.try_get(0)?,
            row.try_get(1)?,
            row.try_get(2)?,
            row.try_get(3)?,
            row.try_get(4)?,
            row.try_get(5)?,
        );
        counters.insert(key, (row.try_get(6)?, row.try_get(7)?));
    }
    let text = format!("SELECT {FACT} FROM report_facts");
    for row in &sqlx::query(AssertSqlSafe(text)).fetch_all(&mut *connection).await? {
        tally_report(&fact_of(row)?, &mut counters);
    }
    Ok(counters)
}

/// Whether there are reports or answers but no counters of them, as after a change of what is counted.
pub(crate) async fn are_missing(connection: &mut Connection) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT (EXISTS (SELECT 1 FROM reports)
                 AND NOT EXISTS (SELECT 1 FROM report_counts) AND NOT EXISTS (SELECT 1 FROM report_facts))
             OR (EXISTS (SELECT 1 FROM responses)
                 AND NOT EXISTS (SELECT 1 FROM response_counts) AND NOT EXISTS (SELECT 1 FROM response_facts))",
    )
    .fetch_one(connection)
    .await?;
    Ok(row.try_get(0)?)
}

/// Forgets all counters and all that waits for them.
pub(crate) async fn forget(connection: &mut Connection) -> Result<(), StoreError> {
    if let Some(lock) = dialect::FOLD_LOCK {
        sqlx::query(lock).execute(&mut *connection).await?;
    }
    for text in [
        "DELETE FROM report_counts",
        "DELETE FROM report_facts",
        "DELETE FROM response_counts",
        "DELETE FROM response_facts",
    ] {
        sqlx::query(text).execute(&mut *connection).await?;
    }
    Ok(())
}
