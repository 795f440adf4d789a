//! A report together with its photos in one request, as plain forms send it.

use super::{Submitted, submit};
use crate::error::internal;
use crate::media::{PhotoHash, StoredPhoto, read_location, sniff};
use crate::services::{Services, areas, photos};
use axum::body::Bytes;
use domain::access::Actor;
use domain::error::{ApiError, FieldCode};
use domain::limits;
use domain::location::LocationBody;
use domain::report::{PhotoClaim, ReportBody, ReportReceipt};
use uuid::Uuid;

/// How far outside the chosen area a photo may have been taken and still be of it: phones and borders are no better.
const BESIDE_AREA_M: f64 = 1_000.0;

/// Takes a report and its photos in. Nothing is stored in the report's name unless all of it is good: first everything
/// is checked, then the photos are written, then the report.
///
/// A report without a place gets the place that a photo carries, unless the chosen area lies elsewhere: a picture from the gallery may
/// have been taken on a journey.
///
/// # Errors
/// As [`submit`]; a refused photo is named `photos.N`.
pub async fn submit_whole(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    mut body: ReportBody,
    files: Vec<Bytes>,
) -> Result<Submitted<ReportReceipt>, ApiError> {
    actor.require_report_channel(body.channel)?;
    // Hashing up to 32 MB takes too long for the async threads.
    let looked_at = tokio::task::spawn_blocking(move || {
        let place = files.iter().find_map(|bytes| read_location(bytes));
        claims(&files).map(|claims| (claims, place, files))
    });
    let (claims, place, files) = looked_at.await.map_err(|_| internal())??;
    body.photos = claims;
    if body.location.is_none() {
        body.location = fitting(services, body.area.as_deref(), place).await?;
    }
    body.clone().parse(&services.catalogue, services.clock.now())?;
    let mut stored: Vec<StoredPhoto> = Vec::with_capacity(files.len());
    for (index, bytes) in files.into_iter().enumerate() {
        let at = format!("photos.{index}");
        let hash = PhotoHash::parse(&body.photos[index].sha256).ok_or_else(internal)?;
        // Browsers guess the type of a form's file from its name, so nothing counts as declared.
        let photo = services.photos.accept(hash, "", bytes).await;
        stored.push(photo.map_err(|error| photos::refusal(&at, &error))?);
    }
    let submitted = submit(services, actor, id, body).await?;
    for photo in &stored {
        photos::keep(services, id, photo).await?;
    }
    Ok(submitted)
}

/// The place of a photo, when it lies in the chosen area or about at its border.
async fn fitting(
    services: &Services,
    area: Option<&str>,
    place: Option<LocationBody>,
) -> Result<Option<LocationBody>, ApiError> {
    let (Some(area), Some(at)) = (area, &place) else { return Ok(place) };
    let away = areas::tree(services).await?.distance_m(area, at.lat, at.lng);
    Ok(place.filter(|_| away.is_none_or(|metres| metres <= BESIDE_AREA_M)))
}

/// Announces the files. The same file chosen twice counts once too many, as everywhere.
pub(crate) fn claims(files: &[Bytes]) -> Result<Vec<PhotoClaim>, ApiError> {
    if files.len() > limits::PHOTOS_PER_REPORT {
        let message = format!("at most {} photos", limits::PHOTOS_PER_REPORT);
        return Err(ApiError::field("photos", FieldCode::TooMany, message));
    }
    let claim = |(index, bytes): (usize, &Bytes)| {
        let at = format!("photos.{index}");
        let refused = |error| photos::refusal(&at, &error);
        crate::media::limits::check_bytes(bytes.len()).map_err(refused)?;
        let media_type = sniff::media_type(bytes).map_err(refused)?;
        Ok(PhotoClaim {
            sha256: PhotoHash::of(bytes).to_string(),
            media_type: media_type.as_str().to_owned(),
            bytes: bytes.len() as u64,
        })
    };
    files.iter().enumerate().map(claim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::error::ErrorCode;

    #[test]
    fn a_file_that_is_no_picture_is_named_by_its_number() {
        let jpeg = Bytes::from_static(&[0xff, 0xd8, 0xff, 0xe0]);
        let error = claims(&[jpeg.clone(), Bytes::from_static(b"%PDF-1.7")]).unwrap_err();
        assert_eq!(error.code, ErrorCode::UnsupportedType);
        assert_eq!(error.fields[0].path, "photos.1");
        assert_eq!(claims(&[jpeg]).unwrap()[0].media_type, "image/jpeg");
    }

    #[test]
    fn five_photos_are_one_too_many() {
        let files = vec![Bytes::from_static(&[0xff, 0xd8, 0xff]); 5];
        assert_eq!(claims(&files).unwrap_err().fields[0].code, FieldCode::TooMany);
    }
}
