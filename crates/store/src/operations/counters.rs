//! Counters of reports: reading, folding, checking.

use crate::count_records::{AreaCount, CellCount, CountFilter, HandlingTime, ReportPoint};
use crate::counting::{
    ALL_REPORTS, BLOCK, PLACELESS, ReportFact, Wanted, cell_number, span_start, tally_report,
};
use crate::error::StoreError;
use crate::records::PlaceCells;
use crate::store::{Store, read, write};
use domain::heatmap::BoundingBox;
use domain::report::Channel;
use domain::time::{Day, Timestamp};
use std::collections::BTreeMap;

/// Counters recomputed from the reports, to be compared with those in the database.
#[derive(Debug, Default)]
pub struct ReportTally(BTreeMap<crate::counting::ReportKey, (i64, i64)>);

impl ReportTally {
    /// Counts a report whose place lies in these cells.
    pub fn add(&mut self, point: &ReportPoint, cells: PlaceCells) {
        let fact = ReportFact {
            cells,
            area: point.area.clone(),
            day: i64::from(point.day.0),
            category: point.category.clone(),
            status: point.status.as_str().to_owned(),
            patrol: point.channel != Channel::Resident,
            reports: 1,
            incidents: i64::from(point.incident),
        };
        tally_report(&fact, &mut self.0);
    }
}

fn wanted(resolution: i64, filter: &CountFilter) -> Wanted {
    Wanted { resolution, filter: filter.clone(), ranges: None }
}

/// The first day of the block of four weeks that a day lies in.
pub fn block_of(day: Day) -> Day {
    Day(i32::try_from(span_start(i64::from(day.0), BLOCK)).unwrap_or(day.0))
}

