//! The tree of areas in memory: which area holds a point, and what lies above and below an area.

use crate::files::read_areas::polygon_of;
use domain::area::{Area, AreaLevel, AreaShape};
use geo::{BoundingRect, Distance, Euclidean, Intersects, MapCoords, MultiPolygon, Point, Rect};
use std::collections::HashMap;

/// Metres of one degree of latitude, on the mean sphere.
const METRES_PER_DEGREE: f64 = 111_195.0;

/// All areas with their polygons, in the order of the tree: an area comes before what lies in it.
#[derive(Clone, Debug, Default)]
pub struct AreaTree {
    shapes: Vec<AreaShape>,
    nodes: Vec<Node>,
    by_code: HashMap<String, usize>,
    /// Deepest level first, so that the first hit is the answer.
    search: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Node {
    parent: Option<usize>,
    /// One after the last area below it; the areas below follow their parent without a gap.
    end: usize,
    bounds: Option<Rect<f64>>,
    polygon: MultiPolygon<f64>,
}

impl AreaTree {
    /// Orders the areas and reads their polygons. A polygon that cannot be read holds no point; a parent that is not
    /// there counts as none.
    pub fn new(shapes: Vec<AreaShape>) -> Self {
        let mut tree = Self::default();
        let mut below: HashMap<Option<String>, Vec<AreaShape>> = HashMap::new();
        let codes: std::collections::HashSet<String> = shapes.iter().map(|s| s.area.code.clone()).collect();
        for shape in shapes {
            let parent = shape.area.parent.clone().filter(|parent| codes.contains(parent));
            below.entry(parent).or_default().push(shape);
        }
        for siblings in below.values_mut() {
            siblings.sort_by(|a, b| a.area.code.cmp(&b.area.code));
        }
        tree.place(None, None, &mut below);
        tree.search = (0..tree.shapes.len()).collect();
        tree.search.sort_by_key(|&index| std::cmp::Reverse((tree.shapes[index].area.level, index)));
        tree
    }

    /// Appends the children of an area, each followed by its own. Taking them out of the map ends any circle.
    fn place(
        &mut self,
        parent: Option<usize>,
        code: Option<String>,
        below: &mut HashMap<Option<String>, Vec<AreaShape>>,
    ) {
        for shape in below.remove(&code).unwrap_or_default() {
            let index = self.shapes.len();
            let polygon = polygon_of(&shape.geometry).unwrap_or_else(|_| MultiPolygon(Vec::new()));
            let bounds = polygon.bounding_rect();
            let code = shape.area.code.clone();
            self.by_code.insert(code.clone(), index);
            self.shapes.push(shape);
            self.nodes.push(Node { parent, end: index + 1, bounds, polygon });
            self.place(Some(index), Some(code), below);
            self.nodes[index].end = self.shapes.len();
        }
    }

    /// All areas with their polygons, in the order of the tree.
    pub fn shapes(&self) -> &[AreaShape] {
        &self.shapes
    }

    /// The area of that code.
    pub fn get(&self, code: &str) -> Option<&Area> {
        self.by_code.get(code).map(|&index| &self.shapes[index].area)
    }

    /// The deepest area that holds a point (WGS-84 degrees), its edge included.
    pub fn locate(&self, lat: f64, lng: f64) -> Option<&Area> {
        let point = Point::new(lng, lat);
        let holds = |node: &Node| {
            node.bounds.is_some_and(|bounds| bounds.intersects(&point)) && node.polygon.intersects(&point)
        };
        self.search.iter().find(|&&index| holds(&self.nodes[index])).map(|&index| &self.shapes[index].area)
    }

    /// How far a point lies from the border of an area, in metres; 0 inside. None without a polygon. The earth is taken as flat around
    /// the point, which is right to a per cent over a hundred kilometres.
    pub fn distance_m(&self, code: &str, lat: f64, lng: f64) -> Option<f64> {
        let polygon = &self.nodes[*self.by_code.get(code)?].polygon;
        if polygon.0.is_empty() {
            return None;
        }
        let east = METRES_PER_DEGREE * lat.to_radians().cos();
        let flat = polygon.map_coords(|place| geo::Coord {
            x: (place.x - lng) * east,
            y: (place.y - lat) * METRES_PER_DEGREE,
        });
        Some(Euclidean.distance(&Point::new(0.0, 0.0), &flat))
    }

