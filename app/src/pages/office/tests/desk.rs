//! A desk for tests: a backend that answers from memory.

use super::cases::{late_row, ledger_row};
use super::things::{
    HOSTILE, NOW, areas, both, form, group, overview, person, report, row, summary, token, user,
};
use crate::backend::{Answer, Backend};
use crate::locale::Locale;
use crate::page::{Page, PageContext, PageError, Theme};
use async_trait::async_trait;
use domain::access::{Actor, Role};
use domain::area::{Area, AreaShape, Site, Unit};
use domain::awareness::{
    AwarenessAnswer, AwarenessMethod, AwarenessQuery, GroupBy, ItemOptions, OptionShare, Suppression,
};
use domain::case::CaseState;
use domain::category::{Catalogue, Category, CategoryGroup};
use domain::error::ApiError;
use domain::heatmap::{CellFeature, CellGeometry, CellProperties, HeatmapAnswer, HeatmapQuery};
use domain::ledger::{CaseView, LedgerRow};
use domain::listing::{Cursor, ReportFilter, ReportPage, ReportRow};
use domain::office::{Overview, Person, SecurityEvent, TokenRow};
use domain::questionnaire::{ItemKind, Questionnaire, QuestionnaireSummary};
use domain::receipt::ReceiptCode;
use domain::report::{ReportStatus, ReportView};
use domain::response::ResponseReceipt;
use domain::time::{Day, Timestamp};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use uuid::Uuid;

/// What lies on the desk.
pub struct Desk {
    pub actor: Actor,
    pub areas: Vec<AreaShape>,
    pub reports: Vec<ReportRow>,
    pub next_cursor: Option<String>,
    pub report: ReportView,
    pub cases: Vec<LedgerRow>,
    pub case: Option<Box<CaseView>>,
    pub questionnaires: Vec<QuestionnaireSummary>,
    pub overview: Overview,
    pub suppressed: Option<Suppression>,
    pub nobody: bool,
    pub tokens: Vec<TokenRow>,
    pub people: Vec<Person>,
}

impl Desk {
    /// A desk in use.
    pub fn full() -> Self {
        let report = report(1, ReportStatus::Received);
        Self {
            actor: user(Role::Admin),
            areas: areas(),
            reports: vec![row(1), row(2)],
            next_cursor: None,
            report,
            cases: vec![late_row(1), ledger_row(2, CaseState::Accepted), ledger_row(3, CaseState::Closed)],
            case: None,
            questionnaires: vec![summary(2, false), summary(1, true)],
            overview: overview(),
            suppressed: None,
            nobody: false,
            tokens: vec![token()],
            people: vec![person()],
        }
    }

    /// A desk on the first day.
    pub fn empty() -> Self {
        let mut overview = overview();
        overview.days.iter_mut().for_each(|day| (day.reports, day.responses) = (0, 0));
        overview.by_status.clear();
        overview.by_category.clear();
        overview.newest.clear();
        overview.awareness = None;
        overview.warnings = vec!["no_areas".into(), "newer_than_us:7".into()];
        Self {
            areas: Vec::new(),
            reports: Vec::new(),
            cases: Vec::new(),
            questionnaires: Vec::new(),
            overview,
            nobody: true,
            tokens: Vec::new(),
            ..Self::full()
        }
    }

    /// A context that asks this desk.
    pub fn context(self, locale: Locale) -> PageContext {
        PageContext {
            backend: Arc::new(self),
            locale,
            theme: Theme::System,
            elder: false,
            nonce: "n".into(),
            assets: Arc::default(),
            path: "/office".into(),
            flash: None,
            plain: false,
            shell: false,
        }
    }
}

/// Runs a page function; nothing here ever waits.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("the desk answers at once"),
    }
}

/// The page that a page function makes.
pub fn html(future: impl Future<Output = Result<Page, PageError>>) -> String {
    run(future).unwrap().html
}

fn unused<T>() -> Answer<T> {
    Err(ApiError::not_found("thing on the desk"))
}

