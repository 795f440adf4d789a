//! The columns of a bulletin, the same on the page and in its files.

use crate::components::charts::format::{NONE, percent};
use crate::locale::Locale;
use crate::t::bulletin as t;
use domain::ledger::BulletinLine;

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell {
    /// A count.
    Count(u64),
    /// A share; none when nothing was counted.
    Share(Option<f64>),
}

impl Cell {
    /// As it is printed.
    pub fn text(self) -> String {
        match self {
            Self::Count(count) => count.to_string(),
            Self::Share(share) => share.map_or_else(|| NONE.to_owned(), percent),
        }
    }
}

/// A column: its name and its value in a line.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// What it is called.
    pub name: fn(Locale) -> &'static str,
    /// Its value.
    pub value: fn(&BulletinLine) -> Cell,
    /// Whether it counts what is overdue, and so may be red.
    pub overdue: bool,
}

const fn count(name: fn(Locale) -> &'static str, value: fn(&BulletinLine) -> Cell) -> Column {
    Column { name, value, overdue: false }
}

const fn overdue(name: fn(Locale) -> &'static str, value: fn(&BulletinLine) -> Cell) -> Column {
    Column { name, value, overdue: true }
}

/// All columns in their order: what was due and what became of it, then what happened in the period.
pub const COLUMNS: [Column; 18] = [
    count(t::due, |line| Cell::Count(line.counts.due)),
    count(t::closed, |line| Cell::Count(line.counts.closed)),
    count(t::closed_rate, |line| Cell::Share(line.closed_rate)),
    count(t::on_time, |line| Cell::Count(line.counts.on_time)),
    count(t::on_time_rate, |line| Cell::Share(line.on_time_rate)),
    overdue(t::late, |line| Cell::Count(line.counts.late)),
    overdue(t::open, |line| Cell::Count(line.counts.open)),
    overdue(t::overdue_multiple, |line| Cell::Count(line.counts.overdue_multiple)),
    count(t::accepted, |line| Cell::Count(line.counts.accepted)),
    count(t::filed, |line| Cell::Count(line.counts.filed)),
    count(t::closings, |line| Cell::Count(line.counts.closings)),
    count(t::rework_cases, |line| Cell::Count(line.counts.rework_cases)),
    count(t::rework_times, |line| Cell::Count(line.counts.rework_times)),
    count(t::transfers, |line| Cell::Count(line.counts.transfers)),
    count(t::deferrals, |line| Cell::Count(line.counts.deferrals)),
    count(t::extensions, |line| Cell::Count(line.counts.extensions)),
    count(t::reopenings, |line| Cell::Count(line.counts.reopenings)),
    count(t::satisfied_rate, |line| Cell::Share(line.satisfied_rate)),
];
