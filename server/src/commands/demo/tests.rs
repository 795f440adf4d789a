//! Tests of the demo through a database.

use super::*;
use domain::listing::ReportFilter;
use domain::response::SurveyChannel;
use store::{TotalsBy, TotalsQuery};

#[tokio::test]
async fn an_empty_installation_is_filled_once() {
    let directory = tempfile::tempdir().unwrap();
    let texts = [("data_dir", directory.path().display().to_string())];
    let services = Services::open(Config::load(texts, [], None).unwrap(), "").await.unwrap();
    let accounts = fill(&services).await.unwrap().unwrap();
    assert_eq!(accounts.len(), Role::ALL.len() + 4, "one of each role, more units, a second volunteer");
    assert!(accounts.iter().all(|account| account.password.len() == 14));
    assert!(fill(&services).await.unwrap().is_none());

    let (reports, incidents) = services.store.total_count(&store::CountFilter::default()).await.unwrap();
    assert!(reports == 3_000 && (2_700..2_850).contains(&incidents), "{incidents}");
    let filter = ReportFilter { status: Some(ReportStatus::Duplicate), ..ReportFilter::default() };
    let linked = services.store.list_reports(&filter, None, None, 500).await.unwrap();
    assert_eq!(linked.len() as u64, reports - incidents);
    let household = TotalsQuery {
        questionnaire: QUESTIONNAIRE.to_owned(),
        channel: SurveyChannel::Household,
        weeks: (None, None),
        items: vec![String::new()],
        by: TotalsBy::None,
    };
    let totals = services.store.totals(&household).await.unwrap();
    let plan = services.store.plans(1).await.unwrap().remove(0);
    let all = totals.iter().map(|row| row.n).sum::<u64>();
    assert_eq!((totals.len(), all), (9, 1_500 + plan.rate.interviewed));
    assert!(plan.rate.interviewed > 20 && plan.rate.pending > 5, "{:?}", plan.rate);
    assert!(services.store.flagged_visits(plan.id, 9).await.unwrap().1 > 0);
    assert!(totals.iter().all(|row| !row.stratum.is_empty() && !row.cluster.is_empty()));
}
