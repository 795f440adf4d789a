//! Counters of answers before they are written.
//!
//! An answer sheet belongs to some fifty counters, but all of them follow from two: one for its place, week and group, and one
//! for its place and week. Only these are kept, with names as numbers; the others are added up when they are written.

use super::Names;
use crate::counting::{ALL_WEEKS, ResponseFact, Sums, is_counted, is_split};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Sums held before they are written; some eighty bytes each.
const MOST: usize = 400_000;

/// Counters that are not written yet.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    names: Names,
    /// What is counted by sex and age band as well.
    split: HashMap<Place, Items>,
    /// What is not.
    whole: HashMap<Place, Items>,
    held: usize,
}

/// Who was asked where and when: numbers of questionnaire, channel, sex, age band, stratum, cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Place {
    questionnaire: u32,
    channel: u32,
    week: i32,
    sex: u32,
    age_band: u32,
    stratum: u32,
    cluster: u32,
}

/// The sums of each item of a place, by the number of its name, in the order in which they came first.
type Items = Vec<(u32, Sums)>;

/// One row of the counters of answers.
#[derive(Clone, Debug)]
pub(crate) struct CounterRow {
    /// Questionnaire, channel, item, sex, age band, stratum, cluster.
    pub texts: [Arc<str>; 7],
    pub split: i64,
    pub week: i64,
    pub sums: Sums,
}

#[expect(clippy::cast_possible_truncation, reason = "a small number")]
const FOR_EVER: i32 = ALL_WEEKS as i32;

impl Gathered {
    /// Adds an answer sheet to all counters that it belongs to.
    pub(crate) fn add(&mut self, fact: &ResponseFact) {
        let texts =
            [&fact.questionnaire, &fact.channel, &fact.sex, &fact.age_band, &fact.stratum, &fact.cluster];
        let [questionnaire, channel, sex, age_band, stratum, cluster] =
            texts.map(|text| self.names.number(text));
        let nothing = self.names.number("");
        let week = i32::try_from(fact.week).unwrap_or(0);
        let group = Place { questionnaire, channel, week, sex, age_band, stratum, cluster };
        let everybody = Place { sex: nothing, age_band: nothing, ..group };
        // Items come in the same order in every sheet, so that each is found where the one before ends.
        let (mut split_at, mut whole_at) = (0, 0);
        for (item, y) in fact.facts.iter().filter(|(item, _)| is_counted(item)) {
            let sums = Sums::of(fact, item, *y);
            let number = self.names.number(item);
            let (items, at) = if is_split(item) {
                (self.split.entry(group).or_default(), &mut split_at)
            } else {
                (self.whole.entry(everybody).or_default(), &mut whole_at)
            };
            self.held += usize::from(add_to(items, at, number, &sums));
        }
    }

    /// Whether it is time to write them.
    pub(crate) fn is_full(&self) -> bool {
        self.held >= MOST
    }

    /// The counters in the order of the table's key, made for one item after the other: all of them would need more memory than
    /// what they are made of.
    pub(crate) fn rows(&self) -> impl Iterator<Item = CounterRow> {
        let rank = self.names.ranks();
        let mut items: HashSet<[u32; 3]> = HashSet::new();
        for (place, own) in self.split.iter().chain(&self.whole) {
            items.extend(own.iter().map(|(item, _)| [place.questionnaire, place.channel, *item]));
        }
        let mut items: Vec<[u32; 3]> = items.into_iter().collect();
        items.sort_unstable_by_key(|item| item.map(|number| rank[number as usize]));
        let name = |number: u32| self.names.name(number);
        items.into_iter().flat_map(move |own| {
            let [questionnaire, channel, item] = own;
            self.portion(own, &rank).into_iter().map(move |((is_split, place), sums)| {
                let Place { sex, age_band, stratum, cluster, .. } = place;
                let texts = [questionnaire, channel, item, sex, age_band, stratum, cluster];
                let (split, week) = (i64::from(is_split), i64::from(place.week));
                CounterRow { texts: texts.map(name), split, week, sums }
            })
        })
    }

