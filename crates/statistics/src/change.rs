//! Change of a share between two periods.
//!
//! Newcombe's interval: with Wilson's intervals l..u of both shares,
//! d = p₂ − p₁ lies in d − √((p₂ − l₂)² + (u₁ − p₁)²) .. d + √((u₂ − p₂)² + (p₁ − l₁)²).
//! Source: Newcombe (1998), Statistics in Medicine 17, 873–890, method 10; here on effective numbers of respondents, so
//! that clusters and weights count. The two periods must be separate samples.

use crate::design::Estimate;
use crate::proportion::{ProportionError, wilson};

/// The share of one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeriodShare {
    /// The share, within 0..=1.
    pub share: f64,
    /// Effective respondents n/deff, positive.
    pub n_effective: f64,
}

impl From<&Estimate> for PeriodShare {
    /// Where the variance is 0 or unknown, the size behind the estimate's own interval stands in.
    fn from(estimate: &Estimate) -> Self {
        let n_effective = estimate.n_effective.unwrap_or(estimate.n_interval);
        Self { share: estimate.estimate, n_effective }
    }
}

/// A difference of two shares with its 95 % interval, all within −1..=1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Later minus earlier share.
    pub difference: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// Which way a share went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The whole interval lies above zero.
    Up,
    /// The whole interval lies below zero.
    Down,
    /// The interval holds zero: chance may explain the difference.
    Unclear,
}

/// Why there is no change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// A share is not a number between 0 and 1.
    #[error("a share must lie between 0 and 1")]
    Share,
    /// An effective number of respondents is not positive and finite.
    #[error("the effective number of respondents must be a positive number")]
    SampleSize,
}

/// The change from one period to a later one.
///
/// # Errors
/// [`ChangeError`] for a share outside 0..=1 or a size that is not positive and finite.
pub fn change(earlier: PeriodShare, later: PeriodShare) -> Result<Change, ChangeError> {
    let [first, second] = [earlier, later].map(|period| {
        let (p, n) = (period.share, period.n_effective);
        if !(0.0..=1.0).contains(&p) {
            return Err(ChangeError::Share);
        }
        wilson(p * n, n).map_err(|error| match error {
            ProportionError::SampleSize => ChangeError::SampleSize,
            ProportionError::Count => ChangeError::Share,
        })
    });
    let (first, second) = (first?, second?);
    let (p1, p2) = (earlier.share, later.share);
    let difference = p2 - p1;
    Ok(Change {
        difference,
        low: (difference - (p2 - second.low).hypot(first.high - p1)).max(-1.0),
        high: (difference + (second.high - p2).hypot(p1 - first.low)).min(1.0),
    })
}

impl Change {
    /// Which way the share went, as far as the interval tells.
    pub fn direction(self) -> Direction {
        if self.low > 0.0 {
            Direction::Up
        } else if self.high < 0.0 {
            Direction::Down
        } else {
            Direction::Unclear
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{ClusterTotals, estimate};
    use proptest::prelude::*;

    fn of(x: f64, n: f64) -> PeriodShare {
        PeriodShare { share: x / n, n_effective: n }
    }

    fn assert_change(earlier: PeriodShare, later: PeriodShare, difference: f64, low: f64, high: f64) {
        let change = change(earlier, later).unwrap();
        for (value, expected) in [(change.difference, difference), (change.low, low), (change.high, high)] {
            assert!((value - expected).abs() < 1e-9, "{change:?}, expected {expected}");
        }
    }

    /// statsmodels 0.15.0: confint_proportions_2indep(method="newcomb").
    #[test]
    fn changes_agree_with_statsmodels() {
        let (earlier, later) = (of(272.0 / 1.6, 400.0 / 1.6), of(318.0 / 1.5, 420.0 / 1.5));
        assert_change(earlier, later, 0.077_142_857_143, 0.000_620_242_749, 0.153_205_712_204);
        assert_change(of(3.0, 10.0), of(9.0, 10.0), 0.6, 0.170_522_723_935, 0.809_017_973_535);
        assert_change(of(0.0, 30.0), of(0.0, 25.0), 0.0, -0.113_513_393_174, 0.133_192_250_949);
        assert_change(
            of(31.0, 35.0),
            of(40.0, 40.0),
            0.114_285_714_286,
            0.002_798_358_704,
            0.259_514_686_462,
        );
        assert_change(
            of(70.0, 75.0),
            of(61.0, 80.0),
            -0.170_833_333_333,
            -0.281_422_442_806,
            -0.057_740_533_322,
        );
    }

    #[test]
    fn a_direction_is_given_only_when_the_interval_leaves_zero_out() {
        assert_eq!(change(of(170.0, 250.0), of(212.0, 280.0)).unwrap().direction(), Direction::Up);
        assert_eq!(change(of(212.0, 280.0), of(170.0, 250.0)).unwrap().direction(), Direction::Down);
        assert_eq!(change(of(17.0, 25.0), of(21.0, 28.0)).unwrap().direction(), Direction::Unclear);
    }

    #[test]
    fn an_estimate_without_variance_brings_the_size_of_its_interval() {
        let mut everybody = ClusterTotals::empty("town", 1);
        (0..20).for_each(|_| everybody.add(1.0, 1.0));
        let period = PeriodShare::from(&estimate(&[everybody], &[]).unwrap());
        assert_eq!(period, of(20.0, 20.0));
    }

    #[test]
    fn impossible_periods_are_refused_by_name() {
        let good = of(5.0, 10.0);
        for share in [f64::NAN, -0.1, 1.1] {
            assert_eq!(change(PeriodShare { share, ..good }, good), Err(ChangeError::Share));
        }
        for n_effective in [f64::NAN, 0.0, -1.0, f64::INFINITY] {
            assert_eq!(change(good, PeriodShare { n_effective, ..good }), Err(ChangeError::SampleSize));
        }
    }

    fn any_period() -> impl Strategy<Value = PeriodShare> {
        (0.0..=1.0_f64, -2.0..20.0_f64)
            .prop_map(|(share, ln_n)| PeriodShare { share, n_effective: ln_n.exp() })
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_difference_and_going_back_mirrors_it(a in any_period(), b in any_period()) {
            let (forth, back) = (change(a, b).unwrap(), change(b, a).unwrap());
            prop_assert!(-1.0 <= forth.low && forth.low <= forth.difference);
            prop_assert!(forth.difference <= forth.high && forth.high <= 1.0);
            prop_assert!((forth.low + back.high).abs() < 1e-12 && (forth.high + back.low).abs() < 1e-12);
        }

        #[test]
        fn more_respondents_never_widen_the_interval(a in any_period(), b in any_period(), more in 1.0..10.0_f64) {
            let few = change(a, b).unwrap();
            let many = change(a, PeriodShare { n_effective: b.n_effective * more, ..b }).unwrap();
            prop_assert!(many.high - many.low <= few.high - few.low + 1e-9);
        }

        #[test]
        fn no_input_panics(p in any::<f64>(), n in any::<f64>(), q in any::<f64>(), m in any::<f64>()) {
            let earlier = PeriodShare { share: p, n_effective: n };
            let _ = change(earlier, PeriodShare { share: q, n_effective: m });
        }
    }
}
