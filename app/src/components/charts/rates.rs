//! A share per name as a bar with its interval, the name above it in full: questions are long, and a phone is narrow.

use super::bars::shorten;
use super::chart::Drawing;
use super::format::percent;
use super::frame::HALF;
use super::intervals::IntervalRow;
use super::scale::{Scale, place};
use leptos::prelude::*;

const LEFT: f64 = 8.0;
const RIGHT: f64 = 470.0;
const ROW: f64 = 56.0;

/// The bars, in the order given; greyed ones are grey.
pub fn rate_bars(rows: &[IntervalRow]) -> Drawing {
    let along = Scale::new((0.0, 1.0), (LEFT, RIGHT));
    let floor = ROW * rows.len().max(1) as f64;
    let drawn = rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let top = ROW * index as f64;
            let class = if row.muted { "chart-muted" } else { "chart-bar series-1" };
            let end = along.at(row.estimate.unwrap_or(0.0));
            let whisker = row.interval.map(|(low, high)| {
                let (low, high, y) = (place(along.at(low)), place(along.at(high)), top + 34.0);
                view! {
                    <line class="chart-whisker" x1=low.clone() x2=high.clone() y1=place(y) y2=place(y) />
                    <line class="chart-whisker" x1=low.clone() x2=low y1=place(y - 5.0) y2=place(y + 5.0) />
                    <line class="chart-whisker" x1=high.clone() x2=high y1=place(y - 5.0) y2=place(y + 5.0) />
                }
            });
            let value = row.estimate.map_or_else(|| super::format::NONE.to_owned(), percent);
            view! {
                <text class="chart-label chart-start" x=place(LEFT) y=place(top + 18.0)>{shorten(&row.label, 30)}</text>
                <rect class="chart-track" x=place(LEFT) y=place(top + 26.0) width=place(RIGHT - LEFT) height="16" />
                <rect class=class x=place(LEFT) y=place(top + 26.0) width=place(end - LEFT) height="16" />
                {whisker}
                <text class="chart-value chart-start" x=place(RIGHT + 12.0) y=place(top + 39.0)>{value}</text>
            }
        })
        .collect_view();
    Drawing::new((HALF, floor + 6.0), drawn)
}
