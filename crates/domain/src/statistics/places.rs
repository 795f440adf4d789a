//! Places: clusters of hot cells, rates, coverage, speed, trends.

use crate::area::AreaLevel;
use crate::heatmap::CellGeometry;
use crate::time::{Day, Period};
use serde::{Deserialize, Serialize};

/// Whose reports are counted. Patrols go where they are sent, residents report what disturbs them: never one map for both
/// without saying so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// All reports.
    #[default]
    All,
    /// Those of residents.
    Residents,
    /// Those of volunteers and inspectors.
    Patrols,
}
crate::location::text_codes!(Layer { All = "all", Residents = "residents", Patrols = "patrols" });

/// A question by area: areas of a level, in a period.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacesQuery {
    /// Towns, or communities and villages (either of the two names both).
    pub level: AreaLevel,
    /// Whole local weeks that the period touches.
    pub period: Period,
    /// Only this category.
    pub category: Option<String>,
    /// Whose reports.
    pub layer: Layer,
}

/// What a rate is a rate of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Exposure {
    /// Incidents by people who live there.
    #[default]
    Population,
    /// Incidents by households visited in the same weeks (interviews, until visits are recorded).
    Visits,
}
crate::location::text_codes!(Exposure { Population = "population", Visits = "visits" });

/// A question about rates.
#[derive(Clone, Debug, PartialEq)]
pub struct RatesQuery {
    /// Where, when, what.
    pub places: PlacesQuery,
    /// By what.
    pub exposure: Exposure,
}

/// Problems of one area, as counted and as a rate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaRate {
    /// Code of the area.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Reports observed in it.
    pub reports: u64,
    /// Incidents among them.
    pub incidents: u64,
    /// People or visits; 0 where nobody lives or looked: then there is no rate, not a rate of zero.
    pub exposure: f64,
    /// Incidents per unit of `ProblemRates::per`.
    pub raw: Option<f64>,
    /// The rate drawn towards what the areas have in common, (O+ν)/(E+α), per unit of `per`.
    pub shrunken: Option<f64>,
}

/// Problems by area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProblemRates {
    /// The areas, in the order of the tree.
    pub areas: Vec<AreaRate>,
    /// By what.
    pub exposure: Exposure,
    /// Rates are per so many people (1,000) or visits (100).
    pub per: f64,
    /// The rate of all areas together.
    pub pooled: Option<f64>,
    /// ν and α of the gamma distribution; none where areas do not differ more than chance explains.
    pub gamma: Option<(f64, f64)>,
    /// Incidents that lie in none of the areas.
    pub elsewhere: u64,
    /// What a reader must know: `no_exposure`, `exposure_is_visits_and_inspections`, `whole_weeks:…`.
    pub notes: Vec<String>,
}

/// What a place is near to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NearKind {
    /// A site (点位).
    Site,
    /// The deepest area that holds it.
    Area,
}

/// The nearest place with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Near {
    /// A site within 1.5 km, else an area.
    pub kind: NearKind,
    /// Its name.
    pub name: String,
    /// Metres from the middle of the cells to the site; 0 for an area.
    pub metres: f64,
}

/// Hot cells that touch each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HotCluster {
    /// The cells, as hexadecimal text.
    pub cells: Vec<String>,
    /// Incidents in them.
    pub incidents: u64,
    /// What the mean of the region leads to expect in as many cells.
    pub expected: f64,
    /// The middle of the cells, weighted by incidents, WGS-84.
    pub lat: f64,
    /// Its longitude.
    pub lng: f64,
    /// The nearest place with a name.
    pub near: Option<Near>,
    /// Largest z of the cells.
    pub z: f64,
    /// Smallest q of the cells.
    pub q: f64,
}

/// Where more problems are than chance explains, in words rather than cells. Worst first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HotClusters {
    /// Clusters by incidents above expectation, most first.
    pub clusters: Vec<HotCluster>,
    /// Code of the area whose cells are the region.
    pub area: String,
    /// Resolution of the cells.
    pub resolution: u8,
    /// Cells of the region.
    pub cells: u64,
    /// Hot cells among them.
    pub hot: u64,
    /// Incidents in the region.
    pub incidents: u64,
    /// As of the hot spots: `constant`, `too_few_cells`.
    pub notes: Vec<String>,
}

