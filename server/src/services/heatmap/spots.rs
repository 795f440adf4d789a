//! Hot spots: which cells of an area hold more problems than chance explains.

use super::{RESOLUTION, counts_of, rounded};
use crate::error::{from_store, internal};
use crate::files::read_areas::polygon_of;
use crate::services::reports::filter::{Fields, whole_days};
use crate::services::{Services, areas};
use domain::access::{Actor, Permission};
use domain::code;
use domain::error::{ApiError, FieldCode, FieldErrors};
use domain::heatmap::{CellGeometry, HotspotAnswer, HotspotQuery, RESOLUTIONS, SpotFeature, SpotProperties};
use domain::limits::{HEATMAP_CELLS_MAX, PUBLIC_CELL_INCIDENTS};
use domain::time::Period;
use statistics::cells::{Cell, CellError, cells_with_centre_in};
use statistics::hotspots::{HotspotError, Spot, hot_spots};

/// The fields of a question about hot spots.
const FIELDS: [&str; 5] = ["area", "resolution", "from", "to", "category"];
/// Cells that are looked at for each that a region may have: a winding area fills little of its rectangle.
const LOOKED_AT: usize = 4;

/// Reads a question.
///
/// # Errors
/// [`domain::error::ErrorCode::Invalid`] naming every bad field.
pub fn read(fields: &Fields) -> Result<HotspotQuery, ApiError> {
    let mut errors = FieldErrors::new();
    fields.check_names(&FIELDS, &mut errors);
    let area = errors.keep(code::parse_optional("area", fields.get("area"))).flatten();
    if fields.get("area").is_none() {
        errors.add("area", FieldCode::Required, "name an area");
    }
    let resolution = match fields.get("resolution") {
        Some(_) => fields.number("resolution", &mut errors).unwrap_or(RESOLUTION),
        None => RESOLUTION,
    };
    if !RESOLUTIONS.contains(&resolution) {
        errors.add("resolution", FieldCode::OutOfRange, "7, 8, 9 or 10");
    }
    let period = errors.keep(Period::parse(fields.get("from"), fields.get("to"))).unwrap_or_default();
    let category = errors.keep(code::parse_optional("category", fields.get("category"))).flatten();
    errors.finish(Some(HotspotQuery { area: area.unwrap_or_default(), resolution, period, category }))
}

/// Answers a question about hot spots. Everybody may ask; those who may not read statistics see neither numbers below five
/// nor what would tell them.
///
/// # Errors
/// [`domain::error::ErrorCode::Invalid`] at `area` when there is none, and at `resolution` when it has too many cells.
pub async fn answer(
    services: &Services,
    actor: &Actor,
    query: &HotspotQuery,
) -> Result<HotspotAnswer, ApiError> {
    let public = !actor.may(Permission::ReadStatistics);
    let tree = areas::tree_with(services, &query.area).await?;
    let Some(shape) = tree.shapes().iter().find(|shape| shape.area.code == query.area) else {
        let message = format!("there is no area {:?}", query.area);
        return Err(ApiError::field("area", FieldCode::Unknown, message));
    };
    let counted = services
        .store
        .cell_counts(query.resolution, whole_days(query.period), query.category.as_deref(), None)
        .await
        .map_err(from_store)?;
    let (geometry, resolution) = (shape.geometry.clone(), query.resolution);
    let work = tokio::task::spawn_blocking(move || {
        let counts = counts_of(counted);
        let cells = cells_of(&geometry, resolution)?;
        let incidents = |cell: Cell| counts.get(&cell).map_or(0, |(incidents, _)| *incidents);
        let region: Vec<(Cell, u64)> = cells.into_iter().map(|cell| (cell, incidents(cell))).collect();
        let (spots, note) = spots_of(&region)?;
        Ok::<_, ApiError>((features(&region, &spots, public), note))
    });
    let (features, note) = work.await.map_err(|error| {
        tracing::error!(%error, "hot spots cannot be computed");
        internal()
    })??;
    Ok(HotspotAnswer {
        kind: "FeatureCollection".to_owned(),
        hot: features.iter().filter(|feature| feature.properties.hot).count() as u64,
        features,
        area: query.area.clone(),
        resolution,
        // That all cells hold the same would tell the public of a cell below five.
        notes: note.filter(|_| !public).map(str::to_owned).into_iter().collect(),
        public,
    })
}

