//! Visits (入户): their outcomes, what they are for, and when a household may be tried again.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How a visit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum VisitOutcome {
    /// The chosen person answered.
    Interviewed,
    /// Nobody opened, or the chosen person was away.
    NotAtHome,
    /// Somebody refused.
    Refused,
    /// The address is no dwelling, or cannot be found.
    NoSuchAddress,
    /// The household has moved away; nobody lives there.
    Moved,
}
crate::location::text_codes!(VisitOutcome {
    Interviewed = "interviewed",
    NotAtHome = "not_at_home",
    Refused = "refused",
    NoSuchAddress = "no_such_address",
    Moved = "moved",
});

impl VisitOutcome {
    /// Whether the household is not visited again after it.
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::NotAtHome)
    }
}

/// What a visit is for. Whoever hands out material does not measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum VisitPurpose {
    /// 测评: its answers count.
    Measurement,
    /// 宣传: its answers never count.
    Publicity,
}
crate::location::text_codes!(VisitPurpose { Measurement = "measurement", Publicity = "publicity" });

/// Most attempts at one household.
pub const ATTEMPTS_MAX: usize = 3;
/// The least time between two attempts, in milliseconds (2 hours).
pub const ATTEMPT_GAP_MS: i64 = 2 * 3_600_000;
/// The hours at which the parts of a day begin: before noon, afternoon, evening.
pub const DAY_PARTS: [u8; 3] = [0, 12, 18];
/// The hours between which another attempt is proposed: nobody is told to ring at midnight.
pub const RINGING_HOURS: std::ops::Range<u8> = 8..21;

/// One attempt at a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// When it began.
    pub at: Timestamp,
    /// How it ended.
    pub outcome: VisitOutcome,
}

/// What to do about a household now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextAttempt {
    /// It may be visited.
    Now,
    /// Not before this moment: the time would be too much like an earlier attempt's.
    From(Timestamp),
    /// An attempt ended it.
    Finished(VisitOutcome),
    /// Nobody was there three times.
    Exhausted,
}

/// What to do about a household at a moment.
///
/// Up to three attempts, at different times: at least two hours after the last one, not twice in the same part of the same day,
/// and the third one not in the part of the day in which both before were. A volunteer who visits all the same is not refused: a
/// visit that took place is recorded.
pub fn next_attempt(attempts: &[Attempt], now: Timestamp) -> NextAttempt {
    if let Some(outcome) = final_outcome(attempts).filter(|outcome| outcome.is_final()) {
        return NextAttempt::Finished(outcome);
    }
    if attempts.len() >= ATTEMPTS_MAX {
        return NextAttempt::Exhausted;
    }
    if fits(attempts, now) {
        return NextAttempt::Now;
    }
    // The next good moment is two hours after an attempt or the beginning of a part of a day, within two days.
    let today = now.day();
    let parts = (0..3).flat_map(|days| {
        let hours = [RINGING_HOURS.start, DAY_PARTS[1], DAY_PARTS[2]];
        hours.map(|hour| today.plus(days).start().0 + i64::from(hour) * 3_600_000)
    });
    let moments = parts.chain(attempts.iter().map(|attempt| attempt.at.0 + ATTEMPT_GAP_MS)).map(Timestamp);
    let good = |moment: &Timestamp| {
        *moment > now && RINGING_HOURS.contains(&moment.local().hour()) && fits(attempts, *moment)
    };
    let first = moments.filter(good).min();
    // There always is one; if a clock was far ahead, the household is not blocked by it.
    first.map_or(NextAttempt::Now, NextAttempt::From)
}

fn fits(attempts: &[Attempt], moment: Timestamp) -> bool {
    let part = day_part(moment);
    let apart = attempts.iter().all(|earlier| {
        (earlier.at.0 - moment.0).abs() >= ATTEMPT_GAP_MS
            && (earlier.at.day(), day_part(earlier.at)) != (moment.day(), part)
    });
    let all_alike = attempts.len() + 1 == ATTEMPTS_MAX && attempts.iter().all(|a| day_part(a.at) == part);
    apart && !all_alike
}