/// Whether anybody looked at a place in the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Looked {
    /// Nobody: "not visited", never zero.
    NotVisited,
    /// At least one household was visited.
    Visited,
    /// At least one patrol or inspection, but no visit.
    Inspected,
}

/// One populated area and whether anybody looked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CoveredPlace {
    /// Code of the area.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The town it lies in, by name.
    pub town: Option<String>,
    /// People who live there.
    pub population: u64,
    /// Households interviewed there in the period.
    pub visits: u64,
    /// Reports of volunteers and inspectors from there.
    pub patrols: u64,
    /// Reports of residents from there: problems that nobody has gone to look at, where `looked` is `not_visited`.
    pub residents: u64,
    /// Whether anybody looked.
    pub looked: Looked,
}

/// Which populated areas nobody visited or inspected in the period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProblemCoverage {
    /// The populated areas, in the order of the tree.
    pub places: Vec<CoveredPlace>,
    /// People of the areas that somebody looked at.
    pub people_reached: u64,
    /// People of the areas that nobody looked at.
    pub people_missed: u64,
    /// The weeks that were looked at, as Mondays; none at an end without a limit.
    pub from: Option<Day>,
    /// The first day no longer counted.
    pub to: Option<Day>,
    /// What a reader must know: `no_population`, `whole_weeks:…`.
    pub notes: Vec<String>,
}

/// How fast the reports of one area were handled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaSpeed {
    /// Code of the area; empty for all together.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Reports observed in the period, without rejected ones and duplicates.
    pub reports: u64,
    /// Those that somebody has handled: taken up, rejected, or closed.
    pub handled: u64,
    /// Those that are closed.
    pub closed: u64,
    /// Median hours from being observed to the first handling; none below `Methods::speed_fewest`.
    pub hours_to_handling: Option<f64>,
    /// Median hours from being observed to being closed, of the closed ones; none below `Methods::speed_fewest`.
    pub hours_to_close: Option<f64>,
    /// Hours after which half of all reports, the open ones too, were closed (Kaplan and Meier); none when fewer than half
    /// are or below `Methods::speed_fewest`. The honest number: the median of the closed ones forgets what nobody has done.
    pub hours_until_half_closed: Option<f64>,
}

/// How fast problems are handled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandlingSpeed {
    /// All areas together.
    pub all: AreaSpeed,
    /// The areas with reports, in the order of the tree.
    pub areas: Vec<AreaSpeed>,
    /// What a reader must know: `whole_weeks:…`.
    pub notes: Vec<String>,
}

/// A question about trends.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendsQuery {
    /// Code of the area whose cells are looked at.
    pub area: String,
    /// H3 resolution, 7 to 10.
    pub resolution: u8,
    /// The day before which the last whole week ends; none for now.
    pub until: Option<Day>,
    /// Only this category.
    pub category: Option<String>,
    /// Whose reports.
    pub layer: Layer,
}

/// How weekly incidents develop: Mann–Kendall's test and Sen's slope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProblemTrend {
    /// Incidents of each week of `PlaceTrends::weeks`.
    pub incidents: Vec<u64>,
    /// Mann and Kendall's S.
    pub s: i64,
    /// Its variance without a trend, ties taken into account.
    pub variance: f64,
    /// Its z.
    pub z: f64,
    /// Two-sided p-value.
    pub p: f64,
    /// p after Benjamini and Hochberg over all places tested together.
    pub q: f64,
    /// Sen's slope: incidents a week more each week.
    pub slope: f64,
    /// Whether it rises: q below `Methods::false_discoveries` and z > 0.
    pub worse: bool,
}

/// A cell with enough incidents to have a trend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CellTrend {
    /// H3 index as hexadecimal text.
    pub cell: String,
    /// Its outline.
    pub geometry: CellGeometry,
    /// The nearest place with a name.
    pub near: Option<Near>,
    /// How it develops.
    pub trend: ProblemTrend,
}

/// An area with enough incidents to have a trend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaTrend {
    /// Code of the area.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How it develops.
    pub trend: ProblemTrend,
}

/// Which places are getting worse.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceTrends {
    /// The Mondays of the weeks, oldest first.
    pub weeks: Vec<Day>,
    /// Cells of the area, steepest rise first.
    pub cells: Vec<CellTrend>,
    /// The areas directly below it, or itself where there are none, in the order of the tree.
    pub areas: Vec<AreaTrend>,
    /// Cells with incidents, but too few for a trend.
    pub too_few: u64,
}
