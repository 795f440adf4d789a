//! Questions about the awareness rate (群众知晓率), and their answers.

use crate::response::SurveyChannel;
use crate::time::{Day, Period};
use serde::{Deserialize, Serialize};

/// By what the answers are grouped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// One group of everybody.
    #[default]
    None,
    /// By cluster: community or village.
    Area,
    /// By stratum: town.
    Stratum,
    /// By awareness item.
    Item,
    /// By week, named by its Monday.
    Week,
    /// By sex.
    Sex,
    /// By age band.
    AgeBand,
}
crate::location::text_codes!(GroupBy {
    None = "none",
    Area = "area",
    Stratum = "stratum",
    Item = "item",
    Week = "week",
    Sex = "sex",
    AgeBand = "age_band",
});

/// Which weights the answers carry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Weights {
    /// The design weights.
    #[default]
    Design,
    /// The design weights, raked to the population's margins.
    Raked,
}
crate::location::text_codes!(Weights { Design = "design", Raked = "raked" });

/// A question about awareness.
#[derive(Clone, Debug, PartialEq)]
pub struct AwarenessQuery {
    /// Slug of the questionnaire; all its versions count.
    pub questionnaire: String,
    /// How the respondents were reached.
    pub channel: SurveyChannel,
    /// When they answered; whole weeks, by local Mondays.
    pub period: Period,
    /// Grouping.
    pub by: GroupBy,
    /// Weights.
    pub weights: Weights,
}

/// The answer: what was estimated, how, and from whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AwarenessAnswer {
    /// How it was estimated.
    pub method: AwarenessMethod,
    /// The groups; for `by=none` exactly one, which may be empty of people.
    pub groups: Vec<AwarenessGroup>,
    /// What a reader must know, as stable codes with a colon and details (`whole_weeks:2026-11-23..2026-11-30`).
    pub notes: Vec<String>,
}

/// How an awareness answer was estimated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AwarenessMethod {
    /// What is estimated: `mean_item_score`.
    pub estimand: String,
    /// The interval: `korn_graubard`.
    pub interval: String,
    /// Its confidence: 0.95.
    pub confidence: f64,
    /// Slug of the questionnaire.
    pub questionnaire: String,
    /// `measurement` or `training`.
    pub purpose: String,
    /// The channel.
    pub channel: SurveyChannel,
    /// The weights.
    pub weights: Weights,
    /// First day counted, if the period was limited.
    pub from: Option<Day>,
    /// First day no longer counted, if the period was limited.
    pub to: Option<Day>,
    /// Strata with respondents.
    pub strata: u32,
    /// Clusters with respondents.
    pub clusters: u32,
}

/// Why a value is hidden from the public and greyed for the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Suppression {
    /// Nobody answered.
    Empty,
    /// Fewer than 30 respondents.
    FewRespondents,
    /// Fewer than 30 effective respondents.
    FewEffective,
    /// The interval is .30 or wider.
    WideInterval,
}

/// One group of an awareness answer. Values that cannot be computed, or that the asker may not see, are null.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AwarenessGroup {
    /// Stable key of the group: a code, an item name, a Monday; `all` for everybody.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// Respondents.
    pub n: u64,
    /// Effective respondents: p(1−p)/V.
    pub n_effective: Option<f64>,
    /// The awareness rate, between 0 and 1.
    pub estimate: Option<f64>,
    /// Its standard error.
    pub se: Option<f64>,
    /// Degrees of freedom: clusters − strata.
    pub df: Option<f64>,
    /// Lower end of the interval.
    pub ci_low: Option<f64>,
    /// Upper end of the interval.
    pub ci_high: Option<f64>,
    /// n / n_effective.
    pub design_effect: Option<f64>,
    /// Share of respondents with at least the pass mark right; not by item.
    pub share_passed: Option<f64>,
    /// Share of respondents with everything right; not by item.
    pub share_all_right: Option<f64>,
    /// Why it is hidden or greyed; null when it is neither.
    pub suppressed: Option<Suppression>,
}

/// How the options of all items were chosen, and satisfaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OptionsAnswer {
    /// The items of all versions, in the order of the first form that has them.
    pub items: Vec<ItemOptions>,
    /// What a reader must know: `whole_weeks:…`.
    pub notes: Vec<String>,
}

/// How often one option was chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OptionShare {
    /// Code of the option.
    pub code: String,
    /// What it says.
    pub label: crate::questionnaire::Bilingual,
    /// Whether it means 不清楚.
    pub dont_know: bool,
    /// Whether it is in the key.
    pub right: bool,
    /// Respondents who chose it.
    pub n: u64,
    /// Their weighted share of all respondents who were shown the item.
    pub share: f64,
}

/// How the options of one item were chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ItemOptions {
    /// Name of the item.
    pub item: String,
    /// The question.
    pub label: crate::questionnaire::Bilingual,
    /// What it asks for.
    pub kind: crate::questionnaire::ItemKind,
    /// Respondents who were shown it.
    pub n: u64,
    /// Its options, in the form's order.
    pub options: Vec<OptionShare>,
    /// For satisfaction: share of the top answer among all.
    pub top: Option<f64>,
    /// For satisfaction: share of the top two answers among all.
    pub top_two: Option<f64>,
    /// For satisfaction: share of the top answer among those who did not answer 不清楚.
    pub top_of_known: Option<f64>,
    /// For satisfaction: share of the top two answers among those who did not answer 不清楚.
    pub top_two_of_known: Option<f64>,
}
