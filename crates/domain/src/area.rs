//! Areas (责任区), sites (点位) and responsible units (责任单位).

use serde::{Deserialize, Serialize};

/// Where an area stands in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AreaLevel {
    /// The whole county-level banner (旗).
    Banner,
    /// A town (镇、苏木、街道).
    Town,
    /// An urban community (社区).
    Community,
    /// A village (村、嘎查).
    Village,
    /// A grid cell (网格).
    Grid,
}
crate::location::text_codes!(AreaLevel {
    Banner = "banner",
    Town = "town",
    Community = "community",
    Village = "village",
    Grid = "grid",
});

/// An area without its polygon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Stable code, usually the statistical division code.
    pub code: String,
    /// Its name, as the locals write it.
    pub name: String,
    /// Where it stands in the tree.
    pub level: AreaLevel,
    /// Code of the area it belongs to.
    pub parent: Option<String>,
    /// A point inside it (WGS-84 degrees), for labels and prefilled reports.
    pub lat: f64,
    /// See `lat`.
    pub lng: f64,
    /// Residents, summed over the imported population of it and everything below it.
    pub population: u64,
}

/// An area with its polygon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaShape {
    /// The area.
    pub area: Area,
    /// GeoJSON geometry (Polygon or MultiPolygon) as text, WGS-84.
    pub geometry: String,
}

/// A place that inspectors visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Stable code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its type: market, school, street …
    #[serde(rename = "type")]
    pub site_type: String,
    /// Code of the area it lies in.
    pub area: Option<String>,
    /// Latitude, WGS-84 degrees.
    pub lat: f64,
    /// Longitude, WGS-84 degrees.
    pub lng: f64,
}

/// A responsible unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Stable code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its kind: department, town, company, school …
    pub kind: String,
    /// Code of the area it answers for, if any.
    pub area: Option<String>,
}

/// People of one sex and age band in one area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PopulationRow {
    /// Code of the area.
    pub area: String,
    /// Code of the sex, as in the answers.
    pub sex: String,
    /// Code of the age band, as in the answers.
    pub age_band: String,
    /// How many people.
    pub population: u64,
}
