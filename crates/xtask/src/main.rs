//! `cargo xtask`: builds, runs, tests and measures; the same commands on a new machine, at a desk and in CI.

mod command;
mod site;
mod workspace;

use clap::{Parser, Subcommand};
use workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, run, test and measure")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build only the site into target/site
    Site,
}

fn main() -> anyhow::Result<()> {
    let workspace = Workspace::find()?;
    match Arguments::parse().task {
        Task::Site => site::build(&workspace),
    }
}
