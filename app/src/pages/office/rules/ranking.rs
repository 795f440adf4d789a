//! What decides on the ranking (排名) and the red and black list (红黑榜).

use super::rows;
use super::{Pairs, Part, Tab, require, save};
use crate::components::errors::Anchor;
use crate::components::fields::{self, Field, Mark};
use crate::page::{Page, PageContext, PageError};
use crate::t::rules as t;
use domain::case::ranking::RankingRules;
use domain::error::{ApiError, FieldCode, FieldErrors};
use leptos::prelude::*;

/// The fields, in the order of [`RankingForm`].
const FIELDS: [&str; 3] = ["least_due", "red_from_percent", "black_below_percent"];

/// The rules as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RankingForm([String; 3]);

impl RankingForm {
    /// What came with a form.
    pub fn read(pairs: &Pairs) -> Self {
        Self(FIELDS.map(|name| rows::one(pairs, name)))
    }

    /// The rules that it says.
    ///
    /// # Errors
    /// [`domain::error::ErrorCode::Invalid`] at the field.
    pub fn body(&self) -> Result<RankingRules, ApiError> {
        let mut errors = FieldErrors::new();
        let mut number = |index: usize| {
            let text: &str = &self.0[index];
            text.parse::<u64>().unwrap_or_else(|_| {
                let code = if text.is_empty() { FieldCode::Required } else { FieldCode::Malformed };
                errors.add(FIELDS[index], code, "expected a whole number");
                0
            })
        };
        let rules = RankingRules {
            least_due: number(0),
            red_from_percent: number(1),
            black_below_percent: number(2),
        };
        errors.finish(Some(rules))
    }
}

/// The rules, or what was typed with what is wrong with it.
///
/// # Errors
/// What the backend refuses.
pub async fn page(
    cx: &PageContext,
    typed: Option<&RankingForm>,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    require(cx)?;
    let kept = cx.backend.ranking_rules().await?;
    let kept = [kept.least_due, kept.red_from_percent, kept.black_below_percent].map(|n| n.to_string());
    let kept = RankingForm(kept);
    let form = typed.unwrap_or(&kept);
    let labels = [t::least_due(l), t::red_from(l), t::black_below(l)];
    let hints = [t::least_due_hint(l), "", ""];
    let inputs = (0..3)
        .map(|index| {
            let field = Field {
                name: FIELDS[index],
                label: labels[index],
                hint: hints[index],
                value: &form.0[index],
                kind: "number",
                inputmode: "numeric",
                mark: Mark::Required,
                ..Field::default()
            };
            fields::input(cx, error, field)
        })
        .collect_view();
    let ids = FIELDS.map(|name| format!("f-{name}"));
    let anchors =
        [0, 1, 2].map(|index| Anchor { path: FIELDS[index], label: labels[index], id: &ids[index] });
    let content = view! {
        <form class="panel" method="post" action="/office/rules/ranking">
            <div class="panel-head"><h2 class="panel-title">{t::ranking(l)}</h2></div>
            <div class="panel-body stack rules-narrow">{inputs}{save(l)}</div>
        </form>
    }
    .into_any();
    Ok(super::page(
        cx,
        Part { tab: Tab::Ranking, lead: t::ranking_lead(l), error, anchors: &anchors, content },
    ))
}
