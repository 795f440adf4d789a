//! Routing (派单规则): which unit a report is proposed for, and the reports that no rule covers.

use super::rows::{self, At, BLANK};
use super::{Pairs, Part, Tab, choices, require, save};
use crate::components::icons::icon_with;
use crate::components::names;
use crate::page::{Page, PageContext, PageError};
use crate::pages::office::fields::{Choice, flat};
use crate::t::rules as t;
use domain::category::CategoryGroup;
use domain::error::ApiError;
use domain::ledger::{Routing, RoutingRule};
use domain::listing::ReportRow;
use leptos::prelude::*;

/// Reports without a rule that are shown.
const UNROUTED: u32 = 20;

/// Rules as typed: category or group, area, unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoutingForm(Vec<[String; 3]>);

impl RoutingForm {
    /// What came with a form. A row without a unit is removed.
    pub fn read(pairs: &Pairs) -> Self {
        let rows = rows::read(pairs, ["category", "area", "unit"]);
        Self(rows.into_iter().filter(|[.., unit]| !unit.is_empty()).collect())
    }

    /// The rules that it says, in their order.
    pub fn body(&self) -> Routing {
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let rule = |[category, area, unit]: &[String; 3]| RoutingRule {
            category: given(category),
            area: given(area),
            unit: unit.clone(),
        };
        Routing(self.0.iter().map(rule).collect())
    }
}

/// The rules, or what was typed with what is wrong with it.
///
/// # Errors
/// What the backend refuses.
pub async fn page(
    cx: &PageContext,
    typed: Option<&RoutingForm>,
    error: Option<&ApiError>,
) -> Result<Page, PageError> {
    let l = cx.locale;
    require(cx)?;
    let kept = cx
        .backend
        .routing()
        .await?
        .0
        .into_iter()
        .map(|rule| [rule.category.unwrap_or_default(), rule.area.unwrap_or_default(), rule.unit]);
    let kept = RoutingForm(kept.collect());
    let form = typed.unwrap_or(&kept);
    let catalogue = cx.backend.catalogue();
    let areas = cx.backend.areas().await?;
    let units = cx.backend.units().await?;
    let whole = |group: &CategoryGroup| {
        Some(Choice::new(group.code.clone(), t::whole_group(l, names::group(l, group))))
    };
    let categories = choices::categories(l, &catalogue, t::every_category(l), whole);
    let places = choices::places(l, &areas);
    let units = units.into_iter().map(|unit| Choice::new(unit.code, unit.name));
    let units = flat(std::iter::once(Choice::new("", t::none(l))).chain(units).collect());
    let blank = std::iter::repeat_n(<[String; 3]>::default(), BLANK);
    let lines = form.0.iter().cloned().chain(blank).enumerate();
    let lines = lines
        .map(|(row, [category, area, unit])| {
            let path = |name: &str| format!("{row}.{name}");
            let (at_category, at_area, at_unit) = (path("category"), path("area"), path("unit"));
            view! {
                <tr>
                    {rows::select(cx, error, &At { name: "category", row, label: t::category(l), path: &at_category }, categories.clone(), &category)}
                    {rows::select(cx, error, &At { name: "area", row, label: t::area(l), path: &at_area }, places.clone(), &area)}
                    {rows::select(cx, error, &At { name: "unit", row, label: t::unit(l), path: &at_unit }, units.clone(), &unit)}
                </tr>
            }
            .into_any()
        })
        .collect();
    let uncovered = cx.backend.unrouted_reports(UNROUTED).await?;
    let content = view! {
        <form class="panel panel-flush" method="post" action="/office/rules">
            <div class="panel-head"><h2 class="panel-title">{t::routing(l)}</h2><p class="small muted">{t::routing_hint(l)}</p></div>
            <div class="panel-body">
                {rows::table(t::routing(l), [t::category(l), t::area(l), t::unit(l)], lines)}
                <div class="rules-foot">{save(l)}</div>
            </div>
        </form>
        {unrouted(cx, &uncovered)}
    }
    .into_any();
    Ok(super::page(cx, Part { tab: Tab::Routing, lead: t::routing_lead(l), error, anchors: &[], content }))
}

/// The newest reports that no rule covers.
fn unrouted(cx: &PageContext, reports: &[ReportRow]) -> AnyView {
    let l = cx.locale;
    let catalogue = cx.backend.catalogue();
    let body = if reports.is_empty() {
        view! {
            <div class="empty">
                {icon_with(cx, "check-circle", "empty-icon")}
                <p class="empty-title">{t::unrouted_none(l)}</p>
            </div>
        }
        .into_any()
    } else {
        let items = reports.iter().map(|report| {
            let name = names::category_code(l, &catalogue, &report.category);
            view! {
                <li>
                    <a class="list-item" href=format!("/office/reports/{}", report.id)>
                        <span class="list-body">
                            <span class="list-title">{name}</span>
                            <span class="list-meta">{report.received_at.to_minute()}" · "{report.receipt_code.to_string()}</span>
                        </span>
                    </a>
                </li>
            }
        });
        view! { <ul class="list">{items.collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="panel">
            <div class="panel-head"><h2 class="panel-title">{t::unrouted(l)}</h2><p class="small muted">{t::unrouted_hint(l)}</p></div>
            <div class="panel-body">{body}</div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_keep_their_order_and_a_row_without_a_unit_is_removed() {
        let pairs = [
            ("category", "lamp"),
            ("area", ""),
            ("unit", "power"),
            ("category", "x"),
            ("area", ""),
            ("unit", ""),
            ("category", ""),
            ("area", "town"),
            ("unit", "gov"),
        ];
        let pairs: Pairs = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let rules = RoutingForm::read(&pairs).body().0;
        assert_eq!(rules.len(), 2);
        assert_eq!((rules[0].category.as_deref(), rules[0].unit.as_str()), (Some("lamp"), "power"));
        assert_eq!((rules[1].area.as_deref(), rules[1].category.as_deref()), (Some("town"), None));
    }
}
