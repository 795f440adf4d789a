//! What statistics pages ask for beyond awareness and the heatmap.

use super::Answer;
use async_trait::async_trait;
use domain::awareness::AwarenessQuery;
use domain::heatmap::{HotspotAnswer, HotspotQuery};
use domain::statistics::{
    AwarenessChange, HandlingSpeed, HotClusters, Methods, PlaceTrends, PlacesQuery, ProblemCoverage,
    ProblemRates, RatesQuery, SamplePlan, SamplePlanQuery, SmallAreas, TrendsQuery, WeeklyReport,
};
use domain::survey::rate::ResponseRate;
use domain::time::Day;

/// What statistics pages ask for beyond awareness and the heatmap. All but `methods` and `hot_spots` need the right to read
/// statistics.
#[async_trait]
pub trait StatisticsBackend: Send + Sync {
    /// The constants that the statistics use.
    fn methods(&self) -> Methods;
    /// Awareness against the period before; the grouping is ignored.
    async fn awareness_change(&self, query: &AwarenessQuery) -> Answer<AwarenessChange>;
    /// Villages with few respondents, shrunken; the grouping and the weights are ignored (design weights).
    async fn small_areas(&self, query: &AwarenessQuery) -> Answer<SmallAreas>;
    /// How many households to ask, and where.
    async fn sample_plan(&self, query: &SamplePlanQuery) -> Answer<SamplePlan>;
    /// The response rate of the visits behind these answers; none where visits are not recorded.
    async fn response_rate(&self, query: &AwarenessQuery) -> Answer<Option<ResponseRate>>;
    /// Every cell of an area with its z and q; the public sees its own view.
    async fn hot_spots(&self, query: &HotspotQuery) -> Answer<HotspotAnswer>;
    /// The same as a list of clusters of touching hot cells, each near a place with a name.
    async fn hot_clusters(&self, query: &HotspotQuery) -> Answer<HotClusters>;
    /// Problems by area, as counted and by people or visits.
    async fn problem_rates(&self, query: &RatesQuery) -> Answer<ProblemRates>;
    /// Which cells and areas are getting worse.
    async fn place_trends(&self, query: &TrendsQuery) -> Answer<PlaceTrends>;
    /// Which populated areas nobody visited or inspected; category and layer are ignored.
    async fn coverage(&self, query: &PlacesQuery) -> Answer<ProblemCoverage>;
    /// How fast problems are handled, by area.
    async fn handling_speed(&self, query: &PlacesQuery) -> Answer<HandlingSpeed>;
    /// Everything of the weekly report, for the week of this day.
    async fn weekly_report(&self, day: Day) -> Answer<WeeklyReport>;
}
