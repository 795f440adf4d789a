//! A case for the tests, with everything around it.

use super::things::{HOSTILE, NOW, report, row};
use domain::access::Role;
use domain::case::{
    Case, CaseEvent, CaseState, Change, CommandKind, Counts, Deadline, Flag, Light, RequestKind, Sealed, Who,
};
use domain::ledger::{CaseView, DuplicateCandidate, LedgerRow, LineText, TimelineLine};
use domain::report::{Channel, ReportStatus};
use domain::time::Timestamp;
use uuid::Uuid;

/// Two working hours before and after now.
const HOURS_2: i64 = 7_200_000;

/// A case in a list.
pub fn ledger_row(id: u128, state: CaseState) -> LedgerRow {
    let row = row(id);
    let at_unit = state.is_at_unit();
    LedgerRow {
        id: row.id,
        receipt_code: row.receipt_code,
        events: 4,
        state,
        category: row.category,
        description: HOSTILE.into(),
        channel: Channel::Resident,
        lat: row.lat,
        lng: row.lng,
        area: row.area,
        area_name: row.area_name,
        unit: state.is_open().then(|| "fire".into()),
        unit_name: state.is_open().then(|| "消防大队".into()),
        received_at: NOW,
        accepted_at: Some(NOW),
        filed_at: state.is_open().then_some(NOW),
        changed_at: NOW,
        rectified_at: None,
        closed_at: None,
        due: state.is_open().then_some(Timestamp(NOW.0 + HOURS_2)),
        light: at_unit.then_some(Light::Yellow),
        minutes_left: at_unit.then_some(80),
        verdict: None,
        measure: Some(HOSTILE.into()),
        person: Some("李雷".into()),
        phone: Some("139 0000 0000".into()),
        date: Some(NOW.day()),
        request: None,
        deferred_until: None,
        flag: None,
        alerted: false,
        confirmed: false,
        on_the_spot: false,
        counts: Counts { reworks: 2, ..Counts::default() },
        duplicate_of: None,
        duplicates: 1,
        before: Some("/photos/1/ab/320".into()),
        after: None,
    }
}

/// The same, late and supervised.
pub fn late_row(id: u128) -> LedgerRow {
    LedgerRow {
        light: Some(Light::Red),
        minutes_left: Some(-200),
        flag: Some(Flag { at: NOW, by_supervisor: true }),
        ..ledger_row(id, CaseState::TakenOn)
    }
}

fn sealed() -> Sealed {
    Sealed("00".repeat(32))
}

fn history() -> Vec<CaseEvent> {
    let deadline = Deadline {
        start: NOW,
        working_minutes: 240,
        stops: Vec::new(),
        yellow_after: NOW,
        due: Timestamp(NOW.0 + HOURS_2),
        multiple_after: Timestamp(NOW.0 + 2 * HOURS_2),
    };
    let received = Change::Received {
        report: Uuid::from_u128(1),
        category: "exposed_rubbish".into(),
        area: None,
        channel: Channel::Resident,
    };
    let assigned = Change::Assigned { unit: "fire".into(), deadline, on_the_spot: false, note: None };
    let accepted = Change::Accepted { category: "exposed_rubbish".into(), area: None, note: None };
    let office = || Who::Person { id: Uuid::from_u128(9), role: Role::Office, unit: None };
    let taken = Change::TakenOn { measure: sealed(), person: sealed(), phone: None, date: NOW.day() };
    [(Who::Resident, received), (office(), accepted), (office(), assigned), (office(), taken)]
        .map(|(by, change)| CaseEvent { at: NOW, by, change })
        .to_vec()
}

/// A case in a state, as somebody sees it who may do these things.
pub fn case_view(state: CaseState, possible: &[CommandKind]) -> CaseView {
    let events = history();
    let mut case = Case::fold(&events).unwrap();
    case.state = state;
    let timeline = events
        .into_iter()
        .enumerate()
        .map(|(index, event)| TimelineLine {
            number: u32::try_from(index + 1).unwrap(),
            at: event.at,
            name: (index > 0).then(|| "王敏".into()),
            role: (index > 0).then_some(Role::Office),
            resident: index == 0,
            unit_name: None,
            event: String::new(),
            change: event.change,
            texts: vec![
                LineText { field: "measure".into(), text: Some(HOSTILE.into()) },
                LineText { field: "person".into(), text: None },
            ],
            photos: Vec::new(),
            corrected_by: vec![4],
        })
        .collect();
    let request =
        possible.contains(&CommandKind::Decide).then_some(RequestKind::Extension { working_hours: 8 });
    CaseView {
        row: LedgerRow { request, ..ledger_row(1, state) },
        case,
        report: report(1, ReportStatus::Accepted),
        linked: vec![row(2)],
        after: report(1, ReportStatus::Accepted).photos,
        timeline,
        possible: possible.to_vec(),
        request_reason: Some(HOSTILE.into()),
        flag_reason: None,
        proposed_unit: Some(("fire".into(), "消防大队".into())),
        limit_hours: Some(4),
        proposed_deadline: None,
    }
}

/// A case that may be the same.
pub fn candidate() -> DuplicateCandidate {
    DuplicateCandidate {
        report: row(2),
        distance_m: 41.7,
        text_likeness: Some(0.62),
        photo_likeness: Some(0.91),
        score: 0.8,
        photo: Some("/photos/2/ab/320".into()),
    }
}
