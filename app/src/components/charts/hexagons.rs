//! Cells of the heatmap over the outlines of the areas, for paper and for browsers without scripts.

use super::frame::HALF;
use super::scale::place;
use domain::area::{AreaLevel, AreaShape};
use domain::heatmap::CellFeature;
use leptos::prelude::*;

/// Tallest drawing, in units of the view box.
const TALLEST: f64 = 640.0;
const MARGIN: f64 = 8.0;
/// Shares of the cells at which the classes end: quantiles, so that both villages and markets show. As on the live map.
const CLASS_ENDS: [f64; 5] = [0.5, 0.75, 0.9, 0.97, 1.0];

/// A ring of `[lng, lat]`.
type Ring = Vec<[f64; 2]>;

/// Draws the cells over the areas; `alt` says in a sentence what is seen. Nothing when there is nothing to draw.
pub fn hexagons(areas: &[AreaShape], cells: &[CellFeature], alt: String) -> Option<AnyView> {
    let outlines: Vec<(AreaLevel, Vec<Ring>)> =
        areas.iter().map(|shape| (shape.area.level, rings(&shape.geometry))).collect();
    let drawn_cells = cells.iter().flat_map(|cell| &cell.geometry.coordinates);
    // The areas give the frame; a cell far outside of them must not shrink everything.
    let framing: Vec<&Ring> = match outlines.iter().any(|(_, rings)| !rings.is_empty()) {
        true => outlines.iter().flat_map(|(_, rings)| rings).collect(),
        false => drawn_cells.collect(),
    };
    let map = Projection::around(framing.into_iter().flatten().copied())?;
    let ends = classes(cells.iter().map(|cell| cell.properties.incidents).collect());
    let grounds = outlines
        .iter()
        .filter(|(level, _)| *level != AreaLevel::Grid)
        .flat_map(|(_, rings)| rings)
        .map(|ring| view! { <path class="chart-grid" d=map.path(ring) /> })
        .collect_view();
    let hexagons = cells
        .iter()
        .map(|cell| {
            let class = format!("chart-bar heat-{}", class_of(cell.properties.incidents, &ends));
            let path: String = cell.geometry.coordinates.iter().map(|ring| map.path(ring)).collect();
            view! { <path class=class d=path fill-opacity="0.85" /> }
        })
        .collect_view();
    let borders = outlines
        .iter()
        .filter(|(level, _)| matches!(level, AreaLevel::Banner | AreaLevel::Town))
        .flat_map(|(_, rings)| rings)
        .map(|ring| view! { <path class="chart-axis" d=map.path(ring) /> })
        .collect_view();
    let view_box = format!("0 0 {} {}", place(map.size.0), place(map.size.1));
    Some(
        view! {
            <svg class="chart-svg chart-narrow" viewBox=view_box role="img" aria-label=alt>
                {grounds}
                {hexagons}
                {borders}
            </svg>
        }
        .into_any(),
    )
}

/// Upper ends of the classes, lowest first; fewer than five when counts repeat.
pub fn classes(mut counts: Vec<u64>) -> Vec<u64> {
    counts.sort_unstable();
    let mut ends: Vec<u64> = CLASS_ENDS
        .iter()
        .filter_map(|share| {
            // Truncation is meant: the position of the quantile.
            let index = (share * counts.len() as f64).floor() as usize;
            counts.get(index.min(counts.len().saturating_sub(1))).copied()
        })
        .collect();
    ends.dedup();
    ends
}

/// Which shade, 1 to 5, a count has; with fewer classes the darker shades are used.
pub fn class_of(count: u64, ends: &[u64]) -> usize {
    let step = ends.iter().position(|end| count <= *end).unwrap_or(ends.len().saturating_sub(1));
    5 - ends.len().min(5) + step + 1
}

/// The shades and the counts they stand for: `(4, 3, 9)` is the fourth shade, from 3 to 9.
pub fn class_ranges(ends: &[u64]) -> Vec<(usize, u64, u64)> {
    let mut lowest = 1;
    ends.iter()
        .map(|end| {
            let range = (class_of(*end, ends), lowest.min(*end), *end);
            lowest = end + 1;
            range
        })
        .collect()
}

/// The outer and inner rings of a GeoJSON Polygon or MultiPolygon; none when it cannot be read.
fn rings(geometry: &str) -> Vec<Ring> {
    let Ok(geometry) = serde_json::from_str::<serde_json::Value>(geometry) else { return Vec::new() };
    let coordinates = geometry.get("coordinates").cloned().unwrap_or_default();
    match geometry.get("type").and_then(serde_json::Value::as_str) {
        Some("Polygon") => serde_json::from_value(coordinates).unwrap_or_default(),
        Some("MultiPolygon") => serde_json::from_value::<Vec<Vec<Ring>>>(coordinates)
            .unwrap_or_default()
            .into_iter()
            .flatten()
            .collect(),
        _ => Vec::new(),
    }
}

