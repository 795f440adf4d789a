//! `/office/bulletin` and its files.

use super::context::{answer, answer_error};
use crate::error::internal;
use crate::files::write_bulletin::{self, BulletinFormat};
use crate::services::Services;
use app::page::PageContext;
use app::pages::office::bulletin::{self, query::BulletinForm};
use axum::Router;
use axum::extract::Query;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::error::ApiError;

/// The addresses of the bulletin.
pub(super) fn router() -> Router<Services> {
    use BulletinFormat::{Csv, Docx, Xlsx};
    Router::new()
        .route("/office/bulletin", get(show))
        .route("/office/export/bulletin.csv", get(|cx, query| file(cx, query, Csv)))
        .route("/office/export/bulletin.xlsx", get(|cx, query| file(cx, query, Xlsx)))
        .route("/office/export/bulletin.docx", get(|cx, query| file(cx, query, Docx)))
}

async fn show(cx: PageContext, Query(form): Query<BulletinForm>) -> Response {
    answer(&cx, bulletin::page(&cx, &form).await)
}

async fn file(cx: PageContext, Query(form): Query<BulletinForm>, format: BulletinFormat) -> Response {
    match write(&cx, &form, format).await {
        Ok((name, bytes)) => {
            let name = format!("attachment; filename=\"{name}\"");
            ([(CONTENT_TYPE, format.media_type().to_owned()), (CONTENT_DISPOSITION, name)], bytes)
                .into_response()
        }
        Err(error) => answer_error(&cx, &error),
    }
}

/// The file's name and bytes.
async fn write(
    cx: &PageContext,
    form: &BulletinForm,
    format: BulletinFormat,
) -> Result<(String, Vec<u8>), ApiError> {
    let view = cx.backend.bulletin(&form.read(cx.backend.now().day())?).await?;
    let bytes = write_bulletin::write(&view, cx.locale, format).map_err(|error| {
        tracing::error!(%error, "the bulletin could not be written");
        internal()
    })?;
    Ok((format!("bulletin-{}-{}.{}", view.from, view.to, format.ending()), bytes))
}
