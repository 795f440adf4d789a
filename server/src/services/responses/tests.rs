//! Tests of what is derived from answers.

use super::*;
use domain::area::{Area, AreaLevel, AreaShape};
use domain::questionnaire::{Bilingual, Item, ItemOption, ItemType, Purpose};
use domain::time::Timestamp;
use std::collections::BTreeMap;

fn item(name: &str, kind: ItemKind) -> Item {
    let option = |code: &str| ItemOption { code: code.into(), label: Bilingual::default(), dont_know: false };
    let key = if kind == ItemKind::Awareness { vec!["a".into()] } else { vec![] };
    Item {
        name: name.into(),
        kind,
        item_type: ItemType::SelectOne,
        label: Bilingual::default(),
        options: vec![option("a"), option("b")],
        key,
        explanation: None,
    }
}

fn form(purpose: Purpose) -> Questionnaire {
    Questionnaire {
        slug: "s".into(),
        version: 1,
        purpose,
        title: Bilingual::default(),
        pass_at: None,
        items: vec![
            item("q1", ItemKind::Awareness),
            item("q2", ItemKind::Awareness),
            item("order", ItemKind::Satisfaction),
            item("sex", ItemKind::Demographic),
        ],
    }
}

fn response(purpose: Purpose, answers: &[(&str, &str)]) -> NewResponse {
    NewResponse {
        questionnaire: "s".into(),
        version: 1,
        purpose,
        channel: SurveyChannel::SelfSelected,
        area: Some("121".into()),
        stratum: None,
        cluster: None,
        design_weight: 1.0,
        sex: None,
        age_band: None,
        answers: answers.iter().map(|(q, a)| ((*q).to_owned(), vec![(*a).to_owned()])).collect(),
        visit: None,
        started_at: None,
        submitted_at: Timestamp(0),
    }
}

fn tree() -> AreaTree {
    let area = |code: &str, level, parent: Option<&str>| AreaShape {
        area: Area {
            code: code.into(),
            name: code.into(),
            level,
            parent: parent.map(str::to_owned),
            lat: 0.0,
            lng: 0.0,
            population: 0,
        },
        geometry: String::new(),
    };
    AreaTree::new(vec![area("12", AreaLevel::Town, None), area("121", AreaLevel::Village, Some("12"))])
}

fn counted(purpose: Purpose, answers: &[(&str, &str)]) -> BTreeMap<String, f64> {
    let (form, response) = (form(purpose), response(purpose, answers));
    facts(&response, &form, &response.score(&form)).into_iter().map(|fact| (fact.item, fact.y)).collect()
}

#[test]
fn a_measurement_counts_a_blank_item_as_shown_and_wrong() {
    let facts = counted(Purpose::Measurement, &[("q1", "a"), ("order", "b")]);
    let expected =
        [("", 0.5), ("#all", 0.0), ("#passed", 0.0), ("order=", 1.0), ("order=b", 1.0), ("q1", 1.0)]
            .into_iter()
            .chain([("q1=", 1.0), ("q1=a", 1.0), ("q2", 0.0), ("q2=", 1.0)])
            .map(|(item, y)| (item.to_owned(), y));
    assert_eq!(facts, expected.collect());
}

#[test]
fn training_counts_only_what_was_drawn() {
    let facts = counted(Purpose::Training, &[("q1", "a")]);
    assert_eq!((facts[""], facts["#passed"], facts["#all"]), (1.0, 1.0, 1.0));
    assert!(!facts.contains_key("q2") && !facts.contains_key("q2="));
}

#[test]
fn without_an_awareness_item_there_is_no_score() {
    let facts = counted(Purpose::Training, &[("sex", "a")]);
    assert_eq!(facts.keys().collect::<Vec<_>>(), ["sex=", "sex=a"]);
}

#[test]
fn the_place_in_the_sample_is_as_sent_else_by_the_area() {
    let sent = response(Purpose::Measurement, &[("q1", "a")]);
    assert_eq!(place_in_sample(&sent, &tree()), ("12".into(), "121".into()));
    let named = NewResponse { stratum: Some("A".into()), cluster: Some("A1".into()), ..sent.clone() };
    assert_eq!(place_in_sample(&named, &tree()), ("A".into(), "A1".into()));
    let nowhere = NewResponse { area: None, ..sent };
    assert_eq!(place_in_sample(&nowhere, &tree()), (String::new(), String::new()));
}

#[test]
fn who_opts_in_cannot_weigh_more_or_invent_places_and_groups() {
    let good = response(Purpose::Measurement, &[("q1", "a")]);
    let form = form(Purpose::Measurement);
    assert!(check_opted_in(&good, &form, &tree()).is_ok());
    let bad = NewResponse {
        area: Some("9".into()),
        design_weight: 5.0,
        sex: Some("z".into()),
        age_band: Some("any".into()),
        ..good
    };
    let fields = check_opted_in(&bad, &form, &tree()).unwrap_err().fields;
    let paths: Vec<_> = fields.iter().map(|field| field.path.as_str()).collect();
    assert_eq!(paths, ["area", "design_weight", "respondent.sex"]);
}
