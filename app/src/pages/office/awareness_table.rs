//! All numbers of the groups, and what a reader must know about them.

use super::awareness::{Figures, grouping};
use super::awareness_charts::{group_name, in_order};
use super::words;
use crate::components::charts::format::{decimal_or_none, percent_interval, percent_or_none};
use crate::components::icons::icon;
use crate::locale::Locale;
use crate::page::PageContext;
use crate::t::office_awareness as t;
use domain::awareness::AwarenessGroup;
use domain::time::Day;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The table of groups.
pub fn groups(l: Locale, figures: &Figures) -> AnyView {
    let by = figures.query.by;
    let rows = in_order(by, &figures.groups.groups)
        .into_iter()
        .map(|group| row(l, group_name(l, by, group, &figures.options), group))
        .collect_view();
    let heads = [t::n(l), t::n_eff(l), t::estimate(l), t::se(l), t::df(l), t::ci(l), t::deff(l)]
        .map(|name| view! { <th scope="col" class="num">{name}</th> })
        .collect_view();
    view! {
        <section class="panel panel-flush">
            <div class="panel-head"><h2 class="panel-title">{t::table(l)}</h2></div>
            <div class="panel-body">
                <div class="table-wrap" tabindex="0" role="region" aria-label=t::table(l)>
                    <table class="table table-cards">
                        <caption class="sr-only">{format!("{} · {}", t::table(l), grouping(l, by))}</caption>
                        <thead>
                            <tr><th scope="col">{t::group(l)}</th>{heads}<th scope="col">{t::remark(l)}</th></tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </div>
        </section>
        <p class="muted small">{t::overlap(l)}</p>
    }
    .into_any()
}

fn row(l: Locale, name: String, group: &AwarenessGroup) -> AnyView {
    let muted = if group.suppressed.is_some() { "num muted" } else { "num" };
    let cells = [
        (t::n(l), l.number(group.n)),
        (t::n_eff(l), decimal_or_none(group.n_effective, 1)),
        (t::estimate(l), percent_or_none(group.estimate)),
        (t::se(l), decimal_or_none(group.se.map(|se| se * 100.0), 2)),
        (t::df(l), decimal_or_none(group.df, 0)),
        (t::ci(l), percent_interval(group.ci_low, group.ci_high)),
        (t::deff(l), decimal_or_none(group.design_effect, 2)),
    ]
    .map(|(label, value)| view! { <td class=muted data-label=label>{value}</td> })
    .collect_view();
    let remark = group.suppressed.map(|why| words::suppression(l, why));
    view! {
        <tr>
            <td class="cell-main" data-label=t::group(l)>{name}</td>
            {cells}
            <td data-label=t::remark(l)>{remark}</td>
        </tr>
    }
    .into_any()
}

/// What a reader must know: the notes of all answers, each once.
pub fn notes(cx: &PageContext, figures: &Figures) -> Option<AnyView> {
    let l = cx.locale;
    let of_channel = figures.channels.iter().filter(|(channel, _)| *channel == figures.query.channel);
    let codes: BTreeSet<&String> =
        of_channel.flat_map(|(_, answer)| &answer.notes).chain(&figures.groups.notes).collect();
    if codes.is_empty() {
        return None;
    }
    let name = |key: &str| {
        let group = figures.groups.groups.iter().find(|group| group.key == key)?;
        Some(group_name(l, figures.query.by, group, &figures.options))
    };
    let lines = codes.into_iter().map(|code| view! { <li>{note(l, code, &name)}</li> }).collect_view();
    Some(
        view! {
            <div class="notice notice-info">
                {icon(cx, "info")}
                <div class="notice-body"><p class="notice-title">{t::notes(l)}</p><ul>{lines}</ul></div>
            </div>
        }
        .into_any(),
    )
}

/// A note in words, from its code with a colon and details: the key of a group, which `name` knows, or numbers.
fn note(l: Locale, code: &str, name_of: &dyn Fn(&str) -> Option<String>) -> String {
    let (name, detail) = code.split_once(':').unwrap_or((code, ""));
    let text = match name {
        "whole_weeks" => return t::note_whole_weeks(l, weeks(l, detail)),
        "boundary" => t::note_boundary(l),
        "few_clusters" => t::note_few_clusters(l),
        "no_variance" => t::note_no_variance(l),
        "single_cluster_stratum" => t::note_single_cluster_stratum(l),
        "raked" => return raked(l, detail).unwrap_or_else(|| t::note_other(l, code)),
        "raked_rounds" => return t::note_raked_rounds(l, detail),
        "raked_without" => return t::note_raked_without(l, detail),
        "margin_left_out" => return t::note_margin_left_out(l, margin(l, detail)),
        "training" => t::note_training(l),
        "suppressed" => t::note_suppressed(l),
        _ => return t::note_other(l, code),
    };
    let detail = name_of(detail).unwrap_or_else(|| detail.to_owned());
    if detail.is_empty() { text.to_owned() } else { format!("{detail}: {text}") }
}

/// `smallest=5.08:largest=30.9`, rounded.
fn raked(l: Locale, detail: &str) -> Option<String> {
    let (smallest, largest) = detail.strip_prefix("smallest=")?.split_once(":largest=")?;
    let rounded = |text: &str| text.parse::<f64>().ok().map(|weight| format!("{weight:.2}"));
    Some(t::note_raked(l, rounded(smallest)?, rounded(largest)?))
}

/// A margin as the filter calls the grouping.
fn margin(l: Locale, name: &str) -> &str {
    match name {
        "stratum" => t::by_stratum(l),
        "sex" => t::by_sex(l),
        "age_band" => t::by_age_band(l),
        other => other,
    }
}

/// `2026-11-16..2026-11-30` with its last day, as people name a period; the end in the code is the day after.
fn weeks(l: Locale, detail: &str) -> String {
    let (from, to) = detail.split_once("..").unwrap_or((detail, ""));
    match (from, Day::parse("to", to).map(|day| day.plus(-1))) {
        ("", Ok(to)) => t::period_to(l, to),
        (from, Ok(to)) => t::period(l, from, to),
        (from, Err(_)) => t::period_from(l, from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_told_in_words_with_their_details() {
        let told = |code| note(Locale::En, code, &|key| (key == "990623001").then(|| "Qinglan".to_owned()));
        assert!(told("whole_weeks:2026-11-23..2026-11-30").contains("2026-11-23 to 2026-11-29"));
        assert!(told("whole_weeks:..2026-11-30").contains("until 2026-11-29"));
        assert!(told("whole_weeks:2026-11-23..").contains("from 2026-11-23"));
        assert!(told("boundary:990623001").starts_with("Qinglan: "));
        assert!(told("boundary:990623999").starts_with("990623999: "));
        assert!(told("raked:smallest=5.0837:largest=30.9186").contains("5.08"));
        assert!(told("raked:x").contains("raked:x") && told("margin_left_out:sex").contains("Sex"));
        assert!(told("something_new").contains("something_new"), "an unknown note is not swallowed");
    }
}
