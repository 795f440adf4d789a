//! Surveys on the desk: one plan with a list and a walk, two volunteers, a visit to look at.

use super::desk::Desk;
use super::things::{HOSTILE, NOW};
use crate::backend::{Answer, Backend, SurveyBackend};
use async_trait::async_trait;
use domain::error::ApiError;
use domain::response::{ResponseFlag, SurveyChannel};
use domain::survey::desk::{
    FlaggedResponse, InviteRow, ListedArea, PhoneRow, PlanArea, PlanDetail, PlanSummary, SampleHousehold,
    VisitRow, VolunteerAccess, VolunteerName, VolunteerProgress,
};
use domain::survey::{
    PlannedArea, ResponseRate, SelectionMethod, Today, VisitFlag, VisitOutcome, VisitPurpose, walk,
};
use domain::time::Timestamp;
use uuid::Uuid;

/// The only plan.
pub const PLAN: Uuid = Uuid::from_u128(0x77);
const ZHAO: Uuid = Uuid::from_u128(0x78);

fn rate() -> ResponseRate {
    ResponseRate { interviewed: 12, refused: 3, not_at_home: 2, not_eligible: 1, pending: 2 }
}

fn summary() -> PlanSummary {
    PlanSummary {
        id: PLAN,
        title: format!("十一月入户{HOSTILE}"),
        questionnaire: "awareness-household".into(),
        version: 1,
        purpose: VisitPurpose::Measurement,
        from: NOW.day().plus(-3),
        to: NOW.day().plus(3),
        seed: 20_261_123,
        created_at: NOW,
        created_by: "user:wang".into(),
        closed_at: None,
        areas: 2,
        rate: rate() + rate(),
    }
}

fn area(code: &str, method: SelectionMethod) -> PlanArea {
    let planned = PlannedArea { area: code.into(), households: 430, draw: 20, method, start_points: 2 };
    PlanArea {
        weight: planned.weight().unwrap(),
        planned,
        name: format!("幸福村{HOSTILE}"),
        town: Some("城关镇".into()),
        list_sha256: (method == SelectionMethod::List).then(|| "ab".repeat(32)),
        walk: (method == SelectionMethod::Walk).then(|| walk(2, 430, 20, 7, code)),
        start_points: vec![HOSTILE.into(), "集贸市场".into()],
        volunteers: if method == SelectionMethod::List { vec![ZHAO] } else { Vec::new() },
        rate: rate(),
    }
}

fn names() -> Vec<VolunteerName> {
    let name = |id, name: &str, enabled| VolunteerName { id, name: name.into(), enabled };
    vec![name(ZHAO, HOSTILE, true), name(Uuid::from_u128(0x79), "钱", false)]
}

fn visit() -> VisitRow {
    VisitRow {
        id: Uuid::from_u128(0x80),
        area: "150623001001".into(),
        household: "H014".into(),
        attempt: 2,
        outcome: VisitOutcome::Interviewed,
        started_at: NOW,
        ended_at: Timestamp(NOW.0 + 60_000),
        volunteer: HOSTILE.into(),
        flags: VisitFlag::ALL.to_vec(),
        note: Some(HOSTILE.into()),
    }
}

#[async_trait]
impl SurveyBackend for Desk {
    async fn today(&self) -> Answer<Today> {
        Err(ApiError::not_found("thing on the desk"))
    }

    async fn plans(&self) -> Answer<Vec<PlanSummary>> {
        Ok(if self.nobody { Vec::new() } else { vec![summary()] })
    }

    async fn plan(&self, id: Uuid) -> Answer<PlanDetail> {
        if id != PLAN {
            return Err(ApiError::not_found("plan"));
        }
        Ok(PlanDetail {
            plan: summary(),
            areas: vec![
                area("150623001001", SelectionMethod::List),
                area("150623001002", SelectionMethod::Walk),
            ],
            volunteers: vec![VolunteerProgress {
                id: ZHAO,
                name: HOSTILE.into(),
                areas: 1,
                households: 20,
                outcomes: vec![(VisitOutcome::Interviewed, 12), (VisitOutcome::NotAtHome, 7)],
                flagged: 1,
                last_at: Some(NOW),
            }],
            assignable: names(),
            flagged: vec![visit()],
            flagged_count: 1,
        })
    }

    async fn plan_households(&self, _: Uuid, _: &str) -> Answer<Vec<SampleHousehold>> {
        Ok(vec![SampleHousehold {
            household: "H014".into(),
            address: format!("东街 14 号{HOSTILE}"),
            name: Some(HOSTILE.into()),
            attempts: 1,
            outcome: Some(VisitOutcome::NotAtHome),
        }])
    }

    async fn household_lists(&self) -> Answer<Vec<ListedArea>> {
        let lists = self.areas().await?.into_iter().take(2);
        Ok(lists.map(|area| ListedArea { area: area.code, households: 430 }).collect())
    }

    async fn volunteer_access(&self) -> Answer<VolunteerAccess> {
        if self.nobody {
            return Ok(VolunteerAccess::default());
        }
        let later = Timestamp(NOW.0 + 86_400_000);
        Ok(VolunteerAccess {
            invites: vec![InviteRow {
                id: Uuid::from_u128(0x81),
                note: HOSTILE.into(),
                created_at: NOW,
                expires_at: later,
                used_at: None,
                revoked_at: None,
            }],
            phones: vec![PhoneRow {
                id: Uuid::from_u128(0x82),
                user: ZHAO,
                name: HOSTILE.into(),
                created_at: NOW,
                last_used_at: Some(NOW),
                expires_at: later,
            }],
            volunteers: names(),
        })
    }

    async fn flagged_responses(&self, _: u32) -> Answer<(Vec<FlaggedResponse>, u64)> {
        let one = FlaggedResponse {
            id: Uuid::from_u128(0x83),
            questionnaire: "gone".into(),
            version: 1,
            channel: SurveyChannel::Intercept,
            area: Some("150623001001".into()),
            visited: false,
            submitted_at: NOW,
            received_at: NOW,
            flags: vec![ResponseFlag::ReplacedVersion],
        };
        Ok(if self.nobody { (Vec::new(), 0) } else { (vec![one], 1) })
    }

    async fn visit(&self, _: Uuid) -> Answer<(Uuid, VisitRow)> {
        Ok((PLAN, visit()))
    }
}
