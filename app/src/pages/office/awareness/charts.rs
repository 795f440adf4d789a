//! Charts of the awareness page: towns, items, weeks, sex and age, villages. The page shows them, and each is a file.

use super::figures::Figures;
use super::villages::villages;
use crate::components::charts::chart::{Cell, Chart, Drawing, Table};
use crate::components::charts::format::{percent, percent_or_none};
use crate::components::charts::intervals::{IntervalRow, intervals};
use crate::components::charts::rates::rate_bars;
use crate::components::charts::regions::{Region, Tone, regions};
use crate::components::charts::trend::trend;
use crate::locale::Locale;
use crate::pages::office::words;
use crate::t::{office_awareness as t, statistics as s};
use domain::awareness::{AwarenessGroup, GroupBy, ItemOptions};
use domain::time::Day;
use std::cmp::Ordering;

/// Lower ends of the shades of the map.
const SHADES: [f64; 4] = [0.4, 0.55, 0.7, 0.85];

/// The words for `18-29` and `60+`; none for a band of another form, which has its label only.
fn age_name(l: Locale, key: &str) -> Option<String> {
    let years = |text: &str| text.parse::<u8>().ok();
    match key.split_once('-') {
        Some((from, to)) => Some(t::age_between(l, years(from)?, years(to)?)),
        None => Some(t::age_from(l, years(key.strip_suffix('+')?)?)),
    }
}

/// What people call a group: an item by its question, a sex by its word.
pub(crate) fn group_name(l: Locale, by: GroupBy, group: &AwarenessGroup, options: &[ItemOptions]) -> String {
    match (by, group.key.as_str()) {
        (GroupBy::None, _) => t::everybody(l).to_owned(),
        (GroupBy::Item, key) => options
            .iter()
            .find(|item| item.item == key)
            .map_or_else(|| group.label.clone(), |item| l.pick(&item.label).to_owned()),
        (GroupBy::Sex, "female") => t::sex_female(l).to_owned(),
        (GroupBy::Sex, "male") => t::sex_male(l).to_owned(),
        (_, "") => t::unknown_group(l).to_owned(),
        (GroupBy::AgeBand, key) => age_name(l, key).unwrap_or_else(|| group.label.clone()),
        _ if group.label.is_empty() => group.key.clone(),
        _ => group.label.clone(),
    }
}

/// Groups as they are shown: those that may be compared first, highest first, then the greyed ones as they came. Weeks
/// and age bands have an order of their own and keep it.
fn in_order(by: GroupBy, groups: &[AwarenessGroup]) -> Vec<&AwarenessGroup> {
    let mut ordered: Vec<&AwarenessGroup> = groups.iter().collect();
    if matches!(by, GroupBy::Area | GroupBy::Stratum | GroupBy::Item) {
        ordered.sort_by(|a, b| match (a.suppressed, b.suppressed) {
            (None, None) => b.estimate.partial_cmp(&a.estimate).unwrap_or(Ordering::Equal),
            (a, b) => a.is_some().cmp(&b.is_some()),
        });
    }
    ordered
}

/// A group as a row of a chart.
pub(crate) fn interval_row(label: String, group: &AwarenessGroup) -> IntervalRow {
    IntervalRow {
        label,
        estimate: group.estimate,
        interval: group.ci_low.zip(group.ci_high),
        muted: group.suppressed.is_some(),
    }
}

pub(super) fn points(share: Option<f64>) -> Cell {
    Cell::number(share.map(|share| (share * 1e6).round() / 1e4), |points| format!("{points:.1}%"))
}

/// Groups as a table: sample, estimate, interval, and why a value is greyed.
fn group_table(l: Locale, first: &str, groups: &[(String, &AwarenessGroup)]) -> Table {
    let mut table = Table::new([
        first,
        t::estimate(l),
        s::low(l),
        s::high(l),
        t::n(l),
        t::n_eff(l),
        t::deff(l),
        t::remark(l),
    ]);
    for (name, group) in groups {
        table.push(
            vec![
                name.as_str().into(),
                points(group.estimate),
                points(group.ci_low),
                points(group.ci_high),
                Cell::count(group.n),
                Cell::number(group.n_effective, |n| format!("{n:.1}")),
                Cell::number(group.design_effect, |effect| format!("{effect:.2}")),
                group.suppressed.map_or(Cell::Text(String::new()), |why| words::suppression(l, why).into()),
            ],
            group.suppressed.is_some(),
        );
    }
    table
}

/// All charts of the page, in its order.
pub fn all(l: Locale, figures: &Figures) -> Vec<Chart> {
    let named = |by: GroupBy, groups| -> Vec<(String, &AwarenessGroup)> {
        in_order(by, groups)
            .into_iter()
            .map(|group| (group_name(l, by, group, &figures.options), group))
            .collect()
    };
    let mut charts = Vec::new();
    let towns = named(GroupBy::Stratum, &figures.towns.groups);
    if !towns.is_empty() {
        charts.push(town_map(l, figures, &towns));
        charts.push(ranked(l, &towns));
    }
    let items = named(GroupBy::Item, &figures.items.groups);
    if !items.is_empty() {
        let rows: Vec<IntervalRow> = rows(&items);
        let lowest = items
            .iter()
            .filter(|(_, group)| group.estimate.is_some())
            .min_by(|a, b| a.1.estimate.partial_cmp(&b.1.estimate).unwrap_or(Ordering::Equal));
        let alt = lowest.map_or_else(String::new, |(name, group)| {
            t::items_alt(l, items.len(), name, percent_or_none(group.estimate))
        });
        charts.push(Chart {
            id: "items",
            title: t::items(l).to_owned(),
            definition: s::items_definition(l).to_owned(),
            method: "items",
            alt,
            ..plain(rate_bars(&rows), group_table(l, t::item(l), &items))
        });
    }
    let weeks = named(GroupBy::Week, &figures.weeks.groups);
    if !weeks.is_empty() {
        charts.push(week_chart(l, &weeks));
    }
    for (id, by, groups, title) in [
        ("sex", GroupBy::Sex, &figures.sex.groups, t::by_sex(l)),
        ("age", GroupBy::AgeBand, &figures.age.groups, t::by_age_band(l)),
    ] {
        let groups = named(by, groups);
        if !groups.is_empty() {
            charts.push(Chart {
                id,
                title: s::rate_by(l, title),
                definition: s::groups_definition(l).to_owned(),
                method: "rate",
                alt: alt_of(l, &groups),
                ..plain(intervals(&rows(&groups)), group_table(l, title, &groups))
            });
        }
    }
    charts.extend((!figures.villages.areas.is_empty()).then(|| villages(l, &figures.villages.areas)));
    charts
}

