//! What is counted about one filled questionnaire.

use domain::questionnaire::{ItemKind, Purpose, Questionnaire};
use domain::response::{NewResponse, Score};
use store::Fact;

/// The facts of answers, named as [`Fact::item`] says.
///
/// Answers to a measurement that were kept as training do not count at all: they were given on a publicity visit, or by a
/// household that is not in the sample or had answered before.
///
/// Somebody who was shown no awareness item has no score and counts only in the options.
pub fn facts(response: &NewResponse, form: &Questionnaire, score: &Score) -> Vec<Fact> {
    if response.purpose == Purpose::Training && form.purpose == Purpose::Measurement {
        return Vec::new();
    }
    let one_if = |yes: bool| if yes { 1.0 } else { 0.0 };
    let mut facts = Vec::new();
    let mut add = |item: String, y: f64| facts.push(Fact { item, y });
    if score.of > 0 {
        add(String::new(), score.score);
        add("#passed".to_owned(), one_if(score.right >= form.pass_mark(score.of)));
        add("#all".to_owned(), one_if(score.right == score.of));
    }
    for (name, right) in &score.items {
        add(name.clone(), one_if(*right));
    }
    for item in &form.items {
        let chosen = response.answers.get(&item.name);
        let asked_of_all = response.purpose == Purpose::Measurement && item.kind == ItemKind::Awareness;
        if chosen.is_some() || asked_of_all {
            add(format!("{}=", item.name), 1.0);
        }
        for option in chosen.into_iter().flatten() {
            add(format!("{}={option}", item.name), 1.0);
        }
    }
    facts
}
