//! Charts of the awareness page: groups with their intervals, weeks, items.

use super::awareness::{Figures, grouping};
use crate::components::charts::bars::{Bar, bars};
use crate::components::charts::format::{percent, percent_interval, percent_or_none};
use crate::components::charts::frame::{DataTable, Frame};
use crate::components::charts::intervals::{IntervalRow, intervals};
use crate::components::charts::trend::trend;
use crate::locale::Locale;
use crate::t::{office_awareness as t, office_common as common};
use domain::awareness::{AwarenessGroup, GroupBy, ItemOptions};
use domain::time::Day;
use leptos::prelude::*;
use std::cmp::Ordering;

/// Most groups in a chart; the table below it has all.
const CHART_ROWS: usize = 40;

/// What people call a group: an item by its question, a sex by its word.
pub(super) fn group_name(l: Locale, by: GroupBy, group: &AwarenessGroup, options: &[ItemOptions]) -> String {
    match (by, group.key.as_str()) {
        (GroupBy::None, _) => t::everybody(l).to_owned(),
        (GroupBy::Item, key) => options
            .iter()
            .find(|item| item.item == key)
            .map_or_else(|| group.label.clone(), |item| l.pick(&item.label).to_owned()),
        (GroupBy::Sex, "female") => t::sex_female(l).to_owned(),
        (GroupBy::Sex, "male") => t::sex_male(l).to_owned(),
        (_, "") => t::unknown_group(l).to_owned(),
        _ if group.label.is_empty() => group.key.clone(),
        _ => group.label.clone(),
    }
}

/// Groups as they are shown: those that may be compared first, highest first, then the greyed ones as they came. Weeks
/// and age bands have an order of their own and keep it.
pub(super) fn in_order(by: GroupBy, groups: &[AwarenessGroup]) -> Vec<&AwarenessGroup> {
    let mut ordered: Vec<&AwarenessGroup> = groups.iter().collect();
    if matches!(by, GroupBy::Area | GroupBy::Stratum | GroupBy::Item) {
        ordered.sort_by(|a, b| match (a.suppressed, b.suppressed) {
            (None, None) => b.estimate.partial_cmp(&a.estimate).unwrap_or(Ordering::Equal),
            (a, b) => a.is_some().cmp(&b.is_some()),
        });
    }
    ordered
}

fn row(label: String, group: &AwarenessGroup) -> IntervalRow {
    IntervalRow {
        label,
        estimate: group.estimate,
        interval: group.ci_low.zip(group.ci_high),
        muted: group.suppressed.is_some(),
    }
}

fn table(l: Locale, first: &'static str, groups: &[(String, &AwarenessGroup)]) -> DataTable {
    DataTable {
        summary: common::show_table(l).to_owned(),
        columns: [first, t::n(l), t::estimate(l), t::ci(l)].map(str::to_owned).to_vec(),
        rows: groups
            .iter()
            .map(|(name, group)| {
                vec![
                    name.clone(),
                    l.number(group.n),
                    percent_or_none(group.estimate),
                    percent_interval(group.ci_low, group.ci_high),
                ]
            })
            .collect(),
    }
}

/// The groups of the chosen grouping; nothing when there is no grouping or a chart of its own shows it.
pub fn by_group(l: Locale, figures: &Figures) -> Option<AnyView> {
    let by = figures.query.by;
    if matches!(by, GroupBy::None | GroupBy::Week | GroupBy::Item) || figures.groups.groups.is_empty() {
        return None;
    }
    let named: Vec<(String, &AwarenessGroup)> = in_order(by, &figures.groups.groups)
        .into_iter()
        .map(|group| (group_name(l, by, group, &figures.options), group))
        .collect();
    let firm: Vec<_> = named.iter().filter(|(_, group)| group.suppressed.is_none()).collect();
    let highest = firm
        .iter()
        .filter_map(|(name, group)| Some((name, group.estimate?)))
        .max_by(|a, b| a.1.partial_cmp(&b.1).unwrap_or(Ordering::Equal));
    let alt = match highest {
        Some((name, rate)) => t::by_group_alt(l, named.len(), named.len() - firm.len(), name, percent(rate)),
        None => t::by_group_alt_none(l, named.len()),
    };
    let note =
        if named.len() > CHART_ROWS { t::chart_cut(l, CHART_ROWS) } else { t::by_group_note(l).to_owned() };
    let frame = Frame {
        title: format!("{} · {}", t::by_group(l), grouping(l, by)),
        note,
        alt,
        legend: Vec::new(),
        table: table(l, t::group(l), &named),
    };
    let rows: Vec<_> = named.into_iter().take(CHART_ROWS).map(|(name, group)| row(name, group)).collect();
    Some(intervals(frame, &rows))
}

