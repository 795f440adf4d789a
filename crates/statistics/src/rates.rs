//! Rates of problems by population or by visits, drawn towards what cells have in common.
//!
//! Model: each cell's rate is drawn from a gamma distribution with shape ν and rate α, and its O problems from the
//! Poisson distribution with mean rate · E, where E is the exposure: people, households, visits or inspections. ν and α
//! maximise the (negative binomial) likelihood Π Γ(O + ν)/(Γ(ν) O!) · (α/(α + E))^ν (E/(α + E))^O, and a cell's estimate
//! is its expected rate (O + ν)/(E + α), in problems per unit of E. Where E is an expected count, it is a relative risk.
//! Source: Clayton and Kaldor (1987), Biometrics 43, 671–681.

use crate::dispersion::{BestSize, best_size, falling_root_near};
use crate::gamma_steps::{digamma_step, ln_gamma_step};

/// The most problems of one cell; counts above it lose the digits the likelihood needs.
pub const MOST_PROBLEMS: u64 = 1_000_000_000;

/// The smallest and the largest exposure of a cell that has any.
pub const EXPOSURES: (f64, f64) = (1e-9, 1e12);

/// What is known of one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exposed {
    /// Problems counted, O.
    pub problems: u64,
    /// Exposure E: people, visits or an expected count; 0 where nobody lives or looked.
    pub exposure: f64,
}

/// How rates differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RateSpread {
    /// As draws from a gamma distribution.
    Gamma {
        /// ν, positive.
        shape: f64,
        /// α, positive, in units of the exposure.
        rate: f64,
    },
    /// Not more than chance explains (ν → ∞): every cell gets the pooled rate.
    Pooled {
        /// ΣO/ΣE.
        rate: f64,
    },
}

/// Why there are no rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateError {
    /// No cell has any exposure.
    #[error("no cell has any exposure")]
    Empty,
    /// An exposure is neither 0 nor a number from 1e-9 to 1e12.
    #[error("an exposure must be zero or a number from 1e-9 to 1e12")]
    Exposure,
    /// A cell has more than a thousand million problems.
    #[error("a cell has too many problems")]
    Problems,
}

/// How much the rates of the cells differ, by maximum likelihood. Cells without exposure say nothing about rates.
///
/// # Errors
/// [`RateError`] when there is no exposure or a number is out of range.
pub fn rate_spread(cells: &[Exposed]) -> Result<RateSpread, RateError> {
    let mut exposed = Vec::with_capacity(cells.len());
    for cell in cells {
        if cell.exposure != 0.0 && !(EXPOSURES.0..=EXPOSURES.1).contains(&cell.exposure) {
            return Err(RateError::Exposure);
        }
        if cell.problems > MOST_PROBLEMS {
            return Err(RateError::Problems);
        }
        if cell.exposure > 0.0 {
            exposed.push((cell.problems as f64, cell.exposure));
        }
    }
    // Sorted, so that the sums do not depend on the order of the cells.
    exposed.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.total_cmp(&b.0)));
    let (problems, exposure) = exposed.iter().fold((0.0, 0.0), |(o, e), cell| (o + cell.0, e + cell.1));
    if exposed.is_empty() {
        return Err(RateError::Empty);
    }
    let pooled = problems / exposure;
    if problems == 0.0 {
        return Ok(RateSpread::Pooled { rate: 0.0 });
    }
    let likelihood = Likelihood { cells: &exposed, pooled };
    let best = best_size(
        |shape| likelihood.slope(shape),
        |shape| likelihood.gain(shape),
        likelihood.more_than_chance(),
        1e-9 + 1e-12 * problems,
    );
    Ok(match best {
        BestSize::At(shape) => RateSpread::Gamma { shape, rate: likelihood.rate(shape) },
        // A shape of 0 would make any cell with a problem impossible.
        BestSize::Infinite | BestSize::Zero => RateSpread::Pooled { rate: pooled },
    })
}

/// The shrunken rates of the cells, in their order; `None` for a cell without exposure, which has no rate.
///
/// # Errors
/// As [`rate_spread`].
pub fn shrunken_rates(cells: &[Exposed]) -> Result<Vec<Option<f64>>, RateError> {
    let spread = rate_spread(cells)?;
    Ok(cells.iter().map(|cell| spread.rate(*cell)).collect())
}

impl RateSpread {
    /// The shrunken rate of a cell; `None` without exposure.
    pub fn rate(self, cell: Exposed) -> Option<f64> {
        (cell.exposure > 0.0).then(|| match self {
            Self::Gamma { shape, rate } => (cell.problems as f64 + shape) / (cell.exposure + rate),
            Self::Pooled { rate } => rate,
        })
    }
}

