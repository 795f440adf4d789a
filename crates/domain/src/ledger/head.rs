//! A case with what lists need besides it.

use crate::access::Role;
use crate::case::{Case, CaseEvent, Change, Who};
use uuid::Uuid;

/// A case with what lists need besides it. Follows from the history alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseHead {
    /// The case.
    pub case: Case,
    /// Whether it began with an order on the spot.
    pub on_the_spot: bool,
    /// The inspector who ordered it, or checked it last: whose re-inspection it is.
    pub inspector: Option<Uuid>,
}

impl CaseHead {
    /// Reads a history, oldest event first; none when it does not begin with its report.
    pub fn of(history: &[CaseEvent]) -> Option<Self> {
        let case = Case::fold(history)?;
        let on_the_spot =
            history.iter().any(|event| matches!(event.change, Change::Assigned { on_the_spot: true, .. }));
        let checks = |event: &CaseEvent| {
            matches!(
                event.change,
                Change::Assigned { on_the_spot: true, .. }
                    | Change::SentBack { .. }
                    | Change::Verified { .. }
            )
        };
        let inspector =
            history.iter().rev().filter(|event| checks(event)).find_map(|event| match &event.by {
                Who::Person { id, role: Role::Inspector, .. } => Some(*id),
                _ => None,
            });
        Some(Self { case, on_the_spot, inspector })
    }
}
