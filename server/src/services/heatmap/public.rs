//! What the public sees of the map: cells with at least five incidents, rounded down to fives.
//!
//! Two views must not tell by their difference what neither shows. Periods are therefore whole blocks of four weeks, which never
//! overlap, and a cell's number is made of the blocks in which it has five incidents or more by itself. A block with fewer
//! adds nothing to any view, however long its period. Hot spots are computed from the numbers that are shown.

use super::{Counts, counts_of};
use crate::error::from_store;
use crate::services::Services;
use crate::services::awareness::query::BLOCK_DAYS;
use domain::error::{ApiError, FieldCode};
use domain::limits::{PUBLIC_CELL_INCIDENTS, PUBLIC_ROUNDING};
use domain::statistics::Layer;
use domain::time::Day;
use statistics::cells::Cell;
use store::{CellCount, CountFilter, block_of};

/// Under which resolution reports without a place are counted.
const PLACELESS: u8 = 1;

/// Refuses what only those who may read statistics can ask for.
pub fn check(filter: &CountFilter) -> Result<(), ApiError> {
    let refuse = |field: &str| {
        let message = format!("who may not read statistics cannot ask by {field}");
        Err(ApiError::field(field, FieldCode::NotAllowed, message))
    };
    match (filter.status, filter.layer) {
        (Some(_), _) => refuse("status"),
        (_, Layer::Residents | Layer::Patrols) => refuse("layer"),
        (None, Layer::All) => Ok(()),
    }
}

/// The cells that the public sees.
pub async fn counts(services: &Services, resolution: u8, filter: &CountFilter) -> Result<Counts, ApiError> {
    let filter = CountFilter { days: blocks(filter.days), ..filter.clone() };
    let counted = services.store.cell_counts_by_block(resolution, &filter).await.map_err(from_store)?;
    Ok(shown(counted))
}

/// Reports and incidents without a place, as the public sees them.
pub async fn outside(services: &Services, filter: &CountFilter) -> Result<(u64, u64), ApiError> {
    let filter = CountFilter { days: blocks(filter.days), ..filter.clone() };
    let counted = services.store.cell_counts_by_block(PLACELESS, &filter).await.map_err(from_store)?;
    let enough = counted.iter().filter(|(_, count)| count.incidents >= PUBLIC_CELL_INCIDENTS);
    let (reports, incidents) =
        enough.fold((0, 0), |(r, i), (_, count)| (r + count.reports, i + count.incidents));
    Ok((rounded(reports), rounded(incidents)))
}

/// The blocks that a period touches.
fn blocks((from, to): (Option<Day>, Option<Day>)) -> (Option<Day>, Option<Day>) {
    (from.map(block_of), to.map(|to| block_of(to.plus(-1)).plus(BLOCK_DAYS)))
}

fn shown(counted: Vec<(Day, CellCount)>) -> Counts {
    let enough = counted.into_iter().filter(|(_, count)| count.incidents >= PUBLIC_CELL_INCIDENTS);
    let mut counts = Counts::new();
    for (cell, (incidents, reports)) in enough.flat_map(|(_, count)| counts_of(vec![count])) {
        let sum: &mut (u64, u64) = counts.entry(cell).or_default();
        *sum = (sum.0 + incidents, sum.1 + reports);
    }
    counts
        .into_iter()
        .map(|(cell, (incidents, reports)): (Cell, _)| (cell, (rounded(incidents), rounded(reports))))
        .collect()
}

const fn rounded(count: u64) -> u64 {
    count - count % PUBLIC_ROUNDING
}

#[cfg(test)]
mod tests {
    use super::*;
    use statistics::cells::cell_at;

    #[test]
    fn a_block_with_fewer_than_five_adds_nothing_to_any_view() {
        let cell = |step: usize| cell_at(38.0 + step as f64 * 0.01, 107.0, 9).unwrap().number();
        let count = |cell, incidents, reports| CellCount { cell, incidents, reports };
        let block = |number: i32| Day(28 * number);
        let counted = vec![
            (block(1), count(cell(0), 4, 40)),
            (block(1), count(cell(1), 9, 11)),
            (block(2), count(cell(1), 4, 4)),
            (block(3), count(cell(1), 11, 12)),
            (block(2), count(cell(2), 5, 5)),
        ];
        let mut seen: Vec<_> = shown(counted).into_values().collect();
        seen.sort_unstable();
        assert_eq!(seen, [(5, 5), (20, 20)]);
    }

    #[test]
    fn periods_are_widened_to_blocks_that_never_overlap() {
        let day = Day::parse("", "2026-11-25").unwrap();
        let (from, to) = blocks((Some(day), Some(day.plus(1))));
        let (from, to) = (from.unwrap(), to.unwrap());
        assert_eq!((to.0 - from.0, from.week()), (28, from));
        assert!(from <= day && day < to);
        assert_eq!(blocks((Some(from), Some(to))), (Some(from), Some(to)));
        assert_eq!(blocks((None, None)), (None, None));
    }
}
