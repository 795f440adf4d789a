//! Raking: factors that make the weighted sample agree with the population's margins.
//!
//! Iterative proportional fitting (Deming and Stephan 1940; `rake` in R's survey package): in each round, for each
//! margin in turn, the weights of every category are multiplied by N/Σw, with N the category's people. It ends when
//! every category of every margin holds |Σw − N| ≤ 1e-10·N, after at most 100 rounds. What comes out differs from the
//! design weights by one factor per combination of categories, so that a factor per cell says everything; give it to
//! [`crate::raked::RakedSample`].
//!
//! Raking repairs what the margins know about and nothing else: it makes no sample of people who chose to answer.

use std::collections::{BTreeMap, BTreeSet};

/// The most rounds, each of which fits every margin once.
pub const MOST_ROUNDS: u32 = 100;

/// The largest accepted gap between a category's weights and its people, as a share of the people.
pub const TOLERANCE: f64 = 1e-10;

/// How far the totals of two margins may lie apart, as a share: rounding, not a different population.
const SAME_POPULATION: f64 = 1e-9;

/// One margin of the population, such as sex: how many people each category has.
#[derive(Clone, Debug, PartialEq)]
pub struct Margin<K> {
    /// What errors call it.
    pub name: String,
    /// Category and its people; each category once.
    pub people: Vec<(K, f64)>,
}

/// Respondents who share a category of every margin, such as a stratum, a sex and an age band.
#[derive(Clone, Debug, PartialEq)]
pub struct RakingCell<K> {
    /// One category per margin, in the order of the margins.
    pub categories: Vec<K>,
    /// Sum of their base weights, Σw.
    sum_w: f64,
    /// The smallest and the largest base weight.
    lightest: f64,
    heaviest: f64,
}

impl<K> RakingCell<K> {
    /// A cell without respondents.
    pub fn empty(categories: Vec<K>) -> Self {
        Self { categories, sum_w: 0.0, lightest: f64::INFINITY, heaviest: 0.0 }
    }

    /// Adds `n` respondents of base weight `w` each. Those of weight zero count for nothing.
    pub fn add(&mut self, n: u64, w: f64) {
        if n > 0 && w != 0.0 {
            self.sum_w += n as f64 * w;
            self.lightest = self.lightest.min(w);
            self.heaviest = self.heaviest.max(w);
        }
    }
}

/// The factors that fit the margins.
#[derive(Clone, Debug, PartialEq)]
pub struct Raking {
    /// What the base weights of each cell are multiplied by, in the order of the cells; positive. A cell without
    /// respondents has the factor its categories give.
    pub factors: Vec<f64>,
    /// The smallest resulting weight of a respondent.
    pub smallest: f64,
    /// The largest resulting weight of a respondent.
    pub largest: f64,
    /// Rounds it took, at least 1.
    pub rounds: u32,
}

/// Why there are no factors.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RakingError {
    /// Nobody with a positive weight answered.
    #[error("nobody answered")]
    Empty,
    /// There is no margin, or one without categories.
    #[error("there is no margin to fit")]
    NoMargin,
    /// A base weight is negative, infinite or not a number.
    #[error("a weight must be a finite number and not negative")]
    Weight,
    /// A cell does not have one category per margin.
    #[error("a cell has {found} categories, but there are {expected} margins")]
    Categories {
        /// Margins.
        expected: usize,
        /// Categories of the cell.
        found: usize,
    },
    /// The people of a category are negative, infinite or not a number.
    #[error("margin {margin}: the people of {category} must be a finite number and not negative")]
    People {
        /// Name of the margin.
        margin: String,
        /// The category.
        category: String,
    },
    /// A margin lists a category twice.
    #[error("margin {margin}: {category} is listed twice")]
    Twice {
        /// Name of the margin.
        margin: String,
        /// The category.
        category: String,
    },
    /// The margins do not add up to the same population.
    #[error("margin {margin} adds up to {total} people, margin {other} to {other_total}")]
    Totals {
        /// Name of the margin.
        margin: String,
        /// Its people.
        total: f64,
        /// Name of the first margin.
        other: String,
        /// The first margin's people.
        other_total: f64,
    },
    /// People nobody speaks for.
    #[error("margin {margin}: {category} has people but no respondent")]
    NoRespondent {
        /// Name of the margin.
        margin: String,
        /// The category.
        category: String,
    },
    /// Respondents who stand for nobody.
    #[error("margin {margin}: {category} has respondents but no people")]
    NoPeople {
        /// Name of the margin.
        margin: String,
        /// The category.
        category: String,
    },
    /// The margins cannot be met together by these cells.
    #[error("margin {margin}: {category} is still off by {gap:e} of its people after all rounds")]
    NotConverging {
        /// Name of the margin that is furthest off.
        margin: String,
        /// Its category that is furthest off.
        category: String,
        /// |Σw − N|/N.
        gap: f64,
    },
}

/// A category of a margin, with the cells that belong to it.
struct Target<'a> {
    margin: &'a str,
    category: String,
    people: f64,
    cells: Vec<usize>,
}

