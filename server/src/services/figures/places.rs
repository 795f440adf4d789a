//! Which areas are meant by a level, and what is counted in them.

use crate::error::from_store;
use crate::services::Services;
use crate::services::areas::AreaTree;
use crate::services::awareness::query::{self, Weeks};
use domain::area::{Area, AreaLevel};
use domain::error::ApiError;
use domain::response::SurveyChannel;
use domain::statistics::{Layer, PlacesQuery};
use domain::time::Day;
use statistics::cells::Cell;
use std::collections::HashMap;
use store::{CountFilter, TotalsBy, TotalsQuery};

/// The finest resolution at which visits are counted.
const FINEST: u8 = 10;

/// Whether an area stands on a level; communities and villages stand on the same.
pub fn is_target(area: &Area, level: AreaLevel) -> bool {
    let village = |level| matches!(level, AreaLevel::Community | AreaLevel::Village);
    area.level == level || (village(level) && village(area.level))
}

/// The areas of a level, in the order of the tree.
pub fn targets(tree: &AreaTree, level: AreaLevel) -> impl Iterator<Item = &Area> {
    tree.shapes().iter().map(|shape| &shape.area).filter(move |area| is_target(area, level))
}

/// The area of a level that an area is or lies in.
pub fn target_of<'a>(tree: &'a AreaTree, code: &str, level: AreaLevel) -> Option<&'a Area> {
    tree.upwards(code).find(|area| is_target(area, level))
}

/// The name of the town that an area lies in; none for a town itself.
pub fn town_of(tree: &AreaTree, code: &str) -> Option<String> {
    tree.stratum_of(code).filter(|town| town.code != code).map(|town| town.name.clone())
}

/// Reports and incidents by area of the level; under no code those that lie in none.
pub async fn counted(
    services: &Services,
    tree: &AreaTree,
    query: &PlacesQuery,
    layer: Layer,
    weeks: Weeks,
) -> Result<HashMap<Option<String>, (u64, u64)>, ApiError> {
    let filter = CountFilter { days: weeks, category: query.category.clone(), status: None, layer };
    let mut found: HashMap<Option<String>, (u64, u64)> = HashMap::new();
    for count in services.store.area_counts(&filter).await.map_err(from_store)? {
        let place = count.area.and_then(|code| target_of(tree, &code, query.level));
        let sums = found.entry(place.map(|area| area.code.clone())).or_default();
        *sums = (sums.0 + count.reports, sums.1 + count.incidents);
    }
    Ok(found)
}

/// Visits by area of the level: those whose place is known, from the counters of cells, or the household interviews over all
/// questionnaires where these are more. Imported answers have no visit, and a visit on paper has no place; adding both up
/// would count most visits twice.
pub async fn visits(
    services: &Services,
    tree: &AreaTree,
    level: AreaLevel,
    weeks: Weeks,
) -> Result<HashMap<String, u64>, ApiError> {
    let (mut found, interviews) =
        tokio::try_join!(located(services, tree, level, weeks), interviewed(services, tree, level, weeks))?;
    for (code, interviews) in interviews {
        let visits = found.entry(code).or_default();
        *visits = interviews.max(*visits);
    }
    Ok(found)
}

/// Visits with a place, whatever their outcome. A cell of this size is a few doors; it counts where its middle lies.
async fn located(
    services: &Services,
    tree: &AreaTree,
    level: AreaLevel,
    (from, to): Weeks,
) -> Result<HashMap<String, u64>, ApiError> {
    let (from, to) = (from.unwrap_or(Day(i32::MIN)), to.unwrap_or(Day(i32::MAX)));
    let mut found: HashMap<String, u64> = HashMap::new();
    let cells = services.store.visited_cells(from, to, FINEST).await.map_err(from_store)?;
    for visited in cells {
        let Ok(cell) = Cell::from_number(visited.cell) else { continue };
        let [lat, lng] = cell.centre();
        let place = tree.locate(lat, lng).and_then(|area| target_of(tree, &area.code, level));
        if let Some(area) = place {
            *found.entry(area.code.clone()).or_default() += visited.visits;
        }
    }
    Ok(found)
}

/// Households interviewed by area of the level, over all questionnaires.
async fn interviewed(
    services: &Services,
    tree: &AreaTree,
    level: AreaLevel,
    weeks: Weeks,
) -> Result<HashMap<String, u64>, ApiError> {
    let mut found: HashMap<String, u64> = HashMap::new();
    for questionnaire in services.store.questionnaire_slugs().await.map_err(from_store)? {
        let wanted = TotalsQuery {
            questionnaire,
            channel: SurveyChannel::Household,
            weeks,
            items: vec![String::new()],
            by: TotalsBy::None,
        };
        for row in services.store.totals(&wanted).await.map_err(from_store)? {
            let place = target_of(tree, &row.cluster, level).or_else(|| target_of(tree, &row.stratum, level));
            if let Some(area) = place {
                *found.entry(area.code.clone()).or_default() += row.n;
            }
        }
    }
    Ok(found)
}

/// The whole weeks of a question, and what is said of them.
pub fn weeks_of(query: &PlacesQuery) -> (Weeks, Vec<String>) {
    query::whole_weeks(query.period)
}
