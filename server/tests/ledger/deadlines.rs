//! Deadlines through the services, with the calendar as the office edits it.

use super::town::*;
use domain::calendar::{CalendarBody, ExceptionBody};
use domain::case::{Command, Verdict};
use domain::error::ErrorCode;
use server::services::ledger;
use uuid::Uuid;

async fn due(town: &Town, case: Uuid) -> String {
    let view = ledger::view(&town.services, &office(), case).await.unwrap();
    view.row.due.unwrap().to_minute()
}

/// A case that is assigned at this moment with the category's own limit; its deadline.
async fn assigned_at(town: &Town, moment: &str, category: &str) -> String {
    town.set(moment);
    let case = town.report(category, "east").await;
    town.accept(case).await;
    town.assign(case, "chengguan", None).await;
    due(town, case).await
}

async fn set_calendar(town: &Town, change: impl FnOnce(&mut CalendarBody)) {
    let mut body = ledger::calendar(&town.services, &office()).await.unwrap();
    change(&mut body);
    ledger::set_calendar(&town.services, &office(), body).await.unwrap();
    ledger::tick::reckon_all(&town.services).await.unwrap();
}

#[tokio::test]
async fn deadlines_follow_the_shipped_calendar_over_the_national_holiday() {
    let town = Town::at("2026-09-18 09:00").await;
    // Exposed rubbish has 4 working hours, fly-posting 8.
    assert_eq!(assigned_at(&town, "2026-09-30 16:30", "illegal_flyposting").await, "2026-10-09 09:00");
    assert_eq!(assigned_at(&town, "2026-10-09 16:30", "exposed_rubbish").await, "2026-10-10 11:30");
    assert_eq!(assigned_at(&town, "2026-11-20 16:30", "exposed_rubbish").await, "2026-11-23 11:30");
}

#[tokio::test]
async fn deadlines_follow_a_calendar_that_the_office_wrote() {
    let town = Town::at("2026-09-18 09:00").await;
    let hours = || vec!["08:30-12:00".to_owned(), "14:30-17:30".to_owned()];
    set_calendar(&town, |body| body.exceptions.clear()).await;
    // Without holidays, Thursday 1 October is a working day like any other.
    assert_eq!(assigned_at(&town, "2026-09-30 16:30", "illegal_flyposting").await, "2026-10-02 09:00");
    set_calendar(&town, |body| {
        body.exceptions.extend((1..=7).map(|day| ExceptionBody {
            day: format!("2026-10-{day:02}"),
            hours: vec![],
            note: "国庆节".into(),
        }));
        body.exceptions.push(ExceptionBody {
            day: "2026-10-10".into(),
            hours: hours(),
            note: "国庆调休".into(),
        });
    })
    .await;
    assert_eq!(assigned_at(&town, "2026-09-30 16:30", "illegal_flyposting").await, "2026-10-09 09:00");
    assert_eq!(assigned_at(&town, "2026-10-09 16:30", "exposed_rubbish").await, "2026-10-10 11:30");
}

#[tokio::test]
async fn changing_the_calendar_moves_open_deadlines_and_no_frozen_verdict() {
    let town = Town::at("2026-11-16 08:30").await;
    let mut cases = Vec::new();
    for _ in 0..2 {
        let case = town.report("exposed_rubbish", "east").await;
        town.accept(case).await;
        cases.push(case);
    }
    town.assign(cases[0], "chengguan", None).await;
    town.set("2026-11-18 09:00");
    assert!(ledger::tick::tick(&town.services).await.unwrap() > 0);
    town.assign(cases[1], "chengguan", None).await;
    let before = due(&town, cases[0]).await;
    assert_eq!(
        (before.as_str(), due(&town, cases[1]).await.as_str()),
        ("2026-11-16 15:00", "2026-11-18 15:30")
    );
    // The whole week is declared off, from the first case's deadline on.
    set_calendar(&town, |body| {
        body.exceptions.extend((16..=20).map(|day| ExceptionBody {
            day: format!("2026-11-{day:02}"),
            hours: vec![],
            note: "放假".into(),
        }));
    })
    .await;
    let late = ledger::view(&town.services, &office(), cases[0]).await.unwrap();
    assert_eq!((late.row.verdict, late.row.due.unwrap().to_minute()), (Some(Verdict::Late), before));
    assert_eq!(due(&town, cases[1]).await, "2026-11-23 15:00");
}

#[tokio::test]
async fn escalation_reaches_each_step_once_and_repeats_daily() {
    let town = Town::at("2026-11-16 08:30").await;
    let case = town.report("exposed_rubbish", "east").await;
    town.accept(case).await;
    town.assign(case, "chengguan", None).await;
    let told = async |who: domain::access::Actor| {
        let inbox = ledger::notices(&town.services, &who, 50).await.unwrap();
        inbox.iter().filter(|notice| notice.kind == domain::ledger::NoticeKind::Escalated).count()
    };
    let mut seen = Vec::new();
    for moment in
        ["2026-11-16 14:45", "2026-11-16 15:30", "2026-11-17 08:35", "2026-11-17 17:00", "2026-11-18 09:00"]
    {
        town.set(moment);
        for _ in 0..3 {
            ledger::tick::tick(&town.services).await.unwrap();
        }
        seen.push((told(unit("chengguan")).await, told(office()).await, told(supervisor()).await));
    }
    // The unit when it is yellow and its head when it is red; a unit without a head has its people for one.
    assert_eq!(seen[0], (1, 0, 0), "{seen:?}");
    assert_eq!(seen[1], (2, 0, 0), "{seen:?}");
    assert!(seen[3].1 == 1 && seen[4].2 >= 1, "{seen:?}");
    assert!(seen.windows(2).all(|two| two[0] <= two[1]), "{seen:?}");
    let unread = ledger::unread(&town.services, &unit("chengguan")).await.unwrap();
    assert!(unread > 0);
    ledger::mark_read(&town.services, &unit("chengguan"), None).await.unwrap();
    assert_eq!(ledger::unread(&town.services, &unit("chengguan")).await.unwrap(), 0);
}

#[tokio::test]
async fn a_second_transfer_alerts_the_office_and_nobody_decides_on_their_own_request() {
    let town = Town::at("2026-11-16 08:30").await;
    let case = town.report("exposed_rubbish", "east").await;
    town.accept(case).await;
    town.assign(case, "chengguan", Some(80)).await;
    let transfer = |to: &str| Command::Transfer { to: to.into(), reason: "不属本单位职责".into() };
    let passed_on = town.attempt(&unit("chengguan"), case, transfer("zhujian")).await.unwrap();
    assert_eq!((passed_on.row.unit.as_deref(), passed_on.possible.len()), (Some("zhujian"), 0));
    assert!(ledger::view(&town.services, &unit("chengguan"), case).await.is_err());
    town.quick(&unit("zhujian"), case, transfer("jiaoguan")).await.unwrap();
    assert_eq!(ledger::counts(&town.services, &office()).await.unwrap().alerted, 1);
    let request = Command::RequestExtension { working_hours: 8, reason: "配件未到".into() };
    town.quick(&office(), case, request).await.unwrap();
    let decide = || Command::Decide { granted: true, note: String::new() };
    assert_eq!(town.quick(&office(), case, decide()).await.unwrap_err().code, ErrorCode::Forbidden);
    town.quick(&second_office(), case, decide()).await.unwrap();
    let view = ledger::view(&town.services, &office(), case).await.unwrap();
    assert_eq!((view.row.counts.extensions, view.row.counts.transfers), (1, 2));
}
