//! Quantiles and tail probabilities of the beta, Student's t and normal distributions.
//!
//! `statrs` supplies the gamma and error functions. Its incomplete beta function stops after 140 terms and its
//! inverse after a tolerance that depends on the argument, which loses digits from a few thousand answers on; the
//! two are therefore computed here, by the same continued fraction run to convergence and a bracketed Newton search.

use statrs::function::{erf, gamma::ln_gamma};
use std::f64::consts::SQRT_2;

/// Shape parameters and degrees of freedom above this are not told apart: gamma functions lose their digits there.
pub const LARGEST_SHAPE: f64 = 1e8;

/// The .975 quantile of the standard normal distribution: the z of every 95 % interval.
pub const Z_975: f64 = 1.959_963_984_540_054;

/// The regularised incomplete beta function I_x(a, b): the probability that a Beta(a, b) variable is at most `x`.
///
/// `None` unless a and b are positive, at most 1e9, and x lies in 0..=1.
/// Source: continued fraction DLMF 8.17.22, evaluated by the modified Lentz method.
pub fn beta_cdf(x: f64, a: f64, b: f64) -> Option<f64> {
    if !is_shape(a) || !is_shape(b) || !(0.0..=1.0).contains(&x) {
        return None;
    }
    Some(Beta::new(a, b).cdf(x))
}

/// The `p` quantile of the Beta(a, b) distribution, to about 1e-12 (1e-10 of its standard deviation
/// when a + b is in the millions).
///
/// `None` unless a and b are positive, at most 1e9, and p lies in 0..=1.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> Option<f64> {
    if !is_shape(a) || !is_shape(b) || !(0.0..=1.0).contains(&p) {
        return None;
    }
    Some(Beta::new(a, b).quantile(p))
}

/// The `p` quantile of Student's t distribution with `df` degrees of freedom (any positive real).
///
/// `None` unless df > 0 and 0 < p < 1.
pub fn t_quantile(p: f64, df: f64) -> Option<f64> {
    if df.is_nan() || df <= 0.0 || !(p > 0.0 && p < 1.0) {
        return None;
    }
    if p < 0.5 {
        return t_quantile(1.0 - p, df).map(|t| -t);
    }
    if df > 1e5 {
        // Fisher's expansion (Abramowitz and Stegun 26.7.5) errs here by less than 1e-14.
        let z = normal_quantile(p)?;
        let first = (z.powi(3) + z) / 4.0;
        let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
        return Some(z + first / df + second / (df * df));
    }
    // t²/(df + t²) is Beta(1/2, df/2); df/(df + t²) is its complement. The smaller of the two keeps its digits.
    let share = beta_quantile(2.0 * p - 1.0, 0.5, df / 2.0)?;
    if share <= 0.5 {
        return Some((df * share / (1.0 - share)).sqrt());
    }
    let rest = beta_quantile(2.0 * (1.0 - p), df / 2.0, 0.5)?;
    Some((df * (1.0 - rest) / rest).sqrt())
}

/// The `p` quantile of the standard normal distribution. `None` unless 0 < p < 1.
pub fn normal_quantile(p: f64) -> Option<f64> {
    if !(p > 0.0 && p < 1.0) {
        return None;
    }
    Some(-SQRT_2 * erf::erfc_inv(2.0 * p))
}

/// The two-sided p-value of a standard normal `z`: the probability of a value at least as far from zero, to 1e-10.
pub fn normal_two_sided(z: f64) -> f64 {
    erf::erfc(z.abs() / SQRT_2)
}

fn is_shape(value: f64) -> bool {
    value > 0.0 && value <= 10.0 * LARGEST_SHAPE
}

/// A beta distribution with the constant of its density.
struct Beta {
    a: f64,
    b: f64,
    ln_beta: f64,
}

impl Beta {
    fn new(a: f64, b: f64) -> Self {
        Self { a, b, ln_beta: ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b) }
    }

    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        if x >= 1.0 {
            return 1.0;
        }
        let (a, b) = (self.a, self.b);
        let front = (a * x.ln() + b * (-x).ln_1p() - self.ln_beta).exp();
        // The fraction converges fast below the mean; above it the mirrored distribution is used.
        let value = if x < (a + 1.0) / (a + b + 2.0) {
            front * beta_fraction(a, b, x) / a
        } else {
            1.0 - front * beta_fraction(b, a, 1.0 - x) / b
        };
        value.clamp(0.0, 1.0)
    }

    fn density(&self, x: f64) -> f64 {
        ((self.a - 1.0) * x.ln() + (self.b - 1.0) * (-x).ln_1p() - self.ln_beta).exp()
    }

    /// Newton's method kept inside a shrinking bracket; a step that leaves the bracket becomes a bisection.
    fn quantile(&self, p: f64) -> f64 {
        if p <= 0.0 || p >= 1.0 {
            return p;
        }
        let (mut low, mut high) = (0.0_f64, 1.0_f64);
        let mut x = self.a / (self.a + self.b);
        for _ in 0..200 {
            let error = self.cdf(x) - p;
            if error == 0.0 {
                return x;
            }
            if error > 0.0 {
                high = x;
            } else {
                low = x;
            }
            let newton = x - error / self.density(x);
            let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
            let settled = (next - x).abs() <= 4.0 * f64::EPSILON * x;
            x = next;
            if settled {
                break;
            }
        }
        x
    }
}

