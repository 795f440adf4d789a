//! Reports: how they are taken in. Reading, listing and handling stand in the files beside.
//!
//! | file | what |
//! |---|---|
//! | this one | submit |
//! | [`view`] | one report, as somebody may see it |
//! | [`list`] | lists, and what lies near |
//! | [`handle`] | change of status, duplicates |
//! | [`filter`] | how a list's filter is read |
//! | [`whole`] | submit with photos, from a plain form |

pub mod filter;
pub mod handle;
pub mod list;
pub mod view;
pub mod whole;

pub use handle::{change_status, link_duplicate, unlink_duplicate};
pub use list::{list, near};
pub use view::{by_receipt, get};
pub use whole::submit_whole;

use crate::error::{from_store, internal};
use crate::services::{Services, areas};
use domain::access::Actor;
use domain::error::{ApiError, ErrorCode, FieldCode};
use domain::location::Location;
use domain::report::{NewReport, ReceiptLinks, ReportBody, ReportReceipt, ReportStatus};
use serde::Serialize;
use sha2::{Digest, Sha256};
use statistics::cells::cell_at;
use store::{NewReportRecord, PlaceCells, ReportState, StoreError, Submission};
use uuid::Uuid;

/// How often another receipt code is drawn when one is taken. Each is taken once in 10¹¹ ÷ reports.
const DRAWS: u32 = 8;

/// What was sent, and whether it is new.
#[derive(Clone, Debug, PartialEq)]
pub struct Submitted<T> {
    /// What the sender gets back.
    pub receipt: T,
    /// Whether it was stored just now, and not before.
    pub new: bool,
}

/// Takes a report in. Sending the same again gives the same receipt.
///
/// # Errors
/// [`ErrorCode::Invalid`]; as [`Actor::require_report_channel`]; [`ErrorCode::Conflict`] when something else was sent under
/// this id.
pub async fn submit(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    body: ReportBody,
) -> Result<Submitted<ReportReceipt>, ApiError> {
    actor.require_report_channel(body.channel)?;
    let now = services.clock.now();
    let report = body.parse(&services.catalogue, now)?;
    let area = area_of(services, &report).await?;
    let mut record = NewReportRecord {
        id,
        receipt_code: services.chance.receipt_code(),
        external_id: None,
        content_hash: content_hash(&report)?,
        area,
        cells: cells_of(report.location.as_ref()),
        report,
        status: ReportStatus::Received,
        received_at: now,
        closed_at: None,
        actor: actor.label(),
        event_id: services.chance.uuid(now),
    };
    for _ in 0..DRAWS {
        match services.store.submit_report(record.clone()).await {
            Err(StoreError::Unique("receipt_code")) => record.receipt_code = services.chance.receipt_code(),
            Err(error) => return Err(from_store(error)),
            Ok(Submission::New(state)) => return Ok(Submitted { receipt: receipt(state), new: true }),
            Ok(Submission::Same(state)) => return Ok(Submitted { receipt: receipt(state), new: false }),
            Ok(Submission::Different) => {
                let message = "another report was sent under this id";
                return Err(ApiError::new(ErrorCode::Conflict, message));
            }
        }
    }
    tracing::error!(%id, "no free receipt code was drawn");
    Err(internal())
}

/// SHA-256 of the canonical JSON: the fields in the order of their definition, without spaces.
///
/// # Errors
/// When a value cannot be written as JSON, which no checked value does.
pub fn content_hash<T: Serialize>(content: &T) -> Result<[u8; 32], ApiError> {
    let json = serde_json::to_vec(content).map_err(|error| {
        tracing::error!(%error, "a checked value is no JSON");
        internal()
    })?;
    Ok(Sha256::digest(json).into())
}

/// The H3 cells of a place, computed from the point at each resolution.
pub fn cells_of(location: Option<&Location>) -> PlaceCells {
    let place = location?;
    let cell =
        |resolution| cell_at(place.lat, place.lng, resolution).ok().map(statistics::cells::Cell::number);
    Some([cell(7)?, cell(8)?, cell(9)?, cell(10)?])
}

/// The area that holds the place, else the one the sender chose, which must exist.
pub(super) async fn area_of(services: &Services, report: &NewReport) -> Result<Option<String>, ApiError> {
    let tree = match &report.area {
        Some(code) => areas::tree_with(services, code).await?,
        None => areas::tree(services).await?,
    };
    if let Some(code) = report.area.as_deref().filter(|code| tree.get(code).is_none()) {
        return Err(ApiError::field("area", FieldCode::Unknown, format!("there is no area {code:?}")));
    }
    let found = report.location.and_then(|place| tree.locate(place.lat, place.lng));
    Ok(found.map(|area| area.code.clone()).or_else(|| report.area.clone()))
}

pub(super) fn receipt(state: ReportState) -> ReportReceipt {
    let links = ReceiptLinks { status: format!("/r/{}", state.receipt_code) };
    let missing = state.photos.into_iter().filter(|photo| !photo.stored).map(|photo| photo.sha256);
    ReportReceipt {
        id: state.id,
        receipt_code: state.receipt_code,
        status: state.status,
        photos_missing: missing.collect(),
        links,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::location::{Datum, LocationSource};

    #[test]
    fn a_place_has_its_known_cell_at_each_resolution() {
        let place = Location {
            lat: 31.0305,
            lng: 112.1992,
            accuracy_m: None,
            source: LocationSource::Pin,
            datum: Datum::Wgs84,
        };
        let cells = cells_of(Some(&place)).unwrap();
        assert_eq!(format!("{:x}", cells[2]), "8940a15abdbffff");
        assert_eq!(cells_of(None), None);
    }

    #[test]
    fn the_hash_tells_content_apart() {
        let hash = |text: &str| content_hash(&text).unwrap();
        assert_eq!(hash("a"), hash("a"));
        assert_ne!(hash("a"), hash("b"));
    }
}