/// From degrees to the view box: equirectangular at the middle latitude, which a county does not outgrow.
#[derive(Clone, Copy, Debug)]
struct Projection {
    west: f64,
    north: f64,
    across: f64,
    down: f64,
    size: (f64, f64),
}

impl Projection {
    /// A projection that shows all the points; none without points.
    fn around(points: impl Iterator<Item = [f64; 2]>) -> Option<Self> {
        let (mut west, mut east, mut south, mut north) = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
        for [lng, lat] in points {
            west = west.min(lng);
            east = east.max(lng);
            south = south.min(lat);
            north = north.max(lat);
        }
        if west > east {
            return None;
        }
        let shrink = ((south + north) / 2.0).to_radians().cos().max(0.01);
        let (width, height) = (((east - west) * shrink).max(1e-6), (north - south).max(1e-6));
        let scale = ((HALF - 2.0 * MARGIN) / width).min((TALLEST - 2.0 * MARGIN) / height);
        let size = (HALF, height * scale + 2.0 * MARGIN);
        let west = west - ((HALF - width * scale) / 2.0) / (scale * shrink);
        Some(Self { west, north: north + MARGIN / scale, across: scale * shrink, down: scale, size })
    }

    fn at(&self, [lng, lat]: [f64; 2]) -> (f64, f64) {
        ((lng - self.west) * self.across, (self.north - lat) * self.down)
    }

    fn path(&self, ring: &Ring) -> String {
        let mut path = String::with_capacity(ring.len() * 12);
        for (index, point) in ring.iter().enumerate() {
            let (x, y) = self.at(*point);
            path.push_str(if index == 0 { "M" } else { "L" });
            path.push_str(&place(x));
            path.push(' ');
            path.push_str(&place(y));
        }
        path.push('Z');
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_projection_keeps_everything_inside_and_north_up() {
        let corners = [[107.0, 38.0], [108.0, 39.0]];
        let map = Projection::around(corners.into_iter()).unwrap();
        let (south_west, north_east) = (map.at(corners[0]), map.at(corners[1]));
        assert!(south_west.0 < north_east.0 && south_west.1 > north_east.1);
        for (x, y) in [south_west, north_east] {
            assert!((0.0..=map.size.0).contains(&x) && (0.0..=map.size.1).contains(&y), "{x} {y}");
        }
        let (width, height) = (north_east.0 - south_west.0, south_west.1 - north_east.1);
        assert!(
            (width / height - 38.5_f64.to_radians().cos()).abs() < 1e-9,
            "a square degree is narrow up here"
        );
        assert!(Projection::around(std::iter::empty()).is_none());
        assert!(Projection::around([[107.0, 38.0]].into_iter()).is_some_and(|map| map.size.1.is_finite()));
    }

    #[test]
    fn classes_are_quantiles_and_the_darkest_is_the_highest() {
        let ends = classes((1..=100).collect());
        assert_eq!(ends, [51, 76, 91, 98, 100]);
        assert_eq!([1, 51, 52, 99, 100].map(|count| class_of(count, &ends)), [1, 1, 2, 5, 5]);
        let few = classes(vec![1, 1, 1, 7]);
        assert_eq!(few, [1, 7]);
        assert_eq!([1, 7].map(|count| class_of(count, &few)), [4, 5]);
        assert_eq!(class_ranges(&few), [(4, 1, 1), (5, 2, 7)]);
        assert!(classes(Vec::new()).is_empty());
    }

    #[test]
    fn rings_are_read_from_both_kinds_of_polygon() {
        assert_eq!(rings(r#"{"type":"Polygon","coordinates":[[[1,2],[3,4],[1,2]]]}"#).len(), 1);
        assert_eq!(
            rings(r#"{"type":"MultiPolygon","coordinates":[[[[1,2],[3,4]]],[[[5,6]],[[7,8]]]]}"#).len(),
            3
        );
        assert!(rings("nonsense").is_empty());
    }

    #[test]
    fn a_path_is_closed() {
        let map = Projection::around([[0.0, 0.0], [1.0, 1.0]].into_iter()).unwrap();
        assert_eq!(map.path(&vec![[0.0, 1.0], [1.0, 0.0]]), "M8 8L632 632Z");
    }
}
