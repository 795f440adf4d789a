//! Design weights raked to the population: which margins, which cells, and what is said when they do not fit.
//!
//! The margins are those of population.csv: stratum, sex, age band. One that no respondent tells anything about (nobody
//! told the sex; no stratum is an area of the population) is left out, with a note. In the margins that are left, whoever
//! did not tell is left out of the estimate, with a note of how many.

use crate::services::areas::AreaTree;
use domain::area::PopulationRow;
use domain::error::{ApiError, FieldCode};
use statistics::raked::RakedCell;
use statistics::raking::{Margin, RakingCell, RakingError, rake};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::TotalsRow;

/// What a respondent's weight depends on.
type Category = fn(&TotalsRow) -> &str;

/// The margins in the order in which they are fitted.
const MARGINS: [(&str, Category); 3] = [
    ("stratum", |row| &row.stratum),
    ("sex", |row| row.sex.as_deref().unwrap_or_default()),
    ("age_band", |row| row.age_band.as_deref().unwrap_or_default()),
];

/// The factors on the design weights.
#[derive(Clone, Debug, Default)]
pub struct Factors {
    margins: Vec<Category>,
    /// The cells of the raking.
    pub cells: Vec<RakedCell<String>>,
    places: HashMap<Vec<String>, usize>,
    /// What a reader must know.
    pub notes: Vec<String>,
}

impl Factors {
    /// The place of the cell that a row counts in; none for those who did not tell what the margins need.
    pub fn cell_of(&self, row: &TotalsRow) -> Option<usize> {
        self.places.get(&categories(&self.margins, row)).copied()
    }
}

/// Rakes a whole sample, given by stratum, cluster, sex and age band. A sample of nobody needs no factors.
///
/// # Errors
/// [`domain::error::ErrorCode::Invalid`] at `weights`, with the margin and the category that do not fit.
pub fn factors(
    sample: &[TotalsRow],
    population: &[PopulationRow],
    tree: &AreaTree,
) -> Result<Factors, ApiError> {
    if sample.iter().all(|row| row.sum_w <= 0.0) {
        return Ok(Factors::default());
    }
    let wrong = |code, message: String| ApiError::field("weights", code, message);
    if population.iter().all(|row| row.population == 0) {
        return Err(wrong(FieldCode::Required, "no population is imported to rake to".to_owned()));
    }
    let strata: BTreeSet<&str> = sample.iter().map(|row| row.stratum.as_str()).collect();
    let mut people: [BTreeMap<String, f64>; 3] = Default::default();
    for row in population {
        let stratum = stratum_of(&row.area, &strata, tree);
        for (place, category) in [stratum, row.sex.clone(), row.age_band.clone()].into_iter().enumerate() {
            *people[place].entry(category).or_default() += row.population as f64;
        }
    }

    let mut used: Vec<(Category, Margin<String>)> = Vec::new();
    let mut notes = Vec::new();
    for ((name, category), people) in MARGINS.into_iter().zip(people) {
        let told: BTreeSet<&str> =
            sample.iter().filter(|row| row.n > 0).map(category).filter(|code| !code.is_empty()).collect();
        // The strata of a survey need not be areas; sex and age band under other codes than the population's are a mistake.
        let usable = if name == "stratum" {
            told.iter().any(|code| people.contains_key(*code))
        } else {
            !told.is_empty()
        };
        if usable {
            used.push((category, Margin { name: name.to_owned(), people: people.into_iter().collect() }));
        } else {
            notes.push(format!("margin_left_out:{name}"));
        }
    }
    if used.is_empty() {
        let message = "no respondent told a stratum, sex or age band of the population";
        return Err(wrong(FieldCode::NotAllowed, message.to_owned()));
    }
    let (margins, people): (Vec<Category>, Vec<Margin<String>>) = used.into_iter().unzip();

    let mut cells: BTreeMap<Vec<String>, RakingCell<String>> = BTreeMap::new();
    let (mut untold, mut differ) = (0, false);
    for row in sample.iter().filter(|row| row.n > 0) {
        let key = categories(&margins, row);
        if key.iter().any(String::is_empty) {
            untold += row.n;
            continue;
        }
        let cell = cells.entry(key.clone()).or_insert_with(|| RakingCell::empty(key));
        // The sum is exact. The lightest and the heaviest are exact where everybody of the row has the same weight.
        cell.add(row.n, row.sum_w / row.n as f64);
        differ |= row.sum_w2 * row.n as f64 > row.sum_w * row.sum_w * (1.0 + 1e-9);
    }
    let cells: Vec<RakingCell<String>> = cells.into_values().collect();
    let raking = rake(&cells, &people).map_err(|error| wrong(code_of(&error), error.to_string()))?;
    let name = if differ { "raked_means" } else { "raked" };
    notes.push(format!("{name}:smallest={}:largest={}", raking.smallest, raking.largest));
    notes.push(format!("raked_rounds:{}", raking.rounds));
    if untold > 0 {
        notes.push(format!("raked_without:{untold}"));
    }
    let cells = cells.into_iter().zip(raking.factors);
    let cells: Vec<RakedCell<String>> =
        cells.map(|(cell, factor)| RakedCell { factor, categories: cell.categories }).collect();
    let places = cells.iter().map(|cell| cell.categories.clone()).zip(0..).collect();
    Ok(Factors { margins, cells, places, notes })
}

fn categories(margins: &[Category], row: &TotalsRow) -> Vec<String> {
    margins.iter().map(|category| category(row).to_owned()).collect()
}

/// The stratum that people of an area count in: the nearest area from it upwards that is a stratum of the survey, else its
/// town, else the area itself.
fn stratum_of(area: &str, strata: &BTreeSet<&str>, tree: &AreaTree) -> String {
    let surveyed = || tree.upwards(area).find(|above| strata.contains(above.code.as_str()));
    let found = if strata.contains(area) { None } else { surveyed().or_else(|| tree.stratum_of(area)) };
    found.map_or_else(|| area.to_owned(), |above| above.code.clone())
}

const fn code_of(error: &RakingError) -> FieldCode {
    match error {
        RakingError::NoRespondent { .. } | RakingError::Totals { .. } => FieldCode::Inconsistent,
        RakingError::NoPeople { .. } => FieldCode::Unknown,
        RakingError::NoMargin | RakingError::Empty => FieldCode::Required,
        RakingError::NotConverging { .. } => FieldCode::OutOfRange,
        RakingError::Weight
        | RakingError::Categories { .. }
        | RakingError::People { .. }
        | RakingError::Twice { .. } => FieldCode::NotAllowed,
    }
}

#[cfg(test)]
mod tests;
