//! `chuangcheng restore FILE`: a backup of either engine into an empty installation of either engine.

use super::CommandError;
use crate::config::Config;
use crate::files::archive::{extract_photos, rows, verify};
use crate::services::Services;
use std::path::Path;
use store::{Store, StoreError};

/// Restores a backup, after every byte of it has been checked.
///
/// Photos are copied first and the rows follow in one transaction, so that a restore which is cut off leaves an empty
/// database and can simply be started again.
///
/// # Errors
/// When the backup is damaged, the database is not empty, or the disk refuses.
pub async fn run(config: Config, path: &Path) -> Result<(), CommandError> {
    let data_dir = config.data_dir.clone();
    let services = Services::open(config, "").await?;
    let restored = restore(&services.store, &data_dir, path).await;
    services.store.close().await;
    let (rows, photos) = restored?;
    println!("{rows} rows and {photos} photo files restored from {}", path.display());
    Ok(())
}

/// Rows and photo files that were restored.
pub(super) async fn restore(store: &Store, data_dir: &Path, path: &Path) -> Result<(u64, u64), CommandError> {
    if !is_empty(store).await? {
        return Err(CommandError::new("the database is not empty; restore into a new data directory"));
    }
    let owned = (path.to_owned(), data_dir.to_owned());
    let copied = tokio::task::spawn_blocking(move || {
        let (path, data_dir) = owned;
        let manifest = verify(&path).map_err(CommandError::new)?;
        let photos = extract_photos(&path, &manifest, &data_dir)
            .map_err(|error| CommandError::new(format!("{}: {error}", data_dir.display())))?;
        Ok::<_, CommandError>((manifest, photos))
    });
    let (manifest, photos) = copied.await.map_err(CommandError::new)??;
    let expected: u64 = manifest.rows.values().sum();
    let loaded = store
        .restore(rows(path, &manifest))
        .await
        .map_err(|error| CommandError::new(format!("{}: {error}", path.display())))?;
    if loaded != expected {
        return Err(CommandError::new(format!("{loaded} rows were restored, the manifest lists {expected}")));
    }
    Ok((loaded, photos))
}

/// What the store asks for as well, told before anything is copied.
async fn is_empty(store: &Store) -> Result<bool, StoreError> {
    Ok(store.report_points(None, 1).await?.is_empty()
        && store.list_responses(None, 1).await?.is_empty()
        && store.users().await?.is_empty()
        && store.areas().await?.is_empty())
}
