//! Walks the chunks of a WebP (RFC 9649).

use super::super::error::PhotoError;
use super::super::sniff::MediaType;
use super::{Header, without_exif_prefix};

/// Bytes of decoding tables that one byte of lossless data can demand: a prefix code with ten lengths fits into 13
/// bytes and gets a table of 1,024 words.
const TABLE_BYTES_PER_BYTE: u64 = 320;
const ALPHA_FLAG: u8 = 0x10;
const ANIMATION_FLAG: u8 = 0x02;

pub(super) fn read(bytes: &[u8]) -> Result<Header<'_>, PhotoError> {
    let picture = riff(bytes).ok_or(PhotoError::Truncated)?;
    let mut chunks = Chunks { bytes: &picture[12..] };
    let mut canvas = None;
    let mut flags = 0;
    let mut exif = None;
    let mut bitstreams = Bitstreams::default();
    while !chunks.bytes.is_empty() {
        let (kind, body) = chunks.next().ok_or(PhotoError::Truncated)?;
        match kind {
            b"VP8X" if canvas.is_none() => {
                let &[extended_flags, _, _, _, w0, w1, w2, h0, h1, h2, ..] = body else {
                    return Err(damaged("short VP8X"));
                };
                flags = extended_flags;
                canvas =
                    Some((1 + u32::from_le_bytes([w0, w1, w2, 0]), 1 + u32::from_le_bytes([h0, h1, h2, 0])));
            }
            b"EXIF" if exif.is_none() => exif = Some(without_exif_prefix(body)),
            // Only the first frame of an animation is decoded.
            b"ANMF" if bitstreams.sizes.is_empty() => {
                let mut frame = Chunks { bytes: body.get(16..).ok_or_else(|| damaged("short ANMF"))? };
                while let Some((kind, body)) = frame.next() {
                    bitstreams.note(kind, body)?;
                }
            }
            _ => {
                bitstreams.note(kind, body)?;
                if canvas.is_none() {
                    canvas = bitstreams.sizes.first().copied();
                }
            }
        }
    }
    let (Some((width, height)), false) = (canvas, bitstreams.sizes.is_empty()) else {
        return Err(damaged("no picture in it"));
    };
    // The decoder makes room for what a bitstream says before it compares that with the canvas.
    let animated = flags & ANIMATION_FLAG != 0;
    for &(w, h) in &bitstreams.sizes {
        if w > width || h > height || (!animated && (w, h) != (width, height)) {
            return Err(damaged("the picture does not fit its canvas"));
        }
    }
    let bytes_per_pixel = match (animated, flags & ALPHA_FLAG != 0, bitstreams.lossless_bytes > 0) {
        (true, _, _) => 13,
        (false, true, _) => 12,
        (false, false, true) => 8,
        (false, false, false) => 5,
    };
    let pixels = u64::from(width) * u64::from(height);
    let decoding_bytes = pixels
        .saturating_mul(bytes_per_pixel)
        .saturating_add(bitstreams.lossless_bytes * TABLE_BYTES_PER_BYTE)
        .saturating_add(picture.len() as u64);
    Ok(Header { media_type: MediaType::WebP, width, height, decoding_bytes, picture, exif })
}

pub(super) fn find_exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut chunks = Chunks { bytes: bytes.get(12..)? };
    loop {
        if let (b"EXIF", body) = chunks.next()? {
            return Some(without_exif_prefix(body));
        }
    }
}

fn damaged(what: &str) -> PhotoError {
    PhotoError::Damaged(what.into())
}

/// The file up to the length that it states, at least as long as its own header.
fn riff(bytes: &[u8]) -> Option<&[u8]> {
    let stated = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?);
    let end = usize::try_from(stated).ok()?.checked_add(8)?;
    bytes.get(..end.max(12))
}

/// What the coded pictures in the file claim.
#[derive(Default)]
struct Bitstreams {
    /// Sides in pixels.
    sizes: Vec<(u32, u32)>,
    /// Bytes of lossless data, an alpha plane included.
    lossless_bytes: u64,
}

impl Bitstreams {
    fn note(&mut self, kind: &[u8; 4], body: &[u8]) -> Result<(), PhotoError> {
        match (kind, body) {
            (b"VP8 ", &[_, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1, ..]) => {
                let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
                self.sizes.push((side(w0, w1), side(h0, h1)));
            }
            (b"VP8L", &[0x2f, b0, b1, b2, b3, ..]) => {
                let header = u32::from_le_bytes([b0, b1, b2, b3]);
                self.sizes.push((1 + (header & 0x3fff), 1 + ((header >> 14) & 0x3fff)));
                self.lossless_bytes += body.len() as u64;
            }
            (b"ALPH", _) => self.lossless_bytes += body.len() as u64,
            (b"VP8 " | b"VP8L", _) => return Err(damaged("unreadable bitstream header")),
            _ => {}
        }
        Ok(())
    }
}

struct Chunks<'a> {
    bytes: &'a [u8],
}

impl<'a> Chunks<'a> {
    /// The next chunk's type and body, or nothing when the data ends inside of it.
    fn next(&mut self) -> Option<(&'a [u8; 4], &'a [u8])> {
        let (kind, rest) = self.bytes.split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let body = rest.get(..length)?;
        // Chunks are padded to an even length; the last one's padding may be missing.
        self.bytes = rest.get(length + length % 2..).unwrap_or_default();
        Some((kind, body))
    }
}
