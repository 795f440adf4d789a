//! What was filled in about a visit in the plain form, as it was sent, and how it becomes a visit.

use crate::pages::quiz::QuizForm;
use domain::error::{ApiError, FieldCode, FieldError, FieldErrors};
use domain::location::{LocationBody, LocationSource};
use domain::survey::{VisitBody, VisitOutcome, VisitPurpose, VisitResponse};
use domain::time::Timestamp;
use uuid::Uuid;

/// Which household is visited: the address of its page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Door {
    /// Id of the plan.
    pub plan: Uuid,
    /// Code of the area.
    pub area: String,
    /// Code of the household, or its number in a walk.
    pub household: String,
}

impl Door {
    /// The address of its page.
    pub fn address(&self) -> String {
        let part = crate::pages::encoded;
        format!("/today/{}/{}/{}", self.plan, part(&self.area), part(&self.household))
    }
}

/// The fields of the form, exactly as filled in, so that a form that is refused shows them again.
///
/// The ids and `started_at` are fixed when the form is first shown: pressing the button twice sends the same visit twice,
/// which is harmless. The moment of its end is not: see [`VisitForm::body`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VisitForm {
    /// Id of the visit, a UUIDv7. The handler makes it for a form that has none.
    pub id: String,
    /// Id of the answers, likewise.
    pub response: String,
    /// Number of the attempt.
    pub attempt: String,
    /// How it ended.
    pub outcome: String,
    /// What it was for; empty counts as what the plan is for.
    pub purpose: String,
    /// `1` when the person agreed.
    pub consent: String,
    /// Adults of the household.
    pub adults: String,
    /// When the form was opened, RFC 3339.
    pub started_at: String,
    /// Latitude in degrees, WGS-84.
    pub lat: String,
    /// Longitude in degrees, WGS-84.
    pub lng: String,
    /// Radius of uncertainty in metres.
    pub accuracy_m: String,
    /// A remark.
    pub note: String,
    /// The answers, and the version that was asked.
    pub quiz: QuizForm,
}

