//! What is read from a photo's EXIF block before it is dropped: place, moment and orientation.
//!
//! Field numbers and meanings: CIPA DC-008 (Exif 2.32), section 4.6.

use super::header;
use super::tiff::{Directory, Tiff, Value};
use domain::error::FieldErrors;
use domain::location::{Datum, LocationBody, LocationSource};
use domain::time::{LOCAL, Timestamp};
use image::metadata::Orientation;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{PrimitiveDateTime, UtcOffset};

/// What a photo says about itself.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Exif {
    /// How the stored pixels must be turned to stand upright.
    pub orientation: Orientation,
    /// Where it was taken.
    pub location: Option<LocationBody>,
    /// When it was taken.
    pub taken_at: Option<Timestamp>,
}

impl Default for Exif {
    fn default() -> Self {
        Self { orientation: Orientation::NoTransforms, location: None, taken_at: None }
    }
}

const ORIENTATION: u16 = 0x0112;
const DATE_TIME: u16 = 0x0132;
const EXIF_DIRECTORY: u16 = 0x8769;
const GPS_DIRECTORY: u16 = 0x8825;
const DATE_TIME_ORIGINAL: u16 = 0x9003;
const OFFSET_TIME: u16 = 0x9010;
const OFFSET_TIME_ORIGINAL: u16 = 0x9011;
const GPS_LATITUDE_REF: u16 = 1;
const GPS_LATITUDE: u16 = 2;
const GPS_LONGITUDE_REF: u16 = 3;
const GPS_LONGITUDE: u16 = 4;
const GPS_MAP_DATUM: u16 = 0x12;
const GPS_POSITIONING_ERROR: u16 = 0x1f;

/// Cameras without a fix write zeros; nobody photographs within this many degrees of 0° N 0° E.
const ZERO_DEGREES: f64 = 1e-4;

/// The place that a photo carries, to be offered when the device gives none. The file may be damaged otherwise.
///
/// The datum is taken as WGS-84, as Exif requires of satellite positions, unless the photo names GCJ-02.
pub fn read_location(bytes: &[u8]) -> Option<LocationBody> {
    parse(header::find_exif(bytes)).location
}

/// Reads an EXIF block. Whatever in it cannot be understood counts as absent.
pub(super) fn parse(block: Option<&[u8]>) -> Exif {
    let Some(primary) = block.and_then(Tiff::first_directory) else { return Exif::default() };
    let orientation = primary.get(ORIENTATION).and_then(|value| u8::try_from(value.number()?).ok());
    Exif {
        orientation: orientation.and_then(Orientation::from_exif).unwrap_or(Orientation::NoTransforms),
        location: primary.child(GPS_DIRECTORY).and_then(location),
        taken_at: taken_at(primary),
    }
}

fn location(gps: Directory<'_>) -> Option<LocationBody> {
    let degrees = |value_tag, sign_tag, positive: &str, negative: &str| -> Option<f64> {
        let value = gps.get(value_tag)?;
        let part = |index| if index == 0 { value.ratio(0) } else { Some(value.ratio(index).unwrap_or(0.0)) };
        let degrees = part(0)? + part(1)? / 60.0 + part(2)? / 3_600.0;
        let sign = gps.get(sign_tag)?.text()?;
        if sign.eq_ignore_ascii_case(positive) {
            Some(degrees)
        } else {
            sign.eq_ignore_ascii_case(negative).then_some(-degrees)
        }
    };
    let lat = degrees(GPS_LATITUDE, GPS_LATITUDE_REF, "N", "S")?;
    let lng = degrees(GPS_LONGITUDE, GPS_LONGITUDE_REF, "E", "W")?;
    if lat.abs() < ZERO_DEGREES && lng.abs() < ZERO_DEGREES {
        return None;
    }
    let accuracy_m =
        gps.get(GPS_POSITIONING_ERROR).and_then(|value| value.ratio(0)).filter(|&metres| metres > 0.0);
    let shifted = gps
        .get(GPS_MAP_DATUM)
        .and_then(Value::text)
        .is_some_and(|datum| datum.to_ascii_uppercase().starts_with("GCJ"));
    let datum = if shifted { Datum::Gcj02 } else { Datum::Wgs84 };
    let body = LocationBody { lat, lng, accuracy_m, source: LocationSource::Exif, datum };
    body.parse(&mut FieldErrors::new())?;
    Some(body)
}

