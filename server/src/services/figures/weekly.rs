//! The weekly report: everything on one page.

use super::{awareness_change, coverage, handling_speed, response_rate};
use crate::error::from_store;
use crate::services::heatmap::{clusters, trends};
use crate::services::{Services, areas, awareness};
use domain::access::{Actor, Permission};
use domain::area::AreaLevel;
use domain::awareness::{AwarenessQuery, GroupBy, Weights};
use domain::error::ApiError;
use domain::heatmap::HotspotQuery;
use domain::questionnaire::Purpose;
use domain::response::SurveyChannel;
use domain::statistics::{Layer, PlacesQuery, TrendsQuery, WeeklyReport};
use domain::time::{Day, Period};
use store::CountFilter;

/// Days that what needs many answers looks back.
const LOOK_BACK: i32 = 28;
/// Resolution of the cells.
const RESOLUTION: u8 = 8;

/// The report of the week that a day lies in.
///
/// # Errors
/// As [`Actor::require`].
pub async fn weekly_report(services: &Services, actor: &Actor, day: Day) -> Result<WeeklyReport, ApiError> {
    actor.require(Permission::ReadStatistics)?;
    let week = day.week();
    let end = week.plus(7);
    let counted = |from: Day| {
        let filter = CountFilter { days: (Some(from), Some(from.plus(7))), ..CountFilter::default() };
        async move { services.store.total_count(&filter).await.map_err(from_store) }
    };
    let ((reports, incidents), (reports_before, incidents_before)) =
        tokio::try_join!(counted(week), counted(week.plus(-7)))?;
    let mut notes = Vec::new();
    let period = Period { from: Some(end.plus(-LOOK_BACK).start()), to: Some(end.start()) };

    let questionnaire = measured(services).await?;
    let (mut rate, mut by_town, mut change, mut responded) = (None, None, None, None);
    match &questionnaire {
        None => notes.push("no_questionnaire".to_owned()),
        Some(slug) => {
            let query = |by| AwarenessQuery {
                questionnaire: slug.clone(),
                channel: SurveyChannel::Household,
                period,
                by,
                weights: Weights::Design,
            };
            rate = Some(awareness::answer(services, actor, &query(GroupBy::None)).await?);
            by_town = Some(awareness::answer(services, actor, &query(GroupBy::Stratum)).await?);
            change = Some(awareness_change(services, actor, &query(GroupBy::None)).await?);
            responded = response_rate(services, actor, &query(GroupBy::None)).await?;
        }
    }

    let tree = areas::tree(services).await?;
    let top = tree.shapes().iter().find(|shape| shape.area.parent.is_none());
    let (mut hot, mut worse) = (None, None);
    match top.map(|shape| shape.area.code.clone()) {
        None => notes.push("no_area".to_owned()),
        Some(area) => {
            let query = HotspotQuery {
                area: area.clone(),
                resolution: RESOLUTION,
                period,
                category: None,
                layer: Layer::All,
            };
            let trend = TrendsQuery {
                area,
                resolution: RESOLUTION,
                until: Some(end),
                category: None,
                layer: Layer::All,
            };
            // A prefecture may be too large for its cells; the rest of the report stands.
            match clusters::answer(services, actor, &query).await {
                Ok(found) => hot = Some(found),
                Err(_) => notes.push("too_many_cells".to_owned()),
            }
            worse = trends::answer(services, actor, &trend).await.ok();
        }
    }
    let places = |level| PlacesQuery { level, period, category: None, layer: Layer::All };
    Ok(WeeklyReport {
        week,
        reports,
        incidents,
        reports_before,
        incidents_before,
        questionnaire,
        awareness: rate,
        by_town,
        change,
        response_rate: responded,
        hot,
        trends: worse,
        coverage: coverage(services, actor, &places(AreaLevel::Village)).await?,
        speed: handling_speed(services, actor, &places(AreaLevel::Town)).await?,
        notes,
    })
}

/// The newest published questionnaire that measures.
async fn measured(services: &Services) -> Result<Option<String>, ApiError> {
    let mut newest = None;
    for slug in services.store.questionnaire_slugs().await.map_err(from_store)? {
        let published = services.store.published_questionnaire(&slug).await.map_err(from_store)?;
        if published.is_some_and(|form| form.purpose == Purpose::Measurement) {
            let weeks = services.store.questionnaire_weeks(&slug).await.map_err(from_store)?;
            newest = newest.max(Some((weeks.map(|(_, last)| last), slug)));
        }
    }
    Ok(newest.map(|(_, slug)| slug))
}
