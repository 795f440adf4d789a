//! Counters of reports: pending facts, folding, reading (docs/decisions/0002).

use super::{Connection, Db, Row, dialect};
use crate::counting::{self, ReportFact, ReportKey, Wanted, count_report, spans_of};
use crate::error::StoreError;
use crate::records::{AreaCount, CellCount, HandlingTime};
use domain::heatmap::BoundingBox;
use domain::statistics::Layer;
use domain::time::{Day, Timestamp};
use sqlx::{AssertSqlSafe, QueryBuilder, Row as _};
use std::collections::BTreeMap;

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

/// Adds what distinguishes the facts that wait.
fn restrict_waiting(query: &mut QueryBuilder<Db>, wanted: &Wanted) {
    let filter = &wanted.filter;
    if let Some(from) = filter.days.0 {
        query.push(" AND day >= ").push_bind(i64::from(from.0));
    }
    if let Some(to) = filter.days.1 {
        query.push(" AND day < ").push_bind(i64::from(to.0));
    }
    if let Some(category) = &filter.category {
        query.push(" AND category = ").push_bind(category.clone());
    }
    if let Some(status) = filter.status {
        query.push(" AND status = ").push_bind(status.as_str());
    }
    match filter.layer {
        Layer::All => {}
        Layer::Patrols => drop(query.push(" AND patrol = ").push_bind(true)),
        Layer::Residents => drop(query.push(" AND patrol = ").push_bind(false)),
    }
}

/// Reports and incidents by what they are counted by.
type Counted<K> = BTreeMap<K, (i64, i64)>;

/// Counts by cell, pending facts included; cells whose counts are zero are left out.
pub(crate) async fn cells(
    connection: &mut Connection,
    wanted: &Wanted,
) -> Result<Vec<CellCount>, StoreError> {
    let mut counts: Counted<i64> = BTreeMap::new();
    for (category, sign) in wanted.categories() {
        for (span, from, to) in spans_of(wanted.filter.days) {
            // Each span is a range of the primary key; its order makes the grouping cheap where only one day is read.
            let mut query = QueryBuilder::<Db>::new(
                "SELECT cell, CAST(SUM(reports) AS BIGINT), CAST(SUM(incidents) AS BIGINT)",
            );
            query.push(" FROM report_counts WHERE resolution = ").push_bind(wanted.resolution);
            query.push(" AND category = ").push_bind(category.clone());
            query.push(" AND span = ").push_bind(span);
            query.push(" AND day >= ").push_bind(from).push(" AND day < ").push_bind(to);
            if let Some(status) = wanted.filter.status {
                query.push(" AND status = ").push_bind(status.as_str());
            }
            query.push(" GROUP BY cell");
            for row in query.build().fetch_all(&mut *connection).await? {
                let count = counts.entry(row.try_get(0)?).or_default();
                count.0 += sign * row.try_get::<i64, _>(1)?;
                count.1 += sign * row.try_get::<i64, _>(2)?;
            }
        }
    }
    let mut query = QueryBuilder::<Db>::new("SELECT ");
    query.push(cell_column(wanted.resolution));
    query.push(
        " AS cell, CAST(SUM(reports) AS BIGINT), CAST(SUM(incidents) AS BIGINT) FROM report_facts WHERE ",
    );
    query.push(match wanted.resolution {
        counting::ALL_REPORTS => "1 = 1",
        counting::PLACELESS => "cell7 IS NULL",
        _ => "cell7 IS NOT NULL",
    });
    restrict_waiting(&mut query, wanted);
    query.push(" GROUP BY 1");
    for row in query.build().fetch_all(&mut *connection).await? {
        let count = counts.entry(row.try_get(0)?).or_default();
        count.0 += row.try_get::<i64, _>(1)?;
        count.1 += row.try_get::<i64, _>(2)?;
    }
    let cells = counts.into_iter().filter(|(_, count)| *count != (0, 0));
    Ok(cells
        .map(|(cell, (reports, incidents))| CellCount {
            cell: number(cell),
            reports: number(reports),
            incidents: number(incidents),
        })
        .collect())
}

fn number(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

const fn cell_column(resolution: i64) -> &'static str {
    match resolution {
        7 => "cell7",
        8 => "cell8",
        9 => "cell9",
        10 => "cell10",
        _ => "CAST(0 AS BIGINT)",
    }
}

