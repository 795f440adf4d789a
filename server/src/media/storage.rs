//! Photo files under `<data directory>/photos/ab/`, named by the hash of what was sent.
//!
//! A file appears under its name only when it is complete and on the disk: it is written beside it under a temporary
//! name, synced, renamed, and the directory is synced. The full picture comes last, so where it is, all three are.
//! Nothing is ever removed or overwritten with something else.

use super::hash::PhotoHash;
use super::header;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

const TEMPORARY_PREFIX: &str = ".incoming-";
/// Temporary files older than this were left by a crash; younger ones may belong to another server process.
const LEFTOVER_AGE: Duration = Duration::from_secs(3_600);

/// The three stored sizes of a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhotoSize {
    /// The picture itself, at most 2,560 pixels on its longer side.
    Full,
    /// For reading on a screen, at most 1,024 pixels.
    Large,
    /// For lists, at most 320 pixels.
    Small,
}

impl PhotoSize {
    /// All sizes, largest first.
    pub const ALL: [Self; 3] = [Self::Full, Self::Large, Self::Small];

    /// The name in addresses: `full`, `1024`, `320`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Large => "1024",
            Self::Small => "320",
        }
    }

    /// Reads the name in addresses.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.as_str() == text)
    }

    /// The most pixels on the longer side.
    pub const fn long_side(self) -> u32 {
        match self {
            Self::Full => 2_560,
            Self::Large => 1_024,
            Self::Small => 320,
        }
    }

    /// JPEG quality.
    pub(super) const fn quality(self) -> u8 {
        match self {
            Self::Full => 82,
            Self::Large => 80,
            Self::Small => 76,
        }
    }
}

/// What is wrong with a stored photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoFault {
    /// The file is not there.
    Missing(PhotoSize),
    /// The file is no complete JPEG.
    Damaged(PhotoSize),
}

/// A stored picture, opened for sending. It is always `image/jpeg`.
#[derive(Debug)]
pub struct OpenPhoto {
    /// The file, at its beginning.
    pub file: tokio::fs::File,
    /// Length in bytes.
    pub bytes: u64,
}

/// A picture that is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StoredPicture {
    pub width: u32,
    pub height: u32,
    pub bytes: u64,
}

/// The directory of photos.
#[derive(Clone, Debug)]
pub struct PhotoStorage {
    root: PathBuf,
}

impl PhotoStorage {
    /// Opens `<data directory>/photos`, and makes it where it is missing.
    ///
    /// # Errors
    /// When the directory cannot be made or synced.
    pub fn open_under(data_directory: &Path) -> io::Result<Self> {
        let root = data_directory.join("photos");
        fs::create_dir_all(&root)?;
        sync_directory(data_directory)?;
        Ok(Self { root })
    }

    /// Removes what a crash left half-written, and returns how many files. Call it once at start.
    ///
    /// # Errors
    /// When a directory cannot be read or a file not be removed.
    pub fn remove_leftovers(&self, now: SystemTime) -> io::Result<usize> {
        let mut removed = 0;
        for directory in self.directories()? {
            for entry in fs::read_dir(directory)? {
                let entry = entry?;
                if !entry.file_name().to_string_lossy().starts_with(TEMPORARY_PREFIX) {
                    continue;
                }
                let Some(metadata) = present(entry.metadata())? else { continue };
                if now.duration_since(metadata.modified()?).is_ok_and(|age| age > LEFTOVER_AGE) {
                    removed += usize::from(present(fs::remove_file(entry.path()))?.is_some());
                }
            }
        }
        Ok(removed)
    }

    /// The hashes of all photos whose full picture is there, in no order.
    ///
    /// # Errors
    /// When a directory cannot be read.
    pub fn hashes(&self) -> io::Result<Vec<PhotoHash>> {
        let mut hashes = Vec::new();
        for directory in self.directories()? {
            for entry in fs::read_dir(directory)? {
                let name = entry?.file_name();
                let hash =
                    name.to_str().and_then(|name| name.strip_suffix(".jpg")).and_then(PhotoHash::parse);
                hashes.extend(hash);
            }
        }
        Ok(hashes)
    }

