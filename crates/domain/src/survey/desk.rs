//! What the office sees of its surveys: plans, progress, visits to look at, invitations and phones.

use crate::response::{ResponseFlag, SurveyChannel};
use crate::survey::plan::PlannedArea;
use crate::survey::rate::ResponseRate;
use crate::survey::selection::Walk;
use crate::survey::visit::{VisitOutcome, VisitPurpose};
use crate::survey::visit_body::VisitFlag;
use crate::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A plan in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanSummary {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub title: String,
    /// Slug of the questionnaire.
    pub questionnaire: String,
    /// Its version.
    pub version: u32,
    /// What the visits are for.
    pub purpose: VisitPurpose,
    /// First day of the visits.
    pub from: Day,
    /// Last day of the visits.
    pub to: Day,
    /// Seed of every draw.
    pub seed: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it (`Actor::label`).
    pub created_by: String,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Its areas.
    pub areas: u32,
    /// What became of its households.
    pub rate: ResponseRate,
}

/// A plan with everything around it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanDetail {
    /// The plan.
    pub plan: PlanSummary,
    /// Its areas, in the order of their codes.
    pub areas: Vec<PlanArea>,
    /// Those who visit, by name.
    pub volunteers: Vec<VolunteerProgress>,
    /// Everybody an area can be assigned to, by name.
    pub assignable: Vec<VolunteerName>,
    /// The newest visits to look at.
    pub flagged: Vec<VisitRow>,
    /// How many visits there are to look at.
    pub flagged_count: u64,
}

/// An area of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanArea {
    /// What was planned.
    pub planned: PlannedArea,
    /// Its name.
    pub name: String,
    /// Name of its town.
    pub town: Option<String>,
    /// What each of its households stands for.
    pub weight: f64,
    /// SHA-256 of the codes of the list it was drawn from, in their order, each followed by a line feed.
    pub list_sha256: Option<String>,
    /// How to walk, where there is no list.
    pub walk: Option<Walk>,
    /// Where walks may start, in words.
    pub start_points: Vec<String>,
    /// To whom it is assigned.
    pub volunteers: Vec<Uuid>,
    /// What became of its households.
    pub rate: ResponseRate,
}

/// Somebody who visits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VolunteerName {
    /// Their id.
    pub id: Uuid,
    /// The name shown.
    pub name: String,
    /// Whether they may sign in.
    pub enabled: bool,
}

/// What one volunteer did in a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VolunteerProgress {
    /// Their id.
    pub id: Uuid,
    /// The name shown.
    pub name: String,
    /// Areas assigned.
    pub areas: u32,
    /// Households of these areas.
    pub households: u64,
    /// Their visits by outcome, each attempt counted.
    pub outcomes: Vec<(VisitOutcome, u64)>,
    /// Visits to look at.
    pub flagged: u64,
    /// When the last one ended.
    pub last_at: Option<Timestamp>,
}

/// One visit in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitRow {
    /// Its id.
    pub id: Uuid,
    /// Code of the area.
    pub area: String,
    /// The household.
    pub household: String,
    /// Which attempt it was.
    pub attempt: u32,
    /// How it ended.
    pub outcome: VisitOutcome,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was over.
    pub ended_at: Timestamp,
    /// Name of the volunteer.
    pub volunteer: String,
    /// What to look at.
    pub flags: Vec<VisitFlag>,
    /// A remark.
    pub note: Option<String>,
}

/// A household of a sample, on the list that the office prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleHousehold {
    /// Its code in the list, or its number in the walk.
    pub household: String,
    /// Where it is; empty in a walk.
    pub address: String,
    /// Whose it is.
    pub name: Option<String>,
    /// Attempts so far.
    pub attempts: u32,
    /// What became of it so far.
    pub outcome: Option<VisitOutcome>,
}

/// How many households the imported lists hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedArea {
    /// Code of the area.
    pub area: String,
    /// Households on its list.
    pub households: u32,
}

/// An invitation, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InviteRow {
    /// Its id.
    pub id: Uuid,
    /// For whom, as the office wrote it.
    pub note: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it works.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// A phone that a volunteer signs in on by PIN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneRow {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub user: Uuid,
    /// The name shown.
    pub name: String,
    /// Since when it is known.
    pub created_at: Timestamp,
    /// When it was last used to sign in.
    pub last_used_at: Option<Timestamp>,
    /// Until when it is known.
    pub expires_at: Timestamp,
}

/// Invitations and phones together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VolunteerAccess {
    /// Invitations, newest first.
    pub invites: Vec<InviteRow>,
    /// Phones, newest first.
    pub phones: Vec<PhoneRow>,
    /// Everybody an area can be assigned to.
    pub volunteers: Vec<VolunteerName>,
}

/// Answers to look at, as the office sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlaggedResponse {
    /// Their id.
    pub id: Uuid,
    /// Slug of the questionnaire.
    pub questionnaire: String,
    /// Version that was asked.
    pub version: u32,
    /// How the respondent was reached.
    pub channel: SurveyChannel,
    /// Code of the area.
    pub area: Option<String>,
    /// Whether they came with a visit, which its plan shows, too.
    pub visited: bool,
    /// When they were finished.
    pub submitted_at: Timestamp,
    /// When they arrived.
    pub received_at: Timestamp,
    /// What to look at.
    pub flags: Vec<ResponseFlag>,
}