/// Counts by cell and by span: days (1) or blocks (28), named by their first day; pending facts included. `days` must begin
/// and end with a span.
pub(crate) async fn cells_by_span(
    connection: &mut Connection,
    wanted: &Wanted,
    span: i64,
) -> Result<Vec<(Day, CellCount)>, StoreError> {
    let (from, to) = range_of(wanted.filter.days);
    let mut counts: Counted<(i64, i64)> = BTreeMap::new();
    for (category, sign) in wanted.categories() {
        let rows = sqlx::query(
            "SELECT day, cell, CAST(SUM(reports) AS BIGINT), CAST(SUM(incidents) AS BIGINT)
             FROM report_counts
             WHERE resolution = $1
               AND category = $2
               AND span = $3
               AND day >= $4
               AND day < $5
             GROUP BY day, cell",
        )
        .bind(wanted.resolution)
        .bind(category)
        .bind(span)
        .bind(from)
        .bind(to)
        .fetch_all(&mut *connection)
        .await?;
        for row in rows {
            let count = counts.entry((row.try_get(0)?, row.try_get(1)?)).or_default();
            count.0 += sign * row.try_get::<i64, _>(2)?;
            count.1 += sign * row.try_get::<i64, _>(3)?;
        }
    }
    let mut query = QueryBuilder::<Db>::new("SELECT day, ");
    query.push(cell_column(wanted.resolution));
    query.push(", reports, incidents FROM report_facts WHERE ");
    query.push(match wanted.resolution {
        counting::ALL_REPORTS => "1 = 1",
        counting::PLACELESS => "cell7 IS NULL",
        _ => "cell7 IS NOT NULL",
    });
    restrict_waiting(&mut query, wanted);
    for row in query.build().fetch_all(&mut *connection).await? {
        let day = counting::span_start(row.try_get(0)?, span);
        let count = counts.entry((day, row.try_get(1)?)).or_default();
        count.0 += row.try_get::<i64, _>(2)?;
        count.1 += row.try_get::<i64, _>(3)?;
    }
    let counted = counts.into_iter().filter(|(_, count)| *count != (0, 0));
    Ok(counted
        .map(|((day, cell), (reports, incidents))| {
            (
                day_of(day),
                CellCount { cell: number(cell), reports: number(reports), incidents: number(incidents) },
            )
        })
        .collect())
}

/// Counts by area and week, pending facts included. `days` must begin and end with a Monday.
pub(crate) async fn areas_by_week(
    connection: &mut Connection,
    wanted: &Wanted,
) -> Result<Vec<AreaCount>, StoreError> {
    let (from, to) = range_of(wanted.filter.days);
    let mut counts: Counted<(i64, i64)> = BTreeMap::new();
    for (category, sign) in wanted.categories() {
        let rows = sqlx::query(
            "SELECT day, cell, CAST(SUM(reports) AS BIGINT), CAST(SUM(incidents) AS BIGINT)
             FROM report_counts
             WHERE resolution = $1
               AND category = $2
               AND span = $3
               AND day >= $4
               AND day < $5
             GROUP BY day, cell",
        )
        .bind(counting::AREAS)
        .bind(category)
        .bind(counting::WEEK)
        .bind(from)
        .bind(to)
        .fetch_all(&mut *connection)
        .await?;
        for row in rows {
            let count = counts.entry((row.try_get(0)?, row.try_get(1)?)).or_default();
            count.0 += sign * row.try_get::<i64, _>(2)?;
            count.1 += sign * row.try_get::<i64, _>(3)?;
        }
    }
    let mut query =
        QueryBuilder::<Db>::new("SELECT day, area, reports, incidents FROM report_facts WHERE 1 = 1");
    restrict_waiting(&mut query, wanted);
    for row in query.build().fetch_all(&mut *connection).await? {
        let week = counting::span_start(row.try_get(0)?, counting::WEEK);
        let area = row.try_get::<Option<String>, _>(1)?.as_deref().map_or(0, counting::area_number);
        let count = counts.entry((week, area)).or_default();
        count.0 += row.try_get::<i64, _>(2)?;
        count.1 += row.try_get::<i64, _>(3)?;
    }
    let codes = sqlx::query("SELECT code FROM areas").fetch_all(&mut *connection).await?;
    let codes = codes.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?;
    let codes: BTreeMap<i64, String> =
        codes.into_iter().map(|code| (counting::area_number(&code), code)).collect();
    let counted = counts.into_iter().filter(|(_, count)| *count != (0, 0));
    Ok(counted
        .map(|((week, area), (reports, incidents))| AreaCount {
            area: codes.get(&area).cloned(),
            week: day_of(week),
            reports: number(reports),
            incidents: number(incidents),
        })
        .collect())
}

