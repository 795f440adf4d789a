//! The outbox over a bad network, killed phones and a killed server: nothing is lost and nothing arrives twice.

use integration_tests::faults;

/// Drawn once; another one is as good.
const SEED: u64 = 20_261_123;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_and_nothing_is_there_twice() {
    let entries = std::env::var("CHUANGCHENG_TEST_ENTRIES").ok().and_then(|text| text.parse().ok());
    let outcome = faults::run(entries.unwrap_or(1_000), SEED).await.unwrap();
    eprintln!("{outcome:?}");
    assert_eq!((outcome.lost.len(), outcome.double.len()), (0, 0), "{:?} {:?}", outcome.lost, outcome.double);
    assert!(outcome.reports > 0 && outcome.responses > 0 && outcome.photos > outcome.reports);
    let broken: usize =
        outcome.faults.iter().filter(|(name, _)| **name != "none").map(|(_, count)| count).sum();
    let all: usize = outcome.faults.values().sum();
    assert!((25..35).contains(&(100 * broken / all)), "{broken} of {all} requests were broken");
    // Every kind of fault has happened.
    assert_eq!(outcome.faults.len(), 9, "{:?}", outcome.faults);
}
