//! The estimate under raked weights, and its variance: raking to known margins takes from the error what the margins explain.
//!
//! Each respondent's share in the estimate is x = w(y − p)/W with raked weights w, 0 outside of the group. From x is taken, ten
//! times over for each margin in turn, w times the unweighted mean of x/w over all respondents of the category; what is left
//! is summed to clusters and its variance taken as in [`crate::design`]. This is what `svyrecvar` of R's survey package
//! (4.1 and later) does with a design made by `rake`, and `svyciprop(method = "beta")` and `svyby` with it; after Valliant (1993)
//! and Deville, Särndal and Sautory (1993).
//!
//! As x depends on a respondent through w, y and the categories only, sums by cluster and cell say everything: Σw, Σwy, Σy and
//! the number of respondents. Weights may differ within a cluster.

use crate::design::{
    ClusterTotals, DesignError, Estimate, Size, Sums, conclude, count, variance_of_stratum, whole_of,
};
use std::collections::{BTreeMap, BTreeSet};

/// How often the margins' means are taken out in turn, as in R.
const ROUNDS: u32 = 10;

/// A cell of the raking: who shares a category of every margin.
#[derive(Clone, Debug, PartialEq)]
pub struct RakedCell<K> {
    /// What the design weights of the cell are multiplied by; positive.
    pub factor: f64,
    /// One category per margin, in the order in which the margins were fitted.
    pub categories: Vec<K>,
}

/// Respondents who share a cluster and a cell, under their design weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RakedRow<S, C> {
    /// Their totals.
    pub totals: ClusterTotals<S, C>,
    /// The sum of their scores without weights, Σy.
    pub sum_y: f64,
    /// The place of their cell in the list of cells.
    pub cell: usize,
}

/// A whole raked sample, prepared once for all its groups.
#[derive(Clone, Debug)]
pub struct RakedSample<S, C> {
    factors: Vec<f64>,
    /// Respondents of each cell.
    respondents: Vec<f64>,
    /// For each margin the place of each cell's category, and respondents by category.
    margins: Vec<(Vec<usize>, Vec<f64>)>,
    /// Every cluster: its place, in the order of the strata.
    clusters: BTreeMap<(S, C), usize>,
    /// Of each stratum the place of its first cluster and how many there are.
    strata: Vec<(usize, usize)>,
    /// The raked weights of the members of a cluster that belong to a cell: cluster, cell, Σw.
    weights: Vec<(usize, usize, f64)>,
    answered: u64,
}

impl<S: Ord + Clone, C: Ord + Clone> RakedSample<S, C> {
    /// Prepares a sample: all respondents that were raked, and the cells with their factors.
    ///
    /// # Errors
    /// [`DesignError`] for totals that cannot be, factors that are not positive and finite, and rows of no cell.
    pub fn new<K: Ord>(sample: &[RakedRow<S, C>], cells: &[RakedCell<K>]) -> Result<Self, DesignError> {
        if cells.iter().any(|cell| !cell.factor.is_finite() || cell.factor <= 0.0) {
            return Err(DesignError::Factor);
        }
        let width = cells.first().map_or(0, |cell| cell.categories.len());
        if cells.iter().any(|cell| cell.categories.len() != width) {
            return Err(DesignError::Cell);
        }
        let mut names: BTreeMap<S, BTreeSet<C>> = BTreeMap::new();
        let mut respondents = vec![0.0; cells.len()];
        let mut answered = 0_u64;
        for row in sample {
            row.totals.check()?;
            *respondents.get_mut(row.cell).ok_or(DesignError::Cell)? += row.totals.n as f64;
            answered = answered.saturating_add(row.totals.n);
            if row.totals.n > 0 {
                names.entry(row.totals.stratum.clone()).or_default().insert(row.totals.cluster.clone());
            }
        }
        let (mut clusters, mut strata) = (BTreeMap::new(), Vec::with_capacity(names.len()));
        for (stratum, members) in names {
            strata.push((clusters.len(), members.len()));
            for cluster in members {
                let place = clusters.len();
                clusters.insert((stratum.clone(), cluster), place);
            }
        }
        let mut weights: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for row in sample.iter().filter(|row| row.totals.n > 0) {
            let place = clusters.get(&(row.totals.stratum.clone(), row.totals.cluster.clone()));
            let place = *place.ok_or(DesignError::Cluster)?;
            *weights.entry((place, row.cell)).or_default() += row.totals.sum_w * cells[row.cell].factor;
        }
        let margins = (0..width).map(|margin| {
            let mut places: BTreeMap<&K, usize> = BTreeMap::new();
            let mut category_of = Vec::with_capacity(cells.len());
            let mut people = Vec::new();
            for (cell, respondents) in cells.iter().zip(&respondents) {
                let next = places.len();
                let place = *places.entry(&cell.categories[margin]).or_insert(next);
                if place == people.len() {
                    people.push(0.0);
                }
                people[place] += respondents;
                category_of.push(place);
            }
            (category_of, people)
        });
        Ok(Self {
            margins: margins.collect(),
            factors: cells.iter().map(|cell| cell.factor).collect(),
            respondents,
            clusters,
            strata,
            weights: weights.into_iter().map(|((cluster, cell), w)| (cluster, cell, w)).collect(),
            answered,
        })
    }

