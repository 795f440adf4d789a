//! What a volunteer of the village has to do: a plan with a list and a walk.

use super::village::{HOSTILE, Village};
use crate::backend::{Answer, Backend, SurveyBackend};
use async_trait::async_trait;
use domain::error::ApiError;
use domain::survey::desk::{
    FlaggedResponse, ListedArea, PlanDetail, PlanSummary, SampleHousehold, VisitRow, VolunteerAccess,
};
use domain::survey::{
    Attempt, ResponseRate, SelectionMethod, Today, TodayArea, TodayHousehold, TodayPlan, VisitOutcome,
    VisitPurpose, walk,
};
use domain::time::Timestamp;
use uuid::Uuid;

/// The only plan.
pub(super) const PLAN: Uuid = Uuid::from_u128(0x77);

fn nothing<T>() -> Answer<T> {
    Err(ApiError::not_found("such thing here"))
}

fn area(code: &str, method: SelectionMethod, visits: Vec<TodayHousehold>) -> TodayArea {
    TodayArea {
        area: code.to_owned(),
        name: format!("{code}{HOSTILE}"),
        town: Some("镇".to_owned()),
        lat: 38.1,
        lng: 107.4,
        method,
        households: 40,
        draw: u32::try_from(visits.len()).unwrap(),
        walk: (method == SelectionMethod::Walk).then(|| walk(2, 40, 3, 7, code)),
        start_point: (method == SelectionMethod::Walk).then(|| HOSTILE.to_owned()),
        progress: ResponseRate::of(visits.iter().map(|visit| visit.attempts.first().map(|a| a.outcome))),
        visits,
    }
}

#[async_trait]
impl SurveyBackend for Village {
    async fn today(&self) -> Answer<Today> {
        let now = self.now();
        let household = |code: &str, outcomes: &[VisitOutcome]| TodayHousehold {
            household: code.to_owned(),
            address: format!("东街 {code} 号{HOSTILE}"),
            name: Some(HOSTILE.to_owned()),
            attempts: outcomes
                .iter()
                .map(|outcome| Attempt { at: Timestamp(now.0 - 3_600_000), outcome: *outcome })
                .collect(),
        };
        let list = [
            household("H1", &[]),
            household("H2", &[VisitOutcome::NotAtHome]),
            household("H3", &[VisitOutcome::Interviewed]),
            household("H4", &[VisitOutcome::Refused]),
        ];
        let numbered = |number: u32| TodayHousehold {
            household: number.to_string(),
            address: String::new(),
            name: None,
            attempts: Vec::new(),
        };
        Ok(Today {
            now,
            plans: vec![TodayPlan {
                id: PLAN,
                title: format!("十一月入户{HOSTILE}"),
                questionnaire: "survey".to_owned(),
                version: 2,
                purpose: VisitPurpose::Measurement,
                from: now.day().plus(-3),
                to: now.day().plus(3),
                areas: vec![
                    area("t", SelectionMethod::List, list.to_vec()),
                    area("v", SelectionMethod::Walk, (1..=3).map(numbered).collect()),
                ],
            }],
            questionnaires: vec![self.questionnaire("survey").await?],
        })
    }

    async fn plans(&self) -> Answer<Vec<PlanSummary>> {
        nothing()
    }

    async fn plan(&self, _: Uuid) -> Answer<PlanDetail> {
        nothing()
    }

    async fn plan_households(&self, _: Uuid, _: &str) -> Answer<Vec<SampleHousehold>> {
        nothing()
    }

    async fn household_lists(&self) -> Answer<Vec<ListedArea>> {
        nothing()
    }

    async fn volunteer_access(&self) -> Answer<VolunteerAccess> {
        nothing()
    }

    async fn flagged_responses(&self, _: u32) -> Answer<(Vec<FlaggedResponse>, u64)> {
        nothing()
    }

    async fn visit(&self, _: Uuid) -> Answer<(Uuid, VisitRow)> {
        nothing()
    }
}
