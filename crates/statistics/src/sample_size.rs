//! How many households to visit for a wanted margin of error, and how many in each area.
//!
//! n = z² p(1 − p)/e² · deff, and with a finite population n/(1 + n/N), rounded up. Source: Cochran (1977), Sampling
//! Techniques, 4.4, with Kish's design effect. The margin e is half the width of a 95 % interval.

use crate::distributions::Z_975;

/// What the survey is to achieve, and what is expected of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    /// The margin e as a share, such as .05 for ±5 percentage points; above 0 and below 1.
    pub margin: f64,
    /// The expected share p, within 0..=1; .5 when nothing is known, which asks for the most households.
    pub expected: f64,
    /// The expected design effect, at least .1; that of the last survey, or 1.
    pub design_effect: f64,
    /// Households there are; `None` for so many that it does not matter.
    pub population: Option<u64>,
}

/// Why there is no sample size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SampleSizeError {
    /// The margin is not between 0 and 1.
    #[error("the margin must lie between 0 and 1")]
    Margin,
    /// The expected share is not between 0 and 1.
    #[error("the expected share must lie between 0 and 1")]
    Expected,
    /// The design effect is not a number from .1 to 1000.
    #[error("the design effect must lie between 0.1 and 1000")]
    DesignEffect,
    /// There are no households.
    #[error("there are no households")]
    Population,
    /// So small a margin asks for more than 10^15 households.
    #[error("so small a margin needs more households than there can be")]
    TooMany,
}

/// The households that give the wanted margin: at least 1, and at most the population.
///
/// # Errors
/// [`SampleSizeError`] when a wish is out of range.
pub fn sample_size(wanted: Wanted) -> Result<u64, SampleSizeError> {
    let Wanted { margin, expected, design_effect, population } = wanted;
    if !(margin > 0.0 && margin < 1.0) {
        return Err(SampleSizeError::Margin);
    }
    if !(0.0..=1.0).contains(&expected) {
        return Err(SampleSizeError::Expected);
    }
    if !(0.1..=1000.0).contains(&design_effect) {
        return Err(SampleSizeError::DesignEffect);
    }
    let endless = Z_975 * Z_975 * expected * (1.0 - expected) / (margin * margin) * design_effect;
    match population {
        Some(0) => Err(SampleSizeError::Population),
        Some(people) => {
            // As N/(1 + N/n), which stays finite for every n.
            let needed = people as f64 / (1.0 + people as f64 / endless);
            Ok((needed.ceil() as u64).clamp(1, people))
        }
        None if endless > 1e15 => Err(SampleSizeError::TooMany),
        None => Ok((endless.ceil() as u64).max(1)),
    }
}

