//! Small areas: shares of villages with few respondents, drawn towards what villages have in common.
//!
//! Model: each area's share is drawn from Beta(α, β), and its x right among n from the binomial; α and β maximise the
//! likelihood Π B(x + α, n − x + β)/B(α, β), and an area's estimate is its expected share (x + α)/(n + α + β). An area
//! with few respondents stays near the mean α/(α + β), one with many near its own x/n.
//! Source: Griffiths (1973) for the likelihood; Rao and Molina (2015), Small Area Estimation, 9.5, for the estimate.
//!
//! x and n may be real: sums of scores, and effective numbers of respondents.

use crate::dispersion::{BestSize, best_size, falling_root_near};
use crate::distributions::beta_quantile;
use crate::gamma_steps::{digamma_step, ln_gamma_step};
use crate::proportion::Interval;

/// The largest size of a sample; counts above it lose the digits the likelihood needs.
pub const MOST_RESPONDENTS: f64 = 1e9;

/// What is known of one area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AreaCount {
    /// How many are right; between 0 and `n`.
    pub x: f64,
    /// Respondents; 0 where nobody was asked.
    pub n: f64,
}

/// How areas differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AreaSpread {
    /// As draws from Beta(alpha, beta).
    Beta {
        /// α, positive.
        alpha: f64,
        /// β, positive.
        beta: f64,
    },
    /// Not more than chance explains (α + β → ∞): every area gets the pooled share.
    Pooled {
        /// Σx/Σn.
        share: f64,
    },
    /// Nothing in common (α + β → 0): each area is wholly right or wholly wrong and keeps its own share.
    Apart {
        /// The mean, for areas where nobody was asked.
        share: f64,
    },
}

/// Why there are no estimates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmallAreaError {
    /// Nobody was asked in any area.
    #[error("nobody was asked in any area")]
    Empty,
    /// A number of respondents is negative, above 1e9 or not a number.
    #[error("the respondents of an area must be a number from 0 to 1e9")]
    Respondents,
    /// A count lies outside 0..=n.
    #[error("the count of an area must lie between zero and its respondents")]
    Count,
}

/// How much the areas differ, by maximum likelihood.
///
/// # Errors
/// [`SmallAreaError`] when nobody was asked or a count is impossible.
pub fn area_spread(areas: &[AreaCount]) -> Result<AreaSpread, SmallAreaError> {
    for area in areas {
        if !(0.0..=MOST_RESPONDENTS).contains(&area.n) {
            return Err(SmallAreaError::Respondents);
        }
        if !(0.0..=area.n).contains(&area.x) {
            return Err(SmallAreaError::Count);
        }
    }
    // Sorted, so that the sums do not depend on the order of the areas.
    let mut asked: Vec<AreaCount> = areas.iter().filter(|area| area.n > 0.0).copied().collect();
    asked.sort_by(|a, b| a.n.total_cmp(&b.n).then(a.x.total_cmp(&b.x)));
    let (right, all) = asked.iter().fold((0.0, 0.0), |(x, n), area| (x + area.x, n + area.n));
    if all <= 0.0 {
        return Err(SmallAreaError::Empty);
    }
    let share = (right / all).min(1.0);
    if share <= 0.0 || share >= 1.0 {
        return Ok(AreaSpread::Pooled { share });
    }
    let likelihood = Likelihood { areas: &asked, share, logit: (right / (all - right)).ln() };
    Ok(
        match best_size(
            |size| likelihood.slope(size),
            |size| likelihood.gain(size),
            likelihood.more_than_chance(),
            1e-9 + 1e-12 * all,
        ) {
            BestSize::At(size) => {
                let mean = likelihood.mean(size);
                AreaSpread::Beta { alpha: mean.0 * size, beta: mean.1 * size }
            }
            BestSize::Infinite => AreaSpread::Pooled { share },
            BestSize::Zero => AreaSpread::Apart { share: likelihood.mean(1e-6).0 },
        },
    )
}

