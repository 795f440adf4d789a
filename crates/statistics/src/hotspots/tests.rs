//! Tests of the hot spots.

use super::*;
use crate::cells::{cell_at, cells_with_centre_in};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// The neighbours on a grid of squares, over edges and corners.
fn queen(rows: u32, columns: u32) -> Vec<Vec<u32>> {
    let around = |at: u32, end: u32| at.saturating_sub(1)..end.min(at + 2);
    let of = |place: u32| {
        let (row, column) = (place / columns, place % columns);
        around(row, rows)
            .flat_map(|r| around(column, columns).map(move |c| r * columns + c))
            .filter(|next| *next != place)
            .collect()
    };
    (0..rows * columns).map(of).collect()
}

const FIVE_BY_FIVE: [u32; 25] = [2, 1, 0, 1, 3, 1, 9, 8, 2, 1, 0, 7, 12, 3, 2, 2, 1, 3, 1, 0, 1, 0, 2, 1, 1];
const SIX_BY_SEVEN: [u32; 42] = [
    0, 1, 0, 2, 0, 0, 1, 3, 0, 0, 1, 0, 2, 0, 0, 0, 25, 31, 4, 0, 1, 1, 2, 28, 40, 3, 0, 0, 0, 1, 6, 5, 2, 1,
    0, 0, 0, 0, 1, 0, 0, 3,
];

fn spots_of(values: &[u32], rows: u32, columns: u32) -> Vec<Spot> {
    let values: Vec<f64> = values.iter().map(|value| f64::from(*value)).collect();
    getis_ord(&values, &queen(rows, columns)).unwrap()
}

fn close(value: f64, expected: f64) {
    assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
}

/// R's spdep, `localG`; further digits from esda 2.9.0's G_Local(star=True) and statsmodels 0.15.0's multipletests.
#[test]
fn the_grid_of_twenty_five_agrees_with_r_and_has_no_hot_spot() {
    let spots = spots_of(&FIVE_BY_FIVE, 5, 5);
    close(spots[12].z, 3.089_237_787_130);
    close(spots[12].q, 0.050_167_689_279);
    assert_eq!(spots.iter().filter(|spot| spot.p < 0.05).count(), 4);
    assert!(spots.iter().all(|spot| !spot.hot && spot.q >= spot.p));
}

/// esda 2.9.0's G_Local(star=True) and statsmodels 0.15.0's multipletests(method="fdr_bh").
#[test]
fn a_larger_grid_agrees_with_esda() {
    let spots = spots_of(&SIX_BY_SEVEN, 6, 7);
    let expected = [
        (0, -0.665_084_367_678, 0.574_374_442_373),
        (8, -0.251_547_608_890, 0.841_460_296_507),
        (16, 3.761_514_244_569, 0.001_773_321_912),
        (17, 3.966_262_298_317, 0.001_022_119_218),
        (18, 1.877_832_150_088, 0.317_121_685_747),
        (23, 4.211_959_962_814, 0.000_531_645_289),
        (24, 4.457_657_627_312, 0.000_348_012_437),
        (41, -0.665_084_367_678, 0.574_374_442_373),
    ];
    for (place, z, q) in expected {
        close(spots[place].z, z);
        close(spots[place].q, q);
    }
    let hot: Vec<usize> = (0..spots.len()).filter(|place| spots[*place].hot).collect();
    assert_eq!(hot, [16, 17, 23, 24]);
}

#[test]
fn a_place_with_unusually_few_problems_is_not_hot() {
    let turned = SIX_BY_SEVEN.map(|value| 40 - value);
    let spots = spots_of(&turned, 6, 7);
    close(spots[24].z, -4.457_657_627_312);
    close(spots[24].q, 0.000_348_012_437);
    assert!(spots.iter().all(|spot| !spot.hot));
}

/// A town of hexagons: the generic computation on hand-made lists gives the same.
#[test]
fn an_h3_region_uses_the_neighbours_inside_it() {
    let town =
        vec![vec![[112.17, 31.01], [112.21, 31.01], [112.21, 31.05], [112.17, 31.05], [112.17, 31.01]]];
    let cells = cells_with_centre_in(&[town], 9, 10_000).unwrap();
    let centre = cell_at(31.03, 112.19, 9).unwrap();
    let near = centre.neighbours();
    let problems = |cell: &Cell| if *cell == centre { 30 } else { 20 * u64::from(near.contains(cell)) };
    let region: Vec<(Cell, u64)> = cells.iter().map(|cell| (*cell, problems(cell))).collect();
    let spots = hot_spots(&region).unwrap();

    let at = |wanted: &Cell| cells.iter().position(|cell| cell == wanted);
    let lists: Vec<Vec<u32>> = cells
        .iter()
        .map(|cell| {
            cell.neighbours().iter().filter_map(&at).map(|place| u32::try_from(place).unwrap()).collect()
        })
        .collect();
    assert!(lists.iter().any(|list| list.len() < 6));
    let values: Vec<f64> = region.iter().map(|(_, problems)| *problems as f64).collect();
    assert_eq!(spots, getis_ord(&values, &lists).unwrap());

    let middle = spots[at(&centre).unwrap()];
    assert!(middle.hot && spots.iter().all(|spot| spot.z <= middle.z));
    let hot: BTreeSet<Cell> =
        cells.iter().zip(&spots).filter(|(_, spot)| spot.hot).map(|(c, _)| *c).collect();
    assert!(near.iter().all(|cell| hot.contains(cell)) && hot.len() < cells.len() / 2);
}

