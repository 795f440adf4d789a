//! Made-up answers: a household sample with design weights, and opt-in answers of younger, keener people.

use super::random::Random;
use super::source::{Neighbourhood, Source};
use super::{DAY_MS, DAYS, HOUR_MS};
use domain::area::AreaLevel;
use domain::questionnaire::{Item, ItemKind, ItemType, Questionnaire};
use domain::response::{Respondent, ResponseBody, SurveyChannel};
use domain::time::Timestamp;
use std::collections::BTreeMap;

/// How much the share of right answers differs from person to person.
const PERSON_SPREAD: f64 = 0.12;

/// Draws answers to a measurement questionnaire, oldest first.
pub fn draw(source: &Source, form: &Questionnaire, now: Timestamp, random: &mut Random) -> Vec<ResponseBody> {
    let settings = &source.settings;
    let mut answers = Vec::with_capacity(settings.household_answers + settings.opt_in_answers);
    let places = &source.neighbourhoods;
    for (index, place) in places.iter().enumerate() {
        // The same number of interviews in every neighbourhood, so that small ones can be told about too.
        let share = settings.household_answers / places.len();
        let interviews = share + usize::from(index < settings.household_answers % places.len());
        let weight = place.population() / interviews as f64;
        for _ in 0..interviews {
            let age = |band: &str| if band == "60+" { 1.25 } else { 1.0 };
            let who = respondent(place, age, random);
            let asked = Asked { channel: SurveyChannel::Household, place, weight, who, bias: 0.0 };
            answers.push(answer(source, form, asked, now, random));
        }
    }
    for _ in 0..settings.opt_in_answers {
        let reach = |place: &Neighbourhood| {
            let town = if place.level == AreaLevel::Community { 3.0 } else { 1.0 };
            place.population() * town
        };
        let place = &places[random.weighted(places.iter().map(reach))];
        let age = |band: &str| match band {
            "18-29" => 2.2,
            "30-44" => 1.8,
            "60+" => 0.25,
            _ => 0.9,
        };
        let who = respondent(place, age, random);
        let asked = Asked {
            channel: SurveyChannel::SelfSelected,
            place,
            weight: 1.0,
            who,
            bias: settings.opt_in_bias,
        };
        answers.push(answer(source, form, asked, now, random));
    }
    answers.sort_by_key(|answer| answer.submitted_at);
    answers
}

/// What somebody says who is asked at home, in the neighbourhood of that number. When and with what weight is the caller's.
pub(super) fn at_home(
    source: &Source,
    form: &Questionnaire,
    place: usize,
    now: Timestamp,
    random: &mut Random,
) -> ResponseBody {
    let place = &source.neighbourhoods[place];
    let who = respondent(place, |_| 1.0, random);
    let asked = Asked { channel: SurveyChannel::Household, place, weight: 1.0, who, bias: 0.0 };
    answer(source, form, asked, now, random)
}

/// Somebody who is asked.
struct Asked<'a> {
    channel: SurveyChannel,
    place: &'a Neighbourhood,
    weight: f64,
    who: (String, String),
    bias: f64,
}

/// Sex and age band of somebody who lives there; `reach` says how much easier an age band is reached.
fn respondent(place: &Neighbourhood, reach: impl Fn(&str) -> f64, random: &mut Random) -> (String, String) {
    let weight = |row: &domain::area::PopulationRow| row.population as f64 * reach(&row.age_band);
    let row = &place.people[random.weighted(place.people.iter().map(weight))];
    (row.sex.clone(), row.age_band.clone())
}

