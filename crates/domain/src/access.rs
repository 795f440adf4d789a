//! Who may do what. Services ask here; pages only hide what would be refused.

use crate::error::{ApiError, ErrorCode};
use crate::report::Channel;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a signed-in person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the installation: people, tokens, everything the office may.
    Admin,
    /// The civilisation office (文明办).
    Office,
    /// An inspector (督查员).
    Inspector,
    /// Somebody of a responsible unit.
    Unit,
    /// A door-to-door volunteer.
    Volunteer,
    /// A supervisor (纪检监察): reads everything, changes nothing.
    Supervisor,
}
crate::location::text_codes!(Role {
    Admin = "admin",
    Office = "office",
    Inspector = "inspector",
    Unit = "unit",
    Volunteer = "volunteer",
    Supervisor = "supervisor",
});

/// What a machine's token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TokenScope {
    /// What the office may, without people and tokens.
    Office,
    /// Sends reports and answers of every channel; reads nothing.
    Import,
    /// Reads lists and statistics; changes nothing.
    Read,
}
crate::location::text_codes!(TokenScope { Office = "office", Import = "import", Read = "read" });

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody in particular: a resident.
    Anonymous,
    /// A signed-in person.
    User {
        /// The user's id.
        id: Uuid,
        /// The login name.
        login: String,
        /// The name shown.
        name: String,
        /// What they are.
        role: Role,
        /// Code of their unit.
        unit: Option<String>,
        /// Code of their area.
        area: Option<String>,
    },
    /// A machine.
    Token {
        /// The token's id.
        id: Uuid,
        /// Its name.
        name: String,
        /// What it allows.
        scope: TokenScope,
    },
    /// The program itself: commands and jobs.
    System,
}

/// Something that not everybody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Read reports, exact places and photos.
    ReadReports,
    /// Change a report's status, link duplicates.
    HandleReports,
    /// Read unsuppressed statistics.
    ReadStatistics,
    /// Export reports, answers and cases.
    Export,
    /// Import areas, population, units, questionnaires.
    ManageAreas,
    /// Import, preview and publish questionnaires.
    ManageQuestionnaires,
    /// Invite, change and disable people.
    ManagePeople,
    /// Make and revoke tokens.
    ManageTokens,
    /// Read the security log.
    ReadSecurityLog,
    /// See the office's pages at all.
    OpenOffice,
    /// Report in a volunteer's name.
    ReportAsVolunteer,
    /// Report in an inspector's name.
    ReportAsInspector,
    /// Send household and street answers.
    Interview,
    /// Plan door-to-door surveys, assign areas, invite volunteers.
    ManageSurveys,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 14] = [
        Self::ReadReports,
        Self::HandleReports,
        Self::ReadStatistics,
        Self::Export,
        Self::ManageAreas,
        Self::ManageQuestionnaires,
        Self::ManagePeople,
        Self::ManageTokens,
        Self::ReadSecurityLog,
        Self::OpenOffice,
        Self::ReportAsVolunteer,
        Self::ReportAsInspector,
        Self::Interview,
        Self::ManageSurveys,
    ];
}

impl Role {
    /// Whether a person of this role may do it.
    pub const fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match self {
            Self::Admin => true,
            Self::Office => !matches!(permission, P::ManagePeople | P::ManageTokens | P::ReadSecurityLog),
            Self::Supervisor => {
                matches!(permission, P::ReadReports | P::ReadStatistics | P::ReadSecurityLog | P::OpenOffice)
            }
            Self::Inspector => matches!(permission, P::ReadReports | P::ReportAsInspector | P::OpenOffice),
            Self::Volunteer => matches!(permission, P::ReportAsVolunteer | P::Interview),
            Self::Unit => false,
        }
    }
}

impl TokenScope {
    /// Whether a machine with this token may do it.
    pub const fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match self {
            Self::Office => Role::Office.may(permission),
            Self::Import => matches!(permission, P::ReportAsVolunteer | P::ReportAsInspector | P::Interview),
            Self::Read => matches!(permission, P::ReadReports | P::ReadStatistics | P::Export),
        }
    }
}

