//! The filter of the awareness page as it stands in the address, and what it means.

use crate::pages::office::address::{QueryText, filled};
use domain::awareness::{AwarenessQuery, GroupBy, Weights};
use domain::error::{ApiError, FieldCode, FieldErrors};
use domain::response::SurveyChannel;
use domain::time::Period;
use serde::Deserialize;

/// The filter as typed: every field may be missing, blank or wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct AwarenessForm {
    /// Slug of the questionnaire; the newest measurement by default.
    pub questionnaire: Option<String>,
    /// How respondents were reached; household visits by default.
    pub channel: Option<String>,
    /// First day.
    pub from: Option<String>,
    /// Last day, included.
    pub to: Option<String>,
    /// Weights; those of the design by default.
    pub weights: Option<String>,
}

impl AwarenessForm {
    /// What the filter means; `usual` is the questionnaire when none is chosen.
    ///
    /// # Errors
    /// [`domain::error::ErrorCode::Invalid`] naming every field that cannot be read.
    pub fn parse(&self, usual: &str) -> Result<AwarenessQuery, ApiError> {
        let mut errors = FieldErrors::new();
        let mut unknown = |path: &str, text: Option<&str>, known: bool| {
            if text.is_some() && !known {
                errors.add(path, FieldCode::Unknown, "is not one of the choices");
            }
        };
        let channel = filled(&self.channel).and_then(SurveyChannel::from_text);
        unknown("channel", filled(&self.channel), channel.is_some());
        let weights = filled(&self.weights).and_then(Weights::from_text);
        unknown("weights", filled(&self.weights), weights.is_some());
        let period = errors.keep(Period::parse(filled(&self.from), filled(&self.to))).unwrap_or_default();
        errors.finish(Some(AwarenessQuery {
            questionnaire: filled(&self.questionnaire).unwrap_or(usual).to_owned(),
            channel: channel.unwrap_or(SurveyChannel::Household),
            period,
            by: GroupBy::None,
            weights: weights.unwrap_or_default(),
        }))
    }

    /// The filter as it stands in the address: `?from=…`, or nothing.
    pub fn query(&self) -> String {
        QueryText::new()
            .with("questionnaire", self.questionnaire.as_deref())
            .with("channel", self.channel.as_deref())
            .with("from", self.from.as_deref())
            .with("to", self.to.as_deref())
            .with("weights", self.weights.as_deref())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_filter_means_household_visits_with_design_weights() {
        let query =
            AwarenessForm { channel: Some(String::new()), ..Default::default() }.parse("survey").unwrap();
        assert_eq!(
            (query.questionnaire.as_str(), query.channel, query.weights),
            ("survey", SurveyChannel::Household, Weights::Design)
        );
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let text = |text: &str| Some(text.to_owned());
        let form = AwarenessForm {
            channel: text("phone"),
            weights: text("town"),
            to: text("soon"),
            ..Default::default()
        };
        let paths: Vec<_> = form.parse("s").unwrap_err().fields.into_iter().map(|field| field.path).collect();
        assert_eq!(paths, ["channel", "weights", "to"]);
    }
}
