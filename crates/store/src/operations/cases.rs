//! Cases: new lines of their histories, the histories, and the ledger.

use crate::case_records::*;
use crate::error::StoreError;
use crate::records::*;
use crate::store::{Store, read, write};
use domain::case::CaseEvent;
use domain::case::chain::{Entry, Head, Links};
use domain::ledger::{LedgerCounts, LedgerCursor, LedgerFilter};
use domain::time::Timestamp;
use uuid::Uuid;

/// Which cases a list shows at which moment.
#[derive(Clone, Debug)]
pub struct LedgerScope {
    /// The filter; a unit's own code stands in it.
    pub filter: LedgerFilter,
    /// Codes that count as inside of the filter's area.
    pub areas: Option<Vec<String>>,
    /// The moment.
    pub now: Timestamp,
}

macro_rules! scope {
    ($engine:ident, $scope:expr) => {
        $engine::ledger::Scope {
            filter: $scope.filter,
            areas: $scope.areas,
            now: $scope.now,
            tomorrow: $scope.now.day().plus(1).start(),
        }
    };
}

impl Store {
    /// Adds lines to a case's history, with everything that follows from them, in one durable transaction.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn transit(&self, new: Transition) -> Result<Written, StoreError> {
        let result: Result<(), StoreError> =
            write!(self, |connection, engine| async move { engine::cases::transit(connection, &new).await });
        match result {
            Ok(()) => Ok(Written::Done),
            Err(StoreError::Stale) => Ok(Written::Stale),
            Err(error) => Err(error),
        }
    }

    /// Several transitions together or not at all, as when one case is linked to another that has to begin first.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn transit_all(&self, all: Vec<Transition>) -> Result<Written, StoreError> {
        let result: Result<(), StoreError> = write!(self, |connection, engine| async move {
            for new in &all {
                engine::cases::transit(connection, new).await?;
            }
            Ok(())
        });
        match result {
            Ok(()) => Ok(Written::Done),
            Err(StoreError::Stale) => Ok(Written::Stale),
            Err(error) => Err(error),
        }
    }

    /// Stores a report and the beginning of its case, or tells what was stored before under its id.
    ///
    /// # Errors
    /// [`StoreError::Unique`] when the receipt code is taken: draw another one.
    pub async fn submit_order(&self, new: NewOrder) -> Result<Submission<ReportState>, StoreError> {
        write!(self, |connection, engine| async move {
            let submitted = engine::intake::submit(connection, &new.report).await?;
            if matches!(submitted, Submission::New(_)) {
                engine::cases::transit(connection, &new.transition).await?;
            }
            Ok(submitted)
        })
    }

    /// The history of a case, oldest event first; empty when there is none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn case_history(&self, case: Uuid) -> Result<Vec<CaseEvent>, StoreError> {
        read!(self, |connection, engine| engine::cases::history(connection, case))
    }

    /// The histories of all cases that a bulletin of a period may count.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn case_histories(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<(Vec<CaseHistory>, Head), StoreError> {
        read!(self, |connection, engine| async move {
            Ok((
                engine::cases::histories(connection, from, to).await?,
                engine::cases::head(connection).await?,
            ))
        })
    }

    /// Lines of all histories after a position, in the order of the ledger, as they are stored.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn ledger_entries(&self, after: u64, rows: u32) -> Result<Vec<(Entry, Links)>, StoreError> {
        read!(self, |connection, engine| engine::cases::entries(connection, after, rows))
    }

    /// The end of the ledger.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn ledger_head(&self) -> Result<Head, StoreError> {
        read!(self, |connection, engine| engine::cases::head(connection))
    }

    /// All cases in the order of their ids, in pages: their columns and their last hashes.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn case_columns(
        &self,
        after: Option<Uuid>,
        rows: u32,
    ) -> Result<Vec<(Uuid, CaseColumns, String)>, StoreError> {
        read!(self, |connection, engine| engine::cases::all_columns(connection, after, rows))
    }

    /// The texts of a case by their hashes; none where one was erased.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn case_texts(&self, case: Uuid) -> Result<Vec<(String, Option<String>)>, StoreError> {
        read!(self, |connection, engine| engine::case_texts::texts(connection, case))
    }

    /// All texts by their hashes and in that order, in pages; none for those that were erased.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn sealed_texts(
        &self,
        after: &str,
        rows: u32,
    ) -> Result<Vec<(Uuid, String, Option<SealedText>)>, StoreError> {
        let after = after.to_owned();
        read!(self, |connection, engine| async move {
            engine::case_texts::sealed_texts(connection, &after, rows).await
        })
    }

    /// Forgets texts of a case and their salts; how many were there. The chain still holds. `notes` forgets what its
    /// reporter was told as well.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn erase_case_texts(
        &self,
        case: Uuid,
        sealed: Vec<String>,
        notes: bool,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        write!(self, |connection, engine| async move {
            engine::case_texts::erase_texts(connection, case, &sealed, notes, at).await
        })
    }

    /// A page of the ledger and how many cases fit on all pages, from one snapshot.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn list_cases(
        &self,
        scope: LedgerScope,
        after: Option<LedgerCursor>,
        rows: u32,
    ) -> Result<(Vec<CaseRow>, u64), StoreError> {
        read!(self, |connection, engine| async move {
            let scope = scope!(engine, scope);
            let listed = engine::ledger::list(connection, &scope, after, rows).await?;
            Ok((listed, engine::ledger::count(connection, &scope).await?))
        })
    }

    /// One case as lists show it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn case_row(&self, id: Uuid) -> Result<Option<CaseRow>, StoreError> {
        read!(self, |connection, engine| engine::ledger::row(connection, id))
    }

    /// How many cases are in each view, of one unit or of all.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn ledger_counts(
        &self,
        unit: Option<&str>,
        now: Timestamp,
    ) -> Result<LedgerCounts, StoreError> {
        let unit = unit.map(str::to_owned);
        read!(self, |connection, engine| async move {
            engine::ledger::counts(connection, unit.as_deref(), now, now.day().plus(1).start()).await
        })
    }

    /// Cases that the clock has done something to: nearly late, late, or no longer deferred.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn ticking_cases(
        &self,
        now: Timestamp,
        after: Option<Uuid>,
        rows: u32,
    ) -> Result<Vec<Uuid>, StoreError> {
        let today = i64::from(now.day().0);
        read!(self, |connection, engine| engine::ledger::ticking(connection, now, today, after, rows))
    }

    /// Open cases without a verdict, whose deadline follows the calendar.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn movable_cases(&self, after: Option<Uuid>, rows: u32) -> Result<Vec<Uuid>, StoreError> {
        read!(self, |connection, engine| engine::ledger::movable(connection, after, rows))
    }
}
