//! Accepts photos: the face of this module for the services.

use super::error::PhotoError;
use super::hash::PhotoHash;
use super::storage::{PhotoStorage, StoredPicture};
use super::{exif, header, limits, process, sniff};
use domain::location::LocationBody;
use domain::time::Timestamp;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

/// A photo that is on the disk, and what was read from it before its metadata was dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredPhoto {
    /// Hash of the file as it was sent; its name from now on.
    pub sha256: PhotoHash,
    /// Type of the stored picture: always `image/jpeg`.
    pub media_type: &'static str,
    /// Width of the stored picture in pixels, upright.
    pub width: u32,
    /// Height of the stored picture in pixels, upright.
    pub height: u32,
    /// Length of the stored picture in bytes.
    pub bytes: u64,
    /// Place that the photo carried, of source `exif`; to be offered when the device gave none.
    pub location: Option<LocationBody>,
    /// When the camera says it was taken.
    pub taken_at: Option<Timestamp>,
}

/// Decodes are counted in halves of the memory: two small pictures at a time, or one large.
const DECODING_PERMITS: u32 = 2;
const KIB: usize = 1024;

/// Checks, decodes and stores photos, with bounded memory whatever comes.
#[derive(Clone, Debug)]
pub struct PhotoIntake {
    storage: PhotoStorage,
    decoding: Arc<Semaphore>,
    /// Room for waiting photos, in KiB.
    waiting: Arc<Semaphore>,
}

impl PhotoIntake {
    /// Takes photos into this storage.
    pub fn new(storage: PhotoStorage) -> Self {
        let room = usize::try_from(limits::WAITING_BYTES).unwrap_or(usize::MAX) / KIB;
        Self {
            storage,
            decoding: Arc::new(Semaphore::new(DECODING_PERMITS as usize)),
            waiting: Arc::new(Semaphore::new(room)),
        }
    }

    /// Where the photos are.
    pub fn storage(&self) -> &PhotoStorage {
        &self.storage
    }

    /// Stores a photo durably; when this returns `Ok`, it survives a crash. Sending a photo again is harmless and
    /// cheap.
    ///
    /// `declared_media_type` is compared with the content; empty declares nothing, as for a form's file, whose type
    /// browsers guess from its name.
    ///
    /// When the caller gives up waiting, a decode that has begun still ends, keeps its share of the memory until
    /// then, and leaves a photo that the next attempt finds stored.
    ///
    /// # Errors
    /// Every case of [`PhotoError`].
    pub async fn accept(
        &self,
        sha256: PhotoHash,
        declared_media_type: &str,
        bytes: impl AsRef<[u8]> + Send + 'static,
    ) -> Result<StoredPhoto, PhotoError> {
        limits::check_bytes(bytes.as_ref().len())?;
        let room = u32::try_from(bytes.as_ref().len().div_ceil(KIB)).unwrap_or(u32::MAX);
        let room = Arc::clone(&self.waiting).try_acquire_many_owned(room).map_err(|_| PhotoError::Busy)?;
        let photo = Photo { storage: self.storage.clone(), sha256, bytes, _room: room };
        let declared = declared_media_type.to_owned();
        let (photo, next) = unblocked(move || {
            let next = photo.inspect(&declared)?;
            Ok((photo, next))
        })
        .await?;
        let permits = match next {
            Next::Stored(stored) => return Ok(stored),
            Next::Decode { permits } => permits,
        };
        let permit = Arc::clone(&self.decoding).acquire_many_owned(permits).await;
        let permit = permit.map_err(|_| PhotoError::Busy)?;
        unblocked(move || photo.store(permit)).await
    }
}

impl PhotoIntake {
    /// Checks and shrinks a photo without storing it: the large picture as JPEG, and the place that it carried.
    ///
    /// # Errors
    /// Every case of [`PhotoError`] but those of the storage.
    pub async fn shrink(
        &self,
        bytes: impl AsRef<[u8]> + Send + 'static,
    ) -> Result<(Vec<u8>, Option<LocationBody>), PhotoError> {
        limits::check_bytes(bytes.as_ref().len())?;
        let permit = Arc::clone(&self.decoding).acquire_many_owned(DECODING_PERMITS).await;
        let permit = permit.map_err(|_| PhotoError::Busy)?;
        unblocked(move || {
            let _until_the_end = permit;
            let bytes = bytes.as_ref();
            sniff::check_declared("", bytes)?;
            let header = header::read(bytes)?;
            limits::check_header(&header)?;
            let exif = exif::parse(header.exif);
            let [_, large, _] = process::process(&header, exif.orientation)?;
            Ok((large.jpeg, exif.location))
        })
        .await
    }
}

