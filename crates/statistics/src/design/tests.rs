//! Tests of the design-based estimate.

use super::*;
use proptest::prelude::*;

type Totals = ClusterTotals<&'static str, u32>;

/// Twelve clusters of five people in three strata: how many of the five are right.
const SURVEY: [(&str, f64, [u32; 4]); 3] =
    [("A", 200.0, [5, 4, 3, 2]), ("B", 125.0, [3, 4, 4, 0]), ("C", 75.0, [3, 4, 4, 3])];

fn totals(stratum: &'static str, cluster: u32, w: f64, scores: &[f64]) -> Totals {
    let mut totals = ClusterTotals::empty(stratum, cluster);
    for y in scores {
        totals.add(w, *y);
    }
    totals
}

/// The answers of the survey as (stratum, cluster, weight, place in the cluster, score).
fn answers() -> impl Iterator<Item = (&'static str, u32, f64, u32, f64)> {
    SURVEY.into_iter().flat_map(|(stratum, w, clusters)| {
        (1..).zip(clusters).flat_map(move |(cluster, right)| {
            (0..5).map(move |place| (stratum, cluster, w, place, f64::from(u8::from(place < right))))
        })
    })
}

/// One row per answer, for those that `keep` names.
fn survey(keep: impl Fn(&str, u32, u32) -> bool) -> Vec<Totals> {
    answers()
        .filter(|(stratum, cluster, _, place, _)| keep(stratum, *cluster, *place))
        .map(|(stratum, cluster, w, _, y)| totals(stratum, cluster, w, &[y]))
        .collect()
}

fn everybody() -> Vec<Totals> {
    survey(|_, _, _| true)
}

fn clusters() -> Vec<(&'static str, u32)> {
    SURVEY.iter().flat_map(|(stratum, _, _)| (1..=4).map(move |cluster| (*stratum, cluster))).collect()
}

fn close(value: f64, expected: f64) {
    assert!((value - expected).abs() < 1e-6, "{value} is not {expected}");
}

/// R's survey package: svyciprop(~correct, design, method = "beta").
#[test]
fn the_survey_of_sixty_agrees_with_r() {
    let result = estimate(&everybody(), &clusters()).unwrap();
    assert_eq!((result.n, result.strata, result.clusters, result.df), (60, 3, 12, 9.0));
    close(result.sum_w, 8000.0);
    close(result.estimate, 0.653_125);
    close(result.se.unwrap(), 0.088_222_5);
    close(result.ci_low, 0.427_089_565);
    close(result.ci_high, 0.837_735_530);
    close(result.n_effective.unwrap(), 29.107_904_642);
    close(result.n_interval, 22.774_957_029);
    close(result.design_effect.unwrap(), 2.061_295_746);
    assert_eq!(result.notes, []);
}

/// A subgroup that is missing from five of the clusters. Mean and standard error from samplics' TaylorEstimator with a
/// domain, the interval from scipy's beta and t.
#[test]
fn clusters_without_a_member_of_the_subgroup_count() {
    let absent = [("A", 1), ("B", 3), ("C", 1), ("C", 2), ("C", 3)];
    let group = survey(|s, c, place| [1, 3, 4].contains(&place) && !absent.contains(&(s, c)));
    let result = estimate(&group, &clusters()).unwrap();
    assert_eq!((result.n, result.df), (21, 4.0));
    close(result.estimate, 0.396_825_397);
    close(result.se.unwrap(), 0.089_120_743);
    close(result.ci_low, 0.173_445_242);
    close(result.ci_high, 0.657_227_176);
    close(result.n_effective.unwrap(), 30.135_951_662);
    assert_eq!(result.notes, []);
    // Without naming the absent clusters, stratum C would be a single cluster.
    assert_eq!(estimate(&group, &[]).unwrap().notes, [Note::SingleClusterStratum]);
}

