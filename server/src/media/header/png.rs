//! Walks the chunks of a PNG (W3C, third edition) to its end chunk.

use super::super::error::PhotoError;
use super::super::sniff::MediaType;
use super::{Header, without_exif_prefix};

const SIGNATURE_LENGTH: usize = 8;

pub(super) fn read(bytes: &[u8]) -> Result<Header<'_>, PhotoError> {
    let mut chunks = Chunks { bytes, at: SIGNATURE_LENGTH };
    let (kind, header) = chunks.next().ok_or(PhotoError::Truncated)?;
    let (b"IHDR", &[w3, w2, w1, w0, h3, h2, h1, h0, _depth, colour, ..]) = (kind, header) else {
        return Err(PhotoError::Damaged("no IHDR".into()));
    };
    let (width, height) = (u32::from_be_bytes([w3, w2, w1, w0]), u32::from_be_bytes([h3, h2, h1, h0]));
    let mut exif = None;
    loop {
        match chunks.next().ok_or(PhotoError::Truncated)? {
            (b"eXIf", body) if exif.is_none() => exif = Some(without_exif_prefix(body)),
            (b"IEND", _) => break,
            _ => {}
        }
    }
    // Sixteen bits are cut to eight while decoding; palettes and transparent colours are expanded.
    let channels = if matches!(colour, 0 | 4) { 2 } else { 4 };
    let pixels = u64::from(width) * u64::from(height);
    let picture = &bytes[..chunks.at];
    let decoding_bytes = pixels.saturating_mul(channels).saturating_add(picture.len() as u64);
    Ok(Header { media_type: MediaType::Png, width, height, decoding_bytes, picture, exif })
}

pub(super) fn find_exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut chunks = Chunks { bytes, at: SIGNATURE_LENGTH };
    loop {
        match chunks.next()? {
            (b"eXIf", body) => return Some(without_exif_prefix(body)),
            (b"IEND", _) => return None,
            _ => {}
        }
    }
}

struct Chunks<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Chunks<'a> {
    /// The next chunk's type and body, or nothing when the file ends inside of it.
    fn next(&mut self) -> Option<(&'a [u8; 4], &'a [u8])> {
        let rest = self.bytes.get(self.at..)?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let (kind, rest) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let body = rest.get(..length)?;
        let _checksum = rest.get(length..length + 4)?;
        self.at += 12 + length;
        Some((kind, body))
    }
}
