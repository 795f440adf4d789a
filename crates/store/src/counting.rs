//! How facts become counters: which counters one report or one answer sheet belongs to. Pure, so that storing, folding,
//! reading and checking use the same rule.

use crate::count_records::CountFilter;
use crate::records::PlaceCells;
use domain::statistics::Layer;
use domain::time::Day;
use std::collections::BTreeMap;

/// Stands for every category, sex or age band.
pub(crate) const ANY: &str = "*";
/// Stands before every category, alone for all of them, where only volunteers and inspectors are counted. Residents are what
/// is left of all reports.
pub(crate) const PATROLS: &str = "@";
/// Days of the spans that reports are counted by in cells; 0 is all time.
pub(crate) const SPANS: [i64; 3] = [1, BLOCK, 0];
/// The longest limited span: four weeks from a Monday. What the public sees covers whole ones.
pub(crate) const BLOCK: i64 = 28;
/// Days of the span that reports are counted by in areas.
pub(crate) const WEEK: i64 = 7;
/// 1970-01-01 was a Thursday, three days after a Monday.
const SINCE_MONDAY: i64 = 3;
/// Resolution under which all reports are counted, as cell 0.
pub(crate) const ALL_REPORTS: i64 = 0;
/// Resolution under which reports without a place are counted, as cell 0.
pub(crate) const PLACELESS: i64 = 1;
/// Resolution under which reports are counted by area: `cell` is [`area_number`].
pub(crate) const AREAS: i64 = 2;
/// The week that stands for all time.
pub(crate) const ALL_WEEKS: i64 = -2_000_000;

/// What one report adds to (or, negative, takes from) the counters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReportFact {
    pub cells: PlaceCells,
    pub area: Option<String>,
    pub day: i64,
    pub category: String,
    pub status: String,
    pub patrol: bool,
    pub reports: i64,
    pub incidents: i64,
}

/// Key of a counter of reports: resolution, category, span, day, cell, status.
pub(crate) type ReportKey = (i64, String, i64, i64, i64, String);

/// What tells counters of visits apart: resolution, local day, cell.
pub(crate) type VisitKey = (i64, i64, i64);

/// The first day of the span of so many days that a day lies in.
pub(crate) fn span_start(day: i64, span: i64) -> i64 {
    match span {
        0 => 0,
        1 => day,
        weeks => (day + SINCE_MONDAY).div_euclid(weeks) * weeks - SINCE_MONDAY,
    }
}

/// An H3 index as the database keeps it. Indexes of cells have their highest bit clear, so none is negative.
pub(crate) fn cell_number(cell: u64) -> i64 {
    i64::try_from(cell).unwrap_or(0)
}

/// What stands for an area where cells stand: 63 bits of the FNV-1a hash of its code; 0 for none. Among ten thousand areas
/// two share a number with a chance of one in 10^11.
pub(crate) fn area_number(code: &str) -> i64 {
    let hash = code.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    i64::try_from(hash >> 1).unwrap_or(0)
}

/// Names all counters that a fact belongs to: resolution, category, span, day, cell.
pub(crate) fn count_report(fact: &ReportFact, mut counter: impl FnMut(i64, &str, i64, i64, i64)) {
    let patrols = fact.patrol.then(|| format!("{PATROLS}{}", fact.category));
    let few = [ANY, &fact.category, PATROLS, patrols.as_deref().unwrap_or_default()];
    let categories = if fact.patrol { &few[..] } else { &few[..2] };
    let mut place = |resolution: i64, cell: i64, spans: &[i64]| {
        for category in categories {
            for span in spans {
                counter(resolution, category, *span, span_start(fact.day, *span), cell);
            }
        }
    };
    match fact.cells {
        Some(cells) => {
            (7..).zip(cells).for_each(|(resolution, cell)| place(resolution, cell_number(cell), &SPANS));
        }
        None => place(PLACELESS, 0, &SPANS),
    }
    place(ALL_REPORTS, 0, &SPANS);
    place(AREAS, fact.area.as_deref().map_or(0, area_number), &[WEEK]);
}

/// Adds a fact to all counters that it belongs to.
pub(crate) fn tally_report(fact: &ReportFact, counters: &mut BTreeMap<ReportKey, (i64, i64)>) {
    count_report(fact, |resolution, category, span, day, cell| {
        let key = (resolution, category.to_owned(), span, day, cell, fact.status.clone());
        let counter = counters.entry(key).or_default();
        counter.0 += fact.reports;
        counter.1 += fact.incidents;
    });
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
    let blocks_from = span_start(from + BLOCK - 1, BLOCK);
    let blocks_to = span_start(to, BLOCK);
    let spans = if blocks_from >= blocks_to {
        vec![(1, from, to)]
    } else {
        vec![(1, from, blocks_from), (BLOCK, blocks_from, blocks_to), (1, blocks_to, to)]
    };
    spans.into_iter().filter(|(_, from, to)| from < to).collect()
}

