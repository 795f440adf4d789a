//! Tests of raking.

use super::*;
use crate::design::ClusterTotals;
use crate::raked::{RakedCell, RakedRow, RakedSample};
use proptest::prelude::*;

type Cell = RakingCell<&'static str>;

fn cell(categories: &[&'static str], n: u64, w: f64) -> Cell {
    let mut cell = Cell::empty(categories.to_vec());
    cell.add(n, w);
    cell
}

fn margin(name: &str, people: &[(&'static str, f64)]) -> Margin<&'static str> {
    Margin { name: name.to_owned(), people: people.to_vec() }
}

fn sexes(women: f64, men: f64) -> Margin<&'static str> {
    margin("sex", &[("F", women), ("M", men)])
}

fn ages(young: f64, old: f64) -> Margin<&'static str> {
    margin("age", &[("Y", young), ("O", old)])
}

fn hundred() -> Vec<Cell> {
    vec![
        cell(&["F", "Y"], 30, 10.0),
        cell(&["F", "O"], 50, 10.0),
        cell(&["M", "Y"], 10, 10.0),
        cell(&["M", "O"], 10, 10.0),
    ]
}

fn close(values: &[f64], expected: &[f64]) {
    assert_eq!(values.len(), expected.len());
    for (value, expected) in values.iter().zip(expected) {
        assert!((value - expected).abs() < 1e-8, "{values:?}, expected {expected}");
    }
}

/// R's survey package, `rake`; further digits from Newton's method on the dual problem (numpy 2, scipy 1.17.1).
#[test]
fn four_cells_agree_with_r_and_so_does_their_rate() {
    let raking = rake(&hundred(), &[sexes(495.0, 505.0), ages(550.0, 450.0)]).unwrap();
    close(&raking.factors, &[0.802_712_037_961, 0.508_372_777_223, 3.091_863_886_116, 1.958_136_113_884]);
    close(&[raking.smallest, raking.largest], &[5.083_727_772_232, 30.918_638_861_162]);
    assert!(raking.rounds > 1 && raking.rounds <= 20);

    let aware = [(30, 27), (50, 35), (10, 8), (10, 5)];
    let rows: Vec<_> = (0_u32..)
        .zip(aware)
        .map(|(cluster, (n, right))| {
            let mut totals = ClusterTotals::empty("town", cluster);
            (0..n).for_each(|i| totals.add(10.0, f64::from(u8::from(i < right))));
            RakedRow { totals, sum_y: f64::from(right), cell: cluster as usize }
        })
        .collect();
    let cells = hundred().into_iter().zip(&raking.factors);
    let cells: Vec<_> =
        cells.map(|(cell, factor)| RakedCell { factor: *factor, categories: cell.categories }).collect();
    let result = RakedSample::new(&rows, &cells).unwrap().estimate(&rows).unwrap();
    close(&[result.estimate, result.sum_w], &[0.739_918_638_861, 1000.0]);
}

/// Three margins, an empty cell and two base weights: Newton's method on the dual problem (numpy 2, scipy 1.17.1).
#[test]
fn three_margins_with_an_empty_cell_agree_with_the_dual_solution() {
    let sizes = [("A", 4.0, [12, 20, 31, 9, 14, 22]), ("B", 6.5, [8, 11, 19, 5, 0, 16])];
    let kinds = [("F", "Y"), ("F", "M"), ("F", "O"), ("M", "Y"), ("M", "M"), ("M", "O")];
    let cells: Vec<Cell> = sizes
        .iter()
        .flat_map(|(town, w, n)| {
            kinds.iter().zip(n).map(move |((sex, age), n)| cell(&[town, sex, age], *n, *w))
        })
        .collect();
    let margins = [
        margin("stratum", &[("A", 520.0), ("B", 480.0)]),
        sexes(505.0, 495.0),
        margin("age", &[("Y", 310.0), ("M", 390.0), ("O", 300.0)]),
    ];
    let mut raking = rake(&cells, &margins).unwrap();
    raking.factors.remove(10);
    let expected = [
        1.198_912_927_896,
        1.416_440_033_045,
        0.433_285_086_927,
        2.205_149_790_356,
        2.605_245_442_972,
        0.796_937_372_490,
        1.548_322_565_970,
        1.829_245_490_209,
        0.559_561_134_073,
        2.847_815_802_391,
        1.029_195_772_923,
    ];
    close(&raking.factors, &expected);
    close(&[raking.smallest, raking.largest], &[1.733_140_347_709, 18.510_802_715_543]);
}

#[test]
fn a_sample_that_already_fits_keeps_its_weights() {
    let raking = rake(&hundred(), &[sexes(800.0, 200.0), ages(400.0, 600.0)]).unwrap();
    close(&raking.factors, &[1.0; 4]);
    assert_eq!((raking.rounds, raking.smallest, raking.largest), (1, 10.0, 10.0));
}

#[test]
fn a_category_on_one_side_only_is_named() {
    let (margin, category) = ("age".to_owned(), "80+".to_owned());
    let old = ages(550.0, 450.0);
    let mut older = old.clone();
    older.people.push(("80+", 100.0));
    assert_eq!(
        rake(&hundred(), &[sexes(595.0, 505.0), older]),
        Err(RakingError::NoRespondent { margin: margin.clone(), category: category.clone() })
    );
    let mut cells = hundred();
    cells.push(cell(&["F", "80+"], 1, 10.0));
    let nobody = Err(RakingError::NoPeople { margin, category });
    assert_eq!(rake(&cells, &[sexes(495.0, 505.0), old.clone()]), nobody);
    let mut zero = old.clone();
    zero.people.push(("80+", 0.0));
    assert_eq!(rake(&cells, &[sexes(495.0, 505.0), zero.clone()]), nobody);
    // Nobody of that age and nobody asked: nothing to complain about.
    assert!(rake(&hundred(), &[sexes(495.0, 505.0), zero]).is_ok());
    cells.pop();
    cells.push(cell(&["F", "80+"], 0, 10.0));
    assert!(rake(&cells, &[sexes(495.0, 505.0), old]).is_ok());
}

#[test]
fn margins_that_no_weights_can_meet_are_an_error_with_their_name() {
    // All women are young and all men old, yet there are to be more women than young people.
    let cells = [cell(&["F", "Y"], 10, 1.0), cell(&["M", "O"], 10, 1.0)];
    let stuck = rake(&cells, &[sexes(60.0, 40.0), ages(50.0, 50.0)]);
    let Err(RakingError::NotConverging { margin, category, gap }) = stuck else {
        panic!("{stuck:?}");
    };
    assert_eq!((margin.as_str(), category.as_str()), ("sex", "M"));
    assert!((gap - 0.25).abs() < 1e-9, "{gap}");
}

#[test]
fn margins_of_different_populations_are_refused() {
    assert_eq!(
        rake(&hundred(), &[sexes(495.0, 505.0), ages(550.0, 449.0)]),
        Err(RakingError::Totals {
            margin: "age".to_owned(),
            total: 999.0,
            other: "sex".to_owned(),
            other_total: 1000.0
        })
    );
}

#[test]
fn improper_input_is_refused_by_name() {
    let sex = sexes(495.0, 505.0);
    let one = |n, w| vec![cell(&["F"], n, w), cell(&["M"], 1, 1.0)];
    assert_eq!(rake::<&str>(&[], std::slice::from_ref(&sex)), Err(RakingError::Empty));
    assert_eq!(rake(&[cell(&["F"], 5, 0.0)], std::slice::from_ref(&sex)), Err(RakingError::Empty));
    assert_eq!(rake(&[cell(&[], 5, 1.0)], &[]), Err(RakingError::NoMargin));
    assert_eq!(rake(&one(1, 1.0), &[margin("sex", &[])]), Err(RakingError::NoMargin));
    for bad in [f64::NAN, -0.5, f64::INFINITY] {
        assert_eq!(rake(&one(1, bad), std::slice::from_ref(&sex)), Err(RakingError::Weight), "{bad}");
        let (margin, category) = ("sex".to_owned(), "M".to_owned());
        assert_eq!(rake(&one(1, 1.0), &[sexes(1.0, bad)]), Err(RakingError::People { margin, category }));
    }
    assert_eq!(rake(&hundred(), &[sex]), Err(RakingError::Categories { expected: 1, found: 2 }));
    let twice = margin("sex", &[("F", 1.0), ("M", 1.0), ("F", 1.0)]);
    let named = RakingError::Twice { margin: "sex".to_owned(), category: "F".to_owned() };
    assert_eq!(rake(&one(1, 1.0), &[twice]), Err(named));
}

/// Cells of 3 × 2 categories, all with respondents, and margins of 1000 people each.
fn any_sample() -> impl Strategy<Value = (Vec<RakingCell<usize>>, Vec<Margin<usize>>)> {
    let people = |k| prop::collection::vec(0.1..10.0_f64, k..=k);
    (prop::collection::vec((1..60_u64, 0.1..50.0_f64), 6..=6), people(3), people(2)).prop_map(
        |(sizes, strata, sexes)| {
            let cells = sizes.into_iter().enumerate().map(|(i, (n, w))| {
                let mut cell = RakingCell::empty(vec![i / 2, i % 2]);
                cell.add(n, w);
                cell
            });
            let margin = |name: &str, shares: Vec<f64>| {
                let whole: f64 = shares.iter().sum();
                let people = shares.into_iter().map(|share| share / whole * 1000.0).enumerate().collect();
                Margin { name: name.to_owned(), people }
            };
            (cells.collect(), vec![margin("stratum", strata), margin("sex", sexes)])
        },
    )
}

proptest! {
    #[test]
    fn every_margin_is_met_and_the_odds_within_the_sample_are_kept((cells, margins) in any_sample()) {
        // So lopsided a sample may need more rounds than there are, but must then say so.
        if let Ok(raking) = rake(&cells, &margins) {
            for (place, margin) in margins.iter().enumerate() {
                for (category, people) in &margin.people {
                    let members = cells.iter().zip(&raking.factors).filter(|(c, _)| c.categories[place] == *category);
                    let fitted: f64 = members.map(|(cell, factor)| cell.sum_w * factor).sum();
                    prop_assert!((fitted / people - 1.0).abs() <= 1e-9);
                }
            }
            let f = &raking.factors;
            prop_assert!((f[0] * f[3] / (f[1] * f[2]) - 1.0).abs() < 1e-9);
            prop_assert!(raking.smallest <= raking.largest && raking.smallest > 0.0);
        }
    }

    #[test]
    fn order_and_scale_of_the_weights_do_not_matter((cells, mut margins) in any_sample(), scale in 0.01..100.0_f64) {
        let plain = rake(&cells, &margins);
        let scaled: Vec<_> = cells.iter().rev().map(|cell| RakingCell {
            categories: cell.categories.clone(),
            sum_w: cell.sum_w * scale,
            lightest: cell.lightest * scale,
            heaviest: cell.heaviest * scale,
        }).collect();
        for margin in &mut margins {
            margin.people.reverse();
        }
        if let (Ok(plain), Ok(scaled)) = (plain, rake(&scaled, &margins)) {
            for (a, b) in plain.factors.iter().zip(scaled.factors.iter().rev()) {
                prop_assert!((b * scale / a - 1.0).abs() < 1e-8);
            }
            prop_assert!((plain.largest / scaled.largest - 1.0).abs() < 1e-8);
        }
    }

    #[test]
    fn no_input_panics(n in any::<u64>(), w in any::<f64>(), people in any::<f64>(), other in any::<f64>()) {
        let cells = [cell(&["F", "Y"], n, w), cell(&["F", "O"], 3, 1.0), cell(&["M", "O"], 2, 1e300)];
        let _ = rake(&cells, &[sexes(people, other), ages(other, people)]);
    }
}
