//! `/office/ledger` and `/office/cases/{id}`: the list, one case, and what people do to it.

use super::context::{answer, local, see_other_with};
use super::upload::{Part, Upload};
use crate::middleware::client::Client;
use crate::services::Services;
use crate::services::ledger as service;
use crate::services::reports::filter::{Fields, Pairs};
use app::page::PageContext;
use app::pages::ledger::form::ActionForm;
use app::pages::ledger::query::LedgerQuery;
use app::pages::ledger::{case, list};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use domain::error::ApiError;
use uuid::Uuid;

/// The name of the file inputs, and of the hashes of photos that came with an earlier try.
const PHOTOS: &str = "photos";

/// The addresses of the ledger.
pub(super) fn router() -> Router<Services> {
    Router::new()
        .route("/office/ledger", get(index))
        .route("/office/ledger/assign", post(super::ledger_bulk::assign))
        .route("/office/ledger/unassign", post(super::ledger_bulk::unassign))
        .route("/office/ledger/filters", post(super::ledger_bulk::keep_filter))
        .route("/office/ledger/filters/{id}/forget", post(super::ledger_bulk::forget_filter))
        .route("/office/cases/{id}", get(show).post(act))
        .route("/unit", get(super::ledger_field::unit))
        .route("/walk", get(super::ledger_field::walk))
        .route("/walk/sites/{code}", get(super::ledger_field::site))
        .route("/walk/order", get(super::ledger_field::show_order).post(super::ledger_field::order))
        .route("/r/{code}/fixed", post(super::ledger_field::fixed))
}

async fn index(cx: PageContext, Query(pairs): Query<Pairs>) -> Response {
    answer(&cx, list::page(&cx, &LedgerQuery::new(pairs), None).await)
}

async fn show(cx: PageContext, Path(id): Path<Uuid>) -> Response {
    answer(&cx, case::page(&cx, id, &ActionForm::default(), None).await)
}

/// Runs the command of a form, or shows the case again with what was typed.
async fn act(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    Path(id): Path<Uuid>,
    multipart: Multipart,
) -> Response {
    let mut form = ActionForm::default();
    let done = match read(multipart, &mut form).await {
        Ok(photos) => run(&services, &client, id, &mut form, photos).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            let back = Some(local(form.get("back"))).filter(|back| *back != "/");
            // Who has given the case away may not read it any more.
            let kept = service::view(&services, &client.actor, id).await.is_ok();
            let here = || if kept { format!("/office/cases/{id}") } else { "/unit".to_owned() };
            let to = back.map_or_else(here, str::to_owned);
            see_other_with(&cx, &to, &format!("case_{}", form.command))
        }
        Err(error) => answer(&cx, case::page(&cx, id, &form, Some(&error)).await),
    }
}

/// Keeps the photos first: a refused form then holds their hashes, and nobody has to take them again.
async fn run(
    services: &Services,
    client: &Client,
    id: Uuid,
    form: &mut ActionForm,
    photos: Vec<Bytes>,
) -> Result<(), ApiError> {
    if !photos.is_empty() {
        let kept = service::keep_photos(services, &client.actor, id, photos).await?;
        form.fields.extend(kept.into_iter().map(|sha256| (PHOTOS.to_owned(), sha256)));
    }
    let mut pairs = form.fields.clone();
    pairs.push(("command".to_owned(), form.command.clone()));
    let body = service::form::command(&Fields::new(pairs))?;
    service::command(services, &client.actor, id, body).await.map(drop)
}

/// Reads the fields into the form, and returns the photos. An input without a chosen file sends an empty one.
async fn read(multipart: Multipart, form: &mut ActionForm) -> Result<Vec<Bytes>, ApiError> {
    let mut upload = Upload::new(multipart);
    let mut photos = Vec::new();
    while let Some(part) = upload.next().await? {
        match part {
            Part::File { name, bytes, .. } if name == PHOTOS && !bytes.is_empty() => photos.push(bytes),
            Part::File { .. } => {}
            Part::Text { name, text } if name == "command" => form.command = text,
            Part::Text { name, text } => form.fields.push((name, text)),
        }
    }
    Ok(photos)
}
