//! Counts of reports by cell, by span and by area, and the places of reports in a rectangle.

use super::{Connection, Db, dialect};
use crate::count_records::{AreaCount, CellCount};
use crate::counting::{self, Wanted, spans_of, starts_of};
use crate::error::StoreError;
use domain::heatmap::BoundingBox;
use domain::statistics::Layer;
use domain::time::Day;
use sqlx::{QueryBuilder, Row as _};
use std::collections::BTreeMap;

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
        for span in spans_of(wanted.filter.days) {
            let mut query = counters_of(wanted, &category, span);
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
    let in_range = |cell: i64| {
        wanted.ranges.as_ref().is_none_or(|ranges| {
            let at = ranges.partition_point(|(_, high)| *high < cell);
            ranges.get(at).is_some_and(|(low, _)| *low <= cell)
        })
    };
    let cells = counts.into_iter().filter(|(cell, count)| *count != (0, 0) && in_range(*cell));
    Ok(cells
        .map(|(cell, (reports, incidents))| CellCount {
            cell: number(cell),
            reports: number(reports),
            incidents: number(incidents),
        })
        .collect())
}

/// Reads the counters of one category in spans of one length. The key is resolution, category, span, day, cell, status, so
/// that each day and range of cells is one range of the key.
fn counters_of(wanted: &Wanted, category: &str, (span, from, to): (i64, i64, i64)) -> QueryBuilder<Db> {
    let ranges = wanted.ranges.as_ref().filter(|ranges| !ranges.is_empty());
    let each = ranges.zip(starts_of(span, from, to));
    let mut query = QueryBuilder::<Db>::new("");
    if let Some((ranges, days)) = &each {
        query.push("WITH days (day) AS (VALUES ");
        let mut values = query.separated(", ");
        for day in days {
            values.push("(").push_bind_unseparated(*day).push_unseparated(")");
        }
        query.push("), ranges (low, high) AS (VALUES ");
        let mut values = query.separated(", ");
        for (low, high) in *ranges {
            values.push("(").push_bind_unseparated(*low).push_unseparated(", ");
            values.push_bind_unseparated(*high).push_unseparated(")");
        }
        query.push(") ");
    }
    query.push("SELECT c.cell, CAST(SUM(c.reports) AS BIGINT), CAST(SUM(c.incidents) AS BIGINT) FROM ");
    query.push(if each.is_some() { dialect::EACH_RANGE } else { "report_counts c WHERE" });
    query.push(" c.resolution = ").push_bind(wanted.resolution);
    query.push(" AND c.category = ").push_bind(category.to_owned());
    query.push(" AND c.span = ").push_bind(span);
    if each.is_none() {
        query.push(" AND c.day >= ").push_bind(from).push(" AND c.day < ").push_bind(to);
    }
    if let Some(status) = wanted.filter.status {
        query.push(" AND c.status = ").push_bind(status.as_str());
    }
    if each.is_some() {
        query.push(dialect::EACH_RANGE_END);
    }
    query.push(" GROUP BY c.cell");
    query
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
