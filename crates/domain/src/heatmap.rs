//! Questions about where problems are, and their answers as GeoJSON.

use crate::error::{FieldCode, FieldError};
use crate::report::ReportStatus;
use crate::statistics::Layer;
use crate::time::Period;
use serde::{Deserialize, Serialize};

/// A rectangle of degrees, WGS-84. Rectangles across the date line are refused.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BoundingBox {
    /// Western edge.
    pub west: f64,
    /// Southern edge.
    pub south: f64,
    /// Eastern edge.
    pub east: f64,
    /// Northern edge.
    pub north: f64,
}

impl BoundingBox {
    /// Reads `w,s,e,n`.
    ///
    /// # Errors
    /// [`FieldCode::Malformed`] or [`FieldCode::OutOfRange`] at `bbox`.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let numbers: Vec<f64> = text.split(',').filter_map(|part| part.trim().parse().ok()).collect();
        let [west, south, east, north] = numbers[..] else {
            return Err(FieldError::new(
                "bbox",
                FieldCode::Malformed,
                "expected west,south,east,north in degrees",
            ));
        };
        let good = text.split(',').count() == 4
            && (-180.0..=180.0).contains(&west)
            && (-180.0..=180.0).contains(&east)
            && (-90.0..=90.0).contains(&south)
            && (-90.0..=90.0).contains(&north)
            && west <= east
            && south <= north;
        if good {
            Ok(Self { west, south, east, north })
        } else {
            Err(FieldError::new(
                "bbox",
                FieldCode::OutOfRange,
                "west,south,east,north in degrees, west <= east, south <= north",
            ))
        }
    }

    /// Whether a place lies in it, edges included.
    pub fn contains(&self, lat: f64, lng: f64) -> bool {
        (self.south..=self.north).contains(&lat) && (self.west..=self.east).contains(&lng)
    }
}

/// Coarsest and finest H3 resolution of the heatmap.
pub const RESOLUTIONS: std::ops::RangeInclusive<u8> = 7..=10;

/// A question about where problems are.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatmapQuery {
    /// Only reports inside; all when none. Placeless reports are outside of every box.
    pub bbox: Option<BoundingBox>,
    /// H3 resolution, 7 to 10.
    pub resolution: u8,
    /// When the problems were observed; whole local days.
    pub period: Period,
    /// Only this category.
    pub category: Option<String>,
    /// Only this status.
    pub status: Option<ReportStatus>,
    /// Whose reports.
    pub layer: Layer,
}

/// The answer: a GeoJSON FeatureCollection of cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HeatmapAnswer {
    /// Always `FeatureCollection`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The cells with at least one report.
    pub features: Vec<CellFeature>,
    /// Incidents in the cells; duplicates linked, counted once.
    pub total_incidents: u64,
    /// Reports in the cells.
    pub total_reports: u64,
    /// Incidents without a place that fit the filter.
    pub outside: u64,
    /// Reports without a place that fit the filter.
    pub outside_reports: u64,
    /// H3 resolution of the cells.
    pub resolution: u8,
    /// Whether this is the public's view: cells with fewer than five incidents left out, numbers rounded down to fives.
    pub public: bool,
}

/// One cell as a GeoJSON Feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CellFeature {
    /// Always `Feature`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its outline.
    pub geometry: CellGeometry,
    /// Its counts.
    pub properties: CellProperties,
}

/// The outline of a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CellGeometry {
    /// Always `Polygon`.
    #[serde(rename = "type")]
    pub kind: String,
    /// One closed ring of `[lng, lat]`.
    pub coordinates: Vec<Vec<[f64; 2]>>,
}

/// The counts of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CellProperties {
    /// H3 index as hexadecimal text.
    pub cell: String,
    /// Incidents: duplicates linked, counted once.
    pub incidents: u64,
    /// Reports.
    pub reports: u64,
}

/// A question about hot spots of an area.
#[derive(Clone, Debug, PartialEq)]
pub struct HotspotQuery {
    /// Code of the area whose cells are the region.
    pub area: String,
    /// H3 resolution, 7 to 10.
    pub resolution: u8,
    /// When the problems were observed; whole local days.
    pub period: Period,
    /// Only this category.
    pub category: Option<String>,
    /// Whose reports.
    pub layer: Layer,
}

/// The answer: a GeoJSON FeatureCollection of every cell of the region, those without problems too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HotspotAnswer {
    /// Always `FeatureCollection`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The cells whose centre lies in the area.
    pub features: Vec<SpotFeature>,
    /// Code of the area.
    pub area: String,
    /// H3 resolution of the cells.
    pub resolution: u8,
    /// Hot cells among them, as shown.
    pub hot: u64,
    /// What a reader must know, as stable codes: `constant` (all cells hold the same number), `too_few_cells`.
    pub notes: Vec<String>,
    /// Whether this is the public's view: no number below five, numbers rounded down to fives, no z, p and q.
    pub public: bool,
}

/// One cell of a region as a GeoJSON Feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SpotFeature {
    /// Always `Feature`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its outline.
    pub geometry: CellGeometry,
    /// What its neighbourhood says.
    pub properties: SpotProperties,
}

/// What the neighbourhood of a cell says. Values that cannot be computed, or that the asker may not see, are null.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SpotProperties {
    /// H3 index as hexadecimal text.
    pub cell: String,
    /// Incidents in the cell itself: duplicates linked, counted once.
    pub incidents: Option<u64>,
    /// Getis and Ord's Gi* of the cell and its neighbours.
    pub z: Option<f64>,
    /// Two-sided p-value.
    pub p: Option<f64>,
    /// p after Benjamini and Hochberg over the region.
    pub q: Option<f64>,
    /// q < .05 and z > 0.
    pub hot: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_read_west_south_east_north() {
        let bbox = BoundingBox::parse("107.1, 38.0,107.9,38.6").unwrap();
        assert!(bbox.contains(38.0, 107.9) && !bbox.contains(38.7, 107.5));
        for bad in ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "107,38,106,39", "107,38,108,99", "NaN,1,2,3"] {
            assert!(BoundingBox::parse(bad).is_err(), "{bad}");
        }
    }
}
