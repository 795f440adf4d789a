//! What is counted about one filled questionnaire.

use domain::questionnaire::{ItemKind, Purpose, Questionnaire};
use domain::response::{NewResponse, Score};
use store::Fact;

/// The facts of answers, named as [`Fact::item`] says.
///
/// Somebody who was shown no awareness item has no score and counts only in the options.
pub fn facts(response: &NewResponse, form: &Questionnaire, score: &Score) -> Vec<Fact> {
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
