//! What the public sees of awareness: no unsteady value, none that could be computed from the others, and none so exact that two
//! answers tell of a few people by their difference.
//!
//! Values are rounded to whole per cents and respondents down to fives; periods are whole blocks of four weeks, which never
//! overlap. Where groups add up to everybody, hidden groups together hold at least thirty respondents: others are hidden
//! with them, smallest first, until they do.

use super::groups::hide;
use domain::awareness::{AwarenessGroup, GroupBy, Suppression};
use domain::limits::PUBLIC_ROUNDING;
use statistics::suppression::FEWEST;

/// Hides and rounds.
pub fn protect(by: GroupBy, groups: &mut [AwarenessGroup]) {
    // Items are answers of the same people: one cannot be computed from the others.
    let add_up = !matches!(by, GroupBy::None | GroupBy::Item);
    let mut hidden: Vec<bool> = groups.iter().map(|group| group.suppressed.is_some()).collect();
    if add_up {
        let mut order: Vec<usize> = (0..groups.len()).collect();
        order.sort_by_key(|place| groups[*place].n);
        for place in order {
            let inside = groups.iter().zip(&hidden).filter(|(group, hidden)| **hidden && group.n > 0);
            let (many, n) = inside.fold((0, 0), |(many, n), (group, _)| (many + 1, n + group.n));
            if many == 0 || (many > 1 && n as f64 >= FEWEST) {
                break;
            }
            hidden[place] = true;
        }
    }
    for (group, hidden) in groups.iter_mut().zip(hidden) {
        if hidden {
            let why = group.suppressed.unwrap_or(Suppression::FewRespondents);
            hide(group, why);
        } else {
            round(group);
        }
    }
}

fn round(group: &mut AwarenessGroup) {
    let per_cent = |value: f64| (value * 100.0).round() / 100.0;
    for value in [
        &mut group.estimate,
        &mut group.ci_low,
        &mut group.ci_high,
        &mut group.share_passed,
        &mut group.share_all_right,
    ] {
        *value = value.map(per_cent);
    }
    // From these and the interval the exact rate could be computed.
    (group.se, group.n_effective, group.design_effect, group.df) = (None, None, None, None);
    group.n -= group.n % PUBLIC_ROUNDING;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(key: &str, n: u64, suppressed: Option<Suppression>) -> AwarenessGroup {
        AwarenessGroup {
            key: key.into(),
            label: key.into(),
            n,
            n_effective: Some(n as f64),
            estimate: Some(0.123_456),
            se: Some(0.01),
            df: Some(3.0),
            ci_low: Some(0.1),
            ci_high: Some(0.2),
            design_effect: Some(1.0),
            share_passed: Some(0.555),
            share_all_right: None,
            suppressed,
        }
    }

    #[test]
    fn a_hidden_group_is_never_alone() {
        let few = Some(Suppression::FewRespondents);
        let mut groups =
            vec![group("a", 200, None), group("b", 3, few), group("c", 70, None), group("d", 90, None)];
        protect(GroupBy::Sex, &mut groups);
        let seen: Vec<_> = groups.iter().map(|group| (group.n, group.estimate.is_some())).collect();
        assert_eq!(seen, [(200, true), (0, false), (0, false), (90, true)]);
        let mut alone = vec![group("all", 3, few)];
        protect(GroupBy::None, &mut alone);
        assert_eq!((alone[0].n, alone[0].estimate), (0, None));
    }

    #[test]
    fn what_is_shown_is_rounded_and_without_what_would_tell_more() {
        let mut groups = vec![group("all", 123, None)];
        protect(GroupBy::None, &mut groups);
        let shown = &groups[0];
        assert_eq!((shown.n, shown.estimate, shown.share_passed), (120, Some(0.12), Some(0.56)));
        assert_eq!((shown.se, shown.n_effective, shown.design_effect), (None, None, None));
    }
}
