//! The village answers no question of the statistics pages.

use super::village::Village;
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
    Err(ApiError::not_found("statistics of the village"))
}

/// The constants that pages of statistics tell of.
pub(crate) fn methods() -> Methods {
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

#[async_trait]
impl StatisticsBackend for Village {
    fn methods(&self) -> Methods {
        methods()
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

/// The methods page is made from the constants alone: a number typed into its texts would go stale unseen.
#[test]
fn the_texts_of_the_methods_hold_no_number_of_their_own() {
    for file in ["zh-CN", "en"] {
        let path = format!("{}/locales/{file}/methods.json", env!("CARGO_MANIFEST_DIR"));
        let texts: std::collections::BTreeMap<String, String> =
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for (key, text) in texts {
            let digits: String = text.replace("H3", "").chars().filter(char::is_ascii_digit).collect();
            assert!(digits.is_empty(), "{file} {key}: {text}");
        }
    }
}

#[test]
fn the_public_page_greys_what_may_not_be_shown() {
    let html = super::now(crate::pages::statistics::page(&super::context(
        crate::locale::Locale::Zh,
        domain::access::Actor::Anonymous,
    )))
    .unwrap()
    .html;
    assert!(html.contains("每100名居民约65人知晓，把握区间55–75人。"));
    assert!(html.contains("样本不足，不公布") && html.contains("/statistics/files/towns.csv"));
    assert!(!html.contains(super::HOSTILE));
}
