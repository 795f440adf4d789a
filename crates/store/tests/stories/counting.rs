//! Stories of counters.

use super::*;
use domain::area::AreaLevel;
use domain::heatmap::BoundingBox;
use domain::listing::ReportFilter;
use domain::response::ResponseFlag;
use domain::statistics::Layer;
use domain::time::{Day, Period};
use store::{
    AreaCount, CountFilter, ImportBatch, ReportTally, ResponseTally, Store, StoreError, Submission, TotalsBy,
    TotalsQuery, TotalsRow,
};

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
    let rubbish = CountFilter {
        days,
        category: Some("exposed_rubbish".into()),
        status: Some(ReportStatus::Received),
        layer: Layer::All,
    };
    let mut before = None;
    for folded in [0, 15, 100] {
        store.fold_reports(folded).await.unwrap();
        let seen = (
            store.cell_counts(9, &CountFilter::default()).await.unwrap(),
            store.cell_counts(10, &rubbish).await.unwrap(),
            store.placeless_count(&CountFilter::default()).await.unwrap(),
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
        let counted = CountFilter { days, ..CountFilter::default() };
        assert_eq!(store.total_count(&counted).await.unwrap(), rows, "{from}..{to}");
        let cells = store.cell_counts(8, &counted).await.unwrap();
        assert_eq!(cells.iter().map(|cell| cell.reports).sum::<u64>(), rows.0, "{from}..{to}");
        let numbers: Vec<u64> = cells.iter().map(|cell| cell.cell).collect();
        for ranges in [vec![], vec![(0, u64::MAX >> 1)], numbers.iter().map(|cell| (*cell, *cell)).collect()]
        {
            let inside = cells.iter().filter(|_| !ranges.is_empty()).copied().collect::<Vec<_>>();
            assert_eq!(store.cell_counts_in(8, &counted, &ranges).await.unwrap(), inside);
        }
        if let [first, .., last] = numbers[..] {
            let ranges = [(first, first), (last, last)];
            let both = store.cell_counts_in(8, &counted, &ranges).await.unwrap();
            assert_eq!(both.iter().map(|cell| cell.cell).collect::<Vec<_>>(), [first, last]);
        }
        let world = BoundingBox { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };
        let points = store.points_in(world, &counted, 1_000).await.unwrap();
        assert_eq!(points.len() as u64, rows.0);
    }
    let (first, last) = store.observed_range().await.unwrap().unwrap();
    assert!(first < last);
}

fn by(by: TotalsBy, items: &[&str]) -> TotalsQuery {
    TotalsQuery {
        questionnaire: "awareness".into(),
        channel: SurveyChannel::Household,
        weeks: (None, None),
        items: items.iter().map(|item| (*item).to_owned()).collect(),
        by,
    }
}

