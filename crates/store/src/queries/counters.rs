//! Counters of reports: pending facts, folding, reading (docs/decisions/0002).

use super::{Connection, Db, Row, dialect};
use crate::counting::{self, ANY, ReportFact, ReportKey, count_report, spans_of};
use crate::error::StoreError;
use crate::records::CellCount;
use domain::heatmap::BoundingBox;
use domain::report::ReportStatus;
use domain::time::{Day, Timestamp};
use sqlx::{AssertSqlSafe, QueryBuilder, Row as _};
use std::collections::BTreeMap;

/// Counters that one statement adds to. Always the same number, so that the engine prepares few statements.
pub(crate) const ROWS_PER_STATEMENT: usize = 64;

pub(crate) async fn note_report(connection: &mut Connection, fact: &ReportFact) -> Result<(), StoreError> {
    let cell = |index: usize| fact.cells.map(|cells| counting::cell_number(cells[index]));
    sqlx::query(
        "INSERT INTO report_facts (cell7, cell8, cell9, cell10, day, category, status, reports, incidents)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(cell(0))
    .bind(cell(1))
    .bind(cell(2))
    .bind(cell(3))
    .bind(fact.day)
    .bind(&fact.category)
    .bind(&fact.status)
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
        day: row.try_get("day")?,
        category: row.try_get("category")?,
        status: row.try_get("status")?,
        reports: row.try_get("reports")?,
        incidents: row.try_get("incidents")?,
    })
}

/// Takes up to so many pending facts into the counters; how many it took.
pub(crate) async fn fold(connection: &mut Connection, limit: u32) -> Result<u64, StoreError> {
    if let Some(lock) = dialect::FOLD_LOCK {
        sqlx::query(lock).execute(&mut *connection).await?;
    }
    let rows = sqlx::query(
        "DELETE FROM report_facts
         WHERE id IN (SELECT id FROM report_facts ORDER BY id LIMIT $1)
         RETURNING cell7, cell8, cell9, cell10, day, category, status, reports, incidents",
    )
    .bind(i64::from(limit))
    .fetch_all(&mut *connection)
    .await?;
    let mut counters = BTreeMap::new();
    for row in &rows {
        count_report(&fact_of(row)?, &mut counters);
    }
    add(connection, &counters).await?;
    Ok(rows.len() as u64)
}

/// Adds to the counters, in key order, many in one statement: a fold holds up the writer of SQLite.
pub(crate) async fn add(
    connection: &mut Connection,
    counters: &BTreeMap<ReportKey, (i64, i64)>,
) -> Result<(), StoreError> {
    let changed: Vec<_> = counters.iter().filter(|(_, counts)| **counts != (0, 0)).collect();
    for some in changed.chunks(ROWS_PER_STATEMENT) {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO report_counts (resolution, category, span, day, cell, status, reports, incidents) ",
        );
        query.push_values(some, |mut row, ((resolution, category, span, day, cell, status), counts)| {
            row.push_bind(*resolution).push_bind(category.clone()).push_bind(*span).push_bind(*day);
            row.push_bind(*cell).push_bind(status.clone()).push_bind(counts.0).push_bind(counts.1);
        });
        query.push(
            " ON CONFLICT (resolution, category, span, day, cell, status) DO UPDATE
             SET reports = report_counts.reports + excluded.reports,
                 incidents = report_counts.incidents + excluded.incidents",
        );
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// Which counters to read.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub resolution: i64,
    pub days: (Option<Day>, Option<Day>),
    pub category: Option<String>,
    pub status: Option<ReportStatus>,
}

/// Counts by cell, pending facts included; cells whose counts are zero are left out.
pub(crate) async fn cells(
    connection: &mut Connection,
    wanted: &Wanted,
) -> Result<Vec<CellCount>, StoreError> {
    let mut counts: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    for (span, from, to) in spans_of(wanted.days) {
        // Each span is a range of the primary key; its order makes the grouping cheap where only one day is read.
        let mut query = QueryBuilder::<Db>::new(
            "SELECT cell, CAST(SUM(reports) AS BIGINT), CAST(SUM(incidents) AS BIGINT)",
        );
        query.push(" FROM report_counts WHERE resolution = ").push_bind(wanted.resolution);
        query.push(" AND category = ").push_bind(wanted.category.clone().unwrap_or_else(|| ANY.to_owned()));
        query.push(" AND span = ").push_bind(span);
        query.push(" AND day >= ").push_bind(from).push(" AND day < ").push_bind(to);
        if let Some(status) = wanted.status {
            query.push(" AND status = ").push_bind(status.as_str());
        }
        query.push(" GROUP BY cell");
        for row in query.build().fetch_all(&mut *connection).await? {
            let count = counts.entry(row.try_get(0)?).or_default();
            count.0 += row.try_get::<i64, _>(1)?;
            count.1 += row.try_get::<i64, _>(2)?;
        }
    }
    let column = match wanted.resolution {
        7 => "cell7",
        8 => "cell8",
        9 => "cell9",
        10 => "cell10",
        _ => "CAST(0 AS BIGINT)",
    };
    let mut query = QueryBuilder::<Db>::new("SELECT ");
    query.push(column);
    query.push(
        " AS cell, CAST(SUM(reports) AS BIGINT), CAST(SUM(incidents) AS BIGINT) FROM report_facts WHERE ",
    );
    query.push(match wanted.resolution {
        counting::ALL_REPORTS => "1 = 1",
        counting::PLACELESS => "cell7 IS NULL",
        _ => "cell7 IS NOT NULL",
    });
    if let Some(from) = wanted.days.0 {
        query.push(" AND day >= ").push_bind(i64::from(from.0));
    }
    if let Some(to) = wanted.days.1 {
        query.push(" AND day < ").push_bind(i64::from(to.0));
    }
    if let Some(category) = &wanted.category {
        query.push(" AND category = ").push_bind(category.clone());
    }
    if let Some(status) = wanted.status {
        query.push(" AND status = ").push_bind(status.as_str());
    }
    query.push(" GROUP BY 1");
    for row in query.build().fetch_all(&mut *connection).await? {
        let count = counts.entry(row.try_get(0)?).or_default();
        count.0 += row.try_get::<i64, _>(1)?;
        count.1 += row.try_get::<i64, _>(2)?;
    }
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    let cells = counts.into_iter().filter(|(_, count)| *count != (0, 0));
    Ok(cells
        .map(|(cell, (reports, incidents))| CellCount {
            cell: number(cell),
            reports: number(reports),
            incidents: number(incidents),
        })
        .collect())
}

