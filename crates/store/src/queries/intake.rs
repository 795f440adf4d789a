//! Reports that come in, one at a time or in batches.

use super::reports::state;
use super::{Connection, Db, counters, dialect};
use crate::counting::ReportFact;
use crate::error::StoreError;
use crate::gathered::GatheredReports;
use crate::operations::ImportBatch;
use crate::records::*;
use domain::report::{Channel, Contact};
use sqlx::{QueryBuilder, Row as _};
use std::collections::HashSet;
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

/// Stores reports that come in batches, and their counters.
pub(crate) async fn import(
    connection: &mut Connection,
    batches: &mut Receiver<ImportBatch<NewReportRecord>>,
) -> Result<ImportCount, StoreError> {
    if let Some(room) = dialect::IMPORT_ROOM {
        sqlx::query(room).execute(&mut *connection).await?;
    }
    let mut count = ImportCount::default();
    let mut gathered = GatheredReports::default();
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
                    gathered.add(&fact_of(new));
                    count.added += 1;
                } else if is_known(connection, new).await? {
                    count.unchanged += 1;
                } else {
                    return Err(StoreError::Unique("receipt_code"));
                }
            }
        }
        if gathered.is_full() {
            counters::add_gathered(connection, &mut gathered).await?;
        }
    }
    counters::add_gathered(connection, &mut gathered).await?;
    if let Some(usual) = dialect::USUAL_ROOM {
        sqlx::query(usual).execute(&mut *connection).await?;
    }
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