impl Store {
    /// Reports by H3 cell of one resolution (7 to 10). Cells without reports are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn cell_counts(
        &self,
        resolution: u8,
        filter: &CountFilter,
    ) -> Result<Vec<CellCount>, StoreError> {
        self.counts(i64::from(resolution), filter).await
    }

    /// The same for the cells in some ranges of cell numbers, each with its first and last number. What else the database holds
    /// costs nothing.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn cell_counts_in(
        &self,
        resolution: u8,
        filter: &CountFilter,
        ranges: &[(u64, u64)],
    ) -> Result<Vec<CellCount>, StoreError> {
        let number = |(low, high): &(u64, u64)| (cell_number(*low), cell_number(*high));
        let ranges = Some(ranges.iter().map(number).collect());
        let wanted = Wanted { resolution: i64::from(resolution), filter: filter.clone(), ranges };
        read!(self, |connection, engine| engine::counted::cells(connection, &wanted))
    }

    /// Reports by cell and day, for the days of a limited period.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn cell_counts_by_day(
        &self,
        resolution: u8,
        filter: &CountFilter,
    ) -> Result<Vec<(Day, CellCount)>, StoreError> {
        let wanted = wanted(i64::from(resolution), filter);
        read!(self, |connection, engine| engine::counted::cells_by_span(connection, &wanted, 1))
    }

    /// Reports by cell and block of four weeks, named by its first day. The filter's days must be those of [`block_of`].
    /// Resolution 0 counts all reports, resolution 1 those without a place, both as cell 0.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn cell_counts_by_block(
        &self,
        resolution: u8,
        filter: &CountFilter,
    ) -> Result<Vec<(Day, CellCount)>, StoreError> {
        let wanted = wanted(i64::from(resolution), filter);
        read!(self, |connection, engine| engine::counted::cells_by_span(connection, &wanted, BLOCK))
    }

    /// Reports by area and week. The filter's days must be Mondays; its status is ignored.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn area_counts(&self, filter: &CountFilter) -> Result<Vec<AreaCount>, StoreError> {
        let wanted = wanted(0, &CountFilter { status: None, ..filter.clone() });
        read!(self, |connection, engine| engine::counted::areas_by_week(connection, &wanted))
    }

    /// Reports and incidents without a place.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn placeless_count(&self, filter: &CountFilter) -> Result<(u64, u64), StoreError> {
        let counts = self.counts(PLACELESS, filter).await?;
        Ok(counts.first().map_or((0, 0), |count| (count.reports, count.incidents)))
    }

    /// Reports and incidents, with or without a place.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn total_count(&self, filter: &CountFilter) -> Result<(u64, u64), StoreError> {
        let counts = self.counts(ALL_REPORTS, filter).await?;
        Ok(counts.first().map_or((0, 0), |count| (count.reports, count.incidents)))
    }

    async fn counts(&self, resolution: i64, filter: &CountFilter) -> Result<Vec<CellCount>, StoreError> {
        let wanted = wanted(resolution, filter);
        read!(self, |connection, engine| engine::counted::cells(connection, &wanted))
    }

    /// Latitude, longitude and whether it is an incident of its own, of every report in a rectangle, up to a limit.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn points_in(
        &self,
        bbox: BoundingBox,
        filter: &CountFilter,
        limit: u32,
    ) -> Result<Vec<(f64, f64, bool)>, StoreError> {
        let wanted = wanted(0, filter);
        read!(self, |connection, engine| engine::counted::points_in(connection, bbox, &wanted, limit))
    }

    /// Hours from the observation to the first handling and to the closing of each report observed in a period, by area, in
    /// milliseconds. Read from the reports themselves: a median needs each of them. Rejected reports and duplicates are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn handling_times(&self, filter: &CountFilter) -> Result<Vec<HandlingTime>, StoreError> {
        let wanted = wanted(0, filter);
        read!(self, |connection, engine| engine::figures::handling_times(connection, &wanted))
    }

    /// Whether reports or answers are there without any counters, as after a change of what is counted.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn counters_missing(&self) -> Result<bool, StoreError> {
        read!(self, |connection, engine| engine::counters::are_missing(connection))
    }

    /// Replaces all counters by recomputed ones.
    ///
    /// # Errors
    /// When the database refuses; then nothing is changed.
    pub async fn replace_counters(
        &self,
        reports: ReportTally,
        responses: super::responses::ResponseTally,
    ) -> Result<(), StoreError> {
        write!(self, |connection, engine| async move {
            engine::counters::forget(connection).await?;
            engine::counters::add(connection, &reports.0).await?;
            engine::totals::add(connection, &responses.0).await
        })
    }

    /// All reports by status, most first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn counts_by_status(&self) -> Result<Vec<(String, u64)>, StoreError> {
        read!(self, |connection, engine| engine::figures::by_column(connection, "status"))
    }

    /// All reports by category, most first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn counts_by_category(&self) -> Result<Vec<(String, u64)>, StoreError> {
        read!(self, |connection, engine| engine::figures::by_column(connection, "category"))
    }

    /// Reports by local day of their arrival; days without any are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn reports_per_day(&self, from: Day, to: Day) -> Result<Vec<(Day, u64)>, StoreError> {
        read!(self, |connection, engine| engine::figures::arrivals_by_day(connection, "reports", from, to))
    }

    /// Answers by local day of their arrival; days without any are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn responses_per_day(&self, from: Day, to: Day) -> Result<Vec<(Day, u64)>, StoreError> {
        read!(self, |connection, engine| engine::figures::arrivals_by_day(connection, "responses", from, to))
    }

    /// When the first and the last report were observed.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn observed_range(&self) -> Result<Option<(Timestamp, Timestamp)>, StoreError> {
        read!(self, |connection, engine| engine::figures::observed_range(connection))
    }

    /// Takes up to so many pending facts of reports into the counters; how many it took.
    ///
    /// # Errors
    /// When the database refuses; then nothing is changed.
    pub async fn fold_reports(&self, limit: u32) -> Result<u64, StoreError> {
        write!(self, |connection, engine| engine::counters::fold(connection, limit))
    }

    /// Takes up to so many pending facts of answers into the counters; how many it took.
    ///
    /// # Errors
    /// When the database refuses; then nothing is changed.
    pub async fn fold_responses(&self, limit: u32) -> Result<u64, StoreError> {
        write!(self, |connection, engine| engine::totals::fold(connection, limit))
    }

    /// Facts that wait to be folded: of reports, of answers.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn pending_facts(&self) -> Result<(u64, u64), StoreError> {
        read!(self, |connection, engine| engine::counters::pending(connection))
    }

    /// Compares the counters in the database with recomputed ones. Each difference is one line of text; at most 20.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn report_counter_differences(&self, tally: &ReportTally) -> Result<Vec<String>, StoreError> {
        let stored = read!(self, |connection, engine| engine::counters::everything(connection))?;
        let mut differences = Vec::new();
        for key in stored.keys().chain(tally.0.keys().filter(|key| !stored.contains_key(*key))) {
            let (is, should) = (stored.get(key).copied(), tally.0.get(key).copied());
            let (is, should) = (is.unwrap_or_default(), should.unwrap_or_default());
            if is != should && differences.len() < 20 {
                let (resolution, category, span, day, cell, status) = key;
                differences.push(format!(
                    "counter of reports (resolution {resolution}, category {category}, span {span}, day {day}, \
                     cell {cell:x}, status {status}) says {is:?} instead of {should:?}"
                ));
            }
        }
        Ok(differences)
    }
}
