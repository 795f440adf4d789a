//! Visits: storing, counting, what to look at.

use crate::error::StoreError;
use crate::records::Submission;
use crate::store::{Store, read, write};
use crate::survey_records::{CellVisits, NewVisitRecord, VisitState, VisitTotal};
use domain::survey::desk::VisitRow;
use domain::time::Day;
use uuid::Uuid;

impl Store {
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
