//! A case as its history makes it.

use super::deadline::{Deadline, Verdict};
use super::event::{CaseEvent, Change, Sealed, Who};
use super::parts::{Counts, Flag, FrozenVerdict, Pause, Rectification, Request, RequestKind, Task};
use super::state::CaseState;
use crate::calendar::Stop;
use crate::report::Channel;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A case as it stands after its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Case {
    /// Where it stands.
    pub state: CaseState,
    /// The report it began with.
    pub report: Uuid,
    /// Code of its category.
    pub category: String,
    /// Code of its area.
    pub area: Option<String>,
    /// In which capacity it was reported.
    pub channel: Channel,
    /// When it began.
    pub received_at: Timestamp,
    /// When it was first accepted (受理).
    pub accepted_at: Option<Timestamp>,
    /// When it was first given to a unit (立案).
    pub filed_at: Option<Timestamp>,
    /// Code of the unit that answers for it.
    pub unit: Option<String>,
    /// The time limit it was given at first.
    pub limit_minutes: u32,
    /// By when it must be put right.
    pub deadline: Option<Deadline>,
    /// When that was last set: notices from before do not count for it.
    pub deadline_set_at: Option<Timestamp>,
    /// The on-time verdict, once reached.
    pub verdict: Option<FrozenVerdict>,
    /// What the unit will do.
    pub task: Option<Task>,
    /// What the unit did last.
    pub rectified: Option<Rectification>,
    /// When it was last closed.
    pub closed_at: Option<Timestamp>,
    /// Whether its reporter agreed since then that it is put right.
    pub confirmed: bool,
    /// The request that waits for a decision.
    pub request: Option<Request>,
    /// The running deferral.
    pub pause: Option<Pause>,
    /// The mark for supervision.
    pub flag: Option<Flag>,
    /// The case it is a duplicate of.
    pub duplicate_of: Option<Uuid>,
    /// How often things happened.
    pub counts: Counts,
    /// When something last happened.
    pub changed_at: Timestamp,
    /// Lines of its history.
    pub events: u32,
}

