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
        let (first, rest) = history.split_first()?;
        let mut head = Self::begin(first)?;
        rest.iter().for_each(|event| head.apply(event));
        Some(head)
    }

    /// The case that a first event begins; none when it is not its report's arrival.
    pub fn begin(first: &CaseEvent) -> Option<Self> {
        Some(Self { case: Case::fold([first])?, on_the_spot: false, inspector: None })
    }

    /// Takes one more event in.
    pub fn apply(&mut self, event: &CaseEvent) {
        self.case.apply(event);
        let ordered = matches!(event.change, Change::Assigned { on_the_spot: true, .. });
        self.on_the_spot |= ordered;
        if let (true, Who::Person { id, role: Role::Inspector, .. }) =
            (ordered || matches!(event.change, Change::SentBack { .. } | Change::Verified { .. }), &event.by)
        {
            self.inspector = Some(*id);
        }
    }
}