const WHOLE_REGION: [(f64, f64, f64); 3] = [
    (-0.742_307_488_958_09, 0.457_901_055_440_255, 0.620_690_717_075_355),
    (-0.494_871_659_305_394, 0.620_690_717_075_355, 0.620_690_717_075_355),
    (1.484_614_977_916_18, 0.137_645_845_518_265, 0.412_937_536_554_794),
];

/// R's spdep, `localG` with `include.self`, and `p.adjust(method = "BH")`: a middle with three places around it that do not
/// touch each other. The middle's neighbourhood is everything, and the other three are three tests, not four.
#[test]
fn a_neighbourhood_that_is_the_whole_region_is_no_test() {
    let spots = getis_ord(&[4.0, 0.0, 1.0, 9.0], &[vec![1, 2, 3], vec![0], vec![0], vec![0]]).unwrap();
    assert!(spots[0].z.is_nan() && spots[0].p.is_nan() && spots[0].q.is_nan() && !spots[0].hot);
    for (spot, (z, p, q)) in spots[1..].iter().zip(WHOLE_REGION) {
        close(spot.z, z);
        close(spot.p, p);
        close(spot.q, q);
    }
    let all = getis_ord(&[1.0, 2.0, 9.0], &[vec![1, 2], vec![0, 2], vec![0, 1]]).unwrap();
    assert!(all.iter().all(|spot| spot.z.is_nan() && !spot.hot));
}

#[test]
fn improper_regions_are_refused_by_name() {
    let pair = vec![vec![1], vec![0]];
    assert_eq!(getis_ord(&[], &[]), Err(HotspotError::TooFew));
    assert_eq!(getis_ord(&[3.0], &[vec![]]), Err(HotspotError::TooFew));
    assert_eq!(getis_ord(&[3.0, 3.0], &pair), Err(HotspotError::Constant));
    for bad in [f64::NAN, f64::INFINITY, -1e301] {
        assert_eq!(getis_ord(&[1.0, bad], &pair), Err(HotspotError::Value));
    }
    for wrong in [vec![vec![1]], vec![vec![1], vec![1]], vec![vec![2], vec![0]], vec![vec![1, 1], vec![]]] {
        assert_eq!(getis_ord(&[1.0, 2.0], &wrong), Err(HotspotError::Neighbours));
    }
    let (fine, coarse) = (cell_at(31.0, 112.0, 9).unwrap(), cell_at(31.0, 112.0, 8).unwrap());
    assert_eq!(hot_spots(&[]), Err(HotspotError::TooFew));
    assert_eq!(hot_spots(&[(fine, 1), (coarse, 2)]), Err(HotspotError::Resolution));
    assert_eq!(hot_spots(&[(fine, 1), (fine, 2)]), Err(HotspotError::Twice));
    let beside = fine.neighbours()[0];
    assert_eq!(hot_spots(&[(fine, 0), (beside, 0)]), Err(HotspotError::Constant));
}

#[test]
fn a_region_of_twenty_thousand_cells_is_answered_whole() {
    let mut cells = BTreeSet::from([cell_at(31.03, 112.19, 10).unwrap()]);
    let mut rim: Vec<Cell> = cells.iter().copied().collect();
    while cells.len() < 20_000 {
        rim = rim.iter().flat_map(|cell| cell.neighbours()).filter(|cell| cells.insert(*cell)).collect();
    }
    let region: Vec<(Cell, u64)> = cells.into_iter().zip((0..).map(|i: u64| i * i % 101 / 97)).collect();
    let spots = hot_spots(&region).unwrap();
    assert_eq!(spots.len(), region.len());
    assert!(spots.iter().all(|spot| (0.0..=1.0).contains(&spot.q) && spot.p <= spot.q));
}

proptest! {
    #[test]
    fn place_scale_and_order_of_values_do_not_matter(
        values in prop::collection::vec(0..50_u32, 20..=20), by in 0.001..1e6_f64, plus in -1e3..1e3_f64,
    ) {
        let lists = queen(4, 5);
        let plain: Vec<f64> = values.iter().map(|value| f64::from(*value)).collect();
        let moved: Vec<f64> = plain.iter().map(|value| value * by + plus * by).collect();
        // The grid turned by half a circle is the same grid.
        let turned: Vec<f64> = plain.iter().rev().copied().collect();
        match (getis_ord(&plain, &lists), getis_ord(&moved, &lists), getis_ord(&turned, &lists)) {
            (Ok(plain), Ok(moved), Ok(turned)) => {
                for (i, spot) in plain.iter().enumerate() {
                    prop_assert!((spot.z - moved[i].z).abs() < 1e-6);
                    prop_assert!((spot.z - turned[19 - i].z).abs() < 1e-9);
                    prop_assert!((spot.q - turned[19 - i].q).abs() < 1e-9);
                }
            }
            (a, _, c) => prop_assert_eq!(a, c),
        }
    }

    #[test]
    fn q_values_keep_the_order_of_p_values_and_never_lie_below(p in prop::collection::vec(0.0..=1.0_f64, 0..40)) {
        let q = benjamini_hochberg(&p);
        for i in 0..p.len() {
            prop_assert!(p[i] <= q[i] && q[i] <= 1.0);
            for j in 0..p.len() {
                prop_assert!(p[i] > p[j] || q[i] <= q[j]);
            }
        }
    }

    #[test]
    fn no_input_panics(values in prop::collection::vec(any::<f64>(), 0..6), lists in prop::collection::vec(prop::collection::vec(0..7_u32, 0..4), 0..6)) {
        let _ = (getis_ord(&values, &lists), benjamini_hochberg(&values));
    }
}
