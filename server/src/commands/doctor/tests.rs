//! The doctor must be able to find something.

use super::*;
use crate::commands::demo;
use serde_json::Value;
use std::path::Path;
use std::sync::{Arc, Mutex};

async fn services(directory: &Path) -> Services {
    let texts = [("data_dir", directory.display().to_string())];
    Services::open(Config::load(texts, [], None).unwrap(), "").await.unwrap()
}

/// Restores the rows of a demo into a new database, each changed by `change`.
async fn sick(
    healthy: &Services,
    change: impl Fn(&str, &mut Value) + Send + 'static,
) -> (tempfile::TempDir, Services) {
    let directory = tempfile::tempdir().unwrap();
    let rows = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&rows);
    let take = move |table: &str, mut row: Value| {
        change(table, &mut row);
        sink.lock().unwrap().push(Ok((table.to_owned(), row)));
        Ok(())
    };
    healthy.store.backup(Box::new(take)).await.unwrap();
    let rows = Arc::into_inner(rows).unwrap().into_inner().unwrap();
    let services = services(directory.path()).await;
    services.store.restore(rows.into_iter()).await.unwrap();
    (directory, services)
}

#[tokio::test]
async fn a_changed_counter_a_wrong_score_and_a_lost_photo_are_found() {
    let directory = tempfile::tempdir().unwrap();
    let healthy = services(directory.path()).await;
    demo::fill(&healthy).await.unwrap();
    let findings = doctor::examine(&healthy).await.unwrap();
    assert_eq!((findings.reports, findings.responses, findings.photos), (3_000, 2_425, 6));
    assert!(findings.visits > 0);
    assert_eq!(findings.problems, Vec::<String>::new());

    let (_directory, counted) = sick(&healthy, |table, row| {
        if table == "report_counts" && row["resolution"] == 0 && row["span"] == 0 && row["category"] == "*" {
            row["reports"] = Value::from(row["reports"].as_i64().unwrap() + 1);
        }
    })
    .await;
    let problems = doctor::examine(&counted).await.unwrap().problems;
    assert!(problems.iter().any(|line| line.starts_with("counter of reports")), "{problems:?}");
    // Its photos were not copied either.
    assert!(problems.iter().any(|line| line.contains("Missing")), "{problems:?}");

    let (_directory, visited) = sick(&healthy, |table, row| {
        if table == "visit_counts" && row["resolution"] == 9 {
            row["visits"] = Value::from(row["visits"].as_i64().unwrap() + 1);
        }
        if table == "survey_households" && row["attempts"] == 1 {
            row["attempts"] = Value::from(2);
        }
    })
    .await;
    let problems = doctor::examine(&visited).await.unwrap().problems;
    for what in ["counter of visits (resolution 9", "progress of household"] {
        assert!(problems.iter().any(|line| line.starts_with(what)), "{what}: {problems:?}");
    }

    let (_directory, scored) = sick(&healthy, |table, row| {
        if table == "responses" && row["external_id"] == "demo-0001" {
            row["right_items"] = Value::from(99);
        }
        if table == "response_counts" && row["item"] == "" {
            row["sum_wy"] = Value::from(0.5);
        }
    })
    .await;
    let problems = doctor::examine(&scored).await.unwrap().problems;
    assert!(problems.iter().any(|line| line.contains("99 of 6 are stored as right")), "{problems:?}");
    assert!(problems.iter().any(|line| line.starts_with("counter of answers")), "{problems:?}");
}

#[tokio::test]
async fn a_photo_of_nobody_is_only_remarked() {
    let directory = tempfile::tempdir().unwrap();
    let services = services(directory.path()).await;
    let picture = crate::demo::pictures().remove(0);
    services.photos.accept(crate::media::PhotoHash::of(&picture), "image/jpeg", picture).await.unwrap();
    let findings = doctor::examine(&services).await.unwrap();
    assert_eq!((findings.problems.len(), findings.remarks.len()), (0, 1));
}
