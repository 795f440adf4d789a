//! The ground of every drawn map: outlines of areas, and where a place stands on the paper.

use super::frame::HALF;
use super::scale::place;

/// Tallest drawing, in units of the view box.
const TALLEST: f64 = 640.0;
const MARGIN: f64 = 8.0;

/// A ring of `[lng, lat]`.
pub type Ring = Vec<[f64; 2]>;

/// The outer and inner rings of a GeoJSON Polygon or MultiPolygon; none when it cannot be read.
pub fn rings(geometry: &str) -> Vec<Ring> {
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
pub struct Projection {
    west: f64,
    north: f64,
    across: f64,
    down: f64,
    /// Width and height.
    pub size: (f64, f64),
}

impl Projection {
    /// A projection that shows all the points; none without points.
    pub fn around(points: impl Iterator<Item = [f64; 2]>) -> Option<Self> {
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

    /// Where a place stands.
    pub fn at(&self, [lng, lat]: [f64; 2]) -> (f64, f64) {
        ((lng - self.west) * self.across, (self.north - lat) * self.down)
    }

    /// Whether a place lies on the paper.
    pub fn holds(&self, place: [f64; 2]) -> bool {
        let (x, y) = self.at(place);
        (0.0..=self.size.0).contains(&x) && (0.0..=self.size.1).contains(&y)
    }

    /// Whether any part of a ring may lie on the paper.
    pub fn shows(&self, ring: &Ring) -> bool {
        let ends = |axis: fn((f64, f64)) -> f64| {
            ring.iter()
                .map(|place| axis(self.at(*place)))
                .fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)))
        };
        let ((left, right), (top, bottom)) = (ends(|at| at.0), ends(|at| at.1));
        right >= 0.0 && left <= self.size.0 && bottom >= 0.0 && top <= self.size.1
    }

    /// A closed ring as the `d` of a path.
    pub fn path(&self, ring: &Ring) -> String {
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
