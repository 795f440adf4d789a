//! The trend of a series of weekly values: Mann–Kendall's test and Sen's slope.
//!
//! S = Σ_{i<j} sign(x_j − x_i); its variance without a trend is [n(n − 1)(2n + 5) − Σ t(t − 1)(2t + 5)]/18 over groups of
//! t equal values; z = (S ∓ 1)/√variance, moved one step towards zero; p is two-sided normal. Sen's slope is the median
//! of (x_j − x_i)/(j − i), in units of the value per week.
//! Source: Mann (1945), Kendall (1975), Sen (1968); `pymannkendall.original_test`.
//!
//! p is an approximation that is good from about ten values on, and too small when weeks depend on their predecessors.

use crate::distributions::normal_two_sided;

/// The most values of a series: all pairs of them are compared.
pub const MOST_VALUES: usize = 2000;

/// Below this p a trend is called one.
pub const SIGNIFICANT: f64 = 0.05;

/// How a series develops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// Values that are there.
    pub n: u32,
    /// Pairs that rise minus pairs that fall, S.
    pub s: i64,
    /// The variance of S if there is no trend; 0 when all values are equal.
    pub variance: f64,
    /// S in standard deviations, after the continuity correction; 0 when all values are equal.
    pub z: f64,
    /// Two-sided p-value, in 0..=1.
    pub p: f64,
    /// Sen's slope, per week.
    pub slope: f64,
}

/// Why there is no trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrendError {
    /// Fewer than two values.
    #[error("a trend needs at least two values")]
    TooFew,
    /// More than 2000 weeks.
    #[error("a trend takes at most 2000 weeks")]
    TooMany,
    /// A value is infinite, beyond 1e300 or not a number.
    #[error("a value must be a finite number")]
    Value,
}

/// The trend of one value per week.
///
/// # Errors
/// [`TrendError`] for fewer than two or more than 2000 values, or one that is not finite.
pub fn trend(values: &[f64]) -> Result<Trend, TrendError> {
    let weeks: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
    trend_with_gaps(&weeks)
}

/// The trend of weeks of which some have no value, such as those in which nobody looked. A gap is no zero: it is left
/// out of S, and the slope counts the weeks across it.
///
/// # Errors
/// As [`trend`]; gaps count as weeks but not as values.
pub fn trend_with_gaps(weeks: &[Option<f64>]) -> Result<Trend, TrendError> {
    if weeks.len() > MOST_VALUES {
        return Err(TrendError::TooMany);
    }
    let values: Vec<(f64, f64)> =
        (0_u32..).zip(weeks).filter_map(|(week, value)| Some((f64::from(week), (*value)?))).collect();
    if values.iter().any(|(_, value)| value.is_nan() || value.abs() > 1e300) {
        return Err(TrendError::Value);
    }
    if values.len() < 2 {
        return Err(TrendError::TooFew);
    }
    let mut s = 0_i64;
    let mut slopes = Vec::with_capacity(values.len() * (values.len() - 1) / 2);
    for (place, (week, value)) in values.iter().enumerate() {
        for (later, other) in &values[place + 1..] {
            s += i64::from(other > value) - i64::from(other < value);
            slopes.push((other - value) / (later - week));
        }
    }
    let variance = variance_without_trend(values.iter().map(|(_, value)| *value).collect());
    // With a variance of zero all values are equal, and S is zero too.
    let z = if s == 0 { 0.0 } else { (s - s.signum()) as f64 / variance.sqrt() };
    Ok(Trend {
        n: u32::try_from(values.len()).map_err(|_| TrendError::TooMany)?,
        s,
        variance,
        z,
        p: normal_two_sided(z).clamp(0.0, 1.0),
        slope: median(slopes),
    })
}

impl Trend {
    /// Whether the series rises by more than chance explains: for problems, that the place is getting worse.
    pub fn rises(self) -> bool {
        self.z > 0.0 && self.p < SIGNIFICANT
    }

    /// Whether the series falls by more than chance explains.
    pub fn falls(self) -> bool {
        self.z < 0.0 && self.p < SIGNIFICANT
    }
}

fn variance_without_trend(mut values: Vec<f64>) -> f64 {
    let of = |t: f64| t * (t - 1.0) * (2.0 * t + 5.0);
    values.sort_by(f64::total_cmp);
    // Compared by value: −0 and 0 are a tie.
    let ties: f64 = values.chunk_by(|a, b| a == b).map(|equal| of(equal.len() as f64)).sum();
    (of(values.len() as f64) - ties) / 18.0
}

