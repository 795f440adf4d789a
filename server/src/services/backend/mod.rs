//! The port of the pages ([`Backend`]), for one request.

mod ledger;
mod statistics;
mod surveys;

use crate::services::{
    Services, accounts, areas, awareness, heatmap, overview, questionnaires, reports, responses, security,
    tokens,
};
use app::backend::{Answer, Backend};
use async_trait::async_trait;
use domain::access::Actor;
use domain::area::{Area, AreaShape, Site, Unit};
use domain::awareness::{AwarenessAnswer, AwarenessQuery, ItemOptions};
use domain::category::Catalogue;
use domain::heatmap::{HeatmapAnswer, HeatmapQuery};
use domain::listing::{Cursor, ReportFilter, ReportPage, ReportRow};
use domain::office::{Overview, Person, SecurityEvent, TokenRow};
use domain::questionnaire::{Questionnaire, QuestionnaireSummary};
use domain::receipt::ReceiptCode;
use domain::report::ReportView;
use domain::response::ResponseReceipt;
use domain::time::Timestamp;
use std::sync::Arc;
use uuid::Uuid;

/// Everything that pages ask for, on behalf of one actor at one moment.
#[derive(Clone, Debug)]
pub struct RequestBackend {
    services: Services,
    actor: Actor,
    now: Timestamp,
}

impl RequestBackend {
    /// The port for a request of this actor.
    pub fn new(services: Services, actor: Actor) -> Self {
        let now = services.clock.now();
        Self { services, actor, now }
    }
}

#[async_trait]
impl Backend for RequestBackend {
    fn actor(&self) -> &Actor {
        &self.actor
    }

    fn now(&self) -> Timestamp {
        self.now
    }

    fn public_url(&self) -> &str {
        &self.services.public_url
    }

    fn catalogue(&self) -> Arc<Catalogue> {
        Arc::clone(&self.services.catalogue)
    }

    async fn areas(&self) -> Answer<Vec<Area>> {
        areas::list(&self.services).await
    }

    async fn area_shapes(&self) -> Answer<Vec<AreaShape>> {
        areas::shapes(&self.services).await
    }

    async fn area(&self, code: &str) -> Answer<Area> {
        areas::get(&self.services, code).await
    }

    async fn sites(&self) -> Answer<Vec<Site>> {
        areas::sites(&self.services).await
    }

    async fn site(&self, code: &str) -> Answer<Site> {
        areas::site(&self.services, code).await
    }

    async fn units(&self) -> Answer<Vec<Unit>> {
        areas::units(&self.services).await
    }

    async fn report_by_receipt(&self, code: &ReceiptCode) -> Answer<ReportView> {
        reports::by_receipt(&self.services, code).await
    }

    async fn report(&self, id: Uuid) -> Answer<ReportView> {
        reports::get(&self.services, &self.actor, id, None).await
    }

    async fn reports(&self, filter: &ReportFilter, after: Option<Cursor>, rows: u32) -> Answer<ReportPage> {
        reports::list(&self.services, &self.actor, filter, after, rows).await
    }

    async fn reports_near(&self, id: Uuid, radius_m: f64) -> Answer<Vec<(ReportRow, f64)>> {
        reports::near(&self.services, &self.actor, id, radius_m).await
    }

    async fn published_questionnaires(&self) -> Answer<Vec<QuestionnaireSummary>> {
        questionnaires::published(&self.services, &self.actor).await
    }

    async fn questionnaires(&self) -> Answer<Vec<QuestionnaireSummary>> {
        questionnaires::versions(&self.services, &self.actor).await
    }

    async fn questionnaire(&self, slug: &str) -> Answer<Questionnaire> {
        questionnaires::asked(&self.services, slug).await
    }

    async fn questionnaire_version(&self, slug: &str, version: u32) -> Answer<Questionnaire> {
        questionnaires::version(&self.services, &self.actor, slug, version).await
    }

    async fn draw_quiz(&self, slug: &str) -> Answer<Questionnaire> {
        questionnaires::draw_quiz(&self.services, slug).await
    }

    async fn response_receipt(&self, id: Uuid) -> Answer<ResponseReceipt> {
        responses::receipt_of(&self.services, id).await
    }

    async fn awareness(&self, query: &AwarenessQuery) -> Answer<AwarenessAnswer> {
        awareness::answer(&self.services, &self.actor, query).await
    }

    async fn item_options(&self, query: &AwarenessQuery) -> Answer<Vec<ItemOptions>> {
        awareness::item_options(&self.services, &self.actor, query).await
    }

    async fn heatmap(&self, query: &HeatmapQuery) -> Answer<HeatmapAnswer> {
        heatmap::answer(&self.services, &self.actor, query).await
    }

    async fn overview(&self) -> Answer<Overview> {
        overview::overview(&self.services, &self.actor).await
    }

    async fn people(&self) -> Answer<Vec<Person>> {
        accounts::people(&self.services, &self.actor).await
    }

    async fn tokens(&self) -> Answer<Vec<TokenRow>> {
        tokens::list(&self.services, &self.actor).await
    }

    async fn security_log(&self, rows: u32) -> Answer<Vec<SecurityEvent>> {
        security::log(&self.services, &self.actor, rows).await
    }
}