    /// The codes of an area and of everything below it; empty when there is no such area.
    pub fn below(&self, code: &str) -> Vec<String> {
        let Some(&index) = self.by_code.get(code) else { return Vec::new() };
        self.shapes[index..self.nodes[index].end].iter().map(|shape| shape.area.code.clone()).collect()
    }

    /// The town that an area is or lies in: the default stratum.
    pub fn stratum_of(&self, code: &str) -> Option<&Area> {
        self.upwards(code).find(|area| area.level == AreaLevel::Town)
    }

    /// The community or village that an area is or lies in: the default cluster.
    pub fn cluster_of(&self, code: &str) -> Option<&Area> {
        self.upwards(code).find(|area| matches!(area.level, AreaLevel::Community | AreaLevel::Village))
    }

    /// An area and what it lies in, up to the top.
    pub fn upwards(&self, code: &str) -> impl Iterator<Item = &Area> {
        let first = self.by_code.get(code).copied();
        std::iter::successors(first, |&index| self.nodes[index].parent).map(|index| &self.shapes[index].area)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(code: &str, level: AreaLevel, parent: Option<&str>, west: f64, size: f64) -> AreaShape {
        let (east, north) = (west + size, 38.0 + size);
        AreaShape {
            area: Area {
                code: code.into(),
                name: format!("name of {code}"),
                level,
                parent: parent.map(str::to_owned),
                lat: 38.0,
                lng: west,
                population: 0,
            },
            geometry: format!(
                r#"{{"type":"Polygon","coordinates":[[[{west},38],[{east},38],[{east},{north}],[{west},{north}],[{west},38]]]}}"#
            ),
        }
    }

    fn tree() -> AreaTree {
        use AreaLevel::*;
        AreaTree::new(vec![
            square("121", Village, Some("12"), 107.5, 0.1),
            square("12", Town, Some("1"), 107.5, 0.5),
            square("1", Banner, None, 107.0, 1.0),
            square("11", Town, Some("1"), 107.0, 0.4),
            square("1211", Grid, Some("121"), 107.5, 0.05),
        ])
    }

    #[test]
    fn the_deepest_area_holds_the_point() {
        let tree = tree();
        let at = |lat, lng| tree.locate(lat, lng).map(|area| area.code.as_str());
        assert_eq!(at(38.01, 107.51), Some("1211"));
        assert_eq!(at(38.09, 107.59), Some("121"));
        assert_eq!(at(38.3, 107.8), Some("12"));
        assert_eq!(at(38.9, 107.9), Some("1"));
        assert_eq!(at(39.5, 107.9), None);
    }

    #[test]
    fn everything_below_an_area_follows_it() {
        assert_eq!(tree().below("12"), ["12", "121", "1211"]);
        assert_eq!(tree().below("1").len(), 5);
        assert!(tree().below("9").is_empty());
        let order: Vec<_> = tree().shapes().iter().map(|shape| shape.area.code.clone()).collect();
        assert_eq!(order, ["1", "11", "12", "121", "1211"]);
    }

    #[test]
    fn stratum_and_cluster_are_the_town_and_the_village_above() {
        let tree = tree();
        let both = |code| {
            let code_of = |area: Option<&Area>| area.map(|area| area.code.clone());
            (code_of(tree.stratum_of(code)), code_of(tree.cluster_of(code)))
        };
        assert_eq!(both("1211"), (Some("12".into()), Some("121".into())));
        assert_eq!(both("12"), (Some("12".into()), None));
        assert_eq!(both("1"), (None, None));
    }

    #[test]
    fn the_distance_to_an_area_is_nothing_inside_and_metres_outside() {
        let tree = tree();
        assert_eq!(tree.distance_m("121", 38.05, 107.55), Some(0.0));
        let north = tree.distance_m("121", 38.11, 107.55).unwrap();
        assert!((north - 1_111.95).abs() < 1.0, "{north}");
        let west = tree.distance_m("121", 38.05, 107.49).unwrap();
        assert!((west - 875.6).abs() < 2.0, "{west}");
        assert_eq!(tree.distance_m("9", 38.0, 107.0), None);
    }

    #[test]
    fn an_orphan_is_kept_and_a_broken_polygon_holds_nothing() {
        let mut orphan = square("7", AreaLevel::Village, Some("gone"), 107.0, 1.0);
        orphan.geometry = "{}".into();
        let tree = AreaTree::new(vec![orphan]);
        assert!(tree.get("7").is_some() && tree.locate(38.5, 107.5).is_none());
    }
}
