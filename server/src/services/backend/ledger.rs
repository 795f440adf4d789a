//! What pages of the ledger ask for.

use super::RequestBackend;
use crate::services::ledger;
use app::backend::{Answer, LedgerBackend};
use async_trait::async_trait;
use domain::calendar::CalendarBody;
use domain::case::TimeLimits;
use domain::case::ranking::RankingRules;
use domain::ledger::{
    BulletinQuery, BulletinView, CaseView, Checklist, DuplicateCandidate, Duty, LedgerCounts, LedgerCursor,
    LedgerFilter, LedgerPage, Notice, OrderProposal, Resolution, Routing, SavedFilter,
};
use domain::listing::ReportRow;
use domain::receipt::ReceiptCode;
use std::collections::BTreeMap;
use uuid::Uuid;

#[async_trait]
impl LedgerBackend for RequestBackend {
    async fn ledger(
        &self,
        filter: &LedgerFilter,
        after: Option<LedgerCursor>,
        rows: u32,
    ) -> Answer<LedgerPage> {
        ledger::list(&self.services, &self.actor, filter, after, rows).await
    }
    async fn ledger_counts(&self) -> Answer<LedgerCounts> {
        ledger::counts(&self.services, &self.actor).await
    }
    async fn case(&self, id: Uuid) -> Answer<CaseView> {
        ledger::view(&self.services, &self.actor, id).await
    }
    async fn duplicate_candidates(&self, id: Uuid) -> Answer<Vec<DuplicateCandidate>> {
        ledger::duplicate_candidates(&self.services, &self.actor, id).await
    }
    async fn resolution(&self, code: &ReceiptCode) -> Answer<Option<Resolution>> {
        ledger::resolution(&self.services, code).await
    }
    async fn order_proposal(&self, category: &str, area: Option<&str>) -> Answer<OrderProposal> {
        ledger::order_proposal(&self.services, &self.actor, category, area).await
    }
    async fn order_proposals(&self) -> Answer<BTreeMap<String, OrderProposal>> {
        ledger::order_proposals(&self.services, &self.actor).await
    }
    async fn saved_filters(&self) -> Answer<Vec<SavedFilter>> {
        ledger::saved_filters(&self.services, &self.actor).await
    }
    async fn bulletin(&self, query: &BulletinQuery) -> Answer<BulletinView> {
        ledger::bulletin(&self.services, &self.actor, query).await
    }
    async fn ranking_rules(&self) -> Answer<RankingRules> {
        ledger::ranking_rules(&self.services, &self.actor).await
    }
    async fn calendar(&self) -> Answer<CalendarBody> {
        ledger::calendar(&self.services, &self.actor).await
    }
    async fn time_limits(&self) -> Answer<TimeLimits> {
        ledger::time_limits(&self.services, &self.actor).await
    }
    async fn routing(&self) -> Answer<Routing> {
        ledger::routing(&self.services, &self.actor).await
    }
    async fn unrouted_reports(&self, rows: u32) -> Answer<Vec<ReportRow>> {
        ledger::unrouted(&self.services, &self.actor, rows).await
    }
    async fn notices(&self, rows: u32) -> Answer<Vec<Notice>> {
        ledger::notices(&self.services, &self.actor, rows).await
    }
    async fn unread_notices(&self) -> Answer<u64> {
        ledger::unread(&self.services, &self.actor).await
    }
    async fn duties(&self) -> Answer<Vec<Duty>> {
        ledger::duties(&self.services, &self.actor).await
    }
    async fn own_email(&self) -> Answer<Option<String>> {
        let own = ledger::own_duty(&self.services, &self.actor).await?;
        Ok(own.map(|duty| duty.email.unwrap_or_default()))
    }
    async fn checklist(&self, site_type: &str) -> Answer<Checklist> {
        ledger::checklist::checklist(site_type)
    }
}
