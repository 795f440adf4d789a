//! What pages for door-to-door surveys ask for.

use super::Answer;
use async_trait::async_trait;
use domain::survey::Today;
use domain::survey::desk::{
    FlaggedResponse, ListedArea, PlanDetail, PlanSummary, SampleHousehold, VisitRow, VolunteerAccess,
};
use uuid::Uuid;

/// What pages for door-to-door surveys ask for.
#[async_trait]
pub trait SurveyBackend: Send + Sync {
    /// What the volunteer who asks has to do.
    async fn today(&self) -> Answer<Today>;
    /// The newest plans.
    async fn plans(&self) -> Answer<Vec<PlanSummary>>;
    /// A plan with its areas, volunteers and what to look at.
    async fn plan(&self, id: Uuid) -> Answer<PlanDetail>;
    /// The households of an area of a plan, in the order of drawing.
    async fn plan_households(&self, id: Uuid, area: &str) -> Answer<Vec<SampleHousehold>>;
    /// How long the imported lists of households are.
    async fn household_lists(&self) -> Answer<Vec<ListedArea>>;
    /// Invitations, phones and volunteers.
    async fn volunteer_access(&self) -> Answer<VolunteerAccess>;
    /// The answers to look at that arrived last, and how many there are.
    async fn flagged_responses(&self, rows: u32) -> Answer<(Vec<FlaggedResponse>, u64)>;
    /// The visit on which a report was made, and its plan.
    async fn visit(&self, id: Uuid) -> Answer<(Uuid, VisitRow)>;
}
