//! The headline of the awareness page: the rate as a sentence, and whether it changed.

use super::figures::Figures;
use crate::components::charts::chart::method_link;
use crate::components::charts::format::{decimal_or_none, percent_interval, percent_number, percent_or_none};
use crate::components::icons::icon;
use crate::locale::Locale;
use crate::page::PageContext;
use crate::pages::office::words;
use crate::t::{office_awareness as t, statistics as s};
use domain::awareness::AwarenessGroup;
use domain::questionnaire::Purpose;
use domain::response::SurveyChannel;
use domain::statistics::{AwarenessChange, ChangeDirection};
use leptos::prelude::*;

fn rate_name(l: Locale, figures: &Figures) -> &'static str {
    if figures.towns.method.purpose == Purpose::Training.as_str() { t::training_rate(l) } else { t::rate(l) }
}

/// The rate as people say it: of 100 residents about 65 know, surely between 43 and 84. Only household visits speak for
/// residents; others speak for those who were asked.
pub fn sentence(l: Locale, group: &AwarenessGroup, channel: SurveyChannel) -> Option<String> {
    let (rate, low, high) = (group.estimate?, group.ci_low?, group.ci_high?);
    let [rate, low, high] = [rate, low, high].map(|share| format!("{:.0}", share * 100.0));
    Some(match channel {
        SurveyChannel::Household => s::of_hundred(l, rate, low, high),
        _ => s::of_hundred_asked(l, rate, low, high),
    })
}

/// The rate, its sentence, its sample and its change.
pub fn headline(cx: &PageContext, figures: &Figures, group: &AwarenessGroup) -> AnyView {
    let l = cx.locale;
    let method = &figures.towns.method;
    let number = match group.estimate {
        Some(estimate) => view! { {percent_number(estimate)}<span class="stat-unit">"%"</span> }.into_any(),
        None => t::none(l).into_any(),
    };
    let class = if group.suppressed.is_some() { "answer-number is-greyed" } else { "answer-number" };
    let greyed = group.suppressed.map(|why| {
        view! {
            <div class="notice notice-warn">{icon(cx, "alert")}
                <div class="notice-body"><p>{t::greyed(l, words::suppression(l, why))}</p></div></div>
        }
    });
    let text =
        sentence(l, group, figures.query.channel).filter(|_| method.purpose != Purpose::Training.as_str());
    view! {
        {greyed}
        <section class="answer stack-s" id="headline" aria-label=rate_name(l, figures)>
            <div class="answer-head">
                <p class=class><span class="sr-only">{rate_name(l, figures)}</span>{number}</p>
                <p class="answer-text">{text}</p>
            </div>
            <p class="answer-note">
                {s::rests_on(l, l.number(group.n), method.strata, method.clusters, percent_interval(group.ci_low, group.ci_high))}
                " " {method_link(cx, "rate")} " " {method_link_named(cx, "interval", s::method_interval(l))}
            </p>
            {change_line(cx, &figures.change)}
            <p class="answer-note">
                {s::passed_line(l, percent_or_none(group.share_passed), percent_or_none(group.share_all_right))}
            </p>
        </section>
    }
    .into_any()
}

fn method_link_named(cx: &PageContext, anchor: &str, name: &'static str) -> AnyView {
    let _ = cx;
    view! { <a class="method-link" href=format!("/methods#{anchor}")>{name}</a> }.into_any()
}

/// The change since the weeks before, with a plain verdict.
pub fn change_line(cx: &PageContext, change: &AwarenessChange) -> AnyView {
    let l = cx.locale;
    let (class, symbol, verdict) = match change.direction {
        Some(ChangeDirection::Up) => ("verdict is-up", "chevron-up", s::verdict_up(l)),
        Some(ChangeDirection::Down) => ("verdict is-down", "chevron-down", s::verdict_down(l)),
        Some(ChangeDirection::Unclear) => ("verdict", "info", s::verdict_unclear(l)),
        None => ("verdict", "info", s::verdict_none(l)),
    };
    let points = |share: Option<f64>| {
        let text = decimal_or_none(share.map(|share| share * 100.0), 1);
        if share.is_some_and(|share| share > 0.0) { format!("+{text}") } else { text }
    };
    let numbers = change.difference.map(|difference| {
        s::change_numbers(l, points(Some(difference)), points(change.low), points(change.high))
    });
    let last = |day: domain::time::Day| day.plus(-1);
    let spans = s::change_spans(
        l,
        change.later_weeks.from,
        last(change.later_weeks.to),
        l.number(change.later.n),
        change.earlier_weeks.from,
        last(change.earlier_weeks.to),
        l.number(change.earlier.n),
    );
    view! {
        <p class="answer-change" id="change">
            <span class=class>{icon(cx, symbol)}{verdict}</span>" "{numbers}
            <span class="answer-note">{spans}</span>" "{method_link(cx, "change")}
        </p>
    }
    .into_any()
}
