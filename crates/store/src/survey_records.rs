//! What goes into the store and what comes out of it, for door-to-door surveys.

use crate::records::{NewResponseRecord, PlaceCells, ResponseRecord};
use domain::office::Person;
use domain::survey::desk::{InviteRow, PhoneRow};
use domain::survey::{
    Attempt, NewPlan, NewVisit, PlannedArea, ResponseRate, VisitFlag, VisitOutcome, VisitPurpose,
};
use domain::time::{Day, Timestamp};
use uuid::Uuid;

/// A household on an imported list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedHousehold {
    /// Code of the area.
    pub area: String,
    /// Its code, unique in the area.
    pub household: String,
    /// Where it is.
    pub address: String,
    /// Whose it is.
    pub name: Option<String>,
}

/// A checked plan with its sample.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPlanRecord {
    /// Its id.
    pub id: Uuid,
    /// What was planned.
    pub plan: NewPlan,
    /// The sample of each area, in the order of the plan's areas.
    pub samples: Vec<AreaSample>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it (`Actor::label`).
    pub actor: String,
}

/// The sample of one area.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaSample {
    /// Where walks may start, in words.
    pub start_points: Vec<String>,
    /// SHA-256 of the list that was drawn from.
    pub list_sha256: Option<String>,
    /// The households drawn, in the order of drawing.
    pub households: Vec<ListedHousehold>,
}

/// An area of a stored plan.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyAreaRecord {
    /// What was planned.
    pub planned: PlannedArea,
    /// Where walks may start, in words.
    pub start_points: Vec<String>,
    /// SHA-256 of the list that was drawn from.
    pub list_sha256: Option<String>,
    /// What became of its households.
    pub rate: ResponseRate,
}

/// A household of a sample with what happened there.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleRecord {
    /// Code of the area.
    pub area: String,
    /// Its code in the list, or its number in the walk.
    pub household: String,
    /// Where it is; empty in a walk.
    pub address: String,
    /// Whose it is.
    pub name: Option<String>,
    /// Attempts for the plan's purpose, oldest first.
    pub attempts: Vec<Attempt>,
    /// What became of it so far.
    pub outcome: Option<VisitOutcome>,
}

/// A checked visit with everything that the server adds to it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewVisitRecord {
    /// Its id, made by the sender.
    pub id: Uuid,
    /// SHA-256 of the canonical JSON of what was sent.
    pub content_hash: [u8; 32],
    /// What was sent.
    pub visit: NewVisit,
    /// The answers, as they are stored when they count.
    pub response: Option<NewResponseRecord>,
    /// Whether it serves the plan's purpose, so that it is an attempt at its household.
    pub is_attempt: bool,
    /// Whether its answers count, as far as is known before it is stored.
    pub counted: bool,
    /// What to look at, as far as is known before it is stored.
    pub flags: Vec<VisitFlag>,
    /// Who visited.
    pub user: Option<Uuid>,
    /// Who sent it (`Actor::label`).
    pub actor: String,
    /// When it arrived.
    pub received_at: Timestamp,
    /// Cells of its place.
    pub cells: PlaceCells,
}

/// What a visit's receipt is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitState {
    /// Its id.
    pub id: Uuid,
    /// What to look at.
    pub flags: Vec<VisitFlag>,
    /// The stored answers.
    pub response: Option<ResponseRecord>,
}

/// Visits of one person in one plan that ended in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitTotal {
    /// Who visited.
    pub user: Option<Uuid>,
    /// How the visits ended.
    pub outcome: VisitOutcome,
    /// How many.
    pub visits: u64,
    /// How many of them there are to look at.
    pub flagged: u64,
    /// When the last one ended.
    pub last_at: Timestamp,
}

/// Visits in one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellVisits {
    /// H3 index.
    pub cell: u64,
    /// How many, whatever their purpose and outcome.
    pub visits: u64,
}

/// A link that works once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvite {
    /// Its id.
    pub id: Uuid,
    /// SHA-256 of its secret.
    pub token_hash: [u8; 32],
    /// For whom, as the office wrote it.
    pub note: String,
    /// The volunteer whose phone it adds; none makes a new volunteer.
    pub user: Option<Uuid>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it (`Actor::label`).
    pub actor: String,
    /// Until when it works.
    pub expires_at: Timestamp,
}

/// A stored invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InviteRecord {
    /// As lists show it.
    pub row: InviteRow,
    /// The volunteer whose phone it adds.
    pub user: Option<Uuid>,
}

/// A phone to be recognised.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPhone {
    /// Its id.
    pub id: Uuid,
    /// SHA-256 of its secret.
    pub token_hash: [u8; 32],
    /// Whose it is.
    pub user: Uuid,
    /// Argon2id hash of the PIN.
    pub pin_hash: String,
    /// Since when it is known.
    pub created_at: Timestamp,
    /// Until when it is known.
    pub expires_at: Timestamp,
}

/// A known phone.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneRecord {
    /// As lists show it.
    pub row: PhoneRow,
    /// Whose it is.
    pub person: Person,
    /// Argon2id hash of the PIN.
    pub pin_hash: String,
    /// Wrong PINs since the last right one.
    pub failures: u32,
    /// When the last wrong PIN was typed.
    pub failed_at: Option<Timestamp>,
}

/// What a visit needs to know of its plan and area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceInPlan {
    /// Slug of the plan's questionnaire.
    pub questionnaire: String,
    /// Its version.
    pub version: u32,
    /// What the visits are for.
    pub purpose: VisitPurpose,
    /// First day of the visits.
    pub from: Day,
    /// Last day of the visits.
    pub to: Day,
    /// Whether the office closed the plan.
    pub closed: bool,
    /// Households in the area and households drawn; none when the area is not in the plan.
    pub area: Option<(u32, u32)>,
    /// Whether the area is assigned to the one who asks.
    pub assigned: bool,
}
