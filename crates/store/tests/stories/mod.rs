//! The stories, and the builders they share.

pub mod cases;
pub mod counting;
pub mod registers;
pub mod reports;
pub mod surveys;

use domain::location::{Datum, Location, LocationSource};
use domain::questionnaire::Purpose;
use domain::receipt::ReceiptCode;
use domain::report::{Channel, NewReport, PhotoClaim, ReportStatus};
use domain::response::{NewResponse, SurveyChannel};
use domain::time::Timestamp;
use store::{Change, Fact, NewReportRecord, NewResponseRecord};
use uuid::Uuid;

/// A Monday morning.
pub const NOW: Timestamp = Timestamp(1_795_392_000_000);
pub const HOUR: i64 = 3_600_000;
pub const DAY: i64 = 24 * HOUR;

/// A report that differs from others by its number: id, receipt code, place, cells, an hour older each.
pub fn report(number: u64) -> NewReportRecord {
    let step = f64::from(u32::try_from(number).unwrap());
    NewReportRecord {
        id: Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + u128::from(number)),
        receipt_code: ReceiptCode::from_random(number.wrapping_mul(1_234_567_891)),
        external_id: None,
        content_hash: [u8::try_from(number % 251).unwrap(); 32],
        report: NewReport {
            category: "exposed_rubbish".into(),
            description: format!("第 {number} 件"),
            observed_at: Timestamp(NOW.0 - i64::try_from(number).unwrap() * HOUR),
            channel: Channel::Resident,
            location: Some(Location {
                lat: 38.0 + step / 100.0,
                lng: 107.0,
                accuracy_m: Some(12.5),
                source: LocationSource::Device,
                datum: Datum::Wgs84,
            }),
            area: None,
            photos: vec![],
            contact: None,
            visit: None,
        },
        area: None,
        cells: Some([700, 800, 900 + number % 3, 1000 + number]),
        status: ReportStatus::Received,
        received_at: NOW,
        closed_at: None,
        actor: "resident".into(),
        event_id: Uuid::from_u128(0x0193_0000_0000_7000_9000_0000_0000_0000 + u128::from(number) * 16),
    }
}

pub fn with_photo(mut record: NewReportRecord, digit: char) -> NewReportRecord {
    record.report.photos.push(PhotoClaim {
        sha256: digit.to_string().repeat(64),
        media_type: "image/jpeg".into(),
        bytes: 1_000,
    });
    record
}

pub fn change(of: &NewReportRecord, number: u128) -> Change {
    Change {
        at: Timestamp(NOW.0 + HOUR),
        actor: "user:wang".into(),
        note: Some("已核实".into()),
        event_id: Uuid::from_u128(of.event_id.as_u128() + 2 + number),
        cells: of.cells,
    }
}

/// An answer sheet of cluster `number % 4`, right when the number is even, a week older each 10.
pub fn response(number: u64) -> NewResponseRecord {
    let right = number.is_multiple_of(2);
    let y = if right { 1.0 } else { 0.0 };
    let fact = |item: &str, y: f64| Fact { item: item.into(), y };
    let chosen = if right { "q1=b" } else { "q1=a" };
    NewResponseRecord {
        id: Uuid::from_u128(0x0194_0000_0000_7000_8000_0000_0000_0000 + u128::from(number)),
        external_id: Some(format!("x{number}")),
        content_hash: [u8::try_from(number % 251).unwrap(); 32],
        response: NewResponse {
            questionnaire: "awareness".into(),
            version: 1,
            purpose: Purpose::Measurement,
            channel: SurveyChannel::Household,
            area: None,
            stratum: None,
            cluster: None,
            design_weight: 1.0 + f64::from(u32::try_from(number % 2).unwrap()),
            sex: Some(if number.is_multiple_of(3) { "female" } else { "male" }.into()),
            age_band: (number.is_multiple_of(5)).then(|| "30-44".into()),
            answers: [("q1".to_owned(), vec![if right { "b" } else { "a" }.to_owned()])].into(),
            visit: None,
            started_at: None,
            submitted_at: Timestamp(NOW.0 - i64::try_from(number / 10).unwrap() * 7 * DAY),
        },
        stratum: format!("s{}", number % 2),
        cluster: format!("c{}", number % 4),
        right: u32::from(right),
        of: 1,
        facts: vec![
            fact("", y),
            fact("#passed", y),
            fact("#all", y),
            fact("q1", y),
            fact("q1=", 1.0),
            fact(chosen, 1.0),
        ],
        flags: Vec::new(),
        received_at: NOW,
        actor: "user:li".into(),
    }
}