fn answer(
    source: &Source,
    form: &Questionnaire,
    asked: Asked<'_>,
    now: Timestamp,
    random: &mut Random,
) -> ResponseBody {
    let settings = &source.settings;
    let visited = asked.channel == SurveyChannel::Household;
    let least = settings.quiet_days(&asked.place.code).filter(|_| visited).unwrap_or(1);
    let submitted_at = moment(now, least, random);
    let weeks = (submitted_at.0 - (now.0 - DAYS * DAY_MS)) as f64 / (7 * DAY_MS) as f64;
    let (sex, age_band) = asked.who;
    let aged = if age_band == "60+" { -0.08 } else { 0.02 };
    let base = settings.household_awareness.get(&asked.place.code).copied().unwrap_or(0.6);
    let person =
        base + asked.bias + aged + settings.awareness_gain_per_week * weeks + PERSON_SPREAD * random.normal();
    let mut answers = BTreeMap::new();
    for item in &form.items {
        let chosen = match (item.kind, item.name.as_str()) {
            (ItemKind::Awareness, name) => {
                let shift = settings.item_shift.get(name).copied().unwrap_or(0.0);
                if random.happens((person + shift).clamp(0.03, 0.98)) {
                    item.key.clone()
                } else {
                    wrong(item, random)
                }
            }
            (_, "sex") => vec![sex.clone()],
            (_, "age_band") => vec![age_band.clone()],
            (ItemKind::Demographic, _) => vec![by_weight(item, None, random)],
            (ItemKind::Satisfaction, name) => vec![by_weight(item, settings.satisfaction.get(name), random)],
            (ItemKind::Participation, name) => {
                vec![by_weight(item, settings.participation.get(name), random)]
            }
        };
        answers.insert(item.name.clone(), chosen);
    }
    ResponseBody {
        questionnaire: form.slug.clone(),
        version: form.version,
        channel: asked.channel,
        area: Some(asked.place.code.clone()),
        stratum: None,
        cluster: None,
        design_weight: Some((asked.weight * 1_000.0).round() / 1_000.0),
        respondent: Some(Respondent { sex: Some(sex), age_band: Some(age_band) }),
        answers,
        visit: None,
        started_at: Some(Timestamp(submitted_at.0 - (random.between(3.0, 11.0) * 60_000.0) as i64)),
        submitted_at,
    }
}

/// Between nine in the morning and nine at night, at least so many days before today.
fn moment(now: Timestamp, least: i64, random: &mut Random) -> Timestamp {
    let day = now.day().plus(-(random.between(least as f64, DAYS as f64) as i32));
    Timestamp(day.start().0 + (random.between(9.0, 21.0) * HOUR_MS as f64) as i64)
}

/// Options that are not exactly the key: half of them 不清楚, or for several options one too few or too many.
fn wrong(item: &Item, random: &mut Random) -> Vec<String> {
    let unsure = item.options.iter().find(|option| option.dont_know).map(|option| option.code.clone());
    if let Some(unsure) = unsure.filter(|_| random.happens(0.5)) {
        return vec![unsure];
    }
    let others: Vec<&String> = item
        .options
        .iter()
        .filter(|option| !option.dont_know && !item.key.contains(&option.code))
        .map(|option| &option.code)
        .collect();
    let mut chosen = match item.item_type {
        ItemType::SelectOne => Vec::new(),
        ItemType::SelectMultiple => item.key.clone(),
    };
    if chosen.len() > 1 && (others.is_empty() || random.happens(0.6)) {
        chosen.remove(random.index(chosen.len()));
    } else if !others.is_empty() {
        chosen.push(others[random.index(others.len())].clone());
    }
    chosen
}

/// An option with the probability that the demo gives it; without one, nearly always the first.
fn by_weight(item: &Item, weights: Option<&BTreeMap<String, f64>>, random: &mut Random) -> String {
    let mut first = true;
    let shares: Vec<f64> = item
        .options
        .iter()
        .map(|option| match weights {
            Some(weights) => weights.get(&option.code).copied().unwrap_or(0.0),
            None => {
                if std::mem::take(&mut first) {
                    0.95
                } else {
                    0.02
                }
            }
        })
        .collect();
    item.options[random.weighted(shares.iter().copied())].code.clone()
}