impl VisitForm {
    /// Reads the fields of a form; fields of other names are left aside.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut form = Self::default();
        let mut answers = Vec::new();
        for (name, value) in pairs {
            let field = match name.as_str() {
                "id" => &mut form.id,
                "response" => &mut form.response,
                "attempt" => &mut form.attempt,
                "outcome" => &mut form.outcome,
                "purpose" => &mut form.purpose,
                "consent" => &mut form.consent,
                "adults" => &mut form.adults,
                "started_at" => &mut form.started_at,
                "lat" => &mut form.lat,
                "lng" => &mut form.lng,
                "accuracy_m" => &mut form.accuracy_m,
                "note" => &mut form.note,
                _ => {
                    answers.push((name, value));
                    continue;
                }
            };
            *field = value;
        }
        form.quiz = QuizForm::from_pairs(answers);
        form
    }

    /// The visit that the form describes. Only an interview has adults, consent and answers: what was filled in before another
    /// outcome was chosen is left out.
    ///
    /// A visit ends when its form is sent. So that the same form sent twice is the same visit, the handler takes a conflict as a
    /// sign that it has arrived.
    ///
    /// # Errors
    /// [`domain::error::ErrorCode::Invalid`] naming `id`, `outcome`, `purpose`, `attempt`, `adults`, `started_at`, `response.version`
    /// or `response.answers`; everything else is checked by [`VisitBody::parse`].
    pub fn body(
        &self,
        door: &Door,
        questionnaire: &str,
        now: Timestamp,
    ) -> Result<(Uuid, VisitBody), ApiError> {
        let mut errors = FieldErrors::new();
        let malformed = |path: &str| FieldError::new(path, FieldCode::Malformed, "cannot be read");
        let id = errors.keep(Uuid::parse_str(self.id.trim()).map_err(|_| malformed("id")));
        let attempt = errors.keep(self.attempt.trim().parse().map_err(|_| malformed("attempt")));
        let started_at = errors.keep(Timestamp::parse("started_at", self.started_at.trim()));
        let purpose = errors.keep(VisitPurpose::from_text(&self.purpose).ok_or_else(|| malformed("purpose")));
        let missing = || FieldError::new("outcome", FieldCode::Required, "choose how it ended");
        let outcome = errors.keep(VisitOutcome::from_text(&self.outcome).ok_or_else(missing));
        let location = LocationBody::from_text(&self.lat, &self.lng, LocationSource::Device).ok().flatten();
        let location =
            location.map(|place| LocationBody { accuracy_m: self.accuracy_m.trim().parse().ok(), ..place });
        let interviewed = outcome == Some(VisitOutcome::Interviewed);
        let adults = match self.adults.trim() {
            text if interviewed && !text.is_empty() => {
                errors.keep(text.parse().map_err(|_| malformed("adults")))
            }
            _ => None,
        };
        // A phone page that was opened while the server's clock was ahead must not be refused for it.
        let started_at = started_at.map(|started| started.min(now));
        let response =
            if interviewed { self.answers(questionnaire, started_at, now, &mut errors) } else { None };
        let value = id.zip(attempt).zip(started_at).zip(outcome.zip(purpose)).map(
            |(((id, attempt), started_at), (outcome, purpose))| {
                let body = VisitBody {
                    plan: door.plan,
                    area: door.area.clone(),
                    household: door.household.clone(),
                    attempt,
                    purpose,
                    outcome,
                    consent: interviewed && self.consent == "1",
                    adults,
                    respondent_note: None,
                    started_at,
                    ended_at: now,
                    location,
                    note: Some(self.note.trim().to_owned()).filter(|note| !note.is_empty()),
                    response,
                };
                (id, body)
            },
        );
        errors.finish(value)
    }

    fn answers(
        &self,
        questionnaire: &str,
        started_at: Option<Timestamp>,
        now: Timestamp,
        errors: &mut FieldErrors,
    ) -> Option<VisitResponse> {
        let malformed = |path: &str| FieldError::new(path, FieldCode::Malformed, "cannot be read");
        let id = errors.keep(Uuid::parse_str(self.response.trim()).map_err(|_| malformed("response.id")));
        let version = self.quiz.version.trim().parse().map_err(|_| malformed("response.version"));
        let version = errors.keep(version);
        if self.quiz.answers.values().all(Vec::is_empty) {
            errors.add("response.answers", FieldCode::Required, "answer at least one item");
        }
        let mut answers = self.quiz.answers.clone();
        for item in &self.quiz.items {
            answers.entry(item.clone()).or_default();
        }
        id.zip(version).map(|(id, version)| VisitResponse {
            id,
            questionnaire: questionnaire.to_owned(),
            version,
            respondent: None,
            answers,
            started_at,
            submitted_at: now,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_392_060_000);

    fn door() -> Door {
        Door { plan: Uuid::nil(), area: "150623001001".to_owned(), household: "H014".to_owned() }
    }

    fn sent(more: &[(&str, &str)]) -> VisitForm {
        let pairs = [
            ("id", "01936f5a-0000-7000-8000-000000000001"),
            ("response", "01936f5a-0000-7000-8000-000000000002"),
            ("attempt", "2"),
            ("purpose", "measurement"),
            ("started_at", "2026-11-23T08:00:00+08:00"),
            ("version", "1"),
            ("items", "q1 q2"),
            ("answer.q1", "b"),
            ("consent", "1"),
            ("adults", "3"),
        ];
        let pairs = pairs.iter().chain(more);
        VisitForm::from_pairs(pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn an_interview_has_answers_and_consent() {
        let form =
            sent(&[("outcome", "interviewed"), ("lat", "38.1"), ("lng", "107.5"), ("note", " 七点后 ")]);
        let (_, body) = form.body(&door(), "survey", NOW).unwrap();
        assert_eq!((body.attempt, body.adults, body.consent), (2, Some(3), true));
        assert_eq!((body.note.as_deref(), body.ended_at), (Some("七点后"), NOW));
        let response = body.response.unwrap();
        assert_eq!(response.answers["q1"], ["b"]);
        assert!(response.answers["q2"].is_empty());
    }

    #[test]
    fn another_outcome_leaves_out_what_only_an_interview_has() {
        let (_, body) = sent(&[("outcome", "refused")]).body(&door(), "survey", NOW).unwrap();
        assert_eq!((body.response, body.adults, body.consent), (None, None, false));
    }

    #[test]
    fn everything_missing_is_told_at_once() {
        let paths = |form: VisitForm| -> Vec<String> {
            let error = form.body(&door(), "survey", NOW).unwrap_err();
            error.fields.into_iter().map(|field| field.path).collect()
        };
        let form = VisitForm { id: "1".to_owned(), purpose: String::new(), ..sent(&[]) };
        assert_eq!(paths(form), ["id", "purpose", "outcome"]);
        let mut form = sent(&[("outcome", "interviewed")]);
        form.quiz.answers.clear();
        assert_eq!(paths(form), ["response.answers"]);
    }
}
