//! Communities and villages with their shrunken shares, labelled as such.

use super::charts::{plain, points};
use crate::components::charts::chart::{Cell, Chart, Table};
use crate::components::charts::strips::{Strip, strips};
use crate::locale::Locale;
use crate::t::{office_awareness as t, statistics as s};
use domain::statistics::SmallArea;

/// The chart: a row a town, a dot a village.
pub fn villages(l: Locale, areas: &[SmallArea]) -> Chart {
    let mut table =
        Table::new([s::village(l), s::town(l), t::n(l), s::own(l), s::shrunken(l), s::low(l), s::high(l)]);
    let mut by_town: Vec<Strip> = Vec::new();
    for area in areas {
        let town = area.town.clone().unwrap_or_else(|| t::unknown_group(l).to_owned());
        table.push(
            vec![
                area.name.as_str().into(),
                town.as_str().into(),
                Cell::count(area.n),
                points(area.own),
                points(Some(area.shrunken)),
                points(area.low),
                points(area.high),
            ],
            area.n == 0,
        );
        let dot = (area.shrunken, area.n > 0);
        match by_town.iter_mut().find(|strip| strip.label == town) {
            Some(strip) => strip.dots.push(dot),
            None => by_town.push(Strip { label: town, dots: vec![dot] }),
        }
    }
    let unasked = areas.iter().filter(|area| area.n == 0).count();
    Chart {
        id: "villages",
        title: s::villages(l).to_owned(),
        definition: s::villages_definition(l).to_owned(),
        method: "villages",
        alt: s::villages_alt(l, areas.len(), unasked),
        ..plain(strips(&by_town), table)
    }
}
