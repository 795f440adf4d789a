//! Makes the three stored pictures of a photo: decode, shrink, turn upright, encode.
//!
//! Memory is the concern: the large raster is shrunk first and freed, and everything else happens on the small one.

use super::colour;
use super::decode::{self, Raster};
use super::error::PhotoError;
use super::header::Header;
use super::storage::PhotoSize;
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// One stored picture: a JPEG without any metadata.
pub(super) struct Rendition {
    /// Which of the three.
    pub size: PhotoSize,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The file.
    pub jpeg: Vec<u8>,
}

/// Makes all sizes, largest first. The header must have passed the limits.
///
/// # Errors
/// Those of decoding.
pub(super) fn process(header: &Header<'_>, orientation: Orientation) -> Result<[Rendition; 3], PhotoError> {
    let (raster, profile) = decode::decode(header)?;
    let full = shrink(raster, PhotoSize::Full.long_side())?;
    let full = colour_and_turn(full, profile.as_deref(), orientation)?;
    let full_file = encode(PhotoSize::Full, &full)?;
    let large = shrink(full, PhotoSize::Large.long_side())?;
    let large_file = encode(PhotoSize::Large, &large)?;
    let small = shrink(large, PhotoSize::Small.long_side())?;
    let small_file = encode(PhotoSize::Small, &small)?;
    Ok([full_file, large_file, small_file])
}

/// Shrinks until the longer side fits; a smaller picture stays as it is. The source is freed.
fn shrink(raster: Raster, long_side: u32) -> Result<Raster, PhotoError> {
    let longest = raster.width.max(raster.height);
    if longest <= long_side {
        return Ok(raster);
    }
    // Rounded; at most the old side, so it fits.
    let scale = |side: u32| {
        let scaled = (u64::from(side) * u64::from(long_side) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(side).max(1)
    };
    let (width, height) = (scale(raster.width), scale(raster.height));
    let pixel_type = if raster.channels == 1 { PixelType::U8 } else { PixelType::U8x3 };
    let source = ImageRef::new(raster.width, raster.height, &raster.samples, pixel_type).map_err(damaged)?;
    let mut target = Image::new(width, height, pixel_type);
    Resizer::new().resize(&source, &mut target, &ResizeOptions::new()).map_err(damaged)?;
    Ok(Raster { width, height, channels: raster.channels, samples: target.into_vec() })
}

fn colour_and_turn(
    raster: Raster,
    profile: Option<&[u8]>,
    orientation: Orientation,
) -> Result<Raster, PhotoError> {
    let Raster { width, height, channels, samples } = raster;
    let samples = if channels == 1 {
        samples.into_iter().flat_map(|grey| [grey; 3]).collect()
    } else {
        colour::to_srgb(samples, profile)
    };
    let picture = RgbImage::from_raw(width, height, samples).ok_or_else(|| damaged("missing samples"))?;
    let mut picture = DynamicImage::ImageRgb8(picture);
    picture.apply_orientation(orientation);
    let picture = picture.into_rgb8();
    let (width, height) = picture.dimensions();
    Ok(Raster { width, height, channels: 3, samples: picture.into_raw() })
}

fn encode(size: PhotoSize, raster: &Raster) -> Result<Rendition, PhotoError> {
    let Raster { width, height, .. } = *raster;
    let side = |side: u32| u16::try_from(side).map_err(damaged);
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, size.quality());
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    // Tables made for this picture would save a few percent, but this encoder then writes one scan for each component,
    // which our own decoder misreads.
    encoder.set_optimized_huffman_tables(false);
    encoder.encode(&raster.samples, side(width)?, side(height)?, ColorType::Rgb).map_err(damaged)?;
    Ok(Rendition { size, width, height, jpeg })
}

