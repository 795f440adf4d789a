//! Tests of the small areas.

use super::*;
use proptest::prelude::*;

fn areas(x: &[u32], n: &[u32]) -> Vec<AreaCount> {
    x.iter().zip(n).map(|(x, n)| AreaCount { x: f64::from(*x), n: f64::from(*n) }).collect()
}

fn assert_fit(areas: &[AreaCount], alpha: f64, beta: f64, shares: &[f64]) {
    let AreaSpread::Beta { alpha: a, beta: b } = area_spread(areas).unwrap() else {
        panic!("{:?}", area_spread(areas));
    };
    assert!((a / alpha - 1.0).abs() < 1e-7 && (b / beta - 1.0).abs() < 1e-7, "{a} {b}");
    for (share, expected) in shrunken_shares(areas).unwrap().iter().zip(shares) {
        assert!((share - expected).abs() < 1e-8, "{share} is not {expected}");
    }
}

/// Maximum of scipy.stats.betabinom's likelihood, polished on its derivative (scipy 1.17.1).
#[test]
fn fits_agree_with_scipy() {
    assert_fit(
        &areas(&[18, 9, 24, 3, 30, 12, 7, 20], &[20, 15, 40, 4, 36, 12, 14, 25]),
        8.508_577_707_316,
        2.880_105_712_752,
        &[
            0.844_526_587_897,
            0.663_488_110_742,
            0.632_601_879_320,
            0.747_859_800_164,
            0.812_611_259_232,
            0.876_859_006_511,
            0.610_846_078_574,
            0.783_446_253_832,
        ],
    );
    assert_fit(
        &areas(&[1, 0, 5, 2, 11, 0, 3, 40, 7, 2], &[9, 6, 22, 31, 40, 3, 17, 61, 30, 8]),
        1.625_009_694_194,
        5.218_499_898_715,
        &[0.165_683_599_256, 0.126_523_804_295, 0.229_688_057_650, 0.095_789_469_137],
    );
    assert_fit(
        &areas(&[520, 610, 480, 700, 655], &[1000, 1000, 900, 1100, 1010]),
        55.717_376_220_967,
        38.752_515_290_555,
        &[0.526_023_950_669, 0.608_255_541_230, 0.538_696_425_899, 0.632_680_138_354, 0.643_491_852_230],
    );
    // Areas that are nearly all wholly wrong.
    assert_fit(
        &areas(&[0, 0, 1, 0, 6, 0, 0, 2], &[5, 7, 6, 5, 6, 8, 4, 30]),
        0.117_076_204_147,
        0.463_049_361_819,
        &[0.020_980_926_462, 0.015_445_153_662, 0.169_765_180_459, 0.020_980_926_462, 0.929_629_099_449],
    );
}

#[test]
fn areas_that_differ_by_chance_only_are_pooled() {
    let alike = areas(&[5, 10, 20, 15], &[10, 20, 40, 30]);
    assert_eq!(area_spread(&alike), Ok(AreaSpread::Pooled { share: 0.5 }));
    assert_eq!(shrunken_shares(&alike), Ok(vec![0.5; 4]));
    // One area, or one respondent per area, cannot tell how areas differ.
    assert_eq!(area_spread(&areas(&[3], &[10])), Ok(AreaSpread::Pooled { share: 0.3 }));
    assert_eq!(area_spread(&areas(&[1, 0, 1, 1], &[1; 4])), Ok(AreaSpread::Pooled { share: 0.75 }));
}

#[test]
fn all_wrong_and_all_right_are_pooled_at_the_ends() {
    assert_eq!(area_spread(&areas(&[0, 0], &[4, 9])), Ok(AreaSpread::Pooled { share: 0.0 }));
    assert_eq!(area_spread(&areas(&[4, 9], &[4, 9])), Ok(AreaSpread::Pooled { share: 1.0 }));
    assert_eq!(AreaSpread::Pooled { share: 1.0 }.interval(AreaCount { x: 4.0, n: 4.0 }), None);
}

#[test]
fn areas_wholly_right_or_wholly_wrong_keep_their_own_share() {
    let split = areas(&[30, 0, 25, 0, 0], &[30, 40, 25, 20, 0]);
    let AreaSpread::Apart { share } = area_spread(&split).unwrap() else {
        panic!("{:?}", area_spread(&split));
    };
    // Each area then counts once, however many it asked.
    assert!((share - 0.5).abs() < 1e-4, "{share}");
    assert_eq!(shrunken_shares(&split), Ok(vec![1.0, 0.0, 1.0, 0.0, share]));
}

