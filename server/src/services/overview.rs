//! The office's first page: what came, where it stands, how many are aware.

use crate::error::from_store;
use crate::services::{Services, areas, awareness, reports};
use domain::access::{Actor, Permission};
use domain::awareness::{AwarenessGroup, AwarenessQuery, GroupBy, Weights};
use domain::error::ApiError;
use domain::listing::ReportFilter;
use domain::office::{CodeCount, DayCount, Overview};
use domain::questionnaire::Purpose;
use domain::report::ReportStatus;
use domain::response::SurveyChannel;
use domain::time::{Day, Period};
use std::collections::HashMap;
use store::CountFilter;

/// Days shown.
const DAYS: i32 = 30;
/// Newest reports shown.
const NEWEST: u32 = 8;
/// Reports or answers waiting to be counted, beyond which the folding job has fallen behind.
const BEHIND: u64 = 20_000;

/// The overview.
///
/// # Errors
/// As [`Actor::require`].
pub async fn overview(services: &Services, actor: &Actor) -> Result<Overview, ApiError> {
    actor.require(Permission::OpenOffice)?;
    let to = services.clock.now().day().plus(1);
    let from = to.plus(-DAYS);
    let reports_per_day = services.store.reports_per_day(from, to).await.map_err(from_store)?;
    let responses_per_day = services.store.responses_per_day(from, to).await.map_err(from_store)?;
    let (awareness_questionnaire, awareness) = headline(services, actor).await?;
    let newest = reports::list(services, actor, &ReportFilter::default(), None, NEWEST).await?.reports;
    Ok(Overview {
        days: days(from, to, reports_per_day, responses_per_day),
        by_status: by_status(services).await?,
        by_category: by_category(services, from, to).await?,
        awareness,
        awareness_questionnaire,
        newest,
        warnings: warnings(services).await?,
    })
}

/// Every day from the first to just before the last, none left out.
fn days(from: Day, to: Day, reports: Vec<(Day, u64)>, responses: Vec<(Day, u64)>) -> Vec<DayCount> {
    let (reports, responses): (HashMap<Day, u64>, HashMap<Day, u64>) =
        (reports.into_iter().collect(), responses.into_iter().collect());
    let of = |counts: &HashMap<Day, u64>, day| counts.get(&day).copied().unwrap_or_default();
    let days = (from.0..to.0).map(Day);
    days.map(|day| DayCount { day, reports: of(&reports, day), responses: of(&responses, day) }).collect()
}

/// All statuses in the order of a report's way, also those that no report has.
async fn by_status(services: &Services) -> Result<Vec<CodeCount>, ApiError> {
    let counts: HashMap<String, u64> =
        services.store.counts_by_status().await.map_err(from_store)?.into_iter().collect();
    let of = |status: &ReportStatus| counts.get(status.as_str()).copied().unwrap_or_default();
    let row = |status: &ReportStatus| CodeCount { code: status.to_string(), count: of(status) };
    Ok(ReportStatus::ALL.iter().map(row).collect())
}

/// Reports of the period by category, most first.
async fn by_category(services: &Services, from: Day, to: Day) -> Result<Vec<CodeCount>, ApiError> {
    let known = services.store.counts_by_category().await.map_err(from_store)?;
    let mut counts = Vec::with_capacity(known.len());
    for (code, _) in known {
        let days = (Some(from), Some(to));
        let filter = CountFilter { days, category: Some(code.clone()), ..CountFilter::default() };
        let (count, _) = services.store.total_count(&filter).await.map_err(from_store)?;
        counts.push(CodeCount { code, count });
    }
    counts.retain(|row| row.count > 0);
    counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.code.cmp(&b.code)));
    Ok(counts)
}

/// The household awareness rate of the newest published questionnaire that measures.
async fn headline(
    services: &Services,
    actor: &Actor,
) -> Result<(Option<String>, Option<AwarenessGroup>), ApiError> {
    let mut forms = services.store.questionnaires().await.map_err(from_store)?;
    forms.retain(|form| form.published && form.purpose == Purpose::Measurement);
    let Some(newest) = forms.into_iter().max_by_key(|form| form.imported_at) else {
        return Ok((None, None));
    };
    let query = AwarenessQuery {
        questionnaire: newest.slug.clone(),
        channel: SurveyChannel::Household,
        period: Period::default(),
        by: GroupBy::None,
        weights: Weights::Design,
    };
    let answer = awareness::answer(services, actor, &query).await?;
    Ok((Some(newest.slug), answer.groups.into_iter().next()))
}

/// What the running program knows to be missing or broken, as stable codes.
async fn warnings(services: &Services) -> Result<Vec<String>, ApiError> {
    let tree = areas::tree(services).await?;
    let nobody = tree.shapes().iter().all(|shape| shape.area.population == 0);
    let (_, failing) = services.store.job_counts().await.map_err(from_store)?;
    let (reports, answers) = services.store.pending_facts().await.map_err(from_store)?;
    let warnings = [
        ("no_areas", tree.shapes().is_empty()),
        ("no_population", !tree.shapes().is_empty() && nobody),
        ("jobs_failing", failing > 0),
        ("counters_behind", reports > BEHIND || answers > BEHIND),
    ];
    Ok(warnings.into_iter().filter(|(_, applies)| *applies).map(|(code, _)| code.to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_day_is_left_out() {
        let counts = days(Day(10), Day(13), vec![(Day(11), 4)], vec![(Day(12), 2), (Day(99), 9)]);
        let rows: Vec<_> = counts.iter().map(|c| (c.day.0, c.reports, c.responses)).collect();
        assert_eq!(rows, [(10, 0, 0), (11, 4, 0), (12, 0, 2)]);
    }
}
