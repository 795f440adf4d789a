//! Stories of counters.

use super::*;
use domain::heatmap::BoundingBox;
use domain::listing::ReportFilter;
use domain::time::{Day, Period};
use store::{Items, ReportTally, ResponseTally, Store, Submission, TotalsBy, TotalsQuery, TotalsRow};

pub async fn counters_give_the_same_before_and_after_folding(store: &Store) {
    for number in 1..=40 {
        let mut new = report(number);
        if number % 4 == 0 {
            new.cells = None;
            new.report.location = None;
        }
        store.submit_report(new).await.unwrap();
    }
    let days = (Some(NOW.day().plus(-1)), Some(NOW.day().plus(1)));
    let mut before = None;
    for folded in [0, 15, 100] {
        store.fold_reports(folded).await.unwrap();
        let seen = (
            store.cell_counts(9, (None, None), None, None).await.unwrap(),
            store.cell_counts(10, days, Some("exposed_rubbish"), Some(ReportStatus::Received)).await.unwrap(),
            store.placeless_count((None, None), None, None).await.unwrap(),
            store.reports_per_day(NOW.day(), NOW.day().plus(1)).await.unwrap(),
        );
        assert_eq!(*before.get_or_insert(seen.clone()), seen);
    }
    let (cells, _, placeless, per_day) = before.unwrap();
    assert_eq!(
        (cells.len(), cells.iter().map(|cell| cell.reports).sum::<u64>(), placeless),
        (3, 30, (10, 10))
    );
    assert_eq!(per_day, [(NOW.day(), 40)], "all of them arrived today, whenever they were observed");
    assert_eq!(store.pending_facts().await.unwrap(), (0, 0));
}

pub async fn counters_of_a_period_equal_the_rows(store: &Store) {
    let rows = (1..=60).map(|number| {
        let mut new = report(number);
        new.report.observed_at = Timestamp(NOW.0 - i64::try_from(number).unwrap() * 31 * HOUR);
        new
    });
    store.import_reports(rows.collect()).await.unwrap();
    let today = NOW.day();
    for (from, to) in [(-70, 1), (-40, -2), (-33, 0), (-3, -1)] {
        let days = (Some(today.plus(from)), Some(today.plus(to)));
        let period = Period { from: days.0.map(Day::start), to: days.1.map(Day::start) };
        let filter = ReportFilter { period, ..ReportFilter::default() };
        let rows = store.count_reports(&filter, None).await.unwrap();
        assert_eq!(store.total_count(days, None, None).await.unwrap(), rows, "{from}..{to}");
        let cells = store.cell_counts(8, days, None, None).await.unwrap();
        assert_eq!(cells.iter().map(|cell| cell.reports).sum::<u64>(), rows.0, "{from}..{to}");
        let world = BoundingBox { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };
        let points = store.points_in(world, days, None, None, 1_000).await.unwrap();
        assert_eq!(points.len() as u64, rows.0);
    }
    let (first, last) = store.observed_range().await.unwrap().unwrap();
    assert!(first < last);
}

fn by(by: TotalsBy, items: Items) -> TotalsQuery {
    TotalsQuery {
        questionnaire: "awareness".into(),
        channel: SurveyChannel::Household,
        weeks: (None, None),
        items,
        by,
    }
}

