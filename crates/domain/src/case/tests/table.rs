//! All pairs of state and command, for all parties. The expected table is written here once more, by hand.

use super::*;
use crate::access::TokenScope;
use crate::error::ErrorCode;

/// For each command: the state that each state becomes (`.` refused, `=` the same), and the parties that may
/// (admin, office, inspector, own unit, other unit, volunteer, supervisor, system, stranger, reporter).
/// States: received accepted rejected duplicate assigned taken_on rectified sent_back deferred closed.
const EXPECTED: &str = "
    command           re ac rj du as to rf sb de cl   A O I U u v S s - R
    accept            ac .  ac .  .  .  .  .  .  .    A O . . . . . . . .
    reject            rj rj .  .  .  .  .  .  .  .    A O . . . . . . . .
    link              du du .  .  .  .  .  .  .  .    A O . . . . . . . .
    unlink            .  .  .  re .  .  .  .  .  .    A O . . . . . . . .
    assign            .  as .  .  .  .  .  .  .  .    A O . . . . . . . .
    unassign          .  .  .  .  ac .  .  .  .  .    A O . . . . . . . .
    take_on           .  .  .  .  to .  .  to .  .    . . . U . . . . . .
    rectify           .  .  .  .  .  rf .  rf .  .    . . . U . . . . . .
    verify            .  .  .  .  .  .  cl .  .  .    A O I . . . . . . .
    send_back         .  .  .  .  .  .  sb .  .  .    A O I . . . . . . .
    transfer          .  .  .  .  as as .  as .  .    A O . U . . . . . .
    request_extension .  .  .  .  =  =  .  =  .  .    A O . U . . . . . .
    request_deferral  .  .  .  .  =  =  .  =  .  .    A O . U . . . . . .
    decide            .  .  .  .  =  =  .  =  .  .    A O . . . . . . . .
    resume            .  .  .  .  .  .  .  .  to .    A O . U . . . s . .
    reopen            .  .  .  .  .  .  .  .  .  sb   A O I . . . . . . R
    confirm           .  .  .  .  .  .  .  .  .  =    . . . . . . . . . R
    flag              =  =  =  =  =  =  =  =  =  =    A O . . . . S . . .
    unflag            =  =  =  =  =  =  =  =  =  =    A O . . . . S . . .
    remark            =  =  =  =  =  =  =  =  =  =    A O I U . . . . . .
    correct           =  =  =  =  =  =  =  =  =  =    A O . . . . . . . .
    reckon            .  .  .  .  =  =  =  =  =  .    A O . . . . . s . .
    receive           .  .  .  .  .  .  .  .  .  .    A O I U u v S s - R
    order             .  .  .  .  .  .  .  .  .  .    A O I . . . . . . .
";

const SHORT: [(&str, CaseState); 10] = [
    ("re", CaseState::Received),
    ("ac", CaseState::Accepted),
    ("rj", CaseState::Rejected),
    ("du", CaseState::Duplicate),
    ("as", CaseState::Assigned),
    ("to", CaseState::TakenOn),
    ("rf", CaseState::Rectified),
    ("sb", CaseState::SentBack),
    ("de", CaseState::Deferred),
    ("cl", CaseState::Closed),
];

fn command(kind: CommandKind) -> Command {
    let (text, note) = (words("说明"), String::new());
    match kind {
        CommandKind::Receive => receive(),
        CommandKind::Order => paths::order("2026-11-23 08:00"),
        CommandKind::Accept => accept(),
        CommandKind::Reject => Command::Reject { reason: text },
        CommandKind::Link => Command::Link { of: Uuid::from_u128(9), note },
        CommandKind::Unlink => Command::Unlink { note },
        CommandKind::Assign => assign("chengguan"),
        CommandKind::Unassign => Command::Unassign { reason: text },
        CommandKind::TakeOn => take_on("2026-11-23"),
        CommandKind::Rectify => rectify(),
        CommandKind::Verify => verify(),
        CommandKind::SendBack => send_back(),
        CommandKind::Transfer => transfer("zhujian"),
        CommandKind::RequestExtension => Command::RequestExtension { working_hours: 8, reason: text },
        CommandKind::RequestDeferral => Command::RequestDeferral { until: day("2026-12-31"), reason: text },
        CommandKind::Decide => answer(true),
        CommandKind::Resume => Command::Resume { note },
        CommandKind::Reopen => Command::Reopen { reason: text },
        CommandKind::Confirm => Command::Confirm,
        CommandKind::Flag => Command::Flag { reason: text },
        CommandKind::Unflag => Command::Unflag { reason: text },
        CommandKind::Remark => Command::Remark { text },
        CommandKind::Correct => Command::Correct { number: 1, text },
        CommandKind::Reckon => Command::Reckon,
    }
}

fn actor(party: Party) -> Actor {
    match party {
        Party::Admin => user(9, Role::Admin, None),
        Party::Office => user(10, Role::Office, None),
        Party::Inspector => user(11, Role::Inspector, None),
        Party::OwnUnit => unit("chengguan"),
        Party::OtherUnit => unit("zhujian"),
        Party::Volunteer => user(12, Role::Volunteer, None),
        Party::Supervisor => supervisor(),
        Party::System => Actor::System,
        Party::Stranger | Party::Reporter => Actor::Anonymous,
    }
}

