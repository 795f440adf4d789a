//! What pages of the ledger ask for. Everything that changes a case is a command, which the server's handlers send; pages
//! only read.

use super::Answer;
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

/// What pages of the ledger ask for. A unit gets its own cases only, whatever the filter says; a volunteer and the
/// anonymous get [`domain::error::ErrorCode::Forbidden`] or `Unauthenticated`.
#[async_trait]
pub trait LedgerBackend: Send + Sync {
    /// A page of the ledger.
    async fn ledger(
        &self,
        filter: &LedgerFilter,
        after: Option<LedgerCursor>,
        rows: u32,
    ) -> Answer<LedgerPage>;
    /// How many cases are in each view, for tabs and badges.
    async fn ledger_counts(&self) -> Answer<LedgerCounts>;
    /// One case with everything around it.
    async fn case(&self, id: Uuid) -> Answer<CaseView>;
    /// Open cases that may be the same incident as a report, the most likely first. For a report, not only for a case.
    async fn duplicate_candidates(&self, id: Uuid) -> Answer<Vec<DuplicateCandidate>>;
    /// What the reporter is asked when their case is closed; none as long as it is not, or when there is nothing to ask.
    async fn resolution(&self, code: &ReceiptCode) -> Answer<Option<Resolution>>;
    /// What an order on the spot would give: the proposed unit, its time limit, its deadline.
    async fn order_proposal(&self, category: &str, area: Option<&str>) -> Answer<OrderProposal>;
    /// The same for each category by its code, wherever it is.
    async fn order_proposals(&self) -> Answer<BTreeMap<String, OrderProposal>>;
    /// The filters that the asker keeps.
    async fn saved_filters(&self) -> Answer<Vec<SavedFilter>>;
    /// A bulletin.
    async fn bulletin(&self, query: &BulletinQuery) -> Answer<BulletinView>;
    /// What decides on the ranking and the red and black list.
    async fn ranking_rules(&self) -> Answer<RankingRules>;
    /// The working-time calendar as the office edits it.
    async fn calendar(&self) -> Answer<CalendarBody>;
    /// Time limits that differ from the catalogue.
    async fn time_limits(&self) -> Answer<TimeLimits>;
    /// The routing rules.
    async fn routing(&self) -> Answer<Routing>;
    /// Reports that wait for acceptance and that no routing rule covers, newest first.
    async fn unrouted_reports(&self, rows: u32) -> Answer<Vec<ReportRow>>;
    /// The asker's inbox, newest first.
    async fn notices(&self, rows: u32) -> Answer<Vec<Notice>>;
    /// How many of them are unread; 0 for who has no inbox.
    async fn unread_notices(&self) -> Answer<u64>;
    /// What people are for the ledger besides their role; for those who manage people.
    async fn duties(&self) -> Answer<Vec<Duty>>;
    /// Where the asker's digest is sent; empty for nowhere, none for who has no inbox.
    async fn own_email(&self) -> Answer<Option<String>>;
    /// What to look at in sites of a type; the list for all others when it has none of its own.
    async fn checklist(&self, _site_type: &str) -> Answer<Checklist> {
        Ok(Checklist::default())
    }
}
