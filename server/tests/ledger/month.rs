//! A month: two hundred cases through all paths over the National Day holiday and its make-up days. The bulletin equals an
//! independent count from the exported history, which reads nothing but its JSON.

use super::town::*;
use domain::access::Actor;
use domain::case::{Case, CaseState, Command, CommandKind, Verdict, possible};
use domain::ledger::{BulletinQuery, LedgerFilter};
use domain::time::Timestamp;
use serde_json::Value;
use server::services::ledger;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const CASES: usize = 200;
const HALF_HOUR_MS: i64 = 1_800_000;

/// Numbers that repeat themselves for the same seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

fn command(kind: CommandKind, dice: &mut Dice, now: Timestamp, other: Uuid) -> Option<Command> {
    use CommandKind as K;
    let (reason, note) = ("情况说明".to_owned(), String::new());
    let unit = UNITS[usize::try_from(dice.roll(3)).unwrap()].to_owned();
    Some(match kind {
        K::Accept => Command::Accept { category: None, area: None, note },
        K::Reject if dice.roll(12) == 0 => Command::Reject { reason },
        K::Link if dice.roll(12) == 0 => Command::Link { of: other, note },
        K::Unlink if dice.roll(3) == 0 => Command::Unlink { note },
        K::Assign => Command::Assign { unit, working_hours: None, note },
        K::Unassign if dice.roll(10) == 0 => Command::Unassign { reason },
        K::TakeOn => {
            Command::TakeOn {
                measure: "清运".into(), person: "王强".into(), phone: note, date: now.day()
            }
        }
        K::Rectify => Command::Rectify { photos: vec![photo()], note: "已整改".into() },
        K::Verify if dice.roll(3) > 0 => Command::Verify { photos: vec![], note },
        K::SendBack if dice.roll(3) == 0 => Command::SendBack { photos: vec![], reason },
        K::Transfer if dice.roll(8) == 0 => Command::Transfer { to: unit, reason },
        K::RequestExtension if dice.roll(6) == 0 => Command::RequestExtension { working_hours: 8, reason },
        K::RequestDeferral if dice.roll(6) == 0 => {
            Command::RequestDeferral { until: now.day().plus(2), reason }
        }
        K::Decide => Command::Decide { granted: dice.roll(3) > 0, note: reason },
        K::Resume if dice.roll(4) == 0 => Command::Resume { note },
        K::Reopen if dice.roll(40) == 0 => Command::Reopen { reason },
        K::Flag if dice.roll(30) == 0 => Command::Flag { reason },
        K::Unflag if dice.roll(10) == 0 => Command::Unflag { reason },
        K::Remark if dice.roll(20) == 0 => Command::Remark { text: reason },
        _ => return None,
    })
}

/// Plays the month; the last moment is long after it, when every deadline has passed.
async fn play(town: &Town) {
    let mut dice = Dice(20_260_921);
    let mut cases: Vec<(Uuid, domain::receipt::ReceiptCode)> = Vec::new();
    let (start, end) = (at("2026-09-21 08:30").0, at("2026-10-21 18:00").0);
    let mut answered = BTreeSet::new();
    for step in 0..(end - start) / HALF_HOUR_MS {
        let now = Timestamp(start + step * HALF_HOUR_MS);
        town.clock.set(now);
        if step % 6 == 0 {
            ledger::tick::tick(&town.services).await.unwrap();
        }
        // Reports come in the first three weeks, at any hour.
        if cases.len() < CASES && step % 5 == 0 {
            let category = ["exposed_rubbish", "illegal_flyposting", "damaged_shop_sign"][cases.len() % 3];
            let id = town.report(category, ["east", "west", "west-1"][cases.len() % 3]).await;
            let code = town.services.store.report(id).await.unwrap().unwrap().row.receipt_code;
            town.accept(id).await;
            town.after_photo(id).await;
            cases.push((id, code));
        }
        for _ in 0..3.min(cases.len()) {
            let (id, code) = cases[usize::try_from(dice.roll(cases.len() as u64)).unwrap()].clone();
            let other = cases[usize::try_from(dice.roll(cases.len() as u64)).unwrap()].0;
            let history = town.services.store.case_history(id).await.unwrap();
            let case = Case::fold(&history).unwrap();
            let choices: Vec<(Actor, CommandKind)> = everybody()
                .into_iter()
                .flat_map(|who| possible(&case, &who, false).into_iter().map(move |kind| (who.clone(), kind)))
                .collect();
            for _ in 0..4 {
                let (who, kind) = choices[usize::try_from(dice.roll(choices.len() as u64)).unwrap()].clone();
                let Some(command) = command(kind, &mut dice, now, other) else { continue };
                // Some are refused, as a transfer to the same unit is; that is part of the game.
                if town.quick(&who, id, command).await.is_ok() {
                    break;
                }
            }
            if case.state == CaseState::Closed && answered.insert(id) {
                let fixed = dice.roll(4) > 0;
                // Somebody may have opened it again a moment ago.
                let _late = ledger::answer(&town.services, &code, fixed, "还没有清理").await;
            }
        }
    }
    assert_eq!(cases.len(), CASES);
}

