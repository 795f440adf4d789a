//! Awareness against the period before.

use crate::error::{from_store, internal};
use crate::services::Services;
use crate::services::awareness::{self, query};
use domain::access::{Actor, Permission};
use domain::awareness::{AwarenessAnswer, AwarenessGroup, AwarenessQuery, GroupBy};
use domain::error::ApiError;
use domain::statistics::{AwarenessChange, ChangeDirection, WeekSpan};
use domain::time::{Day, Period};
use statistics::change::{Direction, PeriodShare, change};
use statistics::design::Estimate;

/// Days that are compared when no period is asked for.
const USUAL_DAYS: i32 = 28;

/// The change of the awareness rate from as many weeks before; the grouping of the question is ignored.
///
/// # Errors
/// As [`Actor::require`] and [`awareness::answer`].
pub async fn awareness_change(
    services: &Services,
    actor: &Actor,
    query: &AwarenessQuery,
) -> Result<AwarenessChange, ApiError> {
    actor.require(Permission::ReadStatistics)?;
    let later_weeks = weeks_of(services, query).await?;
    let days = later_weeks.to.0 - later_weeks.from.0;
    let earlier_weeks = WeekSpan { from: later_weeks.from.plus(-days), to: later_weeks.from };
    let ask = |weeks: WeekSpan| {
        let period = Period { from: Some(weeks.from.start()), to: Some(weeks.to.start()) };
        let query = AwarenessQuery { period, by: GroupBy::None, ..query.clone() };
        async move { awareness::answer_with_whole(services, actor, &query).await }
    };
    let ((later, now), (earlier, before)) = tokio::try_join!(ask(later_weeks), ask(earlier_weeks))?;
    let (later, earlier) = (only(later)?, only(earlier)?);
    let mut notes = Vec::new();
    let mut note = |code: &str, applies: bool| notes.extend(applies.then(|| code.to_owned()));
    note("no_answers", now.is_none());
    note("no_answers_before", before.is_none());
    note("suppressed", [&later, &earlier].iter().any(|group| group.n > 0 && group.suppressed.is_some()));
    let both = before.as_ref().zip(now.as_ref());
    let found = both.map(|(before, now): (&Estimate, &Estimate)| {
        change(PeriodShare::from(before), PeriodShare::from(now)).map_err(|error| {
            tracing::error!(%error, "a change cannot be computed");
            internal()
        })
    });
    let found = found.transpose()?;
    Ok(AwarenessChange {
        later_weeks,
        earlier_weeks,
        later,
        earlier,
        difference: found.map(|change| change.difference),
        low: found.map(|change| change.low),
        high: found.map(|change| change.high),
        direction: found.map(|change| match change.direction() {
            Direction::Up => ChangeDirection::Up,
            Direction::Down => ChangeDirection::Down,
            Direction::Unclear => ChangeDirection::Unclear,
        }),
        notes,
    })
}

/// The weeks that are asked about: an end that is open is where answers begin or end.
async fn weeks_of(services: &Services, query: &AwarenessQuery) -> Result<WeekSpan, ApiError> {
    let ((from, to), _) = query::whole_weeks(query.period);
    let known = services.store.questionnaire_weeks(&query.questionnaire).await.map_err(from_store)?;
    let this_week = services.clock.now().day().week();
    let (first, last) = known.unwrap_or((this_week, this_week));
    let to = to.unwrap_or_else(|| last.plus(7));
    let usual = to.plus(-USUAL_DAYS);
    let from = match (from, query.period.to) {
        (Some(from), _) => from,
        (None, Some(_)) => first,
        (None, None) => usual,
    };
    // Two ends that crossed, as when the period lies after the last answer.
    let from: Day = if from < to { from } else { to.plus(-7) };
    Ok(WeekSpan { from, to })
}

fn only(answer: AwarenessAnswer) -> Result<AwarenessGroup, ApiError> {
    answer.groups.into_iter().next().ok_or_else(internal)
}
