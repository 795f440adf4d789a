//! The most important figures as sentences, as they stand at the head of a printed bulletin.

use crate::components::charts::format::percent_or_none;
use crate::locale::Locale;
use crate::t::bulletin as t;
use domain::case::ranking::Standing;
use domain::ledger::{BulletinLine, BulletinView};
use domain::time::Day;

/// A period in words: one day, or the first and the last.
pub fn period(l: Locale, from: Day, to: Day) -> String {
    if from == to { day(l, from) } else { t::from_to(l, day(l, from), day(l, to)) }
}

/// A day in words.
fn day(l: Locale, day: Day) -> String {
    let date = day.date();
    match l {
        Locale::Zh => format!("{}年{}月{}日", date.year(), u8::from(date.month()), date.day()),
        Locale::En => format!("{} {} {}", date.day(), date.month(), date.year()),
    }
}

/// The name of a line: a unit, an area, or what has none.
pub fn name(l: Locale, line: &BulletinLine) -> String {
    match (&line.name, &line.code) {
        (Some(name), _) => name.clone(),
        (None, Some(code)) => code.clone(),
        (None, None) => t::nobody(l).to_owned(),
    }
}

/// The figures as sentences.
pub fn paragraphs(l: Locale, view: &BulletinView) -> Vec<String> {
    let counts = &view.total.counts;
    let when = period(l, view.from, view.to);
    if *counts == Default::default() {
        return vec![t::words_nothing(l, when)];
    }
    let mut paragraphs = vec![t::words_received(l, when, counts.accepted, counts.filed, counts.closings)];
    paragraphs.push(if counts.due == 0 {
        t::words_none_due(l).to_owned()
    } else {
        t::words_due(
            l,
            counts.due,
            counts.closed,
            percent_or_none(view.total.closed_rate),
            counts.on_time,
            percent_or_none(view.total.on_time_rate),
            counts.open,
        )
    });
    paragraphs.push(t::words_quality(
        l,
        counts.rework_cases,
        counts.rework_times,
        counts.transfers,
        counts.deferrals,
        counts.extensions,
    ));
    let answered = counts.confirmed + counts.disputed;
    if answered > 0 {
        let rate = percent_or_none(view.total.satisfied_rate);
        paragraphs.push(t::words_satisfied(l, answered, counts.confirmed, rate));
    }
    paragraphs
}

/// The units of a list in their order.
pub fn listed(view: &BulletinView, standing: Standing) -> impl Iterator<Item = &BulletinLine> {
    view.units.iter().filter(move |line| line.standing == standing)
}
