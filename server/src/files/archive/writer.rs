//! Writes an archive, without holding any of its files in memory.

use super::{ArchivedFile, FORMAT, FORMAT_VERSION, MANIFEST, Manifest, is_photo, table_of};
use domain::time::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// An archive under way. It appears under its name only when it is complete.
pub struct ArchiveWriter {
    zip: ZipWriter<BufWriter<File>>,
    path: PathBuf,
    temporary: PathBuf,
    manifest: Manifest,
    open: Option<OpenFile>,
}

struct OpenFile {
    name: String,
    bytes: u64,
    hash: Sha256,
}

impl ArchiveWriter {
    /// Begins an archive that only its owner can read: it holds exact places and password hashes.
    ///
    /// # Errors
    /// When there is a file of that name, or none can be made beside it.
    pub fn create(path: &Path, engine: &str, created_at: Timestamp) -> io::Result<Self> {
        if path.try_exists()? {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "is there already"));
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".partial");
        let temporary = path.with_file_name(name);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let zip = ZipWriter::new(BufWriter::new(options.open(&temporary)?));
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            format_version: FORMAT_VERSION,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            engine: engine.to_owned(),
            created_at,
            rows: std::collections::BTreeMap::new(),
            files: Vec::new(),
        };
        Ok(Self { zip, path: path.to_owned(), temporary, manifest, open: None })
    }

    /// Adds a row. Rows of one table follow each other.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn row(&mut self, table: &str, row: &Value) -> io::Result<()> {
        let name = format!("tables/{table}.jsonl");
        if self.open.as_ref().is_none_or(|open| open.name != name) {
            debug_assert_eq!(table_of(&name), Some(table));
            self.begin(&name, CompressionMethod::Deflated)?;
        }
        let mut line = serde_json::to_vec(row)?;
        line.push(b'\n');
        self.write(&line)?;
        *self.manifest.rows.entry(table.to_owned()).or_default() += 1;
        Ok(())
    }

    /// Adds a photo file under its name in the data directory, as `photos/ab/….jpg`.
    ///
    /// # Errors
    /// When the photo cannot be read or the disk refuses.
    pub fn photo(&mut self, name: &str, mut content: impl Read) -> io::Result<()> {
        if !is_photo(name) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{name} is no photo")));
        }
        // A JPEG does not become smaller.
        self.begin(name, CompressionMethod::Stored)?;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match content.read(&mut buffer)? {
                0 => return Ok(()),
                length => self.write(&buffer[..length])?,
            }
        }
    }

    /// Writes the manifest, and gives the archive its name once it is on the disk.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(mut self) -> io::Result<Manifest> {
        self.end();
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.zip.start_file(MANIFEST, options).map_err(io::Error::other)?;
        serde_json::to_writer_pretty(&mut self.zip, &self.manifest)?;
        let file = self.zip.finish().map_err(io::Error::other)?.into_inner().map_err(io::Error::other)?;
        file.sync_all()?;
        fs::rename(&self.temporary, &self.path)?;
        if let Some(directory) = self.path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            File::open(directory)?.sync_all()?;
        }
        Ok(self.manifest)
    }

    /// Removes what was written so far.
    pub fn abandon(self) {
        let Self { zip, temporary, .. } = self;
        drop(zip);
        // The reason for giving up is told; a leftover beside it is not worth another message.
        let _ = fs::remove_file(temporary);
    }

    fn begin(&mut self, name: &str, method: CompressionMethod) -> io::Result<()> {
        self.end();
        let options = SimpleFileOptions::default().compression_method(method).large_file(true);
        self.zip.start_file(name, options).map_err(io::Error::other)?;
        self.open = Some(OpenFile { name: name.to_owned(), bytes: 0, hash: Sha256::new() });
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(open) = &mut self.open {
            open.bytes += bytes.len() as u64;
            open.hash.update(bytes);
        }
        self.zip.write_all(bytes)
    }

    fn end(&mut self) {
        if let Some(OpenFile { name, bytes, hash }) = self.open.take() {
            let sha256 = hex::encode(hash.finalize());
            self.manifest.files.push(ArchivedFile { name, bytes, sha256 });
        }
    }
}
