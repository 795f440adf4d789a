//! Hot spots: cells whose neighbourhood holds more problems than chance explains (Getis–Ord Gi*).
//!
//! Over a region of n cells with values x and binary weights w over a cell and its neighbours, itself included,
//! z = (Σwx − x̄W)/(S√((nΣw² − W²)/(n − 1))) with W = Σw and S² = Σx²/n − x̄². p is two-sided normal; q is Benjamini and
//! Hochberg's over the whole region; a cell is hot when q < .05 and z > 0.
//! Source: Ord and Getis (1995), Geographical Analysis 27, 286–306 (`localG` with `include.self` in R's spdep);
//! Benjamini and Hochberg (1995).
//!
//! The region must be all its cells, those without problems too: leaving them out makes every other cell look ordinary.

use crate::cells::Cell;
use crate::distributions::normal_two_sided;
use std::collections::HashMap;

/// The share of false discoveries accepted among hot cells.
pub const FALSE_DISCOVERIES: f64 = 0.05;

/// What the neighbourhood of a cell says. All three are not a number for a cell whose neighbourhood is the whole region: it
/// cannot differ from it, and is not counted among those tested.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Standard deviations above (or below) what the region's mean leads to expect.
    pub z: f64,
    /// Two-sided p-value, in 0..=1.
    pub p: f64,
    /// The p-value after Benjamini and Hochberg: the share of false discoveries if this cell and all with smaller
    /// p-values are called unusual; in 0..=1, never below p.
    pub q: f64,
    /// q < .05 and z > 0.
    pub hot: bool,
}

/// Why there are no hot spots to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HotspotError {
    /// Fewer than two cells.
    #[error("a region needs at least two cells")]
    TooFew,
    /// All cells have the same value, such as none.
    #[error("all cells of the region have the same value")]
    Constant,
    /// A value is infinite, beyond 1e300 or not a number.
    #[error("a value must be a finite number")]
    Value,
    /// There is not one list of neighbours per value, a neighbour does not exist, is the cell itself or named twice.
    #[error("the neighbours must be other cells of the region, each named once")]
    Neighbours,
    /// The region names a cell twice.
    #[error("the region names a cell twice")]
    Twice,
    /// The region mixes resolutions.
    #[error("the cells of a region must have the same resolution")]
    Resolution,
}

/// The spots of an H3 region, in the order of its cells, each given with its problems; neighbours are the cells of
/// ring 1 that belong to the region.
///
/// # Errors
/// [`HotspotError`] for a region of fewer than two cells, with a cell given twice, mixed resolutions, or equal counts.
pub fn hot_spots(region: &[(Cell, u64)]) -> Result<Vec<Spot>, HotspotError> {
    let mut places: HashMap<Cell, u32> = HashMap::with_capacity(region.len());
    for (place, (cell, _)) in (0_u32..).zip(region) {
        if cell.resolution() != region[0].0.resolution() {
            return Err(HotspotError::Resolution);
        }
        if places.insert(*cell, place).is_some() {
            return Err(HotspotError::Twice);
        }
    }
    let neighbours: Vec<Vec<u32>> = region
        .iter()
        .map(|(cell, _)| cell.neighbours().iter().filter_map(|next| places.get(next).copied()).collect())
        .collect();
    let values: Vec<f64> = region.iter().map(|(_, problems)| *problems as f64).collect();
    getis_ord(&values, &neighbours)
}

/// The spots of any region: values, and for each the places of its neighbours, without itself.
///
/// # Errors
/// [`HotspotError`] when there are fewer than two values, they are improper or equal, or the lists are.
pub fn getis_ord(values: &[f64], neighbours: &[Vec<u32>]) -> Result<Vec<Spot>, HotspotError> {
    if values.len() < 2 {
        return Err(HotspotError::TooFew);
    }
    if neighbours.len() != values.len() {
        return Err(HotspotError::Neighbours);
    }
    let x = deviations(values)?;
    let n = values.len() as f64;
    let variance = x.iter().map(|x| x * x).sum::<f64>() / n;
    // The last cell that named a place as its neighbour.
    let mut named_by = vec![usize::MAX; values.len()];
    let mut z = Vec::with_capacity(values.len());
    for (place, list) in neighbours.iter().enumerate() {
        named_by[place] = place;
        let mut sum = x[place];
        for &next in list {
            let next = next as usize;
            if next >= x.len() || named_by[next] == place {
                return Err(HotspotError::Neighbours);
            }
            named_by[next] = place;
            sum += x[next];
        }
        // Weights are 0 or 1, so that Σw² = W; the values are centred, so that x̄ = 0.
        let weights = list.len() as f64 + 1.0;
        let spread = (variance * weights * (n - weights) / (n - 1.0)).sqrt();
        z.push(if weights < n { sum / spread } else { f64::NAN });
    }
    let p: Vec<f64> =
        z.iter().map(|z| if z.is_nan() { *z } else { normal_two_sided(*z).clamp(0.0, 1.0) }).collect();
    let q = benjamini_hochberg(&p);
    let spot = |((z, p), q): ((f64, f64), f64)| Spot { z, p, q, hot: q < FALSE_DISCOVERIES && z > 0.0 };
    Ok(z.into_iter().zip(p).zip(q).map(spot).collect())
}

/// Benjamini and Hochberg's q-values: the least of p·n/rank over the p-values from this one up. What is not a number
/// is no test: it is left out of n and has no q-value (`p.adjust` in R does the same).
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let p: Vec<f64> = p.iter().map(|p| p.clamp(0.0, 1.0)).collect();
    let mut order: Vec<usize> = (0..p.len()).filter(|place| !p[*place].is_nan()).collect();
    order.sort_by(|a, b| p[*b].total_cmp(&p[*a]));
    let tests = order.len();
    let mut q = vec![f64::NAN; p.len()];
    let mut least = 1.0_f64;
    for (above, place) in order.into_iter().enumerate() {
        least = least.min(p[place] * (tests as f64 / (tests - above) as f64));
        q[place] = least;
    }
    q
}

/// The values as shares of their range, minus the mean: z does not depend on place and scale, and squares of these
/// neither overflow nor vanish.
fn deviations(values: &[f64]) -> Result<Vec<f64>, HotspotError> {
    if values.iter().any(|value| value.is_nan() || value.abs() > 1e300) {
        return Err(HotspotError::Value);
    }
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let range = values.iter().copied().fold(f64::NEG_INFINITY, f64::max) - least;
    if range == 0.0 {
        return Err(HotspotError::Constant);
    }
    let shares: Vec<f64> = values.iter().map(|value| (value - least) / range).collect();
    let mean = shares.iter().sum::<f64>() / shares.len() as f64;
    Ok(shares.into_iter().map(|share| share - mean).collect())
}

#[cfg(test)]
mod tests;
