//! Stories of reports.

use super::*;
use domain::heatmap::BoundingBox;
use domain::listing::{Cursor, ReportFilter};
use domain::report::Contact;
use domain::time::Period;
use store::{CountFilter, ImportCount, Store, StoreError, Submission};

pub async fn a_report_is_stored_once_however_often_it_is_sent(store: &Store) {
    let first = with_photo(report(1), 'a');
    let sent = (0..5).map(|_| store.submit_report(first.clone()));
    let results = futures::future::join_all(sent).await;
    let new = results.iter().filter(|it| matches!(it, Ok(Submission::New(_)))).count();
    let same = results.iter().filter(|it| matches!(it, Ok(Submission::Same(_)))).count();
    assert_eq!((new, same), (1, 4));
    let Ok(Submission::Same(state)) = store.submit_report(first.clone()).await else {
        panic!("not the same")
    };
    assert_eq!((state.receipt_code, state.photos.len()), (first.receipt_code.clone(), 1));
    let other = NewReportRecord { content_hash: [9; 32], ..first.clone() };
    assert_eq!(store.submit_report(other).await.unwrap(), Submission::Different);
    let thief = NewReportRecord { receipt_code: first.receipt_code.clone(), ..report(2) };
    assert!(matches!(store.submit_report(thief).await, Err(StoreError::Unique("receipt_code"))));
    assert_eq!(store.count_reports(&ReportFilter::default(), None).await.unwrap(), (1, 1));
    assert_eq!(store.total_count(&CountFilter::default()).await.unwrap(), (1, 1));
}

pub async fn a_photo_is_noted_once(store: &Store) {
    let mut new = with_photo(with_photo(report(1), 'a'), 'b');
    new.report.contact = Some(Contact { phone: Some("138".into()), name: None });
    store.submit_report(new.clone()).await.unwrap();
    let hash = "b".repeat(64);
    assert!(!store.photo_report(new.id, &hash).await.unwrap().unwrap().stored);
    assert!(store.photo_report(new.id, &"c".repeat(64)).await.unwrap().is_none());
    for first in [true, false] {
        let stored = store.photo_stored(new.id, &hash, NOW, 40, 30, Some((38.5, 107.5)), Uuid::from_u128(77));
        assert_eq!(stored.await.unwrap(), first);
    }
    let record = store.report(new.id).await.unwrap().unwrap();
    assert_eq!(record.row.first_photo.as_deref(), Some(hash.as_str()));
    assert_eq!(record.photos.iter().map(|photo| photo.stored).collect::<Vec<_>>(), [false, true]);
    assert_eq!((record.photos[1].width, record.photos[1].exif), (Some(40), Some((38.5, 107.5))));
    assert_eq!(record.contact.unwrap().phone.as_deref(), Some("138"));
    let events: Vec<_> = record.history.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(events.len(), 2);
    assert!(events.contains(&"received") && events.contains(&"photo_stored"));
    assert_eq!(store.report_state(new.id).await.unwrap().unwrap().photos.len(), 2);
}

pub async fn a_list_is_filtered_sorted_and_paged(store: &Store) {
    for number in 1..=25 {
        let mut new = report(number);
        if number % 5 == 0 {
            new.report.category = "pothole".into();
            new.area = Some("150623001".into());
            new.report.location = None;
            new.cells = None;
        }
        if number == 7 {
            new.report.description = "100% 破损_路面".into();
            new.external_id = Some("nyc-7".into());
        }
        store.submit_report(new).await.unwrap();
    }
    let mut seen = vec![];
    let mut after = None;
    loop {
        let page = store.list_reports(&ReportFilter::default(), None, after, 10).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(Cursor { observed_at: last.observed_at, id: last.id });
        seen.extend(page.into_iter().map(|row| row.observed_at));
    }
    assert_eq!(seen.len(), 25);
    assert!(seen.windows(2).all(|pair| pair[0] > pair[1]));
    let count = |filter: ReportFilter, areas: Option<Vec<String>>| async move {
        let listed = store.list_reports(&filter, areas.as_deref(), None, 100).await.unwrap().len() as u64;
        let (counted, _) = store.count_reports(&filter, areas.as_deref()).await.unwrap();
        assert_eq!(listed, counted);
        counted
    };
    let all = ReportFilter::default();
    assert_eq!(count(ReportFilter { category: Some("pothole".into()), ..all.clone() }, None).await, 5);
    assert_eq!(count(all.clone(), Some(vec!["150623001".into(), "x".into()])).await, 5);
    assert_eq!(count(all.clone(), Some(vec![])).await, 0);
    let bbox = BoundingBox { west: 106.0, south: 38.0, east: 108.0, north: 38.035 };
    assert_eq!(count(ReportFilter { bbox: Some(bbox), ..all.clone() }, None).await, 3);
    let period = Period { from: Some(Timestamp(NOW.0 - 3 * HOUR)), to: Some(NOW) };
    assert_eq!(count(ReportFilter { period, ..all.clone() }, None).await, 3);
    assert_eq!(count(ReportFilter { status: Some(ReportStatus::Closed), ..all.clone() }, None).await, 0);
    assert_eq!(count(ReportFilter { channel: Some(Channel::Inspector), ..all.clone() }, None).await, 0);
    for text in ["0% 破损_", "NYC-7", "nyc"] {
        assert_eq!(count(ReportFilter { text: Some(text.into()), ..all.clone() }, None).await, 1, "{text}");
    }
    assert_eq!(count(ReportFilter { text: Some("%路%".into()), ..all.clone() }, None).await, 0);
}