/// By hand: p = .5, u = ±.1 in A, 0 in B; A gives 2·(.01 + .01), B adds nothing.
#[test]
fn a_stratum_with_one_cluster_is_centred_on_all_clusters() {
    let rows = [
        totals("A", 1, 1.0, &[1.0, 1.0, 1.0, 0.0]),
        totals("A", 2, 1.0, &[0.0, 0.0, 0.0, 1.0]),
        totals("B", 1, 1.0, &[1.0, 0.0]),
    ];
    let result = estimate(&rows, &[]).unwrap();
    close(result.se.unwrap().powi(2), 0.04);
    let lonely_counts =
        [totals("A", 1, 1.0, &[1.0, 1.0]), totals("A", 2, 1.0, &[0.0, 1.0]), totals("B", 1, 1.0, &[0.0])];
    // p = .6, u = .16, −.04, −.12: A's are centred on their mean .06, 2·2·.1², B's on zero, .12².
    let result = estimate(&lonely_counts, &[]).unwrap();
    close(result.se.unwrap().powi(2), 0.04 + 0.0144);
    assert_eq!(result.notes, [Note::SingleClusterStratum]);
}

#[test]
fn a_rate_of_one_falls_back_to_the_weights_and_says_so() {
    let rows = [totals("A", 1, 1.0, &[1.0; 10]), totals("A", 2, 1.0, &[1.0; 10])];
    let result = estimate(&rows, &[]).unwrap();
    assert_eq!(
        (result.estimate, result.ci_high, result.n_effective, result.design_effect),
        (1.0, 1.0, None, None)
    );
    close(result.ci_low, 0.831_566_53);
    assert_eq!(result.notes, [Note::Boundary]);
    let none = estimate(&[totals("A", 1, 3.0, &[0.0; 10]), totals("A", 2, 3.0, &[0.0; 10])], &[]).unwrap();
    assert_eq!((none.estimate, none.ci_low), (0.0, 0.0));
    close(none.ci_high, 1.0 - result.ci_low);
}

#[test]
fn one_cluster_has_no_standard_error_and_unequal_weights_shrink_its_size() {
    let mut one = totals("A", 1, 1.0, &[1.0, 0.0]);
    one.add(2.0, 1.0);
    let result = estimate(&[one], &[]).unwrap();
    assert_eq!((result.se, result.n_effective, result.df), (None, None, 0.0));
    close(result.n_interval, 16.0 / 6.0);
    assert_eq!(result.notes, [Note::FewClusters, Note::SingleClusterStratum]);
}

#[test]
fn clusters_that_all_agree_do_not_give_an_interval_of_no_width() {
    let rows: Vec<Totals> = (0..5).map(|c| totals("A", c, 0.1, &[1.0, 1.0, 0.0])).collect();
    let result = estimate(&rows, &[]).unwrap();
    assert_eq!((result.se, result.notes.as_slice()), (Some(0.0), [Note::NoVariance].as_slice()));
    close(result.n_interval, 15.0);
    assert!(result.ci_high - result.ci_low > 0.3);
}

#[test]
fn totals_that_cannot_be_are_refused_by_name() {
    let good = totals("A", 1, 1.0, &[1.0, 0.0]);
    assert_eq!(estimate::<&str, u32>(&[], &clusters()), Err(DesignError::Empty));
    assert_eq!(estimate(&[Totals::empty("A", 1)], &[]), Err(DesignError::Empty));
    assert_eq!(estimate(&[totals("A", 1, 0.0, &[1.0])], &[]), Err(DesignError::Empty));
    for bad in [f64::NAN, -1.0, f64::INFINITY] {
        assert_eq!(estimate(&[totals("A", 1, bad, &[1.0]), good], &[]), Err(DesignError::Total));
    }
    assert_eq!(estimate(&[totals("A", 1, 1e200, &[1.0])], &[]), Err(DesignError::Total));
    assert_eq!(estimate(&[totals("A", 1, 1e-200, &[1.0])], &[]), Err(DesignError::Weights));
    assert_eq!(estimate(&[totals("A", 1, 1.0, &[1.5])], &[]), Err(DesignError::Score));
    assert_eq!(estimate(&[ClusterTotals { n: 0, ..good }], &[]), Err(DesignError::Weights));
    assert_eq!(estimate(&[ClusterTotals { sum_w2: 0.5, ..good }], &[]), Err(DesignError::Weights));
    assert_eq!(estimate(&[ClusterTotals { sum_w2: 5.0, ..good }], &[]), Err(DesignError::Weights));
}

