//! A week-by-week line small enough for a cell of a table.

use super::scale::{Scale, place};
use leptos::prelude::*;

const WIDTH: f64 = 120.0;
const FLOOR: f64 = 26.0;

/// The line, with the newest value as a dot. `alt` says in words what is seen.
pub fn sparkline(values: &[u64], alt: String) -> AnyView {
    let highest = values.iter().copied().max().unwrap_or(0).max(1);
    let upwards = Scale::new((0.0, highest as f64), (FLOOR, 4.0));
    let along = Scale::new((0.0, 0.0), (0.0, WIDTH - 4.0));
    let at = |index: usize, value: u64| (along.step(index, values.len()).0, upwards.at(value as f64));
    let points: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(index, value)| at(index, *value))
        .map(|(x, y)| format!("{},{}", place(x), place(y)))
        .collect();
    let last = values.last().map(|value| {
        let (x, y) = at(values.len() - 1, *value);
        view! { <circle class="chart-point series-1" cx=place(x) cy=place(y) r="3.5" /> }
    });
    view! {
        <svg class="chart-spark" viewBox="0 0 120 30" role="img" aria-label=alt>
            <line class="chart-grid" x1="0" x2="120" y1="26" y2="26" />
            <polyline class="chart-line series-1" points=points.join(" ") />
            {last}
        </svg>
    }
    .into_any()
}