/// A photo on its way in.
struct Photo<B> {
    storage: PhotoStorage,
    sha256: PhotoHash,
    bytes: B,
    _room: OwnedSemaphorePermit,
}

enum Next {
    Stored(StoredPhoto),
    Decode { permits: u32 },
}

impl<B: AsRef<[u8]>> Photo<B> {
    /// Everything that can be known without decoding.
    fn inspect(&self, declared: &str) -> Result<Next, PhotoError> {
        let bytes = self.bytes.as_ref();
        if PhotoHash::of(bytes) != self.sha256 {
            return Err(PhotoError::HashMismatch);
        }
        sniff::check_declared(declared, bytes)?;
        let header = header::read(bytes)?;
        limits::check_header(&header)?;
        if let Some(picture) = self.storage.find(self.sha256)? {
            return Ok(Next::Stored(self.stored(picture, exif::parse(header.exif))));
        }
        let heavy = header.decoding_bytes >= limits::HEAVY_BYTES;
        Ok(Next::Decode { permits: if heavy { DECODING_PERMITS } else { 1 } })
    }

    /// Decodes and stores. The permit is held to the end, also when nobody waits any more.
    fn store(self, _permit: OwnedSemaphorePermit) -> Result<StoredPhoto, PhotoError> {
        let header = header::read(self.bytes.as_ref())?;
        let exif = exif::parse(header.exif);
        let renditions = process::process(&header, exif.orientation)?;
        for rendition in renditions.iter().rev() {
            self.storage.write(self.sha256, rendition.size, &rendition.jpeg)?;
        }
        let [full, ..] = renditions;
        let picture = StoredPicture { width: full.width, height: full.height, bytes: full.jpeg.len() as u64 };
        Ok(self.stored(picture, exif))
    }

    fn stored(&self, picture: StoredPicture, exif: exif::Exif) -> StoredPhoto {
        StoredPhoto {
            sha256: self.sha256,
            media_type: sniff::MediaType::Jpeg.as_str(),
            width: picture.width,
            height: picture.height,
            bytes: picture.bytes,
            location: exif.location,
            taken_at: exif.taken_at,
        }
    }
}

