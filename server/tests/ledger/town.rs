//! A small town: two areas, three units, somebody of each role, and a clock.

use domain::access::{Actor, Role};
use domain::area::{Area, AreaLevel, AreaShape, Unit};
use domain::case::Command;
use domain::error::ApiError;
use domain::ledger::{CaseView, CommandBody};
use domain::report::{Channel, ReportBody};
use domain::time::{Day, Timestamp};
use server::chance::Chance;
use server::clock::Clock;
use server::config::Config;
use server::services::{Services, ledger, reports};
use store::{CasePhoto, NewUser};
use uuid::Uuid;

/// A hash that stands for an after-photo.
pub fn photo() -> String {
    "ab".repeat(32)
}

/// A local moment, as `2026-10-09 16:30`.
pub fn at(text: &str) -> Timestamp {
    Timestamp::parse("at", &format!("{}:00+08:00", text.replace(' ', "T"))).unwrap()
}

/// A local day.
pub fn day(text: &str) -> Day {
    Day::parse("day", text).unwrap()
}

/// The units.
pub const UNITS: [&str; 3] = ["chengguan", "zhujian", "jiaoguan"];

/// An installation whose clock stands still until it is moved.
pub struct Town {
    pub services: Services,
    pub clock: Clock,
    _folder: tempfile::TempDir,
}

impl Town {
    pub async fn at(moment: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::load([("data_dir", folder.path().display().to_string())], [], None).unwrap();
        let clock = Clock::held_at(at(moment));
        let services = Services::open_with(config, "", clock.clone(), Chance::seeded(7)).await.unwrap();
        let area = |code: &str, level, parent: Option<&str>| AreaShape {
            area: Area {
                code: code.into(),
                name: code.into(),
                level,
                parent: parent.map(Into::into),
                lat: 38.2,
                lng: 107.5,
                population: 0,
            },
            geometry: r#"{"type":"Polygon","coordinates":[]}"#.into(),
        };
        let areas = vec![
            area("qi", AreaLevel::Banner, None),
            area("east", AreaLevel::Town, Some("qi")),
            area("west", AreaLevel::Town, Some("qi")),
            area("west-1", AreaLevel::Community, Some("west")),
        ];
        services.store.replace_areas(areas).await.unwrap();
        let unit = |code: &str| Unit {
            code: code.into(),
            name: format!("{code} 局"),
            kind: "department".into(),
            area: None,
        };
        services.store.replace_units(UNITS.map(unit).to_vec()).await.unwrap();
        let town = Self { services, clock, _folder: folder };
        for actor in everybody() {
            let Actor::User { id, login, name, role, unit, area } = actor else { continue };
            let new = NewUser {
                id,
                login,
                name,
                role,
                unit,
                area,
                password_hash: String::new(),
                created_at: at("2026-01-01 00:00"),
            };
            town.services.store.add_user(new).await.unwrap();
        }
        town
    }

    pub fn set(&self, moment: &str) {
        self.clock.set(at(moment));
    }

    /// A resident reports something.
    pub async fn report(&self, category: &str, area: &str) -> Uuid {
        let now = self.clock.now();
        let id = self.services.chance.uuid(now);
        let body = ReportBody {
            visit: None,
            category: category.into(),
            description: Some("北门垃圾桶旁堆放垃圾".into()),
            observed_at: now,
            channel: Channel::Resident,
            location: None,
            area: Some(area.into()),
            photos: vec![],
            contact: None,
        };
        reports::submit(&self.services, &Actor::Anonymous, id, body).await.unwrap();
        id
    }

    pub async fn attempt(&self, actor: &Actor, case: Uuid, command: Command) -> Result<CaseView, ApiError> {
        ledger::command(&self.services, actor, case, CommandBody { expected_events: None, command }).await
    }

    /// Runs a command without reading the whole case afterwards.
    pub async fn quick(&self, actor: &Actor, case: Uuid, command: Command) -> Result<(), ApiError> {
        ledger::report_command(&self.services, actor, case, command).await
    }

    pub async fn accept(&self, case: Uuid) {
        let accept = Command::Accept { category: None, area: None, note: String::new() };
        self.quick(&office(), case, accept).await.unwrap();
    }

    pub async fn assign(&self, case: Uuid, unit: &str, working_hours: Option<u32>) {
        let assign = Command::Assign { unit: unit.into(), working_hours, note: String::new() };
        self.quick(&office(), case, assign).await.unwrap();
    }

    pub async fn after_photo(&self, case: Uuid) {
        let photo = CasePhoto { sha256: photo(), bytes: 1, width: 4, height: 3 };
        self.services.store.keep_case_photo(case, photo, None, self.clock.now()).await.unwrap();
    }
}

fn user(number: u128, role: Role, unit: Option<&str>) -> Actor {
    Actor::User {
        id: Uuid::from_u128(number),
        login: format!("{role}{number}"),
        name: format!("{role} {number}"),
        role,
        unit: unit.map(Into::into),
        area: None,
    }
}

pub fn office() -> Actor {
    user(1, Role::Office, None)
}
pub fn second_office() -> Actor {
    user(2, Role::Office, None)
}
pub fn inspector() -> Actor {
    user(3, Role::Inspector, None)
}
pub fn supervisor() -> Actor {
    user(4, Role::Supervisor, None)
}

/// Somebody of a unit.
pub fn unit(code: &str) -> Actor {
    let number = UNITS.iter().position(|unit| *unit == code).unwrap() as u128;
    user(10 + number, Role::Unit, Some(code))
}

/// Everybody who can sign in.
pub fn everybody() -> Vec<Actor> {
    let units = UNITS.map(unit);
    [office(), second_office(), inspector(), supervisor()].into_iter().chain(units).collect()
}
