//! What a reader must know about the numbers, in words.

use super::charts::group_name;
use super::figures::Figures;
use crate::components::icons::icon;
use crate::locale::Locale;
use crate::page::PageContext;
use crate::t::{office_awareness as t, statistics as s};
use domain::awareness::{AwarenessAnswer, GroupBy};
use domain::time::Day;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// What a reader must know: the notes of all answers, each once.
pub fn notes(cx: &PageContext, figures: &Figures) -> Option<AnyView> {
    let l = cx.locale;
    let of_channel = figures.channels.iter().filter(|(channel, _)| *channel == figures.query.channel);
    let codes: BTreeSet<&String> =
        of_channel.flat_map(|(_, answer)| &answer.notes).chain(&figures.towns.notes).collect();
    if codes.is_empty() {
        return None;
    }
    let name = |key: &str| {
        let towns: &AwarenessAnswer = &figures.towns;
        let group = towns.groups.iter().find(|group| group.key == key)?;
        Some(group_name(l, GroupBy::Stratum, group, &figures.options))
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
        "weights" => {
            return spanned(detail)
                .map_or_else(|| t::note_other(l, code), |(low, high)| s::note_weights(l, low, high));
        }
        "raked_means" => {
            return spanned(detail)
                .map_or_else(|| t::note_other(l, code), |(low, high)| t::note_raked_means(l, low, high));
        }
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

/// The smallest and the largest weight, from a note that tells them.
pub fn weights_of(note: &str) -> Option<(f64, f64)> {
    let detail = note.strip_prefix("raked:").or_else(|| note.strip_prefix("weights:"))?;
    let (smallest, largest) = detail.strip_prefix("smallest=")?.split_once(":largest=")?;
    Some((smallest.parse().ok()?, largest.parse().ok()?))
}

/// `smallest=5.08:largest=30.9`, rounded.
fn spanned(detail: &str) -> Option<(String, String)> {
    let (low, high) = weights_of(&format!("weights:{detail}"))?;
    Some((format!("{low:.2}"), format!("{high:.2}")))
}

fn raked(l: Locale, detail: &str) -> Option<String> {
    spanned(detail).map(|(low, high)| t::note_raked(l, low, high))
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
        assert!(told("raked_means:smallest=5:largest=30").contains("mean"));
        assert!(told("raked:x").contains("raked:x") && told("margin_left_out:sex").contains("Sex"));
        assert!(told("something_new").contains("something_new"), "an unknown note is not swallowed");
    }
}
