//! Coverage: which places with people nobody visited or inspected in a period.
//!
//! A place without a visit has an unknown rate, not a rate of zero. The rule is plain set arithmetic: the population's
//! places, minus those with a visit, minus those with an inspection. Places can be cells, villages or anything ordered.

use std::collections::{BTreeMap, BTreeSet};

/// Whether anybody looked at a place in the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Looked {
    /// Neither a visit nor an inspection: to be shown as "not visited", never as zero.
    NotVisited,
    /// At least one household was visited.
    Visited,
    /// At least one inspection, but no visit.
    Inspected,
}

/// What a period's visits and inspections reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage<K> {
    /// Every place with people, and whether anybody looked.
    pub places: BTreeMap<K, Looked>,
    /// People of the places that somebody looked at.
    pub people_reached: u64,
    /// People of the places that nobody looked at.
    pub people_missed: u64,
    /// Places with a visit or an inspection but, as far as known, without people.
    pub elsewhere: BTreeSet<K>,
}

/// Compares the places where people live with those that were visited or inspected.
///
/// The people of a place given twice are added up; a place with no people is not missed. Any input has a coverage, so
/// that there is no error; sums of people beyond 64 bits stay at the largest number.
pub fn coverage<K: Ord + Clone>(
    population: impl IntoIterator<Item = (K, u64)>,
    visited: impl IntoIterator<Item = K>,
    inspected: impl IntoIterator<Item = K>,
) -> Coverage<K> {
    let mut people: BTreeMap<K, u64> = BTreeMap::new();
    for (place, number) in population.into_iter().filter(|(_, number)| *number > 0) {
        let of_place = people.entry(place).or_default();
        *of_place = of_place.saturating_add(number);
    }
    let visited: BTreeSet<K> = visited.into_iter().collect();
    let inspected: BTreeSet<K> = inspected.into_iter().collect();
    let elsewhere = visited.union(&inspected).filter(|place| !people.contains_key(*place)).cloned().collect();

    let (mut people_reached, mut people_missed) = (0_u64, 0_u64);
    let mut places = BTreeMap::new();
    for (place, number) in people {
        let looked = if visited.contains(&place) {
            Looked::Visited
        } else if inspected.contains(&place) {
            Looked::Inspected
        } else {
            Looked::NotVisited
        };
        let sum = if looked == Looked::NotVisited { &mut people_missed } else { &mut people_reached };
        *sum = sum.saturating_add(number);
        places.insert(place, looked);
    }
    Coverage { places, people_reached, people_missed, elsewhere }
}

impl<K: Ord> Coverage<K> {
    /// The places nobody looked at, in order.
    pub fn not_visited(&self) -> impl Iterator<Item = &K> {
        self.places.iter().filter(|(_, looked)| **looked == Looked::NotVisited).map(|(place, _)| place)
    }

    /// The share of people whose place somebody looked at; `None` where nobody lives.
    pub fn share_reached(&self) -> Option<f64> {
        let all = self.people_reached as f64 + self.people_missed as f64;
        (all > 0.0).then(|| self.people_reached as f64 / all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_place_is_missed_only_when_nobody_visited_or_inspected_it() {
        let population = [("a", 100), ("b", 50), ("c", 30), ("d", 20), ("e", 0)];
        let coverage = coverage(population, ["a", "b", "x", "a"], ["b", "c"]);
        assert_eq!(
            coverage.places.iter().map(|(place, looked)| (*place, *looked)).collect::<Vec<_>>(),
            [
                ("a", Looked::Visited),
                ("b", Looked::Visited),
                ("c", Looked::Inspected),
                ("d", Looked::NotVisited)
            ]
        );
        assert_eq!(coverage.not_visited().collect::<Vec<_>>(), [&"d"]);
        assert_eq!((coverage.people_reached, coverage.people_missed), (180, 20));
        assert_eq!(coverage.share_reached(), Some(0.9));
        assert_eq!(coverage.elsewhere, BTreeSet::from(["x"]));
    }

    #[test]
    fn nobody_anywhere_has_no_share() {
        let nothing = coverage::<u32>([], [], []);
        assert_eq!((nothing.places.len(), nothing.share_reached()), (0, None));
        assert_eq!(coverage([(1, 0)], [], []).not_visited().count(), 0);
    }

    #[test]
    fn people_of_a_place_given_twice_are_added_up_without_overflow() {
        let both = coverage([(1, 3), (1, 4), (2, 5)], [1], []);
        assert_eq!((both.people_reached, both.people_missed), (7, 5));
        let huge = coverage([(1, u64::MAX), (1, u64::MAX), (2, u64::MAX)], [2], []);
        assert_eq!((huge.people_missed, huge.share_reached()), (u64::MAX, Some(0.5)));
    }

    proptest! {
        #[test]
        fn every_place_with_people_is_counted_once(
            population in prop::collection::vec((0..30_u8, 0..100_u64), 0..40),
            visited in prop::collection::vec(0..40_u8, 0..20),
            inspected in prop::collection::vec(0..40_u8, 0..20),
        ) {
            let result = coverage(population.clone(), visited.clone(), inspected.clone());
            let everybody: u64 = population.iter().map(|(_, number)| number).sum();
            prop_assert_eq!(result.people_reached + result.people_missed, everybody);
            for (place, looked) in &result.places {
                let seen = visited.contains(place) || inspected.contains(place);
                prop_assert_eq!(*looked == Looked::NotVisited, !seen);
                prop_assert!(!result.elsewhere.contains(place));
            }
            // Looking at more places never misses more people.
            let more = coverage(population, visited.into_iter().chain([7]), inspected);
            prop_assert!(more.people_missed <= result.people_missed);
        }
    }
}
