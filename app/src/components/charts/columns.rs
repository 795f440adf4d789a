//! One column a day: how many came, with the highest value written on it.

use super::frame::{Frame, HALF, figure};
use super::scale::{Scale, count_ticks, place};
use crate::locale::Locale;
use leptos::prelude::*;

const HEIGHT: f64 = 220.0;
const LEFT: f64 = 52.0;
const TOP: f64 = 22.0;
const FLOOR: f64 = 190.0;
/// Ticks closer than this run into each other on a phone.
const TICK_SPACE: f64 = 84.0;

/// One column.
#[derive(Clone, Debug)]
pub struct Column {
    /// What stands below it.
    pub label: String,
    /// How many.
    pub count: u64,
}

/// Draws columns in the colour of a series (`series-1` …).
pub fn columns(l: Locale, frame: Frame, series: &'static str, days: &[Column]) -> AnyView {
    let ticks = count_ticks(days.iter().map(|day| day.count).max().unwrap_or(0));
    let highest = ticks.last().copied().unwrap_or(1);
    let upwards = Scale::new((0.0, highest as f64), (FLOOR, TOP));
    let along = Scale::new((0.0, 0.0), (LEFT, HALF));

    let grid = ticks.iter().map(|tick| grid_line(l, *tick, upwards.at(*tick as f64))).collect_view();
    let every = label_every(days.len(), (HALF - LEFT) / days.len().max(1) as f64);
    let peak = days.iter().enumerate().max_by_key(|(index, day)| (day.count, *index)).map(|(index, _)| index);
    let bars = days
        .iter()
        .enumerate()
        .map(|(index, day)| {
            let (middle, width) = along.step(index, days.len());
            let top = upwards.at(day.count as f64);
            let bar = view! {
                <rect class=format!("chart-bar {series}") x=place(middle - width * 0.35) y=place(top)
                    width=place(width * 0.7) height=place(FLOOR - top) />
            };
            // Counted from the newest day, so that today always has its label.
            let label = (days.len() - 1 - index).is_multiple_of(every).then(|| {
                view! {
                    <text class="chart-tick chart-middle" x=place(middle) y=place(FLOOR + 18.0)>{day.label.clone()}</text>
                }
            });
            let value = (peak == Some(index) && day.count > 0).then(|| {
                view! {
                    <text class="chart-value chart-middle" x=place(middle) y=place(top - 5.0)>{l.number(day.count)}</text>
                }
            });
            view! { {bar}{label}{value} }
        })
        .collect_view();
    let drawing = view! {
        {grid}
        {bars}
        <line class="chart-axis" x1=place(LEFT) x2=place(HALF) y1=place(FLOOR) y2=place(FLOOR) />
    };
    figure(frame, (HALF, HEIGHT), drawing.into_any())
}

fn grid_line(l: Locale, tick: u64, y: f64) -> impl IntoView {
    view! {
        <line class="chart-grid" x1=place(LEFT) x2=place(HALF) y1=place(y) y2=place(y) />
        <text class="chart-tick chart-end" x=place(LEFT - 8.0) y=place(y + 4.0)>{l.number(tick)}</text>
    }
}

/// Every how many columns a label has room.
fn label_every(columns: usize, width: f64) -> usize {
    (1..=columns.max(1)).find(|every| *every as f64 * width >= TICK_SPACE).unwrap_or(columns.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_their_distance() {
        assert_eq!(label_every(14, 42.0), 2);
        assert_eq!(label_every(30, 19.6), 5);
        assert_eq!(label_every(3, 196.0), 1);
        assert_eq!(label_every(0, 588.0), 1);
    }
}
