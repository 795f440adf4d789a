//! Stories of cases: histories that only grow, lists that follow them, notices.

use super::*;
use domain::access::{Actor, Role};
use domain::calendar::Calendar;
use domain::case::chain::{Verifier, seal};
use domain::case::escalation::{Recipient, Sent};
use domain::case::{Case, CaseEvent, Circumstances, Command, decide};
use domain::ledger::{CaseHead, LedgerCursor, LedgerFilter, LedgerSort, LedgerTab, NoticeKind, SavedFilter};
use store::{
    CaseColumns, CasePhoto, CountFilter, Duty, LedgerScope, NewNotice, NewUser, ReportFollows, SealedText,
    Store, Transition, Written,
};

/// Stands for SHA-256, which the store is given: FNV-1a, widened.
fn hash(bytes: &[u8]) -> [u8; 32] {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    let mut out = [0; 32];
    for round in 0_u8..4 {
        for byte in bytes.iter().chain([&round]) {
            state = (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        out[usize::from(round) * 8..][..8].copy_from_slice(&state.to_be_bytes());
    }
    out
}

fn office() -> Actor {
    Actor::User {
        id: Uuid::from_u128(1),
        login: "wang".into(),
        name: "王".into(),
        role: Role::Office,
        unit: None,
        area: None,
    }
}

/// What a command makes of a history, to be written when the history has `expected` lines.
fn transition(
    history: &mut Vec<CaseEvent>,
    id: Uuid,
    actor: &Actor,
    command: &Command,
    hours: i64,
) -> Transition {
    let expected = history.len();
    let mut texts = Vec::new();
    let events = decide(
        Case::fold(history.iter()).as_ref(),
        command,
        actor,
        &mut Circumstances {
            now: Timestamp(NOW.0 + hours * HOUR),
            reporter: false,
            calendar: &Calendar::default(),
            limit_hours: &|_, _| Some(4),
            seal: &mut |text| {
                let salt = [u8::try_from(expected).unwrap(); 16];
                let sealed = seal(hash, &salt, &format!("{text}{id}"));
                texts.push(SealedText { sealed: sealed.0.clone(), salt, text: format!("{text}{id}") });
                sealed
            },
        },
    )
    .unwrap();
    let lines = events.iter().map(|event| (event.at, serde_json::to_string(event).unwrap())).collect();
    history.extend(events);
    Transition {
        case: id,
        expected: u32::try_from(expected).unwrap(),
        lines,
        columns: CaseColumns::of(&CaseHead::of(history).unwrap()),
        texts,
        report: None,
        notices: Vec::new(),
        hash,
    }
}

fn receive(new: &NewReportRecord) -> Command {
    let report = &new.report;
    Command::Receive {
        report: new.id,
        category: report.category.clone(),
        area: None,
        channel: report.channel,
    }
}

fn accept() -> Command {
    Command::Accept { category: None, area: None, note: "属实".into() }
}

fn assign(unit: &str) -> Command {
    Command::Assign { unit: unit.into(), working_hours: None, note: String::new() }
}

/// A report whose case is assigned; its history.
async fn assigned(store: &Store, number: u64, unit: &str) -> (NewReportRecord, Vec<CaseEvent>) {
    let new = report(number);
    store.submit_report(new.clone()).await.unwrap();
    let mut history = Vec::new();
    for (actor, command) in [(Actor::System, receive(&new)), (office(), accept()), (office(), assign(unit))] {
        let next = transition(&mut history, new.id, &actor, &command, 0);
        assert_eq!(store.transit(next).await.unwrap(), Written::Done);
    }
    (new, history)
}

pub async fn a_history_only_grows_and_who_comes_second_is_refused(store: &Store) {
    let new = report(1);
    store.submit_report(new.clone()).await.unwrap();
    let mut history = Vec::new();
    let first = transition(&mut history, new.id, &Actor::System, &receive(&new), 0);
    assert_eq!(store.transit(first.clone()).await.unwrap(), Written::Done);
    assert_eq!(store.transit(first).await.unwrap(), Written::Stale);
    // Four people accept at once, and their report with them: one of them does.
    let tries = (0..4).map(|number| {
        let mut next = transition(&mut history.clone(), new.id, &office(), &accept(), 1);
        next.texts.iter_mut().for_each(|text| text.sealed.push_str(&number.to_string()));
        let change = change(&new, number);
        let (from, to) = (ReportStatus::Received, ReportStatus::Accepted);
        next.report = Some(ReportFollows { from, to, duplicate_of: None, category: None, change });
        store.transit(next)
    });
    let done = futures::future::join_all(tries).await;
    let done: Vec<Written> = done.into_iter().map(Result::unwrap).collect();
    assert_eq!(done.iter().filter(|written| **written == Written::Done).count(), 1, "{done:?}");
    assert_eq!(store.case_history(new.id).await.unwrap().len(), 2);
    assert_eq!(store.report_state(new.id).await.unwrap().unwrap().status, ReportStatus::Accepted);
    let accepted = CountFilter { status: Some(ReportStatus::Accepted), ..CountFilter::default() };
    assert_eq!(store.total_count(&accepted).await.unwrap(), (1, 1));
    // A report that is no longer as expected stops its case as well.
    let mut all = store.case_history(new.id).await.unwrap();
    let mut next = transition(&mut all, new.id, &office(), &assign("chengguan"), 2);
    let (from, to) = (ReportStatus::Received, ReportStatus::Closed);
    next.report =
        Some(ReportFollows { from, to, duplicate_of: None, category: None, change: change(&new, 9) });
    assert_eq!(store.transit(next).await.unwrap(), Written::Stale);
    assert_eq!(store.ledger_head().await.unwrap().position, 2);
}

pub async fn the_chain_holds_over_all_cases_and_survives_erasure(store: &Store) {
    for number in 1..=3 {
        assigned(store, number, "chengguan").await;
    }
    let verify = async || {
        let mut verifier = Verifier::new(hash);
        for (entry, links) in store.ledger_entries(0, 100).await.unwrap() {
            verifier.next(&entry, &links).unwrap();
        }
        verifier.finish(&store.ledger_head().await.unwrap()).unwrap().position
    };
    assert_eq!(verify().await, 9);
    let (case, columns, _) = store.case_columns(None, 10).await.unwrap().remove(0);
    let history = store.case_history(case).await.unwrap();
    assert_eq!(CaseColumns::of(&CaseHead::of(&history).unwrap()), columns);
    let texts = store.case_texts(case).await.unwrap();
    assert_eq!(texts.len(), 1);
    let sealed: Vec<String> = texts.into_iter().map(|(sealed, _)| sealed).collect();
    assert_eq!(store.erase_case_texts(case, sealed.clone(), true, NOW).await.unwrap(), 1);
    assert_eq!(store.erase_case_texts(case, sealed, false, NOW).await.unwrap(), 0);
    assert_eq!(store.case_texts(case).await.unwrap()[0].1, None);
    let texts = store.sealed_texts("", 10).await.unwrap();
    assert_eq!((texts.len(), texts.iter().filter(|(_, _, text)| text.is_some()).count()), (3, 2));
    assert_eq!(verify().await, 9);
    let (histories, head) = store.case_histories(Timestamp(0), Timestamp(i64::MAX)).await.unwrap();
    assert_eq!((histories.len(), head.position), (3, 9));
    let later = store.case_histories(Timestamp(NOW.0 + 99 * DAY), Timestamp(i64::MAX)).await.unwrap().0;
    assert_eq!(later.len(), 0);
}

pub async fn the_ledger_is_filtered_sorted_counted_and_paged(store: &Store) {
    for number in 1..=7 {
        assigned(store, number, if number % 3 == 0 { "zhujian" } else { "chengguan" }).await;
    }
    let scope = |filter: LedgerFilter, hours: i64| LedgerScope {
        filter,
        areas: None,
        now: Timestamp(NOW.0 + hours * HOUR),
    };
    let total = async |filter: LedgerFilter, hours: i64| {
        let (rows, total) = store.list_cases(scope(filter, hours), None, 100).await.unwrap();
        assert_eq!(rows.len() as u64, total);
        total
    };
    let of_tab = |tab| LedgerFilter { tab: Some(tab), ..LedgerFilter::default() };
    let of_unit = LedgerFilter { unit: Some("zhujian".into()), ..LedgerFilter::default() };
    assert_eq!((total(LedgerFilter::default(), 0).await, total(of_unit, 0).await), (7, 2));
    assert_eq!((total(of_tab(LedgerTab::Late), 0).await, total(of_tab(LedgerTab::Late), 100).await), (0, 7));
    for tab in LedgerTab::ALL {
        let found = total(of_tab(*tab), 100).await;
        let expected = if matches!(tab, LedgerTab::New | LedgerTab::Late | LedgerTab::Open) { 7 } else { 0 };
        assert_eq!(found, expected, "{tab}");
    }
    for light in domain::case::Light::ALL {
        let filter = LedgerFilter { light: Some(*light), ..LedgerFilter::default() };
        assert_eq!(total(filter, 100).await, if *light == domain::case::Light::Red { 7 } else { 0 });
    }
    let word = |text: &str| LedgerFilter { text: Some(text.into()), ..LedgerFilter::default() };
    assert_eq!((total(word("第 3 件"), 0).await, total(word("100%"), 0).await), (1, 0));
    let counts = store.ledger_counts(Some("chengguan"), Timestamp(NOW.0 + 100 * HOUR)).await.unwrap();
    assert_eq!((counts.new, counts.late, counts.open, counts.unassigned), (5, 5, 5, 0));
    for sort in LedgerSort::ALL {
        let filter = LedgerFilter { sort: *sort, ..LedgerFilter::default() };
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let (rows, _) = store.list_cases(scope(filter.clone(), 0), after, 3).await.unwrap();
            let Some(last) = rows.last() else { break };
            let columns = &last.columns;
            let key = match sort {
                LedgerSort::Newest => columns.received_at,
                LedgerSort::Deadline => columns.due_sort,
                LedgerSort::Changed => columns.changed_at,
            };
            after = Some(LedgerCursor { key, id: last.id });
            seen.extend(rows.iter().map(|row| row.id));
        }
        let different: std::collections::BTreeSet<_> = seen.iter().collect();
        assert_eq!((seen.len(), different.len()), (7, 7), "{sort}");
    }
    assert_eq!(store.ticking_cases(Timestamp(NOW.0 + 100 * HOUR), None, 10).await.unwrap().len(), 7);
    assert_eq!(store.movable_cases(None, 5).await.unwrap().len(), 5);
}

pub async fn people_are_told_once_a_day_and_keep_filters(store: &Store) {
    let (new, _) = assigned(store, 1, "chengguan").await;
    let user = Uuid::from_u128(50);
    let person = NewUser {
        id: user,
        login: "u".into(),
        name: "u".into(),
        role: Role::Unit,
        unit: Some("chengguan".into()),
        area: None,
        password_hash: String::new(),
        created_at: NOW,
    };
    store.add_user(person).await.unwrap();
    let notice = |number: u128, kind, hours: i64| NewNotice {
        id: Uuid::from_u128(number),
        user,
        case: new.id,
        at: Timestamp(NOW.0 + hours * HOUR),
        kind,
        light: None,
        repeated: false,
    };
    let sent = |hours: i64| vec![Sent { to: Recipient::Unit, at: Timestamp(NOW.0 + hours * HOUR) }];
    let notices = vec![
        notice(1, NoticeKind::Assigned, 0),
        notice(2, NoticeKind::SentBack, 0),
        notice(3, NoticeKind::Escalated, 0),
        notice(4, NoticeKind::SentBack, 30),
    ];
    store.escalate(new.id, sent(0), notices).await.unwrap();
    store.escalate(new.id, sent(0), vec![]).await.unwrap();
    assert_eq!(store.escalations(new.id).await.unwrap(), sent(0));
    let inbox = store.notices(user, 10).await.unwrap();
    let kinds: Vec<_> = inbox.iter().map(|notice| notice.kind).collect();
    assert_eq!(kinds, [NoticeKind::SentBack, NoticeKind::Escalated, NoticeKind::Assigned]);
    assert_eq!(store.unread_notices(user).await.unwrap(), 3);
    assert_eq!(store.mark_read(user, Some(inbox[0].id), NOW).await.unwrap(), 1);
    assert_eq!(store.unmailed_notices(user, 10).await.unwrap().len(), 2);
    store.mark_mailed(user, Timestamp(NOW.0 + DAY), NOW).await.unwrap();
    assert_eq!(store.unmailed_notices(user, 10).await.unwrap().len(), 0);
    assert_eq!(store.mark_read(user, None, NOW).await.unwrap(), 2);
    let filter = SavedFilter { id: Uuid::from_u128(7), name: "超期".into(), query: "tab=late".into() };
    store.save_filter(user, filter.clone()).await.unwrap();
    assert_eq!(store.saved_filters(user).await.unwrap(), std::slice::from_ref(&filter));
    assert!(store.delete_filter(user, filter.id).await.unwrap());
    assert!(!store.delete_filter(user, filter.id).await.unwrap());
    let duty = Duty { user, head: true, email: Some("u@example.cn".into()) };
    for _ in 0..2 {
        store.set_duty(duty.clone()).await.unwrap();
    }
    assert_eq!(store.duties().await.unwrap(), [duty]);
    let photo = CasePhoto { sha256: "ab".repeat(32), bytes: 9, width: 4, height: 3 };
    assert!(store.keep_case_photo(new.id, photo.clone(), Some(user), NOW).await.unwrap());
    assert!(!store.keep_case_photo(new.id, photo.clone(), Some(user), NOW).await.unwrap());
    assert_eq!(store.case_photos(new.id).await.unwrap(), std::slice::from_ref(&photo));
    assert_eq!(store.case_photo_hashes("", 10).await.unwrap(), [photo.sha256]);
    let pictured = with_photo(report(2), 'c');
    store.submit_report(pictured.clone()).await.unwrap();
    let hash = "c".repeat(64);
    store.photo_stored(pictured.id, &hash, NOW, 4, 3, None, Uuid::from_u128(8)).await.unwrap();
    store.keep_photo_print(&hash, u64::MAX - 5).await.unwrap();
    assert_eq!(store.photo_prints(pictured.id).await.unwrap(), [u64::MAX - 5]);
}
