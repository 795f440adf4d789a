//! The fictional 青岚旗 (Qinglan Banner): an installation full of made-up data, the same for the same seed and moment.
//!
//! | file | what it holds |
//! |---|---|
//! | `source` | the shipped files that describe the banner |
//! | `random` | repeatable random numbers |
//! | `reports` | reports that gather where a town has its sore points |
//! | `answers` | household interviews, and opt-in answers that are too good |
//! | `surveys` | a door-to-door survey that is half done |
//! | `pictures` | a few drawn pictures in place of photos |
//!
//! Nothing here touches a store or reads a clock; `commands::demo` writes it.

mod answers;
mod pictures;
mod random;
mod reports;
mod source;
pub mod surveys;

pub use pictures::pictures;
pub use reports::DemoReport;
pub use source::{DemoUser, Place};

use domain::category::Catalogue;
use domain::questionnaire::Questionnaire;
use domain::response::ResponseBody;
use domain::time::Timestamp;
use random::Random;
use source::Source;

/// How many days of reports and answers there are before the moment.
const DAYS: i64 = 98;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Everything that happened in the banner.
#[derive(Clone, Debug, PartialEq)]
pub struct Demo {
    /// Its areas, population, units and sites, as files to import.
    pub place: Place,
    /// One user for each role.
    pub users: Vec<DemoUser>,
    /// Reports, oldest first.
    pub reports: Vec<DemoReport>,
    /// Answers to the measurement questionnaire, oldest first.
    pub answers: Vec<ResponseBody>,
}

/// Makes the banner's last fourteen weeks up.
///
/// # Panics
/// Never: the shipped files are tested.
pub fn draw(seed: u64, now: Timestamp, catalogue: &Catalogue, form: &Questionnaire) -> Demo {
    let source = Source::shipped();
    let mut random = Random::new(seed);
    let reports = reports::draw(&source, catalogue, now, &mut random);
    let answers = answers::draw(&source, form, now, &mut random);
    Demo { place: Place::shipped(), users: source.users, reports, answers }
}

#[cfg(test)]
mod tests;
