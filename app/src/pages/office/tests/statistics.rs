//! What the desk answers to statistics pages.

use super::desk::Desk;
use super::things::{HOSTILE, group};
use crate::backend::{Answer, Backend, StatisticsBackend};
use async_trait::async_trait;
use domain::awareness::{AwarenessQuery, GroupBy, Weights};
use domain::error::ApiError;
use domain::heatmap::{CellGeometry, HotspotAnswer, HotspotQuery};
use domain::response::SurveyChannel;
use domain::statistics::{
    AreaRate, AreaSpeed, AreaTrend, AwarenessChange, CellTrend, ChangeDirection, CoveredPlace, HandlingSpeed,
    HotCluster, HotClusters, Looked, Methods, Near, NearKind, PlaceTrends, PlacesQuery, PlanRow,
    ProblemCoverage, ProblemRates, ProblemTrend, RatesQuery, SamplePlan, SamplePlanQuery, SmallArea,
    SmallAreas, TrendsQuery, WeekSpan, WeeklyReport,
};
use domain::survey::rate::ResponseRate;
use domain::time::{Day, Period};

fn day(text: &str) -> Day {
    Day::parse("d", text).unwrap()
}

fn near() -> Near {
    Near { kind: NearKind::Site, name: format!("东胜街道市场{HOSTILE}"), metres: 80.0 }
}

fn trend(incidents: &[u64], worse: bool) -> ProblemTrend {
    let (z, q) = if worse { (3.9, 0.0004) } else { (0.3, 0.7) };
    ProblemTrend { incidents: incidents.to_vec(), s: 58, variance: 212.667, z, p: q, q, slope: 0.22, worse }
}

fn speed(name: &str, handling: Option<f64>) -> AreaSpeed {
    AreaSpeed {
        code: "990623001".into(),
        name: name.into(),
        reports: 40,
        handled: 30,
        closed: 20,
        hours_to_handling: handling,
        hours_to_close: handling,
        hours_until_half_closed: handling.map(|hours| hours * 3.0),
    }
}

fn covered(code: &str, name: &str, looked: Looked, residents: u64) -> CoveredPlace {
    CoveredPlace {
        code: code.into(),
        name: name.into(),
        town: Some("青岚镇".into()),
        population: 1_200,
        visits: 0,
        patrols: 0,
        residents,
        looked,
    }
}

/// A cluster of hot cells near a market.
fn clusters() -> HotClusters {
    HotClusters {
        clusters: vec![HotCluster {
            cells: vec!["8940a15abdbffff".into()],
            incidents: 32,
            expected: 9.2,
            lat: 38.4,
            lng: 107.5,
            near: Some(near()),
            z: 4.1,
            q: 0.003,
        }],
        area: "990623".into(),
        resolution: 8,
        cells: 900,
        hot: 6,
        incidents: 120,
        notes: Vec::new(),
    }
}

fn trends() -> PlaceTrends {
    PlaceTrends {
        weeks: vec![day("2026-11-09"), day("2026-11-16")],
        cells: vec![CellTrend {
            cell: "8940a15abd3ffff".into(),
            geometry: CellGeometry {
                kind: "Polygon".into(),
                coordinates: vec![vec![[107.45, 38.4], [107.46, 38.4], [107.45, 38.4]]],
            },
            near: None,
            trend: trend(&[1, 4], true),
        }],
        areas: vec![AreaTrend {
            code: "990623001".into(),
            name: "青岚镇".into(),
            trend: trend(&[3, 2], false),
        }],
        too_few: 12,
    }
}

fn coverage() -> ProblemCoverage {
    ProblemCoverage {
        places: vec![
            covered("990623001001", "幸福社区", Looked::NotVisited, 3),
            covered("990623001002", "和平社区", Looked::Visited, 0),
        ],
        people_reached: 1_200,
        people_missed: 1_200,
        from: None,
        to: None,
        notes: Vec::new(),
    }
}

fn change() -> AwarenessChange {
    AwarenessChange {
        later_weeks: WeekSpan { from: day("2026-11-02"), to: day("2026-11-30") },
        earlier_weeks: WeekSpan { from: day("2026-10-05"), to: day("2026-11-02") },
        later: group("all", 0.66, None),
        earlier: group("all", 0.58, None),
        difference: Some(0.0771),
        low: Some(0.0006),
        high: Some(0.1532),
        direction: Some(ChangeDirection::Up),
        notes: Vec::new(),
    }
}

