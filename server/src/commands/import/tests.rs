//! Tests of imports and exports through a database.

use super::*;
use crate::files::write_table::ExportFormat;
use crate::services::exports;
use domain::listing::ReportFilter;

const REPORTS: &str = "external_id,category,description,lat,lng,observed_at,closed_at,channel\n";

async fn services() -> (tempfile::TempDir, Services) {
    let directory = tempfile::tempdir().unwrap();
    let texts = [("data_dir", directory.path().display().to_string())];
    let services = Services::open(Config::load(texts, [], None).unwrap(), "").await.unwrap();
    (directory, services)
}

async fn reports(services: &Services, rows: &str) -> Result<Imported, String> {
    let text = format!("{REPORTS}{rows}");
    let imported = import(services, ImportKind::Reports, "reports.csv", text.as_bytes()).await;
    imported.map_err(|error| error.to_string())
}

async fn export(services: &Services) -> String {
    let bytes = exports::reports(services, &Actor::System, &ReportFilter::default(), ExportFormat::Csv)
        .await
        .unwrap();
    String::from_utf8(bytes).unwrap()
}

const TWO: &str = "a,exposed_rubbish,\"=1+1, 垃圾\",38.4385,107.5235,2025-03-14T01:20:00-05:00,,resident\n\
                   b,other,x,,,2025-03-14T01:20:00Z,2025-03-15T01:20:00Z,inspector\n";

#[tokio::test]
async fn importing_reports_again_changes_nothing() {
    let (_directory, services) = services().await;
    let first = reports(&services, TWO).await.unwrap();
    assert_eq!((first.added, first.unchanged, first.outside), (2, 0, 1));
    let before = export(&services).await;
    let again = reports(&services, TWO).await.unwrap();
    assert_eq!((again.added, again.unchanged), (0, 2));
    assert_eq!(export(&services).await, before);
    assert_eq!(services.store.total_count(&store::CountFilter::default()).await.unwrap(), (2, 2));
    assert_eq!(services.store.placeless_count(&store::CountFilter::default()).await.unwrap(), (1, 1));
}

#[tokio::test]
async fn one_wrong_row_imports_nothing() {
    let (_directory, services) = services().await;
    let error =
        reports(&services, &format!("{TWO}c,nothing,x,,,2025-03-14T01:20:00Z,,\n")).await.unwrap_err();
    assert_eq!(error, "reports.csv, line 4, column category: \"nothing\" is not in the catalogue");
    assert_eq!(services.store.total_count(&store::CountFilter::default()).await.unwrap(), (0, 0));
}

