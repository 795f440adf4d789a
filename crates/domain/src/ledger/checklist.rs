//! What an inspector looks at in a site of some type.

use serde::{Deserialize, Serialize};

/// One thing to look at. A failure is ordered to be put right under its category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckItem {
    /// Stable code within its list.
    pub code: String,
    /// What must be so, in Chinese.
    pub zh: String,
    /// The same in English; may be empty.
    #[serde(default)]
    pub en: String,
    /// Code of the category under which a failure is ordered.
    pub category: String,
}

/// The things to look at in sites of one type; an empty type is the list for all others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// The type of site: market, school, street …
    #[serde(rename = "type")]
    pub site_type: String,
    /// In the order of a walk.
    pub items: Vec<CheckItem>,
}

impl Checklist {
    /// The list for sites of a type: their own, else the one for all others.
    pub fn of<'a>(lists: &'a [Self], site_type: &str) -> Option<&'a Self> {
        let named = |name: &str| lists.iter().find(|list| list.site_type == name);
        named(site_type).or_else(|| named(""))
    }
}
