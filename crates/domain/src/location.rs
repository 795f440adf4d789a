//! Places: where they come from, which datum they use, and the conversion from China's GCJ-02 to WGS-84.

use crate::error::{FieldCode, FieldError, FieldErrors};
use serde::{Deserialize, Serialize};

/// How a place became known. The person's pin wins over the device, and the device over the photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LocationSource {
    /// Measured by the device when the report was written.
    Device,
    /// Read from a photo.
    Exif,
    /// Set by a person, on a map or by a poster's code.
    Pin,
}

/// The coordinate system in which a place was sent. Places are stored as WGS-84.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Datum {
    /// World Geodetic System 1984, as satellites measure.
    #[default]
    Wgs84,
    /// The shifted system of Chinese maps.
    Gcj02,
}

macro_rules! text_codes {
    ($type:ty { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl $type {
            /// Every value, in the order of its definition.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The stable text of this value, as in the API and the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
            /// Reads the stable text.
            pub fn from_text(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use text_codes;

text_codes!(LocationSource { Device = "device", Exif = "exif", Pin = "pin" });
text_codes!(Datum { Wgs84 = "wgs84", Gcj02 = "gcj02" });

/// A place as it is sent, before it is checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LocationBody {
    /// Latitude in degrees of `datum`.
    pub lat: f64,
    /// Longitude in degrees of `datum`.
    pub lng: f64,
    /// Radius of uncertainty in metres, when known.
    #[serde(default)]
    pub accuracy_m: Option<f64>,
    /// How the place became known.
    pub source: LocationSource,
    /// Coordinate system of `lat` and `lng`.
    #[serde(default)]
    pub datum: Datum,
}

/// A checked place in WGS-84.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// Latitude in degrees, WGS-84.
    pub lat: f64,
    /// Longitude in degrees, WGS-84.
    pub lng: f64,
    /// Radius of uncertainty in metres, when known.
    pub accuracy_m: Option<f64>,
    /// How the place became known.
    pub source: LocationSource,
    /// The coordinate system it was sent in.
    pub datum: Datum,
}

impl LocationBody {
    /// Checks the place and converts it to WGS-84.
    ///
    /// # Errors
    /// [`FieldCode::OutOfRange`] at `location.lat`, `location.lng` or `location.accuracy_m`.
    pub fn parse(&self, errors: &mut FieldErrors) -> Option<Location> {
        let mut good = true;
        let mut check = |name: &str, value: f64, low: f64, high: f64| {
            if !(value.is_finite() && (low..=high).contains(&value)) {
                let message = format!("must be between {low} and {high}");
                errors.add(format!("location.{name}"), FieldCode::OutOfRange, message);
                good = false;
            }
        };
        check("lat", self.lat, -90.0, 90.0);
        check("lng", self.lng, -180.0, 180.0);
        if let Some(accuracy) = self.accuracy_m {
            check("accuracy_m", accuracy, 0.0, 1_000_000.0);
        }
        if !good {
            return None;
        }
        let (lat, lng) = match self.datum {
            Datum::Wgs84 => (self.lat, self.lng),
            Datum::Gcj02 => gcj02_to_wgs84(self.lat, self.lng),
        };
        Some(Location { lat, lng, accuracy_m: self.accuracy_m, source: self.source, datum: self.datum })
    }

    /// Reads coordinates typed by hand or sent by a plain form; empty texts count as no place.
    ///
    /// # Errors
    /// [`FieldCode::Malformed`] at `location.lat` or `location.lng`.
    pub fn from_text(lat: &str, lng: &str, source: LocationSource) -> Result<Option<Self>, FieldError> {
        if lat.trim().is_empty() && lng.trim().is_empty() {
            return Ok(None);
        }
        let number = |name: &str, text: &str| {
            text.trim()
                .parse::<f64>()
                .map_err(|_| FieldError::new(name, FieldCode::Malformed, "expected a number of degrees"))
        };
        let (lat, lng) = (number("location.lat", lat)?, number("location.lng", lng)?);
        Ok(Some(Self { lat, lng, accuracy_m: None, source, datum: Datum::Wgs84 }))
    }
}

/// Semi-major axis of the Krasovsky 1940 ellipsoid, in metres, on which GCJ-02's shift is computed.
const AXIS_M: f64 = 6_378_245.0;
/// Square of that ellipsoid's eccentricity.
const ECCENTRICITY2: f64 = 0.006_693_421_622_965_943;

/// Shifts WGS-84 to GCJ-02, degrees to degrees. Outside of China's bounding box there is no shift.
///
/// Source: the published reverse-engineered polynomial ("eviltransform"), accurate to about a metre.
pub fn wgs84_to_gcj02(lat: f64, lng: f64) -> (f64, f64) {
    if !(0.8293..=55.8271).contains(&lat) || !(72.004..=137.8347).contains(&lng) {
        return (lat, lng);
    }
    use std::f64::consts::PI;
    let (x, y) = (lng - 105.0, lat - 35.0);
    let wave = |value: f64, weights: [(f64, f64); 2]| -> f64 {
        weights.iter().map(|(amplitude, divisor)| amplitude * (value * PI / divisor).sin()).sum()
    };
    let common = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let root = x.abs().sqrt();
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + common
        + wave(y, [(20.0, 1.0), (40.0, 3.0)]) * 2.0 / 3.0
        + wave(y, [(160.0, 12.0), (320.0, 30.0)]) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + common
        + wave(x, [(20.0, 1.0), (40.0, 3.0)]) * 2.0 / 3.0
        + wave(x, [(150.0, 12.0), (300.0, 30.0)]) * 2.0 / 3.0;
    let phi = lat.to_radians();
    let magic = 1.0 - ECCENTRICITY2 * phi.sin().powi(2);
    let metres_per_radian_north = AXIS_M * (1.0 - ECCENTRICITY2) / (magic * magic.sqrt());
    let metres_per_radian_east = AXIS_M / magic.sqrt() * phi.cos();
    (lat + (north / metres_per_radian_north).to_degrees(), lng + (east / metres_per_radian_east).to_degrees())
}

/// Converts GCJ-02 back to WGS-84 by fixed-point iteration; the shift varies slowly, so a few rounds reach 1e-9 degrees.
pub fn gcj02_to_wgs84(lat: f64, lng: f64) -> (f64, f64) {
    let (mut guess_lat, mut guess_lng) = (lat, lng);
    for _ in 0..12 {
        let (shifted_lat, shifted_lng) = wgs84_to_gcj02(guess_lat, guess_lng);
        guess_lat += lat - shifted_lat;
        guess_lng += lng - shifted_lng;
    }
    (guess_lat, guess_lng)
}

/// Great-circle distance in metres on a sphere of 6,371,008.8 m.
pub fn distance_m(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let half = |x: f64| (x / 2.0).sin().powi(2);
    let h = half(lat_b - lat_a) + lat_a.cos() * lat_b.cos() * half((b.1 - a.1).to_radians());
    2.0 * 6_371_008.8 * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_known_pair_converts_both_ways() {
        let (lat, lng) = wgs84_to_gcj02(31.0305, 112.1992);
        assert!((lat - 31.028_282).abs() < 2e-6 && (lng - 112.205_028).abs() < 2e-6, "{lat} {lng}");
        let (lat, lng) = gcj02_to_wgs84(31.028_282, 112.205_028);
        assert!((lat - 31.0305).abs() < 2e-6 && (lng - 112.1992).abs() < 2e-6, "{lat} {lng}");
        let metres = distance_m((31.0305, 112.1992), (31.028_282, 112.205_028));
        assert!((metres - 608.0).abs() < 1.0, "{metres}");
    }

    #[test]
    fn there_is_no_shift_outside_of_china() {
        assert_eq!(gcj02_to_wgs84(40.7, -73.9), (40.7, -73.9));
    }

    #[test]
    fn impossible_coordinates_are_named() {
        let body = LocationBody {
            lat: 91.0,
            lng: f64::NAN,
            accuracy_m: Some(-1.0),
            source: LocationSource::Pin,
            datum: Datum::Wgs84,
        };
        let mut errors = FieldErrors::new();
        assert!(body.parse(&mut errors).is_none());
        let fields = errors.finish::<()>(None).unwrap_err().fields;
        let paths: Vec<_> = fields.iter().map(|field| field.path.as_str()).collect();
        assert_eq!(paths, ["location.lat", "location.lng", "location.accuracy_m"]);
    }

    proptest! {
        #[test]
        fn conversion_and_back_is_the_same_place(lat in 18.0..53.0f64, lng in 74.0..134.0f64) {
            let (there_lat, there_lng) = wgs84_to_gcj02(lat, lng);
            let (back_lat, back_lng) = gcj02_to_wgs84(there_lat, there_lng);
            prop_assert!((back_lat - lat).abs() < 1e-8 && (back_lng - lng).abs() < 1e-8);
        }
    }
}
