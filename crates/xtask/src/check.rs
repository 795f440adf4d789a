//! `cargo xtask test`: every check and test there is, one after the other, up to the first failure.

use crate::command::{cargo, run};
use crate::postgres::{self, Postgres};
use crate::program::{self, NATIVE, PROGRAM_VARIABLE, SITE_VARIABLE};
use crate::workspace::Workspace;
use crate::{house, prerequisites, site};
use anyhow::Context;
use clap::ValueEnum;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// One part of `cargo xtask test`, in the order of running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// Install what is missing
    Prerequisites,
    /// rustfmt changes nothing
    Format,
    /// The house rules: who depends on whom, where SQL is, how long files are
    House,
    /// clippy has nothing to say about what runs on the server
    Clippy,
    /// clippy has nothing to say about what runs in the browser
    ClippyWasm,
    /// The site builds
    Site,
    /// The program and its tests build
    Program,
    /// Unit, store and API tests, with a PostgreSQL server of their own
    Tests,
    /// Tests in a browser
    Browser,
}

/// Runs the chosen steps: `only` these if any are named, without those to `skip`.
///
/// # Errors
/// With the first step that failed.
pub fn run_steps(workspace: &Workspace, only: &[Step], skip: &[Step]) -> anyhow::Result<()> {
    let chosen = |step: &&Step| (only.is_empty() || only.contains(step)) && !skip.contains(step);
    let mut done: Vec<(Step, Duration)> = Vec::new();
    for step in Step::value_variants().iter().filter(chosen) {
        eprintln!("\n=== {} ===", name(*step));
        let begin = Instant::now();
        let outcome = run_step(workspace, *step);
        done.push((*step, begin.elapsed()));
        if let Err(error) = outcome {
            eprintln!("{}", summary(&done, Some(*step)));
            return Err(error.context(format!("step {} failed", name(*step))));
        }
    }
    eprintln!("{}", summary(&done, None));
    Ok(())
}

fn run_step(workspace: &Workspace, step: Step) -> anyhow::Result<()> {
    let cargo = || cargo(&workspace.root);
    match step {
        Step::Prerequisites => {
            prerequisites::for_site(workspace)?;
            prerequisites::for_postgres()?;
            prerequisites::for_browser()
        }
        Step::Format => run(cargo().args(["fmt", "--all", "--check"])),
        Step::House => house::check(workspace),
        Step::Clippy => {
            let everything = ["--workspace", "--exclude", "frontend", "--all-targets"];
            run(cargo().arg("clippy").args(everything).args(["--", "-D", "warnings"]))
        }
        // In the dev profile, whose macros the step before has built.
        Step::ClippyWasm => run(cargo()
            .args(["clippy", "--package=frontend", "--package=app", "--features=frontend/whole"])
            .args(["--target=wasm32-unknown-unknown", "--", "-D", "warnings"])),
        Step::Site => site::build(workspace),
        Step::Program => run(cargo().arg("build").args(NATIVE).args(["--bins", "--tests"])),
        Step::Tests => run_tests(workspace),
        Step::Browser => run_browser_tests(workspace),
    }
}

fn run_tests(workspace: &Workspace) -> anyhow::Result<()> {
    run(cargo(&workspace.root).args(["test", "--package=xtask"]))?;
    let program = program::build_for_development(workspace)?;
    let mut command = cargo(&workspace.root);
    command.arg("test").args(NATIVE).env(PROGRAM_VARIABLE, program).env(SITE_VARIABLE, workspace.site());
    // Somebody who runs a server for the tests has set its address, which cargo then inherits.
    let server = match std::env::var_os(postgres::ADDRESS_VARIABLE) {
        Some(_) => None,
        None => Some(Postgres::start()?),
    };
    if let Some(server) = &server {
        command.env(postgres::ADDRESS_VARIABLE, server.address());
    }
    run(&mut command)
}

fn run_browser_tests(workspace: &Workspace) -> anyhow::Result<()> {
    let folder = workspace.root.join("tests/browser");
    let files = browser_test_files(&folder)?;
    if files.is_empty() {
        eprintln!("There are no browser tests yet.");
        return Ok(());
    }
    let program = program::build_for_development(workspace)?;
    let browser = prerequisites::find_browser().context("chromium is missing: apt-get install chromium")?;
    let mut command = Command::new("node");
    command.current_dir(&workspace.root).env("CHROMIUM", browser);
    command.env(PROGRAM_VARIABLE, program).env(SITE_VARIABLE, workspace.site());
    let runner = folder.join("run.mjs");
    if runner.is_file() {
        command.arg(runner)
    } else {
        // A browser that hangs is a failure, and not a reason to wait for ever.
        command.args(["--test", "--test-timeout=1500000"]).args(files)
    };
    run(&mut command)
}

/// The files by name: newer versions of node do not take a folder.
fn browser_test_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = site::files_below(folder)?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs") || file.ends_with("run.mjs"));
    Ok(files)
}

fn name(step: Step) -> String {
    step.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}

/// A line for each step that ran, with its time.
fn summary(done: &[(Step, Duration)], failed: Option<Step>) -> String {
    let mut text = "\n=== summary ===\n".to_owned();
    for (step, time) in done {
        let outcome = if failed == Some(*step) { "FAILED" } else { "ok" };
        // Writing to a string does not fail.
        let _ = writeln!(text, "{outcome:<7} {:<14} {:>7.1} s", name(*step), time.as_secs_f64());
    }
    let total: Duration = done.iter().map(|(_, time)| *time).sum();
    let _ = write!(text, "{:<7} {:<14} {:>7.1} s", "", "total", total.as_secs_f64());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_marks_the_failed_step() {
        let done = [(Step::Format, Duration::from_secs(1)), (Step::Clippy, Duration::from_secs(2))];
        let text = summary(&done, Some(Step::Clippy));
        let outcomes: Vec<&str> = text.lines().filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(outcomes, ["===", "ok", "FAILED", "total"]);
    }
}
