//! The edge of a rectangle: which cells it crosses, and the strips along it in which their points lie.

use domain::heatmap::BoundingBox;
use statistics::cells::Cell;

/// How far a cell's true outline may stray from straight lines between its corners, in degrees (about a metre). An edge of
/// a resolution-7 cell, 1.4 km of a great circle, bulges by a few centimetres.
const STRAY: f64 = 1e-5;

/// Where a cell lies as seen from a rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// All of its points lie inside.
    Inside,
    /// Some may lie inside and some outside.
    Across,
    /// None lies inside.
    Outside,
}

/// The extent of a cell in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl Extent {
    /// The rectangle around a cell, a little larger than its corners say.
    pub fn of(cell: Cell) -> Self {
        let none = f64::INFINITY;
        let mut extent = Self { west: none, south: none, east: -none, north: -none };
        for [lng, lat] in cell.boundary() {
            extent.west = extent.west.min(lng - STRAY);
            extent.east = extent.east.max(lng + STRAY);
            extent.south = extent.south.min(lat - STRAY);
            extent.north = extent.north.max(lat + STRAY);
        }
        extent
    }

    /// Where a cell lies, as [`Extent::place`] says, without its outline where its centre tells.
    pub fn place_of(cell: Cell, bbox: &BoundingBox) -> Place {
        let [lng, lat] = cell.centre();
        // No cell of resolution 7 reaches farther than this from its centre; each finer one is √7 times smaller.
        let reach = 0.025 / 7_f64.powf(f64::from(cell.resolution() - 7) / 2.0);
        let wide = reach / lat.to_radians().cos().max(1e-3);
        let from_edge = |at: f64, low: f64, high: f64, reach: f64| {
            if at - reach > low && at + reach < high {
                Place::Inside
            } else if at + reach < low || at - reach > high {
                Place::Outside
            } else {
                Place::Across
            }
        };
        let tall = from_edge(lat, bbox.south, bbox.north, reach);
        match (tall, from_edge(lng, bbox.west, bbox.east, wide)) {
            (Place::Inside, Place::Inside) if lng.abs() + wide < 180.0 => Place::Inside,
            (Place::Outside, _) => Place::Outside,
            (_, Place::Outside) if lng.abs() + wide < 180.0 => Place::Outside,
            _ => Self::of(cell).place(bbox),
        }
    }

    /// Where it lies. A cell beside a corner of the rectangle may count as across although it is outside, which costs time
    /// but changes no count.
    pub fn place(&self, bbox: &BoundingBox) -> Place {
        // A cell across the date line has longitudes beyond ±180; its points stand on both sides.
        let straddles = self.west < -180.0 || self.east > 180.0;
        let inside = self.west >= bbox.west
            && self.east <= bbox.east
            && self.south >= bbox.south
            && self.north <= bbox.north;
        let apart = self.south > bbox.north
            || self.north < bbox.south
            || (!straddles && (self.west > bbox.east || self.east < bbox.west));
        if apart {
            Place::Outside
        } else if inside && !straddles {
            Place::Inside
        } else {
            Place::Across
        }
    }
}

/// Up to six rectangles that hold every point of the box that lies in one of the cells across its edge. They meet at their
/// edges only; a point there belongs to the first that [`owner`] names.
pub fn strips(bbox: &BoundingBox, across: &[Extent]) -> Vec<BoundingBox> {
    if across.is_empty() {
        return Vec::new();
    }
    let deepest = |depth: fn(&Extent) -> f64| across.iter().map(depth).fold(0.0, f64::max);
    let (high, wide) = (deepest(|e| e.north - e.south), deepest(|e| e.east - e.west));
    let (south, north) = (bbox.south + high, bbox.north - high);
    let (west, east) = (bbox.west + wide, bbox.east - wide);
    if south >= north || west >= east {
        return vec![*bbox];
    }
    // The flat ones, which are longer, in halves: strips are read side by side.
    let middle = f64::midpoint(bbox.west, bbox.east);
    vec![
        BoundingBox { north: south, east: middle, ..*bbox },
        BoundingBox { north: south, west: middle, ..*bbox },
        BoundingBox { south: north, east: middle, ..*bbox },
        BoundingBox { south: north, west: middle, ..*bbox },
        BoundingBox { south, north, east: west, ..*bbox },
        BoundingBox { south, north, west: east, ..*bbox },
    ]
}

/// The number of the first strip that holds a point.
pub fn owner(strips: &[BoundingBox], lat: f64, lng: f64) -> Option<usize> {
    strips.iter().position(|strip| strip.contains(lat, lng))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use statistics::cells::cell_at;
    use std::collections::BTreeMap;

    proptest! {
        /// Whole cells plus points in the strips count every point of the box once, whatever the box.
        #[test]
        fn cells_and_strips_count_every_point_of_the_box_once(
            west in 107.0..107.2f64, south in 38.0..38.2f64, width in 0.0..0.1f64, height in 0.0..0.1f64,
            resolution in 7..=10u8,
            points in prop::collection::vec((38.0..38.3f64, 107.0..107.3f64), 200),
        ) {
            let bbox = BoundingBox { west, south, east: west + width, north: south + height };
            let cell = |&(lat, lng): &(f64, f64)| cell_at(lat, lng, resolution).unwrap();
            let mut counters: BTreeMap<Cell, u64> = BTreeMap::new();
            for point in &points {
                *counters.entry(cell(point)).or_default() += 1;
            }
            let extents: BTreeMap<Cell, Extent> = counters.keys().map(|c| (*c, Extent::of(*c))).collect();
            let at = |c: &Cell| extents[c].place(&bbox);
            for cell in counters.keys() {
                prop_assert_eq!(Extent::place_of(*cell, &bbox), at(cell));
            }
            let inside: u64 = counters.iter().filter(|(c, _)| at(c) == Place::Inside).map(|(_, n)| n).sum();
            let across: Vec<Extent> =
                counters.keys().filter(|c| at(c) == Place::Across).map(|c| extents[c]).collect();
            let strips = strips(&bbox, &across);
            let mut beside = 0;
            for (index, strip) in strips.iter().enumerate() {
                let found = points.iter().filter(|p| strip.contains(p.0, p.1));
                let own = found.filter(|p| owner(&strips, p.0, p.1) == Some(index));
                beside += own.filter(|p| at(&cell(p)) == Place::Across).count() as u64;
            }
            let expected = points.iter().filter(|p| bbox.contains(p.0, p.1)).count() as u64;
            prop_assert_eq!(inside + beside, expected);
        }
    }

    #[test]
    fn a_small_box_is_one_strip_and_no_cell_across_needs_none() {
        let cell = Extent::of(cell_at(38.1, 107.1, 9).unwrap());
        let small = BoundingBox { west: 107.1, south: 38.1, east: 107.101, north: 38.101 };
        assert_eq!(strips(&small, &[cell]), [small]);
        assert!(strips(&small, &[]).is_empty());
        let large = BoundingBox { west: 107.0, south: 38.0, east: 108.0, north: 39.0 };
        assert_eq!(strips(&large, &[cell]).len(), 6);
        assert_eq!(cell.place(&large), Place::Inside);
        assert_eq!(cell.place(&small), Place::Across);
    }
}