#[async_trait]
impl Backend for Desk {
    fn actor(&self) -> &Actor {
        &self.actor
    }
    fn now(&self) -> Timestamp {
        NOW
    }
    fn public_url(&self) -> &str {
        "https://example.cn"
    }
    fn catalogue(&self) -> Arc<Catalogue> {
        let category = Category {
            code: "exposed_rubbish".into(),
            group: "environment".into(),
            kind: "event".into(),
            zh: "暴露垃圾".into(),
            en: "Exposed rubbish".into(),
            sla_working_hours: Some(4),
            keywords: Vec::new(),
            icon: "exposed_rubbish".into(),
        };
        let group =
            CategoryGroup {
                code: "environment".into(), zh: "市容环境".into(), en: "Surroundings".into()
            };
        Arc::new(Catalogue { groups: vec![group], categories: vec![category] })
    }
    async fn areas(&self) -> Answer<Vec<Area>> {
        Ok(self.areas.iter().map(|shape| shape.area.clone()).collect())
    }
    async fn area_shapes(&self) -> Answer<Vec<AreaShape>> {
        Ok(self.areas.clone())
    }
    async fn area(&self, _: &str) -> Answer<Area> {
        unused()
    }
    async fn sites(&self) -> Answer<Vec<Site>> {
        let area = self.areas.last().map(|shape| shape.area.code.clone());
        let site = Site {
            code: "central-market".into(),
            name: "中心市场".into(),
            site_type: "market".into(),
            area,
            lat: 38.4,
            lng: 107.5,
        };
        Ok(if self.areas.is_empty() { Vec::new() } else { vec![site] })
    }
    async fn site(&self, code: &str) -> Answer<Site> {
        self.sites().await?.into_iter().find(|site| site.code == code).map_or_else(unused, Ok)
    }
    async fn units(&self) -> Answer<Vec<Unit>> {
        Ok(vec![Unit {
            code: "fire".into(), name: "消防大队".into(), kind: "department".into(), area: None
        }])
    }
    async fn report_by_receipt(&self, _: &ReceiptCode) -> Answer<ReportView> {
        unused()
    }
    async fn report(&self, id: Uuid) -> Answer<ReportView> {
        match id == self.report.id {
            true => Ok(self.report.clone()),
            false => Ok(report(id.as_u128(), ReportStatus::Accepted)),
        }
    }
    async fn reports(&self, _: &ReportFilter, _: Option<Cursor>, _: u32) -> Answer<ReportPage> {
        Ok(ReportPage {
            reports: self.reports.clone(),
            total: if self.reports.is_empty() { 0 } else { 4_969 },
            total_incidents: if self.reports.is_empty() { 0 } else { 4_900 },
            next_cursor: self.next_cursor.clone(),
        })
    }
    async fn reports_near(&self, _: Uuid, _: f64) -> Answer<Vec<(ReportRow, f64)>> {
        Ok(vec![(row(2), 41.7)])
    }
    async fn published_questionnaires(&self) -> Answer<Vec<QuestionnaireSummary>> {
        Ok(self.questionnaires.iter().filter(|one| one.published).cloned().collect())
    }
    async fn questionnaires(&self) -> Answer<Vec<QuestionnaireSummary>> {
        Ok(self.questionnaires.clone())
    }
    async fn questionnaire(&self, _: &str) -> Answer<Questionnaire> {
        Ok(form().without_key())
    }
    async fn questionnaire_version(&self, _: &str, version: u32) -> Answer<Questionnaire> {
        Ok(Questionnaire { version, ..form() })
    }
    async fn draw_quiz(&self, _: &str) -> Answer<Questionnaire> {
        unused()
    }
    async fn response_receipt(&self, _: Uuid) -> Answer<ResponseReceipt> {
        unused()
    }
    async fn awareness(&self, query: &AwarenessQuery) -> Answer<AwarenessAnswer> {
        let mut groups = match query.by {
            GroupBy::None => vec![group("all", 0.653_125, self.suppressed)],
            GroupBy::Item => vec![group("q1", 0.6, None)],
            GroupBy::Week => vec![group("2026-11-16", 0.5, None), group("2026-11-23", 0.7, None)],
            _ => vec![group("青岚镇", 0.4, None), group("沙柳镇", 0.8, Some(Suppression::FewRespondents))],
        };
        if self.nobody {
            groups.iter_mut().for_each(|group| (group.n, group.estimate) = (0, None));
        }
        let method = AwarenessMethod {
            estimand: "mean_item_score".into(),
            interval: "korn_graubard".into(),
            confidence: 0.95,
            questionnaire: query.questionnaire.clone(),
            purpose: "measurement".into(),
            channel: query.channel,
            weights: query.weights,
            from: Some(Day::parse("d", "2026-11-16").unwrap()),
            to: Some(Day::parse("d", "2026-11-30").unwrap()),
            strata: 3,
            clusters: 12,
        };
        Ok(AwarenessAnswer { method, groups, notes: vec!["whole_weeks:2026-11-16..2026-11-30".into()] })
    }
    async fn item_options(&self, _: &AwarenessQuery) -> Answer<Vec<ItemOptions>> {
        let option = |code: &str, right, share| OptionShare {
            code: code.into(),
            label: both(code, code),
            dont_know: false,
            right,
            n: 30,
            share,
        };
        Ok(vec![ItemOptions {
            item: "q1".into(),
            label: both("正在争创什么称号？", "Which title?"),
            kind: ItemKind::Satisfaction,
            n: 60,
            options: vec![option("a", true, 0.6), option("b", false, 0.4)],
            top: Some(0.6),
            top_two: Some(1.0),
            top_of_known: Some(0.61),
            top_two_of_known: None,
        }])
    }
    async fn heatmap(&self, query: &HeatmapQuery) -> Answer<HeatmapAnswer> {
        let cell = CellFeature {
            kind: "Feature".into(),
            geometry: CellGeometry {
                kind: "Polygon".into(),
                coordinates: vec![vec![[107.45, 38.4], [107.46, 38.4], [107.455, 38.41], [107.45, 38.4]]],
            },
            properties: CellProperties { cell: "8940a15abdbffff".into(), incidents: 8, reports: 11 },
        };
        Ok(HeatmapAnswer {
            kind: "FeatureCollection".into(),
            features: if self.nobody { Vec::new() } else { vec![cell] },
            total_incidents: 8,
            total_reports: 11,
            outside: 1_000,
            outside_reports: 1_100,
            resolution: query.resolution,
            public: false,
        })
    }
    async fn overview(&self) -> Answer<Overview> {
        Ok(self.overview.clone())
    }
    async fn people(&self) -> Answer<Vec<Person>> {
        Ok(self.people.clone())
    }
    async fn tokens(&self) -> Answer<Vec<TokenRow>> {
        Ok(self.tokens.clone())
    }
    async fn security_log(&self, _: u32) -> Answer<Vec<SecurityEvent>> {
        Ok(vec![SecurityEvent {
            at: NOW,
            event: "sign_in_failed".into(),
            actor: "resident".into(),
            address: Some("10.0.0.1".into()),
            subject: Some(HOSTILE.into()),
        }])
    }
}