fn damaged(error: impl std::fmt::Display) -> PhotoError {
    PhotoError::Damaged(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::*;
    use super::super::{exif, header, limits};
    use super::*;
    use proptest::prelude::*;

    fn renditions(file: &[u8]) -> Result<[Rendition; 3], PhotoError> {
        let header = header::read(file)?;
        limits::check_header(&header)?;
        process(&header, exif::parse(header.exif).orientation)
    }

    fn decoded(rendition: &Rendition) -> RgbImage {
        image::load_from_memory(&rendition.jpeg).unwrap().into_rgb8()
    }

    /// Stores an upright picture the way that a camera with this orientation would.
    fn as_camera_would(upright: RgbImage, orientation: u16) -> RgbImage {
        use image::imageops::*;
        match orientation {
            2 => flip_horizontal(&upright),
            3 => rotate180(&upright),
            4 => flip_vertical(&upright),
            5 => flip_horizontal(&rotate90(&upright)),
            6 => rotate270(&upright),
            7 => flip_horizontal(&rotate270(&upright)),
            8 => rotate90(&upright),
            _ => upright,
        }
    }

    #[test]
    fn all_eight_orientations_end_upright_in_every_size() {
        for orientation in 1..=8 {
            let file = jpeg(&as_camera_would(corners(1280, 640), orientation));
            let exif = ExifFields { orientation: Some(orientation), ..ExifFields::default() };
            let sides = [(1280, 640), (1024, 512), (320, 160)];
            for (rendition, sides) in renditions(&with_exif(&file, &exif.block())).unwrap().iter().zip(sides)
            {
                let picture = decoded(rendition);
                assert_eq!(picture.dimensions(), sides, "orientation {orientation}");
                assert_eq!((rendition.width, rendition.height), sides);
                assert_eq!(corner_names(&picture), "rgbw", "orientation {orientation}");
            }
        }
    }

    #[test]
    fn large_pictures_shrink_and_small_ones_stay() {
        let [full, large, small] = renditions(&jpeg(&corners(3000, 2000))).unwrap();
        assert_eq!((full.width, full.height), (2560, 1707));
        assert_eq!((large.width, large.height), (1024, 683));
        assert_eq!((small.width, small.height), (320, 213));
        let [full, _, small] = renditions(&png(&corners(40, 30))).unwrap();
        assert_eq!(((full.width, full.height), (small.width, small.height)), ((40, 30), (40, 30)));
        let [full, _, small] = renditions(&png(&corners(8192, 1))).unwrap();
        assert_eq!(((full.width, full.height), (small.width, small.height)), ((2560, 1), (320, 1)));
    }

    #[test]
    fn stored_pictures_carry_no_metadata() {
        let exif = ExifFields { orientation: Some(6), gps: Some(Gps::default()), ..ExifFields::default() };
        let mut file = with_exif(&jpeg(&corners(64, 64)), &exif.block());
        file = with_segment(&file, 0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>");
        file = with_segment(&file, 0xed, b"Photoshop 3.0\0secret");
        file = with_segment(&file, 0xfe, b"secret comment");
        for rendition in renditions(&file).unwrap() {
            for (marker, body) in jpeg_segments(&rendition.jpeg) {
                let harmless =
                    matches!(marker, 0xc0..=0xc4 | 0xdb | 0xdd) || (marker == 0xe0 && body.len() == 14);
                assert!(harmless, "segment {marker:#x}: {body:?}");
            }
            assert!(rendition.jpeg.ends_with(&[0xff, 0xd9]));
            assert_eq!(header::find_exif(&rendition.jpeg), None);
        }
    }

    #[test]
    fn bytes_after_the_picture_are_tolerated_and_dropped() {
        let tails: [&[u8]; 4] =
            [b"\0\0\0\x18ftypmp42 film", b"PK\x03\x04 archive", b"<script>alert(1)</script>", &[0; 4096]];
        for tail in tails {
            for file in [jpeg(&corners(64, 64)), png(&corners(64, 64)), webp(&corners(64, 64))] {
                for rendition in renditions(&[&file, tail].concat()).unwrap() {
                    assert_eq!(corner_names(&decoded(&rendition)), "rgbw");
                    assert!(!rendition.jpeg.windows(tail.len().min(16)).any(|part| tail.starts_with(part)));
                }
            }
        }
    }

    #[test]
    fn a_picture_cut_off_anywhere_is_refused() {
        let picture = corners(256, 200);
        for file in
            [jpeg(&picture), jpeg_with(&picture, SamplingFactor::F_1_1, true), png(&picture), webp(&picture)]
        {
            for cut in (12..file.len()).step_by(file.len() / 40 + 1) {
                match renditions(&file[..cut]) {
                    Err(PhotoError::Truncated | PhotoError::Damaged(_)) => {}
                    Err(other) => panic!("{cut}: {other}"),
                    Ok(_) => panic!("{cut} of {} bytes were enough", file.len()),
                }
            }
        }
    }

    #[test]
    fn a_header_without_a_picture_is_refused() {
        let jpeg = jpeg(&corners(64, 64));
        let scan = jpeg.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
        let hollow = [&jpeg[..scan + 14], &[0xff, 0xd9]].concat();
        for file in [
            [b"\xff\xd8\xff\xe0", &b"<html>"[..]].concat(),
            [&jpeg[..20], b"PK\x03\x04"].concat(),
            hollow,
            png_file(64, 64, &[]),
            png_file(64, 64, &[png_chunk(b"IDAT", b"not deflate")]),
            b"RIFF\x0c\0\0\0WEBPEXIF\0\0\0\0".to_vec(),
        ] {
            assert!(matches!(renditions(&file), Err(PhotoError::Truncated | PhotoError::Damaged(_))));
        }
    }

    #[test]
    fn scans_that_the_decoder_would_misread_are_refused_and_the_others_are_right() {
        for (sampling, readable) in [
            (SamplingFactor::F_1_1, true),
            (SamplingFactor::F_2_1, true),
            (SamplingFactor::F_1_2, false),
            (SamplingFactor::F_2_2, false),
        ] {
            match renditions(&jpeg_in_scans(&corners(64, 64), sampling)) {
                Ok([full, ..]) => {
                    assert!(readable && corner_names(&decoded(&full)) == "rgbw", "{sampling:?}");
                }
                Err(error) => {
                    assert!(!readable && matches!(error, PhotoError::UnsupportedEncoding(_)), "{error}");
                }
            }
        }
    }

    #[test]
    fn huge_claims_are_refused_from_the_header() {
        assert!(matches!(renditions(&png_file(60_000, 60_000, &[])), Err(PhotoError::SideTooLong { .. })));
        assert!(matches!(renditions(&png_file(8_000, 6_000, &[])), Err(PhotoError::TooManyPixels { .. })));
        assert!(matches!(renditions(&png_file(0, 10, &[])), Err(PhotoError::Damaged(_))));
        // A JPEG of a few hundred bytes that claims 8000 by 5000 pixels.
        let mut file = jpeg(&corners(16, 16));
        let frame = file.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
        file[frame + 5..frame + 9].copy_from_slice(&[0x13, 0x88, 0x1f, 0x40]);
        assert!(matches!(renditions(&file), Err(PhotoError::Truncated)));
        // A WebP whose bitstream is larger than its canvas.
        let mut file = webp_lossy();
        let stream = file.windows(3).position(|three| three == [0x9d, 0x01, 0x2a]).unwrap();
        file[stream + 3..stream + 7].copy_from_slice(&[0xff, 0x3f, 0xff, 0x3f]);
        assert!(matches!(renditions(&file), Err(PhotoError::SideTooLong { .. })));
    }

    #[test]
    fn data_that_would_need_too_much_memory_is_refused_from_the_header() {
        let stream = [&[0x2f, 0, 0, 0, 0][..], &vec![0; 2_000_000]].concat();
        let length = u32::try_from(stream.len()).unwrap();
        let file =
            [b"RIFF", &(length + 13).to_le_bytes()[..], b"WEBPVP8L", &length.to_le_bytes(), &stream, &[0]]
                .concat();
        assert!(matches!(renditions(&file), Err(PhotoError::NeedsTooMuchMemory { .. })));
    }

    #[test]
    fn a_deflate_bomb_within_the_limits_is_only_a_black_picture() {
        let bomb = png_bomb(8_000, 5_000);
        assert!(bomb.len() < 200_000, "{}", bomb.len());
        let [full, ..] = renditions(&bomb).unwrap();
        assert_eq!((full.width, full.height), (2560, 1600));
    }

    fn sample_file() -> impl Strategy<Value = Vec<u8>> {
        let picture = corners(24, 20);
        prop::sample::select(vec![
            jpeg(&picture),
            jpeg_with(&picture, SamplingFactor::F_2_2, true),
            png(&picture),
            webp(&picture),
            webp_lossy(),
            webp_alpha(),
            webp_animated(),
        ])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]
        #[test]
        fn damaged_files_are_refused_or_shown_but_never_panic(
            mut file in sample_file(),
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        ) {
            for (place, byte) in damage {
                let place = place.index(file.len());
                file[place] = byte;
            }
            // Sides stay small, so that the test stays fast.
            if header::read(&file).is_ok_and(|header| u64::from(header.width) * u64::from(header.height) < 1_000_000) {
                let _ = renditions(&file);
            }
        }

        #[test]
        fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(renditions(&bytes).is_err());
        }
    }
}
