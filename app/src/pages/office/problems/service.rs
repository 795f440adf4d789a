//! Charts of what the office itself does: where it looked, and how fast it handles reports.

use super::charts::{BARS, chart, level_name};
use super::figures::Figures;
use crate::components::charts::bars::shorten;
use crate::components::charts::chart::{Cell, Chart, Drawing, Table};
use crate::components::charts::measures::{Measure, measures};
use crate::locale::Locale;
use crate::t::problems as t;
use domain::statistics::{AreaSpeed, Looked};

/// Where somebody looked, and where nobody did.
pub fn coverage(l: Locale, figures: &Figures) -> Option<Chart> {
    let coverage = &figures.coverage;
    if coverage.places.is_empty() {
        return None;
    }
    let mut table = Table::new([
        t::level_village(l),
        t::level_town(l),
        t::looked(l),
        t::people(l),
        t::visits(l),
        t::patrols(l),
        t::residents(l),
    ]);
    let mut places: Vec<_> = coverage.places.iter().collect();
    places.sort_by_key(|place| place.looked != Looked::NotVisited);
    for place in places {
        let looked = match place.looked {
            Looked::NotVisited => t::looked_not(l),
            Looked::Visited => t::looked_visited(l),
            Looked::Inspected => t::looked_inspected(l),
        };
        table.push(
            vec![
                place.name.as_str().into(),
                place.town.clone().unwrap_or_default().into(),
                looked.into(),
                Cell::count(place.population),
                Cell::count(place.visits),
                Cell::count(place.patrols),
                Cell::count(place.residents),
            ],
            false,
        );
    }
    let people = coverage.people_reached + coverage.people_missed;
    let share = if people == 0 { 0.0 } else { coverage.people_reached as f64 / people as f64 * 100.0 };
    let definition = t::coverage_definition(l, format!("{share:.0}"), l.number(coverage.people_missed));
    Some(Chart { open: false, ..chart("coverage", t::coverage(l), definition, "coverage", table) })
}

fn hours(l: Locale, hours: Option<f64>) -> Cell {
    Cell::number(hours, |hours| match hours < 48.0 {
        true => t::hours(l, format!("{hours:.0}")),
        false => t::days_long(l, format!("{:.1}", hours / 24.0)),
    })
}

/// How fast reports are taken up and closed.
pub fn speed(l: Locale, figures: &Figures) -> Option<Chart> {
    let speed = &figures.speed;
    if speed.all.reports == 0 {
        return None;
    }
    let mut table = Table::new([
        level_name(l, figures),
        t::reports(l),
        t::handled(l),
        t::closed(l),
        t::to_handling(l),
        t::half_closed(l),
    ]);
    let mut row = |name: String, it: &AreaSpeed| {
        table.push(
            vec![
                name.into(),
                Cell::count(it.reports),
                Cell::count(it.handled),
                Cell::count(it.closed),
                hours(l, it.hours_to_handling),
                hours(l, it.hours_until_half_closed),
            ],
            it.hours_to_handling.is_none(),
        );
    };
    row(t::all_areas(l).to_owned(), &speed.all);
    for area in &speed.areas {
        row(area.name.clone(), area);
    }
    let bars: Vec<Measure> = speed
        .areas
        .iter()
        .take(BARS)
        .map(|area| Measure {
            label: shorten(&area.name, 10),
            first: area.hours_to_handling.unwrap_or(0.0),
            first_text: hours(l, area.hours_to_handling).shown().to_owned(),
            second: area.hours_until_half_closed,
            second_text: hours(l, area.hours_until_half_closed).shown().to_owned(),
        })
        .collect();
    let drawing: Option<Drawing> =
        (!bars.is_empty()).then(|| measures([t::to_handling(l), t::half_closed(l)], &bars));
    Some(Chart {
        alt: t::speed_alt(
            l,
            hours(l, speed.all.hours_to_handling).shown(),
            hours(l, speed.all.hours_until_half_closed).shown(),
        ),
        drawing,
        open: false,
        ..chart("speed", t::speed(l), t::speed_definition(l).to_owned(), "speed", table)
    })
}
