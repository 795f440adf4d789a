//! Which cells and areas are getting worse, week by week.

use super::near::Names;
use super::spots::region_of;
use crate::error::{from_store, internal};
use crate::services::figures::{TREND_FEWEST, TREND_WEEKS};
use crate::services::{Services, areas};
use domain::access::{Actor, Permission};
use domain::error::ApiError;
use domain::heatmap::CellGeometry;
use domain::statistics::{AreaTrend, CellTrend, PlaceTrends, ProblemTrend, TrendsQuery};
use domain::time::Day;
use statistics::hotspots::{FALSE_DISCOVERIES, benjamini_hochberg};
use statistics::trend::trend;
use std::collections::HashMap;
use store::CountFilter;

/// Weekly incidents of one place.
type Weeks = [u64; TREND_WEEKS as usize];

/// The trends of the cells of an area and of the areas directly below it.
///
/// # Errors
/// As [`Actor::require`] and [`super::spots::answer`].
pub async fn answer(
    services: &Services,
    actor: &Actor,
    query: &TrendsQuery,
) -> Result<PlaceTrends, ApiError> {
    actor.require(Permission::ReadStatistics)?;
    let region = region_of(services, &query.area, query.resolution).await?;
    let to = query.until.unwrap_or_else(|| services.clock.now().day()).week();
    let from = to.plus(-7 * i32::from(TREND_WEEKS));
    let filter = CountFilter {
        days: (Some(from), Some(to)),
        category: query.category.clone(),
        status: None,
        layer: query.layer,
    };
    let place =
        |day: Day| usize::try_from((day.0 - from.0) / 7).ok().filter(|week| *week < Weeks::default().len());
    let (by_day, by_area) = tokio::try_join!(
        services.store.cell_counts_by_day(query.resolution, &filter),
        services.store.area_counts(&filter),
    )
    .map_err(from_store)?;

    let mut of_cells: HashMap<u64, Weeks> = HashMap::new();
    for (day, count) in by_day {
        if let Some(week) = place(day) {
            of_cells.entry(count.cell).or_default()[week] += count.incidents;
        }
    }
    let known =
        region.cells.iter().enumerate().filter_map(|(at, cell)| Some((at, *of_cells.get(&cell.number())?)));
    let (enough, few): (Vec<_>, Vec<_>) =
        known.partition(|(_, weeks)| weeks.iter().sum::<u64>() >= TREND_FEWEST);
    let names = Names::read(services).await?;
    let trends = trends_of(&enough.iter().map(|(_, weeks)| *weeks).collect::<Vec<_>>())?;
    let mut cells: Vec<CellTrend> = enough
        .iter()
        .zip(trends)
        .map(|((at, _), trend)| {
            let [lng, lat] = region.cells[*at].centre();
            CellTrend {
                cell: region.names[*at].clone(),
                geometry: CellGeometry {
                    kind: "Polygon".to_owned(),
                    coordinates: vec![region.outlines[*at].clone()],
                },
                // Looking for a name takes a while, and only places that are listed need one.
                near: if trend.p < 0.5 && trend.z > 0.0 { names.near(lat, lng) } else { None },
                trend,
            }
        })
        .collect();
    cells.sort_by(|a, b| {
        let key = |cell: &CellTrend| (cell.trend.worse, cell.trend.slope, cell.trend.z);
        let ((worse_a, slope_a, z_a), (worse_b, slope_b, z_b)) = (key(a), key(b));
        worse_b.cmp(&worse_a).then(slope_b.total_cmp(&slope_a)).then(z_b.total_cmp(&z_a))
    });

    let tree = areas::tree(services).await?;
    let mut below: Vec<_> = tree
        .shapes()
        .iter()
        .map(|shape| &shape.area)
        .filter(|area| area.parent.as_deref() == Some(query.area.as_str()))
        .collect();
    if below.is_empty() {
        below.extend(tree.get(&query.area));
    }
    let mut of_areas: HashMap<&str, Weeks> = HashMap::new();
    for count in &by_area {
        let inside = count.area.as_deref().and_then(|code| {
            tree.upwards(code).find(|above| below.iter().any(|area| area.code == above.code))
        });
        if let (Some(area), Some(week)) = (inside, place(count.week)) {
            of_areas.entry(area.code.as_str()).or_default()[week] += count.incidents;
        }
    }
    let listed: Vec<_> = below
        .into_iter()
        .filter_map(|area| Some((area, *of_areas.get(area.code.as_str())?)))
        .filter(|(_, weeks)| weeks.iter().sum::<u64>() >= TREND_FEWEST)
        .collect();
    let trends = trends_of(&listed.iter().map(|(_, weeks)| *weeks).collect::<Vec<_>>())?;
    let areas = listed.into_iter().zip(trends).map(|((area, _), trend)| AreaTrend {
        code: area.code.clone(),
        name: area.name.clone(),
        trend,
    });
    Ok(PlaceTrends {
        weeks: (0..i32::from(TREND_WEEKS)).map(|week| from.plus(7 * week)).collect(),
        cells,
        areas: areas.collect(),
        too_few: few.iter().filter(|(_, weeks)| weeks.iter().any(|count| *count > 0)).count() as u64,
    })
}

/// The trends of places that are tested together.
fn trends_of(places: &[Weeks]) -> Result<Vec<ProblemTrend>, ApiError> {
    let found =
        places.iter().map(|weeks| trend(&weeks.map(|count| count as f64))).collect::<Result<Vec<_>, _>>();
    let found = found.map_err(|error| {
        tracing::error!(%error, "trends cannot be computed");
        internal()
    })?;
    let q = benjamini_hochberg(&found.iter().map(|trend| trend.p).collect::<Vec<_>>());
    let trends = places.iter().zip(found).zip(q).map(|((weeks, trend), q)| ProblemTrend {
        incidents: weeks.to_vec(),
        s: trend.s,
        variance: trend.variance,
        z: trend.z,
        p: trend.p,
        q,
        slope: trend.slope,
        worse: q < FALSE_DISCOVERIES && trend.z > 0.0,
    });
    Ok(trends.collect())
}