/// What an independent reader counts; written without the rules of the program.
#[derive(Debug, Default, PartialEq)]
struct Count {
    accepted: u64,
    filed: u64,
    due: u64,
    closed: u64,
    on_time: u64,
    late: u64,
    open: u64,
    closings: u64,
    rework_cases: u64,
    rework_times: u64,
    deferrals: u64,
    extensions: u64,
    transfers: u64,
    reopenings: u64,
    confirmed: u64,
    disputed: u64,
}

/// The deadline and verdict of one case, followed through its lines.
#[derive(Default)]
struct Followed {
    due: Option<i64>,
    verdict: Option<(String, i64)>,
    closed: bool,
    deferred: bool,
    accepted: bool,
    filed: bool,
    reworked: bool,
}

fn ms(value: &Value) -> i64 {
    Timestamp::parse("at", value.as_str().unwrap()).unwrap().0
}

fn count(lines: &[Value], from: i64, to: i64) -> Count {
    let mut count = Count::default();
    let mut cases: BTreeMap<String, Followed> = BTreeMap::new();
    for line in lines {
        let event = &line["event"];
        let (at, change) = (ms(&event["at"]), &event["change"]);
        if at >= to {
            continue;
        }
        let within = u64::from(at >= from);
        let case = cases.entry(line["case"].as_str().unwrap().to_owned()).or_default();
        if let Some(deadline) = change.get("deadline") {
            case.due = Some(ms(&deadline["due"]));
        }
        match change["event"].as_str().unwrap() {
            "accepted" if !case.accepted => {
                case.accepted = true;
                count.accepted += within;
            }
            "assigned" => {
                count.filed += if case.filed { 0 } else { within };
                case.filed = true;
            }
            "unassigned" => case.due = None,
            "lapsed" => case.verdict = case.verdict.take().or(case.due.map(|due| ("late".into(), due))),
            "verified" => {
                let verdict = change["verdict"].as_str().unwrap().to_owned();
                case.verdict = case.verdict.take().or(case.due.map(|due| (verdict, due)));
                case.closed = true;
                count.closings += within;
            }
            "sent_back" => {
                count.rework_times += within;
                count.rework_cases += if case.reworked { 0 } else { within };
                case.reworked |= within > 0;
            }
            "transferred" => count.transfers += within,
            "extension_granted" => count.extensions += within,
            "deferral_granted" => {
                case.deferred = true;
                count.deferrals += within;
            }
            "resumed" => case.deferred = false,
            "confirmed" => count.confirmed += within,
            "reopened" => {
                case.closed = false;
                count.reopenings += within;
                count.disputed += if change["by_reporter"] == true { within } else { 0 };
            }
            _ => {}
        }
    }
    for case in cases.values() {
        let due = match &case.verdict {
            Some((_, due)) => *due,
            None if case.deferred => continue,
            None => match case.due {
                Some(due) => due,
                None => continue,
            },
        };
        if due < from || due >= to {
            continue;
        }
        count.due += 1;
        match &case.verdict {
            Some((verdict, _)) if case.closed => {
                count.closed += 1;
                if verdict == "on_time" {
                    count.on_time += 1;
                } else {
                    count.late += 1;
                }
            }
            _ => count.open += 1,
        }
    }
    count
}