fn response_rate() -> ResponseRate {
    ResponseRate { interviewed: 600, refused: 40, not_at_home: 80, not_eligible: 5, pending: 20 }
}

#[async_trait]
impl StatisticsBackend for Desk {
    fn methods(&self) -> Methods {
        crate::pages::tests::figures::methods()
    }
    async fn awareness_change(&self, _: &AwarenessQuery) -> Answer<AwarenessChange> {
        Ok(change())
    }
    async fn small_areas(&self, _: &AwarenessQuery) -> Answer<SmallAreas> {
        let area = |name: &str, n, own| SmallArea {
            code: name.into(),
            name: name.into(),
            town: Some("青岚镇".into()),
            n,
            own,
            shrunken: 0.7,
            low: Some(0.5),
            high: Some(0.8),
        };
        Ok(SmallAreas {
            areas: vec![area("幸福社区", 12, Some(0.9)), area("和平社区", 0, None)],
            spread: None,
            notes: vec!["model_based".into()],
        })
    }
    async fn sample_plan(&self, query: &SamplePlanQuery) -> Answer<SamplePlan> {
        let rows = vec![PlanRow {
            code: "青岚镇".into(),
            name: "青岚镇".into(),
            population: 8_000,
            interviews: 571,
            visits: 714,
        }];
        Ok(SamplePlan {
            rows: if query.each { rows } else { Vec::new() },
            interviews: 571,
            visits: 714,
            population: 8_000,
            design_effect: 1.6,
            response_rate: 0.8,
            notes: vec!["design_effect_of_survey".into()],
        })
    }
    async fn response_rate(&self, _: &AwarenessQuery) -> Answer<Option<ResponseRate>> {
        Ok(Some(response_rate()))
    }
    async fn hot_spots(&self, _: &HotspotQuery) -> Answer<HotspotAnswer> {
        Err(ApiError::not_found("spots of the desk"))
    }
    async fn hot_clusters(&self, _: &HotspotQuery) -> Answer<HotClusters> {
        Ok(clusters())
    }
    async fn problem_rates(&self, query: &RatesQuery) -> Answer<ProblemRates> {
        let area = |name: &str, raw| AreaRate {
            code: name.into(),
            name: name.into(),
            reports: 12,
            incidents: 9,
            exposure: 8_000.0,
            raw,
            shrunken: raw,
        };
        Ok(ProblemRates {
            areas: vec![area("青岚镇", Some(1.12)), area("沙柳镇", None)],
            exposure: query.exposure,
            per: 1_000.0,
            pooled: Some(1.0),
            gamma: None,
            elsewhere: 0,
            notes: vec!["exposure_is_visits_and_inspections".into()],
        })
    }
    async fn place_trends(&self, _: &TrendsQuery) -> Answer<PlaceTrends> {
        Ok(trends())
    }
    async fn coverage(&self, _: &PlacesQuery) -> Answer<ProblemCoverage> {
        Ok(coverage())
    }
    async fn handling_speed(&self, _: &PlacesQuery) -> Answer<HandlingSpeed> {
        Ok(HandlingSpeed {
            all: speed("", Some(6.0)),
            areas: vec![speed("青岚镇", Some(5.0)), speed("沙柳镇", None)],
            notes: Vec::new(),
        })
    }
    async fn weekly_report(&self, day: Day) -> Answer<WeeklyReport> {
        let asked = |by| AwarenessQuery {
            questionnaire: "awareness-household".into(),
            channel: SurveyChannel::Household,
            period: Period::default(),
            by,
            weights: Weights::Design,
        };
        Ok(WeeklyReport {
            week: day,
            reports: 31,
            incidents: 28,
            reports_before: 20,
            incidents_before: 19,
            questionnaire: Some("awareness-household".into()),
            awareness: Some(self.awareness(&asked(GroupBy::None)).await?),
            by_town: Some(self.awareness(&asked(GroupBy::Stratum)).await?),
            change: Some(change()),
            response_rate: Some(response_rate()),
            hot: Some(clusters()),
            trends: Some(trends()),
            coverage: coverage(),
            speed: HandlingSpeed { all: speed("", Some(6.0)), areas: Vec::new(), notes: Vec::new() },
            notes: Vec::new(),
        })
    }
}
