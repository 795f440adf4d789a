//! How fast a phone's outbox is sent on a slow link, and its memory meanwhile: measured in a browser, by a script.

use anyhow::{Context, ensure};
use integration_tests::program::workspace;
use std::process::Command;

/// Runs the script, which prints the lines.
pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    let script = workspace().join("tests/browser/support/measure-outbox.mjs");
    let status =
        Command::new("node").arg(script).args(arguments).status().context("node cannot be started")?;
    ensure!(status.success(), "the script ended with {status}");
    Ok(())
}
