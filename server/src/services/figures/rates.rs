//! Problems by area: as counted, and by people or visits.

use super::places::{counted, targets, visits, weeks_of};
use crate::error::internal;
use crate::services::areas::AreaTree;
use crate::services::awareness::query::Weeks;
use crate::services::{Services, areas};
use domain::access::{Actor, Permission};
use domain::error::ApiError;
use domain::statistics::{AreaRate, Exposure, Layer, PlacesQuery, ProblemRates, RatesQuery};
use statistics::rates::{Exposed, RateError, RateSpread, rate_spread};
use std::collections::HashMap;

/// Rates are given for so many people, or so many visits.
const PER_PEOPLE: f64 = 1_000.0;
const PER_VISITS: f64 = 100.0;

/// The rates.
///
/// # Errors
/// As [`Actor::require`].
pub async fn problem_rates(
    services: &Services,
    actor: &Actor,
    query: &RatesQuery,
) -> Result<ProblemRates, ApiError> {
    actor.require(Permission::ReadStatistics)?;
    let places = &query.places;
    let (weeks, mut notes) = weeks_of(places);
    let tree = areas::tree(services).await?;
    let counts = counted(services, &tree, places, places.layer, weeks).await?;
    let effort = match query.exposure {
        Exposure::Population => None,
        Exposure::Visits => {
            notes.push("exposure_is_visits_and_inspections".to_owned());
            Some(effort(services, &tree, places, weeks).await?)
        }
    };
    let areas: Vec<_> = targets(&tree, places.level).collect();
    let exposed: Vec<Exposed> = areas
        .iter()
        .map(|area| {
            let exposure = match &effort {
                None => area.population,
                Some(looks) => looks.get(&area.code).copied().unwrap_or_default(),
            };
            let problems = counts.get(&Some(area.code.clone())).map_or(0, |(_, incidents)| *incidents);
            Exposed { problems, exposure: exposure as f64 }
        })
        .collect();
    let per = match query.exposure {
        Exposure::Population => PER_PEOPLE,
        Exposure::Visits => PER_VISITS,
    };
    let spread = match rate_spread(&exposed) {
        Ok(spread) => Some(spread),
        Err(RateError::Empty) => {
            notes.push("no_exposure".to_owned());
            None
        }
        Err(error) => {
            tracing::error!(%error, "rates cannot be computed");
            return Err(internal());
        }
    };
    let with_people = exposed.iter().filter(|one| one.exposure > 0.0);
    let (problems, exposure) =
        with_people.fold((0.0, 0.0), |(o, e), one| (o + one.problems as f64, e + one.exposure));
    let rows = areas.iter().zip(&exposed).map(|(area, one)| AreaRate {
        code: area.code.clone(),
        name: area.name.clone(),
        reports: counts.get(&Some(area.code.clone())).map_or(0, |(reports, _)| *reports),
        incidents: one.problems,
        exposure: one.exposure,
        raw: (one.exposure > 0.0).then(|| one.problems as f64 / one.exposure * per),
        shrunken: spread.and_then(|spread| spread.rate(*one)).map(|rate| rate * per),
    });
    Ok(ProblemRates {
        areas: rows.collect(),
        exposure: query.exposure,
        per,
        pooled: (exposure > 0.0).then(|| problems / exposure * per),
        gamma: match spread {
            Some(RateSpread::Gamma { shape, rate }) => Some((shape, rate)),
            _ => None,
        },
        elsewhere: counts.get(&None).map_or(0, |(_, incidents)| *incidents),
        notes,
    })
}

/// How often somebody looked, by area: visits, and reports of patrols of any category, so that a place that was only patrolled
/// has a rate too.
async fn effort(
    services: &Services,
    tree: &AreaTree,
    places: &PlacesQuery,
    weeks: Weeks,
) -> Result<HashMap<String, u64>, ApiError> {
    let everything = PlacesQuery { category: None, ..places.clone() };
    let (mut looks, patrols) = tokio::try_join!(
        visits(services, tree, places.level, weeks),
        counted(services, tree, &everything, Layer::Patrols, weeks),
    )?;
    for (code, (reports, _)) in patrols {
        if let Some(code) = code {
            *looks.entry(code).or_default() += reports;
        }
    }
    Ok(looks)
}
