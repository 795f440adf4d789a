//! Ranges of cell numbers: what a database that keeps cells in the order of their numbers has to read for a place.
//!
//! The numbers of all cells of one resolution that share an ancestor lie side by side. Ranges may hold more cells than were asked
//! for, never fewer.

use super::{COARSEST, Cell, CellError, Rectangle, cells_in_rectangle, resolution_of};

/// First and last number of a range.
pub type Range = (u64, u64);

/// Levels between a cell and the ancestors by which a rectangle is covered.
const LEVELS: u8 = 2;
/// Bits of one level in a cell's number, and the levels that a number has room for.
const LEVEL_BITS: u32 = 3;
const LEVELS_IN_ALL: u8 = 15;
/// Where a number keeps the resolution.
const RESOLUTION_SHIFT: u32 = 52;
/// How far the cells of an ancestor of resolution 7 may lie from a point of another of its cells' ancestors, in degrees of latitude:
/// more than the radius of the ancestor, which no descendant sticks out by.
const REACH: f64 = 0.025;

/// Ranges that hold every cell of a resolution which shares a point with a rectangle.
///
/// # Errors
/// [`CellError::Resolution`], [`CellError::Region`], or [`CellError::TooMany`] where the rectangle is so large that one had better
/// read everything: where more than `most` ancestors cover it, or it lies at a pole or at the date line.
pub fn ranges_around(area: Rectangle, resolution: u8, most: usize) -> Result<Vec<Range>, CellError> {
    resolution_of(resolution)?;
    let coarse = resolution.saturating_sub(LEVELS).max(COARSEST);
    let reach = REACH / 7_f64.powf(f64::from(coarse - COARSEST) / 2.0);
    let farthest_north = area.north.abs().max(area.south.abs()) + reach;
    if farthest_north >= 85.0 {
        return Err(CellError::TooMany);
    }
    let wide = reach / farthest_north.to_radians().cos();
    if area.west - wide <= -180.0 || area.east + wide >= 180.0 {
        return Err(CellError::TooMany);
    }
    let around = Rectangle {
        west: area.west - wide,
        east: area.east + wide,
        south: area.south - reach,
        north: area.north + reach,
    };
    let ancestors = cells_in_rectangle(around, coarse, most)?;
    Ok(merged(ancestors.into_iter().map(|ancestor| below(ancestor, resolution)), step(coarse)))
}

/// At most so many ranges that hold these cells, which must be of one resolution and sorted.
pub fn ranges_of(cells: &[Cell], most: usize) -> Vec<Range> {
    let Some(first) = cells.first() else { return Vec::new() };
    let mut near = step(first.resolution());
    loop {
        let ranges = merged(cells.iter().map(|cell| (cell.number(), cell.number())), near);
        if ranges.len() <= most.max(1) {
            return ranges;
        }
        near = near.saturating_mul(2);
    }
}

/// The numbers of all cells of a resolution below an ancestor.
fn below(ancestor: Cell, resolution: u8) -> Range {
    let bits = |level: u8| LEVEL_BITS * u32::from(LEVELS_IN_ALL - level);
    let levels = (1_u64 << bits(ancestor.resolution())) - (1_u64 << bits(resolution));
    let finer = u64::from(resolution - ancestor.resolution()) << RESOLUTION_SHIFT;
    // Levels that a cell does not have are filled with ones.
    let last = ancestor.number() + finer;
    (last & !levels, last)
}

/// By how much the numbers of two neighbouring siblings differ.
fn step(resolution: u8) -> u64 {
    1 << (LEVEL_BITS * u32::from(LEVELS_IN_ALL - resolution))
}

/// Joins sorted ranges that lie as near to each other as this.
fn merged(ranges: impl Iterator<Item = Range>, near: u64) -> Vec<Range> {
    let mut joined: Vec<Range> = Vec::new();
    for (low, high) in ranges {
        match joined.last_mut() {
            Some(last) if low.saturating_sub(last.1) <= near => last.1 = last.1.max(high),
            _ => joined.push((low, high)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::super::cell_at;
    use super::*;
    use proptest::prelude::*;

    fn holds(ranges: &[Range], cell: Cell) -> bool {
        ranges.iter().any(|(low, high)| (*low..=*high).contains(&cell.number()))
    }

    proptest! {
        /// The grid is turned differently everywhere, and children stick out of their parents.
        #[test]
        fn every_cell_of_a_rectangle_lies_in_its_ranges(
            west in -170.0..170.0f64, south in -80.0..80.0f64, width in 0.0..0.2f64, height in 0.0..0.2f64,
            resolution in 7..=10u8,
            points in prop::collection::vec((0.0..=1.0f64, 0.0..=1.0f64), 300),
        ) {
            let area = Rectangle { west, south, east: west + width, north: south + height };
            let ranges = ranges_around(area, resolution, 100_000).unwrap();
            for (x, y) in points {
                let cell = cell_at(south + y * height, west + x * width, resolution).unwrap();
                prop_assert!(holds(&ranges, cell));
                for beside in cell.neighbours() {
                    prop_assert!(holds(&ranges, beside) || !area.meets(&beside.boundary()));
                }
            }
        }
    }

    #[test]
    fn a_town_needs_few_ranges_and_they_hold_little_more() {
        let town = Rectangle { west: 107.40, south: 38.40, east: 107.55, north: 38.50 };
        let ranges = ranges_around(town, 9, 400).unwrap();
        assert!(ranges.len() < 40, "{}", ranges.len());
        let cells: Vec<Cell> = cells_in_rectangle(town, 9, 10_000).unwrap();
        assert!(cells.iter().all(|cell| holds(&ranges, *cell)));
        let few = ranges_of(&cells, 50);
        assert!(few.len() <= 50);
        assert!(cells.iter().all(|cell| holds(&few, *cell)));
        assert_eq!(ranges_of(&[], 5), []);
        assert_eq!(ranges_around(town, 9, 10), Err(CellError::TooMany));
        assert_eq!(ranges_around(town, 11, 400), Err(CellError::Resolution));
    }

    #[test]
    fn where_the_grid_closes_everything_is_read() {
        let at = |west: f64, south: f64| Rectangle { west, south, east: west + 0.1, north: south + 0.1 };
        for area in [at(179.95, 0.0), at(-180.0, 0.0), at(0.0, 89.0), at(0.0, -90.0)] {
            assert!(ranges_around(area, 9, 1_000).is_err());
        }
    }
}
