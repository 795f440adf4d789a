//! Tests of the ledger's rules, one file per part, and the builders that they share.

mod bulletin;
mod chain;
mod paths;
mod table;
mod time;
mod walk;

use super::*;
use crate::access::{Actor, Role};
use crate::calendar::Calendar;
use crate::error::ApiError;
use crate::report::Channel;
use crate::time::{Day, Timestamp};
use uuid::Uuid;

fn at(text: &str) -> Timestamp {
    Timestamp::parse("t", &format!("{}:00+08:00", text.replace(' ', "T"))).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse("d", text).unwrap()
}

fn user(number: u128, role: Role, unit: Option<&str>) -> Actor {
    let unit = unit.map(str::to_owned);
    let (login, name) = (format!("user{number}"), format!("用户{number}"));
    Actor::User { id: Uuid::from_u128(number), login, name, role, unit, area: None }
}

fn office() -> Actor {
    user(1, Role::Office, None)
}

fn inspector() -> Actor {
    user(2, Role::Inspector, None)
}

fn unit(code: &str) -> Actor {
    user(100 + u128::from(code.bytes().map(u64::from).sum::<u64>()), Role::Unit, Some(code))
}

fn supervisor() -> Actor {
    user(4, Role::Supervisor, None)
}

/// Stands in for SHA-256: any changed byte changes it.
fn toy_hash(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    for (lane, out) in hash.chunks_mut(8).enumerate() {
        let mut state = 0xcbf2_9ce4_8422_2325_u64 ^ (lane as u64);
        for byte in bytes {
            state = (state ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(9);
        }
        out.copy_from_slice(&state.to_le_bytes());
    }
    hash
}

fn sealed(text: &str) -> Sealed {
    super::chain::seal(toy_hash, &[7; 16], text)
}

fn words(text: &str) -> String {
    text.to_owned()
}

fn photo() -> String {
    "ab".repeat(32)
}

fn receive() -> Command {
    let area = Some(words("150623001"));
    Command::Receive {
        report: Uuid::nil(),
        category: words("exposed_rubbish"),
        area,
        channel: Channel::Resident,
    }
}

fn accept() -> Command {
    Command::Accept { category: None, area: None, note: String::new() }
}

fn assign(unit: &str) -> Command {
    Command::Assign { unit: words(unit), working_hours: None, note: String::new() }
}

fn take_on(date: &str) -> Command {
    let (measure, person) = (words("清运垃圾"), words("王某"));
    Command::TakeOn { measure, person, phone: String::new(), date: day(date) }
}

fn rectify() -> Command {
    Command::Rectify { photos: vec![photo()], note: words("已清运") }
}

fn verify() -> Command {
    Command::Verify { photos: vec![], note: String::new() }
}

fn send_back() -> Command {
    Command::SendBack { photos: vec![], reason: words("仍有残留") }
}

fn transfer(to: &str) -> Command {
    Command::Transfer { to: words(to), reason: words("不属本单位职责") }
}

fn answer(granted: bool) -> Command {
    Command::Decide { granted, note: words("研究决定") }
}

/// A history in the making. Four working hours are the category's limit.
#[derive(Clone)]
struct Story {
    events: Vec<CaseEvent>,
    calendar: Calendar,
}

impl Story {
    fn new() -> Self {
        Self { events: Vec::new(), calendar: Calendar::default() }
    }

    fn case(&self) -> Option<Case> {
        Case::fold(&self.events)
    }

    fn state(&self) -> CaseState {
        self.case().unwrap().state
    }

    fn deadline(&self) -> Deadline {
        self.case().unwrap().deadline.unwrap()
    }

    fn verdict(&self) -> Option<Verdict> {
        self.case().unwrap().verdict.map(|frozen| frozen.verdict)
    }

    fn attempt(
        &self,
        now: Timestamp,
        actor: &Actor,
        command: &Command,
        reporter: bool,
    ) -> Result<Vec<CaseEvent>, ApiError> {
        let limit_hours = |category: &str, _: Option<&str>| (category != "highlight").then_some(4);
        let mut around = Circumstances {
            now,
            reporter,
            calendar: &self.calendar,
            limit_hours: &limit_hours,
            seal: &mut sealed,
        };
        decide(self.case().as_ref(), command, actor, &mut around)
    }

    /// Does it, and says what was written.
    fn then(&mut self, now: &str, actor: &Actor, command: Command) -> Vec<Change> {
        let events = self.attempt(at(now), actor, &command, false).unwrap();
        self.events.extend(events.iter().cloned());
        events.into_iter().map(|event| event.change).collect()
    }

    /// Does it as who reported it.
    fn then_reporter(&mut self, now: &str, command: Command) {
        let events = self.attempt(at(now), &Actor::Anonymous, &command, true).unwrap();
        self.events.extend(events);
    }

    fn refused(&self, now: &str, actor: &Actor, command: Command) -> ApiError {
        self.attempt(at(now), actor, &command, false).unwrap_err()
    }

    /// Assigned to the unit `chengguan` on Monday 2026-11-23 at 08:30: due at 14:30 + 30 min.
    fn assigned() -> Self {
        let mut story = Self::new();
        story.then("2026-11-23 08:00", &Actor::Anonymous, receive());
        story.then("2026-11-23 08:10", &office(), accept());
        story.then("2026-11-23 08:30", &office(), assign("chengguan"));
        story
    }

    fn taken_on() -> Self {
        let mut story = Self::assigned();
        story.then("2026-11-23 09:00", &unit("chengguan"), take_on("2026-11-23"));
        story
    }

    fn rectified() -> Self {
        let mut story = Self::taken_on();
        story.then("2026-11-23 11:00", &unit("chengguan"), rectify());
        story
    }

    fn closed() -> Self {
        let mut story = Self::rectified();
        story.then("2026-11-23 11:30", &inspector(), verify());
        story
    }
}
