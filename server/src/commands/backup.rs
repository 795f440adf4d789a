//! `chuangcheng backup FILE`: every table and every photo in one file, while the program may go on serving.

use super::CommandError;
use crate::clock::Clock;
use crate::config::Config;
use crate::files::archive::{ArchiveWriter, Manifest};
use crate::services::open_store;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use store::Store;

/// Writes a backup. There must be no file of that name.
///
/// # Errors
/// When the database or a photo cannot be read, or the disk refuses; then there is no file of that name.
pub async fn run(config: Config, path: &Path) -> Result<(), CommandError> {
    let store = open_store(&config).await?;
    let written = write(&store, &config.data_dir, path, &Clock::system()).await;
    store.close().await;
    let manifest = written.map_err(|error| CommandError::new(format!("{}: {error}", path.display())))?;
    let rows: u64 = manifest.rows.values().sum();
    let photos = manifest.files.iter().filter(|file| file.name.starts_with("photos/")).count();
    println!("{rows} rows and {photos} photo files written to {}", path.display());
    Ok(())
}

/// The rows come from one snapshot. Photos are copied after it: every photo it names is on the disk already, and none
/// is ever removed.
pub(super) async fn write(
    store: &Store,
    data_dir: &Path,
    path: &Path,
    clock: &Clock,
) -> io::Result<Manifest> {
    let writer = ArchiveWriter::create(path, store.engine().as_str(), clock.now())?;
    // The store's sink lives as long as its snapshot, so the writer is shared with it.
    let shared = Arc::new(Mutex::new(writer));
    let sink = Arc::clone(&shared);
    let dumped = store
        .backup(Box::new(move |table, row| {
            sink.lock().unwrap_or_else(PoisonError::into_inner).row(table, &row)
        }))
        .await;
    let writer = Arc::into_inner(shared).ok_or_else(|| io::Error::other("the snapshot is still open"))?;
    let mut writer = writer.into_inner().unwrap_or_else(PoisonError::into_inner);
    let filled = dumped.map_err(io::Error::other).and_then(|()| add_photos(&mut writer, data_dir));
    match filled {
        Ok(()) => writer.finish(),
        Err(error) => {
            writer.abandon();
            Err(error)
        }
    }
}

fn add_photos(writer: &mut ArchiveWriter, data_dir: &Path) -> io::Result<()> {
    let root = data_dir.join("photos");
    if !root.try_exists()? {
        return Ok(());
    }
    for folder in sorted(&root)? {
        for name in sorted(&root.join(&folder))? {
            // What is being written now belongs to no row of the snapshot.
            if name.ends_with(".jpg") {
                let file = File::open(root.join(&folder).join(&name))?;
                writer.photo(&format!("photos/{folder}/{name}"), file)?;
            }
        }
    }
    Ok(())
}

/// Names in a folder, sorted, so that two backups of the same data are alike.
fn sorted(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.extend(entry?.file_name().into_string().ok());
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests;