    /// Whether all three files are there.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub fn contains(&self, hash: PhotoHash) -> io::Result<bool> {
        for size in PhotoSize::ALL {
            if !self.path(hash, size).try_exists()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads all three files, and says what is wrong with them.
    ///
    /// # Errors
    /// When a file is there and cannot be read.
    pub fn verify(&self, hash: PhotoHash) -> io::Result<Vec<PhotoFault>> {
        let mut faults = Vec::new();
        for size in PhotoSize::ALL {
            faults.extend(self.examine(hash, size)?.err());
        }
        Ok(faults)
    }

    /// Opens a picture for sending; nothing where it is not stored.
    ///
    /// # Errors
    /// When the file is there and cannot be opened.
    pub async fn open(&self, hash: PhotoHash, size: PhotoSize) -> io::Result<Option<OpenPhoto>> {
        let Some(file) = present(tokio::fs::File::open(self.path(hash, size)).await)? else {
            return Ok(None);
        };
        let bytes = file.metadata().await?.len();
        Ok(Some(OpenPhoto { file, bytes }))
    }

    /// The full picture, if the photo is completely and soundly stored.
    pub(super) fn find(&self, hash: PhotoHash) -> io::Result<Option<StoredPicture>> {
        for size in [PhotoSize::Small, PhotoSize::Large] {
            if self.examine(hash, size)?.is_err() {
                return Ok(None);
            }
        }
        Ok(self.examine(hash, PhotoSize::Full)?.ok())
    }

    /// Stores one size durably. Storing it again is harmless.
    pub(super) fn write(&self, hash: PhotoHash, size: PhotoSize, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(hash, size);
        let directory = self.directory(hash);
        if !directory.try_exists()? {
            fs::create_dir_all(&directory)?;
            sync_directory(&self.root)?;
        }
        let mut file = tempfile::Builder::new().prefix(TEMPORARY_PREFIX).tempfile_in(&directory)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        sync_directory(&directory)
    }

    fn examine(&self, hash: PhotoHash, size: PhotoSize) -> io::Result<Result<StoredPicture, PhotoFault>> {
        let Some(bytes) = present(fs::read(self.path(hash, size)))? else {
            return Ok(Err(PhotoFault::Missing(size)));
        };
        Ok(header::read(&bytes)
            .map(|header| StoredPicture {
                width: header.width,
                height: header.height,
                bytes: bytes.len() as u64,
            })
            .map_err(|_| PhotoFault::Damaged(size)))
    }

    fn directories(&self) -> io::Result<Vec<PathBuf>> {
        let mut directories = Vec::new();
        for entry in fs::read_dir(&self.root)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                directories.push(entry.path());
            }
        }
        Ok(directories)
    }

    fn directory(&self, hash: PhotoHash) -> PathBuf {
        self.root.join(&hash.to_string()[..2])
    }

    fn path(&self, hash: PhotoHash, size: PhotoSize) -> PathBuf {
        self.directory(hash).join(match size {
            PhotoSize::Full => format!("{hash}.jpg"),
            PhotoSize::Large | PhotoSize::Small => format!("{hash}-{}.jpg", size.as_str()),
        })
    }
}

/// Nothing instead of the error that there is no such file.
fn present<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A rename is durable only when its directory has been synced.
fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{corners, jpeg};
    use super::*;

    fn storage() -> (tempfile::TempDir, PhotoStorage) {
        let directory = tempfile::tempdir().unwrap();
        let storage = PhotoStorage::open_under(directory.path()).unwrap();
        (directory, storage)
    }

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn storing_twice_leaves_one_file_and_nothing_temporary() {
        let (_directory, storage) = storage();
        let hash = PhotoHash::of(b"photo");
        let picture = jpeg(&corners(16, 16));
        for size in [PhotoSize::Small, PhotoSize::Large, PhotoSize::Full, PhotoSize::Full] {
            storage.write(hash, size, &picture).unwrap();
        }
        let expected = [format!("{hash}-1024.jpg"), format!("{hash}-320.jpg"), format!("{hash}.jpg")];
        assert_eq!(names(&storage.directory(hash)), expected);
        assert!(storage.contains(hash).unwrap());
        assert_eq!(storage.hashes().unwrap(), [hash]);
        assert_eq!(storage.verify(hash).unwrap(), []);
        let found = storage.find(hash).unwrap().unwrap();
        assert_eq!((found.width, found.height, found.bytes), (16, 16, picture.len() as u64));
    }

    #[test]
    fn missing_and_damaged_files_are_named() {
        let (_directory, storage) = storage();
        let hash = PhotoHash::of(b"photo");
        let picture = jpeg(&corners(16, 16));
        storage.write(hash, PhotoSize::Full, &picture).unwrap();
        storage.write(hash, PhotoSize::Small, &picture[..picture.len() - 3]).unwrap();
        let faults = storage.verify(hash).unwrap();
        assert_eq!(faults, [PhotoFault::Missing(PhotoSize::Large), PhotoFault::Damaged(PhotoSize::Small)]);
        assert!(!storage.contains(hash).unwrap());
        assert_eq!(storage.find(hash).unwrap(), None);
    }

    #[test]
    fn leftovers_of_a_crash_go_and_work_in_progress_stays() {
        let (_directory, storage) = storage();
        let hash = PhotoHash::of(b"photo");
        storage.write(hash, PhotoSize::Full, &jpeg(&corners(16, 16))).unwrap();
        let leftover = storage.directory(hash).join(".incoming-abc123");
        fs::write(&leftover, b"half").unwrap();
        let written = fs::metadata(&leftover).unwrap().modified().unwrap();
        assert_eq!(storage.remove_leftovers(written + Duration::from_secs(60)).unwrap(), 0);
        assert!(leftover.exists());
        assert_eq!(storage.remove_leftovers(written + Duration::from_secs(7_200)).unwrap(), 1);
        assert_eq!(names(&storage.directory(hash)), [format!("{hash}.jpg")]);
    }

    #[tokio::test]
    async fn a_stored_picture_is_opened_and_an_absent_one_is_nothing() {
        use tokio::io::AsyncReadExt;
        let (_directory, storage) = storage();
        let hash = PhotoHash::of(b"photo");
        let picture = jpeg(&corners(16, 16));
        storage.write(hash, PhotoSize::Small, &picture).unwrap();
        let mut open = storage.open(hash, PhotoSize::Small).await.unwrap().unwrap();
        let mut read = Vec::new();
        open.file.read_to_end(&mut read).await.unwrap();
        assert_eq!((read, open.bytes), (picture.clone(), picture.len() as u64));
        assert!(storage.open(hash, PhotoSize::Full).await.unwrap().is_none());
    }

    #[test]
    fn sizes_are_read_from_addresses() {
        for size in PhotoSize::ALL {
            assert_eq!(PhotoSize::from_text(size.as_str()), Some(size));
        }
        assert_eq!(PhotoSize::from_text("640"), None);
    }
}
