//! Counters of reports before they are written.
//!
//! A report belongs to some thirty counters and shares few of the finer ones, so the facts are kept instead. Their counters are made
//! when they are written: one resolution, category and span after the other, each counter once and in the order of the key.

use super::Names;
use crate::counting::{
    ALL_REPORTS, ANY, AREAS, PATROLS, PLACELESS, ReportFact, SPANS, WEEK, area_number, cell_number,
    span_start,
};
use std::sync::Arc;

/// Facts held before their counters are written; sixty bytes each.
const MOST: usize = 1_000_000;
/// The finest resolution, and the first of those of cells.
const CELLS: i64 = 7;
const FINEST: i64 = 10;

/// Facts whose counters are not written yet.
#[derive(Debug, Default)]
pub(crate) struct GatheredReports {
    names: Names,
    facts: Vec<Fact>,
}

/// Category and status are numbers of names.
#[derive(Clone, Copy, Debug)]
struct Fact {
    cells: Option<[i64; 4]>,
    area: i64,
    day: i32,
    category: u32,
    status: u16,
    patrol: bool,
    reports: i8,
    incidents: i8,
}

/// Which facts a category of the counters holds.
#[derive(Clone, Copy, Debug)]
struct Category {
    name: u32,
    only: Option<u32>,
    patrols: bool,
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
    /// Adds a fact.
    pub(crate) fn add(&mut self, fact: &ReportFact) {
        // Facts count one report, forwards or backwards; there are few statuses.
        let one = |count: i64| i8::try_from(count).unwrap_or_default();
        self.facts.push(Fact {
            cells: fact.cells.map(|cells| cells.map(cell_number)),
            area: fact.area.as_deref().map_or(0, area_number),
            day: i32::try_from(fact.day).unwrap_or_default(),
            category: self.names.number(&fact.category),
            status: u16::try_from(self.names.number(&fact.status)).unwrap_or(u16::MAX),
            patrol: fact.patrol,
            reports: one(fact.reports),
            incidents: one(fact.incidents),
        });
    }

    /// Whether it is time to write their counters.
    pub(crate) fn is_full(&self) -> bool {
        self.facts.len() >= MOST
    }

    /// Takes the counters out, in the order of the table's key. What came to nothing is left out.
    pub(crate) fn take(&mut self) -> impl Iterator<Item = ReportRow> {
        let categories = self.categories();
        let rank = self.names.ranks();
        let mut portions = Vec::new();
        for resolution in [ALL_REPORTS, PLACELESS, AREAS].into_iter().chain(CELLS..=FINEST) {
            let spans = if resolution == AREAS { &[WEEK][..] } else { &SPANS[..] };
            portions.extend(
                categories
                    .iter()
                    .flat_map(|category| spans.iter().map(move |span| (resolution, *category, *span))),
            );
        }
        portions.sort_unstable_by_key(|(resolution, category, span)| {
            (*resolution, rank[category.name as usize], *span)
        });
        let facts = std::mem::take(&mut self.facts);
        let names = &self.names;
        portions.into_iter().flat_map(move |(resolution, category, span)| {
            let (name, rank) = (names.name(category.name), &rank);
            portion(&facts, resolution, category, span, rank).into_iter().map(
                move |((day, cell, _, status), counts)| {
                    let (category, status) = (Arc::clone(&name), names.name(status));
                    ReportRow { resolution, category, span, day, cell, status, counts }
                },
            )
        })
    }

    /// All categories of the counters that the facts belong to.
    fn categories(&mut self) -> Vec<Category> {
        let mut own: Vec<u32> = self.facts.iter().map(|fact| fact.category).collect();
        own.sort_unstable();
        own.dedup();
        let mut all = Vec::new();
        for only in std::iter::once(None).chain(own.into_iter().map(Some)) {
            let text = only.map(|category| self.names.name(category));
            let text = text.as_deref().unwrap_or_default();
            let name = self.names.number(if only.is_none() { ANY } else { text });
            all.push(Category { name, only, patrols: false });
            let name = self.names.number(&format!("{PATROLS}{text}"));
            all.push(Category { name, only, patrols: true });
        }
        all
    }
}

/// Day, cell, rank of the status and its number.
type Place = (i64, i64, u32, u32);

/// The counters of one resolution, category and span, sorted.
fn portion(
    facts: &[Fact],
    resolution: i64,
    category: Category,
    span: i64,
    rank: &[u32],
) -> Vec<(Place, (i64, i64))> {
    let mut counted: Vec<(Place, (i64, i64))> = facts
        .iter()
        .filter(|fact| {
            category.only.is_none_or(|only| only == fact.category) && (fact.patrol || !category.patrols)
        })
        .filter_map(|fact| {
            let cell = match (resolution, fact.cells) {
                (ALL_REPORTS, _) | (PLACELESS, None) => 0,
                (AREAS, _) => fact.area,
                (PLACELESS, Some(_)) | (_, None) => return None,
                (_, Some(cells)) => *cells.get(usize::try_from(resolution - CELLS).ok()?)?,
            };
            let status = u32::from(fact.status);
            let place = (span_start(fact.day.into(), span), cell, rank[usize::from(fact.status)], status);
            Some((place, (i64::from(fact.reports), i64::from(fact.incidents))))
        })
        .collect();
    counted.sort_unstable_by_key(|(place, _)| *place);
    counted.dedup_by(|next, first| {
        let same = next.0 == first.0;
        if same {
            first.1.0 += next.1.0;
            first.1.1 += next.1.1;
        }
        same
    });
    counted.retain(|(_, counts)| *counts != (0, 0));
    counted
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
