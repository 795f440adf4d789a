//! The cells of an area with their neighbours and outlines, computed once: they change only when areas are imported.

use crate::error::internal;
use crate::files::read_areas::polygon_of;
use domain::area::AreaShape;
use domain::error::{ApiError, FieldCode};
use domain::limits::HEATMAP_CELLS_MAX;
use statistics::cells::ranges::ranges_of;
use statistics::cells::{Cell, CellError, cells_with_centre_in};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Cells that are looked at for each that a region may have: a winding area fills little of its rectangle.
const LOOKED_AT: usize = 4;
/// Cells of all regions that are kept; four hundred bytes each.
const KEPT: usize = 60_000;

/// Ranges of cell numbers in which the cells of a region are read.
const RANGES_MAX: usize = 200;

/// Every cell whose centre lies in an area.
#[derive(Debug)]
pub struct Region {
    /// The cells.
    pub cells: Vec<Cell>,
    /// For each the places of its neighbours in the region.
    pub neighbours: Vec<Vec<u32>>,
    /// For each its outline.
    pub outlines: Vec<Vec<[f64; 2]>>,
    /// For each its name.
    pub names: Vec<String>,
    /// Which ranges of cell numbers hold them.
    pub ranges: Vec<(u64, u64)>,
}

/// Regions that were asked for, the last one at the end.
#[derive(Debug, Default)]
pub struct Regions(Mutex<Vec<Kept>>);

#[derive(Debug)]
struct Kept {
    geometry: String,
    resolution: u8,
    region: Arc<Region>,
}

impl Regions {
    /// The region of an area. The first time it takes a while.
    ///
    /// # Errors
    /// [`domain::error::ErrorCode::Invalid`] at `resolution` when there are too many cells.
    pub async fn of(&self, shape: &AreaShape, resolution: u8) -> Result<Arc<Region>, ApiError> {
        if let Some(region) = self.kept(&shape.geometry, resolution) {
            return Ok(region);
        }
        let geometry = shape.geometry.clone();
        let computed = tokio::task::spawn_blocking(move || {
            Ok::<_, ApiError>((Region::new(cells_of(&geometry, resolution)?), geometry))
        });
        let (region, geometry) = computed.await.map_err(|error| {
            tracing::error!(%error, "the cells of an area cannot be computed");
            internal()
        })??;
        let region = Arc::new(region);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|other| other.geometry != geometry || other.resolution != resolution);
        kept.push(Kept { geometry, resolution, region: Arc::clone(&region) });
        while kept.iter().map(|kept| kept.region.cells.len()).sum::<usize>() > KEPT && kept.len() > 1 {
            drop(kept.remove(0));
        }
        Ok(region)
    }

    fn kept(&self, geometry: &str, resolution: u8) -> Option<Arc<Region>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place =
            kept.iter().position(|kept| kept.resolution == resolution && kept.geometry == geometry)?;
        let found = kept.remove(place);
        let region = Arc::clone(&found.region);
        kept.push(found);
        Some(region)
    }
}

impl Region {
    fn new(cells: Vec<Cell>) -> Self {
        let places: HashMap<Cell, u32> = cells.iter().copied().zip(0..).collect();
        let neighbours = cells
            .iter()
            .map(|cell| cell.neighbours().iter().filter_map(|next| places.get(next).copied()).collect())
            .collect();
        let outlines = cells.iter().map(|cell| cell.boundary()).collect();
        let names = cells.iter().map(ToString::to_string).collect();
        let ranges = ranges_of(&cells, RANGES_MAX);
        Self { cells, neighbours, outlines, names, ranges }
    }
}

/// Every cell whose centre lies in an area.
pub(super) fn cells_of(geometry: &str, resolution: u8) -> Result<Vec<Cell>, ApiError> {
    let polygon = polygon_of(geometry).map_err(|error| {
        tracing::error!(%error, "the polygon of an area cannot be read");
        internal()
    })?;
    let ring = |line: &geo::LineString<f64>| line.coords().map(|at| [at.x, at.y]).collect::<Vec<_>>();
    let rings = |polygon: &geo::Polygon<f64>| {
        std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect::<Vec<_>>()
    };
    let polygons: Vec<_> = polygon.iter().map(rings).collect();
    match cells_with_centre_in(&polygons, resolution, LOOKED_AT * HEATMAP_CELLS_MAX) {
        Ok(cells) if cells.len() <= HEATMAP_CELLS_MAX => Ok(cells),
        Ok(_) | Err(CellError::TooMany) => {
            let message = format!("more than {HEATMAP_CELLS_MAX} cells; ask for a coarser resolution");
            Err(ApiError::field("resolution", FieldCode::TooMany, message))
        }
        Err(error) => Err(ApiError::field("area", FieldCode::Malformed, error.to_string())),
    }
}
