//! `chuangcheng demo`: fills an empty installation with the fictional 青岚旗.

mod ledger;

use super::CommandError;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Config;
use crate::demo::{self, Demo, DemoReport, Place};
use crate::error::{from_store, internal};
use crate::media::{PhotoHash, StoredPhoto};
use crate::services::accounts::{self, NewPerson};
use crate::services::reports::{cells_of, content_hash};
use crate::services::{Services, areas, first_start, imports, responses};
use domain::access::{Actor, Role};
use domain::error::ApiError;
use domain::report::{Channel, PhotoClaim, ReportStatus};
use domain::time::Timestamp;
use store::{Change, NewReportRecord};

/// The seed of the made-up data. Passwords and receipt codes are drawn by the system.
const SEED: u64 = 20_261_123;
/// The questionnaire that the banner's people answer.
const QUESTIONNAIRE: &str = "awareness-household";
/// How long after an interview the volunteer's phone finds a network, at most.
const OFFLINE_MS: i64 = 6 * 3_600_000;
const PASSWORD_LETTERS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// Somebody who can sign in now.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Login name.
    pub login: String,
    /// What they are.
    pub role: Role,
    /// Password, told only now.
    pub password: String,
}

/// Fills the installation and prints who can sign in; changes nothing where there is data.
///
/// # Errors
/// When the database or the disk refuses.
pub async fn run(config: Config) -> Result<(), CommandError> {
    // The clock is held, so that the ledger can be filled with what happened in the last weeks.
    let clock = Clock::held_at(Clock::system().now());
    let services = Services::open_with(config, "", clock, Chance::system()).await?;
    let filled = fill(&services).await;
    services.store.close().await;
    match filled? {
        None => println!("There is data already; nothing was changed."),
        Some(accounts) => {
            println!("青岚旗（虚构） is ready. These people can sign in; the passwords are shown only once:");
            for Account { login, role, password } in accounts {
                println!("{login:<12} {:<12} {password}", role.as_str());
            }
        }
    }
    Ok(())
}

/// Fills an empty installation; nothing where there is data.
///
/// # Errors
/// When the database or the disk refuses.
pub async fn fill(services: &Services) -> Result<Option<Vec<Account>>, ApiError> {
    if !is_empty(services).await? {
        return Ok(None);
    }
    first_start::import_questionnaires(services).await.map_err(from_store)?;
    let form = services.store.published_questionnaire(QUESTIONNAIRE).await.map_err(from_store)?;
    let form = form.ok_or_else(|| ApiError::not_found("questionnaire"))?;
    let now = services.clock.now();
    let Demo { place, users, mut reports, answers } = demo::draw(SEED, now, &services.catalogue, &form);
    // The inspector's orders bring reports of their own; together they are as many as were drawn.
    reports.truncate(reports.len().saturating_sub(ledger::ORDERS));
    import_place(services, place).await?;
    let pictures = store_pictures(services).await?;
    import_reports(services, &reports, &pictures, now).await?;

    let tree = areas::tree(services).await?;
    let mut records = Vec::with_capacity(answers.len());
    for (number, body) in (1..).zip(answers) {
        let received_at =
            Timestamp((body.submitted_at.0 + i64::from(number % 7) * OFFLINE_MS / 7).min(now.0));
        let actor = if body.channel == domain::response::SurveyChannel::Household {
            "user:volunteer"
        } else {
            "resident"
        };
        let id = services.chance.uuid(received_at);
        let external_id = Some(format!("demo-{number:04}"));
        let response = body.parse(&form, now)?;
        records.push(responses::record(
            id,
            external_id,
            response,
            &form,
            &tree,
            received_at,
            actor.to_owned(),
        )?);
    }
    services.store.import_responses(records).await.map_err(from_store)?;

    let mut people = Vec::with_capacity(users.len());
    for user in users {
        let account = Account { login: user.login, role: user.role, password: password(services) };
        let person = NewPerson {
            login: account.login.clone(),
            name: user.name,
            role: user.role,
            unit: user.unit,
            area: user.area,
            password: account.password.clone(),
        };
        accounts::add(services, &Actor::System, None, person).await?;
        people.push(account);
    }
    surveys::fill(services, &form, &mut people).await?;
    ledger::fill(services, &reports, &pictures, now).await?;
    Ok(Some(people))
}

async fn is_empty(services: &Services) -> Result<bool, ApiError> {
    let store = &services.store;
    Ok(store.areas().await.map_err(from_store)?.is_empty()
        && store.users().await.map_err(from_store)?.is_empty()
        && store.report_points(None, 1).await.map_err(from_store)?.is_empty()
        && store.list_responses(None, 1).await.map_err(from_store)?.is_empty())
}

