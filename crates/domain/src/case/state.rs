//! The states of a case, and the parties to it.

use crate::access::{Actor, Role, TokenScope};
use crate::report::ReportStatus;
use serde::{Deserialize, Serialize};

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Its report arrived (待受理).
    Received,
    /// The office accepted it (已受理、待派单).
    Accepted,
    /// The office refused it, with a reason (不予受理).
    Rejected,
    /// It tells of a problem that is already known (重复件).
    Duplicate,
    /// A unit is to put it right, and the clock runs (已派单).
    Assigned,
    /// The unit named measure, person and date (整改中).
    TakenOn,
    /// The unit says it is put right, and shows it (待复核).
    Rectified,
    /// It was not: the unit must do it again (返工).
    SentBack,
    /// It cannot be done now, and the office agreed (挂账): the clock stands still.
    Deferred,
    /// Somebody not of the unit verified it (已办结).
    Closed,
}
crate::location::text_codes!(CaseState {
    Received = "received",
    Accepted = "accepted",
    Rejected = "rejected",
    Duplicate = "duplicate",
    Assigned = "assigned",
    TakenOn = "taken_on",
    Rectified = "rectified",
    SentBack = "sent_back",
    Deferred = "deferred",
    Closed = "closed",
});

impl CaseState {
    /// Whether it is the unit's turn, so that the clock runs against it.
    pub const fn is_at_unit(self) -> bool {
        matches!(self, Self::Assigned | Self::TakenOn | Self::SentBack)
    }

    /// Whether a unit answers for it and it is not yet closed.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Assigned | Self::TakenOn | Self::Rectified | Self::SentBack | Self::Deferred)
    }

    /// What the reporting resident is told.
    pub const fn report_status(self) -> ReportStatus {
        match self {
            Self::Received => ReportStatus::Received,
            Self::Rejected => ReportStatus::Rejected,
            Self::Duplicate => ReportStatus::Duplicate,
            Self::Closed => ReportStatus::Closed,
            _ => ReportStatus::Accepted,
        }
    }
}

/// What somebody is to one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// Runs the installation; may what the office may.
    Admin,
    /// The civilisation office, or a machine in its name.
    Office,
    /// An inspector.
    Inspector,
    /// Somebody of the unit that answers for the case.
    OwnUnit,
    /// Somebody of a unit that does not.
    OtherUnit,
    /// A volunteer.
    Volunteer,
    /// A supervisor.
    Supervisor,
    /// The program itself.
    System,
    /// Anybody else: the anonymous, and machines that only read or import.
    Stranger,
    /// Who holds a receipt of a report of this incident. One may be this and something else as well.
    Reporter,
}
crate::location::text_codes!(Party {
    Admin = "admin",
    Office = "office",
    Inspector = "inspector",
    OwnUnit = "own_unit",
    OtherUnit = "other_unit",
    Volunteer = "volunteer",
    Supervisor = "supervisor",
    System = "system",
    Stranger = "stranger",
    Reporter = "reporter",
});

impl Party {
    /// What an actor is to a case of this unit.
    pub fn of(actor: &Actor, case_unit: Option<&str>) -> Self {
        match actor {
            Actor::Anonymous => Self::Stranger,
            Actor::System => Self::System,
            Actor::Token { scope: TokenScope::Office, .. } => Self::Office,
            Actor::Token { .. } => Self::Stranger,
            Actor::User { role, unit, .. } => match role {
                Role::Admin => Self::Admin,
                Role::Office => Self::Office,
                Role::Inspector => Self::Inspector,
                Role::Unit if unit.is_some() && unit.as_deref() == case_unit => Self::OwnUnit,
                Role::Unit => Self::OtherUnit,
                Role::Volunteer => Self::Volunteer,
                Role::Supervisor => Self::Supervisor,
            },
        }
    }
}