async fn bulletin(town: &Town, from: &str, to: &str) -> Count {
    let query = BulletinQuery { from: day(from), to: day(to), unit: None, area: None };
    let view = ledger::bulletin(&town.services, &office(), &query).await.unwrap();
    let sum = |rows: &[domain::ledger::BulletinLine]| {
        let mut sum = domain::case::bulletin::BulletinCounts::default();
        rows.iter().for_each(|row| sum.add(&row.counts));
        sum
    };
    assert_eq!((sum(&view.units), sum(&view.areas)), (view.total.counts, view.total.counts));
    let it = view.total.counts;
    assert!(it.overdue_multiple <= it.due);
    Count {
        accepted: it.accepted,
        filed: it.filed,
        due: it.due,
        closed: it.closed,
        on_time: it.on_time,
        late: it.late,
        open: it.open,
        closings: it.closings,
        rework_cases: it.rework_cases,
        rework_times: it.rework_times,
        deferrals: it.deferrals,
        extensions: it.extensions,
        transfers: it.transfers,
        reopenings: it.reopenings,
        confirmed: it.confirmed,
        disputed: it.disputed,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_of_two_hundred_cases_equals_an_independent_count_from_the_exported_history() {
    let town = Town::at("2026-09-21 08:30").await;
    play(&town).await;
    let mut lines: Vec<Value> = Vec::new();
    let mut after = 0;
    while let Some((position, text)) =
        ledger::export::history(&town.services, &office(), after).await.unwrap()
    {
        lines.extend(text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
        after = position;
    }
    let now = town.clock.now().0 + 1;
    let periods = [
        ("2026-09-21", "2026-10-21"),
        ("2026-09-28", "2026-10-04"),
        ("2026-10-10", "2026-10-10"),
        ("2026-10-09", "2026-10-16"),
    ];
    for (from, to) in periods {
        let end = day(to).plus(1).start().0.min(now);
        assert_eq!(
            bulletin(&town, from, to).await,
            count(&lines, day(from).start().0, end),
            "{from} to {to}"
        );
    }
    // Every path was walked.
    let seen: BTreeSet<&str> =
        lines.iter().map(|line| line["event"]["change"]["event"].as_str().unwrap()).collect();
    for event in [
        "received",
        "accepted",
        "rejected",
        "linked",
        "assigned",
        "unassigned",
        "taken_on",
        "rectified",
        "verified",
        "sent_back",
        "transferred",
        "office_alerted",
        "extension_requested",
        "extension_granted",
        "deferral_requested",
        "deferral_granted",
        "request_refused",
        "resumed",
        "lapsed",
        "reopened",
        "confirmed",
        "flagged",
        "remarked",
    ] {
        assert!(seen.contains(event), "{event} never happened: {seen:?}");
    }
    // The bulletin of everything reconciles with the ledger, once every deadline has passed.
    town.set("2027-03-01 12:00");
    ledger::tick::tick(&town.services).await.unwrap();
    let all = bulletin(&town, "2026-09-21", "2027-02-28").await;
    let total = async |filter: LedgerFilter| {
        ledger::list(&town.services, &office(), &filter, None, 1).await.unwrap().total
    };
    let closed = |verdict| LedgerFilter {
        verdict: Some(verdict),
        state: Some(CaseState::Closed),
        ..LedgerFilter::default()
    };
    assert_eq!(total(closed(Verdict::OnTime)).await, all.on_time);
    assert_eq!(total(closed(Verdict::Late)).await, all.late);
    let findings = ledger::check::examine(&town.services).await.unwrap();
    assert_eq!(findings.problems, Vec::<String>::new());
}