#[tokio::test]
async fn an_export_can_be_imported_again_here_and_elsewhere() {
    let (_directory, services) = services().await;
    reports(&services, TWO).await.unwrap();
    let exported = export(&services).await;
    let here = import(&services, ImportKind::Reports, "export.csv", exported.as_bytes()).await.unwrap();
    assert_eq!((here.added, here.unchanged), (0, 2));
    let (_directory, elsewhere) = self::services().await;
    let there = import(&elsewhere, ImportKind::Reports, "export.csv", exported.as_bytes()).await.unwrap();
    assert_eq!((there.added, there.unchanged), (2, 0));
    let without_arrival = |text: &str| -> Vec<String> {
        // The moment of arrival is the other installation's own.
        text.lines().map(|line| line.rsplitn(4, ',').last().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(without_arrival(&export(&elsewhere).await), without_arrival(&exported));
    let row = elsewhere.store.list_reports(&ReportFilter::default(), None, None, 9).await.unwrap();
    assert!(row.iter().any(|row| row.description == "=1+1, 垃圾"), "{row:?}");
}

#[tokio::test]
async fn a_receipt_code_of_another_report_is_drawn_anew() {
    let (_directory, services) = services().await;
    reports(&services, TWO).await.unwrap();
    let rows = services.store.list_reports(&ReportFilter::default(), None, None, 9).await.unwrap();
    let taken = rows[0].receipt_code.clone();
    let text = format!("{},receipt_code\nc,other,x,,,2025-03-14T01:20:00Z,,,{taken}\n", REPORTS.trim_end());
    let imported = import(&services, ImportKind::Reports, "r.csv", text.as_bytes()).await.unwrap();
    assert_eq!((imported.added, imported.unchanged), (1, 0));
}

#[tokio::test]
async fn areas_and_what_lies_in_them_are_imported_in_order() {
    let (_directory, services) = services().await;
    let place = crate::demo::Place::shipped();
    let units = import(&services, ImportKind::Units, "units.csv", place.units.as_bytes()).await.unwrap_err();
    assert!(units.to_string().starts_with("units.csv, line 2, column area: there is no area"), "{units}");
    for (kind, text) in [
        (ImportKind::Areas, place.areas),
        (ImportKind::Population, place.population),
        (ImportKind::Units, place.units),
        (ImportKind::Sites, place.sites),
    ] {
        let first = import(&services, kind, "file", text.as_bytes()).await.unwrap();
        let again = import(&services, kind, "file", text.as_bytes()).await.unwrap();
        assert!(first.added > 0 && again.added == 0 && again.unchanged == first.added, "{kind:?}: {again:?}");
    }
    reports(&services, TWO).await.unwrap();
    let rows = services.store.list_reports(&ReportFilter::default(), None, None, 9).await.unwrap();
    assert!(rows.iter().any(|row| row.area.as_deref() == Some("990623001001")), "{rows:?}");
}

#[tokio::test]
async fn answers_are_imported_once_and_exported_as_they_came() {
    let (_directory, services) = services().await;
    let header = "external_id,questionnaire,version,channel,area,stratum,cluster,design_weight,sex,age_band,submitted_at,campaign_title,core_values_which\n";
    let row = "1,awareness-household,1,household,,A,A1,200,female,30-44,2025-03-14T08:00:00+08:00,b,a c d\n";
    let text = format!("{header}{row}");
    let first = import(&services, ImportKind::Responses, "responses.csv", text.as_bytes()).await.unwrap();
    let again = import(&services, ImportKind::Responses, "responses.csv", text.as_bytes()).await.unwrap();
    assert_eq!((first.added, again.added, again.unchanged), (1, 0, 1));
    let exported =
        exports::responses(&services, &Actor::System, &exports::ResponseFilter::default(), ExportFormat::Csv)
            .await
            .unwrap();
    let exported = String::from_utf8(exported).unwrap();
    let answers = exported.lines().nth(1).unwrap_or_default();
    assert!(answers.starts_with(row.trim_end()), "{exported}");
    let (_directory, elsewhere) = self::services().await;
    let there = import(&elsewhere, ImportKind::Responses, "export.csv", exported.as_bytes()).await.unwrap();
    assert_eq!(there.added, 1);
    let stored = elsewhere.store.list_responses(None, 9).await.unwrap();
    assert_eq!((stored[0].right, stored[0].of), (2, 6));
    let geojson = exports::responses(
        &services,
        &Actor::System,
        &exports::ResponseFilter::default(),
        ExportFormat::Geojson,
    )
    .await;
    assert!(geojson.is_err());
}

#[tokio::test]
async fn who_may_not_import_is_refused() {
    let (_directory, services) = services().await;
    let volunteer = Actor::User {
        id: uuid::Uuid::nil(),
        login: "v".into(),
        name: "v".into(),
        role: domain::access::Role::Volunteer,
        unit: None,
        area: None,
    };
    let quiet = |_: usize, _: usize| {};
    for actor in [Actor::Anonymous, volunteer] {
        let text = format!("{REPORTS}{TWO}");
        assert!(imports::import_reports(&services, &actor, "r", text.as_bytes(), &quiet).await.is_err());
        assert!(imports::import_areas(&services, &actor, "a", b"{}").await.is_err());
        assert!(
            exports::reports(&services, &actor, &ReportFilter::default(), ExportFormat::Csv).await.is_err()
        );
    }
}
