//! What statistics pages ask for beyond awareness and the heatmap.

use super::RequestBackend;
use crate::services::figures;
use crate::services::heatmap::{clusters, spots, trends};
use app::backend::{Answer, StatisticsBackend};
use async_trait::async_trait;
use domain::awareness::AwarenessQuery;
use domain::heatmap::{HotspotAnswer, HotspotQuery};
use domain::statistics::{
    AwarenessChange, HandlingSpeed, HotClusters, Methods, PlaceTrends, PlacesQuery, ProblemCoverage,
    ProblemRates, RatesQuery, SamplePlan, SamplePlanQuery, SmallAreas, TrendsQuery, WeeklyReport,
};
use domain::survey::rate::ResponseRate;
use domain::time::Day;

#[async_trait]
impl StatisticsBackend for RequestBackend {
    fn methods(&self) -> Methods {
        figures::methods()
    }

    async fn awareness_change(&self, query: &AwarenessQuery) -> Answer<AwarenessChange> {
        figures::awareness_change(&self.services, &self.actor, query).await
    }

    async fn small_areas(&self, query: &AwarenessQuery) -> Answer<SmallAreas> {
        figures::small_areas(&self.services, &self.actor, query).await
    }

    async fn sample_plan(&self, query: &SamplePlanQuery) -> Answer<SamplePlan> {
        figures::sample_plan(&self.services, &self.actor, query).await
    }

    async fn response_rate(&self, query: &AwarenessQuery) -> Answer<Option<ResponseRate>> {
        figures::response_rate(&self.services, &self.actor, query).await
    }

    async fn hot_spots(&self, query: &HotspotQuery) -> Answer<HotspotAnswer> {
        spots::answer(&self.services, &self.actor, query).await
    }

    async fn hot_clusters(&self, query: &HotspotQuery) -> Answer<HotClusters> {
        clusters::answer(&self.services, &self.actor, query).await
    }

    async fn problem_rates(&self, query: &RatesQuery) -> Answer<ProblemRates> {
        figures::problem_rates(&self.services, &self.actor, query).await
    }

    async fn place_trends(&self, query: &TrendsQuery) -> Answer<PlaceTrends> {
        trends::answer(&self.services, &self.actor, query).await
    }

    async fn coverage(&self, query: &PlacesQuery) -> Answer<ProblemCoverage> {
        figures::coverage(&self.services, &self.actor, query).await
    }

    async fn handling_speed(&self, query: &PlacesQuery) -> Answer<HandlingSpeed> {
        figures::handling_speed(&self.services, &self.actor, query).await
    }

    async fn weekly_report(&self, day: Day) -> Answer<WeeklyReport> {
        figures::weekly_report(&self.services, &self.actor, day).await
    }
}
