//! The ledger's clock: every minute one process of several freezes verdicts, ends deferrals and tells who is to be told;
//! after the calendar was changed it reckons open deadlines again.

use super::{LEASE_MS, wait_ms};
use crate::error::from_store;
use crate::services::{Services, ledger};
use domain::error::ApiError;
use domain::time::Timestamp;
use std::time::Duration;
use store::Job;
use tokio_util::sync::CancellationToken;

/// How often to look.
const LOOK: Duration = Duration::from_secs(20);
/// How often the clock ticks, in milliseconds.
const TICK_MS: i64 = 60_000;
/// Kind of the job that ticks.
const TICK: &str = "ledger_tick";
/// Kind of the job that reckons again.
const RECKON: &str = "ledger_reckon";

/// Runs until it is told to stop.
pub(super) async fn run(services: Services, stop: CancellationToken) {
    loop {
        if let Err(error) = once(&services).await {
            tracing::warn!(%error, "the ledger's clock stands still");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Asks for all open deadlines to be reckoned again.
///
/// # Errors
/// When the store fails.
pub async fn reckon_soon(services: &Services) -> Result<(), ApiError> {
    let now = services.clock.now();
    services.store.enqueue(RECKON, "", "", now, services.chance.uuid(now)).await.map_err(from_store)
}

async fn once(services: &Services) -> Result<(), ApiError> {
    let now = services.clock.now();
    if let Some(job) = claim(services, RECKON).await? {
        match ledger::tick::reckon_all(services).await {
            Ok(_) => services.store.finish_job(job.id).await.map_err(from_store)?,
            Err(error) => again(services, &job, &error).await?,
        }
    }
    services.store.enqueue(TICK, "", "", now, services.chance.uuid(now)).await.map_err(from_store)?;
    let Some(job) = claim(services, TICK).await? else { return Ok(()) };
    match ledger::tick::tick(services).await {
        Ok(_) => services.store.retry_job(job.id, Timestamp(now.0 + TICK_MS), None).await.map_err(from_store),
        Err(error) => again(services, &job, &error).await,
    }
}

async fn claim(services: &Services, kind: &str) -> Result<Option<Job>, ApiError> {
    let now = services.clock.now();
    services.store.claim_job(kind, now, Timestamp(now.0 + LEASE_MS)).await.map_err(from_store)
}

async fn again(services: &Services, job: &Job, error: &ApiError) -> Result<(), ApiError> {
    tracing::error!(job = job.kind, %error, "a job failed");
    let later = Timestamp(services.clock.now().0 + wait_ms(job.attempts));
    services.store.retry_job(job.id, later, Some(&error.message)).await.map_err(from_store)
}
