//! Reports, their photos and their history.

use super::{Connection, Db, Row};
use crate::error::{StoreError, corrupt};
use crate::records::*;
use domain::listing::ReportRow;
use domain::location::{Datum, Location, LocationSource};
use domain::receipt::ReceiptCode;
use domain::report::{Channel, Contact, HistoryEntry, ReportStatus};
use domain::time::Timestamp;
use sqlx::{QueryBuilder, Row as _};
use uuid::Uuid;

pub(crate) async fn add_event(
    connection: &mut Connection,
    report: Uuid,
    event: &str,
    change: &Change,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO report_events (id, report, at, event, actor, note) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(change.event_id)
    .bind(report)
    .bind(change.at.0)
    .bind(event)
    .bind(&change.actor)
    .bind(change.note.as_deref())
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn state(connection: &mut Connection, id: Uuid) -> Result<Option<ReportState>, StoreError> {
    let found = sqlx::query("SELECT receipt_code, status FROM reports WHERE id = $1")
        .bind(id)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = found else { return Ok(None) };
    Ok(Some(ReportState {
        id,
        receipt_code: receipt_code(&row.try_get::<String, _>(0)?)?,
        status: status(&row.try_get::<String, _>(1)?)?,
        photos: photos(connection, id).await?,
    }))
}

pub(crate) async fn photos(connection: &mut Connection, report: Uuid) -> Result<Vec<PhotoState>, StoreError> {
    let rows = sqlx::query(
        "SELECT sha256, media_type, bytes, stored_at, width, height, exif_lat, exif_lng
         FROM report_photos
         WHERE report = $1
         ORDER BY position",
    )
    .bind(report)
    .fetch_all(connection)
    .await?;
    rows.iter().map(photo_of).collect()
}

fn photo_of(row: &Row) -> Result<PhotoState, StoreError> {
    let side = |column: &str| -> Result<Option<u32>, StoreError> {
        Ok(row.try_get::<Option<i64>, _>(column)?.and_then(|side| u32::try_from(side).ok()))
    };
    let (lat, lng): (Option<f64>, Option<f64>) = (row.try_get("exif_lat")?, row.try_get("exif_lng")?);
    Ok(PhotoState {
        sha256: row.try_get("sha256")?,
        media_type: row.try_get("media_type")?,
        bytes: u64::try_from(row.try_get::<i64, _>("bytes")?).unwrap_or(0),
        stored: row.try_get::<Option<i64>, _>("stored_at")?.is_some(),
        width: side("width")?,
        height: side("height")?,
        exif: lat.zip(lng),
    })
}

pub(crate) async fn photo(
    connection: &mut Connection,
    report: Uuid,
    sha256: &str,
) -> Result<Option<PhotoState>, StoreError> {
    let row = sqlx::query(
        "SELECT sha256, media_type, bytes, stored_at, width, height, exif_lat, exif_lng
         FROM report_photos
         WHERE report = $1
           AND sha256 = $2",
    )
    .bind(report)
    .bind(sha256)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(photo_of).transpose()
}

/// A photo whose bytes are on the disk.
pub(crate) struct Arrived {
    pub report: Uuid,
    pub sha256: String,
    pub at: Timestamp,
    pub width: u32,
    pub height: u32,
    pub exif: Option<(f64, f64)>,
    pub event_id: Uuid,
}

pub(crate) async fn photo_stored(connection: &mut Connection, photo: &Arrived) -> Result<bool, StoreError> {
    let changed = sqlx::query(
        "UPDATE report_photos
         SET stored_at = $1, width = $2, height = $3, exif_lat = $4, exif_lng = $5
         WHERE report = $6
           AND sha256 = $7
           AND stored_at IS NULL",
    )
    .bind(photo.at.0)
    .bind(i64::from(photo.width))
    .bind(i64::from(photo.height))
    .bind(photo.exif.map(|place| place.0))
    .bind(photo.exif.map(|place| place.1))
    .bind(photo.report)
    .bind(&photo.sha256)
    .execute(&mut *connection)
    .await?;
    if changed.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query("UPDATE reports SET first_photo = COALESCE(first_photo, $1) WHERE id = $2")
        .bind(&photo.sha256)
        .bind(photo.report)
        .execute(&mut *connection)
        .await?;
    let change =
        Change { at: photo.at, actor: "resident".into(), note: None, event_id: photo.event_id, cells: None };
    add_event(connection, photo.report, "photo_stored", &change).await?;
    Ok(true)
}

pub(crate) async fn id_of_receipt(
    connection: &mut Connection,
    code: &str,
) -> Result<Option<Uuid>, StoreError> {
    let row = sqlx::query("SELECT id FROM reports WHERE receipt_code = $1")
        .bind(code)
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// Which reports have these receipt codes.
pub(crate) async fn owners(
    connection: &mut Connection,
    codes: &[String],
) -> Result<Vec<(ReceiptCode, Uuid)>, StoreError> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::<Db>::new("SELECT receipt_code, id FROM reports WHERE receipt_code IN (");
    let mut list = query.separated(", ");
    for code in codes {
        list.push_bind(code.clone());
    }
    query.push(")");
    let rows = query.build().fetch_all(connection).await?;
    rows.iter().map(|row| Ok((receipt_code(&row.try_get::<String, _>(0)?)?, row.try_get(1)?))).collect()
}

pub(crate) async fn record(
    connection: &mut Connection,
    id: Uuid,
) -> Result<Option<ReportRecord>, StoreError> {
    let found = sqlx::query(
        "SELECT r.*, a.name AS area_name
         FROM reports r
         LEFT JOIN areas a ON a.code = r.area
         WHERE r.id = $1",
    )
    .bind(id)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(found) = found else { return Ok(None) };
    let history = sqlx::query(
        "SELECT at, event, actor, note
         FROM report_events
         WHERE report = $1
         ORDER BY at, id",
    )
    .bind(id)
    .fetch_all(&mut *connection)
    .await?;
    let duplicates = sqlx::query("SELECT id FROM reports WHERE duplicate_of = $1 ORDER BY observed_at, id")
        .bind(id)
        .fetch_all(&mut *connection)
        .await?;
    let contact = Contact { phone: found.try_get("contact_phone")?, name: found.try_get("contact_name")? };
    Ok(Some(ReportRecord {
        row: row_of(&found)?,
        location: location_of(&found)?,
        contact: (contact.phone.is_some() || contact.name.is_some()).then_some(contact),
        photos: photos(connection, id).await?,
        history: history.iter().map(entry_of).collect::<Result<_, StoreError>>()?,
        duplicates: duplicates.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?,
        visit: found.try_get("visit")?,
    }))
}

fn entry_of(row: &Row) -> Result<HistoryEntry, StoreError> {
    Ok(HistoryEntry {
        at: Timestamp(row.try_get(0)?),
        event: row.try_get(1)?,
        actor: row.try_get(2)?,
        note: row.try_get(3)?,
    })
}

fn location_of(row: &Row) -> Result<Option<Location>, StoreError> {
    let (lat, lng): (Option<f64>, Option<f64>) = (row.try_get("lat")?, row.try_get("lng")?);
    let Some((lat, lng)) = lat.zip(lng) else { return Ok(None) };
    let source: Option<String> = row.try_get("source")?;
    let datum: Option<String> = row.try_get("datum")?;
    Ok(Some(Location {
        lat,
        lng,
        accuracy_m: row.try_get("accuracy_m")?,
        source: source.as_deref().and_then(LocationSource::from_text).unwrap_or(LocationSource::Pin),
        datum: datum.as_deref().and_then(Datum::from_text).unwrap_or_default(),
    }))
}

/// A row of a list; the query must select all columns of `reports` and `area_name`.
pub(crate) fn row_of(row: &Row) -> Result<ReportRow, StoreError> {
    let channel: String = row.try_get("channel")?;
    Ok(ReportRow {
        id: row.try_get("id")?,
        receipt_code: receipt_code(&row.try_get::<String, _>("receipt_code")?)?,
        external_id: row.try_get("external_id")?,
        category: row.try_get("category")?,
        description: row.try_get("description")?,
        lat: row.try_get("lat")?,
        lng: row.try_get("lng")?,
        area: row.try_get("area")?,
        area_name: row.try_get("area_name")?,
        observed_at: Timestamp(row.try_get("observed_at")?),
        received_at: Timestamp(row.try_get("received_at")?),
        closed_at: row.try_get::<Option<i64>, _>("closed_at")?.map(Timestamp),
        channel: self::channel(&channel)?,
        status: status(&row.try_get::<String, _>("status")?)?,
        photos: u32::try_from(row.try_get::<i64, _>("photos")?).unwrap_or(0),
        first_photo: row.try_get("first_photo")?,
        duplicate_of: row.try_get("duplicate_of")?,
    })
}

pub(crate) fn channel(text: &str) -> Result<Channel, StoreError> {
    Channel::from_text(text).ok_or_else(|| corrupt("channel", text))
}

pub(crate) fn status(text: &str) -> Result<ReportStatus, StoreError> {
    ReportStatus::from_text(text).ok_or_else(|| corrupt("status", text))
}

fn receipt_code(text: &str) -> Result<ReceiptCode, StoreError> {
    ReceiptCode::parse("receipt_code", text).map_err(|_| corrupt("receipt_code", text))
}
