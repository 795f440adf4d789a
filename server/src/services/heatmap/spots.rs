//! Hot spots: which cells of an area hold more problems than chance explains.

use super::regions::Region;
use super::{RESOLUTION, counts_of, public};
use crate::error::{from_store, internal};
use crate::services::reports::filter::{Fields, whole_days};
use crate::services::{Services, areas};
use domain::access::{Actor, Permission};
use domain::code;
use domain::error::{ApiError, FieldCode, FieldErrors};
use domain::heatmap::{CellGeometry, HotspotAnswer, HotspotQuery, RESOLUTIONS, SpotFeature, SpotProperties};
use domain::statistics::Layer;
use domain::time::Period;
use statistics::hotspots::{HotspotError, Spot, getis_ord};
use std::sync::Arc;
use store::CountFilter;

/// The fields of a question about hot spots.
const FIELDS: [&str; 6] = ["area", "resolution", "from", "to", "category", "layer"];
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
    let layer = fields.text_code("layer", Layer::from_text, &mut errors).unwrap_or_default();
    errors.finish(Some(HotspotQuery { area: area.unwrap_or_default(), resolution, period, category, layer }))
}

/// A region with its incidents, and what its neighbourhoods say.
pub struct Looked {
    /// The cells.
    pub region: Arc<Region>,
    /// Incidents of each cell, as the asker sees them.
    pub incidents: Vec<u64>,
    /// What each neighbourhood says; none where nothing can be said.
    pub spots: Vec<Spot>,
    /// Why nothing.
    pub note: Option<&'static str>,
    /// Whether it is the public's view.
    pub public: bool,
}

/// Looks at the region of an area.
///
/// # Errors
/// As [`answer`].
pub async fn look(services: &Services, actor: &Actor, query: &HotspotQuery) -> Result<Looked, ApiError> {
    let public = !actor.may(Permission::ReadStatistics);
    let filter = CountFilter {
        days: whole_days(query.period),
        category: query.category.clone(),
        status: None,
        layer: query.layer,
    };
    if public {
        public::check(&filter)?;
    }
    let region = region_of(services, &query.area, query.resolution).await?;
    let counts = if public {
        public::counts(services, query.resolution, &filter).await?
    } else {
        let counted = services.store.cell_counts_in(query.resolution, &filter, &region.ranges).await;
        counts_of(counted.map_err(from_store)?)
    };
    let incidents: Vec<u64> =
        region.cells.iter().map(|cell| counts.get(cell).map_or(0, |(incidents, _)| *incidents)).collect();
    let (spots, note) = spots_of(&incidents, &region)?;
    Ok(Looked { region, incidents, spots, note, public })
}

/// The cells of an area.
///
/// # Errors
/// As [`answer`].
pub async fn region_of(services: &Services, area: &str, resolution: u8) -> Result<Arc<Region>, ApiError> {
    let tree = areas::tree_with(services, area).await?;
    let Some(shape) = tree.shapes().iter().find(|shape| shape.area.code == area) else {
        let message = format!("there is no area {area:?}");
        return Err(ApiError::field("area", FieldCode::Unknown, message));
    };
    services.regions.of(shape, resolution).await
}

/// Answers a question about hot spots. Everybody may ask; those who may not read statistics see neither numbers below five
/// nor what would tell them.
///
/// # Errors
/// [`domain::error::ErrorCode::Invalid`] at `area` when there is none, at `resolution` when it has too many cells, and at
/// `layer` when the public asks for one.
pub async fn answer(
    services: &Services,
    actor: &Actor,
    query: &HotspotQuery,
) -> Result<HotspotAnswer, ApiError> {
    let looked = look(services, actor, query).await?;
    let features = features(&looked);
    Ok(HotspotAnswer {
        kind: "FeatureCollection".to_owned(),
        hot: features.iter().filter(|feature| feature.properties.hot).count() as u64,
        features,
        area: query.area.clone(),
        resolution: query.resolution,
        notes: looked.note.map(str::to_owned).into_iter().collect(),
        public: looked.public,
    })
}

/// What the neighbourhoods say, or why nothing: a region whose cells are all alike has no hot spots.
fn spots_of(incidents: &[u64], region: &Region) -> Result<(Vec<Spot>, Option<&'static str>), ApiError> {
    let values: Vec<f64> = incidents.iter().map(|incidents| *incidents as f64).collect();
    match getis_ord(&values, &region.neighbours) {
        Ok(spots) => {
            let untested = spots.iter().any(|spot| spot.z.is_nan());
            Ok((spots, untested.then_some("whole_region")))
        }
        Err(HotspotError::Constant) => Ok((Vec::new(), Some("constant"))),
        Err(HotspotError::TooFew) => Ok((Vec::new(), Some("too_few_cells"))),
        Err(error) => {
            tracing::error!(%error, "hot spots cannot be computed");
            Err(internal())
        }
    }
}

fn features(looked: &Looked) -> Vec<SpotFeature> {
    let Looked { region, incidents, spots, public, .. } = looked;
    let feature = |(place, incidents): (usize, &u64)| {
        let spot = spots.get(place);
        let told =
            |value: fn(&Spot) -> f64| spot.filter(|_| !public).map(value).filter(|value| !value.is_nan());
        SpotFeature {
            kind: "Feature".to_owned(),
            geometry: CellGeometry {
                kind: "Polygon".to_owned(),
                coordinates: vec![region.outlines[place].clone()],
            },
            properties: SpotProperties {
                cell: region.names[place].clone(),
                incidents: (!public || *incidents > 0).then_some(*incidents),
                z: told(|spot| spot.z),
                p: told(|spot| spot.p),
                q: told(|spot| spot.q),
                hot: spot.is_some_and(|spot| spot.hot) && (!public || *incidents > 0),
            },
        }
    };
    incidents.iter().enumerate().map(feature).collect()
}

#[cfg(test)]
mod tests {
    use super::super::regions::cells_of;
    use super::*;

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
    fn an_area_with_too_many_cells_asks_for_a_coarser_resolution() {
        let wide = r#"{"type":"Polygon","coordinates":[[[100,30],[110,30],[110,40],[100,40],[100,30]]]}"#;
        assert_eq!(cells_of(wide, 10).unwrap_err().fields[0].path, "resolution");
    }
}