    fn portion(&self, [questionnaire, channel, item]: [u32; 3], rank: &[u32]) -> Vec<((bool, Place), Sums)> {
        let nothing = self.names.numbers.get("").copied().unwrap_or_default();
        let mut sums: HashMap<(bool, Place), Sums> = HashMap::new();
        for (is_split, places) in [(false, &self.whole), (true, &self.split)] {
            for (place, items) in places {
                if (place.questionnaire, place.channel) != (questionnaire, channel) {
                    continue;
                }
                let Some((_, own)) = items.iter().find(|(other, _)| *other == item) else { continue };
                for week in [place.week, FOR_EVER] {
                    let place = Place { week, ..*place };
                    sums.entry((false, Place { sex: nothing, age_band: nothing, ..place }))
                        .or_default()
                        .add(own);
                    if is_split {
                        sums.entry((true, place)).or_default().add(own);
                    }
                }
            }
        }
        let mut rows: Vec<((bool, Place), Sums)> = sums.into_iter().collect();
        rows.sort_unstable_by_key(|((is_split, place), _)| {
            let Place { week, sex, age_band, stratum, cluster, .. } = *place;
            (*is_split, week, [sex, age_band, stratum, cluster].map(|number| rank[number as usize]))
        });
        rows
    }

    /// Forgets the counters, which have been written; the names stay.
    pub(crate) fn clear(&mut self) {
        self.split.clear();
        self.whole.clear();
        self.held = 0;
    }
}

/// Adds to the sums of an item, looked for from a place on, which is moved behind it; whether it is new.
fn add_to(items: &mut Items, at: &mut usize, item: u32, sums: &Sums) -> bool {
    let is = |(other, _): &(u32, Sums)| *other == item;
    let found = items.get(*at).is_some_and(is).then_some(*at);
    let found = found.or_else(|| items.iter().position(is));
    let place = found.unwrap_or(items.len());
    if found.is_none() {
        items.push((item, Sums::default()));
    }
    items[place].1.add(sums);
    *at = place + 1;
    found.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counting::{ResponseKey, count_response};
    use std::collections::BTreeMap;

    fn fact(number: i64) -> ResponseFact {
        let pick = |of: &[&str], by: i64| of[usize::try_from(number / by).unwrap() % of.len()].to_owned();
        let y = if number % 3 == 0 { 0.0 } else { 1.0 };
        let mut facts = vec![(String::new(), y), ("#passed".to_owned(), 1.0), ("#all".to_owned(), y)];
        facts.push(("q1".to_owned(), y));
        // Not everybody is asked everything, nor in the same order.
        if number % 5 != 0 {
            facts.push(("q1=".to_owned(), 1.0));
            facts.insert(number as usize % 3, (pick(&["q1=a", "q1=b"], 2), 1.0));
        }
        ResponseFact {
            questionnaire: pick(&["one", "two"], 31),
            channel: pick(&["household", "self"], 7),
            week: (number % 4) * 7,
            stratum: pick(&["", "s"], 3),
            cluster: pick(&["b", "a", "c"], 1),
            sex: pick(&["", "f", "m"], 2),
            age_band: pick(&["y", "o"], 5),
            weight: 1.0 + (number % 4) as f64 / 4.0,
            sign: 1,
            facts,
        }
    }

    #[test]
    fn what_is_written_is_what_counting_one_by_one_says_in_the_order_of_the_key() {
        let (mut gathered, mut counted) = (Gathered::default(), BTreeMap::new());
        for number in 0..500 {
            gathered.add(&fact(number));
            count_response(&fact(number), &mut counted);
        }
        let rows: Vec<CounterRow> = gathered.rows().collect();
        let rows: Vec<(ResponseKey, Sums)> = rows
            .into_iter()
            .map(|CounterRow { texts, split, week, sums }| {
                let [questionnaire, channel, item, sex, age_band, stratum, cluster] =
                    texts.map(|text| text.to_string());
                ((questionnaire, channel, item, split, week, sex, age_band, stratum, cluster), sums)
            })
            .collect();
        assert_eq!(rows, counted.into_iter().collect::<Vec<_>>());
        gathered.clear();
        assert_eq!(gathered.rows().count(), 0);
    }
}
