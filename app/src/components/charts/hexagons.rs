//! Cells of the heatmap over the outlines of the areas, for paper and for browsers without scripts.

use super::chart::Drawing;
use super::ground::{Projection, Ring, rings};
use super::scale::place;
use domain::area::{AreaLevel, AreaShape};
use domain::heatmap::{CellFeature, CellGeometry};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Shares of the cells at which the classes end: quantiles, so that both villages and markets show. As on the live map.
const CLASS_ENDS: [f64; 5] = [0.5, 0.75, 0.9, 0.97, 1.0];

/// What a map of cells shows besides the cells.
#[derive(Clone, Debug, Default)]
pub struct Overlay<'a> {
    /// Outlines of hot cells.
    pub hot: Vec<&'a CellGeometry>,
    /// Codes of areas where nobody looked.
    pub unseen: BTreeSet<&'a str>,
    /// Numbered places, as in the list beside the map.
    pub numbered: Vec<[f64; 2]>,
    /// Code of the area that fills the frame; all areas when none.
    pub frame: Option<&'a str>,
}

/// The frame as a drawing for a page and for a file; nothing when there is nothing to draw.
pub fn hexagons(areas: &[AreaShape], cells: &[CellFeature], overlay: &Overlay<'_>) -> Option<Drawing> {
    let outlines: Vec<(&AreaShape, Vec<Ring>)> =
        areas.iter().map(|shape| (shape, rings(&shape.geometry))).collect();
    let framed: Vec<&Ring> = outlines
        .iter()
        .filter(|(shape, _)| overlay.frame.is_none_or(|code| shape.area.code == code))
        .flat_map(|(_, rings)| rings)
        .collect();
    // The areas give the frame; a cell far outside of them must not shrink everything.
    let framing = match framed.is_empty() {
        true => cells.iter().flat_map(|cell| &cell.geometry.coordinates).collect(),
        false => framed,
    };
    let map = Projection::around(framing.into_iter().flatten().copied())?;
    let ends = classes(cells.iter().map(|cell| cell.properties.incidents).collect());
    let ground = |class: &'static str, wanted: &dyn Fn(&AreaShape) -> bool| {
        let chosen = outlines.iter().filter(|(shape, _)| wanted(shape));
        let paths = chosen.flat_map(|(_, rings)| rings).filter(|ring| map.shows(ring));
        paths.map(|ring| view! { <path class=class d=map.path(ring) /> }).collect_view()
    };
    let hexagons = cells
        .iter()
        .filter(|cell| cell.geometry.coordinates.iter().any(|ring| map.shows(ring)))
        .map(|cell| {
            let class = format!("chart-bar heat-{}", class_of(cell.properties.incidents, &ends));
            let path: String = cell.geometry.coordinates.iter().map(|ring| map.path(ring)).collect();
            view! { <path class=class d=path fill-opacity="0.9" /> }
        })
        .collect_view();
    let hot = overlay
        .hot
        .iter()
        .map(|cell| {
            let path: String = cell.coordinates.iter().map(|ring| map.path(ring)).collect();
            view! { <path class="chart-hot" d=path /> }
        })
        .collect_view();
    let names = outlines
        .iter()
        .map(|(shape, _)| &shape.area)
        .filter(|area| area.level == AreaLevel::Town && map.holds([area.lng, area.lat]))
        .map(|area| {
            let (x, y) = map.at([area.lng, area.lat]);
            view! { <text class="chart-name" x=place(x) y=place(y)>{area.name.clone()}</text> }
        })
        .collect_view();
    let numbers = (1..)
        .zip(&overlay.numbered)
        .filter(|(_, at)| map.holds(**at))
        .map(|(number, at): (usize, &[f64; 2])| {
            let (x, y) = map.at(*at);
            view! {
                <circle class="chart-mark" cx=place(x) cy=place(y) r="10" />
                <text class="chart-mark-text" x=place(x) y=place(y + 4.0)>{number}</text>
            }
        })
        .collect_view();
    let marks = view! {
        {ground("chart-grid", &|shape| shape.area.level != AreaLevel::Grid)}
        {ground("chart-unseen", &|shape| overlay.unseen.contains(shape.area.code.as_str()))}
        {hexagons}
        {ground("chart-axis", &|shape| matches!(shape.area.level, AreaLevel::Banner | AreaLevel::Town))}
        {hot}
        {names}
        {numbers}
    };
    Some(Drawing { narrow: true, ..Drawing::new(map.size, marks) })
}

/// Upper ends of the classes, lowest first; fewer than five when counts repeat.
pub fn classes(mut counts: Vec<u64>) -> Vec<u64> {
    counts.sort_unstable();
    let mut ends: Vec<u64> = CLASS_ENDS
        .iter()
        .filter_map(|share| {
            // Truncation is meant: the position of the quantile.
            let index = (share * counts.len() as f64).floor() as usize;
            counts.get(index.min(counts.len().saturating_sub(1))).copied()
        })
        .collect();
    ends.dedup();
    ends
}

/// Which shade, 1 to 5, a count has; with fewer classes the darker shades are used.
pub fn class_of(count: u64, ends: &[u64]) -> usize {
    let step = ends.iter().position(|end| count <= *end).unwrap_or(ends.len().saturating_sub(1));
    5 - ends.len().min(5) + step + 1
}

/// The shades and the counts they stand for: `(4, 3, 9)` is the fourth shade, from 3 to 9.
pub fn class_ranges(ends: &[u64]) -> Vec<(usize, u64, u64)> {
    let mut lowest = 1;
    ends.iter()
        .map(|end| {
            let range = (class_of(*end, ends), lowest.min(*end), *end);
            lowest = end + 1;
            range
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_quantiles_and_the_darkest_is_the_highest() {
        let ends = classes((1..=100).collect());
        assert_eq!(ends, [51, 76, 91, 98, 100]);
        assert_eq!([1, 51, 52, 99, 100].map(|count| class_of(count, &ends)), [1, 1, 2, 5, 5]);
        let few = classes(vec![1, 1, 1, 7]);
        assert_eq!(few, [1, 7]);
        assert_eq!([1, 7].map(|count| class_of(count, &few)), [4, 5]);
        assert_eq!(class_ranges(&few), [(4, 1, 1), (5, 2, 7)]);
        assert!(classes(Vec::new()).is_empty());
    }
}