fn range_of(days: (Option<Day>, Option<Day>)) -> (i64, i64) {
    let end = |day: Option<Day>, open: i32| i64::from(day.map_or(open, |day| day.0));
    (end(days.0, i32::MIN), end(days.1, i32::MAX))
}

fn day_of(day: i64) -> Day {
    Day(i32::try_from(day).unwrap_or(0))
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
    if let Some(from) = wanted.filter.days.0 {
        query.push(" AND r.observed_at >= ").push_bind(from.start().0);
    }
    if let Some(to) = wanted.filter.days.1 {
        query.push(" AND r.observed_at < ").push_bind(to.start().0);
    }
    if let Some(category) = &wanted.filter.category {
        query.push(" AND r.category = ").push_bind(category.clone());
    }
    if let Some(status) = wanted.filter.status {
        query.push(" AND r.status = ").push_bind(status.as_str());
    }
    match wanted.filter.layer {
        Layer::All => {}
        Layer::Residents => drop(query.push(" AND r.channel = 'resident'")),
        Layer::Patrols => drop(query.push(" AND r.channel <> 'resident'")),
    }
    query.push(" LIMIT ").push_bind(i64::from(limit));
    let rows = query.build().fetch_all(connection).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).collect()
}

/// When the reports observed in a period were handled first, and closed.
pub(crate) async fn handling_times(
    connection: &mut Connection,
    wanted: &Wanted,
) -> Result<Vec<HandlingTime>, StoreError> {
    let filter = &wanted.filter;
    let mut query = QueryBuilder::<Db>::new(
        "SELECT r.area, r.observed_at, r.closed_at,
            (SELECT MIN(e.at) FROM report_events e
             WHERE e.report = r.id AND e.event NOT IN ('received', 'photo_stored'))
         FROM reports r
         WHERE r.status NOT IN ('rejected', 'duplicate')",
    );
    if let Some(from) = filter.days.0 {
        query.push(" AND r.observed_at >= ").push_bind(from.start().0);
    }
    if let Some(to) = filter.days.1 {
        query.push(" AND r.observed_at < ").push_bind(to.start().0);
    }
    if let Some(category) = &filter.category {
        query.push(" AND r.category = ").push_bind(category.clone());
    }
    match filter.layer {
        Layer::All => {}
        Layer::Residents => drop(query.push(" AND r.channel = 'resident'")),
        Layer::Patrols => drop(query.push(" AND r.channel <> 'resident'")),
    }
    let rows = query.build().fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let moment = |index: usize| -> Result<Option<Timestamp>, StoreError> {
                Ok(row.try_get::<Option<i64>, _>(index)?.map(Timestamp))
            };
            Ok(HandlingTime {
                area: row.try_get(0)?,
                observed_at: Timestamp(row.try_get(1)?),
                closed_at: moment(2)?,
                handled_at: moment(3)?,
            })
        })
        .collect()
}

/// All reports by one column (`category` or `status`), pending facts included.
pub(crate) async fn by_column(
    connection: &mut Connection,
    column: &'static str,
) -> Result<Vec<(String, u64)>, StoreError> {
    let which =
        if column == "status" { "category = '*'" } else { "category <> '*' AND category NOT LIKE '@%'" };
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
    let text = format!("SELECT {FACT} FROM report_facts");
    for row in &sqlx::query(AssertSqlSafe(text)).fetch_all(&mut *connection).await? {
        count_report(&fact_of(row)?, &mut counters);
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

/// The moment before which nothing was observed: the oldest report's.
pub(crate) async fn observed_range(
    connection: &mut Connection,
) -> Result<Option<(Timestamp, Timestamp)>, StoreError> {
    let row =
        sqlx::query("SELECT MIN(observed_at), MAX(observed_at) FROM reports").fetch_one(connection).await?;
    let (first, last): (Option<i64>, Option<i64>) = (row.try_get(0)?, row.try_get(1)?);
    Ok(first.zip(last).map(|(first, last)| (Timestamp(first), Timestamp(last))))
}