/// The single spans from a day to another one, as in [`spans_of`]; none where there are too many of them, or no end.
pub(crate) fn starts_of(span: i64, from: i64, to: i64) -> Option<Vec<i64>> {
    const MOST: i64 = 400;
    match span {
        0 => Some(vec![0]),
        days if (to - from) / days <= MOST => {
            Some((0..(to - from) / days).map(|one| from + one * days).collect())
        }
        _ => None,
    }
}

/// Which counters of reports to read.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub resolution: i64,
    pub filter: CountFilter,
    /// First and last number of the cells to read; all cells without any.
    pub ranges: Option<Vec<(i64, i64)>>,
}

impl Wanted {
    /// The categories under which is counted what is wanted, each with its sign: residents are all without the patrols.
    pub(crate) fn categories(&self) -> Vec<(String, i64)> {
        let category = self.filter.category.as_deref();
        let all = category.unwrap_or(ANY).to_owned();
        let patrols = format!("{PATROLS}{}", category.unwrap_or_default());
        match self.filter.layer {
            Layer::All => vec![(all, 1)],
            Layer::Patrols => vec![(patrols, 1)],
            Layer::Residents => vec![(all, 1), (patrols, -1)],
        }
    }
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
    /// 1 for what is added, -1 for what is taken back.
    pub sign: i64,
    pub facts: Vec<(String, f64)>,
}

/// Key of a counter of answers: questionnaire, channel, item, split, week, sex, age band, stratum, cluster.
pub(crate) type ResponseKey = (String, String, String, i64, i64, String, String, String, String);

/// Sums of one counter of answers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Sums {
    pub n: i64,
    pub sum_w: f64,
    pub sum_w2: f64,
    pub sum_wy: f64,
    pub sum_y: f64,
    /// Weights of those who passed, and of those who had everything right; only of scores.
    pub sum_wp: f64,
    pub sum_wa: f64,
}

impl Sums {
    /// What one respondent adds; taken back with a sign of -1.
    pub(crate) fn of(fact: &ResponseFact, item: &str, y: f64) -> Self {
        let (sign, w) = (fact.sign as f64, fact.weight);
        let share = |name: &str| match item {
            "" => fact.facts.iter().find(|(item, _)| item == name).map_or(0.0, |(_, y)| sign * w * y),
            _ => 0.0,
        };
        Self {
            n: fact.sign,
            sum_w: sign * w,
            sum_w2: sign * w * w,
            sum_wy: sign * w * y,
            sum_y: sign * y,
            sum_wp: share(PASSED),
            sum_wa: share(ALL_RIGHT),
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.n += other.n;
        self.sum_w += other.sum_w;
        self.sum_w2 += other.sum_w2;
        self.sum_wy += other.sum_wy;
        self.sum_y += other.sum_y;
        self.sum_wp += other.sum_wp;
        self.sum_wa += other.sum_wa;
    }
}

/// The facts that are no items: they are kept beside the score.
pub(crate) const PASSED: &str = "#passed";
pub(crate) const ALL_RIGHT: &str = "#all";

/// Whether a fact is an item, and not kept beside the score.
pub(crate) fn is_counted(item: &str) -> bool {
    !item.starts_with('#')
}

/// Whether an item is counted by sex and age band as well. Options are not.
pub(crate) fn is_split(item: &str) -> bool {
    !item.contains('=')
}

/// The sums that an answer sheet adds to, by item and whether they are split by sex and age band. Options are not.
pub(crate) fn sums_of(fact: &ResponseFact) -> impl Iterator<Item = (&str, bool, Sums)> {
    let items = fact.facts.iter().filter(|(item, _)| is_counted(item));
    items.flat_map(move |(item, y)| {
        let sums = Sums::of(fact, item, *y);
        let splits: &[bool] = if is_split(item) { &[false, true] } else { &[false] };
        splits.iter().map(move |split| (item.as_str(), *split, sums))
    })
}

/// Adds an answer sheet to all counters that it belongs to.
pub(crate) fn count_response(fact: &ResponseFact, counters: &mut BTreeMap<ResponseKey, Sums>) {
    for (item, split, sums) in sums_of(fact) {
        let told = |text: &str| if split { text.to_owned() } else { String::new() };
        for week in [fact.week, ALL_WEEKS] {
            let key = (
                fact.questionnaire.clone(),
                fact.channel.clone(),
                item.to_owned(),
                i64::from(split),
                week,
                told(&fact.sex),
                told(&fact.age_band),
                fact.stratum.clone(),
                fact.cluster.clone(),
            );
            counters.entry(key).or_default().add(&sums);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_cover_each_day_of_a_period_exactly_once() {
        for (from, to) in [(0, 1), (5, 9), (24, 26), (-40, 70), (25, 53), (20_000, 20_365), (7, 7)] {
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
            area: Some("a".into()),
            day: 20_780,
            category: "exposed_rubbish".into(),
            status: "received".into(),
            patrol: true,
            reports: 1,
            incidents: 1,
        };
        let mut counters = BTreeMap::new();
        tally_report(&fact, &mut counters);
        assert_eq!(counters.len(), (5 * 3 + 1) * 4);
        tally_report(&ReportFact { reports: -1, incidents: -1, ..fact }, &mut counters);
        assert!(counters.values().all(|counter| *counter == (0, 0)));
    }
}
