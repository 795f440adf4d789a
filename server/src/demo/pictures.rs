//! A few drawn pictures in place of photos: a street, and something lying in it.

use super::random::Random;
use image::{Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};

/// How many pictures there are.
pub const COUNT: usize = 6;
const WIDTH: u16 = 800;
const HEIGHT: u16 = 600;

/// The pictures as JPEG files.
pub fn pictures() -> Vec<Vec<u8>> {
    (0..COUNT).map(|number| encode(&draw(number as u64))).collect()
}

fn draw(number: u64) -> RgbImage {
    let mut random = Random::new(number + 1);
    let (width, height) = (u32::from(WIDTH), u32::from(HEIGHT));
    let horizon = height * 45 / 100;
    let mut picture = RgbImage::from_fn(width, height, |_, y| {
        let shade = u8::try_from(y * 60 / height).unwrap_or(0);
        if y < horizon { Rgb([150 + shade, 190, 225]) } else { Rgb([150 - shade, 150 - shade, 146 - shade]) }
    });
    // Houses behind the street, then what lies in it.
    let mut left = 0;
    while left < width {
        let wide = 90 + random.bits() as u32 % 120;
        let tall = 90 + random.bits() as u32 % 140;
        let wall = 170 + (random.bits() % 60) as u8;
        fill(&mut picture, (left, horizon - tall), (wide - 6, tall + 20), [wall, wall - 20, wall - 40]);
        left += wide;
    }
    for _ in 0..12 {
        let size = 26 + random.bits() as u32 % 60;
        let place = (220 + random.bits() as u32 % 320, 400 + random.bits() as u32 % 110);
        let colour = [90, 120, 60].map(|base: u8| base + (random.bits() % 80) as u8);
        fill(&mut picture, place, (size, size * 2 / 3), colour);
    }
    picture
}

fn fill(picture: &mut RgbImage, (left, top): (u32, u32), (wide, tall): (u32, u32), colour: [u8; 3]) {
    for y in top..(top + tall).min(picture.height()) {
        for x in left..(left + wide).min(picture.width()) {
            picture.put_pixel(x, y, Rgb(colour));
        }
    }
}

fn encode(picture: &RgbImage) -> Vec<u8> {
    let mut file = Vec::new();
    Encoder::new(&mut file, 80)
        .encode(picture.as_raw(), WIDTH, HEIGHT, ColorType::Rgb)
        .expect("a picture of this size can be encoded");
    file
}