impl Actor {
    /// Whether they may do it.
    pub const fn may(&self, permission: Permission) -> bool {
        match self {
            Self::Anonymous => false,
            Self::User { role, .. } => role.may(permission),
            Self::Token { scope, .. } => scope.may(permission),
            Self::System => true,
        }
    }

    /// Passes when they may do it.
    ///
    /// # Errors
    /// [`ErrorCode::Unauthenticated`] for the anonymous, [`ErrorCode::Forbidden`] for everybody else.
    pub fn require(&self, permission: Permission) -> Result<(), ApiError> {
        if self.may(permission) {
            return Ok(());
        }
        Err(match self {
            Self::Anonymous => ApiError::new(ErrorCode::Unauthenticated, "sign in first"),
            _ => ApiError::new(ErrorCode::Forbidden, "you may not do this"),
        })
    }

    /// Passes when they may send reports of this channel.
    ///
    /// # Errors
    /// As [`Actor::require`].
    pub fn require_report_channel(&self, channel: Channel) -> Result<(), ApiError> {
        match channel {
            Channel::Resident => Ok(()),
            Channel::Volunteer => self.require(Permission::ReportAsVolunteer),
            Channel::Inspector => self.require(Permission::ReportAsInspector),
        }
    }

    /// The signed-in person's id.
    pub const fn user_id(&self) -> Option<Uuid> {
        match self {
            Self::User { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// Whether somebody is a volunteer, whose first page is the day's visits.
    pub const fn is_volunteer(&self) -> bool {
        matches!(self, Self::User { role: Role::Volunteer, .. })
    }

    /// What the history calls them: `user:login`, `token:name`, `resident` or `system`. Names no resident.
    pub fn label(&self) -> String {
        match self {
            Self::Anonymous => "resident".to_owned(),
            Self::User { login, .. } => format!("user:{login}"),
            Self::Token { name, .. } => format!("token:{name}"),
            Self::System => "system".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_do_exactly_what_it_should() {
        let allowed = |role: Role| Permission::ALL.into_iter().filter(|p| role.may(*p)).collect::<Vec<_>>();
        use Permission::*;
        assert_eq!(allowed(Role::Admin), Permission::ALL);
        assert_eq!(
            allowed(Role::Office),
            [
                ReadReports,
                HandleReports,
                ReadStatistics,
                Export,
                ManageAreas,
                ManageQuestionnaires,
                OpenOffice,
                ReportAsVolunteer,
                ReportAsInspector,
                Interview,
                ManageSurveys
            ]
        );
        assert_eq!(allowed(Role::Inspector), [ReadReports, OpenOffice, ReportAsInspector]);
        assert_eq!(allowed(Role::Unit), []);
        assert_eq!(allowed(Role::Volunteer), [ReportAsVolunteer, Interview]);
        assert_eq!(allowed(Role::Supervisor), [ReadReports, ReadStatistics, ReadSecurityLog, OpenOffice]);
    }

    #[test]
    fn the_anonymous_are_asked_to_sign_in_and_others_are_refused() {
        let refused = |actor: &Actor| actor.require(Permission::HandleReports).unwrap_err().code;
        assert_eq!(refused(&Actor::Anonymous), ErrorCode::Unauthenticated);
        let token = Actor::Token { id: Uuid::nil(), name: "bi".into(), scope: TokenScope::Read };
        assert_eq!(refused(&token), ErrorCode::Forbidden);
        assert!(Actor::System.require(Permission::HandleReports).is_ok());
    }

    #[test]
    fn residents_report_without_signing_in_but_only_as_residents() {
        assert!(Actor::Anonymous.require_report_channel(Channel::Resident).is_ok());
        assert!(Actor::Anonymous.require_report_channel(Channel::Volunteer).is_err());
        assert!(Actor::Anonymous.require_report_channel(Channel::Inspector).is_err());
    }
}
