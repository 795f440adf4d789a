//! What lies on the desk of the tests: reports, areas, answers, people.

use domain::access::{Actor, Role, TokenScope};
use domain::area::{Area, AreaLevel, AreaShape};
use domain::awareness::{AwarenessGroup, Suppression};
use domain::listing::ReportRow;
use domain::location::{Datum, Location, LocationSource};
use domain::office::{CodeCount, DayCount, Overview, Person, TokenRow};
use domain::questionnaire::{
    Bilingual, Item, ItemKind, ItemOption, ItemType, Purpose, Questionnaire, QuestionnaireSummary,
};
use domain::receipt::ReceiptCode;
use domain::report::{Channel, Contact, HistoryEntry, PhotoView, ReportStatus, ReportView};
use domain::time::Timestamp;
use uuid::Uuid;

/// Monday 2026-11-23, eight in the morning.
pub const NOW: Timestamp = Timestamp(1_795_392_000_000);
/// A description that must never reach a page unescaped.
pub const HOSTILE: &str = "<script>alert(1)</script>";

/// Somebody of a role.
pub fn user(role: Role) -> Actor {
    Actor::User {
        id: Uuid::from_u128(9),
        login: "wang".into(),
        name: "王敏".into(),
        role,
        unit: None,
        area: None,
    }
}

/// A text in both languages.
pub fn both(zh: &str, en: &str) -> Bilingual {
    Bilingual { zh: zh.into(), en: en.into() }
}

/// A banner with a town with a community.
pub fn areas() -> Vec<AreaShape> {
    let shape = |code: &str, name: &str, level, parent: Option<&str>, people, ring: &str| AreaShape {
        area: Area {
            code: code.into(),
            name: name.into(),
            level,
            parent: parent.map(Into::into),
            lat: 38.4,
            lng: 107.5,
            population: people,
        },
        geometry: format!(r#"{{"type":"Polygon","coordinates":[[{ring}]]}}"#),
    };
    let whole = "[107.4,38.3],[107.6,38.3],[107.6,38.5],[107.4,38.5],[107.4,38.3]";
    let half = "[107.4,38.3],[107.5,38.3],[107.5,38.5],[107.4,38.5],[107.4,38.3]";
    vec![
        shape("990623", "青岚旗", AreaLevel::Banner, None, 93_000, whole),
        shape("990623001", "青岚镇", AreaLevel::Town, Some("990623"), 41_200, half),
        shape("990623001001", "幸福社区", AreaLevel::Community, Some("990623001"), 0, half),
    ]
}

/// A report in a list.
pub fn row(id: u128) -> ReportRow {
    ReportRow {
        id: Uuid::from_u128(id),
        receipt_code: ReceiptCode::from_random(u64::try_from(id).unwrap()),
        external_id: None,
        category: "exposed_rubbish".into(),
        description: HOSTILE.into(),
        lat: Some(38.4),
        lng: Some(107.5),
        area: Some("990623001001".into()),
        area_name: Some("幸福社区".into()),
        observed_at: NOW,
        received_at: NOW,
        closed_at: None,
        channel: Channel::Resident,
        status: ReportStatus::Received,
        photos: 1,
        first_photo: Some("ab".repeat(32)),
        duplicate_of: None,
    }
}

/// A report with one photo stored and one missing.
pub fn report(id: u128, status: ReportStatus) -> ReportView {
    let row = row(id);
    let photo = |stored| PhotoView {
        sha256: "ab".repeat(32),
        stored,
        width: Some(800),
        height: Some(600),
        full: "/photos/1/ab/full".into(),
        medium: "/photos/1/ab/1024".into(),
        small: "/photos/1/ab/320".into(),
        exif_location: None,
    };
    ReportView {
        id: row.id,
        receipt_code: row.receipt_code,
        category: row.category,
        description: row.description,
        observed_at: NOW,
        received_at: NOW,
        closed_at: None,
        channel: Channel::Resident,
        status,
        location: Some(Location {
            lat: 38.4385,
            lng: 107.5235,
            accuracy_m: Some(12.4),
            source: LocationSource::Pin,
            datum: Datum::Gcj02,
        }),
        area: row.area,
        area_name: row.area_name,
        contact: Some(Contact { phone: Some("139 0000 0000".into()), name: None }),
        duplicate_of: None,
        duplicates: Vec::new(),
        photos: vec![photo(true), photo(false)],
        history: vec![HistoryEntry {
            at: NOW,
            event: "received".into(),
            actor: "resident".into(),
            note: None,
        }],
        external_id: None,
        visit: None,
    }
}

/// A version of the questionnaire.
pub fn summary(version: u32, published: bool) -> QuestionnaireSummary {
    QuestionnaireSummary {
        slug: "awareness-household".into(),
        version,
        purpose: Purpose::Measurement,
        title: both("居民知晓率调查", "Survey of awareness"),
        items: 1,
        published,
        responses: 1_234,
        imported_at: NOW,
    }
}

/// The questionnaire, of one item.
pub fn form() -> Questionnaire {
    let option =
        |code: &str, text: &str| ItemOption { code: code.into(), label: both(text, text), dont_know: false };
    Questionnaire {
        slug: "awareness-household".into(),
        version: 2,
        purpose: Purpose::Measurement,
        title: both("居民知晓率调查", "Survey of awareness"),
        pass_at: None,
        items: vec![Item {
            name: "q1".into(),
            kind: ItemKind::Awareness,
            item_type: ItemType::SelectOne,
            label: both("正在争创什么称号？", "Which title?"),
            options: vec![option("a", "文明城市"), option("b", "森林城市")],
            key: vec!["a".into()],
            explanation: Some(both("因为…", "Because …")),
        }],
    }
}

/// A group of 60 respondents.
pub fn group(key: &str, estimate: f64, suppressed: Option<Suppression>) -> AwarenessGroup {
    AwarenessGroup {
        key: key.into(),
        label: key.into(),
        n: 60,
        n_effective: Some(29.06),
        estimate: Some(estimate),
        se: Some(0.088_222),
        df: Some(9.0),
        ci_low: Some(0.427_09),
        ci_high: Some(0.837_736),
        design_effect: Some(2.064),
        share_passed: Some(0.7),
        share_all_right: Some(0.2),
        suppressed,
    }
}

/// An overview of 30 days.
pub fn overview() -> Overview {
    let first = NOW.day().plus(-29);
    let count = |code: &str, count| CodeCount { code: code.into(), count };
    Overview {
        days: (0..30)
            .map(|index| DayCount {
                day: first.plus(index),
                reports: u64::from(index.unsigned_abs()),
                responses: 2_000,
            })
            .collect(),
        by_status: vec![count("received", 1_312), count("closed", 7)],
        by_category: vec![count("exposed_rubbish", 40)],
        awareness: Some(group("all", 0.653_125, None)),
        awareness_questionnaire: Some("awareness-household".into()),
        newest: vec![row(1)],
        warnings: Vec::new(),
    }
}

/// A token in use.
pub fn token() -> TokenRow {
    TokenRow {
        id: Uuid::from_u128(3),
        name: "数据大屏".into(),
        scope: TokenScope::Read,
        created_at: NOW,
        last_used_at: None,
        revoked_at: None,
    }
}

/// Somebody of the office.
pub fn person() -> Person {
    Person {
        id: Uuid::from_u128(5),
        login: "li".into(),
        name: "李雷".into(),
        role: Role::Office,
        unit: None,
        area: None,
        disabled_at: None,
        last_sign_in_at: None,
        created_at: NOW,
    }
}
