//! What the desk answers to statistics pages.

use super::desk::Desk;
use crate::backend::{Answer, StatisticsBackend};
use async_trait::async_trait;
use domain::awareness::AwarenessQuery;
use domain::error::ApiError;
use domain::heatmap::{HotspotAnswer, HotspotQuery};
use domain::statistics::{
    AwarenessChange, HandlingSpeed, HotClusters, Methods, PlaceTrends, PlacesQuery, ProblemCoverage,
    ProblemRates, RatesQuery, SamplePlan, SamplePlanQuery, SmallAreas, TrendsQuery, WeeklyReport,
};
use domain::survey::rate::ResponseRate;
use domain::time::Day;

fn nothing<T>() -> Answer<T> {
    Err(ApiError::not_found("statistics of the desk"))
}

#[async_trait]
impl StatisticsBackend for Desk {
    fn methods(&self) -> Methods {
        Methods {
            confidence: 0.95,
            fewest_respondents: 30,
            widest_interval: 0.3,
            raking_tolerance: 1e-10,
            raking_rounds: 100,
            false_discoveries: 0.05,
            trend_significance: 0.05,
            trend_weeks: 12,
            trend_fewest_incidents: 5,
            speed_fewest: 5,
            public_cell_incidents: 5,
            public_rounding: 5,
            public_weeks: 4,
            resolutions: (7, 10),
            pass_share: 0.6,
        }
    }
    async fn awareness_change(&self, _: &AwarenessQuery) -> Answer<AwarenessChange> {
        nothing()
    }
    async fn small_areas(&self, _: &AwarenessQuery) -> Answer<SmallAreas> {
        nothing()
    }
    async fn sample_plan(&self, _: &SamplePlanQuery) -> Answer<SamplePlan> {
        nothing()
    }
    async fn response_rate(&self, _: &AwarenessQuery) -> Answer<Option<ResponseRate>> {
        nothing()
    }
    async fn hot_spots(&self, _: &HotspotQuery) -> Answer<HotspotAnswer> {
        nothing()
    }
    async fn hot_clusters(&self, _: &HotspotQuery) -> Answer<HotClusters> {
        nothing()
    }
    async fn problem_rates(&self, _: &RatesQuery) -> Answer<ProblemRates> {
        nothing()
    }
    async fn place_trends(&self, _: &TrendsQuery) -> Answer<PlaceTrends> {
        nothing()
    }
    async fn coverage(&self, _: &PlacesQuery) -> Answer<ProblemCoverage> {
        nothing()
    }
    async fn handling_speed(&self, _: &PlacesQuery) -> Answer<HandlingSpeed> {
        nothing()
    }
    async fn weekly_report(&self, _: Day) -> Answer<WeeklyReport> {
        nothing()
    }
}
