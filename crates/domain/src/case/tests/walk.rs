//! Random commands by random people at random times: the promises hold whatever happens.

use super::bulletin::reconcile;
use super::*;
use crate::case::bulletin::Bulletin;
use crate::time::Period;
use proptest::prelude::*;

/// One step: which of the allowed commands, a choice within it, and how many minutes after the last one.
type Step = (u16, u8, i64);

/// Everybody who may do something.
fn people() -> [(Actor, bool); 9] {
    [
        (unit("chengguan"), false),
        (unit("zhujian"), false),
        (user(50, Role::Inspector, Some("chengguan")), false),
        (office(), false),
        (user(40, Role::Office, None), false),
        (inspector(), false),
        (supervisor(), false),
        (Actor::System, false),
        (Actor::Anonymous, true),
    ]
}

fn command(kind: CommandKind, choice: u8, now: Timestamp) -> Command {
    let (reason, note) = (words("说明"), String::new());
    let code = if choice.is_multiple_of(2) { "chengguan" } else { "zhujian" };
    match kind {
        CommandKind::Accept => accept(),
        CommandKind::Reject => Command::Reject { reason },
        CommandKind::Link => Command::Link { of: Uuid::from_u128(8), note },
        CommandKind::Unlink => Command::Unlink { note },
        CommandKind::Assign => assign(code),
        CommandKind::Unassign => Command::Unassign { reason },
        CommandKind::TakeOn => {
            let (measure, person) = (words("清运"), words("王某"));
            Command::TakeOn { measure, person, phone: note, date: now.day() }
        }
        CommandKind::Rectify => rectify(),
        CommandKind::Verify => verify(),
        CommandKind::SendBack => send_back(),
        CommandKind::Transfer => transfer(code),
        CommandKind::RequestExtension => {
            Command::RequestExtension { working_hours: 1 + u32::from(choice), reason }
        }
        CommandKind::RequestDeferral => {
            Command::RequestDeferral { until: now.day().plus(i32::from(choice) / 50), reason }
        }
        CommandKind::Decide => answer(choice > 80),
        CommandKind::Resume => Command::Resume { note },
        CommandKind::Reopen => Command::Reopen { reason },
        CommandKind::Flag => Command::Flag { reason },
        CommandKind::Unflag => Command::Unflag { reason },
        CommandKind::Confirm => Command::Confirm,
        CommandKind::Remark => Command::Remark { text: reason },
        CommandKind::Correct => Command::Correct { number: 1, text: reason },
        CommandKind::Reckon | CommandKind::Receive | CommandKind::Order => Command::Reckon,
    }
}

/// Does something allowed at each step; its fields may still be refused.
fn play(steps: &[Step]) -> Story {
    let mut story = Story::new();
    story.then("2026-09-28 08:30", &Actor::Anonymous, receive());
    let mut now = at("2026-09-28 08:30");
    for &(which, choice, minutes) in steps {
        now.0 += minutes * 60_000;
        let case = story.case().unwrap();
        let allowed: Vec<(Actor, bool, CommandKind)> = people()
            .into_iter()
            .flat_map(|(actor, reporter)| {
                let kinds = possible(&case, &actor, reporter);
                kinds.into_iter().map(move |kind| (actor.clone(), reporter, kind))
            })
            // Talk would crowd out what moves the case.
            .filter(|(.., kind)| {
                use CommandKind::*;
                !matches!(kind, Remark | Correct | Flag | Unflag) || choice > 240
            })
            .collect();
        let Some((actor, reporter, kind)) = allowed.get(usize::from(which) % allowed.len().max(1)) else {
            continue;
        };
        if let Ok(events) = story.attempt(now, actor, &command(*kind, choice, now), *reporter) {
            story.events.extend(events);
        }
    }
    story
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec((any::<u16>(), any::<u8>(), 0_i64..300), 0..60)
}

proptest! {
    #[test]
    fn a_verdict_once_reached_stays_and_time_never_runs_back(steps in steps()) {
        let story = play(&steps);
        let mut reached = None;
        for end in 1..=story.events.len() {
            let case = Case::fold(&story.events[..end]).unwrap();
            prop_assert_eq!(case.events as usize, end);
            let frozen = case.verdict.map(|frozen| (frozen.verdict, frozen.deadline, frozen.unit));
            if reached.is_some() {
                prop_assert_eq!(&frozen, &reached);
            }
            reached = frozen;
            prop_assert!(!case.state.is_open() || (case.unit.is_some() && case.deadline.is_some()));
            prop_assert_eq!(case.state == CaseState::Deferred, case.pause.is_some());
            prop_assert_eq!(case.state == CaseState::Closed, case.closed_at.is_some());
        }
        prop_assert!(story.events.is_sorted_by_key(|event| event.at));
    }

    #[test]
    fn nobody_of_the_unit_ever_closes_a_case(steps in steps()) {
        let story = play(&steps);
        for (index, event) in story.events.iter().enumerate() {
            if matches!(event.change, Change::Verified { .. }) {
                let before = Case::fold(&story.events[..index]).unwrap();
                let Who::Person { unit, .. } = &event.by else { panic!("a person verifies") };
                prop_assert_ne!(unit, &before.unit);
            }
        }
    }

    #[test]
    fn every_bulletin_reconciles(
        all in proptest::collection::vec(steps(), 1..6), from in 0_i32..40, days in 1_i32..20,
    ) {
        let stories: Vec<Story> = all.iter().map(|steps| play(steps)).collect();
        let first = day("2026-09-28").plus(from);
        let period = Period { from: Some(first.start()), to: Some(first.plus(days).start()) };
        let count = |period| {
            let histories = stories.iter().map(|story| story.events.as_slice());
            Bulletin::count(histories, period, at("2027-06-01 00:00"), &|area| area.to_owned())
        };
        reconcile(&count(period));
        // What happened adds up over the days, to the last case.
        let mut sum = crate::case::bulletin::BulletinCounts::default();
        for index in 0..days {
            let one = Period { from: Some(first.plus(index).start()), to: Some(first.plus(index + 1).start()) };
            sum.add(&count(one).total);
        }
        let whole = count(period).total;
        prop_assert_eq!(
            (sum.accepted, sum.filed, sum.closings, sum.rework_times, sum.transfers, sum.deferrals),
            (whole.accepted, whole.filed, whole.closings, whole.rework_times, whole.transfers, whole.deferrals)
        );
    }
}
