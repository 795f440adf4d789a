//! What the pages of the ledger get from the village.

use super::village::{HOSTILE, Village};
use crate::backend::{Answer, Backend, LedgerBackend};
use async_trait::async_trait;
use domain::calendar::CalendarBody;
use domain::case::TimeLimits;
use domain::case::ranking::RankingRules;
use domain::error::ApiError;
use domain::ledger::{
    BulletinQuery, BulletinView, CaseView, DuplicateCandidate, Duty, LedgerCounts, LedgerCursor,
    LedgerFilter, LedgerPage, Notice, OrderProposal, Resolution, Routing, SavedFilter,
};
use domain::listing::ReportRow;
use domain::receipt::ReceiptCode;
use uuid::Uuid;

fn nothing<T>() -> Answer<T> {
    Err(ApiError::not_found("such thing here"))
}

#[async_trait]
impl LedgerBackend for Village {
    async fn ledger(&self, _: &LedgerFilter, _: Option<LedgerCursor>, _: u32) -> Answer<LedgerPage> {
        Ok(LedgerPage { cases: Vec::new(), total: 0, next_cursor: None })
    }
    async fn ledger_counts(&self) -> Answer<LedgerCounts> {
        Ok(LedgerCounts::default())
    }
    async fn case(&self, _: Uuid) -> Answer<CaseView> {
        nothing()
    }
    async fn duplicate_candidates(&self, _: Uuid) -> Answer<Vec<DuplicateCandidate>> {
        Ok(Vec::new())
    }
    async fn resolution(&self, _: &ReceiptCode) -> Answer<Option<Resolution>> {
        Ok(Some(Resolution {
            closed_at: self.now(),
            unit_name: Some(HOSTILE.to_owned()),
            note: Some(HOSTILE.to_owned()),
            after: Vec::new(),
            confirmed: false,
        }))
    }
    async fn order_proposal(&self, _: &str, _: Option<&str>) -> Answer<OrderProposal> {
        nothing()
    }
    async fn order_proposals(&self) -> Answer<std::collections::BTreeMap<String, OrderProposal>> {
        Ok(std::collections::BTreeMap::new())
    }
    async fn saved_filters(&self) -> Answer<Vec<SavedFilter>> {
        Ok(Vec::new())
    }
    async fn bulletin(&self, _: &BulletinQuery) -> Answer<BulletinView> {
        nothing()
    }
    async fn ranking_rules(&self) -> Answer<RankingRules> {
        Ok(RankingRules::default())
    }
    async fn calendar(&self) -> Answer<CalendarBody> {
        Ok(CalendarBody::default())
    }
    async fn time_limits(&self) -> Answer<TimeLimits> {
        Ok(TimeLimits::default())
    }
    async fn routing(&self) -> Answer<Routing> {
        Ok(Routing::default())
    }
    async fn unrouted_reports(&self, _: u32) -> Answer<Vec<ReportRow>> {
        Ok(Vec::new())
    }
    async fn notices(&self, _: u32) -> Answer<Vec<Notice>> {
        Ok(Vec::new())
    }
    async fn unread_notices(&self) -> Answer<u64> {
        Ok(0)
    }
    async fn duties(&self) -> Answer<Vec<Duty>> {
        Ok(Vec::new())
    }
    async fn own_email(&self) -> Answer<Option<String>> {
        Ok(None)
    }
}
