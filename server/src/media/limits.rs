//! What a picture may cost, decided from its header before anything is decoded.

use super::error::PhotoError;
use super::header::Header;
use domain::limits::{PHOTO_BYTES, PHOTO_PIXELS, PHOTO_SIDE_PX};

/// The most memory that decoding one picture may need, in bytes.
///
/// With it the whole program stays under 400 MB while it opens a photo of 40 megapixels. What exceeds it is exotic:
/// progressive JPEG without chroma subsampling above 33 megapixels, animated WebP above 23, and lossless WebP files
/// near a megabyte, whose prefix codes a hostile file can inflate 320-fold.
pub const DECODING_BYTES: u64 = 300_000_000;

/// From this estimate on, in bytes, a picture is decoded alone.
pub const HEAVY_BYTES: u64 = DECODING_BYTES / 3;

/// The most bytes of photos that may wait to be decoded; beyond it senders are asked to try again.
pub const WAITING_BYTES: u64 = 64 * 1024 * 1024;

/// Scans of a JPEG; each costs a walk over the whole picture. Cameras and editors use about ten.
pub const JPEG_SCANS: u32 = 64;

/// Checks the size of the file.
///
/// # Errors
/// [`PhotoError::Empty`], [`PhotoError::TooManyBytes`].
pub fn check_bytes(bytes: usize) -> Result<(), PhotoError> {
    let bytes = bytes as u64;
    match bytes {
        0 => Err(PhotoError::Empty),
        _ if bytes > PHOTO_BYTES => Err(PhotoError::TooManyBytes { bytes, most: PHOTO_BYTES }),
        _ => Ok(()),
    }
}

/// Checks sides, pixels and the estimated memory.
pub(super) fn check_header(header: &Header<'_>) -> Result<(), PhotoError> {
    let (width, height) = (header.width, header.height);
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(PhotoError::Damaged("it has no pixels".into()));
    }
    if width > PHOTO_SIDE_PX || height > PHOTO_SIDE_PX {
        return Err(PhotoError::SideTooLong { width, height, most: PHOTO_SIDE_PX });
    }
    if pixels > PHOTO_PIXELS {
        return Err(PhotoError::TooManyPixels { pixels, most: PHOTO_PIXELS });
    }
    if header.decoding_bytes > DECODING_BYTES {
        return Err(PhotoError::NeedsTooMuchMemory { bytes: header.decoding_bytes, most: DECODING_BYTES });
    }
    Ok(())
}
