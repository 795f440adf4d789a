//! Decodes to 8-bit grey or RGB samples. Alpha lies on white; of an animation the first frame counts.
//!
//! CMYK pictures are converted without their profile, and 16-bit samples are cut to 8: good enough for evidence.

use super::error::PhotoError;
use super::header::Header;
use super::limits::DECODING_BYTES;
use super::sniff::MediaType;
use domain::limits::PHOTO_SIDE_PX;
use image::codecs::{jpeg::JpegDecoder, webp::WebPDecoder};
use image::{ColorType, ImageDecoder, ImageError, Limits};
use std::io::Cursor;

/// Decoded samples, row by row without padding.
pub(super) struct Raster {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// One sample (grey) or three (red, green, blue) for each pixel.
    pub channels: usize,
    /// `width * height * channels` samples.
    pub samples: Vec<u8>,
}

/// Decodes a picture whose header has passed the limits. Returns its colour profile too.
///
/// # Errors
/// [`PhotoError::Truncated`], [`PhotoError::Damaged`], [`PhotoError::UnsupportedEncoding`].
pub(super) fn decode(header: &Header<'_>) -> Result<(Raster, Option<Vec<u8>>), PhotoError> {
    let input = Cursor::new(header.picture);
    let (raster, profile) = match header.media_type {
        MediaType::Jpeg => {
            let decoder = JpegDecoder::new(input).map_err(|error| refusal(MediaType::Jpeg, error))?;
            with_image(MediaType::Jpeg, decoder)
        }
        MediaType::WebP => {
            let decoder = WebPDecoder::new(input).map_err(|error| refusal(MediaType::WebP, error))?;
            with_image(MediaType::WebP, decoder)
        }
        MediaType::Png => decode_png(input),
    }?;
    if (raster.width, raster.height) != (header.width, header.height) {
        return Err(PhotoError::Damaged("the sides in the header are not those of the picture".into()));
    }
    Ok((raster, profile))
}

fn with_image(
    media_type: MediaType,
    mut decoder: impl ImageDecoder,
) -> Result<(Raster, Option<Vec<u8>>), PhotoError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(PHOTO_SIDE_PX);
    limits.max_image_height = Some(PHOTO_SIDE_PX);
    limits.max_alloc = Some(DECODING_BYTES);
    decoder.set_limits(limits).map_err(|error| refusal(media_type, error))?;
    let profile = decoder.icc_profile().ok().flatten();
    let (width, height) = decoder.dimensions();
    let channels = match decoder.color_type() {
        ColorType::L8 => 1,
        ColorType::La8 => 2,
        ColorType::Rgb8 => 3,
        ColorType::Rgba8 => 4,
        _ => return Err(PhotoError::UnsupportedEncoding(media_type)),
    };
    let length = usize::try_from(decoder.total_bytes()).map_err(|_| PhotoError::Truncated)?;
    let mut samples = vec![0; length];
    decoder.read_image(&mut samples).map_err(|error| refusal(media_type, error))?;
    Ok((opaque(width, height, channels, samples), profile))
}

fn refusal(media_type: MediaType, error: ImageError) -> PhotoError {
    match error {
        ImageError::Unsupported(_) => PhotoError::UnsupportedEncoding(media_type),
        ImageError::IoError(_) => PhotoError::Truncated,
        other => PhotoError::Damaged(other.to_string()),
    }
}

/// PNG is decoded without the `image` crate, which would keep 16-bit samples and so need twice the memory.
fn decode_png(input: Cursor<&[u8]>) -> Result<(Raster, Option<Vec<u8>>), PhotoError> {
    let refusal = |error: png::DecodingError| match error {
        png::DecodingError::IoError(_) => PhotoError::Truncated,
        other => PhotoError::Damaged(other.to_string()),
    };
    let mut decoder = png::Decoder::new_with_limits(input, png::Limits { bytes: 16 * 1024 * 1024 });
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    decoder.set_ignore_text_chunk(true);
    let mut reader = decoder.read_info().map_err(refusal)?;
    let profile = reader.info().icc_profile.as_ref().map(|profile| profile.to_vec());
    let length = reader.output_buffer_size().ok_or(PhotoError::Truncated)?;
    let mut samples = vec![0; length];
    let frame = reader.next_frame(&mut samples).map_err(refusal)?;
    samples.truncate(frame.buffer_size());
    let raster = opaque(frame.width, frame.height, frame.color_type.samples(), samples);
    Ok((raster, profile))
}

