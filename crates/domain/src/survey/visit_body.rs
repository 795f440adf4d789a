//! A visit as it is sent, with its answers: one entry that arrives whole or not at all.

use crate::code;
use crate::error::{ApiError, FieldCode, FieldErrors};
use crate::limits;
use crate::location::{Location, LocationBody};
use crate::questionnaire::Questionnaire;
use crate::response::{NewResponse, Respondent, ResponseBody, ResponseReceipt, SurveyChannel};
use crate::survey::hints::Hint;
use crate::survey::visit::{VisitOutcome, VisitPurpose};
use crate::survey::weight::ADULTS_MAX;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Longest remark on how the respondent was chosen, in characters.
pub const RESPONDENT_NOTE_CHARS: usize = 200;
/// Largest number of an attempt. The rules want three; a visit that took place is recorded all the same.
pub const ATTEMPT_MAX: u32 = 9;

/// A visit as it is sent (`PUT /api/v1/visits/{id}`), before it is checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct VisitBody {
    /// The plan it belongs to.
    pub plan: Uuid,
    /// Code of the area.
    pub area: String,
    /// The household: its code in the list, or its number in the walk, from 1.
    pub household: String,
    /// Which attempt it was, from 1.
    pub attempt: u32,
    /// What it was for.
    pub purpose: VisitPurpose,
    /// How it ended.
    pub outcome: VisitOutcome,
    /// Whether the person agreed to answer, after hearing what it is for.
    #[serde(default)]
    pub consent: bool,
    /// Adults of the household, for the person weight.
    #[serde(default)]
    pub adults: Option<u32>,
    /// How the person was chosen by the next birthday.
    #[serde(default)]
    pub respondent_note: Option<String>,
    /// When the door was knocked at.
    pub started_at: Timestamp,
    /// When it was over.
    pub ended_at: Timestamp,
    /// Where it was.
    #[serde(default)]
    pub location: Option<LocationBody>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
    /// The answers, when somebody was interviewed.
    #[serde(default)]
    pub response: Option<VisitResponse>,
}

/// The answers of a visit. Channel, place in the sample, weight and visit are the server's to fill in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct VisitResponse {
    /// Their id, a UUIDv7 made on the phone.
    pub id: Uuid,
    /// Slug of the questionnaire.
    pub questionnaire: String,
    /// Version that was asked.
    pub version: u32,
    /// Who answered.
    #[serde(default)]
    pub respondent: Option<Respondent>,
    /// Chosen option codes by item name.
    pub answers: BTreeMap<String, Vec<String>>,
    /// When the first question was shown.
    #[serde(default)]
    pub started_at: Option<Timestamp>,
    /// When it was finished.
    pub submitted_at: Timestamp,
}

/// A checked visit. Its canonical JSON decides whether a repeated submission is the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NewVisit {
    /// The plan it belongs to.
    pub plan: Uuid,
    /// Code of the area.
    pub area: String,
    /// The household.
    pub household: String,
    /// Which attempt it was.
    pub attempt: u32,
    /// What it was for.
    pub purpose: VisitPurpose,
    /// How it ended.
    pub outcome: VisitOutcome,
    /// Whether the person agreed to answer.
    pub consent: bool,
    /// Adults of the household.
    pub adults: Option<u32>,
    /// How the person was chosen.
    pub respondent_note: Option<String>,
    /// When the door was knocked at.
    pub started_at: Timestamp,
    /// When it was over.
    pub ended_at: Timestamp,
    /// Where it was, in WGS-84.
    pub location: Option<Location>,
    /// A remark.
    pub note: Option<String>,
    /// Id and content of the answers.
    pub response: Option<(Uuid, NewResponse)>,
}

/// What the plan says about the answers of one of its areas.
#[derive(Clone, Debug, PartialEq)]
pub struct SamplePlace {
    /// The stratum: the area's town.
    pub stratum: String,
    /// What the answers of a household stand for.
    pub design_weight: f64,
}