/// Week by week.
pub fn by_week(l: Locale, figures: &Figures) -> Option<AnyView> {
    let weeks = &figures.weeks.groups;
    if weeks.is_empty() {
        return None;
    }
    let named: Vec<_> = weeks.iter().map(|group| (group.key.clone(), group)).collect();
    let latest = weeks.iter().rev().find(|week| week.suppressed.is_none() && week.estimate.is_some());
    let alt = match latest {
        Some(week) => t::trend_alt(l, weeks.len(), &week.key, percent_or_none(week.estimate)),
        None => t::trend_alt_none(l, weeks.len()),
    };
    let frame = Frame {
        title: t::trend(l).to_owned(),
        note: t::trend_note(l).to_owned(),
        alt,
        legend: Vec::new(),
        table: table(l, t::week(l), &named),
    };
    let rows: Vec<_> = weeks.iter().map(|week| row(week_label(&week.key), week)).collect();
    Some(trend(frame, &rows))
}

/// The Monday of a week without its year, which the table has.
fn week_label(monday: &str) -> String {
    Day::parse("week", monday).map_or_else(
        |_| monday.to_owned(),
        |day| format!("{}-{}", u8::from(day.date().month()), day.date().day()),
    )
}

/// One bar for each item.
pub fn by_item(l: Locale, figures: &Figures) -> Option<AnyView> {
    let named: Vec<(String, &AwarenessGroup)> = figures
        .items
        .groups
        .iter()
        .map(|group| (group_name(l, GroupBy::Item, group, &figures.options), group))
        .collect();
    let lowest = named
        .iter()
        .filter_map(|(name, group)| Some((name, group.estimate?)))
        .min_by(|a, b| a.1.partial_cmp(&b.1).unwrap_or(Ordering::Equal))?;
    let frame = Frame {
        title: t::items(l).to_owned(),
        note: t::items_note(l).to_owned(),
        alt: t::items_alt(l, named.len(), lowest.0, percent(lowest.1)),
        legend: Vec::new(),
        table: table(l, t::item(l), &named),
    };
    let rows: Vec<Bar> = named
        .into_iter()
        .map(|(label, group)| Bar {
            label,
            value: group.estimate.unwrap_or(0.0),
            text: percent_or_none(group.estimate),
            muted: group.suppressed.is_some(),
        })
        .collect();
    Some(bars(frame, 1.0, &rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::awareness::Suppression;

    fn group(key: &str, estimate: f64, suppressed: Option<Suppression>) -> AwarenessGroup {
        AwarenessGroup {
            key: key.into(),
            label: key.into(),
            n: 50,
            n_effective: None,
            estimate: Some(estimate),
            se: None,
            df: None,
            ci_low: None,
            ci_high: None,
            design_effect: None,
            share_passed: None,
            share_all_right: None,
            suppressed,
        }
    }

    #[test]
    fn greyed_groups_are_not_ranked() {
        let few = Some(Suppression::FewRespondents);
        let groups =
            [group("a", 0.9, few), group("b", 0.4, None), group("c", 0.6, None), group("d", 0.1, few)];
        let keys = |by| in_order(by, &groups).into_iter().map(|group| group.key.as_str()).collect::<Vec<_>>();
        assert_eq!(keys(GroupBy::Stratum), ["c", "b", "a", "d"]);
        assert_eq!(keys(GroupBy::AgeBand), ["a", "b", "c", "d"]);
    }
}