/// Fits the cells' base weights to the margins. Cells may share all their categories.
///
/// # Errors
/// [`RakingError`], with the name of the margin and the category where one is at fault.
pub fn rake<K: Ord + ToString>(
    cells: &[RakingCell<K>],
    margins: &[Margin<K>],
) -> Result<Raking, RakingError> {
    check_cells(cells, margins.len())?;
    check_totals(margins)?;
    let mut targets = Vec::new();
    for (place, margin) in margins.iter().enumerate() {
        targets.extend(targets_of(margin, place, cells)?);
    }

    let mut factors = vec![1.0; cells.len()];
    for rounds in 1..=MOST_ROUNDS {
        for target in &targets {
            let ratio = target.people / weight_of(target, cells, &factors);
            for cell in &target.cells {
                factors[*cell] *= ratio;
            }
        }
        if targets.iter().all(|target| gap(target, cells, &factors) <= TOLERANCE) {
            // A factor that has left the range of floating point would silence its respondents.
            if factors.iter().any(|factor| !factor.is_finite() || *factor <= 0.0) {
                break;
            }
            let (smallest, largest) = range_of_weights(cells, &factors);
            return Ok(Raking { factors, smallest, largest, rounds });
        }
    }
    Err(stuck(&targets, cells, &factors))
}

fn check_cells<K>(cells: &[RakingCell<K>], margins: usize) -> Result<(), RakingError> {
    for cell in cells {
        if cell.categories.len() != margins {
            return Err(RakingError::Categories { expected: margins, found: cell.categories.len() });
        }
        // The heaviest is not compared: `max` drops what is not a number, but the sum keeps it.
        if !cell.sum_w.is_finite() || cell.sum_w < 0.0 || cell.lightest < 0.0 {
            return Err(RakingError::Weight);
        }
    }
    let total: f64 = cells.iter().map(|cell| cell.sum_w).sum();
    if !total.is_finite() {
        return Err(RakingError::Weight);
    }
    if total > 0.0 { Ok(()) } else { Err(RakingError::Empty) }
}

/// Refuses margins of different populations: they would be fitted in turn for ever.
fn check_totals<K: Ord + ToString>(margins: &[Margin<K>]) -> Result<(), RakingError> {
    let mut first: Option<(&str, f64)> = None;
    for margin in margins {
        let mut seen = BTreeSet::new();
        for (category, people) in &margin.people {
            let (name, label) = (margin.name.clone(), category.to_string());
            if !people.is_finite() || *people < 0.0 {
                return Err(RakingError::People { margin: name, category: label });
            }
            if !seen.insert(category) {
                return Err(RakingError::Twice { margin: name, category: label });
            }
        }
        let total: f64 = margin.people.iter().map(|(_, people)| people).sum();
        let (other, other_total) = *first.get_or_insert((&margin.name, total));
        if seen.is_empty() || !total.is_finite() || total <= 0.0 {
            return Err(RakingError::NoMargin);
        }
        if (total - other_total).abs() > SAME_POPULATION * other_total {
            let (margin, other) = (margin.name.clone(), other.to_owned());
            return Err(RakingError::Totals { margin, total, other, other_total });
        }
    }
    if first.is_some() { Ok(()) } else { Err(RakingError::NoMargin) }
}

/// The categories of a margin that have people, once it is clear that they are those that have respondents.
fn targets_of<'a, K: Ord + ToString>(
    margin: &'a Margin<K>,
    place: usize,
    cells: &[RakingCell<K>],
) -> Result<Vec<Target<'a>>, RakingError> {
    let mut members: BTreeMap<&K, Vec<usize>> = BTreeMap::new();
    for (index, cell) in cells.iter().enumerate() {
        members.entry(&cell.categories[place]).or_default().push(index);
    }
    let answered = |cells_of: &[usize]| cells_of.iter().any(|cell| cells[*cell].sum_w > 0.0);
    let mut targets = Vec::new();
    for (category, people) in &margin.people {
        let cells_of = members.remove(category).unwrap_or_default();
        let (name, label) = (&margin.name, category.to_string());
        match (*people > 0.0, answered(&cells_of)) {
            (true, true) => {
                targets.push(Target { margin: name, category: label, people: *people, cells: cells_of });
            }
            (true, false) => return Err(RakingError::NoRespondent { margin: name.clone(), category: label }),
            (false, true) => return Err(RakingError::NoPeople { margin: name.clone(), category: label }),
            (false, false) => {}
        }
    }
    match members.into_iter().find(|(_, cells_of)| answered(cells_of)) {
        Some((category, _)) => {
            Err(RakingError::NoPeople { margin: margin.name.clone(), category: category.to_string() })
        }
        None => Ok(targets),
    }
}

fn weight_of<K>(target: &Target<'_>, cells: &[RakingCell<K>], factors: &[f64]) -> f64 {
    target.cells.iter().map(|&cell| cells[cell].sum_w * factors[cell]).sum()
}

/// |Σw − N|/N of a category; infinite where the weights left the range of floating point.
fn gap<K>(target: &Target<'_>, cells: &[RakingCell<K>], factors: &[f64]) -> f64 {
    let gap = (weight_of(target, cells, factors) / target.people - 1.0).abs();
    if gap.is_nan() { f64::INFINITY } else { gap }
}

fn range_of_weights<K>(cells: &[RakingCell<K>], factors: &[f64]) -> (f64, f64) {
    cells.iter().zip(factors).filter(|(cell, _)| cell.sum_w > 0.0).fold(
        (f64::INFINITY, 0.0),
        |(smallest, largest), (cell, factor)| {
            (smallest.min(cell.lightest * factor), largest.max(cell.heaviest * factor))
        },
    )
}

/// Names the category that is furthest off.
fn stuck<K>(targets: &[Target<'_>], cells: &[RakingCell<K>], factors: &[f64]) -> RakingError {
    let gaps = targets.iter().map(|target| (gap(target, cells, factors), target));
    let furthest = gaps.max_by(|(a, _), (b, _)| a.total_cmp(b));
    furthest.map_or(RakingError::NoMargin, |(gap, target)| RakingError::NotConverging {
        margin: target.margin.to_owned(),
        category: target.category.clone(),
        gap,
    })
}

#[cfg(test)]
mod tests;
