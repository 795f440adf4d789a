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
    assert_eq!(accounts.len(), Role::ALL.len());
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
    assert_eq!((totals.len(), totals.iter().map(|row| row.n).sum::<u64>()), (9, 1_500));
    assert!(totals.iter().all(|row| !row.stratum.is_empty() && !row.cluster.is_empty()));
}
