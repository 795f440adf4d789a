//! What a report must hold, and how its status may change.

use super::*;
use crate::category::Category;
use crate::location::{Datum, LocationSource};

const NOW: Timestamp = Timestamp(1_795_392_000_000);

fn catalogue() -> Catalogue {
    let category = Category {
        code: "exposed_rubbish".into(),
        group: "environment".into(),
        kind: "event".into(),
        zh: "暴露垃圾".into(),
        en: "Exposed rubbish".into(),
        sla_working_hours: Some(4),
        keywords: vec![],
        icon: "rubbish".into(),
    };
    Catalogue { groups: vec![], categories: vec![category] }
}

fn body() -> ReportBody {
    ReportBody {
        category: "exposed_rubbish".into(),
        description: Some(" 垃圾堆了三天 \r\n没人清 ".into()),
        observed_at: NOW,
        channel: Channel::Resident,
        location: Some(LocationBody {
            lat: 38.18,
            lng: 107.48,
            accuracy_m: Some(12.5),
            source: LocationSource::Device,
            datum: Datum::Wgs84,
        }),
        area: None,
        photos: vec![],
        contact: None,
        visit: None,
    }
}

fn photo(digit: char) -> PhotoClaim {
    PhotoClaim { sha256: digit.to_string().repeat(64), media_type: "image/jpeg".into(), bytes: 1_000 }
}

fn wrong_fields(body: ReportBody) -> Vec<(String, FieldCode)> {
    let error = body.parse(&catalogue(), NOW).unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid);
    error.fields.into_iter().map(|field| (field.path, field.code)).collect()
}

#[test]
fn a_good_report_is_tidied() {
    let report = body().parse(&catalogue(), NOW).unwrap();
    assert_eq!(report.description, "垃圾堆了三天 \n没人清");
}

#[test]
fn everything_wrong_is_told_at_once() {
    let bad = ReportBody {
        category: "nothing".into(),
        description: Some("字".repeat(1_001)),
        observed_at: Timestamp(NOW.0 + 2 * 86_400_000),
        photos: vec![photo('a'), photo('a'), photo('b'), photo('c'), photo('d')],
        contact: Some(Contact { phone: Some("call me".into()), name: None }),
        ..body()
    };
    let expected = [
        ("category", FieldCode::Unknown),
        ("description", FieldCode::TooLong),
        ("observed_at", FieldCode::OutOfRange),
        ("photos", FieldCode::TooMany),
        ("photos.1.sha256", FieldCode::Duplicate),
        ("contact.phone", FieldCode::Malformed),
    ];
    assert_eq!(wrong_fields(bad), expected.map(|(path, code)| (path.to_owned(), code)));
}

#[test]
fn a_photo_replaces_the_description_and_an_area_the_place() {
    let bare = ReportBody { description: None, location: None, ..body() };
    assert_eq!(wrong_fields(bare.clone())[0], ("description".to_owned(), FieldCode::Required));
    let with_photo = ReportBody { photos: vec![photo('a')], ..bare };
    assert_eq!(wrong_fields(with_photo.clone()), [("location".to_owned(), FieldCode::Required)]);
    let with_area = ReportBody { area: Some("150623001".into()), ..with_photo };
    assert!(with_area.parse(&catalogue(), NOW).is_ok());
}

#[test]
fn a_rejection_needs_a_reason_and_a_closed_report_can_be_taken_up_again() {
    use ReportStatus::*;
    assert_eq!(Received.check_change(Rejected, " ").unwrap_err().fields[0].path, "note");
    assert!(Received.check_change(Rejected, "不属于本旗").is_ok());
    assert_eq!(Received.check_change(Closed, "").unwrap_err().code, ErrorCode::WrongState);
    assert!(Closed.check_change(Accepted, "").is_ok());
    assert_eq!(Duplicate.check_change(Accepted, "").unwrap_err().code, ErrorCode::WrongState);
}
