//! The response rate (AAPOR RR1) of the visits behind an awareness rate.

use crate::error::from_store;
use crate::services::Services;
use crate::services::awareness::query::whole_weeks;
use domain::access::{Actor, Permission};
use domain::awareness::AwarenessQuery;
use domain::error::ApiError;
use domain::response::SurveyChannel;
use domain::survey::rate::ResponseRate;

/// What became of the households behind answers: of every plan for measurement with the questionnaire whose days touch the
/// weeks of the question, since a household is drawn once for all days of its plan. None for other channels, which draw
/// nobody, and while nobody has been visited.
///
/// # Errors
/// As [`Actor::require`].
pub async fn response_rate(
    services: &Services,
    actor: &Actor,
    query: &AwarenessQuery,
) -> Result<Option<ResponseRate>, ApiError> {
    actor.require(Permission::ReadStatistics)?;
    if query.channel != SurveyChannel::Household {
        return Ok(None);
    }
    let (weeks, _) = whole_weeks(query.period);
    let rate = services.store.response_rate(&query.questionnaire, weeks).await.map_err(from_store)?;
    Ok(Some(rate).filter(|rate| rate.households() > rate.pending))
}
