//! Intervals of a simple proportion, for real-valued counts and sample sizes.

use crate::distributions::{LARGEST_SHAPE, Z_975, beta_quantile};

/// A 95 % interval of a proportion; both ends lie in 0..=1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Upper minus lower end.
    pub fn width(self) -> f64 {
        self.high - self.low
    }
}

/// Why there is no interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProportionError {
    /// The sample size is not a positive number.
    #[error("the sample size must be a positive number")]
    SampleSize,
    /// The count is not a number between zero and the sample size.
    #[error("the count must lie between zero and the sample size")]
    Count,
}

/// The Clopper–Pearson interval of `x` successes among `n`: the .025 quantile of Beta(x, n − x + 1) to the .975
/// quantile of Beta(x + 1, n − x). Both may be real numbers, as effective sample sizes are.
///
/// Above a sample size of 1e8 both quantiles come from Cornish and Fisher's expansion of the normal quantile, which errs there
/// by less than 1e-8.
/// Source: Clopper and Pearson (1934); for real sizes Korn and Graubard (1998).
///
/// # Errors
/// [`ProportionError`] when `n` is not positive and finite or `x` is not within 0..=n.
pub fn clopper_pearson(x: f64, n: f64) -> Result<Interval, ProportionError> {
    check(x, n)?;
    if n > LARGEST_SHAPE {
        let p = x / n;
        let low = if x > 0.0 { quantile_of_many(-Z_975, p, n) } else { 0.0 };
        let high = if x < n { quantile_of_many(Z_975, p, n) } else { 1.0 };
        return Ok(Interval { low: low.clamp(0.0, p), high: high.clamp(p, 1.0) });
    }
    let low = if x > 0.0 { beta_quantile(0.025, x, n - x + 1.0) } else { Some(0.0) };
    let high = if x < n { beta_quantile(0.975, x + 1.0, n - x) } else { Some(1.0) };
    Ok(Interval { low: low.unwrap_or(0.0), high: high.unwrap_or(1.0) })
}

/// A quantile of a beta distribution of mean `p` and size `n`, with its skewness; `z` is that of the normal distribution.
fn quantile_of_many(z: f64, p: f64, n: f64) -> f64 {
    let spread = (p * (1.0 - p) / n).sqrt();
    // The skewness times the spread is 2(1 − 2p)/n.
    p + z * spread + (z * z - 1.0) * (1.0 - 2.0 * p) / (3.0 * n)
}

/// Wilson's score interval of `x` successes among `n`, without continuity correction.
///
/// Source: Wilson (1927): centre (x + z²/2)/(n + z²), half width z/(n + z²)·√(x(n − x)/n + z²/4).
///
/// # Errors
/// [`ProportionError`] when `n` is not positive and finite or `x` is not within 0..=n.
pub fn wilson(x: f64, n: f64) -> Result<Interval, ProportionError> {
    check(x, n)?;
    let z2 = Z_975 * Z_975;
    let p = x / n;
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z_975 / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    if !half.is_finite() || !centre.is_finite() {
        // So small a sample says nothing: 1/n² has left the range of floating point.
        return Ok(Interval { low: 0.0, high: 1.0 });
    }
    let low = if x == 0.0 { 0.0 } else { (centre - half).clamp(0.0, p) };
    let high = if x == n { 1.0 } else { (centre + half).clamp(p, 1.0) };
    Ok(Interval { low, high })
}