/// Shares out `sample` households among areas in proportion to their households, at least `least` in each.
///
/// An area with fewer than `least` households is visited wholly, one without households not at all. What is left
/// after the areas at their least goes to the others in proportion, rounded by largest remainders; equal remainders
/// are served in the order of the areas. The result adds up to `sample`, except that it is all households when there
/// are fewer, and the areas' least when that is more.
/// Source: Cochran (1977), 5.5, for proportional allocation; Hamilton's method for the rounding.
pub fn allocate(sample: u64, households: &[u64], least: u64) -> Vec<u64> {
    let everybody: u128 = households.iter().map(|n| u128::from(*n)).sum();
    if u128::from(sample) >= everybody {
        return households.to_vec();
    }
    let mut visits: Vec<u64> = households.iter().map(|n| least.min(*n)).collect();
    let mut left = u128::from(sample);
    let mut rest = everybody;
    // The smallest areas fall below their least first; each one set aside lowers what is left for the others.
    let mut open: Vec<usize> = (0..households.len()).collect();
    open.sort_by_key(|area| (households[*area], *area));
    let set_aside = open
        .iter()
        .take_while(|area| {
            let (own, at_least) = (u128::from(households[**area]), u128::from(visits[**area]));
            // Saturates only for areas of 10^19 households.
            let below = left * own < at_least.saturating_mul(rest) || own == 0;
            if below {
                left = left.saturating_sub(at_least);
                rest -= own;
            }
            below
        })
        .count();
    let mut open = open.split_off(set_aside);
    if rest == 0 {
        return visits;
    }
    let share = |area: usize| left * u128::from(households[area]);
    for area in &open {
        visits[*area] = u64::try_from(share(*area) / rest).unwrap_or(u64::MAX);
    }
    let given: u128 = open.iter().map(|area| u128::from(visits[*area])).sum();
    open.sort_by_key(|area| (std::cmp::Reverse(share(*area) % rest), *area));
    for area in open.into_iter().take(usize::try_from(left - given).unwrap_or(usize::MAX)) {
        visits[area] = visits[area].saturating_add(1);
    }
    visits
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FIVE_POINTS: Wanted = Wanted { margin: 0.05, expected: 0.5, design_effect: 1.0, population: None };

    /// statsmodels 0.15.0: samplesize_confint_proportion gives 384.15, 896.34 and 338.77; the first with a design
    /// effect of 1.6 and 8000 households is 570.78 by the formula.
    #[test]
    fn sizes_agree_with_statsmodels() {
        let of = |margin, expected| sample_size(Wanted { margin, expected, ..FIVE_POINTS });
        assert_eq!((of(0.05, 0.5), of(0.03, 0.3), of(0.04, 0.83)), (Ok(385), Ok(897), Ok(339)));
        let clustered = Wanted { design_effect: 1.6, population: Some(8000), ..FIVE_POINTS };
        assert_eq!(sample_size(clustered), Ok(571));
        // 470.14, and the margin must hold.
        assert_eq!(sample_size(Wanted { population: Some(2000), ..clustered }), Ok(471));
    }

    #[test]
    fn nobody_needs_to_be_asked_about_a_certainty_but_one_is() {
        for expected in [0.0, 1.0] {
            assert_eq!(sample_size(Wanted { expected, ..FIVE_POINTS }), Ok(1));
            assert_eq!(sample_size(Wanted { expected, population: Some(40), ..FIVE_POINTS }), Ok(1));
        }
    }

    #[test]
    fn impossible_wishes_are_refused_by_name() {
        for bad in [f64::NAN, -0.1, 1.1, f64::INFINITY] {
            assert_eq!(sample_size(Wanted { margin: bad, ..FIVE_POINTS }), Err(SampleSizeError::Margin));
            assert_eq!(sample_size(Wanted { expected: bad, ..FIVE_POINTS }), Err(SampleSizeError::Expected));
        }
        for design_effect in [f64::NAN, 0.0, 1e4] {
            let wanted = Wanted { design_effect, ..FIVE_POINTS };
            assert_eq!(sample_size(wanted), Err(SampleSizeError::DesignEffect));
        }
        let nobody = Wanted { population: Some(0), ..FIVE_POINTS };
        assert_eq!(sample_size(nobody), Err(SampleSizeError::Population));
        let minute = Wanted { margin: 1e-200, ..FIVE_POINTS };
        assert_eq!(sample_size(minute), Err(SampleSizeError::TooMany));
        assert_eq!(sample_size(Wanted { population: Some(123), ..minute }), Ok(123));
    }

    #[test]
    fn areas_get_their_share_and_at_least_the_least() {
        assert_eq!(allocate(100, &[500, 300, 200], 10), [50, 30, 20]);
        // 5 and 12 households are below their least of 15 and 15; the other 83 go 4 : 3.
        assert_eq!(allocate(100, &[400, 5, 12, 300], 15), [47, 5, 12, 36]);
        assert_eq!(allocate(10, &[1, 1, 1, 97], 0), [0, 0, 0, 10]);
        // Equal remainders: the first areas are served.
        assert_eq!(allocate(5, &[10, 10, 10], 1), [2, 2, 1]);
        // The leasts add up to more than the sample.
        assert_eq!(allocate(10, &[100, 0, 100, 3], 8), [8, 0, 8, 3]);
        assert_eq!(allocate(1000, &[3, 0, 4], 2), [3, 0, 4]);
        assert_eq!(allocate(10, &[], 2), []);
        assert_eq!(allocate(0, &[5, 5], 0), [0, 0]);
    }

    proptest! {
        #[test]
        fn a_smaller_margin_or_a_larger_population_never_needs_fewer(
            margin in 0.005..0.5_f64, p in 0.0..=1.0_f64, deff in 0.5..5.0_f64, population in 1..1_000_000_u64,
        ) {
            let wanted = Wanted { margin, expected: p, design_effect: deff, population: Some(population) };
            let n = sample_size(wanted).unwrap();
            prop_assert!((1..=population).contains(&n));
            let finer = Wanted { margin: margin * 0.9, ..wanted };
            let larger = Wanted { population: Some(population * 2), ..wanted };
            let endless = Wanted { population: None, ..wanted };
            for wanted in [finer, larger, endless] {
                prop_assert!(sample_size(wanted).unwrap() >= n, "{wanted:?}");
            }
        }

        #[test]
        fn an_allocation_adds_up_and_keeps_its_bounds(
            sample in 0..5000_u64, households in prop::collection::vec(0..2000_u64, 0..20), least in 0..40_u64,
        ) {
            let visits = allocate(sample, &households, least);
            let floor: u64 = households.iter().map(|n| least.min(*n)).sum();
            let everybody: u64 = households.iter().sum();
            prop_assert_eq!(visits.iter().sum::<u64>(), sample.max(floor).min(everybody));
            for (visits, n) in visits.iter().zip(&households) {
                prop_assert!(visits <= n && *visits >= least.min(*n));
            }
        }

        #[test]
        fn a_larger_area_never_gets_fewer(
            sample in 0..5000_u64, mut households in prop::collection::vec(0..2000_u64, 0..20), least in 0..40_u64,
        ) {
            households.sort_unstable_by(|a, b| b.cmp(a));
            let visits = allocate(sample, &households, least);
            prop_assert!(visits.is_sorted_by(|a, b| a >= b), "{visits:?}");
        }

        #[test]
        fn no_input_panics(e in any::<f64>(), p in any::<f64>(), d in any::<f64>(), n in any::<u64>(),
            areas in prop::collection::vec(any::<u64>(), 0..5)) {
            let wanted = Wanted { margin: e, expected: p, design_effect: d, population: Some(n) };
            let _ = (sample_size(wanted), sample_size(Wanted { population: None, ..wanted }), allocate(n, &areas, n / 2));
        }
    }
}
