//! Who is told of what. One notice for a person, a case and a day at most; only escalation repeats.

use crate::error::from_store;
use crate::services::Services;
use domain::access::{Actor, Role};
use domain::case::escalation::Recipient;
use domain::case::{CaseEvent, Change};
use domain::error::ApiError;
use domain::ledger::{CaseHead, NoticeKind};
use domain::office::Person;
use std::collections::HashSet;
use store::NewNotice;
use uuid::Uuid;

/// Everybody who can be told something.
pub(super) struct People {
    everybody: Vec<Person>,
    heads: HashSet<Uuid>,
}

impl People {
    /// Reads who there is.
    pub async fn load(services: &Services) -> Result<Self, ApiError> {
        let mut everybody = services.store.users().await.map_err(from_store)?;
        everybody.retain(|person| person.disabled_at.is_none());
        let duties = services.store.duties().await.map_err(from_store)?;
        let heads = duties.into_iter().filter(|duty| duty.head).map(|duty| duty.user).collect();
        Ok(Self { everybody, heads })
    }

    /// Those whom a step of escalation means. A unit without a head has all of its people for one.
    pub fn of(&self, recipient: Recipient, unit: Option<&str>) -> Vec<Uuid> {
        let of_unit =
            |person: &&Person| person.role == Role::Unit && unit.is_some() && person.unit.as_deref() == unit;
        let members = || self.everybody.iter().filter(of_unit).map(|person| person.id);
        let of_role = |role: Role| {
            self.everybody.iter().filter(|person| person.role == role).map(|person| person.id).collect()
        };
        match recipient {
            Recipient::Unit => members().collect(),
            Recipient::UnitHead => {
                let heads: Vec<Uuid> = members().filter(|id| self.heads.contains(id)).collect();
                if heads.is_empty() { members().collect() } else { heads }
            }
            Recipient::Office => of_role(Role::Office),
            Recipient::Supervisor => of_role(Role::Supervisor),
        }
    }

    /// The notices that follow from new lines of a history.
    pub fn notices(
        &self,
        services: &Services,
        actor: &Actor,
        events: &[CaseEvent],
        head: &CaseHead,
    ) -> Vec<NewNotice> {
        let unit = head.case.unit.as_deref();
        let mut notices: Vec<NewNotice> = Vec::new();
        for event in events {
            let Some((kind, recipients)) = self.audience(&event.change, head, unit) else { continue };
            for user in recipients {
                let told = notices.iter().any(|notice| notice.user == user);
                if told || actor.user_id() == Some(user) {
                    continue;
                }
                let (id, case, at) = (services.chance.uuid(event.at), head.case.report, event.at);
                notices.push(NewNotice { id, user, case, at, kind, light: None, repeated: false });
            }
        }
        notices
    }

    fn audience(
        &self,
        change: &Change,
        head: &CaseHead,
        unit: Option<&str>,
    ) -> Option<(NoticeKind, Vec<Uuid>)> {
        let of_unit = || self.of(Recipient::Unit, unit);
        let office = || self.of(Recipient::Office, unit);
        let both = || [of_unit(), office()].concat();
        Some(match change {
            Change::Assigned { .. } | Change::Transferred { .. } => (NoticeKind::Assigned, of_unit()),
            Change::SentBack { .. } => (NoticeKind::SentBack, of_unit()),
            Change::Reopened { .. } => (NoticeKind::Reopened, both()),
            // Whoever ordered it looks at it again; what nobody ordered is the office's.
            Change::Rectified { .. } => {
                (NoticeKind::ToCheck, head.inspector.map_or_else(office, |inspector| vec![inspector]))
            }
            Change::ExtensionRequested { .. } | Change::DeferralRequested { .. } => {
                (NoticeKind::Requested, office())
            }
            Change::ExtensionGranted { .. }
            | Change::DeferralGranted { .. }
            | Change::RequestRefused { .. } => (NoticeKind::Decided, of_unit()),
            Change::OfficeAlerted { .. } => (NoticeKind::Alerted, office()),
            Change::Flagged { .. } => (NoticeKind::Flagged, both()),
            _ => return None,
        })
    }
}
