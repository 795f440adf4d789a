//! Tests of the estimate under raked weights. The API tests compare whole surveys with R.

use super::*;
use crate::raking::{Margin, RakingCell, rake};
use proptest::prelude::*;

type Row = RakedRow<u8, u8>;

/// One respondent: stratum, cluster, weight, score, sex, age.
type Person = (u8, u8, f64, f64, u8, u8);

/// A sample of people with the factors that rake it to equal margins.
fn raked(people: &[Person]) -> (Vec<Row>, RakedSample<u8, u8>) {
    let mut cells: BTreeMap<Vec<String>, RakingCell<String>> = BTreeMap::new();
    for (_, _, w, _, sex, age) in people {
        let key = vec![format!("sex{sex}"), format!("age{age}")];
        cells.entry(key.clone()).or_insert_with(|| RakingCell::empty(key)).add(1, *w);
    }
    let keys: Vec<Vec<String>> = cells.keys().cloned().collect();
    let margin = |place: usize| {
        let mut names: Vec<String> = keys.iter().map(|key| key[place].clone()).collect();
        names.sort();
        names.dedup();
        let each = 1000.0 / names.len() as f64;
        Margin { name: place.to_string(), people: names.into_iter().map(|name| (name, each)).collect() }
    };
    let cells: Vec<RakingCell<String>> = cells.into_values().collect();
    // Margins that some sample cannot meet are no matter here: then weights stay as they are.
    let factors =
        rake(&cells, &[margin(0), margin(1)]).map_or_else(|_| vec![1.0; cells.len()], |it| it.factors);
    let rows: Vec<Row> = people
        .iter()
        .map(|(stratum, cluster, w, y, sex, age)| {
            let mut totals = ClusterTotals::empty(*stratum, *cluster);
            totals.add(*w, *y);
            let key = vec![format!("sex{sex}"), format!("age{age}")];
            RakedRow { totals, sum_y: *y, cell: keys.iter().position(|other| *other == key).unwrap() }
        })
        .collect();
    let cells: Vec<RakedCell<String>> =
        keys.into_iter().zip(factors).map(|(categories, factor)| RakedCell { factor, categories }).collect();
    let sample = RakedSample::new(&rows, &cells).unwrap();
    (rows, sample)
}

fn any_people() -> impl Strategy<Value = Vec<Person>> {
    let person = (0..3_u8, 0..4_u8, 0.5..20.0_f64, 0..=4_u8, 0..2_u8, 0..3_u8);
    prop::collection::vec(person, 4..80).prop_map(|people| {
        people.into_iter().map(|(s, c, w, y, sex, age)| (s, c, w, f64::from(y) / 4.0, sex, age)).collect()
    })
}

#[test]
fn a_score_that_the_margins_explain_wholly_has_no_error() {
    // Women all know, men do not: once the margins are met, no other sample would give another rate.
    let people: Vec<Person> = (0..40_u8)
        .map(|i| {
            let woman = (i % 2) ^ (i / 20 % 2);
            (i % 2, i % 5, 1.0 + f64::from(i % 3), f64::from(woman), woman, i % 3)
        })
        .collect();
    let (rows, sample) = raked(&people);
    let result = sample.estimate(&rows).unwrap();
    assert!((result.estimate - 0.5).abs() < 1e-9);
    assert!(result.se.unwrap() < 1e-6, "{result:?}");
}

#[test]
fn what_does_not_belong_to_the_sample_is_refused_by_name() {
    let people: Vec<Person> = (0..12_u8).map(|i| (0, i % 3, 1.0, f64::from(i % 2), i % 2, i % 3)).collect();
    let (rows, sample) = raked(&people);
    let elsewhere = RakedRow { totals: ClusterTotals { cluster: 9, ..rows[0].totals }, ..rows[0] };
    assert_eq!(sample.estimate(&[elsewhere]), Err(DesignError::Cluster));
    assert_eq!(sample.estimate(&[RakedRow { cell: 99, ..rows[0] }]), Err(DesignError::Cell));
    assert_eq!(sample.estimate(&[RakedRow { sum_y: f64::NAN, ..rows[0] }]), Err(DesignError::Total));
    assert_eq!(sample.estimate(&[]), Err(DesignError::Empty));
    for factor in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let cells = [RakedCell { factor, categories: vec![1] }];
        assert!(matches!(RakedSample::<u8, u8>::new(&[], &cells), Err(DesignError::Factor)));
    }
    let uneven =
        [RakedCell { factor: 1.0, categories: vec![1] }, RakedCell { factor: 1.0, categories: vec![1, 2] }];
    assert!(matches!(RakedSample::<u8, u8>::new(&[], &uneven), Err(DesignError::Cell)));
    assert!(matches!(RakedSample::new::<u8>(&rows, &[]), Err(DesignError::Cell)));
}

proptest! {
    #[test]
    fn the_interval_holds_the_rate_and_order_and_scale_do_not_matter(people in any_people(), by in 0.1..50.0_f64) {
        let (rows, sample) = raked(&people);
        let plain = sample.estimate(&rows).unwrap();
        prop_assert!(0.0 <= plain.ci_low && plain.ci_low <= plain.estimate + 1e-9);
        prop_assert!(plain.estimate - 1e-9 <= plain.ci_high && plain.ci_high <= 1.0);
        let scaled: Vec<Person> = people.iter().rev().map(|p| (p.0, p.1, p.2 * by, p.3, p.4, p.5)).collect();
        let (rows, sample) = raked(&scaled);
        let scaled = sample.estimate(&rows).unwrap();
        prop_assert!((plain.estimate - scaled.estimate).abs() < 1e-6);
        prop_assert!((plain.se.unwrap_or(0.0) - scaled.se.unwrap_or(0.0)).abs() < 1e-6);
    }

    #[test]
    fn adding_up_the_people_of_a_cluster_changes_nothing(people in any_people()) {
        let (rows, sample) = raked(&people);
        let one_by_one = sample.estimate(&rows).unwrap();
        let mut summed: BTreeMap<(u8, u8, usize), Row> = BTreeMap::new();
        for row in rows {
            let key = (row.totals.stratum, row.totals.cluster, row.cell);
            summed
                .entry(key)
                .and_modify(|sum| {
                    sum.totals.n += row.totals.n;
                    sum.totals.sum_w += row.totals.sum_w;
                    sum.totals.sum_w2 += row.totals.sum_w2;
                    sum.totals.sum_wy += row.totals.sum_wy;
                    sum.sum_y += row.sum_y;
                })
                .or_insert(row);
        }
        let summed: Vec<Row> = summed.into_values().collect();
        let together = sample.estimate(&summed).unwrap();
        prop_assert!((one_by_one.estimate - together.estimate).abs() < 1e-9);
        prop_assert!((one_by_one.se.unwrap_or(0.0) - together.se.unwrap_or(0.0)).abs() < 1e-9);
    }

    #[test]
    fn no_input_panics(n in any::<u64>(), w in any::<f64>(), w2 in any::<f64>(), wy in any::<f64>(), y in any::<f64>()) {
        let totals = ClusterTotals { stratum: 0, cluster: 0, n, sum_w: w, sum_w2: w2, sum_wy: wy };
        let row = RakedRow { totals, sum_y: y, cell: 0 };
        let other = RakedRow { totals: ClusterTotals { cluster: 1, ..totals }, ..row };
        let cells = [RakedCell { factor: 1.5, categories: vec![0_u8] }];
        if let Ok(sample) = RakedSample::new(&[row, other], &cells) {
            let _ = sample.estimate(&[row]);
        }
    }
}
