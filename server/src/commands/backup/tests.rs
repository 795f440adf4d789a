//! Tests of backup and restore through databases.

use super::super::restore::restore;
use super::*;
use crate::commands::demo::fill;
use crate::services::Services;
use crate::services::doctor;

async fn services(directory: &Path) -> Services {
    let texts = [("data_dir", directory.display().to_string())];
    Services::open(Config::load(texts, [], None).unwrap(), "").await.unwrap()
}

async fn rows(store: &Store) -> Vec<(String, serde_json::Value)> {
    let rows = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&rows);
    let take = move |table: &str, row| {
        sink.lock().unwrap().push((table.to_owned(), row));
        Ok(())
    };
    store.backup(Box::new(take)).await.unwrap();
    Arc::into_inner(rows).unwrap().into_inner().unwrap()
}

#[tokio::test]
async fn a_restored_installation_is_the_same_and_adds_up() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let services = services(first.path()).await;
    fill(&services).await.unwrap();
    let path = first.path().join("backup.zip");
    let manifest = write(&services.store, first.path(), &path, &services.clock).await.unwrap();
    assert_eq!(manifest.rows["reports"], 3_000);

    let other = self::services(second.path()).await;
    let (loaded, photos) = restore(&other.store, second.path(), &path).await.unwrap();
    assert_eq!(loaded, manifest.rows.values().sum::<u64>());
    assert_eq!(photos, 18);
    let (before, after) = (rows(&services.store).await, rows(&other.store).await);
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after);
    }
    assert_eq!(doctor::examine(&other).await.unwrap().problems, Vec::<String>::new());

    let again = restore(&other.store, second.path(), &path).await.unwrap_err();
    assert!(again.to_string().contains("not empty"), "{again}");
}

#[tokio::test]
async fn a_damaged_backup_restores_nothing() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let services = services(first.path()).await;
    let path = first.path().join("backup.zip");
    fill(&services).await.unwrap();
    write(&services.store, first.path(), &path, &services.clock).await.unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 0x55;
    fs::write(&path, bytes).unwrap();
    let other = self::services(second.path()).await;
    assert!(restore(&other.store, second.path(), &path).await.is_err());
    assert!(other.store.areas().await.unwrap().is_empty());
}
