//! Time limits (办理时限) that differ from the catalogue, everywhere or in an area.

use super::rows::{self, At, BLANK};
use super::{Pairs, Part, Tab, choices, require, save};
use crate::components::names;
use crate::page::{Page, PageContext, PageError};
use crate::t::rules as t;
use domain::case::{TimeLimit, TimeLimits};
use domain::error::{ApiError, FieldCode, FieldErrors};
use leptos::prelude::*;

/// Time limits as typed: category, area, working hours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LimitsForm(Vec<[String; 3]>);

impl LimitsForm {
    /// What came with a form. A row without a category is removed.
    pub fn read(pairs: &Pairs) -> Self {
        let rows = rows::read(pairs, ["category", "area", "working_hours"]);
        Self(rows.into_iter().filter(|[category, ..]| !category.is_empty()).collect())
    }

    /// The limits that it says.
    ///
    /// # Errors
    /// [`domain::error::ErrorCode::Invalid`] at `N.working_hours`.
    pub fn body(&self) -> Result<TimeLimits, ApiError> {
        let mut errors = FieldErrors::new();
        let limits = self.0.iter().enumerate().map(|(row, [category, area, hours])| {
            let working_hours = hours.parse().unwrap_or_else(|_| {
                let code = if hours.is_empty() { FieldCode::Required } else { FieldCode::Malformed };
                errors.add(format!("{row}.working_hours"), code, "expected whole working hours");
                0
            });
            let area = Some(area.clone()).filter(|area| !area.is_empty());
            TimeLimit { category: category.clone(), area, working_hours }
        });
        let limits = TimeLimits(limits.collect());
        errors.finish(Some(limits))
    }
}

/// The limits, or what was typed with what is wrong with it.
///
/// # Errors
/// What the backend refuses.
pub async fn page(
    cx: &PageContext,
    typed: Option<&LimitsForm>,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    require(cx)?;
    let kept = cx
        .backend
        .time_limits()
        .await?
        .0
        .into_iter()
        .map(|limit| [limit.category, limit.area.unwrap_or_default(), limit.working_hours.to_string()]);
    let kept = LimitsForm(kept.collect());
    let form = typed.unwrap_or(&kept);
    let catalogue = cx.backend.catalogue();
    let areas = cx.backend.areas().await?;
    let categories = choices::categories(l, &catalogue, t::none(l), |_| None);
    let places = choices::places(l, &areas);
    let blank = std::iter::repeat_n(<[String; 3]>::default(), BLANK);
    let lines = form.0.iter().cloned().chain(blank).enumerate();
    let lines = lines
        .map(|(row, [category, area, hours])| {
            let path = |name: &str| format!("{row}.{name}");
            let (at_category, at_area, at_hours) = (path("category"), path("area"), path("working_hours"));
            view! {
                <tr>
                    {rows::select(cx, error, &At { name: "category", row, label: t::category(l), path: &at_category }, categories.clone(), &category)}
                    {rows::select(cx, error, &At { name: "area", row, label: t::area(l), path: &at_area }, places.clone(), &area)}
                    {rows::input(cx, error, &At { name: "working_hours", row, label: t::working_hours(l), path: &at_hours }, "number", &hours)}
                </tr>
            }
            .into_any()
        })
        .collect();
    let defaults = catalogue
        .categories
        .iter()
        .map(|category| {
            let hours =
                category.sla_working_hours.map_or_else(|| t::no_limit(l).to_owned(), |h| t::n_hours(l, h));
            view! { <tr><td>{names::category(l, category)}</td><td class="num">{hours}</td></tr> }
        })
        .collect_view();
    let content = view! {
        <form class="panel panel-flush" method="post" action="/office/rules/limits">
            <div class="panel-head"><h2 class="panel-title">{t::limits_own(l)}</h2><p class="small muted">{t::limits_hint(l)}</p></div>
            <div class="panel-body">
                {rows::table(t::limits_own(l), [t::category(l), t::area(l), t::working_hours(l)], lines)}
                <div class="rules-foot">{save(l)}</div>
            </div>
        </form>
        <details class="disclosure">
            <summary>{t::limits_default(l)}</summary>
            <div class="disclosure-body">
                <table class="table table-compact">
                    <thead><tr><th scope="col">{t::category(l)}</th><th scope="col" class="num">{t::working_hours(l)}</th></tr></thead>
                    <tbody>{defaults}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any();
    Ok(super::page(cx, Part { tab: Tab::Limits, lead: t::limits_lead(l), error, anchors: &[], content }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_without_a_category_is_removed_and_hours_must_be_whole() {
        let pairs = [
            ("category", ""),
            ("area", "1506"),
            ("working_hours", "4"),
            ("category", "lamp"),
            ("area", ""),
            ("working_hours", "x"),
        ];
        let pairs: Pairs = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let form = LimitsForm::read(&pairs);
        assert_eq!(form.0.len(), 1);
        assert_eq!(form.body().unwrap_err().fields[0].path, "0.working_hours");
        let form = LimitsForm(vec![["lamp".into(), String::new(), "8".into()]]);
        let limits = form.body().unwrap();
        assert_eq!(limits.0, [TimeLimit { category: "lamp".into(), area: None, working_hours: 8 }]);
    }
}
