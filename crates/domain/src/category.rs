//! The catalogue of problem categories: data that the program ships and the office may extend.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// One category of problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Stable code, as `exposed_rubbish`.
    pub code: String,
    /// Code of the group it is shown in.
    pub group: String,
    /// `event` (部件 is `asset`), or `highlight` for praise, which is no problem.
    pub kind: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Working hours until it must be put right; none when nothing has to be.
    pub sla_working_hours: Option<u32>,
    /// Other words people search by.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Name of the symbol in the icon sprite.
    pub icon: String,
}

/// A group of categories.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CategoryGroup {
    /// Stable code.
    pub code: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
}

/// All categories, in the order in which they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// The groups.
    pub groups: Vec<CategoryGroup>,
    /// The categories.
    pub categories: Vec<Category>,
}

impl Catalogue {
    /// The category of that code.
    pub fn get(&self, code: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.code == code)
    }

    /// Categories by code, for repeated look-ups.
    pub fn by_code(&self) -> HashMap<&str, &Category> {
        self.categories.iter().map(|category| (category.code.as_str(), category)).collect()
    }
}
