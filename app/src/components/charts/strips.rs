//! Many shares in few rows: one row a town, one dot a village.

use super::bars::shorten;
use super::chart::Drawing;
use super::frame::HALF;
use super::scale::{Scale, place};
use leptos::prelude::*;

const LEFT: f64 = 150.0;
const RIGHT: f64 = 620.0;
const TOP: f64 = 8.0;
const ROW: f64 = 32.0;

/// One row: its name, and its shares, each with whether somebody was asked there.
#[derive(Clone, Debug)]
pub struct Strip {
    /// What the row is called.
    pub label: String,
    /// Shares between 0 and 1; those where nobody was asked are hollow.
    pub dots: Vec<(f64, bool)>,
}

/// Draws the rows, in the order given.
pub fn strips(rows: &[Strip]) -> Drawing {
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
            let dots = row
                .dots
                .iter()
                .map(|(share, asked)| {
                    let class = if *asked { "chart-dot series-1" } else { "chart-dot is-hollow" };
                    view! { <circle class=class cx=place(along.at(*share)) cy=place(y) r="6" /> }
                })
                .collect_view();
            view! {
                <text class="chart-label chart-end" x=place(LEFT - 10.0) y=place(y + 4.0)>{shorten(&row.label, 8)}</text>
                {dots}
            }
        })
        .collect_view();
    Drawing::new((HALF, floor + 28.0), view! { {grid}{drawn} })
}
