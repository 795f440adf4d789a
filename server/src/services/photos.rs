//! The photos of reports: how their bytes come in, and who may see them.

use crate::error::{from_store, internal};
use crate::media::storage::OpenPhoto;
use crate::media::{PhotoError, PhotoErrorKind, PhotoHash, PhotoSize, StoredPhoto};
use crate::services::{Services, ledger};
use domain::access::{Actor, Permission};
use domain::case::may_see_ledger;
use domain::error::{ApiError, ErrorCode, FieldError, FieldErrors};
use domain::receipt::ReceiptCode;
use uuid::Uuid;

/// How long a sender waits when too many photos are being decoded, in seconds.
const BUSY_SECONDS: u32 = 3;

/// Takes the bytes of a photo that a report announces; true the first time. Whoever knows the report's id may send them.
///
/// `declared` is the type the sender gave, compared with the content; where it is empty, the announced one is.
///
/// # Errors
/// [`ErrorCode::NotFound`] when the report announces no such photo; [`ErrorCode::TooLarge`],
/// [`ErrorCode::UnsupportedType`], [`ErrorCode::Invalid`] or [`ErrorCode::Unavailable`] when the photo is not taken.
pub async fn store(
    services: &Services,
    report: Uuid,
    sha256: &str,
    declared: &str,
    bytes: impl AsRef<[u8]> + Send + 'static,
) -> Result<bool, ApiError> {
    let claim = services.store.photo_report(report, sha256).await.map_err(from_store)?;
    let (Some(claim), Some(hash)) = (claim, PhotoHash::parse(sha256)) else {
        return Err(ApiError::not_found("photo of this report"));
    };
    let declared = if declared.trim().is_empty() { claim.media_type.as_str() } else { declared };
    let stored = services.photos.accept(hash, declared, bytes).await;
    keep(services, report, &stored.map_err(|error| refusal("sha256", &error))?).await
}

/// Notes in the report that a photo, whose files are on the disk, has arrived; true the first time.
///
/// # Errors
/// When the store cannot be written.
pub async fn keep(services: &Services, report: Uuid, photo: &StoredPhoto) -> Result<bool, ApiError> {
    let now = services.clock.now();
    // A camera's impossible place is no place.
    let place = photo.location.as_ref().and_then(|body| body.parse(&mut FieldErrors::new()));
    let exif = place.map(|place| (place.lat, place.lng));
    let (hash, event) = (photo.sha256.to_string(), services.chance.uuid(now));
    let first = services
        .store
        .photo_stored(report, &hash, now, photo.width, photo.height, exif, event)
        .await
        .map_err(from_store)?;
    if first {
        ledger::photos::keep_print(services, photo.sha256).await;
    }
    Ok(first)
}

/// Opens a stored picture of a report or of its case, for those who may read them or hold a receipt.
///
/// # Errors
/// As [`Actor::require`] without a receipt; [`ErrorCode::NotFound`], also with another report's receipt.
pub async fn open(
    services: &Services,
    actor: &Actor,
    report: Uuid,
    sha256: &str,
    size: PhotoSize,
    receipt: Option<&ReceiptCode>,
) -> Result<OpenPhoto, ApiError> {
    let nothing = || ApiError::not_found("photo");
    if receipt.is_none() && !may_see_ledger(actor) {
        actor.require(Permission::ReadReports)?;
    }
    let hash = PhotoHash::parse(sha256).ok_or_else(nothing)?;
    if !may_see(services, actor, report, sha256, receipt).await? {
        return Err(nothing());
    }
    let open = services.photos.storage().open(hash, size).await.map_err(|error| {
        tracing::error!(%error, %hash, "a photo cannot be read");
        internal()
    })?;
    open.ok_or_else(nothing)
}

async fn may_see(
    services: &Services,
    actor: &Actor,
    report: Uuid,
    sha256: &str,
    receipt: Option<&ReceiptCode>,
) -> Result<bool, ApiError> {
    let state = services.store.report_state(report).await.map_err(from_store)?;
    let Some(state) = state else { return Ok(false) };
    let sender = receipt == Some(&state.receipt_code);
    let of_report = state.photos.iter().any(|photo| photo.sha256 == sha256 && photo.stored);
    if of_report && (sender || actor.may(Permission::ReadReports)) {
        return Ok(true);
    }
    if ledger::photos::may_see(services, actor, report, sha256).await? {
        return Ok(true);
    }
    match receipt {
        Some(code) => ledger::resident::may_see(services, code, report, sha256).await,
        None => Ok(false),
    }
}

/// What to answer to a refused photo; `path` is the field it came in.
pub fn refusal(path: &str, error: &PhotoError) -> ApiError {
    let code = match error.kind() {
        PhotoErrorKind::TooLarge => ErrorCode::TooLarge,
        PhotoErrorKind::UnsupportedType => ErrorCode::UnsupportedType,
        PhotoErrorKind::Invalid => ErrorCode::Invalid,
        PhotoErrorKind::Busy => {
            let message = "too many photos are being received, try again";
            return ApiError::wait(ErrorCode::Unavailable, message, BUSY_SECONDS);
        }
        PhotoErrorKind::Storage => {
            tracing::error!(%error, "a photo cannot be stored");
            return internal();
        }
    };
    let field = error.field_code().map(|code| FieldError::new(path, code, error.to_string()));
    ApiError { fields: field.into_iter().collect(), ..ApiError::new(code, error.to_string()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::error::FieldCode;

    #[test]
    fn a_refused_photo_is_named_by_its_field() {
        let error = refusal("photos.1", &PhotoError::HashMismatch);
        assert_eq!(error.code, ErrorCode::Invalid);
        assert_eq!(
            (error.fields[0].path.as_str(), error.fields[0].code),
            ("photos.1", FieldCode::HashMismatch)
        );
        let large = PhotoError::TooManyBytes { bytes: 9, most: 8 };
        assert_eq!(refusal("photos.0", &large).code, ErrorCode::TooLarge);
    }

    #[test]
    fn the_servers_own_trouble_is_not_told_and_asks_to_come_back() {
        let disk = PhotoError::Storage(std::io::Error::other("/data/photos: no space left"));
        assert!(!refusal("photos.0", &disk).message.contains("/data"));
        assert_eq!(refusal("photos.0", &PhotoError::Busy).retry_after_seconds, Some(BUSY_SECONDS));
    }
}