/// Runs work off the async threads. A decoder that panics over a hostile file has found it damaged.
async fn unblocked<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PhotoError> + Send + 'static,
) -> Result<T, PhotoError> {
    match spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) if error.is_panic() => Err(PhotoError::Damaged("the decoder gave up".into())),
        Err(error) => Err(PhotoError::Storage(std::io::Error::other(error))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::error::PhotoErrorKind;
    use super::super::fixtures::*;
    use super::super::storage::PhotoSize;
    use super::*;

    fn intake() -> (tempfile::TempDir, PhotoIntake) {
        let directory = tempfile::tempdir().unwrap();
        let storage = PhotoStorage::open_under(directory.path()).unwrap();
        (directory, PhotoIntake::new(storage))
    }

    fn photo_with_place() -> Vec<u8> {
        let gps = Gps { lat: [(39, 1), (30, 1), (0, 1)], lng: [(109, 1), (15, 1), (0, 1)], ..Gps::default() };
        let exif = ExifFields { gps: Some(gps), taken: Some("2026:10:01 09:30:00"), ..ExifFields::default() };
        with_exif(&jpeg(&corners(400, 300)), &exif.block())
    }

    #[tokio::test]
    async fn a_photo_is_stored_in_three_sizes_and_its_place_is_offered() {
        let (_directory, intake) = intake();
        let file = photo_with_place();
        let hash = PhotoHash::of(&file);
        let stored = intake.accept(hash, "image/jpeg", file).await.unwrap();
        assert_eq!((stored.width, stored.height, stored.media_type), (400, 300, "image/jpeg"));
        assert_eq!(stored.location.as_ref().map(|place| (place.lat, place.lng)), Some((39.5, 109.25)));
        assert!(stored.taken_at.is_some());
        assert_eq!(intake.storage().verify(hash).unwrap(), []);
        let open = intake.storage().open(hash, PhotoSize::Full).await.unwrap().unwrap();
        assert_eq!(open.bytes, stored.bytes);
    }

    #[tokio::test]
    async fn sending_again_and_in_parallel_gives_the_same_answer() {
        let (_directory, intake) = intake();
        let file = photo_with_place();
        let hash = PhotoHash::of(&file);
        let send = || intake.accept(hash, "image/jpeg", file.clone());
        let (a, b, c) = tokio::join!(send(), send(), send());
        let again = send().await.unwrap();
        for answer in [a, b, c] {
            assert_eq!(answer.unwrap(), again);
        }
        assert_eq!(intake.storage().hashes().unwrap(), [hash]);
    }

    #[tokio::test]
    async fn a_photo_whose_files_were_lost_is_stored_anew() {
        let (directory, intake) = intake();
        let file = photo_with_place();
        let hash = PhotoHash::of(&file);
        intake.accept(hash, "", file.clone()).await.unwrap();
        let text = hash.to_string();
        let lost = directory.path().join("photos").join(&text[..2]).join(format!("{text}-320.jpg"));
        std::fs::write(&lost, b"\xff\xd8\xff").unwrap();
        intake.accept(hash, "", file).await.unwrap();
        assert_eq!(intake.storage().verify(hash).unwrap(), []);
    }

    #[tokio::test]
    async fn every_refusal_has_its_kind_and_stores_nothing() {
        let (_directory, intake) = intake();
        let jpeg = jpeg(&corners(64, 64));
        let cases = [
            (vec![], "image/jpeg", PhotoErrorKind::Invalid),
            (jpeg[..jpeg.len() / 2].to_vec(), "image/jpeg", PhotoErrorKind::Invalid),
            (jpeg.clone(), "image/png", PhotoErrorKind::UnsupportedType),
            (jpeg, "text/html", PhotoErrorKind::UnsupportedType),
            (b"GIF89a\x01\0\x01\0".to_vec(), "image/jpeg", PhotoErrorKind::UnsupportedType),
            (
                b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
                "image/jpeg",
                PhotoErrorKind::UnsupportedType,
            ),
            (b"<!DOCTYPE html><p>".to_vec(), "image/jpeg", PhotoErrorKind::UnsupportedType),
            (b"%PDF-1.7".to_vec(), "image/jpeg", PhotoErrorKind::UnsupportedType),
            (png_file(60_000, 60_000, &[]), "image/png", PhotoErrorKind::TooLarge),
            (vec![0xff; 8 * 1024 * 1024 + 1], "image/jpeg", PhotoErrorKind::TooLarge),
        ];
        for (file, declared, kind) in cases {
            let error = intake.accept(PhotoHash::of(&file), declared, file).await.unwrap_err();
            assert_eq!(error.kind(), kind, "{error}");
            assert!(error.field_code().is_some());
        }
        assert_eq!(intake.storage().hashes().unwrap(), []);
    }

    #[tokio::test]
    async fn other_bytes_than_the_hash_are_refused() {
        let (_directory, intake) = intake();
        let file = jpeg(&corners(16, 16));
        let error = intake.accept(PhotoHash::of(b"other"), "image/jpeg", file).await.unwrap_err();
        assert!(matches!(error, PhotoError::HashMismatch));
        assert_eq!(error.kind(), PhotoErrorKind::Invalid);
    }

    #[tokio::test]
    async fn when_too_much_waits_the_sender_is_asked_to_come_again() {
        let (_directory, intake) = intake();
        let room = u32::try_from(intake.waiting.available_permits()).unwrap();
        let taken = intake.waiting.clone().acquire_many_owned(room).await.unwrap();
        let file = jpeg(&corners(16, 16));
        let error = intake.accept(PhotoHash::of(&file), "", file.clone()).await.unwrap_err();
        assert_eq!(error.kind(), PhotoErrorKind::Busy);
        drop(taken);
        intake.accept(PhotoHash::of(&file), "", file).await.unwrap();
    }

    #[tokio::test]
    async fn a_sender_who_gives_up_frees_everything_in_the_end() {
        let (_directory, intake) = intake();
        let file = jpeg(&corners(1600, 1200));
        let hash = PhotoHash::of(&file);
        let room = intake.waiting.available_permits();
        let waiting = intake.accept(hash, "", file.clone());
        let _ = tokio::time::timeout(std::time::Duration::from_millis(1), waiting).await;
        intake.accept(hash, "", file).await.unwrap();
        let all = intake.decoding.clone().acquire_many_owned(DECODING_PERMITS).await.unwrap();
        drop(all);
        while intake.waiting.available_permits() != room {
            tokio::task::yield_now().await;
        }
        assert_eq!(intake.storage().verify(hash).unwrap(), []);
    }
}
