//! The order of units in a bulletin (排名), and the red and black list (红黑榜).

use super::bulletin::{BulletinCounts, BulletinRow};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// On which list a unit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The red list: praised.
    Red,
    /// Neither.
    Plain,
    /// The black list.
    Black,
}

/// What decides on the order and the lists. Shares are in percent of the cases due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RankingRules {
    /// Units with fewer cases due are not ranked: one case more or less would turn the order round.
    pub least_due: u64,
    /// Red from this share closed on time.
    pub red_from_percent: u64,
    /// Black below this share closed on time.
    pub black_below_percent: u64,
}

impl Default for RankingRules {
    fn default() -> Self {
        Self { least_due: 10, red_from_percent: 95, black_below_percent: 60 }
    }
}

/// A unit with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ranked {
    /// From 1 on; equal units share one, and the next place is left out. None below the minimum.
    pub place: Option<u32>,
    /// Code of the unit or area.
    pub code: String,
    /// On which list it stands.
    pub standing: Standing,
    /// Its numbers.
    pub counts: BulletinCounts,
}

/// Orders rows by the share closed on time, then by the share closed, then by code. Those below the minimum stand at
/// the end without a place; rows without a code are left out.
pub fn rank(rows: &[BulletinRow], rules: &RankingRules) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> = rows
        .iter()
        .filter_map(|row| {
            let standing = standing(&row.counts, rules);
            Some(Ranked { place: None, code: row.code.clone()?, standing, counts: row.counts })
        })
        .collect();
    let counts_enough = |unit: &Ranked| unit.counts.due >= rules.least_due.max(1);
    ranked.sort_by(|a, b| {
        let order = match (counts_enough(a), counts_enough(b)) {
            (true, true) => better_first(&a.counts, &b.counts),
            (a, b) => b.cmp(&a),
        };
        order.then_with(|| a.code.cmp(&b.code))
    });
    for index in 0..ranked.len() {
        if !counts_enough(&ranked[index]) {
            break;
        }
        let shared = index > 0 && better_first(&ranked[index - 1].counts, &ranked[index].counts).is_eq();
        ranked[index].place = if shared { ranked[index - 1].place } else { u32::try_from(index + 1).ok() };
    }
    ranked
}

/// Compares shares crosswise, without rounding.
fn better_first(a: &BulletinCounts, b: &BulletinCounts) -> Ordering {
    let share = |part: u64, whole: u64| u128::from(part) * u128::from(whole);
    share(b.on_time, a.due)
        .cmp(&share(a.on_time, b.due))
        .then_with(|| share(b.closed, a.due).cmp(&share(a.closed, b.due)))
}

fn standing(counts: &BulletinCounts, rules: &RankingRules) -> Standing {
    let (on_time, due) = (u128::from(counts.on_time) * 100, u128::from(counts.due));
    if counts.due < rules.least_due.max(1) {
        Standing::Plain
    } else if on_time < due * u128::from(rules.black_below_percent) {
        Standing::Black
    } else if on_time >= due * u128::from(rules.red_from_percent) {
        Standing::Red
    } else {
        Standing::Plain
    }
}