/// Places of reports in a rectangle, for the cells that its edges cross.
pub(crate) async fn points_in(
    connection: &mut Connection,
    bbox: BoundingBox,
    wanted: &Wanted,
    limit: u32,
) -> Result<Vec<(f64, f64, bool)>, StoreError> {
    let mut query = QueryBuilder::<Db>::new("SELECT r.lat, r.lng, r.duplicate_of IS NULL FROM reports r");
    // A strip is read by the index of its narrow side. The plus keeps the planner from the other index, along which the
    // strip would be nearly everything.
    let flat = bbox.north - bbox.south <= bbox.east - bbox.west;
    let (lat, lng) = if flat { ("r.lat", "+r.lng") } else { ("+r.lat", "r.lng") };
    query
        .push(" WHERE ")
        .push(lat)
        .push(" BETWEEN ")
        .push_bind(bbox.south)
        .push(" AND ")
        .push_bind(bbox.north);
    query.push(" AND ").push(lng).push(" BETWEEN ").push_bind(bbox.west).push(" AND ").push_bind(bbox.east);
    if let Some(from) = wanted.days.0 {
        query.push(" AND r.observed_at >= ").push_bind(from.start().0);
    }
    if let Some(to) = wanted.days.1 {
        query.push(" AND r.observed_at < ").push_bind(to.start().0);
    }
    if let Some(category) = &wanted.category {
        query.push(" AND r.category = ").push_bind(category.clone());
    }
    if let Some(status) = wanted.status {
        query.push(" AND r.status = ").push_bind(status.as_str());
    }
    query.push(" LIMIT ").push_bind(i64::from(limit));
    let rows = query.build().fetch_all(connection).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).collect()
}

/// All reports by one column (`category` or `status`), pending facts included.
pub(crate) async fn by_column(
    connection: &mut Connection,
    column: &'static str,
) -> Result<Vec<(String, u64)>, StoreError> {
    let which = if column == "status" { "category = '*'" } else { "category <> '*'" };
    let text = format!(
        "SELECT code, CAST(SUM(reports) AS BIGINT) FROM (
            SELECT {column} AS code, reports FROM report_counts WHERE resolution = 0 AND span = 0 AND {which}
            UNION ALL
            SELECT {column} AS code, reports FROM report_facts
         ) counted GROUP BY code ORDER BY 2 DESC, 1"
    );
    let rows = sqlx::query(AssertSqlSafe(text)).fetch_all(connection).await?;
    let pairs = rows.iter().map(|row| -> Result<(String, u64), StoreError> {
        Ok((row.try_get(0)?, u64::try_from(row.try_get::<i64, _>(1)?).unwrap_or(0)))
    });
    pairs.filter(|pair| !matches!(pair, Ok((_, 0)))).collect()
}

/// Rows of a table (`reports` or `responses`) by the local day of their arrival.
pub(crate) async fn arrivals_by_day(
    connection: &mut Connection,
    table: &'static str,
    from: Day,
    to: Day,
) -> Result<Vec<(Day, u64)>, StoreError> {
    // 28,800,000 ms are the eight hours of China Standard Time; the range is read from the index.
    let text = format!(
        "SELECT (received_at + 28800000) / 86400000 AS day, COUNT(*)
         FROM {table}
         WHERE received_at >= $1
           AND received_at < $2
         GROUP BY 1
         ORDER BY 1"
    );
    let rows = sqlx::query(AssertSqlSafe(text))
        .bind(from.start().0)
        .bind(to.start().0)
        .fetch_all(connection)
        .await?;
    days_of(&rows)
}

fn days_of(rows: &[Row]) -> Result<Vec<(Day, u64)>, StoreError> {
    rows.iter()
        .map(|row| {
            let day = Day(i32::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0));
            Ok((day, u64::try_from(row.try_get::<i64, _>(1)?).unwrap_or(0)))
        })
        .collect()
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
    let pending = sqlx::query(
        "SELECT cell7, cell8, cell9, cell10, day, category, status, reports, incidents FROM report_facts",
    )
    .fetch_all(&mut *connection)
    .await?;
    for row in &pending {
        count_report(&fact_of(row)?, &mut counters);
    }
    Ok(counters)
}

/// The moment before which nothing was observed: the oldest report's.
pub(crate) async fn observed_range(
    connection: &mut Connection,
) -> Result<Option<(Timestamp, Timestamp)>, StoreError> {
    let row =
        sqlx::query("SELECT MIN(observed_at), MAX(observed_at) FROM reports").fetch_one(connection).await?;
    let (first, last): (Option<i64>, Option<i64>) = (row.try_get(0)?, row.try_get(1)?);
    Ok(first.zip(last).map(|(first, last)| (Timestamp(first), Timestamp(last))))
}
