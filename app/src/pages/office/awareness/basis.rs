//! What the rate rests on, in a fold-out: design effect, weights, response rate.

use super::figures::Figures;
use super::notes::weights_of;
use crate::components::charts::chart::method_link;
use crate::components::charts::format::{decimal_or_none, percent_or_none};
use crate::locale::Locale;
use crate::page::PageContext;
use crate::t::{office_awareness as t, statistics as s};
use domain::awareness::{AwarenessGroup, Weights};
use domain::response::SurveyChannel;
use domain::survey::rate::ResponseRate;
use leptos::prelude::*;

/// The parts of a response rate in one sentence.
pub(crate) fn response_line(l: Locale, rate: &ResponseRate) -> String {
    s::response_rate_of(
        l,
        l.number(rate.interviewed),
        l.number(rate.refused),
        l.number(rate.not_at_home),
        l.number(rate.pending),
        l.number(rate.not_eligible),
    )
}

/// The fold-out.
pub fn panel(cx: &PageContext, figures: &Figures, group: &AwarenessGroup) -> AnyView {
    let l = cx.locale;
    let method = &figures.towns.method;
    let row = |name: &'static str, value: String, why: &'static str| {
        view! { <div><dt>{name}</dt><dd><span class="num strong">{value}</span>" "<span class="muted small">{why}</span></dd></div> }
    };
    let weights = match figures.query.weights {
        Weights::Design => t::weights_design(l),
        Weights::Raked => t::weights_raked(l),
    };
    let of_channel = figures.channels.iter().filter(|(channel, _)| *channel == figures.query.channel);
    let span = of_channel
        .flat_map(|(_, answer)| &answer.notes)
        .find_map(|note| weights_of(note))
        .map(|(low, high)| row(s::weights_span(l), format!("{low:.2} – {high:.2}"), s::weights_span_why(l)));
    let rate = match (&figures.response_rate, figures.query.channel) {
        (Some(rate), _) => {
            let told = response_line(l, rate);
            view! {
                <div><dt>{s::response_rate(l)}</dt>
                    <dd><span class="num strong">{percent_or_none(rate.rr1())}</span>" "<span class="muted small">{told}</span></dd></div>
            }
            .into_any()
        }
        (None, SurveyChannel::Household) => {
            row(s::response_rate(l), s::not_recorded(l).to_owned(), s::response_rate_none(l)).into_any()
        }
        (None, _) => {
            row(s::response_rate(l), s::not_recorded(l).to_owned(), s::response_rate_not_drawn(l)).into_any()
        }
    };
    view! {
        <details class="disclosure panel" id="basis">
            <summary>{s::basis(l)}</summary>
            <div class="disclosure-body">
                <dl class="kv">
                    {row(t::sample(l), l.number(group.n), s::sample_why(l))}
                    <div><dt>{s::structure(l)}</dt><dd>{t::sample_note(l, method.strata, method.clusters)}</dd></div>
                    {row(t::effective(l), decimal_or_none(group.n_effective, 1), s::effective_why(l))}
                    {row(t::design_effect(l), decimal_or_none(group.design_effect, 2), s::design_effect_why(l))}
                    {row(t::df(l), decimal_or_none(group.df, 0), s::df_why(l))}
                    {row(t::weights(l), weights.to_owned(), s::weights_why(l))}
                    {span}
                    {rate}
                </dl>
                <p>{method_link(cx, "design")}</p>
            </div>
        </details>
    }
    .into_any()
}
