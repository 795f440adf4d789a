//! `/report`: the form for reporting a problem, sent as multipart with its photos; `/share` starts it with a photo.

use super::context::{answer, see_other};
use super::upload::{Part, Upload};
use crate::middleware::client::Client;
use crate::services::photos::refusal;
use crate::services::{Services, reports};
use app::page::PageContext;
use app::pages::report::{self as page, ReportForm};
use axum::body::Bytes;
use axum::extract::{Multipart, Query, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::error::{ApiError, ErrorCode, FieldCode};
use domain::limits::PHOTOS_PER_REPORT;
use domain::report::ReportReceipt;
use domain::time::Timestamp;
use uuid::Uuid;

/// The name of the file inputs.
const PHOTO: &str = "photo";
/// The name of the fields that hold photos which another app shared.
const SHARED: &str = "shared";

pub(super) async fn show(
    cx: PageContext,
    State(services): State<Services>,
    Query(mut form): Query<ReportForm>,
) -> Response {
    if !cx.shell {
        new_id(&services, &mut form);
    }
    answer(&cx, page::page(&cx, form, None).await)
}

/// Takes the report in, or shows the form again with everything that was typed.
pub(super) async fn submit(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    multipart: Multipart,
) -> Response {
    let mut form = ReportForm::default();
    let sent = match read(multipart, &mut form).await {
        Ok(photos) => send(&services, &client, &mut form, photos).await,
        Err(error) => Err(error),
    };
    match sent {
        Ok(receipt) => see_other(&format!("{}?new=1", receipt.links.status)),
        Err(error) => {
            if error.code == ErrorCode::Conflict || form.id.is_empty() {
                // The form was changed after it had been sent: sent again it is a report of its own.
                new_id(&services, &mut form);
            }
            answer(&cx, page::page(&cx, form, Some(&error)).await)
        }
    }
}

/// `/share`: a photo that another app handed to the installed program starts a report. It waits in the form, made small,
/// and is stored only with the report. Its place is the report's, unless the person says otherwise.
pub(super) async fn share(
    cx: PageContext,
    State(services): State<Services>,
    multipart: Multipart,
) -> Response {
    let mut form = ReportForm::default();
    let shrunk = match take_shared(&services, multipart, &mut form).await {
        Ok(photos) => photos,
        Err(error) => return answer(&cx, page::page(&cx, form, Some(&error)).await),
    };
    new_id(&services, &mut form);
    let shared = shrunk.iter().map(|photo| STANDARD.encode(photo)).collect();
    answer(&cx, page::page_with(&cx, form, None, shared).await)
}

async fn take_shared(
    services: &Services,
    multipart: Multipart,
    form: &mut ReportForm,
) -> Result<Vec<Vec<u8>>, ApiError> {
    let mut upload = Upload::new(multipart);
    let mut photos = Vec::new();
    while let Some(part) = upload.next().await? {
        match part {
            Part::File { name, bytes, .. } if name == PHOTO && !bytes.is_empty() => {
                let at = format!("photos.{}", photos.len());
                if photos.len() >= PHOTOS_PER_REPORT {
                    let message = format!("at most {PHOTOS_PER_REPORT} photos");
                    return Err(ApiError::field("photos", FieldCode::TooMany, message));
                }
                let shrunk = services.photos.shrink(bytes).await;
                let (jpeg, place) = shrunk.map_err(|error| refusal(&at, &error))?;
                if let Some(place) = place.filter(|_| form.lat.is_empty()) {
                    form.lat = place.lat.to_string();
                    form.lng = place.lng.to_string();
                    place.source.as_str().clone_into(&mut form.source);
                }
                photos.push(jpeg);
            }
            Part::File { .. } => {}
            Part::Text { name, text } if name == "text" => form.description = text,
            Part::Text { .. } => {}
        }
    }
    Ok(photos)
}

async fn send(
    services: &Services,
    client: &Client,
    form: &mut ReportForm,
    photos: Vec<Bytes>,
) -> Result<ReportReceipt, ApiError> {
    if form.id.is_empty() {
        new_id(services, form);
    }
    if form.observed_at.is_empty() {
        // A form that was written by hand, or saved without its hidden fields. The id holds the moment at which it was
        // made; taking that one lets the same form be sent twice.
        form.observed_at = made_at(&form.id).unwrap_or_else(|| services.clock.now()).to_rfc3339();
    }
    let (id, body) = form.body(Vec::new())?;
    Ok(reports::submit_whole(services, &client.actor, id, body, photos).await?.receipt)
}

/// Reads the fields into the form, and returns the photos. An input without a chosen file sends an empty one.
async fn read(multipart: Multipart, form: &mut ReportForm) -> Result<Vec<Bytes>, ApiError> {
    let mut upload = Upload::new(multipart);
    let mut photos = Vec::new();
    while let Some(part) = upload.next().await? {
        match part {
            Part::File { name, bytes, .. } if name == PHOTO && !bytes.is_empty() => photos.push(bytes),
            Part::File { .. } => {}
            Part::Text { name, text } if name == SHARED => {
                let photo = STANDARD.decode(text.trim());
                photos.push(photo.map_err(|_| unread())?.into());
            }
            Part::Text { name, text } => form.set(&name, text),
        }
    }
    Ok(photos)
}

fn unread() -> ApiError {
    ApiError::new(ErrorCode::BadRequest, "the form did not arrive completely")
}

/// When an id of version 7 was made.
fn made_at(id: &str) -> Option<Timestamp> {
    let (seconds, nanos) = Uuid::parse_str(id.trim()).ok()?.get_timestamp()?.to_unix();
    Some(Timestamp(i64::try_from(seconds).ok()? * 1_000 + i64::from(nanos / 1_000_000)))
}

fn new_id(services: &Services, form: &mut ReportForm) {
    form.id = services.chance.uuid(services.clock.now()).to_string();
}
