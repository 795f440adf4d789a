//! Test pictures, made in code: JPEG, PNG and WebP files, EXIF blocks, and files that lie.

use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// GPS fields as rationals.
#[derive(Clone, Debug)]
pub(super) struct Gps {
    pub lat: [(u32, u32); 3],
    pub lng: [(u32, u32); 3],
    pub lat_ref: &'static str,
    pub lng_ref: &'static str,
    pub datum: Option<&'static str>,
}

impl Default for Gps {
    fn default() -> Self {
        Self { lat: [(0, 1); 3], lng: [(0, 1); 3], lat_ref: "N", lng_ref: "E", datum: None }
    }
}

/// EXIF fields to write.
#[derive(Clone, Debug, Default)]
pub(super) struct ExifFields {
    pub little_endian: bool,
    pub orientation: Option<u16>,
    pub gps: Option<Gps>,
    pub taken: Option<&'static str>,
    pub offset: Option<&'static str>,
}

impl ExifFields {
    /// The TIFF block.
    pub(super) fn block(&self) -> Vec<u8> {
        let mut primary = Vec::new();
        if let Some(orientation) = self.orientation {
            primary.push((0x0112, 3, 1, self.u16(orientation).to_vec()));
        }
        let mut detail = Vec::new();
        if let Some(taken) = self.taken {
            detail.push(ascii(0x9003, taken));
        }
        if let Some(offset) = self.offset {
            detail.push(ascii(0x9011, offset));
        }
        let mut gps = Vec::new();
        if let Some(fields) = &self.gps {
            let ratios = |three: &[(u32, u32); 3]| -> Vec<u8> {
                three.iter().flat_map(|&(a, b)| [self.u32(a), self.u32(b)].concat()).collect()
            };
            gps.push(ascii(1, fields.lat_ref));
            gps.push((2, 5, 3, ratios(&fields.lat)));
            gps.push(ascii(3, fields.lng_ref));
            gps.push((4, 5, 3, ratios(&fields.lng)));
            gps.extend(fields.datum.map(|datum| ascii(0x12, datum)));
        }
        let length = |fields: &[Field]| {
            6 + 12 * fields.len()
                + fields.iter().map(|f| if f.3.len() > 4 { f.3.len() } else { 0 }).sum::<usize>()
        };
        let detail_at = 8 + 6 + 12 * (primary.len() + 2);
        let gps_at = detail_at + length(&detail);
        primary.push((0x8769, 4, 1, self.u32(u32::try_from(detail_at).unwrap()).to_vec()));
        primary.push((0x8825, 4, 1, self.u32(u32::try_from(gps_at).unwrap()).to_vec()));
        let mut block = if self.little_endian { b"II".to_vec() } else { b"MM".to_vec() };
        block.extend(self.u16(42));
        block.extend(self.u32(8));
        for directory in [&primary, &detail, &gps] {
            self.write(&mut block, directory);
        }
        block
    }

    fn write(&self, block: &mut Vec<u8>, fields: &[Field]) {
        let mut values: Vec<u8> = Vec::new();
        let values_at = block.len() + 6 + 12 * fields.len();
        block.extend(self.u16(u16::try_from(fields.len()).unwrap()));
        for (tag, kind, count, value) in fields {
            block.extend(self.u16(*tag));
            block.extend(self.u16(*kind));
            block.extend(self.u32(*count));
            if value.len() > 4 {
                block.extend(self.u32(u32::try_from(values_at + values.len()).unwrap()));
                values.extend(value);
            } else {
                let mut inline = value.clone();
                inline.resize(4, 0);
                block.extend(inline);
            }
        }
        block.extend([0; 4]);
        block.extend(values);
    }

    fn u16(&self, value: u16) -> [u8; 2] {
        if self.little_endian { value.to_le_bytes() } else { value.to_be_bytes() }
    }

    fn u32(&self, value: u32) -> [u8; 4] {
        if self.little_endian { value.to_le_bytes() } else { value.to_be_bytes() }
    }
}

type Field = (u16, u16, u32, Vec<u8>);

fn ascii(tag: u16, text: &str) -> Field {
    let value = [text.as_bytes(), &[0]].concat();
    (tag, 2, u32::try_from(value.len()).unwrap(), value)
}

/// A smooth picture whose top left quarter is red, top right green, bottom left blue, bottom right white.
pub(super) fn corners(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x * 2 < width, y * 2 < height) {
        (true, true) => Rgb([220, 20, 20]),
        (false, true) => Rgb([20, 200, 20]),
        (true, false) => Rgb([20, 20, 220]),
        (false, false) => Rgb([240, 240, 240]),
    })
}

/// Which colour of [`corners`] this is: `r`, `g`, `b`, `w`, or `?`.
pub(super) fn colour_name(pixel: [u8; 3]) -> char {
    match pixel.map(|value| value > 128) {
        [true, false, false] => 'r',
        [false, true, false] => 'g',
        [false, false, true] => 'b',
        [true, true, true] => 'w',
        _ => '?',
    }
}