pub async fn answers_to_look_at_are_found_the_newest_first(store: &Store) {
    assert_eq!(store.flagged_responses(9).await.unwrap(), (Vec::new(), 0));
    for number in 0..6 {
        let flags = if number % 2 == 0 { vec![ResponseFlag::ReplacedVersion] } else { Vec::new() };
        let received_at = Timestamp(NOW.0 + i64::try_from(number).unwrap());
        let new = NewResponseRecord { flags, received_at, ..response(number) };
        store.submit_response(new).await.unwrap();
    }
    // Sent again, it keeps what was noted the first time.
    match store.submit_response(response(4)).await.unwrap() {
        Submission::Same(stored) => assert_eq!(stored.flags, [ResponseFlag::ReplacedVersion]),
        other => panic!("not the same: {other:?}"),
    }
    let (rows, count) = store.flagged_responses(2).await.unwrap();
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    assert_eq!((ids, count), (vec![response(4).id, response(2).id], 3));
    assert!(rows.iter().all(|row| row.flags == [ResponseFlag::ReplacedVersion] && !row.visited));
    assert_eq!(store.response(response(1).id).await.unwrap().unwrap().flags, []);
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
        let score = store.totals(&by(TotalsBy::None, &[""])).await.unwrap();
        assert_eq!(score.len(), 4);
        assert_eq!(score.iter().map(|row| row.n).sum::<u64>(), 60);
        let c0 = score.iter().find(|row| row.cluster == "c0").unwrap();
        assert_eq!((c0.stratum.as_str(), c0.n, c0.sum_w, c0.sum_wy), ("s0", 15, 15.0, 15.0));
        let c1 = score.iter().find(|row| row.cluster == "c1").unwrap();
        assert_eq!((c1.sum_w, c1.sum_w2, c1.sum_wy), (30.0, 60.0, 0.0));
        let weeks = store.totals(&by(TotalsBy::Week, &[""])).await.unwrap();
        assert_eq!(weeks.iter().map(|row| row.n).sum::<u64>(), 60);
        assert_eq!(weeks.iter().filter_map(|row| row.week).max(), Some(NOW.day().week()));
        let sexes = store.totals(&by(TotalsBy::Sex, &["q1"])).await.unwrap();
        let women = sexes.iter().filter(|row| row.sex.as_deref() == Some("female"));
        assert_eq!(women.map(|row| row.n).sum::<u64>(), 20);
        let ages = store.totals(&by(TotalsBy::AgeBand, &[""])).await.unwrap();
        assert!(ages.iter().any(|row| row.age_band.as_deref() == Some("")), "not told is a group of its own");
        let both = store.totals(&by(TotalsBy::SexAge, &[""])).await.unwrap();
        assert_eq!(both.iter().map(|row| row.n).sum::<u64>(), 60);
        let all = store.totals(&by(TotalsBy::WeekSexAge, &[""])).await.unwrap();
        assert!(all.iter().all(|row| row.week.is_some() && row.sex.is_some() && row.age_band.is_some()));
        let of_both = |both: &TotalsRow| {
            let same = all.iter().filter(|row| {
                (&row.stratum, &row.cluster, &row.sex, &row.age_band)
                    == (&both.stratum, &both.cluster, &both.sex, &both.age_band)
            });
            same.fold((0, 0.0, 0.0), |(n, w, wy), row| (n + row.n, w + row.sum_w, wy + row.sum_wy))
        };
        assert!(both.iter().all(|row| of_both(row) == (row.n, row.sum_w, row.sum_wy)));
        let items = store.totals(&by(TotalsBy::None, &["q1"])).await.unwrap();
        assert!(items.iter().all(|row| row.item == "q1"));
        let options = store.totals(&by(TotalsBy::None, &["q1=", "q1=a", "q1=b"])).await.unwrap();
        let n = |item: &str| options.iter().filter(|row| row.item == item).map(|row| row.n).sum::<u64>();
        assert_eq!((n("q1="), n("q1=a"), n("q1=b")), (60, 30, 30));
        let this_week = NOW.day().week();
        let limited =
            TotalsQuery { weeks: (Some(this_week), Some(this_week.plus(7))), ..by(TotalsBy::None, &[""]) };
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

pub async fn patrols_and_residents_are_layers_and_areas_are_counted_by_week(store: &Store) {
    for number in 1..=30 {
        let mut new = report(number);
        new.area = Some(if number <= 20 { "150623001" } else { "150623002" }.to_owned());
        if number % 3 == 0 {
            new.report.channel = Channel::Inspector;
        }
        store.submit_report(new).await.unwrap();
    }
    let shapes = ["150623001", "150623002"].map(|code| registers::area(code, AreaLevel::Village, None));
    store.replace_areas(shapes.to_vec()).await.unwrap();
    let layer = |layer| CountFilter { layer, ..CountFilter::default() };
    for folded in [0, 7, 100] {
        store.fold_reports(folded).await.unwrap();
        let mut totals = Vec::new();
        for one in [Layer::All, Layer::Residents, Layer::Patrols] {
            let total = store.total_count(&layer(one)).await.unwrap().0;
            let cells = store.cell_counts(9, &layer(one)).await.unwrap();
            assert_eq!(cells.iter().map(|cell| cell.reports).sum::<u64>(), total);
            let days = (Some(NOW.day().week().plus(-70)), Some(NOW.day().week().plus(7)));
            let limited = CountFilter { days, ..layer(one) };
            let by_day = store.cell_counts_by_day(9, &limited).await.unwrap();
            assert_eq!(by_day.iter().map(|(_, cell)| cell.reports).sum::<u64>(), total);
            totals.push(total);
        }
        assert_eq!(totals, [30, 20, 10]);
        let areas = store.area_counts(&layer(Layer::Patrols)).await.unwrap();
        let of = |code: &str| -> u64 {
            let fits = |count: &&AreaCount| count.area.as_deref() == Some(code);
            areas.iter().filter(fits).map(|count| count.reports).sum()
        };
        assert_eq!((of("150623001"), of("150623002")), (6, 4));
        assert!(areas.iter().all(|count| count.week == count.week.week()));
    }
    let first = report(3);
    store.set_report_area(first.id, Some("150623002"), first.cells).await.unwrap();
    let moved = store.area_counts(&layer(Layer::Patrols)).await.unwrap();
    let in_second = moved.iter().filter(|count| count.area.as_deref() == Some("150623002"));
    assert_eq!(in_second.map(|count| count.reports).sum::<u64>(), 5);
    assert_eq!(store.counts_by_category().await.unwrap().iter().map(|(_, count)| count).sum::<u64>(), 30);
}

/// Late answers, corrected ones, and some taken back: the counters follow, whatever has been folded in between.
pub async fn counters_follow_late_corrected_and_removed_answers(store: &Store) {
    for number in 0..30 {
        store.submit_response(response(number)).await.unwrap();
    }
    store.fold_responses(20).await.unwrap();
    // Sent weeks after it was filled.
    let mut late = response(40);
    late.response.submitted_at = Timestamp(NOW.0 - 70 * 24 * HOUR);
    store.submit_response(late.clone()).await.unwrap();
    let mut corrected = response(5);
    corrected.response.sex = Some("male".into());
    corrected.response.design_weight = 3.5;
    corrected.content_hash = [77; 32];
    corrected.facts.iter_mut().for_each(|fact| fact.y = 1.0);
    assert!(store.correct_response(corrected.clone(), response(5).facts).await.unwrap());
    assert!(store.remove_response(response(6).id, response(6).facts).await.unwrap());
    assert!(!store.remove_response(response(6).id, response(6).facts).await.unwrap());
    assert!(!store.correct_response(response(6), response(6).facts).await.unwrap());
    let facts = |id: Uuid| match id {
        id if id == late.id => late.facts.clone(),
        id if id == corrected.id => corrected.facts.clone(),
        _ => (0..30).map(response).find(|new| new.id == id).unwrap().facts,
    };
    for folded in [0, 5, 100] {
        store.fold_responses(folded).await.unwrap();
        let mut tally = ResponseTally::default();
        for stored in store.list_responses(None, 100).await.unwrap() {
            tally.add(&stored, &facts(stored.id));
        }
        assert_eq!(store.response_counter_differences(&tally).await.unwrap(), Vec::<String>::new());
        let score = store.totals(&by(TotalsBy::None, &[""])).await.unwrap();
        assert_eq!(score.iter().map(|row| row.n).sum::<u64>(), 30);
    }
}

/// Two programs on one database that fold at the same time count nothing twice.
pub async fn folding_at_once_counts_everything_once(store: &Store) {
    for number in 1..=60 {
        store.submit_report(report(number)).await.unwrap();
        store.submit_response(response(number)).await.unwrap();
    }
    let fold = || async {
        let mut taken = 0;
        loop {
            let (reports, responses) = tokio::join!(store.fold_reports(7), store.fold_responses(7));
            let now = reports.unwrap() + responses.unwrap();
            taken += now;
            if now == 0 {
                return taken;
            }
        }
    };
    let (one, two, three) = tokio::join!(fold(), fold(), fold());
    assert_eq!(one + two + three, 120);
    assert_eq!(store.total_count(&CountFilter::default()).await.unwrap(), (60, 60));
    let score = store.totals(&by(TotalsBy::None, &[""])).await.unwrap();
    assert_eq!(score.iter().map(|row| row.n).sum::<u64>(), 60);
}

pub async fn an_import_without_an_end_leaves_nothing(store: &Store) {
    let (sender, receiver) = tokio::sync::mpsc::channel(2);
    sender.send(ImportBatch::Rows((0..10).map(response).collect())).await.unwrap();
    drop(sender);
    assert!(matches!(store.import_response_batches(receiver).await, Err(StoreError::Cancelled)));
    assert_eq!(store.count_responses("awareness").await.unwrap(), 0);
    assert!(store.totals(&by(TotalsBy::None, &[""])).await.unwrap().is_empty());
}
