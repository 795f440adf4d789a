//! Counters of a large import, gathered in memory before they are written: names are kept once, keys are numbers.

use crate::counting::{ALL_WEEKS, ResponseFact, Sums, sums_of};
use std::collections::HashMap;

/// Counters held before they are written; a hundred bytes each.
const MOST: usize = 300_000;

/// Counters that are not written yet.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    numbers: HashMap<Box<str>, u32>,
    names: Vec<Box<str>>,
    counters: HashMap<Key, Sums>,
}

/// Numbers of questionnaire, channel, item, sex, age band, stratum, cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    names: [u32; 7],
    split: bool,
    week: i32,
}

/// One gathered counter: names as in the key, whether it is split, week, sums.
pub(crate) type GatheredRow<'a> = ([&'a str; 7], i64, i64, Sums);

impl Gathered {
    /// Adds an answer sheet to all counters that it belongs to.
    pub(crate) fn add(&mut self, fact: &ResponseFact) {
        let texts =
            [&fact.questionnaire, &fact.channel, &fact.sex, &fact.age_band, &fact.stratum, &fact.cluster];
        let [questionnaire, channel, sex, age_band, stratum, cluster] = texts.map(|text| self.number(text));
        let nothing = self.number("");
        for (item, split, sums) in sums_of(fact) {
            let item = self.number(item);
            let (sex, age_band) = if split { (sex, age_band) } else { (nothing, nothing) };
            for week in [fact.week, ALL_WEEKS] {
                let names = [questionnaire, channel, item, sex, age_band, stratum, cluster];
                let key = Key { names, split, week: i32::try_from(week).unwrap_or(0) };
                self.counters.entry(key).or_default().add(&sums);
            }
        }
    }

    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }

    /// Whether it is time to write them.
    pub(crate) fn is_full(&self) -> bool {
        self.counters.len() >= MOST
    }

    /// All counters in the order of the table's key.
    pub(crate) fn rows(&self) -> Vec<GatheredRow<'_>> {
        let name = |number: u32| self.names.get(number as usize).map_or("", |name| &**name);
        let row = |(key, sums): (&Key, &Sums)| {
            (key.names.map(name), i64::from(key.split), i64::from(key.week), *sums)
        };
        let mut rows: Vec<GatheredRow<'_>> = self.counters.iter().map(row).collect();
        rows.sort_unstable_by_key(
            |([questionnaire, channel, item, sex, age_band, stratum, cluster], split, week, _)| {
                ((*questionnaire, *channel, *item, *split, *week), (*sex, *age_band, *stratum, *cluster))
            },
        );
        rows
    }

    /// Forgets the counters, which have been written; the names stay.
    pub(crate) fn clear(&mut self) {
        self.counters.clear();
    }
}
