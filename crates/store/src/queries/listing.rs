//! Lists of reports, and changes to their status that the counters must follow.

use super::reports::{add_event, channel, row_of, status};
use super::{Connection, Db, Row, counters, dialect};
use crate::case_records::ReportFollows;
use crate::count_records::ReportPoint;
use crate::counting::ReportFact;
use crate::error::StoreError;
use crate::records::{Change, PlaceCells};
use domain::listing::{Cursor, ReportFilter, ReportRow};
use domain::report::{Channel, ReportStatus};
use domain::time::Timestamp;
use sqlx::{QueryBuilder, Row as _};
use uuid::Uuid;

/// Adds the conditions of a filter, each beginning with AND.
pub(crate) fn push_filter(query: &mut QueryBuilder<Db>, filter: &ReportFilter, areas: Option<&[String]>) {
    if let Some(bbox) = filter.bbox {
        query.push(" AND r.lat BETWEEN ").push_bind(bbox.south).push(" AND ").push_bind(bbox.north);
        query.push(" AND r.lng BETWEEN ").push_bind(bbox.west).push(" AND ").push_bind(bbox.east);
    }
    if let Some(from) = filter.period.from {
        query.push(" AND r.observed_at >= ").push_bind(from.0);
    }
    if let Some(to) = filter.period.to {
        query.push(" AND r.observed_at < ").push_bind(to.0);
    }
    if let Some(category) = &filter.category {
        query.push(" AND r.category = ").push_bind(category.clone());
    }
    if let Some(status) = filter.status {
        query.push(" AND r.status = ").push_bind(status.as_str());
    }
    if let Some(channel) = filter.channel {
        query.push(" AND r.channel = ").push_bind(channel.as_str());
    }
    if let Some(areas) = areas {
        // At least one value, because `IN ()` is no SQL; the empty code is no area's.
        query.push(" AND r.area IN (''");
        for area in areas {
            query.push(", ").push_bind(area.clone());
        }
        query.push(")");
    }
    if let Some(text) = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let anywhere = format!("%{escaped}%");
        query.push(" AND (");
        for (index, column) in ["r.description", "r.receipt_code", "r.external_id"].into_iter().enumerate() {
            query.push(if index == 0 { "" } else { " OR " });
            query.push(column).push(" ").push(dialect::LIKE).push(" ");
            query.push_bind(anywhere.clone()).push(" ESCAPE '\\'");
        }
        query.push(")");
    }
}

pub(crate) async fn list(
    connection: &mut Connection,
    filter: &ReportFilter,
    areas: Option<&[String]>,
    after: Option<Cursor>,
    rows: u32,
) -> Result<Vec<ReportRow>, StoreError> {
    let mut query = QueryBuilder::new(
        "SELECT r.*, a.name AS area_name FROM reports r LEFT JOIN areas a ON a.code = r.area WHERE 1 = 1",
    );
    push_filter(&mut query, filter, areas);
    if let Some(cursor) = after {
        query.push(" AND (r.observed_at, r.id) < (").push_bind(cursor.observed_at.0);
        query.push(", ").push_bind(cursor.id).push(")");
    }
    query.push(" ORDER BY r.observed_at DESC, r.id DESC LIMIT ").push_bind(i64::from(rows));
    let rows = query.build().fetch_all(connection).await?;
    rows.iter().map(row_of).collect()
}

pub(crate) async fn count(
    connection: &mut Connection,
    filter: &ReportFilter,
    areas: Option<&[String]>,
) -> Result<(u64, u64), StoreError> {
    let mut query =
        QueryBuilder::new("SELECT COUNT(*), COUNT(*) - COUNT(r.duplicate_of) FROM reports r WHERE 1 = 1");
    push_filter(&mut query, filter, areas);
    let row = query.build().fetch_one(connection).await?;
    let number = |index: usize| -> Result<u64, StoreError> {
        Ok(u64::try_from(row.try_get::<i64, _>(index)?).unwrap_or(0))
    };
    Ok((number(0)?, number(1)?))
}

pub(crate) async fn points(
    connection: &mut Connection,
    after: Option<Uuid>,
    rows: u32,
) -> Result<Vec<ReportPoint>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, lat, lng, area, category, status, channel, observed_at, duplicate_of
         FROM reports
         WHERE id > $1
         ORDER BY id
         LIMIT $2",
    )
    .bind(after.unwrap_or(Uuid::nil()))
    .bind(i64::from(rows))
    .fetch_all(connection)
    .await?;
    rows.iter().map(point_of).collect()
}

fn point_of(row: &Row) -> Result<ReportPoint, StoreError> {
    Ok(ReportPoint {
        id: row.try_get("id")?,
        lat: row.try_get("lat")?,
        lng: row.try_get("lng")?,
        area: row.try_get("area")?,
        category: row.try_get("category")?,
        status: status(&row.try_get::<String, _>("status")?)?,
        channel: channel(&row.try_get::<String, _>("channel")?)?,
        day: Timestamp(row.try_get("observed_at")?).day(),
        incident: row.try_get::<Option<Uuid>, _>("duplicate_of")?.is_none(),
    })
}