pub async fn a_change_of_status_happens_once_and_the_counters_follow(store: &Store) {
    let new = report(1);
    store.submit_report(new.clone()).await.unwrap();
    let accept = |number| {
        store.change_status(new.id, ReportStatus::Received, ReportStatus::Accepted, change(&new, number))
    };
    assert!(accept(0).await.unwrap());
    assert!(!accept(1).await.unwrap());
    let close = store.change_status(new.id, ReportStatus::Accepted, ReportStatus::Closed, change(&new, 2));
    assert!(close.await.unwrap());
    let record = store.report(new.id).await.unwrap().unwrap();
    assert_eq!((record.row.status, record.row.closed_at), (ReportStatus::Closed, Some(change(&new, 2).at)));
    assert_eq!(record.history.len(), 3);
    assert_eq!(record.history[1].note.as_deref(), Some("已核实"));
    for fold in [false, true] {
        if fold {
            assert_eq!(store.fold_reports(100).await.unwrap(), 5);
        }
        for (status, count) in
            [(ReportStatus::Received, 0), (ReportStatus::Accepted, 0), (ReportStatus::Closed, 1)]
        {
            let filter = CountFilter { status: Some(status), ..CountFilter::default() };
            assert_eq!(store.total_count(&filter).await.unwrap(), (count, count));
        }
        assert_eq!(store.counts_by_status().await.unwrap(), [("closed".to_owned(), 1)]);
        assert_eq!(store.counts_by_category().await.unwrap(), [("exposed_rubbish".to_owned(), 1)]);
    }
    assert!(store.report_by_receipt(&new.receipt_code).await.unwrap().is_some());
    store.set_report_area(new.id, Some("150623"), new.cells).await.unwrap();
    assert_eq!(store.report(new.id).await.unwrap().unwrap().row.area.as_deref(), Some("150623"));
}

pub async fn linking_duplicates_lowers_incidents_but_not_reports(store: &Store) {
    let new: Vec<_> = (1..=3).map(report).collect();
    for record in &new {
        store.submit_report(record.clone()).await.unwrap();
    }
    let link = |from: usize, to: usize, number| {
        store.link_duplicate(new[from].id, new[to].id, ReportStatus::Received, change(&new[from], number))
    };
    assert!(link(0, 1, 0).await.unwrap());
    assert!(matches!(link(2, 0, 0).await, Err(StoreError::Reference(_))), "a duplicate is no incident");
    assert!(
        matches!(link(2, 2, 0).await, Err(StoreError::Reference(_))),
        "nor is a report its own duplicate"
    );
    assert!(link(1, 2, 0).await.unwrap(), "what was linked to it goes along");
    let root = store.report(new[2].id).await.unwrap().unwrap();
    assert_eq!(root.duplicates.len(), 2);
    assert_eq!(store.total_count(&CountFilter::default()).await.unwrap(), (3, 1));
    assert_eq!(store.count_reports(&ReportFilter::default(), None).await.unwrap(), (3, 1));
    assert!(store.unlink_duplicate(new[0].id, change(&new[0], 1)).await.unwrap());
    assert!(!store.unlink_duplicate(new[0].id, change(&new[0], 2)).await.unwrap());
    assert_eq!(store.total_count(&CountFilter::default()).await.unwrap(), (3, 2));
    let freed = store.report(new[0].id).await.unwrap().unwrap();
    assert_eq!((freed.row.status, freed.row.duplicate_of), (ReportStatus::Accepted, None));
}

pub async fn an_import_is_all_or_nothing_and_repeatable(store: &Store) {
    let rows: Vec<_> = (1..=30)
        .map(|number| NewReportRecord {
            external_id: Some(format!("n{number}")),
            closed_at: (number == 3).then_some(NOW),
            status: if number == 3 { ReportStatus::Closed } else { ReportStatus::Received },
            ..report(number)
        })
        .collect();
    assert_eq!(store.import_reports(rows.clone()).await.unwrap(), ImportCount { added: 30, unchanged: 0 });
    assert_eq!(store.import_reports(rows.clone()).await.unwrap(), ImportCount { added: 0, unchanged: 30 });
    assert_eq!(store.total_count(&CountFilter::default()).await.unwrap(), (30, 30));
    assert_eq!(store.report(rows[2].id).await.unwrap().unwrap().history.len(), 2);
    let thief = NewReportRecord { receipt_code: rows[0].receipt_code.clone(), ..report(33) };
    assert!(matches!(store.import_reports(vec![thief]).await, Err(StoreError::Unique("receipt_code"))));
    let mut broken = vec![report(31)];
    broken[0].event_id = rows[0].event_id;
    assert!(store.import_reports(vec![report(32), broken.remove(0)]).await.is_err());
    assert_eq!(store.count_reports(&ReportFilter::default(), None).await.unwrap().0, 30);
}