fn story(state: CaseState) -> Story {
    let mut story = Story::new();
    story.then("2026-11-23 08:00", &Actor::Anonymous, receive());
    match state {
        CaseState::Received => {}
        CaseState::Accepted => drop(story.then("2026-11-23 08:10", &office(), accept())),
        CaseState::Rejected => drop(story.then("2026-11-23 08:10", &office(), command(CommandKind::Reject))),
        CaseState::Duplicate => drop(story.then("2026-11-23 08:10", &office(), command(CommandKind::Link))),
        CaseState::Assigned => story = Story::assigned(),
        CaseState::TakenOn => story = Story::taken_on(),
        CaseState::Rectified => story = Story::rectified(),
        CaseState::Closed => story = Story::closed(),
        CaseState::SentBack => {
            story = Story::rectified();
            story.then("2026-11-23 11:30", &inspector(), send_back());
        }
        CaseState::Deferred => {
            story = Story::taken_on();
            let until = day("2026-11-23");
            let reason = words("等待材料");
            story.then("2026-11-23 09:30", &unit("chengguan"), Command::RequestDeferral { until, reason });
            story.then("2026-11-23 10:00", &office(), answer(true));
        }
    }
    assert_eq!(story.state(), state);
    story
}

/// What some commands need to be there first.
fn prepare(story: &mut Story, kind: CommandKind, party: Party) {
    match kind {
        CommandKind::Decide if story.state().is_at_unit() => {
            story.then("2026-11-23 11:40", &unit("chengguan"), command(CommandKind::RequestExtension));
        }
        CommandKind::Unflag => {
            let by = if party == Party::Supervisor { supervisor() } else { office() };
            story.then("2026-11-23 11:40", &by, command(CommandKind::Flag));
        }
        _ => {}
    }
}

#[test]
fn each_state_takes_exactly_its_commands_from_exactly_those_who_may() {
    let rows: Vec<Vec<&str>> =
        EXPECTED.trim().lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
    let known: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    assert!(
        CommandKind::ALL.iter().all(|kind| known.contains(&kind.as_str())),
        "a command is not in the table"
    );
    let mut tried = 0;
    for row in &rows {
        let kind = CommandKind::from_text(row[0]).unwrap();
        for (column, state) in CaseState::ALL.iter().copied().enumerate() {
            for (index, party) in Party::ALL.iter().copied().enumerate() {
                let mut story = story(state);
                prepare(&mut story, kind, party);
                // Before a case has a unit, nobody is of its unit.
                let index =
                    if party == Party::OwnUnit && story.case().unwrap().unit.is_none() { 4 } else { index };
                let now = if kind == CommandKind::Resume { "2026-11-24 08:00" } else { "2026-11-23 11:45" };
                let result = story.attempt(at(now), &actor(party), &command(kind), party == Party::Reporter);
                let context = format!("{kind} from {state} by {party}: {result:?}");
                if row[11 + index] == "." {
                    let expected = match party {
                        Party::Stranger | Party::Reporter => ErrorCode::Unauthenticated,
                        _ => ErrorCode::Forbidden,
                    };
                    assert_eq!(result.unwrap_err().code, expected, "{context}");
                } else if row[1 + column] == "." {
                    assert_eq!(result.unwrap_err().code, ErrorCode::WrongState, "{context}");
                } else {
                    story.events.extend(result.expect(&context));
                    let expected = SHORT.iter().find(|short| short.0 == row[1 + column]);
                    assert_eq!(story.state(), expected.map_or(state, |short| short.1), "{context}");
                }
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 24 * 10 * 10);
}

#[test]
fn without_a_case_there_is_only_its_beginning() {
    for kind in CommandKind::ALL.iter().copied() {
        for party in Party::ALL.iter().copied() {
            let result = Story::new().attempt(at("2026-11-23 11:45"), &actor(party), &command(kind), true);
            let code = result.as_ref().map_err(|error| error.code).map(Vec::len);
            let may_order = matches!(party, Party::Admin | Party::Office | Party::Inspector);
            let expected = match kind {
                CommandKind::Receive => Ok(1),
                CommandKind::Order if may_order => Ok(4),
                CommandKind::Order if matches!(party, Party::Stranger | Party::Reporter) => {
                    Err(ErrorCode::Unauthenticated)
                }
                CommandKind::Order => Err(ErrorCode::Forbidden),
                _ => Err(ErrorCode::NotFound),
            };
            assert_eq!(code, expected, "{kind} by {party}");
        }
    }
}

#[test]
fn the_buttons_shown_are_those_the_table_allows() {
    let case = Story::rectified().case().unwrap();
    use CommandKind::*;
    assert_eq!(possible(&case, &inspector(), false), [Verify, SendBack, Remark]);
    assert_eq!(possible(&case, &unit("chengguan"), false), [Remark]);
    assert_eq!(possible(&case, &supervisor(), false), [Flag]);
    let closed = Story::closed().case().unwrap();
    assert_eq!(possible(&closed, &Actor::Anonymous, true), [Reopen, Confirm]);
    assert_eq!(possible(&closed, &Actor::Anonymous, false), []);
}

#[test]
fn volunteers_and_other_units_cannot_read_the_ledger() {
    let case = Story::assigned().case().unwrap();
    let token = |scope| Actor::Token { id: Uuid::nil(), name: words("bi"), scope };
    for (actor, ledger, this) in [
        (office(), true, true),
        (inspector(), true, true),
        (supervisor(), true, true),
        (unit("chengguan"), true, true),
        (unit("zhujian"), true, false),
        (user(5, Role::Unit, None), false, false),
        (user(6, Role::Volunteer, None), false, false),
        (Actor::Anonymous, false, false),
        (token(TokenScope::Read), true, true),
        (token(TokenScope::Import), false, false),
    ] {
        assert_eq!((may_see_ledger(&actor), may_read(&case, &actor)), (ledger, this), "{actor:?}");
    }
    assert_eq!(Party::of(&token(TokenScope::Office), None), Party::Office);
    assert_eq!(Party::of(&token(TokenScope::Read), None), Party::Stranger);
    assert_eq!(Party::of(&user(5, Role::Unit, None), None), Party::OtherUnit, "no unit is nobody's own");
}
