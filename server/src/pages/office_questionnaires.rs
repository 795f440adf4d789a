//! `/office/questionnaires`: versions, import, preview, publication.

use super::context::{answer, see_other_with};
use super::upload::Upload;
use crate::middleware::client::Client;
use crate::services::{Services, imports, questionnaires as service};
use app::page::PageContext;
use app::pages::office::{questionnaire, questionnaires};
use axum::extract::{Multipart, Path, State};
use axum::response::Response;
use domain::error::ApiError;

const PAGE: &str = "/office/questionnaires";

pub(super) async fn list(cx: PageContext) -> Response {
    answer(&cx, questionnaires::page(&cx, None).await)
}

pub(super) async fn import(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    multipart: Multipart,
) -> Response {
    match import_sent(&services, &client, multipart).await {
        Ok(flash) => see_other_with(&cx, PAGE, flash),
        Err(error) => answer(&cx, questionnaires::page(&cx, Some(&error)).await),
    }
}

pub(super) async fn show(cx: PageContext, Path((slug, version)): Path<(String, u32)>) -> Response {
    answer(&cx, questionnaire::page(&cx, &slug, version, None).await)
}

pub(super) async fn publish(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Path((slug, version)): Path<(String, u32)>,
) -> Response {
    match service::publish(&services, &client.actor, &slug, version).await {
        Ok(()) => see_other_with(&cx, &format!("{PAGE}/{slug}/{version}"), "published"),
        Err(error) => answer(&cx, questionnaire::page(&cx, &slug, version, Some(&error)).await),
    }
}

async fn import_sent(
    services: &Services,
    client: &Client,
    multipart: Multipart,
) -> Result<&'static str, ApiError> {
    let file = Upload::new(multipart).one_file(|_, _| {}).await?;
    let imported =
        imports::import_questionnaire(services, &client.actor, &file.file_name, &file.bytes).await?;
    Ok(if imported.added > 0 { "imported" } else { "unchanged" })
}
