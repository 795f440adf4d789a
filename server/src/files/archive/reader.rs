//! Checks an archive and reads it, without holding any of its files in memory.

use super::super::table::FileError;
use super::{FORMAT, FORMAT_VERSION, MANIFEST, Manifest, is_photo, table_of};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use zip::ZipArchive;

/// Rows on their way from the archive, each with its table.
pub type Rows = std::sync::mpsc::IntoIter<io::Result<(String, Value)>>;

/// The largest manifest that is read: some million files.
const MANIFEST_BYTES: u64 = 512 * 1024 * 1024;
/// Rows that wait for the database at most.
const WAITING_ROWS: usize = 256;

type Archive = ZipArchive<BufReader<File>>;

/// Reads every byte of an archive and compares it with the manifest. Nothing is to be restored from one that fails.
///
/// # Errors
/// What is wrong, and with which file of the archive.
pub fn verify(path: &Path) -> Result<Manifest, FileError> {
    let shown = path.display().to_string();
    let wrong = |message: String| FileError::whole(&shown, message);
    let mut archive = open(path).map_err(|error| wrong(error.to_string()))?;
    let manifest = read_manifest(&mut archive).map_err(|error| wrong(format!("is no backup: {error}")))?;
    if manifest.format != FORMAT {
        return Err(wrong(format!("is no backup but {:?}", manifest.format)));
    }
    if manifest.format_version > FORMAT_VERSION {
        let message = format!("was written by a newer program ({})", manifest.program_version);
        return Err(wrong(message));
    }
    let listed: BTreeSet<&str> = manifest.files.iter().map(|file| file.name.as_str()).collect();
    let there: BTreeSet<String> =
        archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
    if listed.len() != manifest.files.len() || archive.len() != listed.len() + 1 {
        return Err(wrong("does not hold the files that its manifest lists".to_owned()));
    }
    if let Some(name) = listed.iter().find(|name| table_of(name).is_none() && !is_photo(name)) {
        return Err(wrong(format!("{name} is neither a table nor a photo")));
    }
    if let Some(missing) = listed.iter().find(|name| !there.contains(**name)) {
        return Err(wrong(format!("{missing} is missing")));
    }
    for file in &manifest.files {
        let (bytes, sha256) =
            digest(&mut archive, &file.name).map_err(|error| wrong(format!("{}: {error}", file.name)))?;
        if (bytes, sha256.as_str()) != (file.bytes, file.sha256.as_str()) {
            return Err(wrong(format!("{} is damaged", file.name)));
        }
    }
    Ok(manifest)
}

fn open(path: &Path) -> io::Result<Archive> {
    ZipArchive::new(BufReader::new(File::open(path)?)).map_err(io::Error::other)
}

fn read_manifest(archive: &mut Archive) -> io::Result<Manifest> {
    let file = archive.by_name(MANIFEST).map_err(io::Error::other)?;
    Ok(serde_json::from_reader(BufReader::new(file.take(MANIFEST_BYTES)))?)
}

fn digest(archive: &mut Archive, name: &str) -> io::Result<(u64, String)> {
    let mut file = archive.by_name(name).map_err(io::Error::other)?;
    let mut hash = Sha256::new();
    let mut bytes = 0;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((bytes, hex::encode(hash.finalize()))),
            length => {
                bytes += length as u64;
                hash.update(&buffer[..length]);
            }
        }
    }
}

/// The rows of a verified archive, in the order in which they were written. They are read on a thread of their own.
pub fn rows(path: &Path, manifest: &Manifest) -> Rows {
    let (sender, receiver): (_, Receiver<io::Result<(String, Value)>>) = sync_channel(WAITING_ROWS);
    let path = path.to_owned();
    let tables: Vec<String> = manifest.files.iter().map(|file| file.name.clone()).collect();
    std::thread::spawn(move || {
        if let Err(error) = send_rows(&path, &tables, &sender) {
            // When nobody listens any more, the restore has failed for a reason of its own.
            let _ = sender.send(Err(error));
        }
    });
    receiver.into_iter()
}

fn send_rows(
    path: &Path,
    names: &[String],
    sender: &SyncSender<io::Result<(String, Value)>>,
) -> io::Result<()> {
    let mut archive = open(path)?;
    for name in names {
        let Some(table) = table_of(name) else { continue };
        let file = archive.by_name(name).map_err(io::Error::other)?;
        for (number, line) in BufReader::new(file).lines().enumerate() {
            let row = serde_json::from_str(&line?)
                .map_err(|error| io::Error::other(format!("{name}, line {}: {error}", number + 1)))?;
            if sender.send(Ok((table.to_owned(), row))).is_err() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Copies the photos of a verified archive into a data directory; how many files. A photo that is there stays: its name
/// is the hash of what it was made from.
///
/// # Errors
/// When the archive cannot be read or the disk refuses.
pub fn extract_photos(path: &Path, manifest: &Manifest, data_dir: &Path) -> io::Result<u64> {
    let mut archive = open(path)?;
    let mut copied = 0;
    let mut folders = BTreeSet::new();
    for file in manifest.files.iter().filter(|file| is_photo(&file.name)) {
        let target = data_dir.join(&file.name);
        if fs::metadata(&target).is_ok_and(|there| there.len() == file.bytes) {
            continue;
        }
        let folder = target.parent().unwrap_or(data_dir).to_owned();
        fs::create_dir_all(&folder)?;
        let mut temporary = tempfile::Builder::new().prefix(".incoming-").tempfile_in(&folder)?;
        let mut content = archive.by_name(&file.name).map_err(io::Error::other)?;
        io::copy(&mut content, &mut temporary)?;
        temporary.flush()?;
        temporary.as_file().sync_all()?;
        temporary.persist(&target).map_err(|error| error.error)?;
        folders.insert(folder);
        copied += 1;
    }
    for folder in folders {
        File::open(folder)?.sync_all()?;
    }
    Ok(copied)
}