/// Lays pixels with alpha on white, in place: a second buffer of a large picture would not fit.
fn opaque(width: u32, height: u32, channels: usize, mut samples: Vec<u8>) -> Raster {
    if channels == 2 || channels == 4 {
        let colours = channels - 1;
        let pixels = samples.len() / channels;
        for pixel in 0..pixels {
            let alpha = u32::from(samples[pixel * channels + colours]);
            for colour in 0..colours {
                let value = u32::from(samples[pixel * channels + colour]);
                // At most 255, so the conversion cannot fail.
                let on_white = (value * alpha + 255 * (255 - alpha) + 127) / 255;
                samples[pixel * colours + colour] = u8::try_from(on_white).unwrap_or(u8::MAX);
            }
        }
        samples.truncate(pixels * colours);
        return Raster { width, height, channels: colours, samples };
    }
    Raster { width, height, channels, samples }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::*;
    use super::super::header;
    use super::*;
    use image::ExtendedColorType as Colours;
    use jpeg_encoder::{ColorType as JpegColours, SamplingFactor};

    fn raster(file: &[u8]) -> Raster {
        decode(&header::read(file).unwrap()).unwrap().0
    }

    fn first_pixel(file: &[u8]) -> Vec<u8> {
        let raster = raster(file);
        raster.samples[..raster.channels].to_vec()
    }

    #[test]
    fn every_common_kind_of_file_is_decoded() {
        let picture = corners(64, 48);
        let mut files = vec![png(&picture), webp(&picture)];
        for sampling in
            [SamplingFactor::F_1_1, SamplingFactor::F_2_1, SamplingFactor::F_1_2, SamplingFactor::F_2_2]
        {
            for progressive in [false, true] {
                files.push(jpeg_with(&picture, sampling, progressive));
            }
        }
        for file in files {
            let raster = raster(&file);
            let (width, height) = (raster.width, raster.height);
            let decoded = image::RgbImage::from_raw(width, height, raster.samples).unwrap();
            assert_eq!((width, height, corner_names(&decoded).as_str()), (64, 48, "rgbw"));
        }
    }

    #[test]
    fn alpha_lies_on_white() {
        let half_black = [0, 0, 0, 128].repeat(4);
        assert_eq!(first_pixel(&png_of(&half_black, 2, 2, Colours::Rgba8)), [127, 127, 127]);
        assert_eq!(first_pixel(&png_of(&[0, 0].repeat(4), 2, 2, Colours::La8)), [255]);
        assert_eq!(raster(&webp_alpha()).channels, 3);
    }

    #[test]
    fn grey_sixteen_bit_and_cmyk_are_decoded() {
        assert_eq!(first_pixel(&png_of(&[90; 4], 2, 2, Colours::L8)), [90]);
        assert_eq!(first_pixel(&png_of(&[0x5a, 0x5a].repeat(12), 2, 2, Colours::Rgb16)), [90, 90, 90]);
        let deep_alpha = [0x10, 0x10, 0x20, 0x20, 0x30, 0x30, 0xff, 0xff].repeat(4);
        assert_eq!(first_pixel(&png_of(&deep_alpha, 2, 2, Colours::Rgba16)), [16, 32, 48]);
        assert_eq!(raster(&jpeg_of(&[90; 64], 8, 8, JpegColours::Luma)).channels, 1);
        for colours in [JpegColours::Cmyk, JpegColours::CmykAsYcck] {
            let red = first_pixel(&jpeg_of(&[0, 255, 255, 0].repeat(256), 16, 16, colours));
            assert_eq!(colour_name([red[0], red[1], red[2]]), 'r', "{red:?}");
        }
    }

    #[test]
    fn palettes_and_transparent_colours_are_expanded() {
        let header = [&4_u32.to_be_bytes()[..], &4_u32.to_be_bytes(), &[8, 3, 0, 0, 0]].concat();
        let stored = [&[0x78, 0x01, 1, 20, 0, 0xeb, 0xff][..], &[0, 0, 1, 0, 1].repeat(4)].concat();
        let adler = adler32(&[0, 0, 1, 0, 1].repeat(4)).to_be_bytes();
        let file = [
            b"\x89PNG\r\n\x1a\n".to_vec(),
            png_chunk(b"IHDR", &header),
            png_chunk(b"PLTE", &[200, 10, 10, 10, 200, 10]),
            png_chunk(b"tRNS", &[255, 0]),
            png_chunk(b"IDAT", &[&stored[..], &adler].concat()),
            png_chunk(b"IEND", &[]),
        ]
        .concat();
        assert_eq!(raster(&file).samples[..6], [200, 10, 10, 255, 255, 255]);
    }

    fn adler32(bytes: &[u8]) -> u32 {
        let (a, b) = bytes.iter().fold((1, 0), |(a, b), &byte| {
            let a = (a + u32::from(byte)) % 65_521;
            (a, (b + a) % 65_521)
        });
        b << 16 | a
    }

    #[test]
    fn of_an_animation_the_first_frame_counts() {
        assert_eq!((raster(&webp_animated()).width, raster(&webp_lossy()).width), (1, 1));
    }
}
