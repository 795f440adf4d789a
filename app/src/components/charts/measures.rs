//! Two measures of the same names beside each other, each on a scale of its own: counts and rates are never on one axis.

use super::bars::shorten;
use super::chart::Drawing;
use super::frame::HALF;
use super::scale::{Scale, place};
use leptos::prelude::*;

const NAMES: f64 = 150.0;
const TOP: f64 = 28.0;
const ROW: f64 = 30.0;
const WIDTH: f64 = 175.0;
const LEFTS: [f64; 2] = [160.0, 405.0];

/// One name with its two measures.
#[derive(Clone, Debug)]
pub struct Measure {
    /// What it is.
    pub label: String,
    /// The first measure.
    pub first: f64,
    /// What is written at its bar.
    pub first_text: String,
    /// The second measure, when there is one.
    pub second: Option<f64>,
    /// What is written at its bar.
    pub second_text: String,
}

/// Draws the names below each other, in the order given.
pub fn measures(heads: [&str; 2], rows: &[Measure]) -> Drawing {
    let highest = |of: &dyn Fn(&Measure) -> f64| rows.iter().map(of).fold(0.0_f64, f64::max).max(1e-9);
    let scales = [
        Scale::new((0.0, highest(&|row| row.first)), (0.0, WIDTH)),
        Scale::new((0.0, highest(&|row| row.second.unwrap_or(0.0))), (0.0, WIDTH)),
    ];
    let heads = LEFTS
        .into_iter()
        .zip(heads)
        .map(|(left, head)| {
            view! { <text class="chart-value chart-start" x=place(left) y="16">{shorten(head, 17)}</text> }
        })
        .collect_view();
    let drawn = rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let top = TOP + ROW * index as f64;
            let bar = |which: usize, value: f64, text: &str, series: &'static str| {
                let (left, width) = (LEFTS[which], scales[which].at(value));
                view! {
                    <rect class=format!("chart-bar {series}") x=place(left) y=place(top + 6.0) width=place(width) height="14" />
                    <text class="chart-label chart-start" x=place(left + width + 5.0) y=place(top + 18.0)>{text.to_owned()}</text>
                }
            };
            view! {
                <text class="chart-label chart-end" x=place(NAMES) y=place(top + 18.0)>{shorten(&row.label, 8)}</text>
                {bar(0, row.first, &row.first_text, "series-6")}
                {bar(1, row.second.unwrap_or(0.0), &row.second_text, "series-1")}
            }
        })
        .collect_view();
    let floor = TOP + ROW * rows.len().max(1) as f64;
    Drawing::new((HALF, floor + 6.0), view! { {heads}{drawn} })
}