/// The continued fraction of the incomplete beta function; needs about √max(a, b) terms.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_zero = |v: f64| if v.abs() < TINY { TINY } else { v };
    let most_terms = 200 + (10.0 * a.max(b).sqrt()) as u32;
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in 1..most_terms {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        h *= d * c;
        if (d * c - 1.0).abs() <= 2.0 * f64::EPSILON {
            break;
        }
    }
    h
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(value: Option<f64>, expected: f64, tolerance: f64) {
        let value = value.expect("defined");
        assert!((value - expected).abs() <= tolerance, "{value} is not {expected}");
    }

    /// From scipy.stats.beta.ppf.
    #[test]
    fn beta_quantiles_agree_with_scipy() {
        close(beta_quantile(0.025, 83.0, 18.0), 0.7418245893678412, 1e-11);
        close(beta_quantile(0.975, 84.0, 17.0), 0.8977350899644717, 1e-11);
        close(beta_quantile(0.025, 20.0, 1.0), 0.8315665290169146, 1e-11);
        close(beta_quantile(0.5, 0.3, 0.7), 0.15877468697850153, 1e-11);
        close(beta_quantile(0.025, 19.03, 11.11), 0.45509021994410676, 1e-11);
        close(beta_quantile(0.975, 1.0, 1000.0), 0.003682083896865671, 1e-11);
        close(beta_quantile(0.025, 120000.0, 80001.0), 0.5978490303891618, 1e-11);
        close(beta_quantile(0.975, 3500000.0, 6500000.0), 0.3502956517816415, 1e-11);
        close(beta_quantile(0.025, 2.5, 40000000.0), 1.0390144919790507e-08, 1e-11);
        close(beta_quantile(0.975, 0.001, 5.0), 1.259344328834959e-12, 1e-11);
    }

    /// From scipy.stats.beta.cdf.
    #[test]
    fn beta_probabilities_agree_with_scipy() {
        close(beta_cdf(0.3, 2.0, 5.0), 0.5798250000000003, 1e-9);
        close(beta_cdf(0.8, 83.0, 18.0), 0.2711889648878879, 1e-9);
        close(beta_cdf(0.6005, 120000.0, 80001.0), 0.6768592420481128, 1e-8);
        close(beta_cdf(0.35, 3500000.0, 6500000.0), 0.500026449616041, 1e-7);
    }

    /// From scipy.stats.t.ppf and scipy.stats.norm.
    #[test]
    fn t_and_normal_quantiles_agree_with_scipy() {
        close(t_quantile(0.975, 1.0), 12.706204736174694, 1e-10);
        close(t_quantile(0.975, 2.0), 4.302652729749462, 4e-11);
        close(t_quantile(0.8, 2.0), 1.0606601717798214, 1e-11);
        close(t_quantile(0.975, 9.0), 2.262157162798205, 2e-11);
        close(t_quantile(0.975, 59.0), 2.000995378088267, 2e-11);
        close(t_quantile(0.025, 4.0), -2.7764451051977943, 3e-11);
        close(t_quantile(0.975, 2.5), 3.5746548420036817, 4e-11);
        close(t_quantile(0.975, 9999999.0), 1.9599642217672286, 2e-11);
        close(t_quantile(0.9999, 0.7), 97570.04017878421, 1e-06);
        close(normal_quantile(0.975), 1.959963984540054, 1e-12);
        close(normal_quantile(0.025), -1.9599639845400545, 1e-12);
        close(normal_quantile(0.5), 0.0, 1e-12);
        close(normal_quantile(0.999999), 4.753424308817087, 1e-12);
        close(normal_quantile(1e-09), -5.9978070150076865, 1e-12);
        close(Some(normal_two_sided(0.0)), 1.0, 1e-10);
        close(Some(normal_two_sided(1.0)), 0.31731050786291415, 1e-10);
        close(Some(normal_two_sided(1.96)), 0.04999579029644087, 1e-10);
        close(Some(normal_two_sided(-3.089238)), 0.0020067061332388644, 1e-10);
        close(Some(normal_two_sided(8.0)), 1.244192114854348e-15, 1e-22);
    }

    #[test]
    fn what_is_undefined_is_none() {
        for bad in [f64::NAN, -0.1, 1.1, f64::INFINITY] {
            assert_eq!(beta_quantile(bad, 2.0, 3.0), None);
            assert_eq!(beta_cdf(bad, 2.0, 3.0), None);
            assert_eq!(t_quantile(bad, 3.0), None);
            assert_eq!(normal_quantile(bad), None);
        }
        for bad in [f64::NAN, 0.0, -1.0, f64::INFINITY] {
            assert_eq!(beta_quantile(0.5, bad, 3.0), None);
            assert_eq!(beta_cdf(0.5, 3.0, bad), None);
        }
        assert_eq!(t_quantile(0.975, 0.0), None);
        assert_eq!(t_quantile(0.975, f64::INFINITY), normal_quantile(0.975));
    }

    proptest! {
        #[test]
        fn the_quantile_inverts_the_distribution(p in 0.001..0.999_f64, ln_a in -2.0..14.0_f64, ln_b in -2.0..14.0_f64) {
            let (a, b) = (ln_a.exp(), ln_b.exp());
            let x = beta_quantile(p, a, b).unwrap();
            prop_assert!((0.0..=1.0).contains(&x));
            // A quantile nearer to 0 or 1 than floating point can tell cannot be inverted.
            if x > 1e-200 && x < 1.0 - 1e-9 {
                prop_assert!((beta_cdf(x, a, b).unwrap() - p).abs() < 1e-7);
            }
        }

        #[test]
        fn the_t_quantile_shrinks_towards_the_normal(df in 0.5..1e6_f64) {
            let here = t_quantile(0.975, df).unwrap();
            prop_assert!(here >= t_quantile(0.975, df * 1.1).unwrap());
            prop_assert!(here >= Z_975);
            prop_assert!((here + t_quantile(0.025, df).unwrap()).abs() < 1e-9 * here);
        }
    }
}