async fn import_place(services: &Services, place: Place) -> Result<(), ApiError> {
    let actor = &Actor::System;
    imports::import_areas(services, actor, "areas.geojson", place.areas.as_bytes()).await?;
    imports::import_population(services, actor, "population.csv", place.population.as_bytes()).await?;
    imports::import_units(services, actor, "units.csv", place.units.as_bytes()).await?;
    imports::import_sites(services, actor, "sites.json", place.sites.as_bytes()).await?;
    Ok(())
}

async fn import_reports(
    services: &Services,
    reports: &[DemoReport],
    pictures: &[(PhotoClaim, StoredPhoto)],
    now: Timestamp,
) -> Result<(), ApiError> {
    let tree = areas::tree(services).await?;
    let mut records = Vec::with_capacity(reports.len());
    for drawn in reports {
        let mut report = drawn.report.clone();
        if let Some((claim, _)) = drawn.picture.and_then(|number| pictures.get(number)) {
            report.photos.push(claim.clone());
        }
        let found = report.location.and_then(|place| tree.locate(place.lat, place.lng));
        records.push(NewReportRecord {
            id: drawn.id,
            receipt_code: services.chance.receipt_code(),
            external_id: Some(drawn.external_id.clone()),
            content_hash: content_hash(&report)?,
            area: found.map(|area| area.code.clone()).or_else(|| report.area.clone()),
            cells: cells_of(report.location.as_ref()),
            status: drawn.status,
            received_at: drawn.received_at,
            closed_at: drawn.closed_at,
            actor: sender(report.channel).to_owned(),
            event_id: services.chance.uuid(drawn.received_at),
            report,
        });
    }
    services.store.import_reports(records).await.map_err(from_store)?;
    for drawn in reports {
        follow(services, reports, drawn, pictures, now).await?;
    }
    Ok(())
}

/// Notes that a report's photo has arrived, and links it when it is a duplicate.
async fn follow(
    services: &Services,
    reports: &[DemoReport],
    drawn: &DemoReport,
    pictures: &[(PhotoClaim, StoredPhoto)],
    now: Timestamp,
) -> Result<(), ApiError> {
    if let Some((claim, photo)) = drawn.picture.and_then(|number| pictures.get(number)) {
        let at = drawn.received_at;
        let (width, height, event) = (photo.width, photo.height, services.chance.uuid(at));
        services
            .store
            .photo_stored(drawn.id, &claim.sha256, at, width, height, None, event)
            .await
            .map_err(from_store)?;
    }
    if let Some(first) = drawn.duplicate_of.and_then(|first| reports.get(first)) {
        let at = Timestamp((drawn.received_at.0 + OFFLINE_MS).min(now.0));
        let change = Change {
            at,
            actor: "user:office".to_owned(),
            note: None,
            event_id: services.chance.uuid(at),
            cells: cells_of(drawn.report.location.as_ref()),
        };
        let from = ReportStatus::Accepted;
        services.store.link_duplicate(drawn.id, first.id, from, change).await.map_err(from_store)?;
    }
    Ok(())
}

const fn sender(channel: Channel) -> &'static str {
    match channel {
        Channel::Resident => "resident",
        Channel::Volunteer => "user:volunteer",
        Channel::Inspector => "user:inspector",
    }
}

async fn store_pictures(services: &Services) -> Result<Vec<(PhotoClaim, StoredPhoto)>, ApiError> {
    let mut stored = Vec::new();
    for picture in demo::pictures() {
        let hash = PhotoHash::of(&picture);
        let claim = PhotoClaim {
            sha256: hash.to_string(),
            media_type: "image/jpeg".to_owned(),
            bytes: picture.len() as u64,
        };
        let photo = services.photos.accept(hash, "image/jpeg", picture).await.map_err(|error| {
            tracing::error!(%error, "a picture of the demo cannot be stored");
            internal()
        })?;
        stored.push((claim, photo));
    }
    Ok(stored)
}

/// Three groups of four letters that are not confused: 59 bits.
fn password(services: &Services) -> String {
    let mut text = String::new();
    for (place, byte) in services.chance.bytes::<12>().into_iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push('-');
        }
        text.push(char::from(PASSWORD_LETTERS[usize::from(byte) % PASSWORD_LETTERS.len()]));
    }
    text
}

mod surveys;

#[cfg(test)]
mod tests;
