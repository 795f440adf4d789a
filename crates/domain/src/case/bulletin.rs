//! The bulletin (通报): counts of a period, regenerated from histories.
//!
//! Only what happened before the end of the period is read, so a bulletin printed again later says the same, whatever
//! has happened since. Two kinds of numbers stand in it:
//!
//! - *Due* (应办结) are the cases whose deadline passed within the period, and what became of them by its end:
//!   `due = closed + open` and `closed = on_time + late`. A case counts for the unit that had it when its verdict was
//!   reached, else for the unit that has it. While a case is deferred without a verdict, it is not due. A case that was
//!   reopened is open again; its verdict and deadline stay those of the first time.
//! - Everything else happened within the period: acceptances, filings, send-backs, transfers … A case counts as
//!   accepted and as filed once, the first time. What happened counts for the unit that had the case just before; a
//!   transfer for the one that passed it on; acceptance and filing for the one that has it at the end.
//!
//! Each number of the total is the sum of its column, by unit and by area, because each case or happening counts in
//! one row; what has no unit or area stands in a row without a code.

use super::deadline::Verdict;
use super::event::{CaseEvent, Change};
use super::fold::Case;
use super::state::CaseState;
use crate::time::{Period, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Defines the counts with their sum, so that no field is left out of it.
macro_rules! counts {
    ($($(#[$meta:meta])* $field:ident),+ $(,)?) => {
        /// The numbers of one row.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct BulletinCounts {
            $($(#[$meta])* pub $field: u64,)+
        }

        impl BulletinCounts {
            /// Adds another row.
            pub fn add(&mut self, other: &Self) {
                $(self.$field += other.$field;)+
            }
        }
    };
}

counts! {
    /// Accepted (受理).
    accepted,
    /// Given to a unit (立案).
    filed,
    /// Deadline within the period (应办结).
    due,
    /// Of those due: closed (已办结).
    closed,
    /// Of those closed: on time (按期办结).
    on_time,
    /// Of those closed: late (超期办结).
    late,
    /// Of those due: still open (超期未办结).
    open,
    /// Of those due: took, or have taken so far, over twice their time (多倍超期).
    overdue_multiple,
    /// Closings within the period, whenever they were due.
    closings,
    /// Cases that were sent back within the period.
    rework_cases,
    /// How often cases were sent back.
    rework_times,
    /// Deferrals granted (挂账).
    deferrals,
    /// Extensions granted (延期).
    extensions,
    /// Transfers (转派).
    transfers,
    /// Cases reopened, by whomever.
    reopenings,
    /// Reporters who said that it is put right (群众满意).
    confirmed,
    /// Reporters who said that it is not.
    disputed,
}

impl BulletinCounts {
    /// Share of those due that are closed (办结率); none when nothing was due.
    pub fn closed_rate(&self) -> Option<f64> {
        share(self.closed, self.due)
    }

    /// Share of those due that were closed on time (按期办结率).
    pub fn on_time_rate(&self) -> Option<f64> {
        share(self.on_time, self.due)
    }

    /// Share of the reporters who answered that are satisfied (满意率).
    pub fn satisfied_rate(&self) -> Option<f64> {
        share(self.confirmed, self.confirmed + self.disputed)
    }
}

/// A share between 0 and 1. Counts are far below 2^53, so they are exact as `f64`.
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The numbers of one unit or area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulletinRow {
    /// Its code; none for what has no unit or area.
    pub code: Option<String>,
    /// Its numbers.
    pub counts: BulletinCounts,
}

/// A bulletin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bulletin {
    /// Its period.
    pub period: Period,
    /// Everything together.
    pub total: BulletinCounts,
    /// By unit, in the order of codes.
    pub units: Vec<BulletinRow>,
    /// By area.
    pub areas: Vec<BulletinRow>,
}

impl Bulletin {
    /// Counts histories, each oldest event first, for a period. A period that has not ended is counted until now.
    /// `area_row` names the row of an area, for instance the town that it lies in.
    pub fn count<'a>(
        histories: impl IntoIterator<Item = &'a [CaseEvent]>,
        period: Period,
        now: Timestamp,
        area_row: &dyn Fn(&str) -> String,
    ) -> Self {
        let mut tally = Tally { period, end: end_of(period, now), ..Tally::default() };
        for history in histories {
            tally.history(history, area_row);
        }
        let rows = |rows: BTreeMap<Option<String>, BulletinCounts>| {
            rows.into_iter().map(|(code, counts)| BulletinRow { code, counts }).collect()
        };
        Self { period, total: tally.total, units: rows(tally.units), areas: rows(tally.areas) }
    }
}

/// The first moment that no longer counts.
fn end_of(period: Period, now: Timestamp) -> Timestamp {
    let after_now = Timestamp(now.0.saturating_add(1));
    period.to.map_or(after_now, |to| to.min(after_now))
}

#[derive(Default)]
struct Tally {
    period: Period,
    end: Timestamp,
    total: BulletinCounts,
    units: BTreeMap<Option<String>, BulletinCounts>,
    areas: BTreeMap<Option<String>, BulletinCounts>,
}

impl Tally {
    fn history(&mut self, history: &[CaseEvent], area_row: &dyn Fn(&str) -> String) {
        let known = &history[..history.iter().take_while(|event| event.at < self.end).count()];
        let Some(mut case) = Case::fold(known.first()) else { return };
        // The numbers of this case by unit; its area is that at the end, so that one area has all of it.
        let mut parts: Vec<(Option<String>, BulletinCounts)> = Vec::new();
        let mut sent_back = false;
        for event in &known[1..] {
            if self.period.contains(event.at) {
                let mut counts = happening(&event.change);
                counts.rework_cases = u64::from(counts.rework_times > 0 && !sent_back);
                sent_back |= counts.rework_times > 0;
                parts.push((case.unit.clone(), counts));
            }
            case.apply(event);
        }
        let within = |at: Option<Timestamp>| u64::from(at.is_some_and(|at| self.period.contains(at)));
        let (accepted, filed) = (within(case.accepted_at), within(case.filed_at));
        parts.push((case.unit.clone(), BulletinCounts { accepted, filed, ..BulletinCounts::default() }));
        parts.extend(outcome(&case, self.period, self.end));

        let area = case.area.as_deref().map(area_row);
        for (unit, counts) in parts.into_iter().filter(|(_, counts)| *counts != BulletinCounts::default()) {
            self.total.add(&counts);
            self.units.entry(unit).or_default().add(&counts);
            self.areas.entry(area.clone()).or_default().add(&counts);
        }
    }
}

/// What one event adds.
fn happening(change: &Change) -> BulletinCounts {
    let mut counts = BulletinCounts::default();
    match change {
        Change::Verified { .. } => counts.closings = 1,
        Change::SentBack { .. } => counts.rework_times = 1,
        Change::Transferred { .. } => counts.transfers = 1,
        Change::DeferralGranted { .. } => counts.deferrals = 1,
        Change::ExtensionGranted { .. } => counts.extensions = 1,
        Change::Confirmed => counts.confirmed = 1,
        Change::Reopened { by_reporter, .. } => {
            counts.reopenings = 1;
            counts.disputed = u64::from(*by_reporter);
        }
        _ => {}
    }
    counts
}

/// What became of a case that was due within the period, and for which unit it counts.
fn outcome(case: &Case, period: Period, end: Timestamp) -> Option<(Option<String>, BulletinCounts)> {
    let frozen = case.verdict.as_ref();
    let deadline = match frozen {
        Some(frozen) => &frozen.deadline,
        None if case.state == CaseState::Deferred => return None,
        None => case.deadline.as_ref()?,
    };
    if !period.contains(deadline.due) || deadline.due >= end {
        return None;
    }
    let unit = frozen.map_or_else(|| case.unit.clone(), |frozen| Some(frozen.unit.clone()));
    let mut counts = BulletinCounts { due: 1, ..BulletinCounts::default() };
    match frozen {
        Some(frozen) if case.state == CaseState::Closed => {
            counts.closed = 1;
            match frozen.verdict {
                Verdict::OnTime => counts.on_time = 1,
                Verdict::Late => counts.late = 1,
            }
        }
        _ => counts.open = 1,
    }
    let stopped = case.pause.map(|pause| pause.from);
    let until = frozen.and_then(|frozen| frozen.done_at).or(stopped).unwrap_or(end);
    counts.overdue_multiple = u64::from(until > deadline.multiple_after);
    Some((unit, counts))
}
