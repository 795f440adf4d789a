//! Where problems are (热力图), from the counters of cells.
//!
//! Cells wholly inside of the asked rectangle come from the counters; of the cells that its edge crosses, the reports are
//! counted one by one. So the cells' sum equals the list's count for the same filter, whatever the rectangle.

pub mod clusters;
mod edge;
mod near;
mod public;
pub mod regions;
pub mod spots;
pub mod trends;

use crate::error::from_store;
use crate::services::Services;
use crate::services::reports::filter::{Fields, whole_days};
use domain::access::{Actor, Permission};
use domain::code;
use domain::error::{ApiError, FieldCode, FieldErrors};
use domain::heatmap::{
    BoundingBox, CellFeature, CellGeometry, CellProperties, HeatmapAnswer, HeatmapQuery, RESOLUTIONS,
};
use domain::limits::HEATMAP_CELLS_MAX;
use domain::report::ReportStatus;
use domain::statistics::Layer;
use domain::time::Period;
use edge::{Extent, Place};
use futures::future::try_join_all;
use statistics::cells::ranges::ranges_around;
use statistics::cells::{Cell, Rectangle, cell_at};
use std::collections::BTreeMap;
use store::{CellCount, CountFilter};

/// The resolution when none is asked for: cells of about a tenth of a square kilometre.
const RESOLUTION: u8 = 9;
/// Coarse cells by which a rectangle is covered at most, to read only what lies in them.
const ANCESTORS_MAX: usize = 400;
/// The fields of a question about the heatmap.
const FIELDS: [&str; 7] = ["bbox", "resolution", "from", "to", "category", "status", "layer"];

/// Incidents and reports of cells.
type Counts = BTreeMap<Cell, (u64, u64)>;

/// Reads a question.
///
/// # Errors
/// [`domain::error::ErrorCode::Invalid`] naming every bad field.
pub fn read(fields: &Fields) -> Result<HeatmapQuery, ApiError> {
    let mut errors = FieldErrors::new();
    fields.check_names(&FIELDS, &mut errors);
    let bbox = fields.get("bbox").and_then(|text| errors.keep(BoundingBox::parse(text)));
    let resolution = match fields.get("resolution") {
        Some(_) => fields.number("resolution", &mut errors).unwrap_or(RESOLUTION),
        None => RESOLUTION,
    };
    if !RESOLUTIONS.contains(&resolution) {
        errors.add("resolution", FieldCode::OutOfRange, "7, 8, 9 or 10");
    }
    let period = errors.keep(Period::parse(fields.get("from"), fields.get("to"))).unwrap_or_default();
    let category = errors.keep(code::parse_optional("category", fields.get("category"))).flatten();
    let status = fields.text_code("status", ReportStatus::from_text, &mut errors);
    let layer = fields.text_code("layer", Layer::from_text, &mut errors).unwrap_or_default();
    errors.finish(Some(HeatmapQuery { bbox, resolution, period, category, status, layer }))
}

/// Answers a question about where problems are. Everybody may ask; those who may not read statistics see what [`public`] says.
///
/// # Errors
/// [`domain::error::ErrorCode::Invalid`] at `resolution` when there are too many cells, and at `status` or `layer` when the
/// public asks for one.
pub async fn answer(
    services: &Services,
    actor: &Actor,
    query: &HeatmapQuery,
) -> Result<HeatmapAnswer, ApiError> {
    let public = !actor.may(Permission::ReadStatistics);
    let filter = filter_of(query);
    if public {
        public::check(&filter)?;
    }
    let counts = match (query.bbox, public) {
        (bbox, true) => {
            let counts = public::counts(services, query.resolution, &filter).await?;
            match bbox {
                // Parts of cells would tell the public where in the cell a problem is.
                Some(bbox) => touching(counts, &bbox),
                None => counts,
            }
        }
        (bbox, false) => {
            let ranges = bbox.and_then(|bbox| ranges_of(&bbox, query.resolution));
            let counted = match ranges {
                Some(ranges) => services.store.cell_counts_in(query.resolution, &filter, &ranges).await,
                None => services.store.cell_counts(query.resolution, &filter).await,
            };
            let counts = counts_of(counted.map_err(from_store)?);
            match bbox {
                Some(bbox) => within(services, query, &bbox, counts).await?,
                None => counts,
            }
        }
    };
    if counts.len() > HEATMAP_CELLS_MAX {
        let message =
            format!("more than {HEATMAP_CELLS_MAX} cells; ask for a coarser resolution or a smaller box");
        return Err(ApiError::field("resolution", FieldCode::TooMany, message));
    }
    let (outside_reports, outside) = match (query.bbox, public) {
        (Some(_), _) => (0, 0),
        (None, true) => public::outside(services, &filter).await?,
        (None, false) => services.store.placeless_count(&filter).await.map_err(from_store)?,
    };
    Ok(HeatmapAnswer {
        kind: "FeatureCollection".to_owned(),
        total_incidents: counts.values().map(|(incidents, _)| incidents).sum(),
        total_reports: counts.values().map(|(_, reports)| reports).sum(),
        features: counts.into_iter().map(feature).collect(),
        outside,
        outside_reports,
        resolution: query.resolution,
        public,
    })
}