async fn point(connection: &mut Connection, id: Uuid) -> Result<Option<ReportPoint>, StoreError> {
    let row = sqlx::query(
        "SELECT id, lat, lng, area, category, status, channel, observed_at, duplicate_of FROM reports WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(point_of).transpose()
}

/// Gives a report that is `from` another status; false when it is no longer `from`.
pub(crate) async fn change_status(
    connection: &mut Connection,
    id: Uuid,
    from: ReportStatus,
    to: ReportStatus,
    change: &Change,
) -> Result<bool, StoreError> {
    let before = point(connection, id).await?;
    let closed_at = (to == ReportStatus::Closed).then_some(change.at.0);
    let changed = sqlx::query("UPDATE reports SET status = $1, closed_at = $2 WHERE id = $3 AND status = $4")
        .bind(to.as_str())
        .bind(closed_at)
        .bind(id)
        .bind(from.as_str())
        .execute(&mut *connection)
        .await?;
    follow(connection, before, changed.rows_affected(), to.as_str(), change).await
}

/// Links a report that is `from` to another one as its duplicate.
pub(crate) async fn link_duplicate(
    connection: &mut Connection,
    id: Uuid,
    of: Uuid,
    from: ReportStatus,
    change: &Change,
) -> Result<bool, StoreError> {
    let before = point(connection, id).await?;
    // What was linked to this report goes along, so that there are never chains.
    sqlx::query("UPDATE reports SET duplicate_of = $1 WHERE duplicate_of = $2")
        .bind(of)
        .bind(id)
        .execute(&mut *connection)
        .await?;
    let changed = sqlx::query(
        "UPDATE reports
         SET status = 'duplicate', duplicate_of = $1
         WHERE id = $2
           AND status = $3
           AND EXISTS (SELECT 1 FROM reports o WHERE o.id = $1 AND o.duplicate_of IS NULL AND o.id <> $2)",
    )
    .bind(of)
    .bind(id)
    .bind(from.as_str())
    .execute(&mut *connection)
    .await?;
    if changed.rows_affected() == 0 {
        // Taken back with the savepoint or the transaction: nothing may have been moved.
        return Err(StoreError::Reference("report to link to".into()));
    }
    follow(connection, before, 1, "duplicate", change).await
}

/// Undoes a link; the report is accepted afterwards.
pub(crate) async fn unlink_duplicate(
    connection: &mut Connection,
    id: Uuid,
    change: &Change,
) -> Result<bool, StoreError> {
    let before = point(connection, id).await?;
    let changed = sqlx::query(
        "UPDATE reports SET status = 'accepted', duplicate_of = NULL WHERE id = $1 AND duplicate_of IS NOT NULL",
    )
    .bind(id)
    .execute(&mut *connection)
    .await?;
    follow(connection, before, changed.rows_affected(), "unlinked", change).await
}

/// Brings the report of a case to where its case stands.
pub(crate) async fn follow_case(
    connection: &mut Connection,
    id: Uuid,
    follows: &ReportFollows,
) -> Result<(), StoreError> {
    let before = point(connection, id).await?;
    let ReportFollows { from, to, duplicate_of, category, change } = follows;
    if let Some(of) = duplicate_of {
        // What was linked to this report goes along, so that there are never chains.
        sqlx::query("UPDATE reports SET duplicate_of = $1 WHERE duplicate_of = $2")
            .bind(of)
            .bind(id)
            .execute(&mut *connection)
            .await?;
    }
    let closed_at = (*to == ReportStatus::Closed).then_some(change.at.0);
    let changed = sqlx::query(
        "UPDATE reports
         SET status = $1, closed_at = $2, duplicate_of = $3, category = COALESCE($4, category)
         WHERE id = $5
           AND status = $6
           AND ($7 OR EXISTS (SELECT 1 FROM reports o WHERE o.id = $3 AND o.duplicate_of IS NULL AND o.id <> $5))",
    )
    .bind(to.as_str())
    .bind(closed_at)
    .bind(*duplicate_of)
    .bind(category.as_deref())
    .bind(id)
    .bind(from.as_str())
    .bind(duplicate_of.is_none())
    .execute(&mut *connection)
    .await?;
    if changed.rows_affected() == 0 {
        // Taken back with the savepoint or the transaction: nothing may have been moved.
        return Err(StoreError::Stale);
    }
    let event = if *from == ReportStatus::Duplicate { "unlinked" } else { to.as_str() };
    follow(connection, before, 1, event, change).await?;
    Ok(())
}

/// Writes the history of a change and takes the report from its old counters to its new ones.
async fn follow(
    connection: &mut Connection,
    before: Option<ReportPoint>,
    changed: u64,
    event: &str,
    change: &Change,
) -> Result<bool, StoreError> {
    let (Some(before), true) = (before, changed > 0) else { return Ok(false) };
    let id = before.id;
    add_event(connection, id, event, change).await?;
    let after = point(connection, id).await?.ok_or_else(|| StoreError::Reference("report".into()))?;
    for (point, sign) in [(before, -1), (after, 1)] {
        counters::note_report(connection, &fact_of(point, change.cells, sign)).await?;
    }
    Ok(true)
}

/// What a report adds to the counters, or takes from them with a sign of -1.
fn fact_of(point: ReportPoint, cells: PlaceCells, sign: i64) -> ReportFact {
    ReportFact {
        cells,
        area: point.area,
        day: i64::from(point.day.0),
        category: point.category,
        status: point.status.as_str().to_owned(),
        patrol: point.channel != Channel::Resident,
        reports: sign,
        incidents: if point.incident { sign } else { 0 },
    }
}

pub(crate) async fn set_area(
    connection: &mut Connection,
    id: Uuid,
    area: Option<&str>,
    cells: PlaceCells,
) -> Result<(), StoreError> {
    let before = point(connection, id).await?;
    sqlx::query("UPDATE reports SET area = $1 WHERE id = $2")
        .bind(area)
        .bind(id)
        .execute(&mut *connection)
        .await?;
    let Some(before) = before.filter(|before| before.area.as_deref() != area) else { return Ok(()) };
    let after = ReportPoint { area: area.map(str::to_owned), ..before.clone() };
    for (point, sign) in [(before, -1), (after, 1)] {
        counters::note_report(connection, &fact_of(point, cells, sign)).await?;
    }
    Ok(())
}
