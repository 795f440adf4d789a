//! What the office should look at in a visit. Hints, never verdicts: each has an innocent explanation, and none changes what
//! counts.

use crate::survey::visit::{ATTEMPT_GAP_MS, Attempt};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Something unusual about a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Hint {
    /// It took less time than reading the questions aloud.
    TooFast,
    /// It was recorded far from the area.
    TooFar,
    /// It followed another attempt at the same household too soon: nobody is found at home who was not minutes before.
    TooSoon,
    /// All answers have the same place in their lists.
    AllAlike,
}
crate::location::text_codes!(Hint { TooFast = "too_fast", TooFar = "too_far", TooSoon = "too_soon", AllAlike = "all_alike" });

/// An interview with less time than this for each question is too fast, in milliseconds. A question of 20 to 30 characters takes
/// five seconds to read aloud at the usual four to six characters a second.
pub const MS_PER_QUESTION: i64 = 5_000;
/// A place further than this from the area is too far, in metres, after the uncertainty of the place has been taken off. Areas are
/// drawn coarsely, and farms lie outside of their village.
pub const FAR_M: f64 = 500.0;
/// A place less certain than this says nothing about where a visit was, in metres.
pub const UNCERTAIN_M: f64 = 2_000.0;
/// Fewer answers than this may be alike by chance.
pub const ALIKE_ANSWERS: usize = 5;

/// Whether an interview of so many questions went too fast.
pub fn too_fast(started: Timestamp, ended: Timestamp, questions: u32) -> Option<Hint> {
    let least = MS_PER_QUESTION.saturating_mul(i64::from(questions));
    (ended.0.saturating_sub(started.0) < least).then_some(Hint::TooFast)
}

/// Whether a visit was recorded too far from its area: `distance_m` metres from the area's border, 0 inside, with an uncertainty of
/// `accuracy_m` metres. An unknown uncertainty counts as none, an absurd one as no place at all.
pub fn too_far(distance_m: f64, accuracy_m: Option<f64>) -> Option<Hint> {
    let accuracy = accuracy_m.unwrap_or(0.0).max(0.0);
    (accuracy <= UNCERTAIN_M && distance_m - accuracy > FAR_M).then_some(Hint::TooFar)
}

/// Whether an attempt that began then came too soon after an earlier one at the same household.
pub fn too_soon(attempts: &[Attempt], began: Timestamp) -> Option<Hint> {
    let gap = |earlier: &Attempt| began.0.saturating_sub(earlier.at.0);
    attempts.iter().any(|earlier| (1..ATTEMPT_GAP_MS).contains(&gap(earlier))).then_some(Hint::TooSoon)
}

/// Whether all answers are alike: `places` are the places of the chosen options in their lists, for the items with one choice that
/// were answered, without those about the person, who is the same throughout.
pub fn all_alike(places: &[usize]) -> Option<Hint> {
    let alike = places.len() >= ALIKE_ANSWERS && places.windows(2).all(|pair| pair[0] == pair[1]);
    alike.then_some(Hint::AllAlike)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::visit::VisitOutcome;

    #[test]
    fn reading_the_questions_takes_time() {
        let hint = |ms: i64| too_fast(Timestamp(1_000_000), Timestamp(1_000_000 + ms), 10);
        assert_eq!(hint(49_999), Some(Hint::TooFast));
        assert_eq!(hint(50_000), None);
        assert_eq!(hint(-5), Some(Hint::TooFast), "a clock that was set back is worth a look");
        assert_eq!(too_fast(Timestamp(0), Timestamp(0), 0), None);
    }

    #[test]
    fn an_uncertain_place_accuses_nobody() {
        assert_eq!(too_far(0.0, Some(10.0)), None);
        assert_eq!(too_far(500.0, None), None);
        assert_eq!(too_far(501.0, None), Some(Hint::TooFar));
        assert_eq!(too_far(900.0, Some(450.0)), None);
        assert_eq!(too_far(9_000.0, Some(450.0)), Some(Hint::TooFar));
        assert_eq!(too_far(90_000.0, Some(5_000.0)), None);
        assert_eq!(too_far(f64::NAN, None), None);
    }

    #[test]
    fn ringing_again_at_once_finds_nobody_else() {
        let attempts =
            [0, 5 * 3_600_000].map(|at| Attempt { at: Timestamp(at), outcome: VisitOutcome::NotAtHome });
        let hint = |began| too_soon(&attempts, Timestamp(began));
        assert_eq!((hint(60_000), hint(2 * 3_600_000 - 1)), (Some(Hint::TooSoon), Some(Hint::TooSoon)));
        assert_eq!((hint(2 * 3_600_000), hint(0), hint(-60_000)), (None, None, None));
        assert_eq!(hint(6 * 3_600_000), Some(Hint::TooSoon), "after the second one");
        assert_eq!(too_soon(&[], Timestamp(0)), None);
    }

    #[test]
    fn a_few_equal_answers_are_chance() {
        assert_eq!(all_alike(&[0; 4]), None);
        assert_eq!(all_alike(&[0; 5]), Some(Hint::AllAlike));
        assert_eq!(all_alike(&[0, 0, 0, 0, 1]), None);
        assert_eq!(all_alike(&[]), None);
    }
}
