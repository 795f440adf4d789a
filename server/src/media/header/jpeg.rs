//! Walks the segments of a JPEG (ITU-T T.81, annex B) to its end marker.

use super::super::error::PhotoError;
use super::super::limits::JPEG_SCANS;
use super::super::sniff::MediaType;
use super::Header;

const START_OF_IMAGE: u8 = 0xd8;
const END_OF_IMAGE: u8 = 0xd9;
const START_OF_SCAN: u8 = 0xda;
const APP1: u8 = 0xe1;

/// The frame header: what the decoder will have to hold.
struct Frame {
    progressive: bool,
    width: u32,
    height: u32,
    /// Horizontal and vertical sampling factors.
    components: Vec<(u64, u64)>,
}

impl Frame {
    fn parse(marker: u8, body: &[u8]) -> Result<Self, PhotoError> {
        let [precision, h1, h0, w1, w0, count, components @ ..] = body else {
            return Err(damaged("short frame header"));
        };
        if !matches!(marker, 0xc0..=0xc2) || *precision != 8 || !matches!(count, 1 | 3 | 4) {
            return Err(PhotoError::UnsupportedEncoding(MediaType::Jpeg));
        }
        let components: Vec<_> = components
            .chunks_exact(3)
            .take(usize::from(*count))
            .map(|component| (u64::from(component[1] >> 4), u64::from(component[1] & 15)))
            .collect();
        if components.len() != usize::from(*count)
            || components.iter().any(|&(h, v)| !(1..=4).contains(&h) || !(1..=4).contains(&v))
        {
            return Err(damaged("impossible components"));
        }
        let (width, height) = (u16::from_be_bytes([*w1, *w0]), u16::from_be_bytes([*h1, *h0]));
        Ok(Self { progressive: marker == 0xc2, width: width.into(), height: height.into(), components })
    }

    /// Blocks of 8 by 8 samples in all components, padded to whole coding units.
    fn blocks(&self) -> u64 {
        let widest = self.components.iter().map(|&(h, _)| h).max().unwrap_or(1);
        let tallest = self.components.iter().map(|&(_, v)| v).max().unwrap_or(1);
        let units = u64::from(self.width).div_ceil(8 * widest) * u64::from(self.height).div_ceil(8 * tallest);
        units * self.components.iter().map(|&(h, v)| h * v).sum::<u64>()
    }
}

pub(super) fn read(bytes: &[u8]) -> Result<Header<'_>, PhotoError> {
    let mut frame = None;
    let mut exif = None;
    let mut scans = 0;
    let mut all_in_first_scan = false;
    let mut coded_bytes = 0_u64;
    let mut segments = Segments { bytes, at: 2 };
    loop {
        let Some((marker, body)) = segments.next() else { return Err(PhotoError::Truncated) };
        match marker {
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                if frame.is_some() {
                    return Err(damaged("two frames"));
                }
                frame = Some(Frame::parse(marker, body)?);
            }
            APP1 if exif.is_none() => exif = body.strip_prefix(b"Exif\0\0"),
            START_OF_SCAN => {
                let Some(frame) = &frame else { return Err(damaged("scan before frame")) };
                scans += 1;
                if scans > JPEG_SCANS {
                    return Err(damaged("too many scans"));
                }
                if scans == 1 {
                    all_in_first_scan =
                        body.first().is_some_and(|&count| usize::from(count) == frame.components.len());
                }
                coded_bytes += segments.skip_coded_data();
            }
            END_OF_IMAGE => break,
            _ => {}
        }
    }
    let Some(frame) = frame.filter(|_| scans > 0) else { return Err(damaged("no picture in it")) };
    // The decoder shows these in wrong colours without an error, and evidence in wrong colours is worse than none.
    // No camera writes them: they come from encoders that optimise their tables, for one scan for each component.
    if !frame.progressive && !all_in_first_scan && frame.components.iter().any(|&(_, v)| v > 1) {
        return Err(PhotoError::UnsupportedEncoding(MediaType::Jpeg));
    }
    // Every block costs at least one bit, so that a file of a few bytes cannot claim a huge grey picture.
    let blocks = frame.blocks();
    if coded_bytes * 8 < blocks {
        return Err(PhotoError::Truncated);
    }
    let pixels = u64::from(frame.width) * u64::from(frame.height);
    let samples = pixels * if frame.components.len() == 1 { 1 } else { 3 };
    // Progressive and non-interleaved pictures are kept as 16-bit coefficients until the last scan has come.
    let coefficients = if frame.progressive || !all_in_first_scan { blocks * 64 * 2 } else { 0 };
    Ok(Header {
        media_type: MediaType::Jpeg,
        width: frame.width,
        height: frame.height,
        decoding_bytes: samples + coefficients + bytes.len() as u64,
        picture: &bytes[..segments.at],
        exif,
    })
}

pub(super) fn find_exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut segments = Segments { bytes, at: 2 };
    loop {
        match segments.next()? {
            (APP1, body) if body.starts_with(b"Exif\0\0") => return Some(&body[6..]),
            (START_OF_SCAN | END_OF_IMAGE, _) => return None,
            _ => {}
        }
    }
}

fn damaged(what: &str) -> PhotoError {
    PhotoError::Damaged(what.into())
}

/// Position behind the start marker.
struct Segments<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Segments<'a> {
    /// The next marker with its body, or nothing at the end of the file. Stray bytes between segments are skipped.
    fn next(&mut self) -> Option<(u8, &'a [u8])> {
        loop {
            let rest = &self.bytes[self.at..];
            let start = rest.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xff))?;
            let marker = rest[start + 1];
            self.at += start + 2;
            match marker {
                END_OF_IMAGE => return Some((marker, &[])),
                // Markers without a body.
                0x01 | 0xd0..=0xd7 | START_OF_IMAGE => {}
                _ => {
                    let rest = &self.bytes[self.at..];
                    let length = usize::from(u16::from_be_bytes([*rest.first()?, *rest.get(1)?]));
                    let body = rest.get(2..length)?;
                    self.at += length;
                    return Some((marker, body));
                }
            }
        }
    }

    /// Skips coded data up to the next marker that is no restart marker, and returns its length in bytes.
    fn skip_coded_data(&mut self) -> u64 {
        let rest = &self.bytes[self.at..];
        let end = rest
            .windows(2)
            .position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff))
            .unwrap_or(rest.len());
        self.at += end;
        end as u64
    }
}
