//! Everything that the problems page asks of the port.

use super::query::ProblemsQuery;
use crate::page::PageContext;
use domain::area::{AreaLevel, AreaShape};
use domain::error::{ApiError, ErrorCode};
use domain::heatmap::{HeatmapAnswer, HeatmapQuery, HotspotQuery};
use domain::statistics::{
    HandlingSpeed, HotClusters, Looked, Methods, PlaceTrends, PlacesQuery, ProblemCoverage, ProblemRates,
    RatesQuery, TrendsQuery,
};

/// Resolution of the cells when the whole banner is looked at: cells of about half a kilometre a side.
const WIDE: u8 = 8;
/// Resolution when a town is looked at: a street or two.
const CLOSE: u8 = 9;
/// Most towns that are looked at closely beside the whole banner.
const TOWNS: usize = 4;
/// The coarsest cells.
const COARSEST: u8 = 7;

/// Everything that the page shows.
pub struct Figures {
    /// What was asked.
    pub query: ProblemsQuery,
    /// Outlines of the areas.
    pub shapes: Vec<AreaShape>,
    /// The area that is looked at; none where no areas are imported.
    pub area: Option<AreaShape>,
    /// Resolution of the cells.
    pub resolution: u8,
    /// The cells.
    pub cells: HeatmapAnswer,
    /// Clusters of hot cells; none without areas.
    pub hot: Option<HotClusters>,
    /// The same within the towns with most incidents, in smaller cells; empty when one town is looked at. In the whole banner
    /// the centre of its main town always stands out, which tells an inspector nothing.
    pub close: Vec<HotClusters>,
    /// Places that get worse; none without areas.
    pub trends: Option<PlaceTrends>,
    /// Problems by area.
    pub rates: ProblemRates,
    /// Where nobody looked.
    pub coverage: ProblemCoverage,
    /// How fast reports are handled.
    pub speed: HandlingSpeed,
    /// The constants of the statistics.
    pub methods: Methods,
}

impl Figures {
    /// Incidents and reports, with and without a place: what the list counts.
    pub const fn totals(&self) -> (u64, u64) {
        let cells = &self.cells;
        (cells.total_incidents + cells.outside, cells.total_reports + cells.outside_reports)
    }

    /// Places where nobody looked, those with reports of residents first, then the largest.
    pub fn unseen(&self) -> Vec<&domain::statistics::CoveredPlace> {
        let mut places: Vec<_> =
            self.coverage.places.iter().filter(|place| place.looked == Looked::NotVisited).collect();
        places.sort_by_key(|place| {
            (std::cmp::Reverse(place.residents), std::cmp::Reverse(place.population), place.code.clone())
        });
        places
    }
}

/// Asks for everything.
///
/// # Errors
/// What the backend refuses.
pub async fn load(cx: &PageContext, query: ProblemsQuery) -> Result<Figures, ApiError> {
    let shapes = cx.backend.area_shapes().await?;
    let area = match &query.area {
        Some(code) => Some(shapes.iter().find(|shape| shape.area.code == *code).ok_or_else(|| {
            ApiError::field("area", domain::error::FieldCode::Unknown, "there is no such area")
        })?),
        None => shapes.iter().find(|shape| shape.area.parent.is_none()),
    }
    .cloned();
    let usual = match &area {
        Some(shape) if shape.area.level != AreaLevel::Banner => CLOSE,
        _ => WIDE,
    };
    let (resolution, hot) =
        hot_clusters(cx, &query, area.as_ref(), query.resolution.unwrap_or(usual)).await?;
    let rates = RatesQuery {
        places: PlacesQuery {
            level: AreaLevel::Town,
            period: query.period,
            category: query.category.clone(),
            layer: query.layer,
        },
        exposure: query.exposure,
    };
    let towns = cx.backend.problem_rates(&rates).await?;
    let close = match area.as_ref().is_some_and(|shape| shape.area.level == AreaLevel::Banner) {
        true => in_towns(cx, &query, &shapes, &towns).await?,
        false => Vec::new(),
    };
    // The current week is not over: its few incidents would look like a fall.
    let this_week = cx.backend.now().day().week();
    let until = query.period.to.map_or(this_week, |to| to.day().min(this_week));
    let trends = match &area {
        Some(shape) => Some(
            cx.backend
                .place_trends(&TrendsQuery {
                    area: shape.area.code.clone(),
                    resolution,
                    until: Some(until),
                    category: query.category.clone(),
                    layer: query.layer,
                })
                .await?,
        ),
        None => None,
    };
    let cells = cx
        .backend
        .heatmap(&HeatmapQuery {
            bbox: query.bbox,
            resolution,
            period: query.period,
            category: query.category.clone(),
            status: query.status,
            layer: query.layer,
        })
        .await?;
    let places = |level: AreaLevel| PlacesQuery {
        level,
        period: query.period,
        category: query.category.clone(),
        layer: query.layer,
    };
    let rates = match query.level {
        AreaLevel::Town => towns,
        level => {
            cx.backend.problem_rates(&RatesQuery { places: places(level), exposure: query.exposure }).await?
        }
    };
    Ok(Figures {
        cells,
        hot,
        close,
        trends,
        rates,
        coverage: cx.backend.coverage(&places(AreaLevel::Village)).await?,
        speed: cx.backend.handling_speed(&places(query.level)).await?,
        methods: cx.backend.methods(),
        resolution,
        area,
        shapes,
        query,
    })
}

/// Hot spots of the towns with most incidents.
async fn in_towns(
    cx: &PageContext,
    query: &ProblemsQuery,
    shapes: &[AreaShape],
    towns: &ProblemRates,
) -> Result<Vec<HotClusters>, ApiError> {
    let mut busiest: Vec<_> = towns.areas.iter().filter(|town| town.incidents > 0).collect();
    busiest.sort_by_key(|town| (std::cmp::Reverse(town.incidents), &town.code));
    let mut close = Vec::new();
    for town in busiest.into_iter().take(TOWNS) {
        let shape = shapes.iter().find(|shape| shape.area.code == town.code);
        close.extend(hot_clusters(cx, query, shape, CLOSE).await?.1);
    }
    Ok(close)
}

/// The hot spots of the area, with coarser cells where it is too large for the wanted ones.
async fn hot_clusters(
    cx: &PageContext,
    query: &ProblemsQuery,
    area: Option<&AreaShape>,
    wanted: u8,
) -> Result<(u8, Option<HotClusters>), ApiError> {
    let Some(shape) = area else { return Ok((wanted, None)) };
    let mut resolution = wanted;
    loop {
        let asked = HotspotQuery {
            area: shape.area.code.clone(),
            resolution,
            period: query.period,
            category: query.category.clone(),
            layer: query.layer,
        };
        match cx.backend.hot_clusters(&asked).await {
            Ok(hot) => return Ok((resolution, Some(hot))),
            Err(error) if error.code == ErrorCode::Invalid && resolution > COARSEST && too_many(&error) => {
                resolution -= 1;
            }
            Err(error) => return Err(error),
        }
    }
}

fn too_many(error: &ApiError) -> bool {
    error.fields.iter().any(|field| field.path == "resolution")
}