impl Case {
    /// The case that a history tells of, oldest event first; none when the history does not begin with its report.
    pub fn fold<'a>(history: impl IntoIterator<Item = &'a CaseEvent>) -> Option<Self> {
        let mut history = history.into_iter();
        let first = history.next()?;
        let Change::Received { report, category, area, channel } = &first.change else { return None };
        let mut case = Self {
            state: CaseState::Received,
            report: *report,
            category: category.clone(),
            area: area.clone(),
            channel: *channel,
            received_at: first.at,
            accepted_at: None,
            filed_at: None,
            unit: None,
            limit_minutes: 0,
            deadline: None,
            deadline_set_at: None,
            verdict: None,
            task: None,
            rectified: None,
            closed_at: None,
            confirmed: false,
            request: None,
            pause: None,
            flag: None,
            duplicate_of: None,
            counts: Counts::default(),
            changed_at: first.at,
            events: 1,
        };
        history.for_each(|event| case.apply(event));
        Some(case)
    }

    /// Takes one more event in.
    pub fn apply(&mut self, event: &CaseEvent) {
        self.changed_at = event.at;
        self.events += 1;
        let at = event.at;
        match &event.change {
            // Only the first event is one; a second would be a damaged history, which the hash chain tells.
            Change::Received { .. } => {}
            Change::Accepted { category, area, .. } => {
                self.state = CaseState::Accepted;
                self.category.clone_from(category);
                self.area.clone_from(area);
                self.accepted_at.get_or_insert(at);
            }
            Change::Rejected { .. } => self.state = CaseState::Rejected,
            Change::Linked { of, .. } => {
                self.state = CaseState::Duplicate;
                self.duplicate_of = Some(*of);
            }
            Change::Unlinked { .. } => {
                self.state = CaseState::Received;
                self.duplicate_of = None;
            }
            Change::Assigned { unit, deadline, .. } => {
                self.state = CaseState::Assigned;
                self.filed_at.get_or_insert(at);
                self.unit = Some(unit.clone());
                self.limit_minutes = deadline.working_minutes;
                self.set_deadline(at, deadline);
            }
            Change::Unassigned { .. } => {
                self.state = CaseState::Accepted;
                self.unit = None;
                self.deadline = None;
                self.deadline_set_at = None;
                self.request = None;
            }
            Change::TakenOn { measure, person, phone, date } => {
                self.state = CaseState::TakenOn;
                let (measure, person) = (measure.clone(), person.clone());
                self.task = Some(Task { measure, person, phone: phone.clone(), date: *date });
            }
            Change::Rectified { photos, note } => {
                self.state = CaseState::Rectified;
                self.request = None;
                let (by, photos) = (event.by.id(), photos.clone());
                self.rectified = Some(Rectification { at, by, photos, note: note.clone() });
            }
            Change::Verified { verdict, .. } => {
                self.state = CaseState::Closed;
                self.closed_at = Some(at);
                self.confirmed = false;
                self.freeze(*verdict, at);
                let done_at = self.rectified.as_ref().map(|rectified| rectified.at);
                if let Some(frozen) = &mut self.verdict {
                    frozen.done_at = frozen.done_at.or(done_at);
                }
            }
            Change::SentBack { .. } => {
                self.state = CaseState::SentBack;
                self.counts.reworks += 1;
            }
            Change::Transferred { to, .. } => {
                self.state = CaseState::Assigned;
                self.unit = Some(to.clone());
                self.task = None;
                self.request = None;
                self.counts.transfers += 1;
            }
            Change::ExtensionRequested { working_hours, reason } => {
                let kind = RequestKind::Extension { working_hours: *working_hours };
                self.request = Some(request(kind, at, &event.by, reason));
            }
            Change::DeferralRequested { until, reason } => {
                self.request = Some(request(RequestKind::Deferral { until: *until }, at, &event.by, reason));
            }
            Change::ExtensionGranted { deadline, .. } => {
                self.request = None;
                self.counts.extensions += 1;
                self.set_deadline(at, deadline);
            }
            Change::DeferralGranted { until, stopped_at, .. } => {
                self.request = None;
                self.counts.deferrals += 1;
                self.pause = Some(Pause { from: *stopped_at, until: *until, back_to: self.state });
                self.state = CaseState::Deferred;
            }
            Change::RequestRefused { .. } => self.request = None,
            Change::Resumed { deadline, .. } => {
                if let Some(pause) = self.pause.take() {
                    self.state = pause.back_to;
                }
                self.set_deadline(at, deadline);
            }
            Change::Lapsed => self.freeze(Verdict::Late, at),
            Change::DeadlineMoved { deadline } => self.set_deadline(at, deadline),
            Change::Reopened { deadline, .. } => {
                self.state = CaseState::SentBack;
                self.closed_at = None;
                self.counts.reopenings += 1;
                self.set_deadline(at, deadline);
            }
            Change::Flagged { by_supervisor, .. } => {
                self.flag = Some(Flag { at, by_supervisor: *by_supervisor });
            }
            Change::Unflagged { .. } => self.flag = None,
            Change::Confirmed => self.confirmed = true,
            Change::OfficeAlerted { .. } | Change::Remarked { .. } | Change::Corrected { .. } => {}
        }
    }

    /// The stops of the clock, with the running deferral ended now.
    pub(super) fn stops_until(&self, now: Timestamp) -> Vec<Stop> {
        let mut stops = self.deadline.as_ref().map(|deadline| deadline.stops.clone()).unwrap_or_default();
        stops.extend(self.pause.map(|pause| Stop { from: pause.from, to: now }));
        stops
    }

    fn set_deadline(&mut self, at: Timestamp, deadline: &Deadline) {
        self.deadline = Some(deadline.clone());
        self.deadline_set_at = Some(at);
    }

    /// Writes the verdict, unless there is one.
    fn freeze(&mut self, verdict: Verdict, at: Timestamp) {
        if let (None, Some(deadline), Some(unit)) = (&self.verdict, &self.deadline, &self.unit) {
            let (deadline, unit) = (deadline.clone(), unit.clone());
            self.verdict = Some(FrozenVerdict { verdict, at, deadline, unit, done_at: None });
        }
    }
}

fn request(kind: RequestKind, at: Timestamp, by: &Who, reason: &Sealed) -> Request {
    Request { kind, at, by: by.id(), reason: reason.clone() }
}
