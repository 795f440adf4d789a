//! An estimate with its interval per group: a dot on a line. What rests on too little is grey.

use super::bars::shorten;
use super::chart::Drawing;
use super::frame::HALF;
use super::scale::{Scale, place};
use leptos::prelude::*;

const LEFT: f64 = 190.0;
const RIGHT: f64 = 600.0;
const TOP: f64 = 8.0;
const ROW: f64 = 30.0;

/// An estimate of one group; all values are shares between 0 and 1.
#[derive(Clone, Debug)]
pub struct IntervalRow {
    /// What the group is called.
    pub label: String,
    /// The estimate, when there is one.
    pub estimate: Option<f64>,
    /// Its interval, when there is one.
    pub interval: Option<(f64, f64)>,
    /// Greyed: it rests on too little.
    pub muted: bool,
}

/// Draws the groups below each other, in the order given.
pub fn intervals(rows: &[IntervalRow]) -> Drawing {
    let along = Scale::new((0.0, 1.0), (LEFT, RIGHT));
    let floor = TOP + ROW * rows.len().max(1) as f64;
    let grid = [0_u8, 25, 50, 75, 100]
        .map(|percent| {
            let x = along.at(f64::from(percent) / 100.0);
            view! {
                <line class="chart-grid" x1=place(x) x2=place(x) y1=place(TOP) y2=place(floor) />
                <text class="chart-tick chart-middle" x=place(x) y=place(floor + 18.0)>{format!("{percent}%")}</text>
            }
        })
        .collect_view();
    let drawn = rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let y = TOP + ROW * (index as f64 + 0.5);
            let muted = if row.muted { " chart-muted" } else { "" };
            let line = row.interval.map(|(low, high)| {
                view! {
                    <line class=if row.muted { "chart-muted" } else { "chart-interval series-1" } stroke-width="2" x1=place(along.at(low)) x2=place(along.at(high))
                        y1=place(y) y2=place(y) />
                }
            });
            let dot = row.estimate.map(|estimate| {
                view! {
                    <circle class=format!("chart-point series-1{muted}") cx=place(along.at(estimate)) cy=place(y) r="5" />
                }
            });
            view! {
                <text class=format!("chart-label chart-end{muted}") x=place(LEFT - 10.0) y=place(y + 4.0)>
                    {shorten(&row.label, 10)}
                </text>
                {line}
                {dot}
            }
        })
        .collect_view();
    Drawing::new((HALF, floor + 28.0), view! { {grid}{drawn} })
}
