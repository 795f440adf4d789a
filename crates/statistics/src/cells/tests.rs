//! Tests of the H3 cells.

use super::*;
use proptest::prelude::*;

const TOWN: Rectangle = Rectangle { west: 112.15, south: 31.0, east: 112.25, north: 31.06 };

#[test]
fn a_known_point_lies_in_its_known_cell() {
    let cell = cell_at(31.0305, 112.1992, 9).unwrap();
    assert_eq!(cell.to_string(), "8940a15abdbffff");
    assert_eq!("8940a15abdbffff".parse(), Ok(cell));
    assert_eq!(Cell::from_number(cell.number()), Ok(cell));
    assert_eq!(cell.resolution(), 9);
    assert!(i64::try_from(cell.number()).is_ok());
    assert!((cell.area_km2() - 0.1).abs() < 0.03);
}

/// The same point in the Chinese datum lies elsewhere: binning it unconverted would move it.
#[test]
fn the_chinese_datum_gives_another_cell() {
    assert_ne!(cell_at(31.028282, 112.205028, 9), cell_at(31.0305, 112.1992, 9));
}

#[test]
fn bad_points_resolutions_and_names_are_refused() {
    for (lat, lng) in [(90.1, 0.0), (0.0, 180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
        assert_eq!(cell_at(lat, lng, 9), Err(CellError::Point));
    }
    for resolution in [0, 6, 11, 255] {
        assert_eq!(cell_at(31.0, 112.0, resolution), Err(CellError::Resolution));
    }
    // The last is a good cell of resolution 5.
    for name in
        ["", "8940a15abdbfff", "8940A15ABDBFFFF", "+8940a15abdbfff", "zzzzzzzzzzzzzzz", "8540a15bfffffff"]
    {
        assert_eq!(name.parse::<Cell>(), Err(CellError::Name), "{name}");
    }
    assert_eq!(Cell::from_number(0), Err(CellError::Name));
}

#[test]
fn a_parent_is_not_always_the_cell_of_the_point() {
    let differs = (0..2000).any(|i| {
        let (lat, lng) = (31.0 + f64::from(i) * 1.7e-5, 112.0 + f64::from(i) * 2.3e-5);
        let fine = CellIndex::try_from(cell_at(lat, lng, 10).unwrap().number()).unwrap();
        fine.parent(Resolution::Nine).map(u64::from) != Some(cell_at(lat, lng, 9).unwrap().number())
    });
    assert!(differs);
}

#[test]
fn the_boundary_is_a_closed_counter_clockwise_ring_around_the_centre() {
    let cell = cell_at(31.0305, 112.1992, 9).unwrap();
    let ring = cell.boundary();
    assert_eq!((ring.len(), ring.first()), (7, ring.last()));
    let doubled_area: f64 = ring.windows(2).map(|e| e[0][0] * e[1][1] - e[1][0] * e[0][1]).sum();
    assert!(doubled_area > 0.0);
    assert!(lies_in(cell.centre(), &[ring]));
}

#[test]
fn a_cell_on_the_date_line_keeps_a_small_ring() {
    let ring = cell_at(10.0, 180.0, 7).unwrap().boundary();
    let west = ring.iter().map(|p| p[0]).fold(f64::INFINITY, f64::min);
    let east = ring.iter().map(|p| p[0]).fold(f64::NEG_INFINITY, f64::max);
    assert!(east - west < 0.1);
}

#[test]
fn neighbours_are_mutual() {
    let cell = cell_at(31.0305, 112.1992, 10).unwrap();
    let around = cell.neighbours();
    assert_eq!(around.len(), 6);
    assert!(around.iter().all(|n| n.neighbours().contains(&cell)));
}

#[test]
fn a_rectangle_has_the_cells_of_all_its_points_and_no_others() {
    let cells = cells_in_rectangle(TOWN, 8, 10_000).unwrap();
    let mut sampled = BTreeSet::new();
    for i in 0..=300 {
        for j in 0..=300 {
            let (x, y) = (f64::from(i) / 300.0, f64::from(j) / 300.0);
            sampled.insert(cell_at(31.0 + 0.06 * y, 112.15 + 0.1 * x, 8).unwrap());
        }
    }
    assert!(sampled.iter().all(|cell| cells.contains(cell)));
    // What the samples missed are slivers at the edge.
    assert!(cells.len() - sampled.len() <= 3, "{} {}", cells.len(), sampled.len());
}

#[test]
fn a_rectangle_without_extent_is_one_cell() {
    let point = Rectangle { west: 112.1992, south: 31.0305, east: 112.1992, north: 31.0305 };
    assert_eq!(cells_in_rectangle(point, 9, 1), Ok(vec![cell_at(31.0305, 112.1992, 9).unwrap()]));
}

#[test]
fn too_large_and_improper_regions_are_refused() {
    let world = Rectangle { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };
    assert_eq!(cells_in_rectangle(world, 10, 5_000), Err(CellError::TooMany));
    assert_eq!(cells_in_rectangle(TOWN, 9, 0), Err(CellError::TooMany));
    assert_eq!(cells_in_rectangle(TOWN, 5, 10), Err(CellError::Resolution));
    let swapped = Rectangle { west: TOWN.east, east: TOWN.west, ..TOWN };
    assert_eq!(cells_in_rectangle(swapped, 9, 10), Err(CellError::Region));
    let nan = Rectangle { west: f64::NAN, ..TOWN };
    assert_eq!(cells_in_rectangle(nan, 9, 10), Err(CellError::Region));
    assert_eq!(cells_with_centre_in(&[vec![]], 9, 10), Err(CellError::Region));
    assert_eq!(cells_with_centre_in(&[vec![vec![[112.0, f64::NAN]]]], 9, 10), Err(CellError::Region));
    assert_eq!(cells_with_centre_in(&[], 9, 10), Ok(vec![]));
}

fn square(west: f64, south: f64, side: f64) -> Vec<[f64; 2]> {
    let (east, north) = (west + side, south + side);
    vec![[west, south], [east, south], [east, north], [west, north], [west, south]]
}

#[test]
fn a_hole_is_not_part_of_the_region() {
    let outline = square(112.0, 31.0, 0.2);
    let hole = square(112.05, 31.05, 0.1);
    let whole = cells_with_centre_in(&[vec![outline.clone()]], 8, 100_000).unwrap();
    let middle = cells_with_centre_in(&[vec![hole.clone()]], 8, 100_000).unwrap();
    let rest = cells_with_centre_in(&[vec![outline, hole]], 8, 100_000).unwrap();
    assert!(!middle.is_empty());
    assert_eq!(rest.len() + middle.len(), whole.len());
}

#[test]
fn neighbouring_areas_share_no_cell_and_miss_none() {
    let together = vec![[112.0, 31.0], [112.2, 31.0], [112.2, 31.1], [112.0, 31.1]];
    let (left, right) = (square(112.0, 31.0, 0.1), square(112.1, 31.0, 0.1));
    let apart = cells_with_centre_in(&[vec![left], vec![right]], 9, 100_000).unwrap();
    assert_eq!(cells_with_centre_in(&[vec![together]], 9, 100_000), Ok(apart));
}

proptest! {
    #[test]
    fn a_point_lies_in_the_outline_of_its_cell(lat in 25.0..50.0_f64, lng in 75.0..130.0_f64, resolution in 7..=10_u8) {
        let cell = cell_at(lat, lng, resolution).unwrap();
        let at = Rectangle { west: lng - 1e-6, east: lng + 1e-6, south: lat - 1e-6, north: lat + 1e-6 };
        prop_assert!(at.meets(&cell.boundary()));
        let [x, y] = cell.centre();
        prop_assert_eq!(cell_at(y, x, resolution), Ok(cell));
        prop_assert_eq!(cell.to_string().parse(), Ok(cell));
    }

    #[test]
    fn no_input_panics(lat in any::<f64>(), lng in any::<f64>(), number in any::<u64>(), text in ".{0,20}") {
        let _ = (cell_at(lat, lng, 9), Cell::from_number(number), text.parse::<Cell>());
    }
}
