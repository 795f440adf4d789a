//! A backend with a little of everything, for looking at pages.

use crate::backend::{Answer, Backend};
use async_trait::async_trait;
use domain::access::Actor;
use domain::area::{Area, AreaLevel, AreaShape, Site, Unit};
use domain::awareness::{AwarenessAnswer, AwarenessQuery, ItemOptions};
use domain::category::Catalogue;
use domain::error::ApiError;
use domain::heatmap::{HeatmapAnswer, HeatmapQuery};
use domain::listing::{Cursor, ReportFilter, ReportPage, ReportRow};
use domain::office::{Overview, Person, SecurityEvent, TokenRow};
use domain::questionnaire::{Purpose, Questionnaire, QuestionnaireSummary};
use domain::receipt::ReceiptCode;
use domain::report::ReportView;
use domain::response::ResponseReceipt;
use domain::time::Timestamp;
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// What somebody would type into a form to do harm; it is part of every free text here.
pub(super) const HOSTILE: &str = "</textarea><script>alert('x')</script>\"&";
/// The receipt code of the only report.
pub(super) const CODE: &str = "7K3M-92QX";

/// One village with a market, a report, a quiz and a survey.
pub(super) struct Village {
    pub(super) actor: Actor,
}

fn read<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn nothing<T>() -> Answer<T> {
    Err(ApiError::not_found("such thing here"))
}

fn form(slug: &str, purpose: Purpose) -> Questionnaire {
    let item = |name: &str, item_type: &str| {
        json!({
            "name": name, "kind": "awareness", "type": item_type,
            "label": {"zh-CN": format!("题目{HOSTILE}"), "en": "A question"},
            "options": [
                {"code": "a", "label": {"zh-CN": "甲", "en": "A"}},
                {"code": "b", "label": {"zh-CN": "乙", "en": "B"}},
                {"code": "unsure", "label": {"zh-CN": "不清楚"}, "dont_know": true}
            ],
            "key": ["a"],
            "explanation": {"zh-CN": "因为", "en": "Because"}
        })
    };
    read(json!({
        "slug": slug, "version": 2, "purpose": purpose, "title": {"zh-CN": "问卷", "en": "A form"}, "pass_at": 1,
        "items": [item("q1", "select_one"), item("id", "select_multiple")]
    }))
}

