//! Reports, their photos and their history.

use super::counters;
use super::{Connection, Db, Row};
use crate::counting::{ReportFact, count_report};
use crate::error::{StoreError, corrupt};
use crate::operations::ImportBatch;
use crate::records::*;
use domain::listing::ReportRow;
use domain::location::{Datum, Location, LocationSource};
use domain::receipt::ReceiptCode;
use domain::report::{Channel, Contact, HistoryEntry, ReportStatus};
use domain::time::Timestamp;
use sqlx::{QueryBuilder, Row as _};
use std::collections::{BTreeMap, HashSet};
use tokio::sync::mpsc::Receiver;
use uuid::Uuid;

pub(crate) async fn submit(
    connection: &mut Connection,
    new: &NewReportRecord,
) -> Result<Submission<ReportState>, StoreError> {
    if insert(connection, new).await? {
        counters::note_report(connection, &fact_of(new)).await?;
        let photos = new.report.photos.iter().map(|claim| PhotoState {
            sha256: claim.sha256.clone(),
            media_type: claim.media_type.clone(),
            bytes: claim.bytes,
            stored: false,
            width: None,
            height: None,
            exif: None,
        });
        return Ok(Submission::New(ReportState {
            id: new.id,
            receipt_code: new.receipt_code.clone(),
            status: new.status,
            photos: photos.collect(),
        }));
    }
    let known = sqlx::query("SELECT content_hash FROM reports WHERE id = $1")
        .bind(new.id)
        .fetch_optional(&mut *connection)
        .await?;
    match known {
        None => Err(StoreError::Unique("receipt_code")),
        Some(row) if row.try_get::<Vec<u8>, _>(0)? != new.content_hash => Ok(Submission::Different),
        Some(_) => {
            let state = state(connection, new.id).await?;
            state.map(Submission::Same).ok_or_else(|| StoreError::Reference("report".into()))
        }
    }
}

/// Counters of reports that are gathered before they are written.
const GATHERED: usize = 100_000;

/// Stores reports that come in batches, and their counters.
pub(crate) async fn import(
    connection: &mut Connection,
    batches: &mut Receiver<ImportBatch<NewReportRecord>>,
) -> Result<ImportCount, StoreError> {
    let mut count = ImportCount::default();
    let mut gathered = BTreeMap::new();
    loop {
        let rows = match batches.recv().await {
            Some(ImportBatch::Rows(rows)) => rows,
            Some(ImportBatch::End) => break,
            None => return Err(StoreError::Cancelled),
        };
        for some in rows.chunks(ROWS_PER_STATEMENT) {
            let stored = insert_some(connection, some).await?;
            for new in some {
                if stored.contains(&new.id) {
                    count_report(&fact_of(new), &mut gathered);
                    count.added += 1;
                } else if is_known(connection, new).await? {
                    count.unchanged += 1;
                } else {
                    return Err(StoreError::Unique("receipt_code"));
                }
            }
        }
        if gathered.len() >= GATHERED {
            counters::add(connection, &gathered).await?;
            gathered.clear();
        }
    }
    counters::add(connection, &gathered).await?;
    Ok(count)
}

/// What a report adds to the counters when it is stored.
pub(crate) fn fact_of(new: &NewReportRecord) -> ReportFact {
    ReportFact {
        cells: new.cells,
        area: new.area.clone(),
        day: i64::from(new.report.observed_at.day().0),
        category: new.report.category.clone(),
        status: new.status.as_str().to_owned(),
        patrol: new.report.channel != Channel::Resident,
        reports: 1,
        incidents: 1,
    }
}

/// Reports that one statement stores.
const ROWS_PER_STATEMENT: usize = 50;

/// Stores a report with its photos and the first lines of its history, unless its id or one of its codes is taken.
pub(crate) async fn insert(connection: &mut Connection, new: &NewReportRecord) -> Result<bool, StoreError> {
    Ok(!insert_some(connection, std::slice::from_ref(new)).await?.is_empty())
}

