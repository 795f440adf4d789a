//! H3 cells: which cell a point lies in, what a cell looks like, and which cells make up a region.
//!
//! A point is binned directly at each resolution. The children of a hexagon do not fill it exactly, so the parent of
//! a point's resolution-10 cell is not always its resolution-9 cell; counters kept at one resolution must not be
//! folded into another through `parent`.

pub mod ranges;

use h3o::{CellIndex, LatLng, Resolution};
use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::str::FromStr;

/// The coarsest resolution of the heatmap: cells of about 5 km².
pub const COARSEST: u8 = 7;
/// The finest resolution of the heatmap: cells of about 0.015 km².
pub const FINEST: u8 = 10;

/// Why there is no cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    /// The latitude is not within −90..=90 or the longitude not within −180..=180.
    #[error("the point must have a latitude within -90..=90 and a longitude within -180..=180")]
    Point,
    /// The resolution is not one of 7 to 10.
    #[error("the resolution must be 7, 8, 9 or 10")]
    Resolution,
    /// The text or number names no H3 cell of these resolutions.
    #[error("not an H3 cell of resolution 7 to 10")]
    Name,
    /// The region has a corner that is no point, or its western or southern edge lies beyond the opposite one.
    #[error("the region must lie within the world, west before east and south before north")]
    Region,
    /// The region has more cells than the caller allows.
    #[error("the region has too many cells at this resolution")]
    TooMany,
}

/// A cell of the H3 grid at a resolution from 7 to 10. Its text is the usual lower-case hexadecimal name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell(CellIndex);

/// The cell at a resolution of 7 to 10 that holds a WGS-84 point, in degrees.
///
/// # Errors
/// [`CellError::Point`] or [`CellError::Resolution`].
pub fn cell_at(latitude: f64, longitude: f64, resolution: u8) -> Result<Cell, CellError> {
    let resolution = resolution_of(resolution)?;
    if !is_point(longitude, latitude) {
        return Err(CellError::Point);
    }
    let point = LatLng::new(latitude, longitude).map_err(|_| CellError::Point)?;
    Ok(Cell(point.to_cell(resolution)))
}

impl Cell {
    /// The cell with this 64-bit number.
    ///
    /// # Errors
    /// [`CellError::Name`].
    pub fn from_number(number: u64) -> Result<Self, CellError> {
        let index = CellIndex::try_from(number).map_err(|_| CellError::Name)?;
        if (COARSEST..=FINEST).contains(&u8::from(index.resolution())) {
            Ok(Self(index))
        } else {
            Err(CellError::Name)
        }
    }

    /// The 64-bit number; it fits a signed column, for its highest bit is never set.
    pub fn number(self) -> u64 {
        self.0.into()
    }

    /// The resolution, 7 to 10.
    pub fn resolution(self) -> u8 {
        self.0.resolution().into()
    }

    /// The centre as [longitude, latitude] in degrees.
    pub fn centre(self) -> [f64; 2] {
        let centre = LatLng::from(self.0);
        [centre.lng(), centre.lat()]
    }

    /// The outline as a closed, counter-clockwise ring of [longitude, latitude] in degrees, as GeoJSON wants it.
    ///
    /// A cell across the date line keeps longitudes near its centre's, beyond ±180, so that the ring stays whole.
    pub fn boundary(self) -> Vec<[f64; 2]> {
        let [middle, _] = self.centre();
        let beside = |longitude: f64| {
            if longitude - middle > 180.0 {
                longitude - 360.0
            } else if middle - longitude > 180.0 {
                longitude + 360.0
            } else {
                longitude
            }
        };
        let mut ring: Vec<[f64; 2]> =
            self.0.boundary().iter().map(|corner| [beside(corner.lng()), corner.lat()]).collect();
        ring.extend(ring.first().copied());
        ring
    }

    /// The area in square kilometres.
    pub fn area_km2(self) -> f64 {
        self.0.area_km2()
    }

    /// The cells that share an edge with this one: six, or five around a pentagon. Sorted.
    pub fn neighbours(self) -> Vec<Self> {
        let mut ring: Vec<Self> =
            self.0.grid_disk::<Vec<_>>(1).into_iter().filter(|cell| *cell != self.0).map(Self).collect();
        ring.sort_unstable();
        ring
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for Cell {
    type Err = CellError;

    fn from_str(text: &str) -> Result<Self, CellError> {
        // One name per cell: no sign, no leading zeros, no capitals.
        if text.len() != 15 || !text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            return Err(CellError::Name);
        }
        u64::from_str_radix(text, 16).map_err(|_| CellError::Name).and_then(Self::from_number)
    }
}

/// A rectangle of degrees, WGS-84, that does not cross the date line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rectangle {
    /// Western edge.
    pub west: f64,
    /// Southern edge.
    pub south: f64,
    /// Eastern edge.
    pub east: f64,
    /// Northern edge.
    pub north: f64,
}

