//! 统计方法: how every number is computed, with the constants that the program really uses. Numbers on other pages link here.

use crate::components::charts::chart::{Cell, Table};
use crate::locale::Locale;
use crate::page::{Page, PageContext, PageError, PhoneShell, Tab};
use crate::t::methods as t;
use domain::statistics::Methods;
use leptos::prelude::*;

/// One method: its anchor, its name, what it means in plain words, its formula and its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    /// The anchor.
    pub anchor: &'static str,
    /// Its name.
    pub name: &'static str,
    /// In plain words, with the constants.
    pub plain: String,
    /// As a formula; may be empty.
    pub formula: &'static str,
    /// Where it comes from; may be empty.
    pub source: &'static str,
}

/// A share in percent without needless decimals.
fn percent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}

/// All methods, in the order of the page.
pub fn all(l: Locale, m: &Methods) -> Vec<Method> {
    let method = |anchor, name, plain, formula, source| Method { anchor, name, plain, formula, source };
    let kg = "Korn & Graubard (1998); R survey svyciprop(method=\"beta\")";
    vec![
        method("rate", t::rate(l), t::rate_text(l, percent(m.pass_share)), "p = Σwy / Σw", ""),
        method("channels", t::channels(l), t::channels_text(l).to_owned(), "", ""),
        method("items", t::items(l), t::items_text(l).to_owned(), "", ""),
        method(
            "interval",
            t::interval(l),
            t::interval_text(l, percent(m.confidence)),
            "V = Σ nₕ/(nₕ−1) Σ (uₕ꜀ − ūₕ)²,  n* = p(1−p)/V · (t₍ₙ₋₁₎ / t₍df₎)²",
            kg,
        ),
        method("design", t::design(l), t::design_text(l).to_owned(), "deff = n / n_eff", "Kish (1965)"),
        method(
            "weights",
            t::weights(l),
            t::weights_text(l, m.raking_rounds, format!("{:e}", m.raking_tolerance)),
            "",
            "Deming & Stephan (1940); R survey rake",
        ),
        method("households", t::households(l), t::households_text(l).to_owned(), "w = M / m", "Kish (1965)"),
        method(
            "hidden",
            t::hidden(l),
            t::hidden_text(l, m.fewest_respondents, percent(m.widest_interval)),
            "",
            "",
        ),
        method(
            "change",
            t::change(l),
            t::change_text(l, percent(m.confidence)),
            "",
            "Newcombe (1998), statsmodels",
        ),
        method(
            "villages",
            t::villages(l),
            t::villages_text(l).to_owned(),
            "(x + α) / (n + α + β)",
            "Beta-binomial, maximum likelihood",
        ),
        method(
            "planner",
            t::planner(l),
            t::planner_text(l, percent(m.confidence)),
            "n = z² p(1−p) / e² · deff,  n / (1 + n/N)",
            "Cochran (1977)",
        ),
        method("heatmap", t::heatmap(l), t::heatmap_text(l, m.resolutions.0, m.resolutions.1), "", "H3"),
        method(
            "hotspots",
            t::hotspots(l),
            t::hotspots_text(l, m.false_discoveries),
            "z = (Σwx − x̄W) / (S √((nΣw² − W²)/(n−1)))",
            "Getis & Ord (1995), Benjamini & Hochberg (1995); R spdep localG",
        ),
        method(
            "rates",
            t::rates(l),
            t::rates_text(l).to_owned(),
            "(O + ν) / (E + α)",
            "Gamma–Poisson, maximum likelihood",
        ),
        method(
            "trends",
            t::trends(l),
            t::trends_text(l, m.trend_weeks, m.trend_fewest_incidents, m.false_discoveries),
            "S = Σ sgn(xⱼ − xᵢ)",
            "Mann (1945), Kendall, Sen (1968); pymannkendall",
        ),
        method("coverage", t::coverage(l), t::coverage_text(l).to_owned(), "", ""),
        method("speed", t::speed(l), t::speed_text(l, m.speed_fewest), "", "Kaplan & Meier (1958)"),
        method(
            "public",
            t::public(l),
            t::public_text(
                l,
                m.public_cell_incidents,
                m.public_rounding,
                m.public_weeks,
                m.fewest_respondents,
                percent(m.widest_interval),
            ),
            "",
            "",
        ),
    ]
}

