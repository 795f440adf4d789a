//! An estimate with its interval per week. Weeks that rest on too little are grey and not joined to their neighbours.

use super::chart::Drawing;
use super::frame::HALF;
use super::intervals::IntervalRow;
use super::scale::{Scale, place};
use leptos::prelude::*;

const HEIGHT: f64 = 260.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 624.0;
const TOP: f64 = 12.0;
const FLOOR: f64 = 226.0;
const TICK_SPACE: f64 = 90.0;

/// Draws the weeks from left to right, in the order given.
pub fn trend(weeks: &[IntervalRow]) -> Drawing {
    let upwards = Scale::new((0.0, 1.0), (FLOOR, TOP));
    let along = Scale::new((0.0, 0.0), (LEFT, RIGHT));
    let grid = [0_u8, 25, 50, 75, 100]
        .map(|percent| {
            let y = upwards.at(f64::from(percent) / 100.0);
            view! {
                <line class="chart-grid" x1=place(LEFT) x2=place(RIGHT) y1=place(y) y2=place(y) />
                <text class="chart-tick chart-end" x=place(LEFT - 8.0) y=place(y + 4.0)>{format!("{percent}%")}</text>
            }
        })
        .collect_view();
    let lines = runs(weeks)
        .into_iter()
        .map(|run| {
            let points: Vec<_> = run
                .into_iter()
                .map(|(index, estimate)| {
                    format!("{},{}", place(along.step(index, weeks.len()).0), place(upwards.at(estimate)))
                })
                .collect();
            view! { <polyline class="chart-line series-1" points=points.join(" ") /> }
        })
        .collect_view();
    let width = (RIGHT - LEFT) / weeks.len().max(1) as f64;
    let every = (1..=weeks.len().max(1)).find(|every| *every as f64 * width >= TICK_SPACE).unwrap_or(1);
    let marks = weeks
        .iter()
        .enumerate()
        .map(|(index, week)| {
            let x = along.step(index, weeks.len()).0;
            let muted = if week.muted { " chart-muted" } else { "" };
            let line = week.interval.map(|(low, high)| {
                view! {
                    <line class=if week.muted { "chart-muted" } else { "chart-interval series-1" } stroke-width="2" x1=place(x) x2=place(x)
                        y1=place(upwards.at(low)) y2=place(upwards.at(high)) />
                }
            });
            let dot = week.estimate.map(|estimate| {
                view! {
                    <circle class=format!("chart-point series-1{muted}") cx=place(x) cy=place(upwards.at(estimate)) r="4.5" />
                }
            });
            let label = (weeks.len() - 1 - index).is_multiple_of(every).then(|| {
                view! {
                    <text class="chart-tick chart-middle" x=place(x) y=place(FLOOR + 20.0)>{week.label.clone()}</text>
                }
            });
            view! { {line}{dot}{label} }
        })
        .collect_view();
    Drawing::new((HALF, HEIGHT), view! { {grid}{lines}{marks} })
}

/// Neighbouring weeks that may be joined: each with its position and estimate.
fn runs(weeks: &[IntervalRow]) -> Vec<Vec<(usize, f64)>> {
    let firm = |week: &IntervalRow| week.estimate.filter(|_| !week.muted);
    let mut runs: Vec<Vec<(usize, f64)>> = vec![Vec::new()];
    for (index, week) in weeks.iter().enumerate() {
        match (firm(week), runs.last_mut()) {
            (Some(estimate), Some(run)) => run.push((index, estimate)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| run.len() > 1);
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(estimate: Option<f64>, muted: bool) -> IntervalRow {
        IntervalRow { label: String::new(), estimate, interval: None, muted }
    }

    #[test]
    fn a_suppressed_or_empty_week_breaks_the_line() {
        let weeks = [
            week(Some(0.5), false),
            week(Some(0.6), false),
            week(Some(0.9), true),
            week(Some(0.7), false),
            week(None, false),
            week(Some(0.6), false),
            week(Some(0.8), false),
        ];
        assert_eq!(runs(&weeks), [vec![(0, 0.5), (1, 0.6)], vec![(5, 0.6), (6, 0.8)]]);
        assert!(runs(&[]).is_empty());
    }
}
