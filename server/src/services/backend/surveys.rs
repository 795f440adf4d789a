//! What pages for door-to-door surveys ask for.

use super::RequestBackend;
use crate::services::responses;
use crate::services::surveys::{lists, phones, progress, today};
use app::backend::{Answer, SurveyBackend};
use async_trait::async_trait;
use domain::survey::Today;
use domain::survey::desk::{
    FlaggedResponse, ListedArea, PlanDetail, PlanSummary, SampleHousehold, VisitRow, VolunteerAccess,
};
use uuid::Uuid;

#[async_trait]
impl SurveyBackend for RequestBackend {
    async fn today(&self) -> Answer<Today> {
        today::today(&self.services, &self.actor).await
    }

    async fn plans(&self) -> Answer<Vec<PlanSummary>> {
        progress::plans(&self.services, &self.actor).await
    }

    async fn plan(&self, id: Uuid) -> Answer<PlanDetail> {
        progress::plan(&self.services, &self.actor, id).await
    }

    async fn plan_households(&self, id: Uuid, area: &str) -> Answer<Vec<SampleHousehold>> {
        progress::households(&self.services, &self.actor, id, area).await
    }

    async fn household_lists(&self) -> Answer<Vec<ListedArea>> {
        lists::lengths(&self.services, &self.actor).await
    }

    async fn volunteer_access(&self) -> Answer<VolunteerAccess> {
        phones::access(&self.services, &self.actor).await
    }

    async fn flagged_responses(&self, rows: u32) -> Answer<(Vec<FlaggedResponse>, u64)> {
        responses::flagged(&self.services, &self.actor, rows).await
    }

    async fn visit(&self, id: Uuid) -> Answer<(Uuid, VisitRow)> {
        progress::visit(&self.services, &self.actor, id).await
    }
}
