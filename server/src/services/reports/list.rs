//! Lists of reports, and the reports near a report.

use super::filter::{whole_days, widened};
use super::view::find;
use crate::error::from_store;
use crate::services::{Services, areas};
use domain::access::{Actor, Permission};
use domain::error::{ApiError, FieldCode};
use domain::heatmap::BoundingBox;
use domain::listing::{Cursor, ReportFilter, ReportPage, ReportRow};
use domain::location::distance_m;
use domain::report::ReportStatus;
use domain::statistics::Layer;
use std::sync::Arc;
use store::{CountFilter, StoreError};
use uuid::Uuid;

/// How many rows around a report are looked at for what lies near.
const NEAR_ROWS: u32 = 500;
/// How many of them are told.
const NEAREST: usize = 20;
/// Metres of a degree of latitude.
const DEGREE_M: f64 = 111_195.0;

/// A page of the list of reports, newest first. Moments are widened to whole days, as everywhere that counts reports.
///
/// # Errors
/// As [`Actor::require`]; [`domain::error::ErrorCode::Invalid`] at `area` when there is none of that code.
pub async fn list(
    services: &Services,
    actor: &Actor,
    filter: &ReportFilter,
    after: Option<Cursor>,
    rows: u32,
) -> Result<ReportPage, ApiError> {
    actor.require(Permission::ReadReports)?;
    let tree = match &filter.area {
        Some(code) => areas::tree_with(services, code).await?,
        None => areas::tree(services).await?,
    };
    let below = filter.area.as_deref().map(|code| codes_below(&tree, code)).transpose()?;
    let filter = ReportFilter { period: widened(filter.period), ..filter.clone() };
    let mut reports = services
        .store
        .list_reports(&filter, below.as_deref(), after, rows.saturating_add(1))
        .await
        .map_err(from_store)?;
    let (total, total_incidents) = count(services, &filter, below.as_deref()).await.map_err(from_store)?;
    let rows = usize::try_from(rows).unwrap_or(usize::MAX);
    let more = reports.len() > rows;
    reports.truncate(rows);
    for report in &mut reports {
        name_area(report, &tree);
    }
    let last = reports.last().filter(|_| more);
    let next_cursor = last.map(|row| Cursor { observed_at: row.observed_at, id: row.id }.to_string());
    Ok(ReportPage { reports, total, total_incidents, next_cursor })
}

/// Counts what fits: from the counters where they know the filter, else row by row.
async fn count(
    services: &Services,
    filter: &ReportFilter,
    below: Option<&[String]>,
) -> Result<(u64, u64), StoreError> {
    let counted =
        filter.bbox.is_none() && below.is_none() && filter.channel.is_none() && filter.text.is_none();
    if counted {
        let counted = CountFilter {
            days: whole_days(filter.period),
            category: filter.category.clone(),
            status: filter.status,
            layer: Layer::All,
        };
        services.store.total_count(&counted).await
    } else {
        services.store.count_reports(filter, below).await
    }
}

/// Open reports near a report, nearest first, with the distance in metres: candidates for linking as duplicates.
///
/// # Errors
/// As [`Actor::require`]; [`domain::error::ErrorCode::NotFound`].
pub async fn near(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    radius_m: f64,
) -> Result<Vec<(ReportRow, f64)>, ApiError> {
    actor.require(Permission::ReadReports)?;
    let Some(place) = find(services, id).await?.location else { return Ok(Vec::new()) };
    let filter =
        ReportFilter { bbox: Some(around(place.lat, place.lng, radius_m)), ..ReportFilter::default() };
    let rows = services.store.list_reports(&filter, None, None, NEAR_ROWS).await.map_err(from_store)?;
    let tree: Arc<areas::AreaTree> = areas::tree(services).await?;
    let mut found: Vec<(ReportRow, f64)> = rows
        .into_iter()
        .filter(|row| row.id != id && matches!(row.status, ReportStatus::Received | ReportStatus::Accepted))
        .filter_map(|mut row| {
            let metres = distance_m((place.lat, place.lng), (row.lat?, row.lng?));
            name_area(&mut row, &tree);
            (metres <= radius_m).then_some((row, metres))
        })
        .collect();
    found.sort_by(|a, b| a.1.total_cmp(&b.1));
    found.truncate(NEAREST);
    Ok(found)
}

/// The smallest box of degrees around a circle.
fn around(lat: f64, lng: f64, radius_m: f64) -> BoundingBox {
    let north = radius_m / DEGREE_M;
    // Near a pole every longitude is near.
    let east = north / lat.to_radians().cos().max(1e-6);
    BoundingBox {
        west: (lng - east).max(-180.0),
        south: (lat - north).max(-90.0),
        east: (lng + east).min(180.0),
        north: (lat + north).min(90.0),
    }
}

/// The codes of an area and all below it.
pub(crate) fn codes_below(tree: &areas::AreaTree, code: &str) -> Result<Vec<String>, ApiError> {
    let below = tree.below(code);
    if below.is_empty() {
        return Err(ApiError::field("area", FieldCode::Unknown, format!("there is no area {code:?}")));
    }
    Ok(below)
}

fn name_area(report: &mut ReportRow, tree: &areas::AreaTree) {
    if report.area_name.is_none() {
        let area = report.area.as_deref().and_then(|code| tree.get(code));
        report.area_name = area.map(|area| area.name.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_box_around_a_circle_holds_its_edge() {
        let bbox = around(38.4, 107.5, 200.0);
        let north = distance_m((38.4, 107.5), (bbox.north, 107.5));
        let east = distance_m((38.4, 107.5), (38.4, bbox.east));
        assert!((200.0..201.0).contains(&north) && (200.0..201.0).contains(&east), "{north} {east}");
        assert!(around(89.999, 0.0, 500.0).east <= 180.0);
    }
}
