//! Photos made for tests.

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use sha2::{Digest, Sha256};
use std::io::Cursor;

/// A JPEG of this size whose four quarters have different colours: red, green, blue, white.
///
/// # Panics
/// Never: encoding into memory cannot fail.
pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => Rgb([220, 20, 20]),
        (false, true) => Rgb([20, 200, 20]),
        (true, false) => Rgb([20, 20, 220]),
        (false, false) => Rgb([250, 250, 250]),
    });
    let mut bytes = Cursor::new(Vec::new());
    JpegEncoder::new_with_quality(&mut bytes, 85).encode_image(&picture).expect("memory takes everything");
    bytes.into_inner()
}

/// The same with EXIF: an orientation (1 to 8) and the place 38.25 N, 107.5 E.
pub fn jpeg_with_exif(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let plain = jpeg(width, height);
    let tiff = exif_block(orientation);
    let length = u16::try_from(tiff.len() + 8).unwrap_or(u16::MAX).to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &length, b"Exif\0\0", &tiff, &plain[2..]].concat()
}

fn exif_block(orientation: u8) -> Vec<u8> {
    // Little-endian TIFF: IFD0 at 8 with two entries, the GPS directory at 38 with four, its rationals from 92 on.
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value].concat()
    };
    let rational = |parts: [(u32, u32); 3]| {
        parts.iter().flat_map(|(a, b)| [a.to_le_bytes(), b.to_le_bytes()].concat()).collect::<Vec<u8>>()
    };
    let mut block = b"II*\0\x08\0\0\0".to_vec();
    block.extend(2_u16.to_le_bytes());
    block.extend(entry(0x0112, 3, 1, [orientation, 0, 0, 0]));
    block.extend(entry(0x8825, 4, 1, 38_u32.to_le_bytes()));
    block.extend([0; 4]);
    block.extend(4_u16.to_le_bytes());
    block.extend(entry(1, 2, 2, *b"N\0\0\0"));
    block.extend(entry(2, 5, 3, 92_u32.to_le_bytes()));
    block.extend(entry(3, 2, 2, *b"E\0\0\0"));
    block.extend(entry(4, 5, 3, 116_u32.to_le_bytes()));
    block.extend([0; 4]);
    block.extend(rational([(38, 1), (15, 1), (0, 1)]));
    block.extend(rational([(107, 1), (30, 1), (0, 1)]));
    block
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