/// The median of at least one value.
fn median(mut values: Vec<f64>) -> f64 {
    let middle = values.len() / 2;
    let even = values.len().is_multiple_of(2);
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    if even {
        let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        f64::midpoint(lower, *upper)
    } else {
        *upper
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn assert_trend(trend: Trend, s: i64, variance: f64, z: f64, p: f64, slope: f64) {
        assert_eq!(trend.s, s);
        for (value, expected) in
            [(trend.variance, variance), (trend.z, z), (trend.p, p), (trend.slope, slope)]
        {
            assert!(
                (value - expected).abs() < 1e-9 * expected.abs().max(1e-3),
                "{trend:?}, expected {expected}"
            );
        }
    }

    const RISING: [f64; 12] = [0.8, 1.1, 0.9, 1.7, 2.0, 1.9, 2.4, 2.6, 2.3, 2.9, 3.1, 3.3];

    /// pymannkendall 1.4.3: original_test.
    #[test]
    fn trends_agree_with_pymannkendall() {
        let rising = trend(&RISING).unwrap();
        assert_trend(
            rising,
            58,
            212.666_666_666_667,
            3.908_635_243_545,
            9.281_898_133_695e-5,
            0.223_611_111_111,
        );
        assert!(rising.rises() && !rising.falls());

        let tied = [5, 3, 3, 4, 2, 2, 2, 1, 0, 1, 0, 0, 1].map(f64::from);
        let falling = trend(&tied).unwrap();
        let (p, slope) = (0.000_596_869_861_429, -0.333_333_333_333_333);
        assert_trend(falling, -56, 256.666_666_666_667, -3.433_032_811_628, p, slope);
        assert!(falling.falls() && !falling.rises());

        let noise = [4, 9, 1, 9, 6, 5, 5, 8, 2, 7, 3, 9, 9, 1, 4, 6, 2, 8, 8, 0, 7, 5].map(f64::from);
        let flat = trend(&noise).unwrap();
        assert_trend(flat, -16, 1_236.666_666_666_667, -0.426_545_074_768, 0.669_710_710_533, 0.0);
        assert!(!flat.rises() && !flat.falls());
    }

    /// pymannkendall 1.4.3: original_test on a series with missing values.
    #[test]
    fn weeks_without_a_value_are_left_out_and_counted_across() {
        let weeks = [Some(1.0), None, Some(2.5), Some(2.0), None, Some(4.0), Some(3.5), None, Some(5.0)];
        let trend = trend_with_gaps(&weeks).unwrap();
        assert_eq!(trend.n, 6);
        assert_trend(trend, 11, 28.333_333_333_333, 1.878_672_873_255, 0.060_289_173_991, 0.5);
    }

    #[test]
    fn a_constant_series_has_no_trend_and_two_values_prove_none() {
        assert_trend(trend(&[7.0; 5]).unwrap(), 0, 0.0, 0.0, 1.0, 0.0);
        assert_trend(trend(&[1.0, 2.0]).unwrap(), 1, 1.0, 0.0, 1.0, 1.0);
        assert_eq!(trend(&[0.0, -0.0]).unwrap().variance, 0.0);
    }

    #[test]
    fn improper_series_are_refused_by_name() {
        assert_eq!(trend(&[]), Err(TrendError::TooFew));
        assert_eq!(trend_with_gaps(&[None, Some(1.0), None]), Err(TrendError::TooFew));
        assert_eq!(trend(&[0.0; MOST_VALUES + 1]), Err(TrendError::TooMany));
        for bad in [f64::NAN, f64::INFINITY, -1e301] {
            assert_eq!(trend(&[1.0, bad, 2.0]), Err(TrendError::Value));
        }
    }

    fn any_series() -> impl Strategy<Value = Vec<f64>> {
        prop::collection::vec((-20..20_i32).prop_map(f64::from), 2..40)
    }

    proptest! {
        #[test]
        fn looking_backwards_or_upside_down_mirrors_the_trend(values in any_series()) {
            let forth = trend(&values).unwrap();
            let backwards: Vec<f64> = values.iter().rev().copied().collect();
            let negated: Vec<f64> = values.iter().map(|value| -value).collect();
            for mirrored in [trend(&backwards).unwrap(), trend(&negated).unwrap()] {
                prop_assert_eq!((mirrored.s, mirrored.z, mirrored.p), (-forth.s, -forth.z, forth.p));
                prop_assert!((mirrored.slope + forth.slope).abs() < 1e-12);
            }
        }

        #[test]
        fn place_and_scale_change_the_slope_only(values in any_series(), by in 0.5..8.0_f64) {
            let plain = trend(&values).unwrap();
            let moved: Vec<f64> = values.iter().map(|value| 3.0 + value * by).collect();
            let moved = trend(&moved).unwrap();
            prop_assert_eq!((moved.s, moved.p), (plain.s, plain.p));
            prop_assert!((moved.slope - plain.slope * by).abs() < 1e-9);
        }

        #[test]
        fn a_longer_straight_rise_is_never_less_certain(n in 2..100_u32, step in 0.1..5.0_f64) {
            let straight = |n: u32| trend(&(0..n).map(|i| f64::from(i) * step).collect::<Vec<_>>()).unwrap();
            let (short, long) = (straight(n), straight(n + 1));
            prop_assert!(long.p <= short.p && (long.slope - step).abs() < 1e-9);
        }

        #[test]
        fn no_input_panics(weeks in prop::collection::vec(prop::option::of(any::<f64>()), 0..12)) {
            let _ = trend_with_gaps(&weeks);
        }
    }
}
