//! `cargo xtask`: builds, runs, tests and measures; the same commands on a new machine, at a desk and in CI.

mod bench;
mod check;
mod command;
mod house;
mod postgres;
mod prerequisites;
mod program;
mod site;
mod workspace;

use check::Step;
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, run, test and measure")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything and serve on http://127.0.0.1:3000, data in ./data
    Run {
        /// Serve a fictional banner full of data, kept in ./data/demo
        #[arg(long)]
        demo: bool,
    },
    /// Build the program with the site inside: one file, nothing else needed
    Build {
        /// Optimise it: target/release/chuangcheng
        #[arg(long)]
        release: bool,
    },
    /// Build only the site, into target/site
    Site,
    /// Run every check and test, up to the first failure
    Test {
        /// Run only this step (may be repeated)
        #[arg(long, value_name = "STEP")]
        only: Vec<Step>,
        /// Leave this step out (may be repeated)
        #[arg(long, value_name = "STEP")]
        skip: Vec<Step>,
    },
    /// Run one benchmark on release builds; prints one JSON object a line
    Bench {
        /// Which benchmark
        name: String,
        /// Its own options
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
}

fn main() -> ExitCode {
    match start(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start(task: Task) -> anyhow::Result<()> {
    let workspace = Workspace::find()?;
    match task {
        Task::Run { demo } => program::serve(&workspace, demo),
        Task::Build { release } => program::build_with_site(&workspace, release),
        Task::Site => {
            prerequisites::for_site(&workspace)?;
            site::build(&workspace)
        }
        Task::Test { only, skip } => check::run_steps(&workspace, &only, &skip),
        Task::Bench { name, options } => bench::run_benchmark(&workspace, &name, &options),
    }
}
