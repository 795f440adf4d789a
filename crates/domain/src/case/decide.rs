//! Command → events: what happens, or why it may not.

use super::check::Fields;
use super::command::Command;
use super::deadline::Deadline;
use super::decide_steps as steps;
use super::event::{CaseEvent, Change, Sealed, Who};
use super::fold::Case;
use crate::access::Actor;
use crate::calendar::{Calendar, Stop};
use crate::error::{ApiError, FieldCode, FieldErrors};
use crate::time::Timestamp;

/// What a decision rests on besides the case, the command and the actor.
pub struct Circumstances<'a> {
    /// The moment.
    pub now: Timestamp,
    /// Whether the actor holds a receipt of a report of this incident.
    pub reporter: bool,
    /// Working time.
    pub calendar: &'a Calendar,
    /// Working hours for a category and an area, from [`super::TimeLimits::working_hours`]; none when nothing has to
    /// be put right.
    pub limit_hours: &'a dyn Fn(&str, Option<&str>) -> Option<u32>,
    /// Seals a text, and keeps it where it can be found and erased. What a refused command sealed is forgotten.
    pub seal: &'a mut dyn FnMut(&str) -> Sealed,
}

/// Turns a command into the events that follow from it, to be added to the history together; none for
/// [`Command::Reckon`] when nothing changed.
///
/// When the deadline has passed, the verdict is written first, so that no command can undo it. That units, categories
/// and linked cases exist is the caller's to check.
///
/// # Errors
/// [`crate::error::ErrorCode::NotFound`], `Unauthenticated`, `Forbidden`, `WrongState` by the table in `rule`;
/// `Invalid` with the names of the command's fields; `WrongState` when the calendar has too little working time.
pub fn decide(
    case: Option<&Case>,
    command: &Command,
    actor: &Actor,
    around: &mut Circumstances<'_>,
) -> Result<Vec<CaseEvent>, ApiError> {
    command.kind().check(case, actor, around.reporter)?;
    let mut decision = Decision {
        // A server's clock may be set back; a history never goes back.
        now: case.map_or(around.now, |case| around.now.max(case.changed_at)),
        calendar: around.calendar,
        limit_hours: around.limit_hours,
        by: Who::of(actor),
        reporter: around.reporter,
        fields: Fields { errors: FieldErrors::new(), seal: &mut *around.seal },
        events: Vec::new(),
    };
    let Some(case) = case else {
        steps::start(&mut decision, command)?;
        return decision.finish();
    };
    let mut case = case.clone();
    decision.lapse(&mut case);
    let before = decision.events.len();
    steps::go_on(&mut decision, &case, command)?;
    for event in &decision.events[before..] {
        case.apply(event);
    }
    // A refused request, or an extension that is too short, may leave the case late.
    decision.lapse(&mut case);
    decision.finish()
}

/// A decision in the making.
pub(super) struct Decision<'a> {
    pub(super) now: Timestamp,
    pub(super) calendar: &'a Calendar,
    pub(super) limit_hours: &'a dyn Fn(&str, Option<&str>) -> Option<u32>,
    pub(super) by: Who,
    pub(super) reporter: bool,
    pub(super) fields: Fields<'a>,
    events: Vec<CaseEvent>,
}

impl Decision<'_> {
    /// Adds an event.
    pub(super) fn add(&mut self, change: Change) {
        self.events.push(CaseEvent { at: self.now, by: self.by.clone(), change });
    }

    /// A deadline from a start on.
    pub(super) fn deadline(
        &self,
        start: Timestamp,
        minutes: u32,
        stops: Vec<Stop>,
    ) -> Result<Deadline, ApiError> {
        Ok(Deadline::reckon(self.calendar, start, minutes, stops)?)
    }

    /// The working minutes that were asked for, or those of the category.
    pub(super) fn limit_minutes(&mut self, asked: Option<u32>, category: &str, area: Option<&str>) -> u32 {
        let Some(hours) = asked.or_else(|| (self.limit_hours)(category, area)) else {
            let message = "this category has no time limit; give one";
            self.fields.errors.add("working_hours", FieldCode::Required, message);
            return 0;
        };
        // Out of range is noted, and refused with the other fields.
        self.fields.working_hours("working_hours", hours).min(super::check::WORKING_HOURS) * 60
    }

    /// Writes the verdict "late" when it is reached.
    fn lapse(&mut self, case: &mut Case) {
        if case.lapses(self.now) {
            let event = CaseEvent { at: self.now, by: Who::System, change: Change::Lapsed };
            case.apply(&event);
            self.events.push(event);
        }
    }

    fn finish(self) -> Result<Vec<CaseEvent>, ApiError> {
        self.fields.errors.finish(Some(self.events))
    }
}
