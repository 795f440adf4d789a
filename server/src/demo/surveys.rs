//! A made-up door-to-door survey, half done: lists of households, and what volunteers found behind their doors.

use super::random::Random;
use super::source::Source;
use super::{DAY_MS, HOUR_MS, answers};
use domain::location::{Datum, LocationBody, LocationSource};
use domain::questionnaire::Questionnaire;
use domain::survey::{TodayArea, TodayPlan, VisitBody, VisitOutcome, VisitPurpose, VisitResponse};
use domain::time::Timestamp;
use std::fmt::Write as _;
use uuid::Uuid;

/// Areas of the plan, and how many of them have a list.
pub const AREAS: usize = 6;
const LISTED: usize = 4;
/// Households drawn in each.
pub const DRAW: u32 = 12;
/// Share of the sample that was visited.
const VISITED: f64 = 0.72;
/// Streets of the lists.
const STREETS: [&str; 5] = ["团结路", "幸福巷", "东风街", "草原路", "新村"];

/// What the office needs for its plan.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoSurvey {
    /// households.csv.
    pub lists: String,
    /// Codes of the areas with the number of households of those that have no list.
    pub areas: Vec<(String, u32)>,
}

/// Draws the lists.
pub fn lists(seed: u64) -> DemoSurvey {
    let source = Source::shipped();
    let mut random = Random::new(seed);
    let mut lists = "area,household,address,name\n".to_owned();
    let mut areas = Vec::new();
    for (index, place) in source.neighbourhoods.iter().take(AREAS).enumerate() {
        let households = 120 + u32::try_from(random.index(180)).unwrap_or(0);
        areas.push((place.code.clone(), households));
        for number in (1..=households).filter(|_| index < LISTED) {
            let street = STREETS[random.index(STREETS.len())];
            // Writing to a text cannot fail.
            let _ = writeln!(lists, "{},{number:04},{street} {} 号,", place.code, 1 + random.index(90));
        }
    }
    DemoSurvey { lists, areas }
}

/// Makes the visits of a plan up, oldest first in each household; ids are the caller's.
pub fn visits(
    seed: u64,
    plan: &TodayPlan,
    form: &Questionnaire,
    now: Timestamp,
    mut new_id: impl FnMut(Timestamp) -> Uuid,
) -> Vec<(Uuid, VisitBody)> {
    let source = Source::shipped();
    let mut random = Random::new(seed);
    let mut visits = Vec::new();
    // One interview of each volunteer is far too fast, so that there is a hint to look at.
    let mut hurried = false;
    for area in &plan.areas {
        let place = source.neighbourhoods.iter().position(|place| place.code == area.area).unwrap_or(0);
        for household in &area.visits {
            if !random.happens(VISITED) {
                continue;
            }
            let outcomes: &[VisitOutcome] = match random.index(20) {
                0 | 1 => &[VisitOutcome::Refused],
                2 => &[VisitOutcome::NoSuchAddress],
                3 => &[VisitOutcome::Moved],
                4..=6 => &[VisitOutcome::NotAtHome],
                7..=9 => &[VisitOutcome::NotAtHome, VisitOutcome::Interviewed],
                _ => &[VisitOutcome::Interviewed],
            };
            let day = now.day().plus(-1 - i32::try_from(random.index(4)).unwrap_or(0)).start();
            for (attempt, outcome) in (1..).zip(outcomes) {
                let morning = day.0 + i64::from(attempt) * (DAY_MS / 4);
                let started = Timestamp(morning + (random.between(3.0, 5.0) * HOUR_MS as f64) as i64);
                let interviewed = *outcome == VisitOutcome::Interviewed;
                let fast = interviewed && !hurried;
                hurried |= fast;
                let minutes = if fast { 0.4 } else { random.between(4.0, 14.0) };
                let ended = Timestamp(started.0 + (minutes * 60_000.0) as i64);
                let response = interviewed.then(|| {
                    let said = answers::at_home(&source, form, place, now, &mut random);
                    VisitResponse {
                        id: new_id(ended),
                        questionnaire: form.slug.clone(),
                        version: form.version,
                        respondent: said.respondent,
                        answers: said.answers,
                        started_at: Some(started),
                        submitted_at: ended,
                    }
                });
                let body = VisitBody {
                    plan: plan.id,
                    area: area.area.clone(),
                    household: household.household.clone(),
                    attempt,
                    purpose: VisitPurpose::Measurement,
                    outcome: *outcome,
                    consent: interviewed,
                    adults: interviewed.then(|| 1 + u32::try_from(random.index(4)).unwrap_or(0)),
                    respondent_note: None,
                    started_at: started,
                    ended_at: ended,
                    location: Some(near(area, &mut random)),
                    note: None,
                    response,
                };
                visits.push((new_id(ended), body));
            }
        }
    }
    visits
}

/// A place in the area, now and then one that is not.
fn near(area: &TodayArea, random: &mut Random) -> LocationBody {
    let reach = if random.happens(0.03) { 0.12 } else { 0.002 };
    LocationBody {
        lat: area.lat + reach * random.between(0.5, 1.0),
        lng: area.lng + reach * random.between(-1.0, 1.0),
        accuracy_m: Some(random.between(6.0, 40.0).round()),
        source: LocationSource::Device,
        datum: Datum::Wgs84,
    }
}
