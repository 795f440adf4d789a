//! `/unit`, `/walk…` and `/r/{code}/fixed`: what units, inspectors and reporters do outside of the office.

use super::context::{answer, see_other_with};
use super::upload::{Part, Upload};
use crate::middleware::client::Client;
use crate::services::Services;
use crate::services::ledger as service;
use app::page::PageContext;
use app::pages::ledger::fixed::FixedForm;
use app::pages::ledger::order_form::OrderForm;
use app::pages::ledger::walk::WalkQuery;
use app::pages::ledger::{order as page, unit as unit_page, walk as walk_page};
use app::pages::receipt;
use axum::Form;
use axum::body::Bytes;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::Response;
use domain::error::{ApiError, ErrorCode, FieldCode, FieldError};
use domain::ledger::OrderBody;
use domain::receipt::ReceiptCode;
use serde::Deserialize;
use uuid::Uuid;

/// The query of `/unit`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct UnitQuery {
    tab: Option<String>,
    cursor: Option<String>,
}

/// The query of `/walk/sites/{code}`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SiteQuery {
    ordered: Option<String>,
}

pub(super) async fn unit(cx: PageContext, Query(query): Query<UnitQuery>) -> Response {
    answer(&cx, unit_page::page(&cx, query.tab.as_deref(), query.cursor.as_deref()).await)
}

pub(super) async fn walk(cx: PageContext, Query(query): Query<WalkQuery>) -> Response {
    answer(&cx, walk_page::page(&cx, &query).await)
}

pub(super) async fn site(
    cx: PageContext,
    Path(code): Path<String>,
    Query(query): Query<SiteQuery>,
) -> Response {
    answer(&cx, walk_page::site(&cx, &code, query.ordered.as_deref()).await)
}

pub(super) async fn show_order(
    cx: PageContext,
    State(services): State<Services>,
    Query(mut form): Query<OrderForm>,
) -> Response {
    // A copy for a phone is shown many times, and each order that is written in it has an id of its own.
    if !cx.shell {
        new_id(&services, &mut form);
    }
    answer(&cx, page::page(&cx, form, None).await)
}

/// Gives the order, or shows the form again with everything that was typed.
pub(super) async fn order(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    multipart: Multipart,
) -> Response {
    let mut form = OrderForm::default();
    let sent = match read(multipart, &mut form).await {
        Ok(photos) => send(&services, &client, &mut form, photos).await,
        Err(error) => Err(error),
    };
    match sent {
        Ok(()) => {
            let to = match (form.site.as_str(), form.item.as_str()) {
                ("", _) => format!("/office/cases/{}", form.id.trim()),
                (site, item) => format!("/walk/sites/{site}?ordered={item}"),
            };
            see_other_with(&cx, &to, "order_given")
        }
        Err(error) => {
            if error.code == ErrorCode::Conflict || form.id.is_empty() {
                // The form was changed after it had been sent: sent again it is an order of its own.
                new_id(&services, &mut form);
            }
            answer(&cx, page::page(&cx, form, Some(&error)).await)
        }
    }
}

async fn send(
    services: &Services,
    client: &Client,
    form: &mut OrderForm,
    photos: Vec<Bytes>,
) -> Result<(), ApiError> {
    if form.id.is_empty() {
        new_id(services, form);
    }
    if form.ordered_at.is_empty() {
        form.ordered_at = services.clock.now().to_rfc3339();
    }
    let (id, body) = read_order(form, photos.is_empty())?;
    service::order_whole(services, &client.actor, id, body, photos).await.map(drop)
}

/// The order that was typed. An order shows what it is about, so it needs a photo.
fn read_order(form: &OrderForm, without_photo: bool) -> Result<(Uuid, OrderBody), ApiError> {
    let read = form.body(Vec::new());
    if !without_photo {
        return read;
    }
    let mut fields = vec![FieldError::new("photos", FieldCode::Required, "add a photo")];
    fields.extend(read.err().map(|error| error.fields).unwrap_or_default());
    Err(ApiError::invalid(fields))
}

/// Reads the fields into the form, and returns the photos. An input without a chosen file sends an empty one.
async fn read(multipart: Multipart, form: &mut OrderForm) -> Result<Vec<Bytes>, ApiError> {
    let mut upload = Upload::new(multipart);
    let mut photos = Vec::new();
    while let Some(part) = upload.next().await? {
        match part {
            Part::File { name, bytes, .. } if name == "photo" && !bytes.is_empty() => photos.push(bytes),
            Part::File { .. } => {}
            Part::Text { name, text } => form.set(&name, text),
        }
    }
    Ok(photos)
}

fn new_id(services: &Services, form: &mut OrderForm) {
    form.id = services.chance.uuid(services.clock.now()).to_string();
}

/// The reporter says whether it is put right.
pub(super) async fn fixed(
    cx: PageContext,
    State(services): State<Services>,
    Path(code): Path<String>,
    Form(form): Form<FixedForm>,
) -> Response {
    let done = match ReceiptCode::parse("code", &code) {
        Ok(parsed) => service::answer(&services, &parsed, form.fixed == "yes", &form.reason).await,
        Err(error) => Err(ApiError::invalid(vec![error])),
    };
    match done {
        Ok(()) => see_other_with(&cx, &format!("/r/{code}"), "thanks"),
        Err(error) => answer(&cx, receipt::answered(&cx, &code, &form, &error).await),
    }
}
