//! Filters, pages and rows of lists.

use crate::heatmap::BoundingBox;
use crate::receipt::ReceiptCode;
use crate::report::{Channel, ReportStatus};
use crate::time::{Period, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which reports a list, an export or a heatmap counts. Everything given must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReportFilter {
    /// Only places inside.
    pub bbox: Option<BoundingBox>,
    /// When they were observed.
    pub period: Period,
    /// Only this category.
    pub category: Option<String>,
    /// Only this status.
    pub status: Option<ReportStatus>,
    /// Only this area and everything below it.
    pub area: Option<String>,
    /// Only this channel.
    pub channel: Option<Channel>,
    /// Only reports whose description, receipt code or external id holds this text.
    pub text: Option<String>,
}

/// Where the next page of a list starts: just after this observation, newest first. Written as `MS-UUID`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Observation time of the last row seen.
    pub observed_at: Timestamp,
    /// Id of the last row seen.
    pub id: Uuid,
}

impl Cursor {
    /// Reads a cursor.
    pub fn parse(text: &str) -> Option<Self> {
        let (ms, id) = text.split_once('-')?;
        Some(Self { observed_at: Timestamp(ms.parse().ok()?), id: Uuid::parse_str(id).ok()? })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.observed_at.0, self.id.simple())
    }
}

/// A report in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportRow {
    /// Its id.
    pub id: Uuid,
    /// Its receipt code.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub receipt_code: ReceiptCode,
    /// Its id in the file it was imported from.
    pub external_id: Option<String>,
    /// Code of its category.
    pub category: String,
    /// What was seen.
    pub description: String,
    /// Latitude, WGS-84 degrees.
    pub lat: Option<f64>,
    /// Longitude, WGS-84 degrees.
    pub lng: Option<f64>,
    /// Code of its area.
    pub area: Option<String>,
    /// Name of its area.
    pub area_name: Option<String>,
    /// When it was seen.
    pub observed_at: Timestamp,
    /// When it arrived.
    pub received_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// In which capacity it was made.
    pub channel: Channel,
    /// What has become of it.
    pub status: ReportStatus,
    /// How many photos it announced.
    pub photos: u32,
    /// Hash of its first stored photo, for a thumbnail.
    pub first_photo: Option<String>,
    /// The report whose incident it tells of, when it is a duplicate.
    pub duplicate_of: Option<Uuid>,
}

/// A page of a list of reports, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportPage {
    /// The rows.
    pub reports: Vec<ReportRow>,
    /// Reports that fit the filter, on all pages.
    pub total: u64,
    /// Incidents among them: duplicates linked, counted once.
    pub total_incidents: u64,
    /// Where the next page starts; null on the last.
    pub next_cursor: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back() {
        let cursor = Cursor { observed_at: Timestamp(1_795_392_000_000), id: Uuid::from_u128(7) };
        assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        assert_eq!(Cursor::parse("nonsense"), None);
    }
}
