//! One bar a name: how many, or which share, with an interval where there is one.

use super::frame::{Frame, HALF, figure};
use super::scale::{Scale, place};
use leptos::prelude::*;

const LEFT: f64 = 190.0;
const RIGHT: f64 = 560.0;
const ROW: f64 = 34.0;

/// One bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// What it is.
    pub label: String,
    /// How long it is, in the unit of `longest`.
    pub value: f64,
    /// What is written at its end.
    pub text: String,
    /// Greyed: the value rests on too little.
    pub muted: bool,
}

/// Draws bars below each other; a bar of `longest` takes the whole width.
pub fn bars(frame: Frame, longest: f64, rows: &[Bar]) -> AnyView {
    let along = Scale::new((0.0, longest), (LEFT, RIGHT));
    let drawn = rows
        .iter()
        .enumerate()
        .map(|(index, bar)| {
            let top = ROW * index as f64;
            let class = if bar.muted { "chart-muted" } else { "chart-bar series-1" };
            let end = along.at(bar.value);
            view! {
                <text class="chart-label chart-end" x=place(LEFT - 10.0) y=place(top + 21.0)>
                    {shorten(&bar.label, 10)}
                </text>
                <rect class=class x=place(LEFT) y=place(top + 7.0) width=place(end - LEFT) height=place(ROW - 14.0) />
                <text class="chart-value chart-start" x=place(end + 8.0) y=place(top + 21.0)>{bar.text.clone()}</text>
            }
        })
        .collect_view();
    let height = ROW * rows.len().max(1) as f64;
    let drawing = view! {
        {drawn}
        <line class="chart-axis" x1=place(LEFT) x2=place(LEFT) y1="0" y2=place(height) />
    };
    figure(frame, (HALF, height), drawing.into_any())
}

/// A name cut to the room of so many Chinese characters; two Latin letters take the room of one.
pub fn shorten(name: &str, room: usize) -> String {
    let width = |c: char| if c.is_ascii() { 1 } else { 2 };
    if name.chars().map(width).sum::<usize>() <= room * 2 {
        return name.to_owned();
    }
    let mut taken = 0;
    let kept: String = name
        .chars()
        .take_while(|c| {
            taken += width(*c);
            taken <= room * 2 - 2
        })
        .collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_by_their_width() {
        assert_eq!(shorten("暴露垃圾", 4), "暴露垃圾");
        assert_eq!(shorten("积存垃圾渣土", 4), "积存垃…");
        assert_eq!(shorten("Exposed rubbish", 8), "Exposed rubbish");
        assert_eq!(shorten("Piled-up waste or rubble", 8), "Piled-up waste…");
    }
}
