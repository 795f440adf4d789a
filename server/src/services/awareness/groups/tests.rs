//! Tests of grouping, estimating and hiding.

use super::*;

fn row(stratum: &str, cluster: &str, n: u64, right: u64) -> TotalsRow {
    TotalsRow {
        item: String::new(),
        week: None,
        sex: None,
        age_band: None,
        stratum: stratum.into(),
        cluster: cluster.into(),
        n,
        sum_w: n as f64,
        sum_w2: n as f64,
        sum_wy: right as f64,
        sum_y: right as f64,
        sum_wp: right as f64,
        sum_wa: 0.0,
    }
}

fn groups_of(by: GroupBy, rows: &[TotalsRow], labels: &Labels) -> (Vec<AwarenessGroup>, Vec<Vec<Note>>) {
    estimate_groups(by, rows, &Sample::of_clusters(rows), labels).unwrap()
}

/// Two towns of four villages with forty people each, of whom thirty or so know.
fn steady() -> Vec<TotalsRow> {
    let village = |town: &str, number: u64| row(town, &format!("{town}{number}"), 40, 28 + number);
    ["A", "B"].into_iter().flat_map(|town| (1..=4).map(move |number| village(town, number))).collect()
}

#[test]
fn everybody_is_one_group_even_when_nobody_answered() {
    let (groups, notes) = groups_of(GroupBy::None, &[], &Labels::new());
    assert_eq!((groups.len(), groups[0].key.as_str(), groups[0].n), (1, "all", 0));
    assert_eq!(groups[0].suppressed, Some(Suppression::Empty));
    assert!(notes[0].is_empty());
    assert!(groups_of(GroupBy::Stratum, &[], &Labels::new()).0.is_empty());
}

#[test]
fn groups_come_in_the_order_of_their_labels_and_the_unnamed_last() {
    let labels = vec![("B".to_owned(), "乙镇".to_owned()), ("A".to_owned(), "甲镇".to_owned())];
    let mut rows = steady();
    rows.push(row("", "", 3, 1));
    let (groups, _) = groups_of(GroupBy::Stratum, &rows, &labels);
    let named: Vec<_> = groups.iter().map(|group| (group.key.as_str(), group.label.as_str())).collect();
    assert_eq!(named, [("B", "乙镇"), ("A", "甲镇"), ("", "未填写")]);
}

#[test]
fn a_town_is_estimated_as_a_part_of_the_sample() {
    let (groups, _) = groups_of(GroupBy::Stratum, &steady(), &Labels::new());
    let town = &groups[0];
    assert_eq!((town.n, town.df), (160, Some(3.0)));
    assert!((town.estimate.unwrap() - 122.0 / 160.0).abs() < 1e-12);
    assert!((town.share_passed.unwrap() - 122.0 / 160.0).abs() < 1e-12);
    assert_eq!(town.suppressed, None);
}

#[test]
fn villages_of_the_same_name_in_two_towns_are_two_groups() {
    let rows = vec![row("A", "c", 40, 20), row("B", "c", 40, 30), row("B", "d", 40, 30)];
    let (groups, _) = groups_of(GroupBy::Area, &rows, &Labels::new());
    let keys: Vec<_> = groups.iter().map(|group| group.key.as_str()).collect();
    assert_eq!(keys, ["A/c", "B/c", "d"]);
}

#[test]
fn the_public_sees_neither_suppressed_values_nor_notes_on_them() {
    let rows = vec![row("A", "a1", 10, 10), row("A", "a2", 10, 10)];
    let (mut groups, notes) = groups_of(GroupBy::None, &rows, &Labels::new());
    assert_eq!(groups[0].suppressed, Some(Suppression::FewRespondents));
    assert_eq!(note_texts(GroupBy::None, &groups, &notes, false), ["boundary"]);
    assert!(note_texts(GroupBy::None, &groups, &notes, true).is_empty());
    hide(&mut groups[0], Suppression::FewRespondents);
    assert_eq!((groups[0].n, groups[0].key.as_str(), groups[0].label.as_str()), (0, "all", "all"));
    let shown = [groups[0].estimate, groups[0].ci_low, groups[0].ci_high, groups[0].share_passed];
    assert_eq!(shown, [None; 4]);
}
