//! Figures about all reports: handling times, arrivals by day, sums by status and category.

use super::{Connection, Db, Row};
use crate::count_records::HandlingTime;
use crate::counting::Wanted;
use crate::error::StoreError;
use domain::statistics::Layer;
use domain::time::{Day, Timestamp};
use sqlx::{AssertSqlSafe, QueryBuilder, Row as _};

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

/// The moment before which nothing was observed: the oldest report's.
pub(crate) async fn observed_range(
    connection: &mut Connection,
) -> Result<Option<(Timestamp, Timestamp)>, StoreError> {
    let row =
        sqlx::query("SELECT MIN(observed_at), MAX(observed_at) FROM reports").fetch_one(connection).await?;
    let (first, last): (Option<i64>, Option<i64>) = (row.try_get(0)?, row.try_get(1)?);
    Ok(first.zip(last).map(|(first, last)| (Timestamp(first), Timestamp(last))))
}