pub async fn answers_are_stored_once_and_totalled(store: &Store) {
    for number in 0..40 {
        assert!(matches!(store.submit_response(response(number)).await.unwrap(), Submission::New(_)));
    }
    assert!(matches!(store.submit_response(response(3)).await.unwrap(), Submission::Same(_)));
    let other = NewResponseRecord { content_hash: [8; 32], ..response(3) };
    assert_eq!(store.submit_response(other).await.unwrap(), Submission::Different);
    let more = (40..60).map(response).chain([response(0)]).collect();
    let count = store.import_responses(more).await.unwrap();
    assert_eq!((count.added, count.unchanged), (20, 1));
    for folded in [0, 25, 100] {
        store.fold_responses(folded).await.unwrap();
        let score = store.totals(&by(TotalsBy::None, Items::Exactly(String::new()))).await.unwrap();
        assert_eq!(score.len(), 4);
        assert_eq!(score.iter().map(|row| row.n).sum::<u64>(), 60);
        let c0 = score.iter().find(|row| row.cluster == "c0").unwrap();
        assert_eq!((c0.stratum.as_str(), c0.n, c0.sum_w, c0.sum_wy), ("s0", 15, 15.0, 15.0));
        let c1 = score.iter().find(|row| row.cluster == "c1").unwrap();
        assert_eq!((c1.sum_w, c1.sum_w2, c1.sum_wy), (30.0, 60.0, 0.0));
        let weeks = store.totals(&by(TotalsBy::Week, Items::Exactly(String::new()))).await.unwrap();
        assert_eq!(weeks.iter().map(|row| row.n).sum::<u64>(), 60);
        assert_eq!(weeks.iter().filter_map(|row| row.week).max(), Some(NOW.day().week()));
        let sexes = store.totals(&by(TotalsBy::Sex, Items::Exactly("q1".into()))).await.unwrap();
        let women = sexes.iter().filter(|row| row.sex.as_deref() == Some("female"));
        assert_eq!(women.map(|row| row.n).sum::<u64>(), 20);
        let ages = store.totals(&by(TotalsBy::AgeBand, Items::Exactly(String::new()))).await.unwrap();
        assert!(ages.iter().any(|row| row.age_band.as_deref() == Some("")), "not told is a group of its own");
        let both = store.totals(&by(TotalsBy::SexAge, Items::Exactly(String::new()))).await.unwrap();
        assert_eq!(both.iter().map(|row| row.n).sum::<u64>(), 60);
        let all = store.totals(&by(TotalsBy::WeekSexAge, Items::Exactly(String::new()))).await.unwrap();
        assert!(all.iter().all(|row| row.week.is_some() && row.sex.is_some() && row.age_band.is_some()));
        let of_both = |both: &TotalsRow| {
            let same = all.iter().filter(|row| {
                (&row.stratum, &row.cluster, &row.sex, &row.age_band)
                    == (&both.stratum, &both.cluster, &both.sex, &both.age_band)
            });
            same.fold((0, 0.0, 0.0), |(n, w, wy), row| (n + row.n, w + row.sum_w, wy + row.sum_wy))
        };
        assert!(both.iter().all(|row| of_both(row) == (row.n, row.sum_w, row.sum_wy)));
        let items = store.totals(&by(TotalsBy::None, Items::EveryAwareness)).await.unwrap();
        assert!(items.iter().all(|row| row.item == "q1"));
        let options = store.totals(&by(TotalsBy::None, Items::Options)).await.unwrap();
        let n = |item: &str| options.iter().filter(|row| row.item == item).map(|row| row.n).sum::<u64>();
        assert_eq!((n("q1="), n("q1=a"), n("q1=b")), (60, 30, 30));
        let this_week = NOW.day().week();
        let limited = TotalsQuery {
            weeks: (Some(this_week), Some(this_week.plus(7))),
            ..by(TotalsBy::None, Items::Exactly(String::new()))
        };
        assert_eq!(store.totals(&limited).await.unwrap().iter().map(|row| row.n).sum::<u64>(), 10);
    }
    assert_eq!(store.count_responses("awareness").await.unwrap(), 60);
    let (first, last) = store.questionnaire_weeks("awareness").await.unwrap().unwrap();
    assert_eq!((first, last), (NOW.day().week().plus(-35), NOW.day().week()));
    assert_eq!(store.list_responses(None, 25).await.unwrap().len(), 25);
    let stored = store.response(response(7).id).await.unwrap().unwrap();
    assert_eq!((stored.answers, stored.design_weight), (response(7).response.answers, 2.0));
    assert_eq!(store.responses_per_day(NOW.day(), NOW.day().plus(1)).await.unwrap(), [(NOW.day(), 60)]);
}

pub async fn a_damaged_counter_is_found(store: &Store) {
    for number in 1..=10 {
        store.submit_report(report(number)).await.unwrap();
        store.submit_response(response(number)).await.unwrap();
    }
    store.fold_reports(5).await.unwrap();
    store.fold_responses(5).await.unwrap();
    let mut reports = ReportTally::default();
    let cells = |id: Uuid| (1..=10).map(report).find(|new| new.id == id).unwrap().cells;
    for point in store.report_points(None, 100).await.unwrap() {
        reports.add(&point, cells(point.id));
    }
    let mut answers = ResponseTally::default();
    for stored in store.list_responses(None, 100).await.unwrap() {
        let facts = (1..=10).map(response).find(|new| new.id == stored.id).unwrap().facts;
        answers.add(&stored, &facts);
    }
    assert_eq!(store.report_counter_differences(&reports).await.unwrap(), Vec::<String>::new());
    assert_eq!(store.response_counter_differences(&answers).await.unwrap(), Vec::<String>::new());
    // One report and one answer sheet too many in what they are compared with: as good as missing in the counters.
    let point = store.report_points(None, 1).await.unwrap().remove(0);
    reports.add(&point, cells(point.id));
    answers.add(&store.list_responses(None, 1).await.unwrap()[0], &response(1).facts);
    assert!(!store.report_counter_differences(&reports).await.unwrap().is_empty());
    assert!(!store.response_counter_differences(&answers).await.unwrap().is_empty());
}