pub(super) fn plain(drawing: Drawing, table: Table) -> Chart {
    Chart {
        id: "",
        title: String::new(),
        definition: String::new(),
        method: "rate",
        alt: String::new(),
        legend: Vec::new(),
        drawing: Some(drawing),
        table,
        open: false,
    }
}

fn rows(groups: &[(String, &AwarenessGroup)]) -> Vec<IntervalRow> {
    groups.iter().map(|(name, group)| interval_row(name.clone(), group)).collect()
}

fn alt_of(l: Locale, named: &[(String, &AwarenessGroup)]) -> String {
    let firm: Vec<_> = named.iter().filter(|(_, group)| group.suppressed.is_none()).collect();
    let highest = firm
        .iter()
        .filter_map(|(name, group)| Some((name, group.estimate?)))
        .max_by(|a, b| a.1.partial_cmp(&b.1).unwrap_or(Ordering::Equal));
    match highest {
        Some((name, rate)) => t::by_group_alt(l, named.len(), named.len() - firm.len(), name, percent(rate)),
        None => t::by_group_alt_none(l, named.len()),
    }
}

fn town_map(l: Locale, figures: &Figures, towns: &[(String, &AwarenessGroup)]) -> Chart {
    let of = |area: &domain::area::Area| {
        let group = figures.towns.groups.iter().find(|group| group.key == area.code);
        let estimate = group.and_then(|group| group.estimate);
        let shade = |share: f64| 1 + SHADES.iter().filter(|low| share >= **low).count();
        let tone = match (estimate, group.and_then(|group| group.suppressed)) {
            (None, _) => Tone::Unknown,
            (Some(share), None) => Tone::Firm(shade(share)),
            (Some(share), Some(_)) => Tone::Uncertain(shade(share)),
        };
        let text =
            estimate.map_or_else(|| s::not_asked(l).to_owned(), |share| format!("{:.0}%", share * 100.0));
        Region { code: area.code.clone(), text, tone }
    };
    let shapes: Vec<_> = figures.shapes.iter().collect();
    Chart {
        id: "towns",
        title: s::town_map(l).to_owned(),
        definition: s::town_map_definition(l).to_owned(),
        method: "hidden",
        alt: alt_of(l, towns),
        legend: vec![
            ("heat-1", "< 40%".to_owned()),
            ("heat-2", "40–55%".to_owned()),
            ("heat-3", "55–70%".to_owned()),
            ("heat-4", "70–85%".to_owned()),
            ("heat-5", "≥ 85%".to_owned()),
            ("swatch-hatch", s::uncertain(l).to_owned()),
            ("swatch-none", s::not_asked(l).to_owned()),
        ],
        drawing: regions("towns", &shapes, of),
        table: group_table(l, t::by_stratum(l), towns),
        ..plain(intervals(&[]), Table::default())
    }
}

fn ranked(l: Locale, towns: &[(String, &AwarenessGroup)]) -> Chart {
    Chart {
        id: "town-intervals",
        title: s::rate_by(l, t::by_stratum(l)),
        definition: s::ranked_definition(l).to_owned(),
        method: "interval",
        alt: alt_of(l, towns),
        ..plain(intervals(&rows(towns)), group_table(l, t::by_stratum(l), towns))
    }
}

fn week_chart(l: Locale, weeks: &[(String, &AwarenessGroup)]) -> Chart {
    let latest = weeks.iter().rev().find(|(_, week)| week.suppressed.is_none() && week.estimate.is_some());
    let alt = match latest {
        Some((name, week)) => t::trend_alt(l, weeks.len(), name, percent_or_none(week.estimate)),
        None => t::trend_alt_none(l, weeks.len()),
    };
    let rows: Vec<_> = weeks.iter().map(|(name, week)| interval_row(week_label(name), week)).collect();
    Chart {
        id: "weeks",
        title: t::trend(l).to_owned(),
        definition: t::trend_note(l).to_owned(),
        method: "change",
        alt,
        ..plain(trend(&rows), group_table(l, t::week(l), weeks))
    }
}

/// The Monday of a week without its year, which the table has.
fn week_label(monday: &str) -> String {
    Day::parse("week", monday).map_or_else(
        |_| monday.to_owned(),
        |day| format!("{}-{}", u8::from(day.date().month()), day.date().day()),
    )
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

    #[test]
    fn greyed_rows_say_why() {
        let group = group("a", 0.9, Some(Suppression::FewRespondents));
        let table = group_table(Locale::Zh, "镇", &[("甲镇".into(), &group)]);
        assert!(table.rows[0].greyed && table.rows[0].cells[7].shown().contains("30"));
        assert_eq!(table.rows[0].cells[1], Cell::Number(90.0, "90.0%".into()));
    }
}
