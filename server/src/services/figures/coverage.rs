//! Coverage: which populated areas nobody visited or inspected.

use super::places::{counted, targets, town_of, visits, weeks_of};
use crate::services::{Services, areas};
use domain::access::{Actor, Permission};
use domain::error::ApiError;
use domain::statistics::{CoveredPlace, Layer, Looked, PlacesQuery, ProblemCoverage};
use statistics::coverage::{self as rule, Looked as Found};

/// The coverage of a period. The category and the layer of the question are ignored.
///
/// # Errors
/// As [`Actor::require`].
pub async fn coverage(
    services: &Services,
    actor: &Actor,
    query: &PlacesQuery,
) -> Result<ProblemCoverage, ApiError> {
    actor.require(Permission::ReadStatistics)?;
    let query = PlacesQuery { category: None, ..query.clone() };
    let (weeks, mut notes) = weeks_of(&query);
    let tree = areas::tree(services).await?;
    let (patrols, residents, interviews) = tokio::try_join!(
        counted(services, &tree, &query, Layer::Patrols, weeks),
        counted(services, &tree, &query, Layer::Residents, weeks),
        visits(services, &tree, query.level, weeks),
    )?;
    let found = rule::coverage(
        targets(&tree, query.level).map(|area| (area.code.as_str(), area.population)),
        interviews.iter().filter(|(_, n)| **n > 0).map(|(code, _)| code.as_str()),
        patrols.iter().filter(|(_, count)| count.0 > 0).filter_map(|(code, _)| code.as_deref()),
    );
    if found.places.is_empty() {
        notes.push("no_population".to_owned());
    }
    let places = targets(&tree, query.level).filter_map(|area| {
        let looked = match found.places.get(area.code.as_str())? {
            Found::NotVisited => Looked::NotVisited,
            Found::Visited => Looked::Visited,
            Found::Inspected => Looked::Inspected,
        };
        let key = Some(area.code.clone());
        Some(CoveredPlace {
            code: area.code.clone(),
            name: area.name.clone(),
            town: town_of(&tree, &area.code),
            population: area.population,
            visits: interviews.get(&area.code).copied().unwrap_or_default(),
            patrols: patrols.get(&key).map_or(0, |count| count.0),
            residents: residents.get(&key).map_or(0, |count| count.0),
            looked,
        })
    });
    Ok(ProblemCoverage {
        places: places.collect(),
        people_reached: found.people_reached,
        people_missed: found.people_missed,
        from: weeks.0,
        to: weeks.1,
        notes,
    })
}
