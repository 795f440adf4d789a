//! Photos of cases: from after, and from checks. They come in before the command that names them.

use super::commands::folded;
use super::{own_unit, require_ledger};
use crate::error::{from_store, internal};
use crate::media::{PhotoHash, PhotoSize, PhotoStorage, StoredPhoto};
use crate::services::{Services, photos};
use axum::body::Bytes;
use domain::access::{Actor, Role};
use domain::case::{Party, may_read};
use domain::error::{ApiError, ErrorCode, FieldCode};
use domain::limits;
use store::CasePhoto;
use uuid::Uuid;

/// Most photos of one case, over all of its history.
const PHOTOS_PER_CASE: usize = 60;

/// Takes the bytes of a photo of a case; true the first time.
///
/// # Errors
/// For those who may not change the case; those of the photo intake.
pub async fn keep_photo(
    services: &Services,
    actor: &Actor,
    case: Uuid,
    sha256: &str,
    declared: &str,
    bytes: impl AsRef<[u8]> + Send + 'static,
) -> Result<bool, ApiError> {
    check(services, actor, case).await?;
    let hash = PhotoHash::parse(sha256).ok_or_else(|| {
        ApiError::field("sha256", FieldCode::Malformed, "expected 64 lower-case hexadecimal digits")
    })?;
    let stored = services.photos.accept(hash, declared, bytes).await;
    note(services, actor, case, &stored.map_err(|error| photos::refusal("sha256", &error))?).await
}

/// Takes photos as plain forms send them, and returns their hashes.
///
/// # Errors
/// As [`keep_photo`]; a refused photo is named `photos.N`.
pub async fn keep_photos(
    services: &Services,
    actor: &Actor,
    case: Uuid,
    files: Vec<Bytes>,
) -> Result<Vec<String>, ApiError> {
    check(services, actor, case).await?;
    if files.len() > limits::PHOTOS_PER_REPORT {
        let message = format!("at most {} photos", limits::PHOTOS_PER_REPORT);
        return Err(ApiError::field("photos", FieldCode::TooMany, message));
    }
    let mut hashes = Vec::with_capacity(files.len());
    for (index, bytes) in files.into_iter().enumerate() {
        let at = format!("photos.{index}");
        let hashed = bytes.clone();
        let hash =
            tokio::task::spawn_blocking(move || PhotoHash::of(&hashed)).await.map_err(|_| internal())?;
        let stored = services.photos.accept(hash, "", bytes).await;
        let stored = stored.map_err(|error| photos::refusal(&at, &error))?;
        note(services, actor, case, &stored).await?;
        hashes.push(hash.to_string());
    }
    Ok(hashes)
}

async fn note(services: &Services, actor: &Actor, case: Uuid, photo: &StoredPhoto) -> Result<bool, ApiError> {
    let kept = CasePhoto {
        sha256: photo.sha256.to_string(),
        bytes: photo.bytes,
        width: photo.width,
        height: photo.height,
    };
    let now = services.clock.now();
    services.store.keep_case_photo(case, kept, actor.user_id(), now).await.map_err(from_store)
}

/// Those who put right and those who check may add photos.
async fn check(services: &Services, actor: &Actor, case: Uuid) -> Result<(), ApiError> {
    require_ledger(actor)?;
    let history = services.store.case_history(case).await.map_err(from_store)?;
    let folded = folded(&history)?;
    let party = Party::of(actor, folded.unit.as_deref());
    if !matches!(party, Party::Admin | Party::Office | Party::Inspector | Party::OwnUnit) {
        return Err(ApiError::new(ErrorCode::Forbidden, "you may not add photos to this case"));
    }
    if services.store.case_photos(case).await.map_err(from_store)?.len() >= PHOTOS_PER_CASE {
        return Err(ApiError::field(
            "photos",
            FieldCode::TooMany,
            format!("at most {PHOTOS_PER_CASE} for a case"),
        ));
    }
    Ok(())
}

/// Whether a photo belongs to the case of this id and the actor may see it: its own, or one of its report's.
///
/// # Errors
/// When the store cannot be read.
pub async fn may_see(services: &Services, actor: &Actor, case: Uuid, sha256: &str) -> Result<bool, ApiError> {
    let allowed = match own_unit(actor) {
        Some(_) => {
            let history = services.store.case_history(case).await.map_err(from_store)?;
            domain::case::Case::fold(&history).is_some_and(|case| may_read(&case, actor))
        }
        None => !matches!(actor, Actor::User { role: Role::Volunteer, .. }) && require_ledger(actor).is_ok(),
    };
    if !allowed {
        return Ok(false);
    }
    let own = services.store.case_photos(case).await.map_err(from_store)?;
    if own.iter().any(|photo| photo.sha256 == sha256) {
        return Ok(true);
    }
    let report = services.store.photo_report(case, sha256).await.map_err(from_store)?;
    Ok(report.is_some_and(|photo| photo.stored))
}

/// Computes the perceptual hash of a stored photo and keeps it. A photo without one is only not compared.
pub async fn keep_print(services: &Services, hash: PhotoHash) {
    let storage: PhotoStorage = services.photos.storage().clone();
    let print = async {
        let mut open = storage.open(hash, PhotoSize::Small).await.ok().flatten()?;
        let mut bytes = Vec::new();
        tokio::io::AsyncReadExt::read_to_end(&mut open.file, &mut bytes).await.ok()?;
        tokio::task::spawn_blocking(move || print_of(&bytes)).await.ok().flatten()
    };
    let Some(print) = print.await else { return };
    if let Err(error) = services.store.keep_photo_print(&hash.to_string(), print).await {
        tracing::warn!(%error, %hash, "the print of a photo cannot be kept");
    }
}

/// Which of nine columns by eight rows of grey are brighter than their right neighbours (dHash).
fn print_of(jpeg: &[u8]) -> Option<u64> {
    let grey = image::load_from_memory_with_format(jpeg, image::ImageFormat::Jpeg).ok()?.into_luma8();
    let small = image::imageops::resize(&grey, 9, 8, image::imageops::FilterType::Triangle);
    let mut bits = 0;
    for y in 0..8 {
        for x in 0..8 {
            let brighter = small.get_pixel(x, y).0[0] > small.get_pixel(x + 1, y).0[0];
            bits = bits << 1 | u64::from(brighter);
        }
    }
    Some(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jpeg(picture: &image::RgbImage) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_smaller_copy_of_a_picture_has_nearly_the_same_print_and_another_picture_has_not() {
        let shade = |value: f64| image::Rgb([(value.sin().abs() * 255.0) as u8; 3]);
        let picture = |a: f64| {
            image::RgbImage::from_fn(320, 240, |x, y| shade(f64::from(x) / 40.0 * a + f64::from(y) / 30.0))
        };
        let (one, other) = (picture(1.0), picture(2.7));
        let small = image::imageops::resize(&one, 200, 150, image::imageops::FilterType::Triangle);
        let print = |picture: &image::RgbImage| print_of(&jpeg(picture)).unwrap();
        let alike = domain::ledger::difference(print(&one), print(&small));
        let strange = domain::ledger::difference(print(&one), print(&other));
        assert!(alike > 0.8 && strange < 0.5, "{alike} {strange}");
        assert_eq!(print_of(b"no picture"), None);
    }
}
