//! What answers are refused for, and what they score.

use super::*;
use crate::questionnaire::{Item, ItemOption};

const NOW: Timestamp = Timestamp(1_795_392_000_000);

fn form(purpose: Purpose) -> Questionnaire {
    let item = |name: &str, kind, item_type, key: &[&str]| Item {
        name: name.into(),
        kind,
        item_type,
        label: Bilingual { zh: name.into(), en: String::new() },
        options: ["a", "b", "c"]
            .map(|code| ItemOption { code: code.into(), label: Bilingual::default(), dont_know: false })
            .to_vec(),
        key: key.iter().map(|code| (*code).to_owned()).collect(),
        explanation: None,
    };
    Questionnaire {
        slug: "s".into(),
        version: 2,
        purpose,
        title: Bilingual::default(),
        pass_at: None,
        items: vec![
            item("q1", ItemKind::Awareness, ItemType::SelectOne, &["b"]),
            item("q2", ItemKind::Awareness, ItemType::SelectMultiple, &["a", "c"]),
            item("sex", ItemKind::Demographic, ItemType::SelectOne, &[]),
        ],
    }
}

fn body(answers: &[(&str, &[&str])]) -> ResponseBody {
    ResponseBody {
        questionnaire: "s".into(),
        version: 2,
        channel: SurveyChannel::SelfSelected,
        area: None,
        stratum: None,
        cluster: None,
        design_weight: None,
        respondent: None,
        answers: answers
            .iter()
            .map(|(name, chosen)| {
                ((*name).to_owned(), chosen.iter().map(|code| (*code).to_owned()).collect())
            })
            .collect(),
        visit: None,
        started_at: None,
        submitted_at: NOW,
    }
}

#[test]
fn a_blank_item_scores_nothing_in_a_measurement_but_an_undrawn_one_is_left_out_of_training() {
    let answers: &[(&str, &[&str])] = &[("q1", &["b"])];
    let score = |purpose| body(answers).parse(&form(purpose), NOW).unwrap().score(&form(purpose));
    assert_eq!((score(Purpose::Measurement).right, score(Purpose::Measurement).of), (1, 2));
    assert_eq!((score(Purpose::Training).right, score(Purpose::Training).of), (1, 1));
}

#[test]
fn only_training_tells_what_was_right() {
    let answers: &[(&str, &[&str])] = &[("q1", &["a"])];
    let review = |purpose| body(answers).parse(&form(purpose), NOW).unwrap().review(&form(purpose));
    assert!(review(Purpose::Measurement).is_empty());
    assert_eq!(review(Purpose::Training)[0].key, ["b"]);
    assert!(!review(Purpose::Training)[0].right);
}

#[test]
fn the_sex_is_taken_from_the_item_when_the_respondent_does_not_say() {
    let response = body(&[("sex", &["a"])]).parse(&form(Purpose::Measurement), NOW).unwrap();
    assert_eq!(response.sex.as_deref(), Some("a"));
}

#[test]
fn a_weight_whose_square_vanishes_is_no_weight() {
    let with = |weight| ResponseBody { design_weight: Some(weight), ..body(&[("q1", &["b"])]) };
    let paths = |weight| {
        let checked = with(weight).parse(&form(Purpose::Measurement), NOW);
        checked.err().map(|error| error.fields[0].path.clone())
    };
    for bad in [2e-308, 1e-200, 9e-10, 1.1e9, f64::NAN, f64::INFINITY, -1.0] {
        assert_eq!(paths(bad).as_deref(), Some("design_weight"), "{bad}");
    }
    assert_eq!((paths(1e-9), paths(1e9)), (None, None));
}

#[test]
fn wrong_answers_are_named() {
    let bad = ResponseBody {
        design_weight: Some(0.0),
        started_at: Some(Timestamp(NOW.0 + 1)),
        ..body(&[("q1", &["a", "b"]), ("q2", &["z"]), ("q9", &["a"])])
    };
    let fields = bad.parse(&form(Purpose::Measurement), NOW).unwrap_err().fields;
    let paths: Vec<_> = fields.iter().map(|field| field.path.as_str()).collect();
    assert_eq!(paths, ["design_weight", "started_at", "answers.q1", "answers.q2", "answers.q9"]);
}
