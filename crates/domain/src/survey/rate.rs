//! The response rate of a survey, as the American Association for Public Opinion Research defines it (RR1, "Standard Definitions",
//! 10th edition, 2023): complete interviews over all that may be eligible.

use crate::survey::visit::VisitOutcome;
use serde::{Deserialize, Serialize};

/// What became of the households of a sample. Sums of several areas or volunteers are sums of their fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ResponseRate {
    /// I: interviewed. There are no partial interviews: answers are complete, or are none.
    pub interviewed: u64,
    /// R: refused.
    pub refused: u64,
    /// NC: nobody at home, after one attempt or three.
    pub not_at_home: u64,
    /// Not eligible: no such address, or nobody lives there any more. They are no part of the rate.
    pub not_eligible: u64,
    /// UH: not visited yet, so that nobody knows whether they are eligible.
    pub pending: u64,
}

impl std::ops::Add for ResponseRate {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            interviewed: self.interviewed + other.interviewed,
            refused: self.refused + other.refused,
            not_at_home: self.not_at_home + other.not_at_home,
            not_eligible: self.not_eligible + other.not_eligible,
            pending: self.pending + other.pending,
        }
    }
}

impl ResponseRate {
    /// Counts households by what became of them (see [`crate::survey::final_outcome`]); none stands for not visited.
    pub fn of(households: impl IntoIterator<Item = Option<VisitOutcome>>) -> Self {
        let mut rate = Self::default();
        for outcome in households {
            rate.add_households(outcome, 1);
        }
        rate
    }

    /// Counts some more households that all ended in the same way.
    pub fn add_households(&mut self, outcome: Option<VisitOutcome>, households: u64) {
        *match outcome {
            Some(VisitOutcome::Interviewed) => &mut self.interviewed,
            Some(VisitOutcome::Refused) => &mut self.refused,
            Some(VisitOutcome::NotAtHome) => &mut self.not_at_home,
            Some(VisitOutcome::NoSuchAddress | VisitOutcome::Moved) => &mut self.not_eligible,
            None => &mut self.pending,
        } += households;
    }

    /// RR1 = I / (I + R + NC + UH): the lowest of the rates, since every household not visited counts as one that could have
    /// answered. While a survey runs it rises from 0. None when no household can be eligible.
    pub fn rr1(&self) -> Option<f64> {
        share(self.interviewed, self.eligible() + self.pending)
    }

    /// The same among households visited so far: how the work goes, not a result.
    pub fn so_far(&self) -> Option<f64> {
        share(self.interviewed, self.eligible())
    }

    /// The share of refusals among all that may be eligible (AAPOR REF1).
    pub fn refusal_rate(&self) -> Option<f64> {
        share(self.refused, self.eligible() + self.pending)
    }

    /// Households of the sample.
    pub fn households(&self) -> u64 {
        self.eligible() + self.not_eligible + self.pending
    }

    fn eligible(&self) -> u64 {
        self.interviewed + self.refused + self.not_at_home
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_eligible_households_are_left_out_and_unvisited_ones_are_not() {
        let of = |outcome, times| std::iter::repeat_n(outcome, times);
        let households = of(Some(VisitOutcome::Interviewed), 60)
            .chain(of(Some(VisitOutcome::Refused), 20))
            .chain(of(Some(VisitOutcome::NotAtHome), 15))
            .chain(of(Some(VisitOutcome::NoSuchAddress), 3))
            .chain(of(Some(VisitOutcome::Moved), 4))
            .chain(of(None, 5));
        let rate = ResponseRate::of(households);
        assert_eq!(rate.rr1(), Some(0.6));
        assert_eq!(rate.refusal_rate(), Some(0.2));
        assert_eq!(rate.so_far(), Some(60.0 / 95.0));
        assert_eq!((rate.not_eligible, rate.households()), (7, 107));
    }

    #[test]
    fn without_a_household_there_is_no_rate() {
        assert_eq!(ResponseRate::default().rr1(), None);
        assert_eq!(ResponseRate::of([Some(VisitOutcome::Moved)]).rr1(), None);
        assert_eq!(ResponseRate::of([None]).rr1(), Some(0.0));
    }
}
