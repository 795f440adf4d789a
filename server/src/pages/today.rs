//! `/today`: a volunteer's households, and the plain form of a visit.

use super::context::{answer, see_other_with};
use crate::middleware::client::Client;
use crate::services::Services;
use crate::services::reports::filter::Pairs;
use crate::services::surveys::{today, visits};
use app::page::PageContext;
use app::pages::today::{self as page, Door, VisitForm};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::error::{ApiError, ErrorCode};
use uuid::Uuid;

/// Which household, in the address.
type At = Path<(Uuid, String, String)>;

fn door(Path((plan, area, household)): At) -> Door {
    Door { plan, area, household }
}

pub(super) async fn show(cx: PageContext) -> Response {
    answer(&cx, page::page(&cx).await)
}

pub(super) async fn visit(cx: PageContext, State(services): State<Services>, at: At) -> Response {
    let mut form = VisitForm::default();
    new_ids(&services, &mut form);
    answer(&cx, page::visit(&cx, &door(at), form, None).await)
}

/// Takes the visit in, or shows the form again with everything that was filled in.
pub(super) async fn record(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    at: At,
    Form(pairs): Form<Pairs>,
) -> Response {
    let door = door(at);
    let mut form = VisitForm::from_pairs(pairs);
    if form.id.is_empty() {
        new_ids(&services, &mut form);
    }
    match send(&services, &client, &door, &form).await {
        Ok(()) => see_other_with(&cx, "/today", "saved"),
        Err(error) => answer(&cx, page::visit(&cx, &door, form, Some(&error)).await),
    }
}

async fn send(services: &Services, client: &Client, door: &Door, form: &VisitForm) -> Result<(), ApiError> {
    let today = today::today(services, &client.actor).await?;
    let plan = today.plans.into_iter().find(|plan| plan.id == door.plan);
    let plan = plan.ok_or_else(|| ApiError::not_found("plan"))?;
    let (id, body) = form.body(door, &plan.questionnaire, services.clock.now())?;
    match visits::submit(services, &client.actor, id, body).await {
        Ok(_) => Ok(()),
        // Pressed twice, the form sends the same visit with a later end: it has arrived.
        Err(error) if error.code == ErrorCode::Conflict => Ok(()),
        Err(error) => Err(error),
    }
}

fn new_ids(services: &Services, form: &mut VisitForm) {
    let now = services.clock.now();
    form.id = services.chance.uuid(now).to_string();
    form.response = services.chance.uuid(now).to_string();
}
