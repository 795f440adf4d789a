//! What was answered in a plain form, as it was sent, and how it becomes a response.

use domain::error::{ApiError, FieldCode, FieldError, FieldErrors};
use domain::response::{ResponseBody, SurveyChannel};
use domain::time::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What stands before the name of an item in the name of its fields, so that an item may be called `id`, too.
pub(super) const ANSWER: &str = "answer.";

/// The fields of the form, so that a form that is refused shows them again.
///
/// Pressing the button twice sends the same `id` with another `submitted_at`; the handler takes a conflict as a sign that
/// the answers have arrived, and shows their result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuizForm {
    /// Id of the response, a UUIDv7. The handler makes it for a form that has none.
    pub id: String,
    /// Version that was asked.
    pub version: String,
    /// When the form was opened, RFC 3339; the page fills it in when it is empty.
    pub started_at: String,
    /// Code of the area.
    pub area: String,
    /// `household`, `intercept` or `self`; empty counts as `self`.
    pub channel: String,
    /// Names of the items that were shown, in their order.
    pub items: Vec<String>,
    /// Chosen options by item.
    pub answers: BTreeMap<String, Vec<String>>,
}

impl QuizForm {
    /// Reads the fields of a form or a query; fields of other names are left aside.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "id" => form.id = value,
                "version" => form.version = value,
                "started_at" => form.started_at = value,
                "area" => form.area = value,
                "channel" => form.channel = value,
                "items" => form.items = value.split_whitespace().map(str::to_owned).collect(),
                _ => {
                    if let Some(item) = name.strip_prefix(ANSWER) {
                        form.answers.entry(item.to_owned()).or_default().push(value);
                    }
                }
            }
        }
        form
    }

    /// Whether an option of an item was chosen.
    pub(super) fn has(&self, item: &str, option: &str) -> bool {
        self.answers.get(item).is_some_and(|chosen| chosen.iter().any(|code| code == option))
    }

    /// The response that the form describes; items that were shown and left blank have no option.
    ///
    /// # Errors
    /// [`domain::error::ErrorCode::Invalid`] naming `id`, `version`, `started_at`, `channel`, or `answers` when nothing
    /// at all was answered; everything else is checked by [`ResponseBody::parse`].
    pub fn body(&self, slug: &str, now: Timestamp) -> Result<(Uuid, ResponseBody), ApiError> {
        let mut errors = FieldErrors::new();
        let malformed = |path: &str| FieldError::new(path, FieldCode::Malformed, "cannot be read");
        let id = errors.keep(Uuid::parse_str(self.id.trim()).map_err(|_| malformed("id")));
        let version = errors.keep(self.version.trim().parse().map_err(|_| malformed("version")));
        let started_at = errors.keep(Timestamp::parse("started_at", self.started_at.trim()));
        let channel =
            match self.channel.as_str() {
                "" => Some(SurveyChannel::SelfSelected),
                text => errors.keep(SurveyChannel::from_text(text).ok_or_else(|| {
                    FieldError::new("channel", FieldCode::Unknown, "there is no such channel")
                })),
            };
        if self.answers.values().all(Vec::is_empty) {
            errors.add("answers", FieldCode::Required, "answer at least one item");
        }
        let mut answers = self.answers.clone();
        for item in &self.items {
            answers.entry(item.clone()).or_default();
        }
        let area = Some(self.area.trim().to_owned()).filter(|area| !area.is_empty());
        let value =
            id.zip(version).zip(started_at.zip(channel)).map(|((id, version), (started_at, channel))| {
                // A phone page that was opened while the server's clock was ahead must not be refused for it.
                let started_at = Some(started_at.min(now));
                let body = ResponseBody {
                    questionnaire: slug.to_owned(),
                    version,
                    channel,
                    area,
                    stratum: None,
                    cluster: None,
                    design_weight: None,
                    respondent: None,
                    answers,
                    visit: None,
                    started_at,
                    submitted_at: now,
                };
                (id, body)
            });
        errors.finish(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(more: &[(&str, &str)]) -> QuizForm {
        let pairs = [
            ("id", "01936f5a-0000-7000-8000-000000000001"),
            ("version", "1"),
            ("started_at", "2026-11-23T08:00:00+08:00"),
            ("items", "q1 id"),
        ];
        QuizForm::from_pairs(
            pairs.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        )
    }

    #[test]
    fn a_shown_item_left_blank_is_sent_without_options() {
        let form = sent(&[("answer.q1", "a"), ("answer.q1", "b")]);
        let (_, body) = form.body("quiz", Timestamp(1_795_392_060_000)).unwrap();
        assert_eq!(body.answers["q1"], ["a", "b"]);
        assert!(body.answers["id"].is_empty());
        assert_eq!(body.channel, SurveyChannel::SelfSelected);
        assert!(form.has("q1", "b") && !form.has("id", "b"));
    }

    #[test]
    fn an_empty_form_is_refused() {
        let error = sent(&[]).body("quiz", Timestamp(1_795_392_060_000)).unwrap_err();
        assert_eq!((error.fields[0].path.as_str(), error.fields[0].code), ("answers", FieldCode::Required));
    }

    #[test]
    fn a_form_opened_in_the_future_starts_now() {
        let (_, body) = sent(&[("answer.q1", "a")]).body("quiz", Timestamp(5)).unwrap();
        assert_eq!(body.started_at, Some(Timestamp(5)));
    }
}
