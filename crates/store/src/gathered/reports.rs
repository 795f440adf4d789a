//! Counters of reports before they are written.

use super::Names;
use crate::counting::{ReportFact, count_report};
use std::collections::HashMap;
use std::sync::Arc;

/// Counters held before they are written; some forty bytes each.
const MOST: usize = 900_000;

/// Counters that are not written yet.
#[derive(Debug, Default)]
pub(crate) struct GatheredReports {
    names: Names,
    counters: HashMap<Key, (i32, i32)>,
}

/// Category and status are numbers of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    resolution: u8,
    span: u8,
    category: u16,
    day: i32,
    cell: i64,
    status: u32,
}

/// One row of the counters of reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReportRow {
    pub resolution: i64,
    pub category: Arc<str>,
    pub span: i64,
    pub day: i64,
    pub cell: i64,
    pub status: Arc<str>,
    pub counts: (i64, i64),
}

impl GatheredReports {
    /// Adds a fact to all counters that it belongs to.
    pub(crate) fn add(&mut self, fact: &ReportFact) {
        let status = self.names.number(&fact.status);
        let (names, counters) = (&mut self.names, &mut self.counters);
        // There are few of each, far fewer than the key has room for.
        let small = |number: i64| u8::try_from(number).unwrap_or_default();
        let change = |count: i64| i32::try_from(count).unwrap_or_default();
        count_report(fact, |resolution, category, span, day, cell| {
            let key = Key {
                resolution: small(resolution),
                span: small(span),
                category: u16::try_from(names.number(category)).unwrap_or(u16::MAX),
                day: i32::try_from(day).unwrap_or_default(),
                cell,
                status,
            };
            let counter = counters.entry(key).or_default();
            counter.0 += change(fact.reports);
            counter.1 += change(fact.incidents);
        });
    }

    /// Whether it is time to write them.
    pub(crate) fn is_full(&self) -> bool {
        self.counters.len() >= MOST
    }

    /// Takes the counters out, in the order of the table's key. What came to nothing is left out.
    pub(crate) fn take(&mut self) -> impl Iterator<Item = ReportRow> {
        let rank = self.names.ranks();
        let mut rows: Vec<(Key, (i32, i32))> =
            self.counters.drain().filter(|(_, counts)| *counts != (0, 0)).collect();
        rows.sort_unstable_by_key(|(key, _)| {
            let Key { resolution, span, category, day, cell, status } = *key;
            (resolution, rank[usize::from(category)], span, day, cell, rank[status as usize])
        });
        rows.into_iter().map(|(key, (reports, incidents))| ReportRow {
            resolution: key.resolution.into(),
            category: self.names.name(key.category.into()),
            span: key.span.into(),
            day: key.day.into(),
            cell: key.cell,
            status: self.names.name(key.status),
            counts: (reports.into(), incidents.into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counting::tally_report;
    use std::collections::BTreeMap;

    #[test]
    fn what_is_written_is_what_counting_one_by_one_says_in_the_order_of_the_key() {
        let (mut gathered, mut counted) = (GatheredReports::default(), BTreeMap::new());
        for number in 0..300_u32 {
            let cell = |bits: u32| u64::from(number >> bits);
            let sign = if number % 4 == 3 { -1 } else { 1 };
            let fact = ReportFact {
                cells: (number % 5 != 0).then(|| [cell(5), cell(4), cell(3), cell(2)]),
                area: (number % 3 == 0).then(|| "a".to_owned()),
                day: i64::from(number) * 3,
                category: ["street_light", "exposed_rubbish"][number as usize % 2].to_owned(),
                status: ["received", "closed"][number as usize / 150].to_owned(),
                patrol: number % 7 == 0,
                reports: sign,
                incidents: sign * i64::from(number % 2),
            };
            for fact in [&fact, &ReportFact { day: 20_780, ..fact.clone() }] {
                gathered.add(fact);
                tally_report(fact, &mut counted);
            }
        }
        counted.retain(|_, counts| *counts != (0, 0));
        let rows: Vec<_> = gathered
            .take()
            .map(|row| {
                let key = (row.resolution, row.category.to_string(), row.span, row.day, row.cell);
                ((key.0, key.1, key.2, key.3, key.4, row.status.to_string()), row.counts)
            })
            .collect();
        assert_eq!(rows, counted.into_iter().collect::<Vec<_>>());
        assert_eq!(gathered.take().count(), 0);
    }
}