/// The camera's clock has no zone of its own; without an offset beside it, it is read as China Standard Time.
fn taken_at(primary: Directory<'_>) -> Option<Timestamp> {
    let detail = primary.child(EXIF_DIRECTORY);
    let read = |time: Option<Directory<'_>>, time_tag, offset_tag| -> Option<Timestamp> {
        const FORMAT: &[BorrowedFormatItem<'_>] =
            format_description!("[year]:[month]:[day] [hour]:[minute]:[second]");
        const OFFSET: &[BorrowedFormatItem<'_>] =
            format_description!("[offset_hour sign:mandatory]:[offset_minute]");
        let clock = PrimitiveDateTime::parse(time?.get(time_tag)?.text()?, FORMAT).ok()?;
        let offset = detail.and_then(|detail| detail.get(offset_tag)).and_then(Value::text);
        let offset = offset.and_then(|text| UtcOffset::parse(text, OFFSET).ok()).unwrap_or(LOCAL);
        let seconds = clock.assume_offset(offset).unix_timestamp();
        (seconds > 0).then_some(Timestamp(seconds * 1_000))
    };
    read(detail, DATE_TIME_ORIGINAL, OFFSET_TIME_ORIGINAL)
        .or_else(|| read(Some(primary), DATE_TIME, OFFSET_TIME))
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{ExifFields, Gps};
    use super::*;
    use proptest::prelude::*;

    fn hohhot() -> Gps {
        Gps { lat: [(39, 1), (36, 1), (2988, 100)], lng: [(109, 1), (4688, 100), (0, 0)], ..Gps::default() }
    }

    #[test]
    fn place_moment_and_orientation_are_read_in_both_byte_orders() {
        for little_endian in [true, false] {
            let block = ExifFields {
                little_endian,
                orientation: Some(6),
                gps: Some(hohhot()),
                taken: Some("2026:10:01 09:30:00"),
                offset: Some("+06:00"),
            }
            .block();
            let exif = parse(Some(&block));
            assert_eq!(exif.orientation, Orientation::Rotate90);
            let place = exif.location.expect("a place");
            assert!(
                (place.lat - 39.6083).abs() < 1e-6 && (place.lng - 109.781_333).abs() < 1e-6,
                "{place:?}"
            );
            assert_eq!((place.source, place.datum), (LocationSource::Exif, Datum::Wgs84));
            assert_eq!(exif.taken_at, Timestamp::parse("", "2026-10-01T09:30:00+06:00").ok());
        }
    }

    #[test]
    fn a_clock_without_zone_is_local() {
        let block = ExifFields { taken: Some("2026:10:01 09:30:00"), ..ExifFields::default() }.block();
        assert_eq!(parse(Some(&block)).taken_at, Timestamp::parse("", "2026-10-01T09:30:00+08:00").ok());
        let block = ExifFields { taken: Some("0000:00:00 00:00:00"), ..ExifFields::default() }.block();
        assert_eq!(parse(Some(&block)).taken_at, None);
    }

    #[test]
    fn south_and_west_are_negative() {
        let gps = Gps { lat_ref: "S", lng_ref: "W", ..hohhot() };
        let block = ExifFields { gps: Some(gps), ..ExifFields::default() }.block();
        let place = parse(Some(&block)).location.expect("a place");
        assert!(place.lat < -39.0 && place.lng < -109.0);
    }

    #[test]
    fn a_shifted_datum_is_kept_so_that_it_can_be_converted() {
        let gps = Gps { datum: Some("GCJ-02"), ..hohhot() };
        let block = ExifFields { gps: Some(gps), ..ExifFields::default() }.block();
        assert_eq!(parse(Some(&block)).location.expect("a place").datum, Datum::Gcj02);
    }

    #[test]
    fn what_is_no_position_is_no_place() {
        let nowhere = [
            Gps { lat: [(0, 1); 3], lng: [(0, 1); 3], ..Gps::default() },
            Gps { lat: [(0, 0); 3], lng: [(0, 0); 3], ..Gps::default() },
            Gps { lat: [(39, 0), (0, 1), (0, 1)], ..hohhot() },
            Gps { lat: [(91, 1), (0, 1), (0, 1)], ..hohhot() },
            Gps { lng: [(u32::MAX, 1), (0, 1), (0, 1)], ..hohhot() },
            Gps { lat_ref: "", ..hohhot() },
        ];
        for gps in nowhere {
            let block = ExifFields { gps: Some(gps.clone()), ..ExifFields::default() }.block();
            assert_eq!(parse(Some(&block)).location, None, "{gps:?}");
        }
    }

    #[test]
    fn unknown_orientations_leave_the_picture_alone() {
        for orientation in [0, 9, 65_535] {
            let block = ExifFields { orientation: Some(orientation), ..ExifFields::default() }.block();
            assert_eq!(parse(Some(&block)).orientation, Orientation::NoTransforms);
        }
    }

    #[test]
    fn directories_that_point_at_themselves_end() {
        let mut block = b"II*\0\x08\0\0\0\x02\0".to_vec();
        for tag in [EXIF_DIRECTORY, GPS_DIRECTORY] {
            block.extend([&tag.to_le_bytes()[..], &[4, 0, 1, 0, 0, 0, 8, 0, 0, 0]].concat());
        }
        assert_eq!(parse(Some(&block)), Exif::default());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]
        #[test]
        fn hostile_blocks_never_panic(
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..24),
            cut in any::<prop::sample::Index>(),
            little_endian: bool,
        ) {
            let mut block = ExifFields {
                little_endian,
                orientation: Some(3),
                gps: Some(hohhot()),
                taken: Some("2026:10:01 09:30:00"),
                offset: Some("+08:00"),
            }
            .block();
            for (place, byte) in damage {
                let place = place.index(block.len());
                block[place] = byte;
            }
            block.truncate(cut.index(block.len()) + 1);
            if let Some(place) = parse(Some(&block)).location {
                prop_assert!(place.lat.abs() <= 90.0 && place.lng.abs() <= 180.0);
            }
        }
    }
}
