//! Orders on the spot (当场下单): report, acceptance, assignment, measure, person and deadline in one request. Sending the
//! same order again is harmless, so that a phone may do it until it hears an answer.

use super::people::People;
use super::rules::Rules;
use super::run::{Draft, Run};
use crate::error::{from_store, internal};
use crate::media::{PhotoHash, StoredPhoto};
use crate::services::reports::{self, Submitted, cells_of, content_hash};
use crate::services::{Services, photos};
use axum::body::Bytes;
use domain::access::{Actor, Permission};
use domain::case::{Case, Command, Deadline};
use domain::error::{ApiError, ErrorCode, FieldCode};
use domain::ledger::{OrderBody, OrderProposal, OrderReceipt};
use domain::report::{Channel, NewReport, ReportBody, ReportStatus};
use domain::time::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use store::{NewOrder, NewReportRecord, ReportFollows, StoreError, Submission};
use uuid::Uuid;

/// How often another receipt code is drawn when one is taken.
const DRAWS: u32 = 8;

/// What decides whether a repeated order is the same.
#[derive(Serialize)]
struct Content<'a> {
    report: &'a NewReport,
    unit: &'a str,
    measure: &'a str,
    person: &'a str,
    phone: &'a str,
    date: domain::time::Day,
    working_hours: Option<u32>,
}

/// Takes an order.
///
/// # Errors
/// As [`Actor::require`]; [`ErrorCode::Invalid`] with the fields of a report and of `Command::Order`;
/// [`ErrorCode::Conflict`] when something else was sent under this id.
pub async fn order(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    body: OrderBody,
) -> Result<Submitted<OrderReceipt>, ApiError> {
    actor.require(Permission::ReportAsInspector)?;
    let now = services.clock.now();
    let rules = Rules::load(services).await?;
    let people = People::load(services).await?;
    let report = report_of(&body).parse(&services.catalogue, now);
    let area = match &report {
        Ok(report) => reports::area_of(services, report).await?,
        Err(_) => None,
    };
    let command =
        command_of(id, &body, unit_of(services, &rules, id, &body, area.as_deref()).await?, area.clone());
    let run = Run { services, rules: &rules, people: &people, actor, reporter: false };
    let mut draft = Draft::new(id, Vec::new());
    let decided = run.decide(&mut draft, actor, &command, now);
    let report = both(&rules, &body, report, decided)?;
    let content = Content {
        report: &report,
        unit: body.unit.trim(),
        measure: body.measure.trim(),
        person: body.person.trim(),
        phone: body.phone.trim(),
        date: body.date,
        working_hours: body.working_hours,
    };
    let cells = cells_of(report.location.as_ref());
    let mut transition = run.transition(draft, None, None).await?;
    transition.report = Some(ReportFollows {
        from: ReportStatus::Received,
        to: ReportStatus::Accepted,
        duplicate_of: None,
        category: None,
        change: store::Change {
            at: now,
            actor: actor.label(),
            note: None,
            event_id: services.chance.uuid(now),
            cells,
        },
    });
    let mut new = NewOrder {
        report: NewReportRecord {
            id,
            receipt_code: services.chance.receipt_code(),
            external_id: None,
            content_hash: content_hash(&content)?,
            area,
            cells,
            report,
            status: ReportStatus::Received,
            received_at: now,
            closed_at: None,
            actor: actor.label(),
            event_id: services.chance.uuid(now),
        },
        transition,
    };
    for _ in 0..DRAWS {
        let (state, fresh) = match services.store.submit_order(new.clone()).await {
            Err(StoreError::Unique("receipt_code")) => {
                new.report.receipt_code = services.chance.receipt_code();
                continue;
            }
            Err(error) => return Err(from_store(error)),
            Ok(Submission::New(state)) => (state, true),
            Ok(Submission::Same(state)) => (state, false),
            Ok(Submission::Different) => {
                return Err(ApiError::new(ErrorCode::Conflict, "something else was sent under this id"));
            }
        };
        let history = services.store.case_history(id).await.map_err(from_store)?;
        let case = Case::fold(&history).ok_or_else(internal)?;
        let mut report = reports::receipt(state);
        report.status = case.state.report_status();
        let due = case.deadline.map(|deadline| deadline.due);
        return Ok(Submitted { receipt: OrderReceipt { report, events: case.events, due }, new: fresh });
    }
    tracing::error!(%id, "no free receipt code was drawn");
    Err(internal())
}

/// All that is wrong with the report and with the order, told at once.
fn both(
    rules: &Rules,
    body: &OrderBody,
    report: Result<NewReport, ApiError>,
    decided: Result<(), ApiError>,
) -> Result<NewReport, ApiError> {
    let mut fields = Vec::new();
    for error in [report.as_ref().err(), decided.as_ref().err()].into_iter().flatten() {
        if error.code != ErrorCode::Invalid {
            return Err(error.clone());
        }
        for field in &error.fields {
            // Both name the category and the area.
            if !fields.iter().any(|known: &domain::error::FieldError| known.path == field.path) {
                fields.push(field.clone());
            }
        }
    }
    let unit = body.unit.trim();
    if !unit.is_empty() && !rules.units.iter().any(|known| known.code == unit) {
        fields.push(domain::error::FieldError::new("unit", FieldCode::Unknown, "there is no such unit"));
    }
    // A report calls this moment by another name.
    for field in &mut fields {
        if field.path == "observed_at" {
            field.path = "ordered_at".to_owned();
        }
    }
    if fields.is_empty() { report } else { Err(ApiError::invalid(fields)) }
}

