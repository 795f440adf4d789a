//! Who is to be told of a case that is running late.
//!
//! The steps are data. Each is told once when it is reached, and again every working day while the case is red. What
//! was sent before is a parameter, so asking twice sends nothing twice.

use super::deadline::Light;
use super::fold::Case;
use crate::calendar::Calendar;
use crate::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// Who works on the case in the unit.
    Unit,
    /// The unit's head (责任单位负责人).
    UnitHead,
    /// The civilisation office.
    Office,
    /// The supervisor.
    Supervisor,
}
crate::location::text_codes!(Recipient {
    Unit = "unit",
    UnitHead = "unit_head",
    Office = "office",
    Supervisor = "supervisor",
});

/// When somebody is told for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Who.
    pub to: Recipient,
    /// After so many working hours of lateness; none for as soon as the case is yellow.
    pub late_working_hours: Option<u32>,
}

/// The unit when it is yellow, its head when it is red, the office after half a day, the supervisor after more than one.
pub const USUAL_STEPS: [Step; 4] = [
    Step { to: Recipient::Unit, late_working_hours: None },
    Step { to: Recipient::UnitHead, late_working_hours: Some(0) },
    Step { to: Recipient::Office, late_working_hours: Some(4) },
    Step { to: Recipient::Supervisor, late_working_hours: Some(8) },
];

/// A notice that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// To whom.
    pub to: Recipient,
    /// When.
    pub at: Timestamp,
}

/// A notice that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// To whom.
    pub to: Recipient,
    /// Yellow: hurry; red: it is late.
    pub light: Light,
    /// Whether they were told before.
    pub repeated: bool,
}

/// The notices of one case that are due now. Nothing is due while it is deferred or waits to be checked.
pub fn due_notices(
    case: &Case,
    steps: &[Step],
    sent: &[Sent],
    calendar: &Calendar,
    now: Timestamp,
) -> Vec<Notice> {
    let (Some(deadline), Some(set_at)) = (&case.deadline, case.deadline_set_at) else { return Vec::new() };
    let light = deadline.light(now);
    if !case.state.is_at_unit() || light == Light::Green {
        return Vec::new();
    }
    let late = calendar.working_minutes_with_stops(deadline.due, now, &deadline.stops);
    let reached = |step: &Step| match step.late_working_hours {
        None => true,
        Some(hours) => light == Light::Red && u64::from(late) >= u64::from(hours) * 60,
    };
    let may_repeat = light == Light::Red && work_has_begun(calendar, now);
    let due = |step: &Step| {
        // A notice about an earlier deadline says nothing about this one.
        let last =
            sent.iter().filter(|sent| sent.to == step.to && sent.at >= set_at).map(|sent| sent.at).max();
        match last {
            None => Some(Notice { to: step.to, light, repeated: false }),
            Some(last) if may_repeat && last.day() < now.day() => {
                Some(Notice { to: step.to, light, repeated: true })
            }
            Some(_) => None,
        }
    };
    steps.iter().filter(|step| reached(step)).filter_map(due).collect()
}

/// Whether it is a working day, and its first working hour has come.
fn work_has_begun(calendar: &Calendar, now: Timestamp) -> bool {
    let today: Day = now.day();
    calendar.hours(today).first().is_some_and(|span| span.start(today) <= now)
}
