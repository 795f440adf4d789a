//! Background work. Each job is harmless to repeat, so that a killed program loses nothing.
//!
//! | file | what it does |
//! |---|---|
//! | `fold` | folds pending rows into the counters, about every second |
//! | `ledger` | freezes verdicts, escalates, reckons deadlines again, every minute |
//! | `digest` | mails what is unread, daily |
//! | `sessions` | forgets sessions that have run out, daily |
//! | `leftovers` | removes half-written photos, daily |

mod digest;
mod fold;
mod ledger;
mod leftovers;
mod sessions;

pub use ledger::reckon_soon;

use crate::services::Services;
use domain::time::Timestamp;
use std::fmt::Display;
use std::future::Future;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How often a daily job looks whether its time has come.
const LOOK: Duration = Duration::from_secs(600);
/// A day, in milliseconds.
const DAY_MS: i64 = 86_400_000;
/// How long one run may take before another process takes it for dead, in milliseconds.
const LEASE_MS: i64 = 900_000;
/// After a first failure a job waits this long, in milliseconds, and twice as long after each further one.
const FIRST_WAIT_MS: i64 = 60_000;

/// Starts all jobs. They end soon after `stop` is cancelled; join them before the program ends.
pub fn start(services: &Services, stop: &CancellationToken) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    // Only the benchmark that measures what folding costs leaves it out.
    if std::env::var_os("CHUANGCHENG_TEST_FOLDING").is_none_or(|value| value != "off") {
        jobs.spawn(fold::run(services.clone(), stop.clone()));
    }
    jobs.spawn(ledger::run(services.clone(), stop.clone()));
    jobs.spawn(daily(services.clone(), stop.clone(), "mail_digests", digest::run));
    jobs.spawn(daily(services.clone(), stop.clone(), "purge_sessions", sessions::run));
    jobs.spawn(daily(services.clone(), stop.clone(), "photo_leftovers", leftovers::run));
    jobs
}

/// Runs a job once a day, in one process of several.
async fn daily<W, E>(
    services: Services,
    stop: CancellationToken,
    kind: &'static str,
    work: impl Fn(Services) -> W + Send + 'static,
) where
    W: Future<Output = Result<(), E>> + Send,
    E: Display,
{
    loop {
        if let Err(error) = once_due(&services, kind, &work).await {
            tracing::warn!(job = kind, %error, "a job cannot be claimed");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Runs the job if it is due and nobody else does, and puts it back for its next time.
async fn once_due<W, E>(
    services: &Services,
    kind: &'static str,
    work: &(impl Fn(Services) -> W + Send),
) -> Result<(), store::StoreError>
where
    W: Future<Output = Result<(), E>> + Send,
    E: Display,
{
    let now = services.clock.now();
    services.store.enqueue(kind, "", "", now, services.chance.uuid(now)).await?;
    let Some(job) = services.store.claim_job(kind, now, Timestamp(now.0 + LEASE_MS)).await? else {
        return Ok(());
    };
    match work(services.clone()).await {
        Ok(()) => services.store.retry_job(job.id, Timestamp(now.0 + DAY_MS), None).await,
        Err(error) => {
            tracing::error!(job = kind, %error, "a job failed");
            let again = Timestamp(now.0 + wait_ms(job.attempts));
            services.store.retry_job(job.id, again, Some(&error.to_string())).await
        }
    }
}

/// How long to wait after a failure, when the job has run `before` times before; at most a day.
fn wait_ms(before: u32) -> i64 {
    FIRST_WAIT_MS.saturating_mul(1 << before.min(20)).min(DAY_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_job_waits_longer_each_time_but_never_more_than_a_day() {
        assert_eq!((wait_ms(0), wait_ms(1), wait_ms(3)), (60_000, 120_000, 480_000));
        assert_eq!(wait_ms(u32::MAX), DAY_MS);
    }
}
