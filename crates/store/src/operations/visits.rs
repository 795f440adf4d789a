//! Visits: storing, counting, what to look at.

use crate::count_records::VisitPoint;
use crate::counting::{VisitKey, cell_number};
use crate::error::StoreError;
use crate::records::{PlaceCells, Submission};
use crate::store::{Store, read, write};
use crate::survey_records::{CellVisits, NewVisitRecord, VisitState, VisitTotal};
use domain::survey::desk::VisitRow;
use domain::time::Day;
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// Most differences that are told.
const DIFFERENCES: usize = 20;

/// Counters of visits recomputed from the visits, to be compared with those in the database.
#[derive(Debug, Default)]
pub struct VisitTally(BTreeMap<VisitKey, i64>);

impl VisitTally {
    /// Counts a visit whose place lies in these cells.
    pub fn add(&mut self, visit: &VisitPoint, cells: PlaceCells) {
        let day = i64::from(visit.started_at.day().0);
        for (resolution, cell) in (7..).zip(cells.iter().flatten()) {
            *self.0.entry((resolution, day, cell_number(*cell))).or_default() += 1;
        }
    }
}

impl Store {
    /// Where and when visits were, in the order of their ids, in pages.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn visit_points(&self, after: Option<Uuid>, rows: u32) -> Result<Vec<VisitPoint>, StoreError> {
        read!(self, |connection, engine| engine::recount::points(connection, after, rows))
    }

    /// Ids of answers that were kept with a visit and do not count: nothing is counted of them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn uncounted_responses(&self) -> Result<HashSet<Uuid>, StoreError> {
        read!(self, |connection, engine| engine::recount::uncounted(connection))
    }

    /// Compares the counters of visits in the database with recomputed ones. Each difference is one line of text; at most 20.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn visit_counter_differences(&self, tally: &VisitTally) -> Result<Vec<String>, StoreError> {
        let stored = read!(self, |connection, engine| engine::recount::counters(connection))?;
        let keys = stored.keys().chain(tally.0.keys().filter(|key| !stored.contains_key(*key)));
        let differences = keys.filter_map(|key| {
            let (is, should) = (stored.get(key).copied().unwrap_or(0), tally.0.get(key).copied().unwrap_or(0));
            let (resolution, day, cell) = key;
            (is != should).then(|| {
                format!(
                    "counter of visits (resolution {resolution}, day {day}, cell {cell:x}) says {is} instead of {should}"
                )
            })
        });
        Ok(differences.take(DIFFERENCES).collect())
    }

    /// Compares the progress of every drawn household with its visits. Each difference is one line of text; at most 20.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn progress_differences(&self) -> Result<Vec<String>, StoreError> {
        read!(self, |connection, engine| engine::recount::progress_differences(connection, DIFFERENCES))
    }

    /// Stores a visit with its answers in one transaction, or tells what was stored before under its id.
    ///
    /// The answers of a household that is not in the sample or was interviewed before are stored, and do not count.
    ///
    /// # Errors
    /// When the database refuses; then nothing is stored.
    pub async fn submit_visit(&self, new: NewVisitRecord) -> Result<Submission<VisitState>, StoreError> {
        write!(self, |connection, engine| engine::visits::submit(connection, &new))
    }

    /// One visit as lists show it, with its plan.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn visit(&self, id: Uuid) -> Result<Option<(Uuid, VisitRow)>, StoreError> {
        read!(self, |connection, engine| engine::visits::find(connection, id))
    }

    /// What each person did in a plan.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn visit_totals(&self, plan: Uuid) -> Result<Vec<VisitTotal>, StoreError> {
        read!(self, |connection, engine| engine::visits::totals(connection, plan))
    }

    /// The newest visits of a plan that there is something to look at, and how many there are.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn flagged_visits(&self, plan: Uuid, rows: u32) -> Result<(Vec<VisitRow>, u64), StoreError> {
        read!(self, |connection, engine| engine::visits::flagged(connection, plan, rows))
    }

    /// Visits by H3 cell (resolution 7 to 10) on the local days from `from` until before `to`, whatever their purpose and
    /// outcome: where somebody has been.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn visited_cells(
        &self,
        from: Day,
        to: Day,
        resolution: u8,
    ) -> Result<Vec<CellVisits>, StoreError> {
        read!(self, |connection, engine| engine::visits::cells(connection, from, to, resolution))
    }
}
