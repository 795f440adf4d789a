//! What the pages of the ledger get from the desk.

use super::bulletin::{bulletin_view, notice};
use super::cases::candidate;
use super::desk::Desk;
use super::things::{NOW, person};
use crate::backend::{Answer, LedgerBackend};
use async_trait::async_trait;
use domain::calendar::CalendarBody;
use domain::case::TimeLimits;
use domain::case::ranking::RankingRules;
use domain::error::ApiError;
use domain::ledger::{
    BulletinQuery, BulletinView, CaseView, CheckItem, Checklist, DuplicateCandidate, Duty, LedgerCounts,
    LedgerCursor, LedgerFilter, LedgerPage, Notice, OrderProposal, Resolution, Routing, SavedFilter,
};
use domain::listing::ReportRow;
use domain::receipt::ReceiptCode;
use uuid::Uuid;

fn nothing<T>() -> Answer<T> {
    Err(ApiError::not_found("such thing here"))
}

#[async_trait]
impl LedgerBackend for Desk {
    async fn ledger(&self, _: &LedgerFilter, _: Option<LedgerCursor>, _: u32) -> Answer<LedgerPage> {
        let total = if self.cases.is_empty() { 0 } else { 1_054 };
        Ok(LedgerPage { cases: self.cases.clone(), total, next_cursor: self.next_cursor.clone() })
    }
    async fn ledger_counts(&self) -> Answer<LedgerCounts> {
        Ok(if self.nobody {
            LedgerCounts::default()
        } else {
            LedgerCounts { late: 3, new: 1, ..Default::default() }
        })
    }
    async fn case(&self, _: Uuid) -> Answer<CaseView> {
        self.case.as_deref().cloned().map_or_else(nothing, Ok)
    }
    async fn duplicate_candidates(&self, _: Uuid) -> Answer<Vec<DuplicateCandidate>> {
        Ok(if self.nobody { Vec::new() } else { vec![candidate()] })
    }
    async fn resolution(&self, _: &ReceiptCode) -> Answer<Option<Resolution>> {
        Ok(None)
    }
    async fn order_proposal(&self, _: &str, _: Option<&str>) -> Answer<OrderProposal> {
        Ok(OrderProposal { unit: Some("fire".into()), working_hours: Some(4), due: Some(NOW) })
    }
    async fn order_proposals(&self) -> Answer<std::collections::BTreeMap<String, OrderProposal>> {
        Ok(std::collections::BTreeMap::from([(
            "exposed_rubbish".into(),
            self.order_proposal("", None).await?,
        )]))
    }
    async fn saved_filters(&self) -> Answer<Vec<SavedFilter>> {
        let mine =
            SavedFilter { id: Uuid::from_u128(4), name: "城关超期".into(), query: "tab=late".into() };
        Ok(if self.nobody { Vec::new() } else { vec![mine] })
    }
    async fn checklist(&self, site_type: &str) -> Answer<Checklist> {
        let item = |code: &str| CheckItem {
            code: code.into(),
            zh: "地面干净".into(),
            en: "Floor clean".into(),
            category: "exposed_rubbish".into(),
        };
        Ok(Checklist { site_type: site_type.into(), items: vec![item("ground"), item("bins")] })
    }
    async fn bulletin(&self, _: &BulletinQuery) -> Answer<BulletinView> {
        Ok(bulletin_view())
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
        Ok(if self.nobody { Vec::new() } else { vec![notice()] })
    }
    async fn unread_notices(&self) -> Answer<u64> {
        Ok(0)
    }
    async fn duties(&self) -> Answer<Vec<Duty>> {
        let duty = Duty { user: person().id, head: true, email: Some("li@example.cn".into()) };
        Ok(if self.nobody { Vec::new() } else { vec![duty] })
    }
    async fn own_email(&self) -> Answer<Option<String>> {
        Ok(Some(if self.nobody { String::new() } else { "li@example.cn".into() }))
    }
}
