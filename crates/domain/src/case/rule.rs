//! The table: which command from which state by which party, and what it needs.

use super::command::CommandKind;
use super::fold::Case;
use super::state::{CaseState, Party};
use crate::access::{Actor, Role, TokenScope};
use crate::error::{ApiError, ErrorCode};

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The states it starts from; none when it starts a case.
    pub from: &'static [CaseState],
    /// Who may.
    pub who: &'static [Party],
    /// Its mandatory fields.
    pub needs: &'static [&'static str],
}

const DESK: &[Party] = &[Party::Admin, Party::Office];
const FIELD: &[Party] = &[Party::Admin, Party::Office, Party::Inspector];
const DESK_AND_UNIT: &[Party] = &[Party::Admin, Party::Office, Party::OwnUnit];
const AT_UNIT: &[CaseState] = &[CaseState::Assigned, CaseState::TakenOn, CaseState::SentBack];

impl CommandKind {
    /// Its line of the table.
    pub const fn rule(self) -> Rule {
        use CaseState as S;
        use Party as P;
        let (from, who, needs): (&'static [S], &'static [P], &'static [&'static str]) = match self {
            Self::Receive => (&[], P::ALL, &["report", "category"]),
            Self::Order => {
                (&[], FIELD, &["report", "category", "unit", "measure", "person", "date", "ordered_at"])
            }
            Self::Accept => (&[S::Received, S::Rejected], DESK, &[]),
            Self::Reject => (&[S::Received, S::Accepted], DESK, &["reason"]),
            Self::Link => (&[S::Received, S::Accepted], DESK, &["of"]),
            Self::Unlink => (&[S::Duplicate], DESK, &[]),
            Self::Assign => (&[S::Accepted], DESK, &["unit"]),
            Self::Unassign => (&[S::Assigned], DESK, &["reason"]),
            Self::TakeOn => (&[S::Assigned, S::SentBack], &[P::OwnUnit], &["measure", "person", "date"]),
            Self::Rectify => (&[S::TakenOn, S::SentBack], &[P::OwnUnit], &["photos", "note"]),
            Self::Verify => (&[S::Rectified], FIELD, &[]),
            Self::SendBack => (&[S::Rectified], FIELD, &["reason"]),
            Self::Transfer => (AT_UNIT, DESK_AND_UNIT, &["to", "reason"]),
            Self::RequestExtension => (AT_UNIT, DESK_AND_UNIT, &["working_hours", "reason"]),
            Self::RequestDeferral => (AT_UNIT, DESK_AND_UNIT, &["until", "reason"]),
            Self::Decide => (AT_UNIT, DESK, &["granted"]),
            Self::Resume => (&[S::Deferred], &[P::Admin, P::Office, P::OwnUnit, P::System], &[]),
            Self::Reopen => (&[S::Closed], &[P::Reporter, P::Admin, P::Office, P::Inspector], &["reason"]),
            Self::Confirm => (&[S::Closed], &[P::Reporter], &[]),
            Self::Flag | Self::Unflag => (S::ALL, &[P::Supervisor, P::Admin, P::Office], &["reason"]),
            Self::Remark => (S::ALL, &[P::Admin, P::Office, P::Inspector, P::OwnUnit], &["text"]),
            Self::Correct => (S::ALL, DESK, &["number", "text"]),
            Self::Reckon => (
                &[S::Assigned, S::TakenOn, S::Rectified, S::SentBack, S::Deferred],
                &[P::Admin, P::Office, P::System],
                &[],
            ),
        };
        Rule { from, who, needs }
    }

    /// Passes when the table allows this command now by this actor. `reporter` says whether they hold a receipt.
    ///
    /// # Errors
    /// In this order: [`ErrorCode::NotFound`] without a case, [`ErrorCode::Unauthenticated`] and
    /// [`ErrorCode::Forbidden`] for who may not, [`ErrorCode::WrongState`].
    pub(super) fn check(self, case: Option<&Case>, actor: &Actor, reporter: bool) -> Result<(), ApiError> {
        let rule = self.rule();
        let starts = rule.from.is_empty();
        if case.is_none() && !starts {
            return Err(ApiError::not_found("case"));
        }
        let party = Party::of(actor, case.and_then(|case| case.unit.as_deref()));
        let as_reporter = reporter && rule.who.contains(&Party::Reporter);
        if !rule.who.contains(&party) && !as_reporter {
            return Err(match actor {
                Actor::Anonymous => ApiError::new(ErrorCode::Unauthenticated, "sign in first"),
                _ => forbidden(format!("{party} may not {self} a case")),
            });
        }
        let Some(case) = case else { return Ok(()) };
        if !rule.from.contains(&case.state) {
            return Err(wrong_state(format!("a case that is {} does not take {self}", case.state)));
        }
        self.check_independence(case, actor)
    }

    /// Nobody checks their own unit's work, their own work, or decides on their own request.
    fn check_independence(self, case: &Case, actor: &Actor) -> Result<(), ApiError> {
        let belongs =
            matches!(actor, Actor::User { unit: Some(unit), .. } if case.unit.as_ref() == Some(unit));
        let id = match actor {
            Actor::User { id, .. } | Actor::Token { id, .. } => Some(*id),
            Actor::Anonymous | Actor::System => None,
        };
        match self {
            Self::Verify | Self::SendBack => {
                let did = case.rectified.as_ref().and_then(|rectified| rectified.by);
                if belongs || (did.is_some() && did == id) {
                    return Err(forbidden("the unit's work is checked by somebody not of the unit"));
                }
            }
            Self::Decide => match &case.request {
                None => return Err(wrong_state("there is no open request")),
                Some(request) if request.by.is_some() && request.by == id => {
                    return Err(forbidden("nobody decides on their own request"));
                }
                Some(_) => {}
            },
            Self::Unflag => {
                let flag = case.flag.ok_or_else(|| wrong_state("the case is not flagged"))?;
                let supervisor = matches!(actor, Actor::User { role: Role::Supervisor, .. });
                if flag.by_supervisor != supervisor {
                    return Err(forbidden("the flag is taken off by those who set it"));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// The commands that can succeed now, for buttons. Fields may still be refused.
pub fn possible(case: &Case, actor: &Actor, reporter: bool) -> Vec<CommandKind> {
    let allowed = |kind: &CommandKind| kind.check(Some(case), actor, reporter).is_ok();
    let useful = |kind: &CommandKind| !kind.rule().from.is_empty() && !kind.is_in_vain(case, actor);
    CommandKind::ALL.iter().copied().filter(useful).filter(allowed).collect()
}

impl CommandKind {
    /// Whether the case would refuse it whatever its fields say.
    fn is_in_vain(self, case: &Case, actor: &Actor) -> bool {
        let supervisor = matches!(actor, Actor::User { role: Role::Supervisor, .. });
        match self {
            Self::Flag => case.flag.is_some_and(|flag| flag.by_supervisor || !supervisor),
            Self::Unassign => case.counts.transfers > 0 || case.verdict.is_some(),
            Self::Rectify => case.task.is_none(),
            Self::RequestExtension => case.request.is_some() || case.verdict.is_some(),
            Self::RequestDeferral => case.request.is_some(),
            Self::Confirm => case.confirmed,
            _ => false,
        }
    }
}

/// Whether somebody may open the ledger at all. A unit sees its own cases only.
pub const fn may_see_ledger(actor: &Actor) -> bool {
    match actor {
        Actor::User { role: Role::Unit, unit, .. } => unit.is_some(),
        Actor::User { role, .. } => !matches!(role, Role::Volunteer),
        Actor::Token { scope, .. } => matches!(scope, TokenScope::Office | TokenScope::Read),
        Actor::System => true,
        Actor::Anonymous => false,
    }
}

/// Whether somebody may read this case in the ledger.
pub fn may_read(case: &Case, actor: &Actor) -> bool {
    may_see_ledger(actor) && Party::of(actor, case.unit.as_deref()) != Party::OtherUnit
}

pub(super) fn forbidden(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::Forbidden, message)
}

pub(super) fn wrong_state(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::WrongState, message)
}
