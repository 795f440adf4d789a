//! Answers (答卷): how one filled questionnaire is checked and scored.

use crate::code;
use crate::error::{ApiError, FieldCode, FieldError, FieldErrors};
use crate::limits;
use crate::questionnaire::{Bilingual, ItemKind, ItemType, Purpose, Questionnaire};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// How a respondent was reached. The channels are never pooled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SurveyChannel {
    /// A visit at home: the headline.
    Household,
    /// Asked in the street.
    Intercept,
    /// Opted in, by a link or QR code.
    #[serde(rename = "self")]
    SelfSelected,
}
crate::location::text_codes!(SurveyChannel { Household = "household", Intercept = "intercept", SelfSelected = "self" });

/// What the office should look at in answers that were stored. None of it refuses them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ResponseFlag {
    /// The version that was asked is not, or no longer, the published one.
    ReplacedVersion,
}
crate::location::text_codes!(ResponseFlag { ReplacedVersion = "replaced_version" });

/// Who answered, as far as they said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Respondent {
    /// Code of the sex.
    #[serde(default)]
    pub sex: Option<String>,
    /// Code of the age band.
    #[serde(default)]
    pub age_band: Option<String>,
}

/// Answers as they are sent (`PUT /api/v1/responses/{id}`), before they are checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ResponseBody {
    /// Slug of the questionnaire.
    pub questionnaire: String,
    /// Version that was asked.
    pub version: u32,
    /// How the respondent was reached.
    pub channel: SurveyChannel,
    /// Code of the area.
    #[serde(default)]
    pub area: Option<String>,
    /// Code of the stratum; by default the area's town.
    #[serde(default)]
    pub stratum: Option<String>,
    /// Code of the cluster; by default the area's community or village.
    #[serde(default)]
    pub cluster: Option<String>,
    /// Design weight, from 1e-9 to 1e9; by default 1.
    #[serde(default)]
    pub design_weight: Option<f64>,
    /// Who answered.
    #[serde(default)]
    pub respondent: Option<Respondent>,
    /// Chosen option codes by item name. An item that was shown and left blank has an empty list.
    pub answers: BTreeMap<String, Vec<String>>,
    /// The visit these answers belong to.
    #[serde(default)]
    pub visit: Option<Uuid>,
    /// When the first question was shown.
    #[serde(default)]
    pub started_at: Option<Timestamp>,
    /// When it was finished.
    pub submitted_at: Timestamp,
}

/// Checked answers. Their canonical JSON decides whether a repeated submission is the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NewResponse {
    /// Slug of the questionnaire.
    pub questionnaire: String,
    /// Version that was asked.
    pub version: u32,
    /// What the answers are for.
    pub purpose: Purpose,
    /// How the respondent was reached.
    pub channel: SurveyChannel,
    /// Code of the area.
    pub area: Option<String>,
    /// Code of the stratum as sent.
    pub stratum: Option<String>,
    /// Code of the cluster as sent.
    pub cluster: Option<String>,
    /// Design weight.
    pub design_weight: f64,
    /// Code of the sex.
    pub sex: Option<String>,
    /// Code of the age band.
    pub age_band: Option<String>,
    /// Chosen option codes by item name, each list sorted.
    pub answers: BTreeMap<String, Vec<String>>,
    /// The visit these answers belong to.
    pub visit: Option<Uuid>,
    /// When the first question was shown.
    pub started_at: Option<Timestamp>,
    /// When it was finished.
    pub submitted_at: Timestamp,
}

impl ResponseBody {
    /// Checks the answers against the form that was asked.
    ///
    /// Sex and age band are taken from `respondent`, else from the demographic items `sex` and `age_band`.
    ///
    /// # Errors
    /// [`crate::error::ErrorCode::Invalid`] naming `version`, `area`, `stratum`, `cluster`, `design_weight`,
    /// `respondent.…`, `answers.ITEM`, `started_at`, `submitted_at`.
    pub fn parse(self, form: &Questionnaire, now: Timestamp) -> Result<NewResponse, ApiError> {
        let mut errors = FieldErrors::new();
        if form.slug != self.questionnaire || form.version != self.version {
            errors.add("version", FieldCode::Unknown, "there is no such version of the questionnaire");
        }
        let mut code_at = |path: &str, text: &Option<String>| {
            errors.keep(code::parse_optional(path, text.as_deref())).flatten()
        };
        let area = code_at("area", &self.area);
        let stratum = code_at("stratum", &self.stratum);
        let cluster = code_at("cluster", &self.cluster);
        let who = self.respondent.unwrap_or_default();
        let from_item = |name: &str| {
            let item = form.item(name).filter(|item| item.kind == ItemKind::Demographic)?;
            self.answers.get(&item.name)?.first().cloned()
        };
        let sex = code_at("respondent.sex", &who.sex.or_else(|| from_item("sex")));
        let age_band = code_at("respondent.age_band", &who.age_band.or_else(|| from_item("age_band")));
        let design_weight = self.design_weight.unwrap_or(1.0);
        // The squares of smaller ones would vanish.
        if !(1e-9..=1e9).contains(&design_weight) {
            errors.add("design_weight", FieldCode::OutOfRange, "from 1e-9 to 1e9");
        }
        if self.submitted_at.0 > now.0 + limits::CLOCK_AHEAD_MS {
            errors.add("submitted_at", FieldCode::OutOfRange, "lies in the future");
        }
        if self.started_at.is_some_and(|started| started > self.submitted_at) {
            errors.add("started_at", FieldCode::Inconsistent, "after submitted_at");
        }
        if self.answers.is_empty() {
            errors.add("answers", FieldCode::Required, "no item was answered");
        }
        let mut answers = BTreeMap::new();
        for (name, chosen) in self.answers {
            match check_answer(form, &name, chosen) {
                Ok(chosen) => drop(answers.insert(name, chosen)),
                Err(error) => drop(errors.keep::<()>(Err(error))),
            }
        }
        errors.finish(Some(NewResponse {
            questionnaire: self.questionnaire,
            version: self.version,
            purpose: form.purpose,
            channel: self.channel,
            area,
            stratum,
            cluster,
            design_weight,
            sex,
            age_band,
            answers,
            visit: self.visit,
            started_at: self.started_at,
            submitted_at: self.submitted_at,
        }))
    }
}

