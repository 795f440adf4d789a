//! Where a household stands, in words: said by the server when it makes the page, and by the phone when it adds what was
//! recorded since. One function, so that both say the same.

use crate::locale::Locale;
use crate::t::today as t;
use domain::survey::{Attempt, NextAttempt, VisitOutcome, next_attempt};
use domain::time::Timestamp;

/// What is to be done about a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Todo {
    /// Visit it.
    Now,
    /// Try again later.
    Later,
    /// Nothing any more.
    Done,
}

impl Todo {
    /// Its name in `data-todo`, by which the list is filtered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Later => "later",
            Self::Done => "done",
        }
    }
}

/// How a household is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What is to be done.
    pub todo: Todo,
    /// The classes of its status.
    pub class: &'static str,
    /// The word of its status.
    pub word: &'static str,
    /// The last attempt and the next one; empty before the first.
    pub line: String,
}

/// Where a household stands after these attempts.
pub fn standing(l: Locale, attempts: &[Attempt], now: Timestamp) -> Standing {
    let next = next_attempt(attempts, now);
    let (todo, class, word) = match next {
        NextAttempt::Now => (Todo::Now, "status status-received", t::state_now(l)),
        NextAttempt::From(_) => (Todo::Later, "status status-in_progress", t::state_later(l)),
        NextAttempt::Exhausted => (Todo::Done, "status status-rejected", t::state_not_at_home(l)),
        NextAttempt::Finished(outcome) => {
            let class = match outcome {
                VisitOutcome::Interviewed => "status status-verified",
                _ => "status status-rejected",
            };
            (Todo::Done, class, outcome_word(l, outcome))
        }
    };
    let mut line = String::new();
    if let Some((number, last)) = attempts.iter().enumerate().max_by_key(|(_, attempt)| attempt.at) {
        line = t::attempt_done(l, number + 1, moment(l, last.at), outcome_word(l, last.outcome));
        match next {
            NextAttempt::Now => add(&mut line, t::next_now(l)),
            NextAttempt::From(from) => add(&mut line, &t::next_from(l, moment(l, from))),
            NextAttempt::Exhausted | NextAttempt::Finished(_) => {}
        }
    }
    Standing { todo, class, word, line }
}

fn add(line: &mut String, more: &str) {
    line.push_str(" · ");
    line.push_str(more);
}

/// What an outcome is called in the list.
pub fn outcome_word(l: Locale, outcome: VisitOutcome) -> &'static str {
    match outcome {
        VisitOutcome::Interviewed => t::state_interviewed(l),
        VisitOutcome::NotAtHome => t::nobody(l),
        VisitOutcome::Refused => t::state_refused(l),
        VisitOutcome::NoSuchAddress => t::state_no_such_address(l),
        VisitOutcome::Moved => t::state_moved(l),
    }
}

/// A moment, as `11月23日 08:12`.
pub fn moment(l: Locale, at: Timestamp) -> String {
    let local = at.local();
    let two = |number: u8| [if number < 10 { "0" } else { "" }, &number.to_string()].concat();
    let clock = [two(local.hour()), two(local.minute())].join(":");
    t::moment(l, u8::from(local.month()), local.day(), clock)
}

/// Attempts as they stand in `data-attempts`: `1795392000000:not_at_home …`.
pub fn write_attempts(attempts: &[Attempt]) -> String {
    let one = |attempt: &Attempt| [&attempt.at.0.to_string(), attempt.outcome.as_str()].join(":");
    attempts.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// Reads attempts of `data-attempts`; what cannot be read is left out.
pub fn read_attempts(text: &str) -> Vec<Attempt> {
    let one = |part: &str| {
        let (at, outcome) = part.split_once(':')?;
        Some(Attempt { at: Timestamp(at.parse().ok()?), outcome: VisitOutcome::from_text(outcome)? })
    };
    text.split(' ').filter_map(one).collect()
}

/// The number of the next attempt.
pub fn next_number(attempts: &[Attempt]) -> u32 {
    let most = domain::survey::visit_body::ATTEMPT_MAX;
    u32::try_from(attempts.len() + 1).unwrap_or(most).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse("t", &format!("2026-11-{text}:00+08:00")).unwrap()
    }

    #[test]
    fn a_household_says_when_it_may_be_tried_again() {
        let none = standing(Locale::Zh, &[], at("23T09:00"));
        assert_eq!((none.todo, none.line.as_str()), (Todo::Now, ""));
        let once = [Attempt { at: at("23T09:05"), outcome: VisitOutcome::NotAtHome }];
        let later = standing(Locale::Zh, &once, at("23T09:30"));
        assert_eq!(later.todo, Todo::Later);
        assert_eq!(later.line, "第 1 次 11月23日 09:05 无人在家 · 11月23日 12:00后再访");
        assert_eq!(standing(Locale::En, &once, at("23T14:00")).todo, Todo::Now);
        let done = [once[0], Attempt { at: at("23T14:00"), outcome: VisitOutcome::Refused }];
        let done = standing(Locale::Zh, &done, at("23T14:30"));
        assert_eq!((done.todo, done.word), (Todo::Done, "拒访"));
    }

    #[test]
    fn attempts_are_read_back_as_they_were_written() {
        let attempts = [
            Attempt { at: at("23T09:05"), outcome: VisitOutcome::NotAtHome },
            Attempt { at: at("23T15:05"), outcome: VisitOutcome::Interviewed },
        ];
        assert_eq!(read_attempts(&write_attempts(&attempts)), attempts);
        assert_eq!(read_attempts("x 5:flown 6:moved").len(), 1);
        assert_eq!((next_number(&attempts), next_number(&[attempts[0]; 30])), (3, 9));
    }
}
