//! How facts become counters: which counters one report or one answer sheet belongs to. Pure, so that storing, folding,
//! reading and checking use the same rule.

use crate::records::PlaceCells;
use domain::time::Day;
use std::collections::BTreeMap;

/// Stands for every category, sex or age band.
pub(crate) const ANY: &str = "*";
/// Days of the spans that reports are counted by; 0 is all time.
pub(crate) const SPANS: [i64; 3] = [1, 32, 0];
/// The longest limited span.
const BLOCK: i64 = 32;
/// Resolution under which all reports are counted, as cell 0.
pub(crate) const ALL_REPORTS: i64 = 0;
/// Resolution under which reports without a place are counted, as cell 0.
pub(crate) const PLACELESS: i64 = 1;
/// The week that stands for all time.
pub(crate) const ALL_WEEKS: i64 = -2_000_000;

/// What one report adds to (or, negative, takes from) the counters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReportFact {
    pub cells: PlaceCells,
    pub day: i64,
    pub category: String,
    pub status: String,
    pub reports: i64,
    pub incidents: i64,
}

/// Key of a counter of reports: resolution, category, span, day, cell, status.
pub(crate) type ReportKey = (i64, String, i64, i64, i64, String);

/// The first day of the span of so many days that a day lies in.
pub(crate) fn span_start(day: i64, span: i64) -> i64 {
    if span == 0 { 0 } else { day.div_euclid(span) * span }
}

/// An H3 index as the database keeps it. Indexes of cells have their highest bit clear, so none is negative.
pub(crate) fn cell_number(cell: u64) -> i64 {
    i64::try_from(cell).unwrap_or(0)
}

/// Adds a fact to all counters that it belongs to.
pub(crate) fn count_report(fact: &ReportFact, counters: &mut BTreeMap<ReportKey, (i64, i64)>) {
    let places = match fact.cells {
        Some(cells) => (7..).zip(cells).map(|(resolution, cell)| (resolution, cell_number(cell))).collect(),
        None => vec![(PLACELESS, 0)],
    };
    for (resolution, cell) in places.into_iter().chain([(ALL_REPORTS, 0)]) {
        for category in [ANY, fact.category.as_str()] {
            for span in SPANS {
                let day = span_start(fact.day, span);
                let key = (resolution, category.to_owned(), span, day, cell, fact.status.clone());
                let counter = counters.entry(key).or_default();
                counter.0 += fact.reports;
                counter.1 += fact.incidents;
            }
        }
    }
}

/// The spans whose counters add up to a period of days (from inclusive, to exclusive): span, first day, day after the
/// last. At most one row for all time, or one for whole blocks and two for the single days around them.
pub(crate) fn spans_of(days: (Option<Day>, Option<Day>)) -> Vec<(i64, i64, i64)> {
    let (from, to) = match days {
        (None, None) => return vec![(0, 0, 1)],
        (from, to) => {
            (from.map_or(-1_000_000, |day| i64::from(day.0)), to.map_or(1_000_000, |day| i64::from(day.0)))
        }
    };
    let blocks_from = from.div_euclid(BLOCK) * BLOCK + if from.rem_euclid(BLOCK) == 0 { 0 } else { BLOCK };
    let blocks_to = to.div_euclid(BLOCK) * BLOCK;
    let spans = if blocks_from >= blocks_to {
        vec![(1, from, to)]
    } else {
        vec![(1, from, blocks_from), (BLOCK, blocks_from, blocks_to), (1, blocks_to, to)]
    };
    spans.into_iter().filter(|(_, from, to)| from < to).collect()
}

/// What one answer sheet adds to the counters.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ResponseFact {
    pub questionnaire: String,
    pub channel: String,
    pub week: i64,
    pub stratum: String,
    pub cluster: String,
    pub sex: String,
    pub age_band: String,
    pub weight: f64,
    pub facts: Vec<(String, f64)>,
}

/// Key of a counter of answers: questionnaire, channel, item, sex, age band, week, stratum, cluster.
pub(crate) type ResponseKey = (String, String, String, String, String, i64, String, String);

/// Sums of one counter of answers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Sums {
    pub n: i64,
    pub sum_w: f64,
    pub sum_w2: f64,
    pub sum_wy: f64,
}

impl Sums {
    /// Adds a respondent of weight `w` and value `y`.
    pub(crate) fn add(&mut self, w: f64, y: f64) {
        self.n += 1;
        self.sum_w += w;
        self.sum_w2 += w * w;
        self.sum_wy += w * y;
    }
}

/// Adds an answer sheet to all counters that it belongs to. Options are not split by sex and age band.
pub(crate) fn count_response(fact: &ResponseFact, counters: &mut BTreeMap<ResponseKey, Sums>) {
    let (sex, age) = (fact.sex.as_str(), fact.age_band.as_str());
    for (item, y) in &fact.facts {
        let groups: &[(&str, &str)] = if item.contains('=') {
            &[(ANY, ANY)]
        } else {
            &[(ANY, ANY), (sex, ANY), (ANY, age), (sex, age)]
        };
        for (sex, age_band) in groups {
            for week in [fact.week, ALL_WEEKS] {
                let key = (
                    fact.questionnaire.clone(),
                    fact.channel.clone(),
                    item.clone(),
                    (*sex).to_owned(),
                    (*age_band).to_owned(),
                    week,
                    fact.stratum.clone(),
                    fact.cluster.clone(),
                );
                counters.entry(key).or_default().add(fact.weight, *y);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_cover_each_day_of_a_period_exactly_once() {
        for (from, to) in [(0, 1), (5, 9), (31, 33), (-40, 70), (32, 64), (20_000, 20_365), (7, 7)] {
            let mut covered = vec![];
            for (span, first, end) in spans_of((Some(Day(from)), Some(Day(to)))) {
                for start in (first..end).filter(|day| span_start(*day, span) == *day) {
                    covered.extend(start..start + span);
                }
            }
            covered.sort_unstable();
            assert_eq!(covered, (i64::from(from)..i64::from(to)).collect::<Vec<_>>(), "{from}..{to}");
        }
        assert_eq!(spans_of((None, None)), [(0, 0, 1)]);
    }

    #[test]
    fn a_fact_and_its_opposite_leave_nothing() {
        let fact = ReportFact {
            cells: Some([7, 8, 9, 10]),
            day: 20_780,
            category: "exposed_rubbish".into(),
            status: "received".into(),
            reports: 1,
            incidents: 1,
        };
        let mut counters = BTreeMap::new();
        count_report(&fact, &mut counters);
        assert_eq!(counters.len(), 5 * 2 * 3);
        count_report(&ReportFact { reports: -1, incidents: -1, ..fact }, &mut counters);
        assert!(counters.values().all(|counter| *counter == (0, 0)));
    }
}
