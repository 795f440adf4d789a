//! Runs one command: load the history, decide, append what follows.

use super::people::People;
use super::rules::Rules;
use super::{sha256, start};
use crate::error::{from_store, internal};
use crate::services::Services;
use crate::services::reports::cells_of;
use domain::access::Actor;
use domain::case::chain::seal;
use domain::case::{CaseEvent, Circumstances, Command, Sealed, decide};
use domain::error::{ApiError, ErrorCode};
use domain::ledger::CaseHead;
use domain::time::Timestamp;
use std::collections::HashSet;
use store::{CaseColumns, ReportFollows, ReportRecord, SealedText, Transition, Written};
use uuid::Uuid;

/// How often a command is tried again when somebody else was faster.
const TRIES: u32 = 5;

/// One command on its way.
pub(super) struct Run<'a> {
    pub services: &'a Services,
    pub rules: &'a Rules,
    pub people: &'a People,
    pub actor: &'a Actor,
    /// Whether the actor holds a receipt of a report of the incident.
    pub reporter: bool,
}

/// A case as far as it is known, and what was said in its new events.
pub(super) struct Draft {
    pub case: Uuid,
    pub history: Vec<CaseEvent>,
    /// Events that are stored.
    pub stored: usize,
    pub texts: Vec<SealedText>,
}

impl Draft {
    /// A case with this history.
    pub fn new(case: Uuid, history: Vec<CaseEvent>) -> Self {
        Self { case, stored: history.len(), history, texts: Vec::new() }
    }

    /// Events that are new.
    pub fn new_events(&self) -> &[CaseEvent] {
        &self.history[self.stored..]
    }
}

impl Run<'_> {
    /// Runs a command on a case, which begins with it when its report has none yet. `expected` are the lines that the
    /// sender has seen. Returns whether anything was written.
    pub async fn command(
        &self,
        case: Uuid,
        expected: Option<u32>,
        command: &Command,
    ) -> Result<bool, ApiError> {
        for _ in 0..TRIES {
            let history = self.services.store.case_history(case).await.map_err(from_store)?;
            check_expected(expected, history.len())?;
            let mut draft = Draft::new(case, history);
            let mut report = None;
            if draft.history.is_empty() {
                let record = self.services.store.report(case).await.map_err(from_store)?;
                let record = record.ok_or_else(|| ApiError::not_found("case"))?;
                start::begin(self, &mut draft, &record, command)?;
                report = Some(record);
            }
            self.decide(&mut draft, self.actor, command, self.services.clock.now())?;
            if draft.new_events().is_empty() {
                return Ok(false);
            }
            let mut all = start::other_end(self, command).await?;
            all.push(self.transition(draft, report, said(command)).await?);
            match self.services.store.transit_all(all).await.map_err(from_store)? {
                Written::Done => return Ok(true),
                Written::Stale => {}
            }
        }
        Err(ApiError::new(ErrorCode::WrongState, "somebody else is changing this case; try again"))
    }

    /// Adds what a command makes happen to a draft.
    pub fn decide(
        &self,
        draft: &mut Draft,
        actor: &Actor,
        command: &Command,
        now: Timestamp,
    ) -> Result<(), ApiError> {
        let case = domain::case::Case::fold(&draft.history);
        let mut texts = Vec::new();
        let mut seal_text = |text: &str| {
            let salt = self.services.chance.bytes::<16>();
            let sealed = seal(sha256, &salt, text);
            texts.push(SealedText { sealed: sealed.0.clone(), salt, text: text.to_owned() });
            sealed
        };
        let mut around = Circumstances {
            now,
            reporter: self.reporter,
            calendar: &self.rules.calendar,
            limit_hours: &|category, area| self.rules.limit_hours(category, area),
            seal: &mut seal_text,
        };
        let events = decide(case.as_ref(), command, actor, &mut around)?;
        let kept: HashSet<String> =
            events.iter().flat_map(|event| event.change.sealed()).map(|Sealed(hash)| hash.clone()).collect();
        draft.texts.extend(texts.into_iter().filter(|text| kept.contains(&text.sealed)));
        draft.history.extend(events);
        Ok(())
    }

    /// What is written of a draft. `note` is what its sender reads about a change of its report.
    pub async fn transition(
        &self,
        draft: Draft,
        report: Option<ReportRecord>,
        note: Option<&str>,
    ) -> Result<Transition, ApiError> {
        let before = CaseHead::of(&draft.history[..draft.stored]);
        let head = CaseHead::of(&draft.history).ok_or_else(internal)?;
        let mut lines = Vec::with_capacity(draft.new_events().len());
        for event in draft.new_events() {
            lines.push((event.at, serde_json::to_string(event).map_err(|_| internal())?));
        }
        let was = before.as_ref().map(|head| (head.case.state.report_status(), head.case.category.as_str()));
        let is = (head.case.state.report_status(), head.case.category.as_str());
        let report = match report {
            Some(record) if (record.row.status, record.row.category.as_str()) != is => {
                Some(self.follows(&record, &head, note))
            }
            None if was.is_some_and(|was| was != is) => {
                let record = self.services.store.report(draft.case).await.map_err(from_store)?;
                let record = record.ok_or_else(|| ApiError::not_found("report"))?;
                Some(self.follows(&record, &head, note))
            }
            _ => None,
        };
        let notices = self.people.notices(self.services, self.actor, draft.new_events(), &head);
        Ok(Transition {
            case: draft.case,
            expected: u32::try_from(draft.stored).unwrap_or(u32::MAX),
            lines,
            columns: CaseColumns::of(&head),
            texts: draft.texts,
            report,
            notices,
            hash: sha256,
        })
    }

    fn follows(&self, record: &ReportRecord, head: &CaseHead, note: Option<&str>) -> ReportFollows {
        let at = head.case.changed_at;
        ReportFollows {
            from: record.row.status,
            to: head.case.state.report_status(),
            duplicate_of: head.case.duplicate_of,
            category: (record.row.category != head.case.category).then(|| head.case.category.clone()),
            change: store::Change {
                at,
                actor: self.actor.label(),
                note: note.map(str::trim).filter(|note| !note.is_empty()).map(str::to_owned),
                event_id: self.services.chance.uuid(at),
                cells: cells_of(record.location.as_ref()),
            },
        }
    }
}

/// What the sender of the report reads about a change of its status.
fn said(command: &Command) -> Option<&str> {
    match command {
        Command::Accept { note, .. }
        | Command::Link { note, .. }
        | Command::Unlink { note }
        | Command::Verify { note, .. } => Some(note),
        Command::Reject { reason } | Command::Reopen { reason } => Some(reason),
        _ => None,
    }
}

fn check_expected(expected: Option<u32>, lines: usize) -> Result<(), ApiError> {
    match expected {
        Some(expected) if usize::try_from(expected).ok() != Some(lines) => Err(ApiError::new(
            ErrorCode::WrongState,
            format!(
                "somebody else has just changed this case: its history has {lines} lines, not {expected}"
            ),
        )),
        _ => Ok(()),
    }
}