    /// Estimates the mean score of a group of the sample. The n − 1 of the interval is that of the whole sample: a raked design
    /// keeps all its rows when R takes a part of it.
    ///
    /// # Errors
    /// [`DesignError`] when nobody of the group answered, its totals cannot be, or it is no part of the sample.
    pub fn estimate(&self, group: &[RakedRow<S, C>]) -> Result<Estimate, DesignError> {
        let mut by_cluster: BTreeMap<usize, Sums> = BTreeMap::new();
        let mut of_cell = vec![(0.0, 0.0); self.factors.len()];
        for row in group {
            row.totals.check()?;
            if !row.sum_y.is_finite() {
                return Err(DesignError::Total);
            }
            let factor = *self.factors.get(row.cell).ok_or(DesignError::Cell)?;
            if row.totals.sum_w <= 0.0 {
                continue;
            }
            let place = self.clusters.get(&(row.totals.stratum.clone(), row.totals.cluster.clone()));
            by_cluster.entry(*place.ok_or(DesignError::Cluster)?).or_default().add(Sums {
                n: row.totals.n,
                sum_w: row.totals.sum_w * factor,
                sum_w2: row.totals.sum_w2 * factor * factor,
                sum_wy: row.totals.sum_wy * factor,
            });
            let (n, y) = &mut of_cell[row.cell];
            *n += row.totals.n as f64;
            *y += row.sum_y;
        }
        let whole = whole_of(by_cluster.values())?;
        let p = whole.rate();
        let explained = self.explained(|cell| {
            let (n, y) = of_cell[cell];
            let apart = y - p * n;
            // Rounding of p is nothing, but would be something once the heavy weights of others multiply it.
            if apart.abs() <= 1e-13 * n { 0.0 } else { apart / whole.sum_w }
        });
        let mut u = vec![0.0; self.clusters.len()];
        for (place, sums) in &by_cluster {
            u[*place] = (sums.sum_wy - p * sums.sum_w) / whole.sum_w;
        }
        for (place, cell, w) in &self.weights {
            u[*place] -= explained[*cell] * w;
        }
        let members = |(first, many): &(usize, usize)| *first..*first + *many;
        let variance =
            self.strata.iter().map(|stratum| variance_of_stratum(&u[members(stratum)], stratum.1)).sum();
        let reached =
            self.strata.iter().filter(|stratum| by_cluster.range(members(stratum)).next().is_some());
        let lonely = self.strata.iter().any(|(_, many)| *many == 1);
        let size = Size {
            clusters: count(by_cluster.len()),
            strata: count(reached.count()),
            answered: self.answered,
        };
        conclude(&whole, variance, lonely, size)
    }

    /// What the margins explain of x/w, by cell. `sum` gives the sum of (y − p)/W over the group's members of a cell.
    fn explained(&self, sum: impl Fn(usize) -> f64) -> Vec<f64> {
        let sums: Vec<f64> = (0..self.factors.len()).map(sum).collect();
        let mut explained = vec![0.0; sums.len()];
        for _ in 0..ROUNDS {
            for (category_of, people) in &self.margins {
                let mut means = vec![0.0; people.len()];
                for (cell, category) in category_of.iter().enumerate() {
                    means[*category] += sums[cell] - explained[cell] * self.respondents[cell];
                }
                for (cell, category) in category_of.iter().enumerate() {
                    if people[*category] > 0.0 {
                        explained[cell] += means[*category] / people[*category];
                    }
                }
            }
        }
        explained
    }
}

#[cfg(test)]
mod tests;