fn check_answer(
    form: &Questionnaire,
    name: &str,
    mut chosen: Vec<String>,
) -> Result<Vec<String>, FieldError> {
    let at = format!("answers.{name}");
    let Some(item) = form.item(name) else {
        return Err(FieldError::new(at, FieldCode::Unknown, "there is no such item"));
    };
    if let Some(unknown) = chosen.iter().find(|code| !item.options.iter().any(|option| option.code == **code))
    {
        return Err(FieldError::new(at, FieldCode::Unknown, format!("{unknown:?} is no option")));
    }
    chosen.sort();
    if chosen.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(FieldError::new(at, FieldCode::Duplicate, "the same option twice"));
    }
    if item.item_type == ItemType::SelectOne && chosen.len() > 1 {
        return Err(FieldError::new(at, FieldCode::TooMany, "only one option"));
    }
    Ok(chosen)
}

/// How one respondent did on the awareness items that were shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Names of the shown awareness items, each with whether its answer is right, in the form's order.
    pub items: Vec<(String, bool)>,
    /// How many are right.
    pub right: u32,
    /// How many were shown.
    pub of: u32,
    /// `right / of`; 0 when none was shown.
    pub score: f64,
}

impl NewResponse {
    /// Scores the answers. In a measurement all awareness items count as shown; in training those that were drawn, which
    /// are the ones that `answers` names. A blank or 不清楚 is 0.
    pub fn score(&self, form: &Questionnaire) -> Score {
        let blank = Vec::new();
        let items: Vec<(String, bool)> = form
            .awareness_items()
            .filter(|item| self.purpose == Purpose::Measurement || self.answers.contains_key(&item.name))
            .map(|item| (item.name.clone(), item.is_right(self.answers.get(&item.name).unwrap_or(&blank))))
            .collect();
        let right = u32::try_from(items.iter().filter(|(_, right)| *right).count()).unwrap_or(u32::MAX);
        let of = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let score = if of == 0 { 0.0 } else { f64::from(right) / f64::from(of) };
        Score { items, right, of, score }
    }

    /// What was right and why, for a training quiz; empty for a measurement, also where its answers were kept as training because
    /// they do not count.
    pub fn review(&self, form: &Questionnaire) -> Vec<ItemReview> {
        if self.purpose == Purpose::Measurement || form.purpose == Purpose::Measurement {
            return Vec::new();
        }
        let shown: BTreeSet<&str> = self.answers.keys().map(String::as_str).collect();
        form.awareness_items()
            .filter(|item| shown.contains(item.name.as_str()))
            .map(|item| {
                let chosen = self.answers.get(&item.name).cloned().unwrap_or_default();
                ItemReview {
                    item: item.name.clone(),
                    right: item.is_right(&chosen),
                    chosen,
                    key: item.key.clone(),
                    explanation: item.explanation.clone(),
                }
            })
            .collect()
    }
}

/// What was right about one item, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ItemReview {
    /// Name of the item.
    pub item: String,
    /// Whether the answer is right.
    pub right: bool,
    /// The chosen options.
    pub chosen: Vec<String>,
    /// The right options.
    pub key: Vec<String>,
    /// Why they are right.
    pub explanation: Option<Bilingual>,
}

/// What the sender of answers gets back, the first time and every time after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ResponseReceipt {
    /// The response's id.
    pub id: Uuid,
    /// Share of shown awareness items that are right.
    pub score: f64,
    /// How many are right.
    pub right: u32,
    /// How many were shown.
    pub of: u32,
    /// What was right and why; only for a training questionnaire.
    pub review: Vec<ItemReview>,
    /// What the office will look at; left out when there is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<ResponseFlag>,
}

#[cfg(test)]
mod tests;