/// The same for many; the ids of those that were stored.
async fn insert_some(
    connection: &mut Connection,
    some: &[NewReportRecord],
) -> Result<HashSet<Uuid>, StoreError> {
    let mut query = QueryBuilder::<Db>::new(
        "INSERT INTO reports (id, receipt_code, external_id, content_hash, category, description, lat, lng,
            accuracy_m, source, datum, area, observed_at, received_at, closed_at, channel, status,
            contact_phone, contact_name, photos, visit) ",
    );
    query.push_values(some, |mut row, new| {
        let report = &new.report;
        let location = report.location;
        let contact = report.contact.clone().unwrap_or(Contact { phone: None, name: None });
        row.push_bind(new.id)
            .push_bind(new.receipt_code.as_str().to_owned())
            .push_bind(new.external_id.clone())
            .push_bind(new.content_hash.to_vec())
            .push_bind(report.category.clone())
            .push_bind(report.description.clone())
            .push_bind(location.map(|place| place.lat))
            .push_bind(location.map(|place| place.lng))
            .push_bind(location.and_then(|place| place.accuracy_m))
            .push_bind(location.map(|place| place.source.as_str()))
            .push_bind(location.map(|place| place.datum.as_str()))
            .push_bind(new.area.clone())
            .push_bind(report.observed_at.0)
            .push_bind(new.received_at.0)
            .push_bind(new.closed_at.map(|moment| moment.0))
            .push_bind(report.channel.as_str())
            .push_bind(new.status.as_str())
            .push_bind(contact.phone)
            .push_bind(contact.name)
            .push_bind(i64::try_from(report.photos.len()).unwrap_or(0))
            .push_bind(report.visit);
    });
    query.push(" ON CONFLICT DO NOTHING RETURNING id");
    let rows = query.build().fetch_all(&mut *connection).await?;
    let stored: HashSet<Uuid> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    let added = || some.iter().filter(|new| stored.contains(&new.id));
    for new in added() {
        for (position, claim) in (0i64..).zip(&new.report.photos) {
            sqlx::query(
                "INSERT INTO report_photos (report, sha256, position, media_type, bytes)
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(new.id)
            .bind(&claim.sha256)
            .bind(position)
            .bind(&claim.media_type)
            .bind(i64::try_from(claim.bytes).unwrap_or(i64::MAX))
            .execute(&mut *connection)
            .await?;
        }
    }
    let events: Vec<(Uuid, Uuid, i64, &str, &str)> = added()
        .flat_map(|new| {
            // The second id is derived, so that importing the same row again would collide instead of doubling the history.
            let closed_id = Uuid::from_u128(new.event_id.as_u128() ^ 1);
            let closed = new.closed_at.map(|at| (closed_id, new.id, at.0, "closed", new.actor.as_str()));
            let received = (new.event_id, new.id, new.received_at.0, "received", new.actor.as_str());
            [Some(received), closed].into_iter().flatten()
        })
        .collect();
    if !events.is_empty() {
        let mut query = QueryBuilder::<Db>::new("INSERT INTO report_events (id, report, at, event, actor) ");
        query.push_values(events, |mut row, (id, report, at, event, actor)| {
            row.push_bind(id).push_bind(report).push_bind(at).push_bind(event.to_owned());
            row.push_bind(actor.to_owned());
        });
        query.build().execute(connection).await?;
    }
    Ok(stored)
}

/// Whether a report that was not inserted is one that the database has, and not one whose receipt code is taken.
pub(crate) async fn is_known(connection: &mut Connection, new: &NewReportRecord) -> Result<bool, StoreError> {
    let row = sqlx::query("SELECT COUNT(*) FROM reports WHERE id = $1 OR external_id = $2")
        .bind(new.id)
        .bind(new.external_id.as_deref())
        .fetch_one(connection)
        .await?;
    Ok(row.try_get::<i64, _>(0)? > 0)
}

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
