//! Routing: which unit a report is proposed for.
//!
//! Asset problems (部件) go to the owner of the asset first, events (事件) to the area first.

use crate::category::Category;
use serde::{Deserialize, Serialize};

/// One rule; what is not given fits everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RoutingRule {
    /// Code of a category, or of a group of categories.
    #[serde(default)]
    pub category: Option<String>,
    /// Code of an area; everything below it fits as well.
    #[serde(default)]
    pub area: Option<String>,
    /// Code of the unit.
    pub unit: String,
}

/// All rules, in the order in which the office keeps them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Routing(pub Vec<RoutingRule>);

impl Routing {
    /// The rule that decides for a category in an area, given as its own code first and then those of the areas above it.
    ///
    /// For an asset the rule with the nearer category wins, for an event the one with the nearer area; where that is
    /// equal, the other one decides, and at last the order of the rules.
    pub fn rule(&self, category: &Category, area_and_above: &[&str]) -> Option<&RoutingRule> {
        let asset = category.kind == "asset";
        let nearness = |rule: &RoutingRule| {
            let by_category = match rule.category.as_deref() {
                None => 0,
                Some(code) if code == category.code => 2,
                Some(code) if code == category.group => 1,
                Some(_) => return None,
            };
            let by_area = match rule.area.as_deref() {
                None => 0,
                // The nearest area comes first in the list.
                Some(code) => area_and_above.len() - area_and_above.iter().position(|area| *area == code)?,
            };
            Some(if asset { (by_category, by_area) } else { (by_area, by_category) })
        };
        let mut best: Option<((usize, usize), &RoutingRule)> = None;
        for rule in &self.0 {
            if let Some(near) = nearness(rule)
                && best.is_none_or(|(other, _)| near > other)
            {
                best = Some((near, rule));
            }
        }
        best.map(|(_, rule)| rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(kind: &str) -> Category {
        Category {
            code: "street_lamp".into(),
            group: "facility".into(),
            kind: kind.into(),
            zh: String::new(),
            en: String::new(),
            sla_working_hours: None,
            keywords: Vec::new(),
            icon: String::new(),
        }
    }

    fn rule(category: Option<&str>, area: Option<&str>, unit: &str) -> RoutingRule {
        RoutingRule { category: category.map(Into::into), area: area.map(Into::into), unit: unit.into() }
    }

    #[test]
    fn assets_go_to_the_owner_first_and_events_to_the_area_first() {
        let rules = Routing(vec![
            rule(None, None, "office"),
            rule(None, Some("town"), "town-government"),
            rule(Some("facility"), None, "housing"),
            rule(Some("street_lamp"), None, "power"),
            rule(None, Some("village"), "village-committee"),
        ]);
        let unit = |kind, areas: &[&str]| rules.rule(&category(kind), areas).unwrap().unit.clone();
        assert_eq!(unit("asset", &["village", "town"]), "power");
        assert_eq!(unit("event", &["village", "town"]), "village-committee");
        assert_eq!(unit("event", &["other", "town"]), "town-government");
        assert_eq!(unit("event", &[]), "power");
        assert_eq!(Routing(vec![rule(Some("x"), None, "u")]).rule(&category("event"), &[]), None);
    }
}
