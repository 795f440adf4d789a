//! One report, as its sender, its handlers or nobody may see it.

use crate::error::from_store;
use crate::services::{Services, areas};
use domain::access::{Actor, Permission};
use domain::error::ApiError;
use domain::location::{Datum, Location, LocationSource};
use domain::receipt::ReceiptCode;
use domain::report::{HistoryEntry, PhotoView, ReportStatus, ReportView};
use store::{PhotoState, ReportRecord};
use uuid::Uuid;

/// As whom somebody looks at a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Eyes {
    /// With the receipt: sees the own report, and of the office only what it says.
    Sender,
    /// With the right to read reports: sees everything.
    Handler,
}

/// A report by its id, for those who may read reports or hold its receipt.
///
/// # Errors
/// As [`Actor::require`] without a receipt; [`domain::error::ErrorCode::NotFound`], also with another report's receipt.
pub async fn get(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    receipt: Option<&ReceiptCode>,
) -> Result<ReportView, ApiError> {
    let handler = actor.may(Permission::ReadReports);
    if !handler && receipt.is_none() {
        actor.require(Permission::ReadReports)?;
    }
    let record = find(services, id).await?;
    if !handler && receipt != Some(&record.row.receipt_code) {
        return Err(ApiError::not_found("report"));
    }
    show(services, record, if handler { Eyes::Handler } else { Eyes::Sender }).await
}

/// A report by its receipt code, as its sender sees it.
///
/// # Errors
/// [`domain::error::ErrorCode::NotFound`].
pub async fn by_receipt(services: &Services, code: &ReceiptCode) -> Result<ReportView, ApiError> {
    let record = services.store.report_by_receipt(code).await.map_err(from_store)?;
    show(services, record.ok_or_else(|| ApiError::not_found("report"))?, Eyes::Sender).await
}

/// The stored report.
pub(super) async fn find(services: &Services, id: Uuid) -> Result<ReportRecord, ApiError> {
    let record = services.store.report(id).await.map_err(from_store)?;
    record.ok_or_else(|| ApiError::not_found("report"))
}

async fn show(services: &Services, record: ReportRecord, eyes: Eyes) -> Result<ReportView, ApiError> {
    let tree = areas::tree(services).await?;
    let name = record.row.area.as_deref().and_then(|code| tree.get(code)).map(|area| area.name.clone());
    let area_name = record.row.area_name.clone().or(name);
    Ok(view(record, area_name, eyes))
}

fn view(record: ReportRecord, area_name: Option<String>, eyes: Eyes) -> ReportView {
    let ReportRecord { row, location, contact, photos, history, duplicates, visit } = record;
    let all = eyes == Eyes::Handler;
    let receipt = (!all).then_some(&row.receipt_code);
    ReportView {
        id: row.id,
        photos: photos.into_iter().map(|photo| photo_view(row.id, photo, receipt)).collect(),
        receipt_code: row.receipt_code.clone(),
        category: row.category,
        description: row.description,
        observed_at: row.observed_at,
        received_at: row.received_at,
        closed_at: row.closed_at,
        channel: row.channel,
        status: row.status,
        location,
        area: row.area,
        area_name,
        contact: contact.filter(|_| all),
        duplicate_of: row.duplicate_of.filter(|_| all),
        duplicates: if all { duplicates } else { Vec::new() },
        history: if all { history } else { history.into_iter().map(without_names).collect() },
        external_id: row.external_id.filter(|_| all),
        visit: visit.filter(|_| all),
    }
}

/// A line of the history without who did it, and with what was said only where it was said to the sender.
fn without_names(entry: HistoryEntry) -> HistoryEntry {
    let by_sender = matches!(entry.event.as_str(), "received" | "photo_stored");
    let said = ReportStatus::from_text(&entry.event).is_some_and(|status| status != ReportStatus::Received);
    HistoryEntry {
        at: entry.at,
        actor: if by_sender { "resident" } else { "office" }.to_owned(),
        note: entry.note.filter(|_| said),
        event: entry.event,
    }
}

fn photo_view(report: Uuid, photo: PhotoState, receipt: Option<&ReceiptCode>) -> PhotoView {
    let key = receipt.map(|code| format!("?receipt={code}")).unwrap_or_default();
    let address = |size: &str| format!("/photos/{report}/{}/{size}{key}", photo.sha256);
    PhotoView {
        stored: photo.stored,
        width: photo.width,
        height: photo.height,
        full: address("full"),
        medium: address("1024"),
        small: address("320"),
        exif_location: photo.exif.map(|(lat, lng)| Location {
            lat,
            lng,
            accuracy_m: None,
            source: LocationSource::Exif,
            datum: Datum::Wgs84,
        }),
        sha256: photo.sha256,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::listing::ReportRow;
    use domain::report::{Channel, Contact};
    use domain::time::Timestamp;

    fn record() -> ReportRecord {
        let entry = |event: &str, actor: &str, note: &str| HistoryEntry {
            at: Timestamp(0),
            event: event.into(),
            actor: actor.into(),
            note: Some(note.into()),
        };
        let photo = PhotoState {
            sha256: "ab".repeat(32),
            media_type: "image/jpeg".into(),
            bytes: 1,
            stored: true,
            width: Some(4),
            height: Some(3),
            exif: None,
        };
        ReportRecord {
            row: ReportRow {
                id: Uuid::from_u128(7),
                receipt_code: ReceiptCode::from_random(7),
                external_id: Some("x1".into()),
                category: "other".into(),
                description: "d".into(),
                lat: None,
                lng: None,
                area: None,
                area_name: None,
                observed_at: Timestamp(0),
                received_at: Timestamp(0),
                closed_at: None,
                channel: Channel::Resident,
                status: ReportStatus::Duplicate,
                photos: 1,
                first_photo: None,
                duplicate_of: Some(Uuid::from_u128(8)),
            },
            location: None,
            contact: Some(Contact { phone: Some("123".into()), name: None }),
            photos: vec![photo],
            history: vec![
                entry("received", "resident", "by phone"),
                entry("accepted", "user:wang", "we come today"),
                entry("unlinked", "user:wang", "wrong one"),
            ],
            duplicates: vec![],
            visit: None,
        }
    }

    #[test]
    fn the_sender_sees_what_was_said_but_not_who_said_it_nor_other_reports() {
        let seen = view(record(), None, Eyes::Sender);
        let history: Vec<_> = seen.history.iter().map(|e| (e.actor.as_str(), e.note.as_deref())).collect();
        assert_eq!(history, [("resident", None), ("office", Some("we come today")), ("office", None)]);
        assert_eq!((seen.contact, seen.duplicate_of, seen.external_id), (None, None, None));
        assert!(seen.photos[0].small.ends_with(&format!("/320?receipt={}", seen.receipt_code)));
    }

    #[test]
    fn a_handler_sees_everything_by_addresses_without_the_receipt() {
        let seen = view(record(), Some("n".into()), Eyes::Handler);
        assert_eq!(seen.history[1].actor, "user:wang");
        assert!(seen.contact.is_some() && seen.duplicate_of.is_some());
        assert!(seen.photos[0].full.ends_with("/full"));
    }
}