#[async_trait]
impl Backend for Village {
    fn actor(&self) -> &Actor {
        &self.actor
    }
    fn now(&self) -> Timestamp {
        Timestamp(1_795_392_000_000)
    }
    fn public_url(&self) -> &str {
        "https://example.org"
    }
    fn catalogue(&self) -> Arc<Catalogue> {
        Arc::new(read(json!({
            "groups": [{"code": "environment", "zh": "市容环境", "en": "Surroundings"}],
            "categories": [{
                "code": "exposed_rubbish", "group": "environment", "kind": "event", "zh": "暴露垃圾", "en": "Exposed rubbish",
                "sla_working_hours": 4, "keywords": ["脏", HOSTILE], "icon": "exposed_rubbish"
            }]
        })))
    }
    async fn areas(&self) -> Answer<Vec<Area>> {
        let area = |code: &str, level, parent: Option<&str>| Area {
            code: code.to_owned(),
            name: format!("{code}{HOSTILE}"),
            level,
            parent: parent.map(str::to_owned),
            lat: 38.1,
            lng: 107.4,
            population: 900,
        };
        Ok(vec![area("t", AreaLevel::Town, None), area("v", AreaLevel::Village, Some("t"))])
    }
    async fn area_shapes(&self) -> Answer<Vec<AreaShape>> {
        let geometry =
            r#"{"type":"Polygon","coordinates":[[[107,38],[108,38],[108,39],[107,38]]]}"#.to_owned();
        Ok(self
            .areas()
            .await?
            .into_iter()
            .map(|area| AreaShape { area, geometry: geometry.clone() })
            .collect())
    }
    async fn area(&self, code: &str) -> Answer<Area> {
        self.areas()
            .await?
            .into_iter()
            .find(|area| area.code == code)
            .ok_or_else(|| ApiError::not_found("area"))
    }
    async fn sites(&self) -> Answer<Vec<Site>> {
        let site = json!({"code": "m", "name": "集贸市场", "type": "market", "area": "v", "lat": 38.12, "lng": 107.41});
        Ok(vec![read(site)])
    }
    async fn site(&self, code: &str) -> Answer<Site> {
        self.sites()
            .await?
            .into_iter()
            .find(|site| site.code == code)
            .ok_or_else(|| ApiError::not_found("site"))
    }
    async fn units(&self) -> Answer<Vec<Unit>> {
        Ok(Vec::new())
    }
    async fn report_by_receipt(&self, code: &ReceiptCode) -> Answer<ReportView> {
        if code.as_str() != CODE {
            return nothing();
        }
        let photo = |stored: bool| {
            json!({
                "sha256": "0", "stored": stored, "width": 640, "height": 480, "full": "/photos/f", "medium": "/photos/m",
                "small": "/photos/s", "exif_location": null
            })
        };
        Ok(read(json!({
            "id": Uuid::nil(), "receipt_code": CODE, "category": "exposed_rubbish", "description": HOSTILE,
            "observed_at": "2026-11-23T08:00:00+08:00", "received_at": "2026-11-23T08:01:00+08:00", "closed_at": null,
            "channel": "resident", "status": "accepted", "location": null, "area": "v", "area_name": "村",
            "contact": null, "duplicate_of": null, "duplicates": [Uuid::max()],
            "photos": [photo(true), photo(false)],
            "history": [
                {"at": "2026-11-23T08:01:00+08:00", "event": "received", "actor": "resident", "note": null},
                {"at": "2026-11-23T08:02:00+08:00", "event": "photo_stored", "actor": "resident", "note": null},
                {"at": "2026-11-23T09:00:00+08:00", "event": "accepted", "actor": "office", "note": HOSTILE}
            ],
            "external_id": null, "visit": null
        })))
    }
    async fn report(&self, _: Uuid) -> Answer<ReportView> {
        nothing()
    }
    async fn reports(&self, _: &ReportFilter, _: Option<Cursor>, _: u32) -> Answer<ReportPage> {
        nothing()
    }
    async fn reports_near(&self, _: Uuid, _: f64) -> Answer<Vec<(ReportRow, f64)>> {
        nothing()
    }
    async fn published_questionnaires(&self) -> Answer<Vec<QuestionnaireSummary>> {
        let summary = |slug: &str, purpose: Purpose| {
            read(json!({
                "slug": slug, "version": 2, "purpose": purpose, "title": {"zh-CN": "问卷", "en": "A form"}, "items": 2,
                "published": true, "responses": 3, "imported_at": "2026-11-01T08:00:00+08:00"
            }))
        };
        Ok(vec![summary("survey", Purpose::Measurement), summary("quiz", Purpose::Training)])
    }
    async fn questionnaires(&self) -> Answer<Vec<QuestionnaireSummary>> {
        nothing()
    }
    async fn questionnaire(&self, slug: &str) -> Answer<Questionnaire> {
        match slug {
            "survey" => Ok(form(slug, Purpose::Measurement).without_key()),
            "quiz" => Ok(form(slug, Purpose::Training)),
            _ => nothing(),
        }
    }
    async fn questionnaire_version(&self, _: &str, _: u32) -> Answer<Questionnaire> {
        nothing()
    }
    async fn draw_quiz(&self, slug: &str) -> Answer<Questionnaire> {
        let mut drawn = form(slug, Purpose::Training).without_key();
        drawn.items.reverse();
        Ok(drawn)
    }
    async fn response_receipt(&self, id: Uuid) -> Answer<ResponseReceipt> {
        let review = |item: &str, right: bool, chosen: &[&str]| json!({"item": item, "right": right, "chosen": chosen, "key": ["a"], "explanation": {"zh-CN": HOSTILE}});
        Ok(read(json!({
            "id": id, "score": 0.5, "right": 1, "of": 2,
            "review": [review("q1", true, &["a"]), review("id", false, &[])]
        })))
    }
    async fn awareness(&self, query: &AwarenessQuery) -> Answer<AwarenessAnswer> {
        let group = |key: &str, estimate: Option<f64>| {
            json!({
                "key": key, "label": format!("{key}{HOSTILE}"), "n": if estimate.is_some() { 500 } else { 0 },
                "n_effective": null, "estimate": estimate, "se": null, "df": null,
                "ci_low": estimate.map(|share| share - 0.1), "ci_high": estimate.map(|share| share + 0.1),
                "design_effect": null, "share_passed": null, "share_all_right": null,
                "suppressed": if estimate.is_some() { json!(null) } else { json!("few_respondents") }
            })
        };
        Ok(read(json!({
            "method": {
                "estimand": "mean_item_score", "interval": "korn_graubard", "confidence": 0.95, "questionnaire": query.questionnaire,
                "purpose": "measurement", "channel": query.channel, "weights": query.weights, "from": "2026-10-26",
                "to": "2026-11-23", "strata": 3, "clusters": 12
            },
            "groups": [group("q1", Some(0.65)), group("t", None)], "notes": []
        })))
    }
    async fn item_options(&self, _: &AwarenessQuery) -> Answer<Vec<ItemOptions>> {
        nothing()
    }
    async fn heatmap(&self, _: &HeatmapQuery) -> Answer<HeatmapAnswer> {
        Ok(read(json!({
            "type": "FeatureCollection",
            "features": [{
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": [[[107.1, 38.1], [107.2, 38.1], [107.2, 38.2], [107.1, 38.1]]]},
                "properties": {"cell": "872f5a363ffffff", "incidents": 1285, "reports": 1290}
            }],
            "total_incidents": 1285, "total_reports": 1290, "outside": 0, "outside_reports": 0, "resolution": 7, "public": true
        })))
    }
    async fn overview(&self) -> Answer<Overview> {
        nothing()
    }
    async fn people(&self) -> Answer<Vec<Person>> {
        nothing()
    }
    async fn tokens(&self) -> Answer<Vec<TokenRow>> {
        nothing()
    }
    async fn security_log(&self, _: u32) -> Answer<Vec<SecurityEvent>> {
        nothing()
    }
}
