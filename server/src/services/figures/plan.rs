//! The planner: how many households to ask for a wanted margin, and where.

use super::places::targets;
use crate::services::{Services, areas, awareness};
use domain::access::{Actor, Permission};
use domain::awareness::{AwarenessQuery, GroupBy, Weights};
use domain::error::{ApiError, FieldCode};
use domain::response::SurveyChannel;
use domain::statistics::{PlanRow, SamplePlan, SamplePlanQuery};
use domain::time::Period;
use statistics::sample_size::{SampleSizeError, Wanted, allocate, sample_size};

/// How many to ask in each area.
///
/// # Errors
/// As [`Actor::require`]; [`domain::error::ErrorCode::Invalid`] naming the wish that cannot be met.
pub async fn sample_plan(
    services: &Services,
    actor: &Actor,
    query: &SamplePlanQuery,
) -> Result<SamplePlan, ApiError> {
    actor.require(Permission::ReadStatistics)?;
    let mut notes = Vec::new();
    let design_effect = match query.design_effect {
        Some(typed) => typed,
        None => match measured(services, actor, query).await? {
            Some(measured) => {
                notes.push("design_effect_of_survey".to_owned());
                measured
            }
            None => {
                notes.push("design_effect_assumed".to_owned());
                1.0
            }
        },
    };
    let response_rate = query.response_rate.unwrap_or_else(|| {
        notes.push("response_rate_assumed".to_owned());
        1.0
    });
    if !(response_rate > 0.0 && response_rate <= 1.0) {
        let message = "the response rate must lie above 0 and be at most 1";
        return Err(ApiError::field("response_rate", FieldCode::OutOfRange, message));
    }
    let tree = areas::tree(services).await?;
    let places: Vec<_> = targets(&tree, query.level).filter(|area| area.population > 0).collect();
    let wanted = |population: Option<u64>| {
        let wanted = Wanted { margin: query.margin, expected: query.expected, design_effect, population };
        sample_size(wanted).map_err(refused)
    };
    let people: Vec<u64> = places.iter().map(|area| area.population).collect();
    let population: u64 = people.iter().fold(0, |sum, people| sum.saturating_add(*people));
    let interviews: Vec<u64> = if query.each {
        people.iter().map(|people| wanted(Some(*people))).collect::<Result<_, _>>()?
    } else if population > 0 {
        allocate(wanted(Some(population))?, &people, 0)
    } else {
        Vec::new()
    };
    let visits = |interviews: u64| (interviews as f64 / response_rate).ceil() as u64;
    if places.is_empty() {
        notes.push("no_population".to_owned());
        let interviews = wanted(None)?;
        let visits = visits(interviews);
        let rows = Vec::new();
        return Ok(SamplePlan { rows, interviews, visits, population, design_effect, response_rate, notes });
    }
    let rows: Vec<PlanRow> = places
        .into_iter()
        .zip(interviews)
        .map(|(area, interviews)| PlanRow {
            code: area.code.clone(),
            name: area.name.clone(),
            population: area.population,
            interviews,
            visits: visits(interviews),
        })
        .collect();
    Ok(SamplePlan {
        interviews: rows.iter().map(|row| row.interviews).sum(),
        visits: rows.iter().map(|row| row.visits).sum(),
        rows,
        population,
        design_effect,
        response_rate,
        notes,
    })
}

/// The design effect of the household answers to the named questionnaire, at least 1: a survey that was lucky once is no promise.
async fn measured(
    services: &Services,
    actor: &Actor,
    query: &SamplePlanQuery,
) -> Result<Option<f64>, ApiError> {
    let Some(questionnaire) = query.questionnaire.clone() else { return Ok(None) };
    let question = AwarenessQuery {
        questionnaire,
        channel: SurveyChannel::Household,
        period: Period::default(),
        by: GroupBy::None,
        weights: Weights::Design,
    };
    let answer = awareness::answer(services, actor, &question).await?;
    Ok(answer.groups.first().and_then(|group| group.design_effect).map(|effect| effect.clamp(1.0, 1000.0)))
}

fn refused(error: SampleSizeError) -> ApiError {
    let field = match error {
        SampleSizeError::Margin | SampleSizeError::TooMany => "margin",
        SampleSizeError::Expected => "expected",
        SampleSizeError::DesignEffect => "design_effect",
        SampleSizeError::Population => "level",
    };
    ApiError::field(field, FieldCode::OutOfRange, error.to_string())
}
