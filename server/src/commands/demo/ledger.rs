//! Fills the demo's ledger: some two hundred cases in every state, told by the services as they would have happened. The
//! clock is held, and moved to when each thing is said to have been done.

use crate::demo::DemoReport;
use crate::error::from_store;
use crate::media::StoredPhoto;
use crate::services::{Services, ledger, sessions};
use domain::access::Actor;
use domain::case::Command;
use domain::error::ApiError;
use domain::ledger::{OrderBody, Routing, RoutingRule};
use domain::location::{Datum, LocationBody, LocationSource};
use domain::report::{PhotoClaim, ReportStatus};
use domain::time::{Day, Timestamp};
use std::collections::HashMap;
use store::CasePhoto;
use uuid::Uuid;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Cases that are told.
const CASES: usize = 200;
/// Orders on the spot among them.
pub(super) const ORDERS: usize = 10;
/// Which group of categories, or area, is whose.
const ROUTES: [(Option<&str>, Option<&str>, &str); 10] = [
    (Some("environment"), None, "sanitation-company"),
    (Some("advertising"), None, "law-enforcement"),
    (Some("street_order"), None, "law-enforcement"),
    (Some("behaviour"), None, "law-enforcement"),
    (Some("construction"), None, "housing-construction"),
    (Some("facilities"), None, "housing-construction"),
    (Some("emergency"), None, "housing-construction"),
    (Some("atmosphere"), None, "law-enforcement"),
    (Some("environment"), Some("990623002"), "shaliu-town"),
    (Some("street_order"), Some("990623002"), "shaliu-town"),
];

/// What units say they will do, and did.
const MEASURES: [(&str, &str); 4] = [
    ("安排保洁人员清运，并增加巡查频次", "已清运干净，现场已冲洗"),
    ("联系责任商户，当日清理占道物品", "占道物品已清走，商户已签责任书"),
    ("组织维修班组更换破损部件", "部件已更换，验收合格"),
    ("张贴告知书并组织人员集中清理", "已全部清理，落实专人值守"),
];
const PEOPLE: [&str; 4] = ["王强", "李敏", "苏和", "刘建国"];

struct Stage<'a> {
    services: &'a Services,
    actors: HashMap<String, Actor>,
    pictures: &'a [(PhotoClaim, StoredPhoto)],
    now: Timestamp,
}

/// Tells the cases of the newest accepted reports, and some orders on the spot.
pub(super) async fn fill(
    services: &Services,
    reports: &[DemoReport],
    pictures: &[(PhotoClaim, StoredPhoto)],
    now: Timestamp,
) -> Result<(), ApiError> {
    let people = services.store.users().await.map_err(from_store)?;
    let actors = people.iter().map(|person| (person.login.clone(), sessions::actor(person))).collect();
    let stage = Stage { services, actors, pictures, now };
    let rules = ROUTES.map(|(category, area, unit)| RoutingRule {
        category: category.map(str::to_owned),
        area: area.map(str::to_owned),
        unit: unit.to_owned(),
    });
    ledger::set_routing(services, stage.actor("office"), Routing(rules.to_vec())).await?;
    for (_, photo) in pictures {
        ledger::photos::keep_print(services, photo.sha256).await;
    }
    let fits = |report: &&DemoReport| {
        report.status == ReportStatus::Accepted
            && report.duplicate_of.is_none()
            && report.received_at.0 < now.0 - 2 * HOUR_MS
    };
    for (index, report) in reports.iter().rev().filter(fits).take(CASES - ORDERS).enumerate() {
        stage.tell(index, report).await?;
    }
    for index in 0..ORDERS {
        stage.order(index).await?;
    }
    services.clock.set(now);
    ledger::tick::tick(services).await?;
    Ok(())
}