/// Which cells to read for a rectangle; none where it is so large that reading all of them costs no more.
fn ranges_of(bbox: &BoundingBox, resolution: u8) -> Option<Vec<(u64, u64)>> {
    let BoundingBox { west, south, east, north } = *bbox;
    ranges_around(Rectangle { west, south, east, north }, resolution, ANCESTORS_MAX).ok()
}

fn filter_of(query: &HeatmapQuery) -> CountFilter {
    CountFilter {
        days: whole_days(query.period),
        category: query.category.clone(),
        status: query.status,
        layer: query.layer,
    }
}

/// The stored counts by cell. Numbers that are no cells, which only damage could bring, are left out and logged.
fn counts_of(counted: Vec<CellCount>) -> Counts {
    let mut counts = Counts::new();
    for count in counted.into_iter().filter(|count| count.reports > 0) {
        match Cell::from_number(count.cell) {
            Ok(cell) => drop(counts.insert(cell, (count.incidents, count.reports))),
            Err(_) => tracing::error!(cell = count.cell, "a counter's cell is none"),
        }
    }
    counts
}

/// The cells that share a point with a rectangle, whole.
fn touching(mut counts: Counts, bbox: &BoundingBox) -> Counts {
    counts.retain(|cell, _| Extent::place_of(*cell, bbox) != Place::Outside);
    counts
}

/// What lies in a rectangle, edge included.
async fn within(
    services: &Services,
    query: &HeatmapQuery,
    bbox: &BoundingBox,
    counts: Counts,
) -> Result<Counts, ApiError> {
    let mut inside = Counts::new();
    let mut across = BTreeMap::new();
    for (cell, count) in counts {
        match Extent::place_of(cell, bbox) {
            Place::Inside => drop(inside.insert(cell, count)),
            Place::Across => drop(across.insert(cell, Extent::of(cell))),
            Place::Outside => {}
        }
    }
    let extents: Vec<Extent> = across.values().copied().collect();
    let strips = edge::strips(bbox, &extents);
    let filter = filter_of(query);
    let points = strips.iter().map(|strip| services.store.points_in(*strip, &filter, u32::MAX));
    for (index, points) in try_join_all(points).await.map_err(from_store)?.into_iter().enumerate() {
        for (lat, lng, incident) in points {
            let cell = cell_at(lat, lng, query.resolution).ok().filter(|cell| across.contains_key(cell));
            if let Some(cell) = cell.filter(|_| edge::owner(&strips, lat, lng) == Some(index)) {
                let count = inside.entry(cell).or_default();
                count.0 += u64::from(incident);
                count.1 += 1;
            }
        }
    }
    Ok(inside)
}

fn feature((cell, (incidents, reports)): (Cell, (u64, u64))) -> CellFeature {
    CellFeature {
        kind: "Feature".to_owned(),
        geometry: CellGeometry { kind: "Polygon".to_owned(), coordinates: vec![cell.boundary()] },
        properties: CellProperties { cell: cell.to_string(), incidents, reports },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(numbers: &[(u64, u64)]) -> Counts {
        let cell = |index: usize| cell_at(38.0 + index as f64 * 0.01, 107.0, 9).unwrap();
        numbers.iter().enumerate().map(|(index, numbers)| (cell(index), *numbers)).collect()
    }

    #[test]
    fn a_cell_that_touches_the_box_counts_whole_for_the_public() {
        let counts = counts(&[(7, 7), (9, 9)]);
        let bbox = BoundingBox { west: 106.99, south: 37.999, east: 107.0, north: 38.0 };
        assert_eq!(touching(counts, &bbox).into_values().collect::<Vec<_>>(), [(7, 7)]);
    }

    #[test]
    fn damaged_and_empty_counters_are_left_out() {
        let cell = cell_at(38.0, 107.0, 9).unwrap().number();
        let count = |cell, reports| CellCount { cell, reports, incidents: reports };
        assert_eq!(counts_of(vec![count(7, 1), count(cell, 0)]).len(), 0);
        assert_eq!(counts_of(vec![count(cell, 2)]).len(), 1);
    }

    #[test]
    fn everything_wrong_with_a_question_is_told_at_once() {
        let fields = [("bbox", "1"), ("resolution", "11"), ("status", "x"), ("colour", "red"), ("to", "y")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let error = read(&Fields::new(fields.to_vec())).unwrap_err();
        let mut paths: Vec<_> = error.fields.iter().map(|field| field.path.as_str()).collect();
        paths.sort_unstable();
        assert_eq!(paths, ["bbox", "colour", "resolution", "status", "to"]);
        assert_eq!(read(&Fields::default()).unwrap().resolution, RESOLUTION);
    }
}
