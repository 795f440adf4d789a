//! Differences of ln Γ and its derivative ψ over a step, which keep their digits for any size of argument.
//!
//! Likelihoods of counts are made of lnΓ(a + x) − lnΓ(a). Computed as two terms, the difference drowns in rounding as
//! soon as a is large, that is, when areas differ hardly more than chance explains. Here both arguments are raised
//! above 12 by the recurrences Γ(a + 1) = aΓ(a) and ψ(a + 1) = ψ(a) + 1/a, and Stirling's series (DLMF 5.11.1 and
//! 5.11.2) is then subtracted term by term. Relative errors stay below 1e-12.

/// Above this argument five terms of Stirling's series are exact to floating point.
const ENOUGH: f64 = 12.0;

/// lnΓ(a + x) − lnΓ(a) for a > 0 and x ≥ 0.
pub(crate) fn ln_gamma_step(a: f64, x: f64) -> f64 {
    let (mut a, mut below) = (a, 0.0);
    while a < ENOUGH {
        below += (x / a).ln_1p();
        a += 1.0;
    }
    let b = a + x;
    // The series Σ B_2k/(2k(2k − 1)) z^(1 − 2k).
    let rest = |z: f64| {
        let y = 1.0 / (z * z);
        (1.0 / 12.0 - y * (1.0 / 360.0 - y * (1.0 / 1260.0 - y * (1.0 / 1680.0 - y / 1188.0)))) / z
    };
    (a - 0.5) * (x / a).ln_1p() + x * b.ln() - x + (rest(b) - rest(a)) - below
}

/// ψ(a + x) − ψ(a) for a > 0 and x ≥ 0.
pub(crate) fn digamma_step(a: f64, x: f64) -> f64 {
    let (mut a, mut above) = (a, 0.0);
    while a < ENOUGH {
        above += x / a / (a + x);
        a += 1.0;
    }
    let b = a + x;
    // 1/a² − 1/b² without cancellation, for the terms of Σ B_2k/(2k) z^(−2k).
    let (ya, yb) = (1.0 / (a * a), 1.0 / (b * b));
    let apart = x / a / b * (1.0 / a + 1.0 / b);
    let series = apart
        * (1.0 / 12.0 - (ya + yb) / 120.0 + (ya * ya + ya * yb + yb * yb) / 252.0
            - (ya + yb) * (ya * ya + yb * yb) / 240.0
            + (ya.powi(4) + ya.powi(3) * yb + ya * ya * yb * yb + ya * yb.powi(3) + yb.powi(4)) / 132.0);
    (x / a).ln_1p() + x / a / b / 2.0 + series + above
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(value: f64, expected: f64) {
        assert!((value / expected - 1.0).abs() < 1e-12, "{value} is not {expected}");
    }

    #[test]
    fn steps_agree_with_mpmath() {
        // mpmath 1.3.0 at 50 digits.
        close(ln_gamma_step(1e-06, 3.0), -13.122361877404954);
        close(digamma_step(1e-06, 3.0), 1000001.49999875);
        close(ln_gamma_step(0.117, 6.0), 2.899629241451333);
        close(digamma_step(0.117, 6.0), 10.67377387384092);
        close(ln_gamma_step(2.5, 17.25), 38.31417942013485);
        close(digamma_step(2.5, 17.25), 2.2544668087336204);
        close(ln_gamma_step(11.9, 40.0), 134.75705252946878);
        close(digamma_step(11.9, 40.0), 1.5057204056535534);
        close(ln_gamma_step(350.0, 1000000.0), 12818641.792096665);
        close(digamma_step(350.0, 1000000.0), 7.959356094120083);
        close(ln_gamma_step(1000000.0, 20.0), 276.31040115805047);
        close(digamma_step(1000000.0, 20.0), 1.9999810002469964e-05);
        close(ln_gamma_step(100000000.0, 12.5), 230.25851001815454);
        close(digamma_step(100000000.0, 12.5), 1.2499999281250057e-07);
        close(ln_gamma_step(3000000000.0, 400.0), 8728.751276845807);
        close(digamma_step(3000000000.0, 400.0), 1.3333332446666746e-07);
    }

    #[test]
    fn no_step_makes_no_difference() {
        for a in [1e-9, 0.3, 12.0, 1e8] {
            assert_eq!((ln_gamma_step(a, 0.0), digamma_step(a, 0.0)), (0.0, 0.0));
        }
    }

    proptest! {
        #[test]
        fn two_steps_add_up_to_one(ln_a in -10.0..15.0_f64, x in 0.0..1e4_f64, y in 0.0..1e4_f64) {
            let a = ln_a.exp();
            for step in [ln_gamma_step, digamma_step] {
                let (once, twice) = (step(a, x + y), step(a, x) + step(a + x, y));
                prop_assert!((once - twice).abs() <= 1e-11 * (1.0 + once.abs()));
            }
        }

        #[test]
        fn a_step_of_one_is_the_recurrence(ln_a in -20.0..18.0_f64) {
            let a = ln_a.exp();
            prop_assert!((digamma_step(a, 1.0) * a - 1.0).abs() < 1e-12);
            prop_assert!((ln_gamma_step(a, 1.0) - a.ln()).abs() < 1e-9 + 1e-15 * a);
        }
    }
}
