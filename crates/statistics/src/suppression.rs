//! Whether a value is steady enough to be shown, and whether two groups may be ranked.

use crate::design::Estimate;
use crate::proportion::Interval;

/// The smallest number of respondents, and of effective respondents, behind a shown value.
pub const FEWEST: f64 = 30.0;

/// Thirty people of one weight are thirty effective ones, whatever the last digits of (Σw)²/Σw².
const ROUNDING: f64 = 1e-9;

/// An interval this wide or wider says too little to be shown.
pub const WIDEST: f64 = 0.30;

/// Why a value is hidden from the public and greyed for the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Suppression {
    /// Nobody answered.
    Empty,
    /// Fewer than 30 respondents.
    FewRespondents,
    /// Fewer than 30 effective respondents.
    FewEffective,
    /// The interval is .30 or wider, or there is none.
    WideInterval,
}

/// Why a value from `n` respondents must be hidden; `None` when it may be shown.
///
/// `n_effective` is the size that stands behind the interval when p(1−p)/V is undefined. A size or an interval that
/// is not a number hides the value too. The first reason in the order of [`Suppression`] is given.
pub fn suppression(n: u64, n_effective: f64, interval: Interval) -> Option<Suppression> {
    if n == 0 {
        Some(Suppression::Empty)
    } else if n < FEWEST as u64 {
        Some(Suppression::FewRespondents)
    } else if n_effective.is_nan() || n_effective < FEWEST * (1.0 - ROUNDING) {
        Some(Suppression::FewEffective)
    } else if interval.width().is_nan() || interval.width() >= WIDEST {
        Some(Suppression::WideInterval)
    } else {
        None
    }
}

impl Estimate {
    /// Why this estimate must be hidden; `None` when it may be shown.
    pub fn suppression(&self) -> Option<Suppression> {
        suppression(self.n, self.n_effective.unwrap_or(self.n_interval), self.interval())
    }
}

/// The ranks of groups, best first, where their intervals allow one.
///
/// A group gets the rank `1 + number of groups wholly above it` only when its interval overlaps no other; `None` for
/// the others and for hidden groups (given as `None`), which are left out of the comparison.
pub fn ranks(intervals: &[Option<Interval>]) -> Vec<Option<u32>> {
    let above = |a: &Interval, b: &Interval| a.low > b.high;
    intervals
        .iter()
        .enumerate()
        .map(|(i, own)| {
            let own = (*own)?;
            let others =
                intervals.iter().enumerate().filter(|(j, _)| *j != i).filter_map(|(_, other)| *other);
            let mut better = 0_u32;
            for other in others {
                if above(&other, &own) {
                    better = better.saturating_add(1);
                } else if !above(&own, &other) {
                    return None;
                }
            }
            Some(better.saturating_add(1))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn between(low: f64, high: f64) -> Interval {
        Interval { low, high }
    }

    #[test]
    fn rounding_hides_nobody() {
        let narrow = Interval { low: 0.4, high: 0.6 };
        assert_eq!(suppression(30, 29.999_999_999_99, narrow), None);
        assert_eq!(suppression(30, 29.999, narrow), Some(Suppression::FewEffective));
    }

    #[test]
    fn each_limit_hides_by_itself_and_names_itself() {
        let good = between(0.5, 0.7);
        assert_eq!(suppression(30, 30.0, good), None);
        assert_eq!(suppression(0, 30.0, good), Some(Suppression::Empty));
        assert_eq!(suppression(29, 30.0, good), Some(Suppression::FewRespondents));
        assert_eq!(suppression(30, 29.999, good), Some(Suppression::FewEffective));
        assert_eq!(suppression(30, f64::NAN, good), Some(Suppression::FewEffective));
        assert_eq!(suppression(30, 30.0, between(0.0, 0.30)), Some(Suppression::WideInterval));
        assert_eq!(suppression(30, 30.0, between(0.0, 0.299)), None);
        assert_eq!(suppression(30, 30.0, between(f64::NAN, 1.0)), Some(Suppression::WideInterval));
    }

    #[test]
    fn a_rank_is_given_only_to_a_group_whose_interval_stands_apart() {
        let groups = [
            Some(between(0.2, 0.3)),
            Some(between(0.8, 0.9)),
            Some(between(0.5, 0.6)),
            Some(between(0.55, 0.7)),
            None,
        ];
        assert_eq!(ranks(&groups), [Some(4), Some(1), None, None, None]);
        assert_eq!(ranks(&[]), []);
        assert_eq!(ranks(&[Some(between(0.1, 0.2))]), [Some(1)]);
    }

    proptest! {
        #[test]
        fn more_respondents_and_a_narrower_interval_never_hide(n in 0..100_u64, e in 0.0..100.0_f64, w in 0.0..0.6_f64) {
            if suppression(n, e, between(0.2, 0.2 + w)).is_none() {
                prop_assert_eq!(suppression(n + 1, e + 1.0, between(0.2, 0.2 + w / 2.0)), None);
            }
        }
    }
}
