//! Tests of checking visits.

use super::*;
use crate::questionnaire::{Bilingual, Item, ItemKind, ItemOption, ItemType, Purpose};

const NOW: Timestamp = Timestamp(1_795_392_000_000);

fn form() -> Questionnaire {
    let option = |code: &str| ItemOption { code: code.into(), label: Bilingual::default(), dont_know: false };
    Questionnaire {
        slug: "s".into(),
        version: 2,
        purpose: Purpose::Measurement,
        title: Bilingual::default(),
        pass_at: None,
        items: vec![Item {
            name: "q1".into(),
            kind: ItemKind::Awareness,
            item_type: ItemType::SelectOne,
            label: Bilingual::default(),
            options: vec![option("a"), option("b")],
            key: vec!["a".into()],
            explanation: None,
        }],
    }
}

fn place() -> SamplePlace {
    SamplePlace { stratum: "150623001".into(), design_weight: 21.5 }
}

fn body() -> VisitBody {
    VisitBody {
        plan: Uuid::from_u128(1),
        area: "150623001001".into(),
        household: " H014 ".into(),
        attempt: 1,
        purpose: VisitPurpose::Measurement,
        outcome: VisitOutcome::Interviewed,
        consent: true,
        adults: Some(3),
        respondent_note: Some(" ".into()),
        started_at: Timestamp(NOW.0 - 600_000),
        ended_at: NOW,
        location: None,
        note: None,
        response: Some(VisitResponse {
            id: Uuid::from_u128(3),
            questionnaire: "s".into(),
            version: 2,
            respondent: None,
            answers: [("q1".to_owned(), vec!["a".to_owned()])].into(),
            started_at: None,
            submitted_at: NOW,
        }),
    }
}

fn paths(body: VisitBody) -> Vec<String> {
    let error = body.parse(Uuid::from_u128(2), Some(&form()), &place(), NOW).unwrap_err();
    error.fields.into_iter().map(|field| field.path).collect()
}

#[test]
fn the_server_fills_in_what_the_plan_says() {
    let visit = body().parse(Uuid::from_u128(2), Some(&form()), &place(), NOW).unwrap();
    assert_eq!((visit.household.as_str(), visit.respondent_note), ("H014", None));
    let (id, response) = visit.response.unwrap();
    assert_eq!(id, Uuid::from_u128(3));
    assert_eq!((response.stratum.as_deref(), response.design_weight), (Some("150623001"), 21.5));
    assert_eq!(response.cluster.as_deref(), Some("150623001001"));
    assert_eq!((response.visit, response.channel), (Some(Uuid::from_u128(2)), SurveyChannel::Household));
}

#[test]
fn nobody_is_asked_who_does_not_agree_and_nobody_answers_who_was_not_there() {
    assert_eq!(paths(VisitBody { consent: false, ..body() }), ["consent"]);
    assert_eq!(paths(VisitBody { response: None, ..body() }), ["response"]);
    assert_eq!(paths(VisitBody { outcome: VisitOutcome::NotAtHome, ..body() }), ["response"]);
    let away = VisitBody { outcome: VisitOutcome::NotAtHome, response: None, consent: false, ..body() };
    assert!(away.parse(Uuid::from_u128(2), None, &place(), NOW).is_ok());
}

#[test]
fn everything_wrong_is_told_at_once() {
    let mut bad = VisitBody {
        area: String::new(),
        household: "a b".into(),
        attempt: 0,
        adults: Some(0),
        ended_at: Timestamp(0),
        note: Some("长".repeat(1_001)),
        ..body()
    };
    let answers = bad.response.as_mut().unwrap();
    answers.answers.insert("q9".into(), vec![]);
    assert_eq!(
        paths(bad),
        ["area", "household", "attempt", "adults", "ended_at", "note", "response.answers.q9"]
    );
}