impl Rectangle {
    fn check(self) -> Result<Self, CellError> {
        let good = is_point(self.west, self.south)
            && is_point(self.east, self.north)
            && self.west <= self.east
            && self.south <= self.north;
        if good { Ok(self) } else { Err(CellError::Region) }
    }

    /// Whether a convex, closed ring shares a point with the rectangle (separating axis theorem).
    fn meets(self, ring: &[[f64; 2]]) -> bool {
        let corners = [
            [self.west, self.south],
            [self.east, self.south],
            [self.east, self.north],
            [self.west, self.north],
        ];
        let along = |points: &[[f64; 2]], axis: [f64; 2]| {
            points
                .iter()
                .map(|p| p[0] * axis[0] + p[1] * axis[1])
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)))
        };
        let normals = ring.windows(2).map(|edge| [edge[1][1] - edge[0][1], edge[0][0] - edge[1][0]]);
        normals.chain([[1.0, 0.0], [0.0, 1.0]]).all(|axis| {
            let (ours, theirs) = (along(&corners, axis), along(ring, axis));
            ours.0 <= theirs.1 && theirs.0 <= ours.1
        })
    }
}

/// Every cell that shares a point with the rectangle, sorted.
///
/// # Errors
/// [`CellError::Resolution`], [`CellError::Region`], or [`CellError::TooMany`] beyond `most` cells.
pub fn cells_in_rectangle(area: Rectangle, resolution: u8, most: usize) -> Result<Vec<Cell>, CellError> {
    let area = area.check()?;
    // Cells that meet a convex region hang together, so they are found by walking from neighbour to neighbour.
    let start =
        cell_at(f64::midpoint(area.south, area.north), f64::midpoint(area.west, area.east), resolution)?;
    let mut found = BTreeSet::from([start]);
    let mut ahead = VecDeque::from([start]);
    while let Some(cell) = ahead.pop_front() {
        if found.len() > most {
            return Err(CellError::TooMany);
        }
        for next in cell.neighbours() {
            if !found.contains(&next) && area.meets(&next.boundary()) {
                found.insert(next);
                ahead.push_back(next);
            }
        }
    }
    if found.len() > most { Err(CellError::TooMany) } else { Ok(found.into_iter().collect()) }
}

/// Every cell whose centre lies in the polygons, sorted.
///
/// `polygons` has GeoJSON's layout of a MultiPolygon: polygons of rings of [longitude, latitude], the first ring of
/// each the outline, the others holes. `most` limits the cells of the rectangle around them that are looked at.
///
/// # Errors
/// [`CellError::Resolution`], [`CellError::Region`] for no or bad corners, or [`CellError::TooMany`].
pub fn cells_with_centre_in(
    polygons: &[Vec<Vec<[f64; 2]>>],
    resolution: u8,
    most: usize,
) -> Result<Vec<Cell>, CellError> {
    let mut inside = BTreeSet::new();
    let mut left = most;
    for rings in polygons {
        let around = rectangle_around(rings).ok_or(CellError::Region)?;
        let candidates = cells_in_rectangle(around, resolution, left)?;
        left -= candidates.len();
        inside.extend(candidates.into_iter().filter(|cell| lies_in(cell.centre(), rings)));
    }
    Ok(inside.into_iter().collect())
}

fn rectangle_around(rings: &[Vec<[f64; 2]>]) -> Option<Rectangle> {
    let [first_x, first_y] = *rings.first()?.first()?;
    let mut around = Rectangle { west: first_x, south: first_y, east: first_x, north: first_y };
    for &[x, y] in rings.iter().flatten() {
        if !is_point(x, y) {
            return None;
        }
        around.west = around.west.min(x);
        around.south = around.south.min(y);
        around.east = around.east.max(x);
        around.north = around.north.max(y);
    }
    Some(around)
}

/// Whether a ray from the point crosses the rings an odd number of times, which takes care of holes.
fn lies_in([x, y]: [f64; 2], rings: &[Vec<[f64; 2]>]) -> bool {
    let mut odd = false;
    for ring in rings {
        let closing = ring.last().into_iter().chain(ring.iter());
        for (&[x0, y0], &[x1, y1]) in closing.zip(ring) {
            if (y0 > y) != (y1 > y) && x < (x1 - x0) * (y - y0) / (y1 - y0) + x0 {
                odd = !odd;
            }
        }
    }
    odd
}

fn is_point(longitude: f64, latitude: f64) -> bool {
    (-180.0..=180.0).contains(&longitude) && (-90.0..=90.0).contains(&latitude)
}

fn resolution_of(number: u8) -> Result<Resolution, CellError> {
    if !(COARSEST..=FINEST).contains(&number) {
        return Err(CellError::Resolution);
    }
    Resolution::try_from(number).map_err(|_| CellError::Resolution)
}

#[cfg(test)]
mod tests;