/// The part of the local day, as an index of [`DAY_PARTS`].
fn day_part(moment: Timestamp) -> usize {
    let hour = moment.local().hour();
    DAY_PARTS.iter().rposition(|start| hour >= *start).unwrap_or(0)
}

/// What became of a household: an interview whenever there was one, else a refusal, else the last outcome. None before the first
/// attempt.
pub fn final_outcome(attempts: &[Attempt]) -> Option<VisitOutcome> {
    let any = |outcome| attempts.iter().any(|attempt| attempt.outcome == outcome).then_some(outcome);
    any(VisitOutcome::Interviewed)
        .or_else(|| any(VisitOutcome::Refused))
        .or_else(|| attempts.iter().max_by_key(|attempt| attempt.at).map(|attempt| attempt.outcome))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse("t", &format!("2026-11-{text}:00+08:00")).unwrap()
    }

    fn nobody(times: &[&str]) -> Vec<Attempt> {
        times.iter().map(|time| Attempt { at: at(time), outcome: VisitOutcome::NotAtHome }).collect()
    }

    #[test]
    fn attempts_are_at_different_times() {
        let next = |times: &[&str], now| next_attempt(&nobody(times), at(now));
        assert_eq!(next(&[], "23T09:00"), NextAttempt::Now);
        assert_eq!(next(&["23T09:00"], "23T11:30"), NextAttempt::From(at("23T12:00")));
        assert_eq!(next(&["23T11:00"], "23T11:30"), NextAttempt::From(at("23T13:00")));
        assert_eq!(next(&["23T09:00"], "23T14:00"), NextAttempt::Now);
        assert_eq!(next(&["23T09:00"], "24T09:00"), NextAttempt::Now);
        assert_eq!(next(&["23T19:00"], "23T22:00"), NextAttempt::From(at("24T08:00")));
        assert_eq!(next(&["23T20:00"], "23T20:30"), NextAttempt::From(at("24T08:00")));
        // Twice in the morning: the third must be at another part of the day.
        assert_eq!(next(&["23T09:00", "24T09:00"], "25T09:00"), NextAttempt::From(at("25T12:00")));
        assert_eq!(next(&["23T09:00", "24T15:00"], "25T09:00"), NextAttempt::Now);
    }

    #[test]
    fn there_are_three_attempts_and_an_outcome_ends_them() {
        let three = nobody(&["23T09:00", "23T15:00", "24T19:00"]);
        assert_eq!(next_attempt(&three, at("25T09:00")), NextAttempt::Exhausted);
        assert_eq!(final_outcome(&three), Some(VisitOutcome::NotAtHome));
        for outcome in [VisitOutcome::Interviewed, VisitOutcome::Refused, VisitOutcome::Moved] {
            let ended = [nobody(&["23T09:00"]), vec![Attempt { at: at("23T15:00"), outcome }]].concat();
            assert_eq!(next_attempt(&ended, at("25T09:00")), NextAttempt::Finished(outcome));
        }
    }

    #[test]
    fn an_interview_counts_whatever_else_was_recorded() {
        let mut attempts = vec![
            Attempt { at: at("23T09:00"), outcome: VisitOutcome::Refused },
            Attempt { at: at("24T09:00"), outcome: VisitOutcome::NotAtHome },
        ];
        assert_eq!(final_outcome(&attempts), Some(VisitOutcome::Refused));
        attempts.push(Attempt { at: at("22T09:00"), outcome: VisitOutcome::Interviewed });
        assert_eq!(final_outcome(&attempts), Some(VisitOutcome::Interviewed));
        assert_eq!(final_outcome(&[]), None);
    }

    #[test]
    fn whenever_it_says_later_that_moment_is_good() {
        for hour in 0..72 {
            let attempts = nobody(&["23T11:00", "24T10:00"]);
            let now = Timestamp(at("23T00:00").0 + hour * 3_600_000);
            if let NextAttempt::From(later) = next_attempt(&attempts, now) {
                assert!(later > now && fits(&attempts, later), "{now}");
            }
        }
    }
}