/// The constants as a table, for those who check.
pub fn constants(l: Locale, m: &Methods) -> Table {
    let mut table = Table::new([t::constant(l), t::value(l)]);
    let rows = [
        (t::c_confidence(l), percent(m.confidence)),
        (t::c_fewest(l), m.fewest_respondents.to_string()),
        (t::c_widest(l), percent(m.widest_interval)),
        (t::c_pass(l), percent(m.pass_share)),
        (t::c_tolerance(l), format!("{:e}", m.raking_tolerance)),
        (t::c_rounds(l), m.raking_rounds.to_string()),
        (t::c_discoveries(l), m.false_discoveries.to_string()),
        (t::c_significance(l), m.trend_significance.to_string()),
        (t::c_weeks(l), m.trend_weeks.to_string()),
        (t::c_trend_fewest(l), m.trend_fewest_incidents.to_string()),
        (t::c_speed(l), m.speed_fewest.to_string()),
        (t::c_cell(l), m.public_cell_incidents.to_string()),
        (t::c_rounding(l), m.public_rounding.to_string()),
        (t::c_block(l), m.public_weeks.to_string()),
        (t::c_resolutions(l), format!("{}–{}", m.resolutions.0, m.resolutions.1)),
    ];
    for (name, value) in rows {
        table.push(vec![name.into(), Cell::Text(value)], false);
    }
    table
}

/// `/methods`.
///
/// # Errors
/// None so far.
pub async fn page(cx: &PageContext) -> Result<Page, PageError> {
    let l = cx.locale;
    let constants_used = cx.backend.methods();
    let methods = all(l, &constants_used);
    let contents = methods
        .iter()
        .map(|method| view! { <li><a href=format!("#{}", method.anchor)>{method.name}</a></li> })
        .collect_view();
    let sections = methods
        .into_iter()
        .map(|method| {
            let formula =
                (!method.formula.is_empty()).then(|| view! { <p class="formula">{method.formula}</p> });
            let source = (!method.source.is_empty())
                .then(|| view! { <p class="muted small">{t::source(l, method.source)}</p> });
            view! {
                <section class="section" id=method.anchor>
                    <h2 class="section-title">{method.name}</h2>
                    <p>{method.plain}</p>
                    {formula}
                    {source}
                </section>
            }
        })
        .collect_view();
    let table = constants(l, &constants_used);
    let rows = table
        .rows
        .iter()
        .map(|row| {
            let (name, value) = (row.cells[0].shown().to_owned(), row.cells[1].shown().to_owned());
            view! { <tr><th scope="row">{name}</th><td class="num">{value}</td></tr> }
        })
        .collect_view();
    let frame = PhoneShell {
        title: t::title(l).to_owned(),
        back: Some("/statistics".to_owned()),
        tab: Tab::Other,
        figures: true,
        ..PhoneShell::default()
    };
    let view = view! {
        <div class="stack stack-l prose">
            <p class="muted">{t::lead(l)}</p>
            <nav aria-label=t::contents(l)><ol class="contents">{contents}</ol></nav>
            {sections}
            <section class="section" id="constants">
                <h2 class="section-title">{t::constants(l)}</h2>
                <p class="muted small">{t::constants_note(l)}</p>
                <table class="table table-compact">
                    <caption class="sr-only">{t::constants(l)}</caption>
                    <thead><tr><th scope="col">{t::constant(l)}</th><th scope="col" class="num">{t::value(l)}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        </div>
    };
    Ok(Page::phone(cx, frame, view))
}