/// Every cell whose centre lies in an area.
fn cells_of(geometry: &str, resolution: u8) -> Result<Vec<Cell>, ApiError> {
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

/// What the neighbourhoods say, or why nothing: a region whose cells are all alike has no hot spots.
fn spots_of(region: &[(Cell, u64)]) -> Result<(Vec<Spot>, Option<&'static str>), ApiError> {
    match hot_spots(region) {
        Ok(spots) => Ok((spots, None)),
        Err(HotspotError::Constant) => Ok((Vec::new(), Some("constant"))),
        Err(HotspotError::TooFew) => Ok((Vec::new(), Some("too_few_cells"))),
        Err(error) => {
            tracing::error!(%error, "hot spots cannot be computed");
            Err(internal())
        }
    }
}

fn features(region: &[(Cell, u64)], spots: &[Spot], public: bool) -> Vec<SpotFeature> {
    let spots = spots.iter().copied().map(Some).chain(std::iter::repeat(None));
    let feature = |(&(cell, incidents), spot): (&(Cell, u64), Option<Spot>)| {
        let enough = incidents >= PUBLIC_CELL_INCIDENTS;
        let hot = spot.is_some_and(|spot| spot.hot) && (!public || enough);
        let told = spot.filter(|_| !public);
        SpotFeature {
            kind: "Feature".to_owned(),
            geometry: CellGeometry { kind: "Polygon".to_owned(), coordinates: vec![cell.boundary()] },
            properties: SpotProperties {
                cell: cell.to_string(),
                incidents: if public { enough.then(|| rounded(incidents)) } else { Some(incidents) },
                z: told.map(|spot| spot.z),
                p: told.map(|spot| spot.p),
                q: told.map(|spot| spot.q),
                hot,
            },
        }
    };
    region.iter().zip(spots).map(feature).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use statistics::cells::cell_at;

    #[test]
    fn everything_wrong_with_a_question_is_told_at_once() {
        let fields = [("resolution", "11"), ("status", "closed"), ("to", "y")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let error = read(&Fields::new(fields.to_vec())).unwrap_err();
        let mut paths: Vec<_> = error.fields.iter().map(|field| field.path.as_str()).collect();
        paths.sort_unstable();
        assert_eq!(paths, ["area", "resolution", "status", "to"]);
    }

    #[test]
    fn the_public_sees_neither_small_numbers_nor_what_would_tell_them() {
        let cell = |step: usize| cell_at(38.0 + step as f64 * 0.01, 107.0, 9).unwrap();
        let region = [(cell(0), 4), (cell(1), 13), (cell(2), 0)];
        let spot = Spot { z: 3.0, p: 0.001, q: 0.01, hot: true };
        let shown: Vec<_> =
            features(&region, &[spot; 3], true).into_iter().map(|one| one.properties).collect();
        let seen: Vec<_> = shown.iter().map(|one| (one.incidents, one.hot, one.z)).collect();
        assert_eq!(seen, [(None, false, None), (Some(10), true, None), (None, false, None)]);
        assert_eq!(features(&region, &[spot; 3], false)[0].properties.incidents, Some(4));
    }

    #[test]
    fn a_region_of_equal_cells_has_no_spots_and_says_so() {
        let cells = [(cell_at(38.0, 107.0, 9).unwrap(), 2), (cell_at(38.1, 107.0, 9).unwrap(), 2)];
        assert_eq!(spots_of(&cells).unwrap().1, Some("constant"));
        assert_eq!(spots_of(&cells[..1]).unwrap().1, Some("too_few_cells"));
        assert!(features(&cells, &[], false).iter().all(|one| one.properties.z.is_none()));
    }

    #[test]
    fn an_area_with_too_many_cells_asks_for_a_coarser_resolution() {
        let wide = r#"{"type":"Polygon","coordinates":[[[100,30],[110,30],[110,40],[100,40],[100,30]]]}"#;
        assert_eq!(cells_of(wide, 10).unwrap_err().fields[0].path, "resolution");
    }
}