impl VisitBody {
    /// Checks everything, and tells all that is wrong at once. `form` is the version that was asked, for a visit with answers.
    ///
    /// # Errors
    /// [`crate::error::ErrorCode::Invalid`] with the fields of the body; those of the answers begin with `response.`.
    pub fn parse(
        self,
        id: Uuid,
        form: Option<&Questionnaire>,
        place: &SamplePlace,
        now: Timestamp,
    ) -> Result<NewVisit, ApiError> {
        let mut errors = FieldErrors::new();
        let area = errors.keep(code::parse("area", &self.area)).unwrap_or_default();
        let household = errors.keep(code::parse("household", &self.household)).unwrap_or_default();
        if !(1..=ATTEMPT_MAX).contains(&self.attempt) {
            errors.add("attempt", FieldCode::OutOfRange, format!("from 1 to {ATTEMPT_MAX}"));
        }
        if self.adults.is_some_and(|adults| !(1..=ADULTS_MAX).contains(&adults)) {
            errors.add("adults", FieldCode::OutOfRange, format!("from 1 to {ADULTS_MAX}"));
        }
        if self.ended_at < self.started_at {
            errors.add("ended_at", FieldCode::Inconsistent, "before started_at");
        } else if self.ended_at.0 > now.0.saturating_add(limits::CLOCK_AHEAD_MS) {
            errors.add("ended_at", FieldCode::OutOfRange, "lies in the future");
        }
        let note = tidy("note", self.note, limits::DESCRIPTION_CHARS, &mut errors);
        let respondent_note =
            tidy("respondent_note", self.respondent_note, RESPONDENT_NOTE_CHARS, &mut errors);
        let location = self.location.as_ref().and_then(|location| location.parse(&mut errors));
        let interviewed = self.outcome == VisitOutcome::Interviewed;
        if interviewed && !self.consent {
            errors.add("consent", FieldCode::Required, "nobody is asked who does not agree");
        }
        let response = match (self.response, form) {
            (Some(_), _) if !interviewed => {
                errors.add("response", FieldCode::Inconsistent, "answers without an interview");
                None
            }
            (Some(answers), Some(form)) => {
                let body = answers.body(id, &area, place);
                match body.1.parse(form, now) {
                    Ok(response) => Some((body.0, response)),
                    Err(error) => {
                        for field in error.fields {
                            errors.add(format!("response.{}", field.path), field.code, field.message);
                        }
                        None
                    }
                }
            }
            _ => {
                if interviewed {
                    errors.add("response", FieldCode::Required, "an interview has answers");
                }
                None
            }
        };
        errors.finish(Some(NewVisit {
            plan: self.plan,
            area,
            household,
            attempt: self.attempt,
            purpose: self.purpose,
            outcome: self.outcome,
            consent: self.consent,
            adults: self.adults,
            respondent_note,
            started_at: self.started_at,
            ended_at: self.ended_at,
            location,
            note,
            response,
        }))
    }
}

impl VisitResponse {
    fn body(self, visit: Uuid, area: &str, place: &SamplePlace) -> (Uuid, ResponseBody) {
        let body = ResponseBody {
            questionnaire: self.questionnaire,
            version: self.version,
            channel: SurveyChannel::Household,
            area: Some(area.to_owned()),
            stratum: Some(place.stratum.clone()),
            cluster: Some(area.to_owned()),
            design_weight: Some(place.design_weight),
            respondent: self.respondent,
            answers: self.answers,
            visit: Some(visit),
            started_at: self.started_at,
            submitted_at: self.submitted_at,
        };
        (self.id, body)
    }
}

fn tidy(path: &str, text: Option<String>, longest: usize, errors: &mut FieldErrors) -> Option<String> {
    let text =
        text.map(|text| text.replace("\r\n", "\n").trim().to_owned()).filter(|text| !text.is_empty())?;
    if text.chars().count() > longest {
        errors.add(path, FieldCode::TooLong, format!("at most {longest} characters"));
    }
    if text.contains('\0') {
        errors.add(path, FieldCode::Malformed, "holds a character that cannot be stored");
    }
    Some(text)
}

/// What the office should look at in a visit that was stored. None of it refuses a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum VisitFlag {
    /// The version that was asked has been replaced by another one.
    ReplacedVersion,
    /// It began outside of the plan's period.
    OutsidePeriod,
    /// The plan had been closed.
    PlanClosed,
    /// The area was not assigned to this volunteer.
    NotAssigned,
    /// The household is not in the sample; its answers are stored and do not count.
    NotDrawn,
    /// The household had been interviewed before; these answers are stored and do not count.
    SecondInterview,
    /// See [`Hint::TooFast`].
    TooFast,
    /// See [`Hint::TooFar`].
    TooFar,
    /// See [`Hint::TooSoon`].
    TooSoon,
    /// See [`Hint::AllAlike`].
    AllAlike,
}
crate::location::text_codes!(VisitFlag {
    ReplacedVersion = "replaced_version",
    OutsidePeriod = "outside_period",
    PlanClosed = "plan_closed",
    NotAssigned = "not_assigned",
    NotDrawn = "not_drawn",
    SecondInterview = "second_interview",
    TooFast = "too_fast",
    TooFar = "too_far",
    TooSoon = "too_soon",
    AllAlike = "all_alike",
});

impl From<Hint> for VisitFlag {
    fn from(hint: Hint) -> Self {
        match hint {
            Hint::TooFast => Self::TooFast,
            Hint::TooFar => Self::TooFar,
            Hint::TooSoon => Self::TooSoon,
            Hint::AllAlike => Self::AllAlike,
        }
    }
}

/// What the sender of a visit gets back, the first time and every time after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct VisitReceipt {
    /// The visit's id.
    pub id: Uuid,
    /// What the office will look at.
    pub flags: Vec<VisitFlag>,
    /// What became of the answers.
    pub response: Option<ResponseReceipt>,
    /// Always empty: a visit has no photos. It is here so that every receipt answers the same question.
    pub photos_missing: Vec<String>,
}

#[cfg(test)]
mod tests;
