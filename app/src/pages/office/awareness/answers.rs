//! How the options of every item were chosen; for satisfaction the top answers.

use crate::components::charts::format::{percent, percent_or_none};
use crate::components::charts::scale::place;
use crate::locale::Locale;
use crate::t::office_awareness as t;
use domain::awareness::{ItemOptions, OptionShare};
use domain::questionnaire::ItemKind;
use leptos::prelude::*;

/// Width of the bar in a cell, in units of its view box.
const BAR: f64 = 120.0;

/// The panel; nothing without items.
pub fn panel(l: Locale, items: &[ItemOptions]) -> Option<AnyView> {
    if items.is_empty() {
        return None;
    }
    let items = items.iter().map(|item| one(l, item)).collect_view();
    Some(
        view! {
            <section class="panel" id="options">
                <div class="panel-head">
                    <h2 class="panel-title">{t::answers(l)}</h2>
                    <span class="chart-note">{t::answers_note(l)}</span>
                </div>
                <div class="panel-body">{items}</div>
            </section>
        }
        .into_any(),
    )
}

/// What an item asks for.
pub(in crate::pages::office) const fn kind(l: Locale, kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Awareness => t::kind_awareness(l),
        ItemKind::Satisfaction => t::kind_satisfaction(l),
        ItemKind::Participation => t::kind_participation(l),
        ItemKind::Demographic => t::kind_demographic(l),
    }
}

fn one(l: Locale, item: &ItemOptions) -> AnyView {
    let question = l.pick(&item.label).to_owned();
    let options = item.options.iter().map(|option| option_row(l, item, option)).collect_view();
    let top = (item.top.is_some() || item.top_two.is_some()).then(|| {
        view! {
            <p>{t::top(l, percent_or_none(item.top), percent_or_none(item.top_of_known))}</p>
            <p>{t::top_two(l, percent_or_none(item.top_two), percent_or_none(item.top_two_of_known))}</p>
        }
    });
    view! {
        <details class="disclosure">
            <summary>
                <span>
                    {question.clone()}" "<span class="tag">{kind(l, item.kind)}</span>" "
                    <span class="muted small">{t::answers_n(l, l.number(item.n))}</span>
                </span>
            </summary>
            <div class="disclosure-body">
                {top}
                <div class="table-wrap">
                    <table class="table table-compact">
                        <caption class="sr-only">{question}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{t::option(l)}</th>
                                <th scope="col" class="num">{t::chosen_n(l)}</th>
                                <th scope="col" class="num">{t::share(l)}</th>
                                <td class="hide-phone"></td>
                            </tr>
                        </thead>
                        <tbody>{options}</tbody>
                    </table>
                </div>
            </div>
        </details>
    }
    .into_any()
}

fn option_row(l: Locale, item: &ItemOptions, option: &OptionShare) -> AnyView {
    let right = option.right.then(|| view! { " "<span class="tag tag-accent">{t::right(l)}</span> });
    let dont_know = option.dont_know.then(|| view! { " "<span class="tag">{t::dont_know(l)}</span> });
    let muted = item.kind == ItemKind::Awareness && !option.right;
    let class = if muted { "chart-muted" } else { "chart-bar series-1" };
    view! {
        <tr>
            <th scope="row">{l.pick(&option.label).to_owned()}{right}{dont_know}</th>
            <td class="num">{l.number(option.n)}</td>
            <td class="num">{percent(option.share)}</td>
            <td class="hide-phone">
                <svg class="chart-mini" viewBox="0 0 120 20" aria-hidden="true">
                    <rect class=class x="0" y="3" height="14" width=place(option.share.clamp(0.0, 1.0) * BAR) />
                </svg>
            </td>
        </tr>
    }
    .into_any()
}
