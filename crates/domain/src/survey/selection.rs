//! Selecting households: by chance from a list, or by a random walk where there is no list.

use crate::survey::random::Draws;
use serde::{Deserialize, Serialize};

/// Turns that a walk is given for its crossings; after the last one it starts over.
pub const TURNS: usize = 16;

/// Draws households from an area's list: a simple random sample without replacement.
///
/// The list is sorted by code (by its bytes) and freed of repetitions, so its order does not matter. Then Fisher–Yates from
/// the front: at place i, exchange with a place from i to the end, drawn with [`Draws::of_area`]. The first `wanted` are the
/// sample, in the order of drawing. Each household has the probability `wanted / list`. More than there are gives all.
///
/// A sample drawn larger begins with the smaller one: enlarging a plan keeps what was visited. Nobody is replaced who is not
/// at home, since those who are easily found differ from the others.
pub fn draw<'a>(
    households: impl IntoIterator<Item = &'a str>,
    wanted: usize,
    seed: u64,
    area: &str,
) -> Vec<&'a str> {
    let mut list: Vec<&str> = households.into_iter().collect();
    list.sort_unstable();
    list.dedup();
    let wanted = wanted.min(list.len());
    let mut draws = Draws::of_area(seed, area);
    for place in 0..wanted {
        let other = place + draws.index(list.len() - place);
        list.swap(place, other);
    }
    list.truncate(wanted);
    list
}

/// A turn at a crossing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Straight on.
    Straight,
}
crate::location::text_codes!(Turn { Left = "left", Right = "right", Straight = "straight" });

/// How to walk through an area that has no list of households. The interface writes it out as instructions:
///
/// 1. Go to the start point with this number on the area's list (numbered from 0), your back to its entrance, and turn as
///    `first_turn` says. Dwellings on both sides count, those on the right before those opposite on the left.
/// 2. Pass `first` dwellings, and visit the next one.
/// 3. From then on visit every `interval`-th dwelling, whether or not somebody opened at the one before. In a building of several
///    floors count from the lowest floor up, on each floor from the left of the stairs.
/// 4. At each crossing take the next of `turns`; where it cannot be taken, the one after. After the last start over.
/// 5. At a dead end, at the border of the area and where you have walked before, turn round and go on at the last crossing.
/// 6. Stop when the area's number of dwellings has been selected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Walk {
    /// Which of the area's start points, from 0.
    pub start: u32,
    /// Where to turn at the start.
    pub first_turn: Turn,
    /// Dwellings to pass before the first visit, below `interval`.
    pub first: u32,
    /// Every how many dwellings a visit is made, at least 1.
    pub interval: u32,
    /// What to do at the crossings, in order.
    pub turns: Vec<Turn>,
}

/// The random walk of an area: `starts` start points to choose from (at least 1 is assumed), about `households` dwellings, of which
/// `wanted` are visited.
///
/// The interval is `households / wanted` rounded down, so that the walk goes through the whole area once. Drawn in this order from
/// [`Draws::of_area`]: start point, first turn (left or right), dwellings to pass, then each turn of the crossings.
pub fn walk(starts: u32, households: u32, wanted: u32, seed: u64, area: &str) -> Walk {
    let mut draws = Draws::of_area(seed, area);
    let mut below = |end: u32| u32::try_from(draws.below(u64::from(end))).unwrap_or(0);
    let interval = (households / wanted.max(1)).max(1);
    let start = below(starts.max(1));
    let first_turn = if below(2) == 0 { Turn::Left } else { Turn::Right };
    let first = below(interval);
    let turns = (0..TURNS)
        .map(|_| match below(3) {
            0 => Turn::Left,
            1 => Turn::Right,
            _ => Turn::Straight,
        })
        .collect();
    Walk { start, first_turn, first, interval, turns }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    const AREA: &str = "150623001001";

    fn list(length: u32) -> Vec<String> {
        (1..=length).map(|number| format!("H{number:03}")).collect()
    }

    fn drawn(list: &[String], wanted: usize, seed: u64) -> Vec<&str> {
        draw(list.iter().map(String::as_str), wanted, seed, AREA)
    }

    #[test]
    fn a_sample_is_the_same_for_ever() {
        // Computed with a separate program from the rule in the comment. A change here makes published plans wrong.
        assert_eq!(
            drawn(&list(100), 8, 20_261_123),
            ["H014", "H086", "H051", "H099", "H055", "H035", "H075", "H016"]
        );
        let turns = |walk: &Walk| walk.turns.iter().map(|turn| &turn.as_str()[..1]).collect::<String>();
        let walk = walk(7, 431, 20, 20_261_123, AREA);
        assert_eq!((walk.start, walk.first_turn, walk.first, walk.interval), (4, Turn::Left, 13, 21));
        assert_eq!(turns(&walk), "rsrssrlslslrrrsr");
    }

    #[test]
    fn the_order_of_the_list_and_repetitions_do_not_matter() {
        let households = list(50);
        let mut shuffled: Vec<String> = households.iter().rev().cloned().collect();
        shuffled.push("H007".to_owned());
        assert_eq!(drawn(&households, 10, 5), drawn(&shuffled, 10, 5));
    }

    #[test]
    fn nobody_is_drawn_twice_and_a_larger_sample_begins_with_the_smaller() {
        let households = list(40);
        let all = drawn(&households, 99, 3);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 40);
        for wanted in 0..=40 {
            assert_eq!(drawn(&households, wanted, 3), all[..wanted]);
        }
        assert!(draw([], 5, 3, AREA).is_empty());
    }

    #[test]
    fn every_household_has_the_same_chance() {
        let households = list(10);
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for seed in 0..10_000 {
            for code in drawn(&households, 3, seed) {
                *counts.entry(code).or_default() += 1;
            }
        }
        // Each count is binomial with mean 3,000 and standard deviation 45.8; four of them either way.
        assert!(counts.len() == 10 && counts.values().all(|n| (2_817..=3_183).contains(n)), "{counts:?}");
    }

    #[test]
    fn a_walk_goes_through_its_area_once() {
        for seed in 0..200 {
            let walk = walk(3, 205, 20, seed, AREA);
            assert!(walk.start < 3 && walk.interval == 10 && walk.first < 10);
            assert_ne!(walk.first_turn, Turn::Straight);
            assert!(walk.first + 19 * walk.interval < 205);
        }
        let small = walk(0, 5, 20, 1, AREA);
        assert_eq!((small.start, small.first, small.interval), (0, 0, 1));
    }
}