/// The shrunken shares of the areas, in their order, each between 0 and 1.
///
/// # Errors
/// As [`area_spread`].
pub fn shrunken_shares(areas: &[AreaCount]) -> Result<Vec<f64>, SmallAreaError> {
    let spread = area_spread(areas)?;
    Ok(areas.iter().map(|area| spread.share(*area)).collect())
}

impl AreaSpread {
    /// The shrunken share of an area whose count has been checked by [`area_spread`].
    pub fn share(self, area: AreaCount) -> f64 {
        match self {
            Self::Beta { alpha, beta } => (area.x + alpha) / (area.n + alpha + beta),
            Self::Pooled { share } => share,
            Self::Apart { share } if area.n <= 0.0 => share,
            Self::Apart { .. } => area.x / area.n,
        }
    }

    /// The central 95 % of Beta(x + α, n − x + β), within which the area's share lies if α and β are right; it does
    /// not count that they are estimates. `None` where areas are pooled or apart.
    pub fn interval(self, area: AreaCount) -> Option<Interval> {
        let Self::Beta { alpha, beta } = self else {
            return None;
        };
        let (a, b) = (area.x + alpha, area.n - area.x + beta);
        Some(Interval { low: beta_quantile(0.025, a, b)?, high: beta_quantile(0.975, a, b)? })
    }
}

/// The likelihood of areas with respondents, of which some but not all are right.
struct Likelihood<'a> {
    areas: &'a [AreaCount],
    share: f64,
    logit: f64,
}

impl Likelihood<'_> {
    /// The mean α/(α + β) that suits a size best, and its complement. The likelihood is concave in the mean.
    fn mean(&self, size: f64) -> (f64, f64) {
        let both = |logit: f64| (1.0 / (1.0 + (-logit).exp()), 1.0 / (1.0 + logit.exp()));
        let slope = |logit: f64| {
            let (mean, rest) = both(logit);
            // Times both, which keeps the slope finite at the ends.
            let of = |area: &AreaCount| {
                mean * digamma_step(mean * size, area.x) * rest
                    - rest * digamma_step(rest * size, area.n - area.x) * mean
            };
            size * self.areas.iter().map(of).sum::<f64>()
        };
        both(falling_root_near(slope, self.logit))
    }

    /// The derivative of the profile likelihood by the size.
    fn slope(&self, size: f64) -> f64 {
        let (mean, rest) = self.mean(size);
        let of = |area: &AreaCount| {
            mean * digamma_step(mean * size, area.x) + rest * digamma_step(rest * size, area.n - area.x)
                - digamma_step(size, area.n)
        };
        self.areas.iter().map(of).sum()
    }

    /// The profile log-likelihood minus the pooled one.
    fn gain(&self, size: f64) -> f64 {
        let (mean, rest) = self.mean(size);
        let (ln_share, ln_rest) = (self.share.ln(), (-self.share).ln_1p());
        let of = |area: &AreaCount| {
            let (x, y) = (area.x, area.n - area.x);
            ln_gamma_step(mean * size, x) - x * ln_share + ln_gamma_step(rest * size, y)
                - y * ln_rest
                - ln_gamma_step(size, area.n)
        };
        self.areas.iter().map(of).sum()
    }

    /// Whether the likelihood falls towards α + β = ∞: the sign of its derivative by 1/(α + β) there.
    fn more_than_chance(&self) -> bool {
        let (mut slope, mut terms) = (0.0, 0.0);
        for area in self.areas {
            let (x, y, n) = (area.x, area.n - area.x, area.n);
            slope += x * (x - 1.0) / self.share + y * (y - 1.0) / (1.0 - self.share) - n * (n - 1.0);
            terms += n * (n + 1.0);
        }
        slope > 1e-12 * terms
    }
}

#[cfg(test)]
mod tests;
