//! Reads a picture's frame without decoding it: sides, completeness, the cost of decoding, and the EXIF block.

mod jpeg;
mod png;
mod webp;

use super::error::PhotoError;
use super::sniff::{self, MediaType};

/// What a file says about its picture.
#[derive(Debug)]
pub(super) struct Header<'a> {
    /// Type by content.
    pub media_type: MediaType,
    /// Width in pixels, before the orientation is applied.
    pub width: u32,
    /// Height in pixels, before the orientation is applied.
    pub height: u32,
    /// The most memory that decoding to 8-bit samples needs, in bytes.
    pub decoding_bytes: u64,
    /// The picture's own bytes, without anything that follows it in the file.
    pub picture: &'a [u8],
    /// The TIFF block with the EXIF fields.
    pub exif: Option<&'a [u8]>,
}

/// Reads the frame. The limits are not checked here.
///
/// # Errors
/// [`PhotoError::Empty`], [`PhotoError::Foreign`], [`PhotoError::Truncated`], [`PhotoError::Damaged`],
/// [`PhotoError::UnsupportedEncoding`].
pub(super) fn read(bytes: &[u8]) -> Result<Header<'_>, PhotoError> {
    match sniff::media_type(bytes)? {
        MediaType::Jpeg => jpeg::read(bytes),
        MediaType::Png => png::read(bytes),
        MediaType::WebP => webp::read(bytes),
    }
}

/// The EXIF block, also of a picture that is cut off or otherwise unusable.
pub(super) fn find_exif(bytes: &[u8]) -> Option<&[u8]> {
    match sniff::media_type(bytes).ok()? {
        MediaType::Jpeg => jpeg::find_exif(bytes),
        MediaType::Png => png::find_exif(bytes),
        MediaType::WebP => webp::find_exif(bytes),
    }
}

/// Drops the `Exif\0\0` that belongs before the TIFF block in a JPEG, and that some write into other files.
fn without_exif_prefix(block: &[u8]) -> &[u8] {
    block.strip_prefix(b"Exif\0\0").unwrap_or(block)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn random_bytes_after_a_signature_never_panic(
            start in prop::sample::select(vec![
                b"\xff\xd8\xff".to_vec(),
                b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
                b"RIFF\x40\0\0\0WEBPVP8X\x0a\0\0\0".to_vec(),
                b"RIFF\x40\0\0\0WEBPVP8 \x20\0\0\0".to_vec(),
            ]),
            rest in prop::collection::vec(prop_oneof![any::<u8>(), Just(0), Just(0xff), 0xc0..=0xdau8], 0..200),
        ) {
            let bytes = [start, rest].concat();
            let _ = read(&bytes);
            let _ = find_exif(&bytes);
        }
    }
}
