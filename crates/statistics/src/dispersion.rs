//! Maximum likelihood for how much areas differ beyond chance, along the size of the prior.
//!
//! A prior of size s (α + β of a beta, ν of a gamma) lets areas differ the more, the smaller it is. Its likelihood may
//! rise all the way to s = ∞, where areas do not differ at all, or to s = 0, where they have nothing in common; an
//! optimiser that does not know this returns wherever it gave up. Here the derivative of the profile likelihood is
//! looked at over the whole range, so that both ends are recognised and the best of several maxima is found.

/// The sizes looked at; beyond them a prior cannot be told from one at the end.
const LEAST: f64 = 1e-6;
const GREATEST: f64 = 1e9;
/// Steps between them: a factor of 4 each, finer than the bumps a likelihood of counts has.
const STEPS: u32 = 25;

/// Where the likelihood is highest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum BestSize {
    /// At a prior of this size.
    At(f64),
    /// Without differences beyond chance.
    Infinite,
    /// Without anything in common.
    Zero,
}

/// The size with the highest profile likelihood.
///
/// `slope` is its derivative, up to a positive factor; `gain` is the log-likelihood minus that at s = ∞. Where the
/// likelihood at s = ∞ cannot be improved by a slightly smaller size (`spread` is false), another maximum must gain
/// more than `noise`, the rounding of `gain`.
pub(crate) fn best_size(
    slope: impl Fn(f64) -> f64,
    gain: impl Fn(f64) -> f64,
    spread: bool,
    noise: f64,
) -> BestSize {
    let (least, greatest) = (LEAST.ln(), GREATEST.ln());
    let at = |step: u32| least + (greatest - least) * f64::from(step) / f64::from(STEPS);
    let slope = |ln_size: f64| slope(ln_size.exp());
    let mut best = (BestSize::Infinite, if spread { 0.0 } else { noise });
    let mut before = (at(0), slope(at(0)));
    if before.1 < 0.0 {
        let reached = gain(LEAST);
        if reached > best.1 {
            best = (BestSize::Zero, reached);
        }
    }
    for step in 1..=STEPS {
        let here = (at(step), slope(at(step)));
        if before.1 > 0.0 && here.1 <= 0.0 {
            let size = falling_root(slope, before, here).exp();
            let reached = gain(size);
            // Rounding may hide the last bit of a gain that the slope at infinity vouches for.
            if reached > best.1 || (spread && best.0 == BestSize::Infinite) {
                best = (BestSize::At(size), reached);
            }
        }
        before = here;
    }
    best.0
}

/// The root near `start` of a function that falls from positive to negative values.
pub(crate) fn falling_root_near(f: impl Fn(f64) -> f64, start: f64) -> f64 {
    let value = f(start);
    let outwards = value.signum();
    let (mut inner, mut width) = ((start, value), 0.5);
    // Doubling steps leave the range of any logarithm of floating point within twelve rounds.
    for _ in 0..12 {
        let at = start + outwards * width;
        let outer = (at, f(at));
        if outer.1 * outwards <= 0.0 {
            return if outwards > 0.0 {
                falling_root(f, inner, outer)
            } else {
                falling_root(f, outer, inner)
            };
        }
        inner = outer;
        width *= 2.0;
    }
    inner.0
}

/// The root between a point with a positive and a point with a negative value (regula falsi, Illinois variant, with
/// a bisection whenever three steps have not halved the bracket).
fn falling_root(f: impl Fn(f64) -> f64, mut low: (f64, f64), mut high: (f64, f64)) -> f64 {
    let mut last_side = 0.0;
    let mut goal = (high.0 - low.0) / 2.0;
    for round in 0..200 {
        let width = high.0 - low.0;
        if low.1 == 0.0 || high.1 == 0.0 || width <= 4.0 * f64::EPSILON * high.0.abs().max(1.0) {
            break;
        }
        let secant = low.0 + width * (low.1 / (low.1 - high.1));
        let bisect = round % 3 == 2 && width > goal;
        if round % 3 == 2 {
            goal = width / 2.0;
        }
        let at = if !bisect && secant > low.0 && secant < high.0 { secant } else { low.0 + width / 2.0 };
        let value = f(at);
        if value > 0.0 {
            low = (at, value);
            high.1 *= if last_side > 0.0 { 0.5 } else { 1.0 };
        } else {
            high = (at, value);
            low.1 *= if last_side < 0.0 { 0.5 } else { 1.0 };
        }
        last_side = value.signum();
    }
    if high.1 == 0.0 { high.0 } else { low.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A likelihood −(ln s − ln m)², with its value at infinity set to `infinity`.
    fn hill(m: f64, infinity: f64, spread: bool) -> BestSize {
        best_size(|s| (m / s).ln(), |s| -(s / m).ln().powi(2) - infinity, spread, 1e-9)
    }

    #[test]
    fn a_maximum_inside_the_range_is_found_to_all_digits() {
        for m in [1e-5, 0.3, 2.0, 11.388_69, 1e6] {
            let BestSize::At(size) = hill(m, -5.0, true) else {
                panic!("{m}");
            };
            assert!((size / m - 1.0).abs() < 1e-12, "{size} is not {m}");
        }
    }

    #[test]
    fn both_ends_are_recognised() {
        assert_eq!(best_size(|_| 1.0, |_| -1.0, false, 1e-9), BestSize::Infinite);
        assert_eq!(best_size(|_| -1.0, |s| 1.0 / s, true, 1e-9), BestSize::Zero);
        assert_eq!(hill(3.0, 7.0, false), BestSize::Infinite);
        assert_eq!(best_size(|_| 0.0, |_| 1e-12, false, 1e-9), BestSize::Infinite);
        assert_eq!(best_size(|_| f64::NAN, |_| f64::NAN, true, 1e-9), BestSize::Infinite);
    }

    #[test]
    fn roots_are_found_from_either_side_and_far_away() {
        for root in [-300.0, -1.0, 0.0, 0.4, 25.0] {
            for start in [-10.0, 0.0, 3.0] {
                let found = falling_root_near(|x| -(x - root).tanh(), start);
                assert!((found - root).abs() < 1e-9, "{found} is not {root}");
            }
        }
    }
}
