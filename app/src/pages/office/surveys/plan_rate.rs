//! What became of the households of a plan, in the words of the American Association for Public Opinion Research.

use super::panel;
use crate::locale::Locale;
use crate::t::office_surveys as t;
use domain::survey::ResponseRate;
use leptos::prelude::*;

/// The table of outcomes with their AAPOR codes.
pub(super) fn outcomes(l: Locale, rate: &ResponseRate) -> AnyView {
    let lines = [
        ("I", t::interviewed(l), rate.interviewed),
        ("R", t::refused(l), rate.refused),
        ("NC", t::not_at_home(l), rate.not_at_home),
        ("NE", t::not_eligible(l), rate.not_eligible),
        ("UH", t::pending(l), rate.pending),
    ];
    let rows = lines
        .map(|(code, word, count)| {
            view! {
                <tr>
                    <th scope="row">{word}</th>
                    <td>{code}</td>
                    <td class="num">{l.number(count)}</td>
                </tr>
            }
        })
        .collect_view();
    let body = view! {
        <div class="stack-s">
            <div class="table-wrap" tabindex="0" role="region" aria-label=t::outcomes(l)>
                <table class="table table-compact">
                    <caption class="sr-only">{t::outcomes(l)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t::outcome(l)}</th>
                            <th scope="col">{t::code(l)}</th>
                            <th scope="col" class="num">{t::count(l)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="small muted">{t::rate_note(l)}</p>
        </div>
    };
    panel(t::outcomes(l).to_owned(), None, false, body.into_any())
}
