//! The three ways of asking beside each other, with the reason why they are not added up.

use super::figures::Figures;
use crate::components::charts::chart::method_link;
use crate::components::charts::format::{percent_interval, percent_number};
use crate::components::names;
use crate::page::PageContext;
use crate::pages::office::words;
use crate::t::{office_awareness as t, statistics as s};
use domain::response::SurveyChannel;
use leptos::prelude::*;

/// What a channel can and cannot say.
const fn worth(l: crate::locale::Locale, channel: SurveyChannel) -> &'static str {
    match channel {
        SurveyChannel::Household => s::worth_household(l),
        SurveyChannel::Intercept => s::worth_intercept(l),
        SurveyChannel::SelfSelected => s::worth_self(l),
    }
}

/// The channels.
pub fn channels(cx: &PageContext, figures: &Figures) -> AnyView {
    let l = cx.locale;
    let stats = figures
        .channels
        .iter()
        .map(|(channel, answer)| {
            let mark = (*channel == SurveyChannel::Household)
                .then(|| view! { " "<span class="tag tag-accent">{t::headline_mark(l)}</span> });
            let group = answer.groups.first().filter(|group| group.n > 0);
            let greyed = group.and_then(|group| group.suppressed);
            let class = if group.is_none() || greyed.is_some() { "stat-value muted" } else { "stat-value" };
            let value = match group.and_then(|group| group.estimate) {
                Some(share) => view! { {percent_number(share)}<span class="stat-unit">"%"</span> }.into_any(),
                None => t::none(l).into_any(),
            };
            let interval = group.map(|group| {
                view! {
                    <p class="stat-interval">
                        {t::interval(l, percent_interval(group.ci_low, group.ci_high))}" · "
                        {t::sample_n(l, l.number(group.n))}
                    </p>
                }
            });
            let why = greyed.map(|why| view! { <p class="stat-interval">{words::suppression(l, why)}</p> });
            view! {
                <div class="stat">
                    <p class="stat-label">{names::survey_channel(l, *channel)}{mark}</p>
                    <p class=class>{value}</p>
                    {interval}{why}
                    <p class="stat-interval">{worth(l, *channel)}</p>
                </div>
            }
        })
        .collect_view();
    view! {
        <section class="section" id="channels">
            <h2 class="section-title">{t::channels(l)}</h2>
            <p class="section-note">{t::channels_why(l)}" "{method_link(cx, "channels")}</p>
            <div class="stats">{stats}</div>
        </section>
    }
    .into_any()
}
