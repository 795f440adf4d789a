//! The tables of a bulletin.

use super::columns::{COLUMNS, Cell, Column};
use super::words;
use crate::components::icons::icon_with;
use crate::locale::Locale;
use crate::page::PageContext;
use crate::t::bulletin as t;
use domain::case::ranking::Standing;
use domain::ledger::{BulletinLine, BulletinView};
use leptos::prelude::*;

/// By unit, with the ranking.
pub(super) fn units(cx: &PageContext, view: &BulletinView) -> AnyView {
    let l = cx.locale;
    let note = t::ranking_note(l, view.rules.least_due);
    table(cx, view, Part { title: t::by_unit(l), head: t::unit(l), note, lines: &view.units, ranked: true })
}

/// By area.
pub(super) fn areas(cx: &PageContext, view: &BulletinView) -> AnyView {
    let l = cx.locale;
    let note = t::areas_note(l).to_owned();
    table(cx, view, Part { title: t::by_area(l), head: t::area(l), note, lines: &view.areas, ranked: false })
}

/// One of the two large tables.
struct Part<'a> {
    title: &'static str,
    head: &'static str,
    note: String,
    lines: &'a [BulletinLine],
    ranked: bool,
}

fn table(cx: &PageContext, view: &BulletinView, part: Part<'_>) -> AnyView {
    let l = cx.locale;
    let Part { title, head, note, lines, ranked } = part;
    let body = if lines.is_empty() {
        view! {
            <div class="empty">{icon_with(cx, "list", "empty-icon")}<p class="empty-title">{t::empty(l)}</p></div>
        }
        .into_any()
    } else {
        let heads = COLUMNS.map(|column| view! { <th scope="col" class="num">{(column.name)(l)}</th> });
        let rows = lines.iter().map(|one| row(l, one, head, ranked)).collect_view();
        view! {
            <div class="table-wrap" tabindex="0" role="region" aria-label=title>
                <table class="table table-compact table-cards bulletin-table">
                    <caption class="sr-only">{title}</caption>
                    <thead>
                        <tr>
                            {ranked.then(|| view! { <th scope="col" class="num">{t::place(l)}</th> })}
                            <th scope="col">{head}</th>
                            {heads.collect_view()}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                    <tfoot>{total(l, &view.total, head, ranked)}</tfoot>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="panel panel-flush">
            <div class="panel-head"><h2 class="panel-title">{title}</h2><p class="small muted">{note}</p></div>
            <div class="panel-body">{body}</div>
        </section>
    }
    .into_any()
}

fn row(l: Locale, line: &BulletinLine, head: &'static str, ranked: bool) -> AnyView {
    let place = ranked.then(|| {
        let place = line.place.map_or_else(|| "–".to_owned(), |place| place.to_string());
        view! { <td class="num" data-label=t::place(l)>{place}</td> }
    });
    let standing = ranked.then(|| standing_tag(l, line.standing));
    view! {
        <tr>
            {place}
            <th scope="row" class="cell-main" data-label=head>{words::name(l, line)}" "{standing}</th>
            {COLUMNS.map(|column| cell(l, column, line)).collect_view()}
        </tr>
    }
    .into_any()
}

fn total(l: Locale, line: &BulletinLine, head: &'static str, ranked: bool) -> AnyView {
    view! {
        <tr>
            {ranked.then(|| view! { <td></td> })}
            <th scope="row" class="cell-main" data-label=head>{t::total(l)}</th>
            {COLUMNS.map(|column| cell(l, column, line)).collect_view()}
        </tr>
    }
    .into_any()
}

fn cell(l: Locale, column: Column, line: &BulletinLine) -> AnyView {
    let value = (column.value)(line);
    let late = column.overdue && matches!(value, Cell::Count(count) if count > 0);
    let class = if late { "num late" } else { "num" };
    view! { <td class=class data-label=(column.name)(l)>{value.text()}</td> }.into_any()
}

fn standing_tag(l: Locale, standing: Standing) -> Option<AnyView> {
    match standing {
        Standing::Red => Some(view! { <span class="tag tag-accent">{t::red_list(l)}</span> }.into_any()),
        Standing::Black => Some(view! { <span class="tag tag-strong">{t::black_list(l)}</span> }.into_any()),
        Standing::Plain => None,
    }
}

/// The red and the black list, side by side.
pub(super) fn lists(cx: &PageContext, view: &BulletinView) -> AnyView {
    let l = cx.locale;
    let red = t::red_rule(l, view.rules.red_from_percent);
    let black = t::black_rule(l, view.rules.black_below_percent);
    view! {
        <div class="panels">
            {list(l, view, Standing::Red, t::red_list(l), red)}
            {list(l, view, Standing::Black, t::black_list(l), black)}
        </div>
    }
    .into_any()
}

fn list(l: Locale, view: &BulletinView, standing: Standing, title: &'static str, rule: String) -> AnyView {
    let names = words::listed(view, standing)
        .map(|line| {
            let rate = Cell::Share(line.on_time_rate).text();
            view! { <li>{words::name(l, line)}<span class="muted">{t::list_rate(l, rate)}</span></li> }
        })
        .collect::<Vec<_>>();
    let body = if names.is_empty() {
        view! { <p class="muted">{t::list_empty(l)}</p> }.into_any()
    } else {
        view! { <ul class="bulletin-list">{names.collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="panel">
            <div class="panel-head"><h2 class="panel-title">{title}</h2><p class="small muted">{rule}</p></div>
            <div class="panel-body">{body}</div>
        </section>
    }
    .into_any()
}

/// Who entered nothing on a working day.
pub(super) fn missing(cx: &PageContext, view: &BulletinView) -> AnyView {
    let l = cx.locale;
    let mut days: Vec<_> = view.missing.iter().map(|one| one.day).collect();
    days.dedup();
    let body = if days.is_empty() {
        view! { <p class="muted">{t::missing_none(l)}</p> }.into_any()
    } else {
        let lines = days
            .into_iter()
            .map(|day| {
                let names = view.missing.iter().filter(|one| one.day == day);
                let (units, groups): (Vec<_>, Vec<_>) = names.partition(|one| one.unit.is_some());
                let join = |list: Vec<&domain::ledger::MissingReport>| {
                    list.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(t::comma(l))
                };
                let part = |label: &'static str, text: String| {
                    (!text.is_empty()).then(|| view! { <p><span class="muted">{label}</span>" "{text}</p> })
                };
                view! {
                    <div>
                        <dt>{day.to_string()}</dt>
                        <dd>{part(t::missing_groups(l), join(groups))}{part(t::missing_units(l), join(units))}</dd>
                    </div>
                }
            })
            .collect_view();
        view! { <dl class="kv">{lines}</dl> }.into_any()
    };
    view! {
        <section class="panel">
            <div class="panel-head">
                <h2 class="panel-title">{t::missing_title(l)}</h2>
                <p class="small muted">{t::missing_note(l)}</p>
            </div>
            <div class="panel-body">{body}</div>
        </section>
    }
    .into_any()
}