#[test]
fn an_area_where_nobody_was_asked_gets_the_mean_and_changes_nothing() {
    let mut villages = areas(&[18, 9, 24, 3, 30], &[20, 15, 40, 4, 36]);
    let before = area_spread(&villages).unwrap();
    villages.push(AreaCount { x: 0.0, n: 0.0 });
    assert_eq!(area_spread(&villages).unwrap(), before);
    let AreaSpread::Beta { alpha, beta } = before else {
        panic!("{before:?}");
    };
    assert_eq!(shrunken_shares(&villages).unwrap()[5], alpha / (alpha + beta));
}

#[test]
fn impossible_counts_are_refused_by_name() {
    assert_eq!(area_spread(&[]), Err(SmallAreaError::Empty));
    assert_eq!(area_spread(&areas(&[0, 0], &[0, 0])), Err(SmallAreaError::Empty));
    for n in [f64::NAN, -1.0, 2e9, f64::INFINITY] {
        assert_eq!(shrunken_shares(&[AreaCount { x: 0.0, n }]), Err(SmallAreaError::Respondents));
    }
    for x in [f64::NAN, -0.1, 5.1] {
        assert_eq!(shrunken_shares(&[AreaCount { x, n: 5.0 }]), Err(SmallAreaError::Count));
    }
}

/// Areas with fractional counts, some without respondents.
fn any_areas() -> impl Strategy<Value = Vec<AreaCount>> {
    let area = (0.0..=1.0_f64, -2.0..12.0_f64, 0..8_u8);
    prop::collection::vec(area, 1..12).prop_map(|rows| {
        let count = |(p, ln_n, kind): (f64, f64, u8)| {
            let n = if kind == 0 { 0.0 } else { ln_n.exp() };
            let p = if kind == 1 { p.round() } else { p };
            AreaCount { x: p * n, n }
        };
        rows.into_iter().map(count).collect()
    })
}

proptest! {
    #[test]
    fn shares_lie_between_the_area_and_the_mean(areas in any_areas()) {
        if let Ok(spread) = area_spread(&areas) {
            let mean = spread.share(AreaCount { x: 0.0, n: 0.0 });
            for area in areas {
                let share = spread.share(area);
                let own = if area.n > 0.0 { area.x / area.n } else { mean };
                prop_assert!(share >= own.min(mean) - 1e-9 && share <= own.max(mean) + 1e-9, "{spread:?} {area:?}");
                if let Some(interval) = spread.interval(area) {
                    prop_assert!(0.0 <= interval.low && interval.low <= interval.high && interval.high <= 1.0);
                }
            }
        }
    }

    #[test]
    fn order_does_not_matter_and_wrong_answers_mirror(areas in any_areas()) {
        let plain = shrunken_shares(&areas);
        let reversed: Vec<_> = areas.iter().rev().copied().collect();
        let backwards = shrunken_shares(&reversed).map(|shares| shares.into_iter().rev().collect());
        prop_assert_eq!(&plain, &backwards);
        let flipped: Vec<_> = areas.iter().map(|area| AreaCount { x: area.n - area.x, n: area.n }).collect();
        if let (Ok(plain), Ok(flipped)) = (plain, shrunken_shares(&flipped)) {
            for (a, b) in plain.iter().zip(flipped) {
                prop_assert!((a + b - 1.0).abs() < 1e-5, "{a} {b}");
            }
        }
    }

    #[test]
    fn no_beta_nearby_is_likelier(x in prop::collection::vec(0..20_u32, 2..10), da in 0.9..1.1_f64, db in 0.9..1.1_f64) {
        let counts: Vec<_> = x.iter().map(|x| AreaCount { x: f64::from(*x), n: 20.0 }).collect();
        if let Ok(AreaSpread::Beta { alpha, beta }) = area_spread(&counts) {
            let log = |a: f64, b: f64| counts.iter()
                .map(|c| ln_gamma_step(a, c.x) + ln_gamma_step(b, c.n - c.x) - ln_gamma_step(a + b, c.n))
                .sum::<f64>();
            prop_assert!(log(alpha * da, beta * db) <= log(alpha, beta) + 1e-9);
        }
    }

    #[test]
    fn no_input_panics(x in any::<f64>(), n in any::<f64>(), y in 0.0..1e9_f64) {
        let _ = shrunken_shares(&[AreaCount { x, n }, AreaCount { x: y, n: 1e9 }]);
        let _ = shrunken_shares(&[AreaCount { x: y, n: y }, AreaCount { x: 1e-300, n: 1e9 }]);
    }
}
