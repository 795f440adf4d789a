//! Reports: storing, finding, listing, changing.

use super::responses::{ImportBatch, at_once};
use crate::count_records::ReportPoint;
use crate::error::StoreError;
use crate::records::*;
use crate::store::{Store, read, write};
use domain::listing::{Cursor, ReportFilter, ReportRow};
use domain::receipt::ReceiptCode;
use domain::report::ReportStatus;
use domain::time::Timestamp;
use tokio::sync::mpsc::Receiver;
use uuid::Uuid;

impl Store {
    /// Stores a report with its photos' claims, history and counters, or tells what was stored before under its id.
    ///
    /// # Errors
    /// [`StoreError::Unique`] when the receipt code is taken: draw another one.
    pub async fn submit_report(&self, new: NewReportRecord) -> Result<Submission<ReportState>, StoreError> {
        write!(self, |connection, engine| engine::intake::submit(connection, &new))
    }

    /// Stores reports in one transaction; those whose id or external id is known are left as they are.
    ///
    /// # Errors
    /// [`StoreError::Unique`] when a receipt code is taken, or when the database refuses; then nothing is stored.
    pub async fn import_reports(&self, reports: Vec<NewReportRecord>) -> Result<ImportCount, StoreError> {
        self.import_report_batches(at_once(reports)).await
    }

    /// The same with reports that come in batches. Nothing is stored unless [`ImportBatch::End`] comes before the channel closes.
    ///
    /// # Errors
    /// As [`Store::import_reports`]; [`StoreError::Cancelled`] without an end.
    pub async fn import_report_batches(
        &self,
        mut batches: Receiver<ImportBatch<NewReportRecord>>,
    ) -> Result<ImportCount, StoreError> {
        write!(
            self,
            |connection, engine| async move { engine::intake::import(connection, &mut batches).await }
        )
    }

    /// What a receipt is made of.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn report_state(&self, id: Uuid) -> Result<Option<ReportState>, StoreError> {
        read!(self, |connection, engine| engine::reports::state(connection, id))
    }

    /// A report with everything around it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn report(&self, id: Uuid) -> Result<Option<ReportRecord>, StoreError> {
        read!(self, |connection, engine| engine::reports::record(connection, id))
    }

    /// A report by its receipt code.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn report_by_receipt(&self, code: &ReceiptCode) -> Result<Option<ReportRecord>, StoreError> {
        let code = code.as_str().to_owned();
        read!(self, |connection, engine| async move {
            match engine::reports::id_of_receipt(connection, &code).await? {
                Some(id) => engine::reports::record(connection, id).await,
                None => Ok(None),
            }
        })
    }

    /// Which reports have these receipt codes.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn receipt_owners(
        &self,
        codes: &[ReceiptCode],
    ) -> Result<Vec<(ReceiptCode, Uuid)>, StoreError> {
        let codes: Vec<String> = codes.iter().map(|code| code.as_str().to_owned()).collect();
        read!(self, |connection, engine| engine::reports::owners(connection, &codes))
    }

    /// One announced photo of a report.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn photo_report(&self, report: Uuid, sha256: &str) -> Result<Option<PhotoState>, StoreError> {
        let sha256 = sha256.to_owned();
        read!(self, |connection, engine| engine::reports::photo(connection, report, &sha256))
    }

    /// Notes that a photo's bytes are on the disk; true the first time.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn photo_stored(
        &self,
        report: Uuid,
        sha256: &str,
        at: Timestamp,
        width: u32,
        height: u32,
        exif: Option<(f64, f64)>,
        event_id: Uuid,
    ) -> Result<bool, StoreError> {
        let sha256 = sha256.to_owned();
        write!(self, |connection, engine| async move {
            let photo = engine::reports::Arrived { report, sha256, at, width, height, exif, event_id };
            engine::reports::photo_stored(connection, &photo).await
        })
    }

    /// A page of the list, newest observation first. `areas` are the codes that count as inside, when one is asked for.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn list_reports(
        &self,
        filter: &ReportFilter,
        areas: Option<&[String]>,
        after: Option<Cursor>,
        rows: u32,
    ) -> Result<Vec<ReportRow>, StoreError> {
        let (filter, areas) = (filter.clone(), areas.map(<[String]>::to_vec));
        read!(self, |connection, engine| async move {
            engine::listing::list(connection, &filter, areas.as_deref(), after, rows).await
        })
    }

    /// How many reports and incidents fit a filter, counted row by row.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn count_reports(
        &self,
        filter: &ReportFilter,
        areas: Option<&[String]>,
    ) -> Result<(u64, u64), StoreError> {
        let (filter, areas) = (filter.clone(), areas.map(<[String]>::to_vec));
        read!(self, |connection, engine| async move {
            engine::listing::count(connection, &filter, areas.as_deref()).await
        })
    }

    /// Gives a report another status; false when it is no longer `from`.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn change_status(
        &self,
        id: Uuid,
        from: ReportStatus,
        to: ReportStatus,
        change: Change,
    ) -> Result<bool, StoreError> {
        write!(self, |connection, engine| engine::listing::change_status(connection, id, from, to, &change))
    }

    /// Links a report that is `from`, and all that is linked to it, to another report as duplicates.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the report is no longer `from`, or the other one is a duplicate itself.
    pub async fn link_duplicate(
        &self,
        id: Uuid,
        of: Uuid,
        from: ReportStatus,
        change: Change,
    ) -> Result<bool, StoreError> {
        write!(self, |connection, engine| engine::listing::link_duplicate(connection, id, of, from, &change))
    }

    /// Undoes a link; false when there is none.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn unlink_duplicate(&self, id: Uuid, change: Change) -> Result<bool, StoreError> {
        write!(self, |connection, engine| engine::listing::unlink_duplicate(connection, id, &change))
    }

    /// Notes which area a report, whose place lies in these cells, is in.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_report_area(
        &self,
        id: Uuid,
        area: Option<&str>,
        cells: PlaceCells,
    ) -> Result<(), StoreError> {
        let area = area.map(str::to_owned);
        write!(self, |connection, engine| async move {
            engine::listing::set_area(connection, id, area.as_deref(), cells).await
        })
    }

    /// All reports in the order of their ids, in pages, as far as counters are concerned.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn report_points(
        &self,
        after: Option<Uuid>,
        rows: u32,
    ) -> Result<Vec<ReportPoint>, StoreError> {
        read!(self, |connection, engine| engine::listing::points(connection, after, rows))
    }
}