/// The likelihood of cells (O, E) with exposure, of which some have problems.
struct Likelihood<'a> {
    cells: &'a [(f64, f64)],
    pooled: f64,
}

impl Likelihood<'_> {
    /// The α that suits a shape best: Σ ν/α = Σ (O + ν)/(α + E), which has one root.
    fn rate(&self, shape: f64) -> f64 {
        // Times α, as a sum of terms that do not cancel for large α: ν − (O + ν)α/(α + E) = (νE − Oα)/(α + E).
        let slope = |ln_rate: f64| {
            let rate = ln_rate.exp();
            self.cells.iter().map(|(o, e)| (shape * e - o * rate) / (rate + e)).sum()
        };
        falling_root_near(slope, (shape / self.pooled).ln()).exp()
    }

    /// The derivative of the profile likelihood by the shape.
    fn slope(&self, shape: f64) -> f64 {
        let rate = self.rate(shape);
        self.cells.iter().map(|(o, e)| digamma_step(shape, *o) - (e / rate).ln_1p()).sum()
    }

    /// The profile log-likelihood minus the pooled one.
    fn gain(&self, shape: f64) -> f64 {
        let rate = self.rate(shape);
        let of = |(o, e): &(f64, f64)| {
            ln_gamma_step(shape, *o) - (shape + o) * (e / rate).ln_1p() - o * (rate * self.pooled).ln()
                + e * self.pooled
        };
        self.cells.iter().map(of).sum()
    }

    /// Whether the likelihood falls towards ν = ∞: the sign of its derivative by 1/ν there.
    fn more_than_chance(&self) -> bool {
        let (mut slope, mut terms) = (0.0, 0.0);
        for (o, e) in self.cells {
            let apart = o - e * self.pooled;
            slope += apart * apart - o;
            terms += apart * apart + o;
        }
        slope > 1e-12 * terms
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(problems: &[u64], exposures: &[f64]) -> Vec<Exposed> {
        problems.iter().zip(exposures).map(|(&problems, &exposure)| Exposed { problems, exposure }).collect()
    }

    fn assert_fit(cells: &[Exposed], shape: f64, rate: f64, rates: &[f64]) {
        let RateSpread::Gamma { shape: s, rate: r } = rate_spread(cells).unwrap() else {
            panic!("{:?}", rate_spread(cells));
        };
        assert!((s / shape - 1.0).abs() < 1e-7 && (r / rate - 1.0).abs() < 1e-7, "{s} {r}");
        for (rate, expected) in shrunken_rates(cells).unwrap().iter().zip(rates) {
            assert!((rate.unwrap() / expected - 1.0).abs() < 1e-8, "{rate:?} is not {expected}");
        }
    }

    /// Maximum of scipy.stats.nbinom's likelihood, polished on its derivative (scipy 1.17.1).
    #[test]
    fn fits_agree_with_scipy() {
        let exposures = [6.0, 5.0, 9.0, 2.5, 9.0, 7.0, 4.5, 8.0].map(|e| e / 51.0 * 66.0);
        assert_fit(
            &cells(&[14, 3, 9, 0, 22, 5, 1, 12], &exposures),
            2.399_116_114_081,
            2.661_592_602_105,
            &[
                1.572_860_794_128,
                0.591_218_703_420,
                0.796_659_012_439,
                0.406_844_531_377,
                1.705_200_258_801,
                0.631_301_485_464,
                0.400_597_199_254,
                1.106_387_394_206,
            ],
        );
        assert_fit(
            &cells(
                &[0, 0, 1, 0, 40, 3, 2, 0, 7, 5],
                &[120.0, 80.0, 310.0, 45.0, 520.0, 260.0, 90.0, 33.0, 410.0, 600.0],
            ),
            0.771_410_414_469,
            47.035_531_489_463,
            &[0.004_618_241_446, 0.006_072_398_843, 0.004_961_440_132, 0.008_381_658_714, 0.071_902_743_568],
        );
        assert_fit(
            &cells(&[130, 90, 210, 55, 160, 98], &[1.2, 1.1, 1.9, 0.7, 1.3, 1.0]),
            68.319_526_379_979,
            0.674_380_920_383,
            &[105.805_348_434_414, 89.225_219_095_223, 108.111_244_945_989],
        );
    }

    #[test]
    fn cells_that_differ_by_chance_only_are_pooled() {
        let alike = cells(&[5, 10, 21, 15], &[10.0, 20.0, 40.0, 32.0]);
        assert_eq!(rate_spread(&alike), Ok(RateSpread::Pooled { rate: 0.5 }));
        assert_eq!(shrunken_rates(&alike), Ok(vec![Some(0.5); 4]));
        let likelihood = |cells| Likelihood { cells, pooled: 0.5 };
        assert!(!likelihood(&[(4.0, 10.0), (6.0, 10.0)]).more_than_chance());
        assert!(likelihood(&[(1.0, 10.0), (9.0, 10.0)]).more_than_chance());
        assert_eq!(rate_spread(&cells(&[7], &[2.0])), Ok(RateSpread::Pooled { rate: 3.5 }));
        assert_eq!(rate_spread(&cells(&[0, 0], &[2.0, 3.0])), Ok(RateSpread::Pooled { rate: 0.0 }));
    }

    #[test]
    fn a_cell_without_exposure_has_no_rate_and_changes_nothing() {
        let mut some = cells(&[14, 3, 9, 0, 22], &[6.0, 5.0, 9.0, 2.5, 9.0]);
        let before = rate_spread(&some).unwrap();
        some.extend(cells(&[8, 0], &[0.0, 0.0]));
        assert_eq!(rate_spread(&some).unwrap(), before);
        assert_eq!(shrunken_rates(&some).unwrap()[5..], [None, None]);
    }

    #[test]
    fn improper_input_is_refused_by_name() {
        assert_eq!(rate_spread(&[]), Err(RateError::Empty));
        assert_eq!(rate_spread(&cells(&[3], &[0.0])), Err(RateError::Empty));
        for bad in [f64::NAN, -1.0, 1e-10, 1e13, f64::INFINITY] {
            assert_eq!(shrunken_rates(&cells(&[3], &[bad])), Err(RateError::Exposure));
        }
        assert_eq!(rate_spread(&cells(&[MOST_PROBLEMS + 1], &[1.0])), Err(RateError::Problems));
    }

    fn any_cells() -> impl Strategy<Value = Vec<Exposed>> {
        let cell = (0..200_u64, -3.0..8.0_f64, 0..6_u8);
        prop::collection::vec(cell, 1..15).prop_map(|rows| {
            let exposed = |(o, ln_e, kind): (u64, f64, u8)| Exposed {
                problems: if kind == 0 { 0 } else { o },
                exposure: if kind == 1 { 0.0 } else { ln_e.exp() },
            };
            rows.into_iter().map(exposed).collect()
        })
    }

    proptest! {
        #[test]
        fn rates_lie_between_the_own_and_the_common_rate(cells in any_cells()) {
            if let Ok(spread) = rate_spread(&cells) {
                let common = match spread {
                    RateSpread::Gamma { shape, rate } => shape / rate,
                    RateSpread::Pooled { rate } => rate,
                };
                for cell in cells.iter().filter(|cell| cell.exposure > 0.0) {
                    let own = cell.problems as f64 / cell.exposure;
                    let rate = spread.rate(*cell).unwrap();
                    prop_assert!(rate >= own.min(common) * (1.0 - 1e-9) && rate <= own.max(common) * (1.0 + 1e-9));
                }
            }
        }

        #[test]
        fn order_does_not_matter_and_the_unit_of_exposure_only_scales(cells in any_cells(), unit in 0.01..100.0_f64) {
            let plain = shrunken_rates(&cells);
            let scaled: Vec<_> = cells.iter().rev()
                .map(|cell| Exposed { exposure: cell.exposure * unit, ..*cell }).collect();
            if let (Ok(plain), Ok(scaled)) = (plain, shrunken_rates(&scaled)) {
                for (a, b) in plain.iter().zip(scaled.iter().rev()) {
                    prop_assert_eq!(a.is_some(), b.is_some());
                    if let (Some(a), Some(b)) = (a, b) {
                        prop_assert!((a - b * unit).abs() <= 1e-6 * a.abs());
                    }
                }
            }
        }

        #[test]
        fn no_input_panics(o in any::<u64>(), p in 0..=MOST_PROBLEMS, e in any::<f64>(), ln_f in -20.7..27.6_f64) {
            let exposure = ln_f.exp();
            let _ = shrunken_rates(&[Exposed { problems: o, exposure: e }, Exposed { problems: 1, exposure }]);
            let few = Exposed { problems: 0, exposure: 1e12 };
            let _ = shrunken_rates(&[Exposed { problems: p, exposure }, few, Exposed { exposure: 1e-9, ..few }]);
        }
    }
}