fn report_of(body: &OrderBody) -> ReportBody {
    ReportBody {
        visit: None,
        category: body.category.clone(),
        description: body.description.clone(),
        observed_at: body.ordered_at,
        channel: Channel::Inspector,
        location: body.location.clone(),
        area: body.area.clone(),
        photos: body.photos.clone(),
        contact: None,
    }
}

/// The unit that was chosen; else the one that the rules propose, which a phone without network cannot know. An order that
/// is sent once more has its unit already, whatever has become of the rules.
async fn unit_of(
    services: &Services,
    rules: &Rules,
    id: Uuid,
    body: &OrderBody,
    area: Option<&str>,
) -> Result<String, ApiError> {
    if !body.unit.trim().is_empty() {
        return Ok(body.unit.trim().to_owned());
    }
    let history = services.store.case_history(id).await.map_err(from_store)?;
    let known = Case::fold(&history).and_then(|case| case.unit);
    Ok(known.or_else(|| rules.propose(&body.category, area).map(str::to_owned)).unwrap_or_default())
}

fn command_of(id: Uuid, body: &OrderBody, unit: String, area: Option<String>) -> Command {
    Command::Order {
        report: id,
        category: body.category.clone(),
        area,
        unit,
        measure: body.measure.clone(),
        person: body.person.clone(),
        phone: body.phone.clone(),
        date: body.date,
        working_hours: body.working_hours,
        ordered_at: body.ordered_at,
    }
}

/// Takes an order and its photos in one request, as plain forms send it. Nothing is stored unless all of it is good.
///
/// # Errors
/// As [`order`]; a refused photo is named `photos.N`.
pub async fn order_whole(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    mut body: OrderBody,
    files: Vec<Bytes>,
) -> Result<Submitted<OrderReceipt>, ApiError> {
    actor.require(Permission::ReportAsInspector)?;
    let looked_at = tokio::task::spawn_blocking(move || {
        let place = files.iter().find_map(|bytes| crate::media::read_location(bytes));
        reports::whole::claims(&files).map(|claims| (claims, place, files))
    });
    let (claims, place, files) = looked_at.await.map_err(|_| internal())??;
    body.photos = claims;
    body.location = body.location.or(place);
    let mut stored: Vec<StoredPhoto> = Vec::with_capacity(files.len());
    for (index, bytes) in files.into_iter().enumerate() {
        let at = format!("photos.{index}");
        let hash = PhotoHash::parse(&body.photos[index].sha256).ok_or_else(internal)?;
        let photo = services.photos.accept(hash, "", bytes).await;
        stored.push(photo.map_err(|error| photos::refusal(&at, &error))?);
    }
    let submitted = order(services, actor, id, body).await?;
    for photo in &stored {
        photos::keep(services, id, photo).await?;
    }
    Ok(submitted)
}

/// What an order on the spot would give for a category and an area.
///
/// # Errors
/// As [`Actor::require`]; [`ErrorCode::Invalid`] at `category`.
pub async fn order_proposal(
    services: &Services,
    actor: &Actor,
    category: &str,
    area: Option<&str>,
) -> Result<OrderProposal, ApiError> {
    actor.require(Permission::ReportAsInspector)?;
    let rules = Rules::load(services).await?;
    if rules.catalogue.get(category).is_none() {
        return Err(ApiError::field("category", FieldCode::Unknown, "there is no such category"));
    }
    Ok(proposal(&rules, services.clock.now(), category, area))
}

/// What an order on the spot would give for each category, by its code, as long as nobody knows where it is.
///
/// # Errors
/// As [`Actor::require`].
pub async fn order_proposals(
    services: &Services,
    actor: &Actor,
) -> Result<BTreeMap<String, OrderProposal>, ApiError> {
    actor.require(Permission::ReportAsInspector)?;
    let (rules, now) = (Rules::load(services).await?, services.clock.now());
    let codes = rules.catalogue.categories.iter().map(|category| category.code.clone());
    Ok(codes.map(|code| (code.clone(), proposal(&rules, now, &code, None))).collect())
}

fn proposal(rules: &Rules, now: Timestamp, category: &str, area: Option<&str>) -> OrderProposal {
    let working_hours = rules.limit_hours(category, area);
    let due = working_hours
        .and_then(|hours| Deadline::reckon(&rules.calendar, now, hours.saturating_mul(60), Vec::new()).ok());
    OrderProposal {
        unit: rules.propose(category, area).map(str::to_owned),
        working_hours,
        due: due.map(|deadline| deadline.due),
    }
}
