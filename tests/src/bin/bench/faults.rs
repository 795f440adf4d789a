//! The outbox over a network that breaks three requests in ten: whether everything arrives once, and how long that takes.

use crate::measure::option;
use anyhow::ensure;
use integration_tests::faults;
use serde_json::json;

/// Sends ten thousand entries, or `--entries N`; `--seed N` makes other faults.
pub async fn run(arguments: &[String]) -> anyhow::Result<()> {
    let entries = usize::try_from(option(arguments, "--entries", 10_000))?;
    let outcome = faults::run(entries, option(arguments, "--seed", 20_261_123)).await?;
    let line = json!({
        "bench": "faults", "engine": "sqlite", "rows": outcome.entries, "reports": outcome.reports, "responses": outcome.responses,
        "photos": outcome.photos, "requests": outcome.requests, "faults": outcome.faults,
        "lost": outcome.lost.len(), "double": outcome.double.len(),
        "seconds": outcome.took.as_secs(), "simulated_seconds": outcome.simulated.as_secs(),
    });
    println!("{line}");
    ensure!(outcome.lost.is_empty() && outcome.double.is_empty(), "{:?} {:?}", outcome.lost, outcome.double);
    Ok(())
}