/// Answers as (stratum, cluster, weight, score); scores may be fractions.
fn any_survey() -> impl Strategy<Value = Vec<(u8, u8, f64, f64)>> {
    prop::collection::vec((0..4_u8, 0..5_u8, 0.1..50.0_f64, 0..=5_u8), 1..120)
        .prop_map(|rows| rows.into_iter().map(|(s, c, w, y)| (s, c, w, f64::from(y) / 5.0)).collect())
}

fn rows(answers: &[(u8, u8, f64, f64)]) -> Vec<ClusterTotals<u8, u8>> {
    answers
        .iter()
        .map(|&(s, c, w, y)| {
            let mut row = ClusterTotals::empty(s, c);
            row.add(w, y);
            row
        })
        .collect()
}

proptest! {
    #[test]
    fn the_interval_holds_the_estimate_and_stays_inside_zero_and_one(answers in any_survey()) {
        let result = estimate(&rows(&answers), &[]).unwrap();
        prop_assert!(0.0 <= result.ci_low && result.ci_low <= result.estimate + 1e-9);
        prop_assert!(result.estimate - 1e-9 <= result.ci_high && result.ci_high <= 1.0);
        prop_assert!(result.n_interval > 0.0 && result.df >= 0.0);
        prop_assert_eq!(result.n, answers.len() as u64);
    }

    #[test]
    fn order_and_scale_of_weights_do_not_matter(answers in any_survey(), factor in 0.01..100.0_f64) {
        let plain = estimate(&rows(&answers), &[]).unwrap();
        let scaled: Vec<_> = answers.iter().rev().map(|&(s, c, w, y)| (s, c, w * factor, y)).collect();
        let scaled = estimate(&rows(&scaled), &[]).unwrap();
        prop_assert!((plain.estimate - scaled.estimate).abs() < 1e-9);
        prop_assert!((plain.n_interval / scaled.n_interval - 1.0).abs() < 1e-6);
        prop_assert!((plain.ci_low - scaled.ci_low).abs() < 1e-7);
        prop_assert!((plain.ci_high - scaled.ci_high).abs() < 1e-7);
        prop_assert_eq!(plain.notes, scaled.notes);
    }

    #[test]
    fn asking_for_the_wrong_answers_mirrors_the_result(answers in any_survey()) {
        let right = estimate(&rows(&answers), &[]).unwrap();
        let flipped: Vec<_> = answers.iter().map(|&(s, c, w, y)| (s, c, w, 1.0 - y)).collect();
        let wrong = estimate(&rows(&flipped), &[]).unwrap();
        prop_assert!((right.estimate + wrong.estimate - 1.0).abs() < 1e-9);
        prop_assert!((right.ci_low + wrong.ci_high - 1.0).abs() < 1e-6);
    }

    #[test]
    fn more_clusters_of_the_same_kind_narrow_the_interval(answers in any_survey()) {
        let once = estimate(&rows(&answers), &[]).unwrap();
        let copies = (0..4).flat_map(|copy| answers.iter().map(move |&(s, c, w, y)| (s, c + 5 * copy, w, y)));
        let often = estimate(&rows(&copies.collect::<Vec<_>>()), &[]).unwrap();
        prop_assert!((once.estimate - often.estimate).abs() < 1e-9);
        // A survey that had to ignore its clusters may have been too sure of itself.
        if once.df >= 1.0 && !once.notes.contains(&Note::SingleClusterStratum) && once.n_effective.is_some() {
            prop_assert!(often.ci_high - often.ci_low <= once.ci_high - once.ci_low + 1e-9);
        }
    }

    #[test]
    fn no_input_panics(n in any::<u64>(), w in any::<f64>(), w2 in any::<f64>(), wy in any::<f64>()) {
        let row = ClusterTotals { stratum: 0, cluster: 0, n, sum_w: w, sum_w2: w2, sum_wy: wy };
        let other = ClusterTotals { cluster: 1, ..row };
        let _ = (estimate(&[row], &[]), estimate(&[row, other], &[(0, 7)]));
    }
}
