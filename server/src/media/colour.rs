//! Converts pixels with an embedded RGB profile to sRGB, so that dropping the profile does not change the picture.
//!
//! iPhones and many Android phones write Display P3; without this their photos would look dull. Only small profiles
//! of matrix and curves are followed, as phones write them; others, and profiles of greys or inks, are ignored.

use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// Larger profiles hold tables, which phones do not write, and are not opened at all.
const PROFILE_BYTES: usize = 64 * 1024;

/// Converts samples of red, green and blue in place of their profile; without a usable profile they stay as they are.
pub(super) fn to_srgb(samples: Vec<u8>, profile: Option<&[u8]>) -> Vec<u8> {
    profile
        .filter(|profile| profile.len() <= PROFILE_BYTES)
        .and_then(|profile| convert(&samples, profile))
        .unwrap_or(samples)
}

fn convert(samples: &[u8], profile: &[u8]) -> Option<Vec<u8>> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    if profile.color_space != DataColorSpace::Rgb || !profile.is_matrix_shaper() {
        return None;
    }
    let transform = profile
        .create_transform_8bit(
            Layout::Rgb,
            &ColorProfile::new_srgb(),
            Layout::Rgb,
            TransformOptions::default(),
        )
        .ok()?;
    let mut converted = vec![0; samples.len()];
    transform.transform(samples, &mut converted).ok()?;
    Some(converted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_p3_becomes_more_saturated_numbers_in_srgb() {
        let profile = ColorProfile::new_display_p3().encode().unwrap();
        let converted = to_srgb(vec![200, 60, 60, 128, 128, 128], Some(&profile));
        assert!(converted[0] >= 210 && converted[1] <= 50, "{converted:?}");
        assert!(converted[3..].iter().all(|&value| value.abs_diff(128) <= 1), "{converted:?}");
    }

    #[test]
    fn srgb_stays_as_it_is() {
        let profile = ColorProfile::new_srgb().encode().unwrap();
        let converted = to_srgb(vec![200, 60, 61], Some(&profile));
        assert!(converted.iter().zip([200_u8, 60, 61]).all(|(a, b)| a.abs_diff(b) <= 1), "{converted:?}");
    }

    #[test]
    fn unusable_profiles_are_ignored() {
        for profile in [&b""[..], b"not a profile", &[0; PROFILE_BYTES + 1]] {
            assert_eq!(to_srgb(vec![1, 2, 3], Some(profile)), [1, 2, 3]);
        }
    }
}
