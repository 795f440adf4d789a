//! Where a photo was taken, read from the EXIF block of a JPEG file.
//!
//! Reads just what it needs: the segment APP1, in it a TIFF file whose first directory points to the directory of GPS
//! tags. Every offset comes from the file and may point anywhere, so nothing is read without asking whether it is there.
//! Source: CIPA DC-008 (Exif 2.3), 4.5 and 4.6.6; TIFF 6.0, section 2.

const GPS_DIRECTORY: u16 = 0x8825;
const LATITUDE_SIDE: u16 = 1;
const LATITUDE: u16 = 2;
const LONGITUDE_SIDE: u16 = 3;
const LONGITUDE: u16 = 4;

/// Latitude and longitude in degrees, WGS-84, if the file says where it was taken. Cameras without a fix write zeros,
/// which is no place.
pub fn place_of(jpeg: &[u8]) -> Option<(f64, f64)> {
    let tiff = Tiff::of(exif_block(jpeg)?)?;
    let gps = tiff.entry(tiff.long(4)?, GPS_DIRECTORY)?;
    let gps = tiff.long(gps + 8)?;
    let lat = tiff.degrees(gps, LATITUDE, LATITUDE_SIDE, b'S')?;
    let lng = tiff.degrees(gps, LONGITUDE, LONGITUDE_SIDE, b'W')?;
    let possible = lat.abs() <= 90.0 && lng.abs() <= 180.0 && (lat != 0.0 || lng != 0.0);
    possible.then_some((lat, lng))
}

/// The TIFF file in the segment APP1 that begins with `Exif`.
fn exif_block(jpeg: &[u8]) -> Option<&[u8]> {
    let mut rest = jpeg.strip_prefix(&[0xFF, 0xD8])?;
    loop {
        let (&[mark, kind, high, low], _) = rest.split_first_chunk()?;
        // From the scan (DA) on there are no more segments to be found by their length.
        if mark != 0xFF || kind == 0xDA {
            return None;
        }
        let length = usize::from(u16::from_be_bytes([high, low]));
        let content = rest.get(4..2 + length)?;
        if kind == 0xE1
            && let Some(tiff) = content.strip_prefix(b"Exif\0\0")
        {
            return Some(tiff);
        }
        rest = rest.get(2 + length..)?;
    }
}

struct Tiff<'a> {
    bytes: &'a [u8],
    little: bool,
}

impl<'a> Tiff<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let little = match bytes.get(..4)? {
            b"II\x2A\0" => true,
            b"MM\0\x2A" => false,
            _ => return None,
        };
        Some(Self { bytes, little })
    }

    fn short(&self, at: usize) -> Option<u16> {
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    /// A number of four bytes, which is always a place in the file or a part of a fraction.
    fn long(&self, at: usize) -> Option<usize> {
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        let number = if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) };
        usize::try_from(number).ok()
    }

    /// Where the entry of a tag stands: tag and type of two bytes each, count and value of four bytes each.
    fn entry(&self, directory: usize, tag: u16) -> Option<usize> {
        let entries = usize::from(self.short(directory)?);
        (0..entries).map(|index| directory + 2 + index * 12).find(|at| self.short(*at) == Some(tag))
    }

    /// Degrees, minutes and seconds as three fractions; negative on the given side.
    fn degrees(&self, directory: usize, tag: u16, side: u16, negative: u8) -> Option<f64> {
        let at = self.long(self.entry(directory, tag)? + 8)?;
        let mut sum = 0.0;
        for (index, parts) in [1.0, 60.0, 3_600.0].into_iter().enumerate() {
            let above = self.long(at.checked_add(index * 8)?)?;
            let below = self.long(at.checked_add(index * 8 + 4)?)?;
            // 0/0 stands for seconds that the camera does not give.
            if below != 0 {
                #[expect(clippy::cast_precision_loss, reason = "numbers of 32 bits are exact")]
                let part = above as f64 / below as f64;
                sum += part / parts;
            }
        }
        // The letter is short enough to stand in the entry itself.
        let letter = self.bytes.get(self.entry(directory, side)? + 8)?;
        Some(if letter.eq_ignore_ascii_case(&negative) { -sum } else { sum })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A JPEG file with another segment first, whose EXIF says 38°10'48" and 107°28.8', on the given sides.
    fn jpeg(little: bool, sides: [u8; 2]) -> Vec<u8> {
        let short = |n: u16| if little { n.to_le_bytes() } else { n.to_be_bytes() };
        let long = |n: u32| if little { n.to_le_bytes() } else { n.to_be_bytes() };
        let mut tiff = Vec::new();
        tiff.extend(if little { b"II" } else { b"MM" });
        tiff.extend(short(42));
        tiff.extend(long(8));
        let entry = |tiff: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: [u8; 4]| {
            tiff.extend(short(tag));
            tiff.extend(short(kind));
            tiff.extend(long(count));
            tiff.extend(value);
        };
        tiff.extend(short(2));
        entry(&mut tiff, 0x0112, 3, 1, [0; 4]);
        entry(&mut tiff, GPS_DIRECTORY, 4, 1, long(38));
        tiff.extend(long(0));
        tiff.extend(short(4));
        entry(&mut tiff, LATITUDE_SIDE, 2, 2, [sides[0], 0, 0, 0]);
        entry(&mut tiff, LATITUDE, 5, 3, long(92));
        entry(&mut tiff, LONGITUDE_SIDE, 2, 2, [sides[1], 0, 0, 0]);
        entry(&mut tiff, LONGITUDE, 5, 3, long(116));
        tiff.extend(long(0));
        for number in [38, 1, 10, 1, 4_800, 100, 107, 1, 288, 10, 0, 0] {
            tiff.extend(long(number));
        }
        let mut file = vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xE1];
        file.extend(u16::try_from(tiff.len() + 8).unwrap().to_be_bytes());
        file.extend(b"Exif\0\0");
        file.extend(tiff);
        file.extend([0xFF, 0xDA, 0, 2]);
        file
    }

    #[test]
    fn the_place_is_read_in_both_byte_orders() {
        for little in [true, false] {
            let (lat, lng) = place_of(&jpeg(little, *b"NE")).unwrap();
            assert!((lat - 38.18).abs() < 1e-9 && (lng - 107.48).abs() < 1e-9, "{lat} {lng}");
        }
    }

    #[test]
    fn south_and_west_are_negative() {
        let (lat, lng) = place_of(&jpeg(true, *b"Sw")).unwrap();
        assert!(lat < 0.0 && lng < 0.0);
    }

    #[test]
    fn a_file_cut_off_or_changed_anywhere_is_read_without_harm() {
        let whole = jpeg(true, *b"NE");
        for end in 0..whole.len() - 4 {
            assert_eq!(place_of(&whole[..end]), None, "{end}");
        }
        for at in 0..whole.len() {
            for byte in [0, 0x7F, 0xFF] {
                let mut changed = whole.clone();
                changed[at] = byte;
                // Some changes give another possible place; none may panic.
                let _ = place_of(&changed);
            }
        }
    }

    #[test]
    fn zeros_are_no_place() {
        let mut file = jpeg(true, *b"NE");
        let numbers = file.len() - 4 - 48;
        for fraction in file[numbers..numbers + 48].chunks_mut(8) {
            fraction[..4].fill(0);
        }
        assert_eq!(place_of(&file), None);
        assert_eq!(place_of(b""), None);
        assert_eq!(place_of(b"\x89PNG\r\n\x1a\n"), None);
    }
}