fn check(x: f64, n: f64) -> Result<(), ProportionError> {
    if !n.is_finite() || n <= 0.0 {
        return Err(ProportionError::SampleSize);
    }
    if !(0.0..=n).contains(&x) {
        return Err(ProportionError::Count);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn assert_interval(interval: Interval, low: f64, high: f64) {
        assert!((interval.low - low).abs() < 1e-6, "{interval:?}, expected {low}");
        assert!((interval.high - high).abs() < 1e-6, "{interval:?}, expected {high}");
    }

    /// From statsmodels.stats.proportion.proportion_confint.
    #[test]
    fn intervals_agree_with_statsmodels() {
        assert_interval(clopper_pearson(83.0, 100.0).unwrap(), 0.741_824_59, 0.897_735_09);
        assert_interval(wilson(83.0, 100.0).unwrap(), 0.744_519_95, 0.891_064_34);
        assert_interval(clopper_pearson(20.0, 20.0).unwrap(), 0.831_566_53, 1.0);
        assert_interval(clopper_pearson(0.0, 20.0).unwrap(), 0.0, 1.0 - 0.831_566_53);
    }

    #[test]
    fn impossible_counts_are_refused() {
        for n in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(clopper_pearson(0.0, n), Err(ProportionError::SampleSize));
            assert_eq!(wilson(0.0, n), Err(ProportionError::SampleSize));
        }
        for x in [-1.0, 10.1, f64::NAN] {
            assert_eq!(clopper_pearson(x, 10.0), Err(ProportionError::Count));
            assert_eq!(wilson(x, 10.0), Err(ProportionError::Count));
        }
    }

    #[test]
    fn ten_million_answers_give_a_narrow_interval_around_the_rate() {
        let interval = clopper_pearson(3.1e6, 1e7).unwrap();
        let se = (0.31 * 0.69 / 1e7_f64).sqrt();
        assert!((interval.low - (0.31 - Z_975 * se)).abs() < 1e-6);
        assert!((interval.high - (0.31 + Z_975 * se)).abs() < 1e-6);
    }

    /// Share, size, lower and upper end.
    const SIZES_BEYOND: [(f64, f64, f64, f64); 6] = [
        (0.75, 1.1e8, 0.749_919_069_527_021, 0.750_080_917_316_062),
        (0.3, 2.5e8, 0.299_943_195_162_782, 0.300_056_809_468_324),
        (0.001, 1e9, 0.000_998_041_960_676, 0.001_001_960_928_820),
        (2e-8, 1.5e8, 0.000_000_004_124_481, 0.000_000_058_448_486),
        (0.999_999_9, 1.5e8, 0.999_999_835_065_213, 0.999_999_944_030_758),
        (0.5, 9e8, 0.499_967_333_378_079, 0.500_032_666_621_921),
    ];

    /// From scipy.stats.beta.ppf 1.17.1; above 1e8 the expansion takes over.
    #[test]
    fn sizes_beyond_the_beta_distribution_keep_six_digits() {
        for (p, n, low, high) in SIZES_BEYOND {
            let interval = clopper_pearson(p * n, n).unwrap();
            assert!((interval.low - low).abs() < 1e-8, "{p} {n}: {interval:?}");
            assert!((interval.high - high).abs() < 1e-8, "{p} {n}: {interval:?}");
        }
        assert_eq!(clopper_pearson(0.0, 1e15).unwrap().low, 0.0);
        let all = clopper_pearson(1e15, 1e15).unwrap();
        assert!(all.low > 1.0 - 1e-14 && all.high == 1.0, "{all:?}");
    }

    proptest! {
        #[test]
        fn both_intervals_hold_the_rate_and_stay_inside_zero_and_one(p in 0.0..=1.0_f64, ln_n in -5.0..30.0_f64) {
            let n = ln_n.exp();
            for interval in [clopper_pearson(p * n, n).unwrap(), wilson(p * n, n).unwrap()] {
                prop_assert!(0.0 <= interval.low && interval.low <= p + 1e-9, "{interval:?}");
                prop_assert!(p - 1e-9 <= interval.high && interval.high <= 1.0, "{interval:?}");
            }
        }

        #[test]
        fn more_answers_never_widen_the_interval(p in 0.0..=1.0_f64, n in 1.0..1e6_f64, more in 1.0..10.0_f64) {
            for method in [clopper_pearson, wilson] {
                let few = method(p * n, n).unwrap();
                let many = method(p * n * more, n * more).unwrap();
                prop_assert!(many.width() <= few.width() + 1e-9);
            }
        }

        #[test]
        fn the_share_of_failures_has_the_mirrored_interval(x in 0.0..100.0_f64) {
            for method in [clopper_pearson, wilson] {
                let (right, wrong) = (method(x, 100.0).unwrap(), method(100.0 - x, 100.0).unwrap());
                prop_assert!((right.low - (1.0 - wrong.high)).abs() < 1e-9);
                prop_assert!((right.high - (1.0 - wrong.low)).abs() < 1e-9);
            }
        }

        #[test]
        fn no_input_panics(x in any::<f64>(), n in any::<f64>()) {
            let _ = (clopper_pearson(x, n), wilson(x, n));
        }
    }
}