/// The colours in the four corners: top left, top right, bottom left, bottom right.
pub(super) fn corner_names(picture: &RgbImage) -> String {
    let (w, h) = picture.dimensions();
    let (left, right, top, bottom) = (w / 8, w - 1 - w / 8, h / 8, h - 1 - h / 8);
    [(left, top), (right, top), (left, bottom), (right, bottom)]
        .map(|(x, y)| colour_name(picture.get_pixel(x, y).0))
        .iter()
        .collect()
}

/// A JPEG with 4:2:0 chroma.
pub(super) fn jpeg(picture: &RgbImage) -> Vec<u8> {
    jpeg_with(picture, SamplingFactor::F_2_2, false)
}

/// A JPEG with this sampling, sequential or progressive.
pub(super) fn jpeg_with(picture: &RgbImage, sampling: SamplingFactor, progressive: bool) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 90);
    encoder.set_sampling_factor(sampling);
    encoder.set_progressive(progressive);
    let (width, height) = sides(picture);
    encoder.encode(picture.as_raw(), width, height, ColorType::Rgb).unwrap();
    file
}

/// A sequential JPEG with one scan for each component.
pub(super) fn jpeg_in_scans(picture: &RgbImage, sampling: SamplingFactor) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 90);
    encoder.set_sampling_factor(sampling);
    encoder.set_optimized_huffman_tables(true);
    let (width, height) = sides(picture);
    encoder.encode(picture.as_raw(), width, height, ColorType::Rgb).unwrap();
    file
}

/// A JPEG of other colour types, from raw samples.
pub(super) fn jpeg_of(samples: &[u8], width: u16, height: u16, colours: ColorType) -> Vec<u8> {
    let mut file = Vec::new();
    Encoder::new(&mut file, 90).encode(samples, width, height, colours).unwrap();
    file
}

fn sides(picture: &RgbImage) -> (u16, u16) {
    (u16::try_from(picture.width()).unwrap(), u16::try_from(picture.height()).unwrap())
}

/// Puts an EXIF segment behind the start marker of a JPEG.
pub(super) fn with_exif(jpeg: &[u8], block: &[u8]) -> Vec<u8> {
    with_segment(jpeg, 0xe1, &[b"Exif\0\0", block].concat())
}

/// Puts a segment behind the start marker of a JPEG.
pub(super) fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, body, &jpeg[2..]].concat()
}

/// A PNG from raw samples.
pub(super) fn png_of(samples: &[u8], width: u32, height: u32, colours: ExtendedColorType) -> Vec<u8> {
    let mut file = Vec::new();
    image::codecs::png::PngEncoder::new(&mut file).write_image(samples, width, height, colours).unwrap();
    file
}

/// A PNG.
pub(super) fn png(picture: &RgbImage) -> Vec<u8> {
    png_of(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgb8)
}

/// A PNG chunk with its checksum.
pub(super) fn png_chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(body);
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    [&length[..], kind, body, &crc.sum().to_be_bytes()].concat()
}

/// A PNG file of chunks.
pub(super) fn png_file(width: u32, height: u32, chunks: &[Vec<u8>]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), png_chunk(b"IHDR", &header), chunks.concat(), png_chunk(b"IEND", &[])]
        .concat()
}

/// A black picture as a deflate bomb.
pub(super) fn png_bomb(width: u32, height: u32) -> Vec<u8> {
    use std::io::Write;
    let mut deflate = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let row = vec![0; 1 + 3 * usize::try_from(width).unwrap()];
    for _ in 0..height {
        deflate.write_all(&row).unwrap();
    }
    png_file(width, height, &[png_chunk(b"IDAT", &deflate.finish().unwrap())])
}

/// A lossless WebP.
pub(super) fn webp(picture: &RgbImage) -> Vec<u8> {
    let mut file = Vec::new();
    image::codecs::webp::WebPEncoder::new_lossless(&mut file)
        .encode(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .unwrap();
    file
}

/// A lossy WebP of one pixel.
pub(super) fn webp_lossy() -> Vec<u8> {
    base64("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
}

/// A lossy WebP of one pixel with an alpha plane.
pub(super) fn webp_alpha() -> Vec<u8> {
    base64(
        "UklGRkoAAABXRUJQVlA4WAoAAAAQAAAAAAAAAAAAQUxQSAwAAAARBxAR/Q9ERP8DAABWUDggGAAAABQBAJ0BKgEAAQAAAP4AAA3AAP7mtQAAAA==",
    )
}

/// An animated WebP of one pixel.
pub(super) fn webp_animated() -> Vec<u8> {
    base64(
        "UklGRlIAAABXRUJQVlA4WAoAAAASAAAAAAAAAAAAQU5JTQYAAAD/////AABBTk1GJgAAAAAAAAAAAAAAAAAAAGQAAABWUDhMDQAAAC8AAAAQBxAREYiI/gcA",
    )
}

fn base64(text: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

/// Every marker of a JPEG up to its first scan, with the first bytes of its body.
pub(super) fn jpeg_segments(jpeg: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut segments = Vec::new();
    let mut at = 2;
    while jpeg[at + 1] != 0xda {
        assert_eq!(jpeg[at], 0xff);
        let length = usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        segments.push((jpeg[at + 1], jpeg[at + 4..at + 2 + length].to_vec()));
        at += 2 + length;
    }
    segments
}