impl Stage<'_> {
    fn actor(&self, login: &str) -> &Actor {
        self.actors.get(login).unwrap_or(&Actor::System)
    }

    /// Moves the clock to so many hours before now, but not before the report arrived.
    fn hours_ago(&self, hours: i64, received_at: Timestamp) {
        let moment = (self.now.0 - hours * HOUR_MS).max(received_at.0 + 60_000).min(self.now.0);
        self.services.clock.set(Timestamp(moment));
    }

    async fn run(&self, login: &str, case: Uuid, command: Command) -> Result<(), ApiError> {
        ledger::report_command(self.services, self.actor(login), case, command).await
    }

    /// The person who answers for a unit.
    fn login_of(unit: &str) -> &'static str {
        match unit {
            "sanitation-company" => "sanitation",
            "housing-construction" => "housing",
            "shaliu-town" => "town",
            _ => "unit",
        }
    }

    async fn tell(&self, index: usize, report: &DemoReport) -> Result<(), ApiError> {
        let (id, received) = (report.id, report.received_at);
        let rules = ledger::rules::Rules::load(self.services).await?;
        let row = self.services.store.report(id).await.map_err(from_store)?;
        let area = row.and_then(|record| record.row.area);
        let unit =
            rules.propose(&report.report.category, area.as_deref()).unwrap_or("law-enforcement").to_owned();
        let login = Self::login_of(&unit);
        let fate = index % 20;
        // What is late or done began days ago, what is new an hour ago.
        let began = match fate {
            0..=4 => 3,
            5..=7 => 20,
            _ => 150,
        };
        self.hours_ago(began, received);
        let accept =
            Command::Accept { category: None, area: None, note: "情况属实，予以受理".to_owned() };
        self.run("office", id, accept).await?;
        if fate < 2 {
            return Ok(());
        }
        let working_hours = match fate {
            2..=7 | 13..=15 => Some(40),
            _ => None,
        };
        let limit = rules.limit_hours(&report.report.category, area.as_deref());
        let working_hours = working_hours.or_else(|| limit.is_none().then_some(16));
        self.run("office", id, Command::Assign { unit, working_hours, note: String::new() }).await?;
        if matches!(fate, 2 | 3 | 8) {
            return Ok(());
        }
        self.hours_ago(began - 1, received);
        self.take_on(index, login, id).await?;
        self.after_taking_on(fate, index, login, id, began, received).await
    }

    async fn after_taking_on(
        &self,
        fate: usize,
        index: usize,
        login: &str,
        id: Uuid,
        began: i64,
        received: Timestamp,
    ) -> Result<(), ApiError> {
        let reason = |text: &str| text.to_owned();
        match fate {
            // Taken on, in time or late.
            4 | 5 | 9 => return Ok(()),
            6 => {
                let request = Command::RequestExtension {
                    working_hours: 16,
                    reason: reason("配件需从外地调运"),
                };
                return self.run(login, id, request).await;
            }
            10 => {
                self.hours_ago(began - 8, received);
                let flag = Command::Flag { reason: reason("群众多次反映，请限时办结") };
                return self.run("supervisor", id, flag).await;
            }
            13 => {
                let until = self.now.day().plus(20);
                let request = Command::RequestDeferral {
                    until,
                    reason: reason("冬季不具备施工条件，来年开春实施"),
                };
                self.run(login, id, request).await?;
                self.hours_ago(began - 4, received);
                let decide = Command::Decide { granted: true, note: reason("同意挂账，按期销号") };
                return self.run("office", id, decide).await;
            }
            14 => {
                let other = if login == "unit" { "sanitation-company" } else { "law-enforcement" };
                let transfer =
                    Command::Transfer { to: other.to_owned(), reason: reason("不属本单位管辖范围") };
                self.run(login, id, transfer).await?;
                let back = if other == "law-enforcement" { "qinglan-town" } else { "law-enforcement" };
                let transfer = Command::Transfer {
                    to: back.to_owned(),
                    reason: reason("经核实权属不在本单位"),
                };
                return self.run("office", id, transfer).await;
            }
            _ => {}
        }
        self.hours_ago(if fate == 12 { began - 60 } else { began - 3 }, received);
        self.rectify(index, login, id).await?;
        if matches!(fate, 7 | 11) {
            return Ok(());
        }
        self.hours_ago(if fate == 12 { began - 66 } else { began - 8 }, received);
        if matches!(fate, 15 | 16) {
            let send_back = Command::SendBack {
                photos: Vec::new(),
                reason: reason("现场仍有残留，未清理到位"),
            };
            self.run("inspector", id, send_back).await?;
            if fate == 15 {
                return Ok(());
            }
            self.hours_ago(began - 20, received);
            self.rectify(index + 1, login, id).await?;
            self.hours_ago(began - 26, received);
        }
        let verify = Command::Verify { photos: Vec::new(), note: reason("现场复核，已整改到位") };
        self.run("inspector", id, verify).await?;
        if matches!(fate, 17 | 18) {
            self.hours_ago(began - 30, received);
            self.resident_answers(id, fate == 17 || !index.is_multiple_of(4)).await?;
        }
        Ok(())
    }

    async fn resident_answers(&self, id: Uuid, fixed: bool) -> Result<(), ApiError> {
        let state = self.services.store.report_state(id).await.map_err(from_store)?;
        let Some(state) = state else { return Ok(()) };
        ledger::answer(self.services, &state.receipt_code, fixed, "过了两天又出现了").await
    }

    async fn take_on(&self, index: usize, login: &str, id: Uuid) -> Result<(), ApiError> {
        let row = self.services.store.case_row(id).await.map_err(from_store)?;
        let due = row.and_then(|row| row.columns.due_at).map(Timestamp::day);
        let today: Day = self.services.clock.now().day();
        let take_on = Command::TakeOn {
            measure: MEASURES[index % MEASURES.len()].0.to_owned(),
            person: PEOPLE[index % PEOPLE.len()].to_owned(),
            phone: format!("0477-55500{:02}", index % 100),
            date: due.unwrap_or(today).max(today),
        };
        self.run(login, id, take_on).await
    }

    async fn rectify(&self, index: usize, login: &str, id: Uuid) -> Result<(), ApiError> {
        let Some((_, photo)) = self.pictures.get(index % self.pictures.len().max(1)) else { return Ok(()) };
        let hash = photo.sha256.to_string();
        let kept =
            CasePhoto { sha256: hash.clone(), bytes: photo.bytes, width: photo.width, height: photo.height };
        let now = self.services.clock.now();
        let by = self.actor(login).user_id();
        self.services.store.keep_case_photo(id, kept, by, now).await.map_err(from_store)?;
        let note = MEASURES[index % MEASURES.len()].1.to_owned();
        self.run(login, id, Command::Rectify { photos: vec![hash], note }).await
    }

    /// An order that the inspector gave while walking.
    async fn order(&self, index: usize) -> Result<(), ApiError> {
        let ordered_at = Timestamp(self.now.0 - DAY_MS / 8 * (i64::try_from(index).unwrap_or(0) + 1));
        self.services.clock.set(ordered_at);
        let id = self.services.chance.uuid(ordered_at);
        let photo = self.pictures.get(index % self.pictures.len().max(1));
        let (category, unit, text) = [
            ("exposed_rubbish", "sanitation-company", "农贸市场东门地面有散落垃圾"),
            ("illegal_flyposting", "law-enforcement", "公交站亭张贴小广告"),
        ][index % 2];
        let step = 0.0012 * index as f64;
        let body = OrderBody {
            category: category.to_owned(),
            description: Some(text.to_owned()),
            ordered_at,
            location: Some(LocationBody {
                lat: 38.4385 + step,
                lng: 107.5235 + step,
                accuracy_m: Some(8.0),
                source: LocationSource::Device,
                datum: Datum::Wgs84,
            }),
            area: None,
            photos: photo.map(|(claim, _)| claim.clone()).into_iter().collect(),
            unit: unit.to_owned(),
            measure: MEASURES[index % MEASURES.len()].0.to_owned(),
            person: PEOPLE[index % PEOPLE.len()].to_owned(),
            phone: String::new(),
            date: self.now.day(),
            working_hours: Some(16),
        };
        ledger::order(self.services, self.actor("inspector"), id, body).await?;
        if let Some((_, photo)) = photo {
            crate::services::photos::keep(self.services, id, photo).await?;
        }
        if index.is_multiple_of(3) {
            self.rectify(index, Self::login_of(unit), id).await?;
        }
        Ok(())
    }
}
