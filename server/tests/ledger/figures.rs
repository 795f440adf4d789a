//! The figures of a real bulletin, from generated cases: 1,054 accepted, 996 filed, 972 due, 911 closed (93.72 %), 737 on
//! time (75.82 %).

use super::town::*;
use domain::case::Command;
use domain::ledger::BulletinQuery;
use server::services::ledger;
use uuid::Uuid;

/// What becomes of a case.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    NotFiled,
    NotDue,
    OnTime,
    Late,
    Open,
}

fn fates() -> impl Iterator<Item = Fate> {
    [(Fate::OnTime, 737), (Fate::Late, 174), (Fate::Open, 61), (Fate::NotDue, 24), (Fate::NotFiled, 58)]
        .into_iter()
        .flat_map(|(fate, count)| std::iter::repeat_n(fate, count))
}

async fn put_right(town: &Town, case: Uuid, who: &str) {
    let today = town.clock.now().day();
    let (measure, person) = ("清运".to_owned(), "王强".to_owned());
    let take_on = Command::TakeOn { measure, person, phone: String::new(), date: today };
    town.quick(&unit(who), case, take_on).await.unwrap();
    town.after_photo(case).await;
    let rectify = Command::Rectify { photos: vec![photo()], note: "已清理".into() };
    town.quick(&unit(who), case, rectify).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_bulletin_is_reproduced_to_the_last_case() {
    let town = Town::at("2026-11-02 08:30").await;
    let mut cases = Vec::new();
    for (index, fate) in fates().enumerate() {
        let who = UNITS[index % UNITS.len()];
        let case = town.report("illegal_flyposting", if index % 2 == 0 { "east" } else { "west-1" }).await;
        town.accept(case).await;
        match fate {
            Fate::NotFiled => {}
            Fate::NotDue => town.assign(case, who, Some(200)).await,
            _ => town.assign(case, who, None).await,
        }
        cases.push((case, who, fate));
    }
    let of = |fate: Fate| cases.iter().filter(move |(.., other)| *other == fate);
    town.set("2026-11-02 16:00");
    for (case, who, _) in of(Fate::OnTime) {
        put_right(&town, *case, who).await;
    }
    // 8 working hours from Monday 08:30 end on Tuesday 10:00.
    town.set("2026-11-04 09:00");
    ledger::tick::tick(&town.services).await.unwrap();
    for (case, who, _) in of(Fate::Late) {
        put_right(&town, *case, who).await;
    }
    town.set("2026-11-05 09:00");
    let verify = || Command::Verify { photos: vec![], note: String::new() };
    for (case, ..) in of(Fate::OnTime).chain(of(Fate::Late)) {
        town.quick(&inspector(), *case, verify()).await.unwrap();
    }
    town.set("2026-11-08 23:59");
    let query = |from, to| BulletinQuery { from: day(from), to: day(to), unit: None, area: None };
    let week = query("2026-11-02", "2026-11-08");
    let bulletin = ledger::bulletin(&town.services, &office(), &week).await.unwrap();
    let total = &bulletin.total;
    let counts = total.counts;
    assert_eq!(
        (counts.accepted, counts.filed, counts.due, counts.closed, counts.on_time),
        (1_054, 996, 972, 911, 737)
    );
    assert_eq!((counts.late, counts.open), (174, 61));
    let percent = |share: Option<f64>| format!("{:.2}", share.unwrap() * 100.0);
    assert_eq!((percent(total.closed_rate), percent(total.on_time_rate)), ("93.72".into(), "75.82".into()));
    // Columns add up to the total, by unit and by area.
    for rows in [&bulletin.units, &bulletin.areas] {
        let sum = rows.iter().map(|row| row.counts.due).sum::<u64>();
        assert_eq!(sum, 972);
    }
    assert!(
        bulletin.areas.iter().any(|row| row.code.as_deref() == Some("west")),
        "villages count for their town"
    );
    assert_eq!(bulletin.units.iter().filter(|row| row.place.is_some()).count(), 3);
    // A bulletin that is printed again later says the same, whatever has happened since.
    town.set("2026-11-20 10:00");
    for (case, who, _) in of(Fate::Open) {
        put_right(&town, *case, who).await;
        town.quick(&inspector(), *case, verify()).await.unwrap();
    }
    let again = ledger::bulletin(&town.services, &office(), &week).await.unwrap();
    assert_eq!((again.total, again.units), (bulletin.total, bulletin.units));
    let findings = ledger::check::examine(&town.services).await.unwrap();
    assert_eq!(findings.problems, Vec::<String>::new());
}
