//! The port: everything that pages ask for. The server implements it once per request and knows who asks, so a page
//! cannot forget to say so; what somebody may not see comes back as an error or empty.

mod ledger;
mod statistics;
mod surveys;

pub use ledger::LedgerBackend;
pub use statistics::StatisticsBackend;
pub use surveys::SurveyBackend;

use async_trait::async_trait;
use domain::access::Actor;
use domain::area::{Area, AreaShape, Site, Unit};
use domain::awareness::{AwarenessAnswer, AwarenessQuery, ItemOptions};
use domain::category::Catalogue;
use domain::error::ApiError;
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

/// What a page gets, or why it does not.
pub type Answer<T> = Result<T, ApiError>;

/// Everything that pages ask for, on behalf of one actor.
#[async_trait]
pub trait Backend: StatisticsBackend + SurveyBackend + LedgerBackend {
    /// Who asks.
    fn actor(&self) -> &Actor;
    /// The moment of the request.
    fn now(&self) -> Timestamp;
    /// Where the program is reached from outside, without a slash at the end: `https://example.cn`.
    fn public_url(&self) -> &str;

    /// The categories that can be reported.
    fn catalogue(&self) -> Arc<Catalogue>;
    /// All areas, towns before what lies in them.
    async fn areas(&self) -> Answer<Vec<Area>>;
    /// All areas with their polygons.
    async fn area_shapes(&self) -> Answer<Vec<AreaShape>>;
    /// One area.
    async fn area(&self, code: &str) -> Answer<Area>;
    /// All sites.
    async fn sites(&self) -> Answer<Vec<Site>>;
    /// One site.
    async fn site(&self, code: &str) -> Answer<Site>;
    /// All responsible units.
    async fn units(&self) -> Answer<Vec<Unit>>;

    /// A report by its receipt code, as its sender may see it.
    async fn report_by_receipt(&self, code: &ReceiptCode) -> Answer<ReportView>;
    /// A report by its id, as the actor may see it.
    async fn report(&self, id: Uuid) -> Answer<ReportView>;
    /// A page of the list of reports.
    async fn reports(&self, filter: &ReportFilter, after: Option<Cursor>, rows: u32) -> Answer<ReportPage>;
    /// Open reports near a report, nearest first, as candidates for linking: with the distance in metres.
    async fn reports_near(&self, id: Uuid, radius_m: f64) -> Answer<Vec<(ReportRow, f64)>>;

    /// The published questionnaires, without keys.
    async fn published_questionnaires(&self) -> Answer<Vec<QuestionnaireSummary>>;
    /// All versions of all questionnaires, newest first, for the office.
    async fn questionnaires(&self) -> Answer<Vec<QuestionnaireSummary>>;
    /// The published version of a questionnaire, without keys unless it is for training.
    async fn questionnaire(&self, slug: &str) -> Answer<Questionnaire>;
    /// Any version with its keys, for the office.
    async fn questionnaire_version(&self, slug: &str, version: u32) -> Answer<Questionnaire>;
    /// A training quiz: items drawn at random from the bank, in random order, without keys.
    async fn draw_quiz(&self, slug: &str) -> Answer<Questionnaire>;
    /// What somebody got for answers sent before.
    async fn response_receipt(&self, id: Uuid) -> Answer<ResponseReceipt>;

    /// Awareness statistics.
    async fn awareness(&self, query: &AwarenessQuery) -> Answer<AwarenessAnswer>;
    /// How the options of every item were chosen; same filter as `awareness`, grouping ignored.
    async fn item_options(&self, query: &AwarenessQuery) -> Answer<Vec<ItemOptions>>;
    /// Problem heatmap.
    async fn heatmap(&self, query: &HeatmapQuery) -> Answer<HeatmapAnswer>;

    /// The office's first page.
    async fn overview(&self) -> Answer<Overview>;
    /// Everybody who can sign in.
    async fn people(&self) -> Answer<Vec<Person>>;
    /// All tokens.
    async fn tokens(&self) -> Answer<Vec<TokenRow>>;
    /// The newest lines of the security log.
    async fn security_log(&self, rows: u32) -> Answer<Vec<SecurityEvent>>;
}
