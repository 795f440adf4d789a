//! The headline of the awareness page, and the channels beside each other.

use super::awareness::Figures;
use super::words;
use crate::components::charts::format::{decimal_or_none, percent_interval, percent_number, percent_or_none};
use crate::components::icons::icon;
use crate::components::names;
use crate::locale::Locale;
use crate::page::PageContext;
use crate::t::office_awareness as t;
use domain::awareness::AwarenessGroup;
use domain::questionnaire::Purpose;
use domain::response::SurveyChannel;
use leptos::prelude::*;

fn rate_name(l: Locale, figures: &Figures) -> &'static str {
    if figures.groups.method.purpose == Purpose::Training.as_str() { t::training_rate(l) } else { t::rate(l) }
}

/// The rate with its interval, and the sample it rests on.
pub fn headline(cx: &PageContext, figures: &Figures, group: &AwarenessGroup) -> AnyView {
    let l = cx.locale;
    let method = &figures.groups.method;
    let stat = |label: &'static str, value: String, note: String| {
        view! {
            <div class="stat">
                <p class="stat-label">{label}</p>
                <p class="stat-value">{value}</p>
                <p class="stat-interval">{note}</p>
            </div>
        }
    };
    let greyed = group.suppressed.map(|why| {
        view! {
            <div class="notice notice-warn">{icon(cx, "alert")}
                <div class="notice-body"><p>{t::greyed(l, words::suppression(l, why))}</p></div></div>
        }
    });
    view! {
        {greyed}
        <div class="stats">
            {rate_stat(l, rate_name(l, figures), group)}
            {stat(t::sample(l), l.number(group.n), t::sample_note(l, method.strata, method.clusters))}
            {stat(t::effective(l), decimal_or_none(group.n_effective, 1), String::new())}
            {stat(t::design_effect(l), decimal_or_none(group.design_effect, 2), String::new())}
            {stat(t::passed(l), percent_or_none(group.share_passed), t::passed_note(l).to_owned())}
            {stat(t::all_right(l), percent_or_none(group.share_all_right), String::new())}
        </div>
    }
    .into_any()
}

fn rate_stat(l: Locale, label: impl IntoView + 'static, group: &AwarenessGroup) -> AnyView {
    let class = if group.suppressed.is_some() { "stat-value muted" } else { "stat-value" };
    let value = match group.estimate {
        Some(estimate) => view! { {percent_number(estimate)}<span class="stat-unit">"%"</span> }.into_any(),
        None => t::none(l).into_any(),
    };
    let interval = t::interval(l, percent_interval(group.ci_low, group.ci_high));
    view! {
        <div class="stat">
            <p class="stat-label">{label}</p>
            <p class=class>{value}</p>
            <p class="stat-interval">{interval}</p>
        </div>
    }
    .into_any()
}

/// The channels beside each other, with the reason why they are not added up.
pub fn channels(l: Locale, figures: &Figures) -> AnyView {
    let stats = figures
        .channels
        .iter()
        .map(|(channel, answer)| {
            let mark = (*channel == SurveyChannel::Household)
                .then(|| view! { " "<span class="tag tag-accent">{t::headline_mark(l)}</span> });
            let name = names::survey_channel(l, *channel);
            match answer.groups.first().filter(|group| group.n > 0) {
                Some(group) => {
                    let n = t::sample_n(l, l.number(group.n));
                    rate_stat(l, view! { {name}{mark}" "<span class="muted">{n}</span> }, group)
                }
                None => view! {
                    <div class="stat">
                        <p class="stat-label">{name}{mark}</p>
                        <p class="stat-value muted">{t::none(l)}</p>
                    </div>
                }
                .into_any(),
            }
        })
        .collect_view();
    view! {
        <section class="section">
            <h2 class="section-title">{t::channels(l)}</h2>
            <p class="section-note">{t::channels_why(l)}</p>
            <div class="stats">{stats}</div>
        </section>
    }
    .into_any()
}
