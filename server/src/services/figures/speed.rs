//! How fast problems are handled, by area.
//!
//! Medians need every report: this is the one question that reads them, by the index of their moment, and only those of the
//! period.

use super::methods::SPEED_FEWEST;
use super::places::{target_of, targets, weeks_of};
use crate::error::from_store;
use crate::services::{Services, areas};
use domain::access::{Actor, Permission};
use domain::error::ApiError;
use domain::statistics::{AreaSpeed, HandlingSpeed, PlacesQuery};
use domain::time::Timestamp;
use std::collections::HashMap;
use store::{CountFilter, HandlingTime};

const HOUR_MS: f64 = 3_600_000.0;

/// The hours of one area.
#[derive(Debug, Default)]
struct Hours {
    handled: Vec<f64>,
    closed: Vec<f64>,
    /// Since the observation, of those that are not closed.
    open: Vec<f64>,
}

impl Hours {
    fn add(&mut self, time: &HandlingTime, now: Timestamp) {
        let since = |moment: Timestamp| ((moment.0 - time.observed_at.0) as f64 / HOUR_MS).max(0.0);
        self.handled.extend(time.handled_at.map(since));
        match time.closed_at {
            Some(closed) => self.closed.push(since(closed)),
            None => self.open.push(since(now)),
        }
    }

    fn row(&self, code: &str, name: &str) -> AreaSpeed {
        let enough = |hours: &[f64]| Some(median(hours)).filter(|_| hours.len() >= SPEED_FEWEST);
        let all = self.closed.len() + self.open.len();
        AreaSpeed {
            code: code.to_owned(),
            name: name.to_owned(),
            reports: all as u64,
            handled: self.handled.len() as u64,
            closed: self.closed.len() as u64,
            hours_to_handling: enough(&self.handled),
            hours_to_close: enough(&self.closed),
            hours_until_half_closed: half_closed(&self.closed, &self.open).filter(|_| all >= SPEED_FEWEST),
        }
    }
}

/// The speed in a period.
///
/// # Errors
/// As [`Actor::require`].
pub async fn handling_speed(
    services: &Services,
    actor: &Actor,
    query: &PlacesQuery,
) -> Result<HandlingSpeed, ApiError> {
    actor.require(Permission::ReadStatistics)?;
    let (weeks, notes) = weeks_of(query);
    let filter =
        CountFilter { days: weeks, category: query.category.clone(), status: None, layer: query.layer };
    let times = services.store.handling_times(&filter).await.map_err(from_store)?;
    let tree = areas::tree(services).await?;
    let now = services.clock.now();
    let (mut all, mut by_area) = (Hours::default(), HashMap::<&str, Hours>::new());
    for time in &times {
        all.add(time, now);
        let place = time.area.as_deref().and_then(|code| target_of(&tree, code, query.level));
        if let Some(area) = place {
            by_area.entry(&area.code).or_default().add(time, now);
        }
    }
    let areas = targets(&tree, query.level)
        .filter_map(|area| Some(by_area.get(area.code.as_str())?.row(&area.code, &area.name)));
    Ok(HandlingSpeed { areas: areas.collect(), all: all.row("", ""), notes })
}

/// The middle value; the mean of the two in the middle when their number is even. Zero for none.
fn median(hours: &[f64]) -> f64 {
    let mut sorted = hours.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
    if sorted.len() % 2 == 1 || sorted.is_empty() {
        return upper;
    }
    (upper + sorted[sorted.len() / 2 - 1]) / 2.0
}

/// When half of all reports were closed, those that are still open included as open so far (Kaplan and Meier 1958); none when
/// the curve does not fall to a half.
fn half_closed(closed: &[f64], open: &[f64]) -> Option<f64> {
    // At the same moment, closings come before what is still open.
    let mut moments: Vec<(f64, bool)> = closed.iter().map(|hours| (*hours, false)).collect();
    moments.extend(open.iter().map(|hours| (*hours, true)));
    moments.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut left = 1.0;
    for (place, (hours, is_open)) in moments.iter().enumerate() {
        let waiting = (moments.len() - place) as f64;
        if !is_open {
            left *= (waiting - 1.0) / waiting;
            if left <= 0.5 + 1e-12 {
                return Some(*hours);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_still_open_counts_as_slow() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        // By hand: 4/5, 3/5, then 3/5 · 1/2 of the two that are left at 30.
        assert_eq!(half_closed(&[5.0, 10.0, 30.0], &[12.0, 40.0]), Some(30.0));
        assert_eq!(half_closed(&[5.0, 10.0, 30.0], &[12.0, 40.0, 40.0, 40.0, 40.0]), None);
        assert_eq!(half_closed(&[1.0, 2.0, 3.0, 4.0], &[]), Some(2.0));
        assert_eq!(half_closed(&[], &[]), None);
    }
}
