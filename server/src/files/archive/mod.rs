//! Backups: one zip file with a manifest, every table as JSON lines and every photo. The same for both engines.
//!
//! ```text
//! tables/reports.jsonl     one row a line, in an order in which they may be loaded again
//! photos/ab/abcd….jpg      the three sizes of every photo
//! manifest.json            format, versions, and the SHA-256 of everything else
//! ```

mod reader;
mod writer;

pub use reader::{Rows, extract_photos, rows, verify};
pub use writer::ArchiveWriter;

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the manifest calls the format.
const FORMAT: &str = "chuangcheng-backup";
/// Version of the format; a program reads the versions up to its own.
const FORMAT_VERSION: u32 = 1;
const MANIFEST: &str = "manifest.json";

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `chuangcheng-backup`.
    pub format: String,
    /// Version of the format.
    pub format_version: u32,
    /// Version of the program that wrote it.
    pub program_version: String,
    /// The engine it was written from: `sqlite` or `postgres`. It can be restored into either.
    pub engine: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
    /// Every file in the archive but this one, in order.
    pub files: Vec<ArchivedFile>,
}

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivedFile {
    /// Its name, with `/` between folders.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its content in hexadecimal.
    pub sha256: String,
}

/// The table whose rows a file of this name holds.
fn table_of(name: &str) -> Option<&str> {
    let table = name.strip_prefix("tables/")?.strip_suffix(".jsonl")?;
    let plain = table.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    (plain && !table.is_empty()).then_some(table)
}

/// Whether this is the name of a photo as the storage names it: nothing else may be written to the disk.
fn is_photo(name: &str) -> bool {
    let Some((folder, file)) = name.strip_prefix("photos/").and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    let Some(stem) = file.strip_suffix(".jpg") else { return false };
    let hash = stem.split('-').next().unwrap_or_default();
    let size = &stem[hash.len()..];
    domain::report::is_sha256(hash)
        && hash.starts_with(folder)
        && folder.len() == 2
        && matches!(size, "" | "-320" | "-1024")
}

#[cfg(test)]
mod tests;
