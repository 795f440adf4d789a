//! `cargo xtask bench NAME`: one benchmark against release builds; standard output has its JSON lines and nothing else.

use crate::command::{cargo, run};
use crate::postgres::{self, Postgres};
use crate::program::{self, PROGRAM_VARIABLE, SITE_VARIABLE};
use crate::workspace::Workspace;
use crate::{prerequisites, site};

/// Builds what is measured, starts a PostgreSQL server unless there is one, and runs the benchmark with its options.
pub fn run_benchmark(workspace: &Workspace, name: &str, options: &[String]) -> anyhow::Result<()> {
    prerequisites::for_site(workspace)?;
    prerequisites::for_postgres()?;
    if name == "outbox" {
        prerequisites::for_browser()?;
    }
    site::build(workspace)?;
    let program = program::build_for_measuring(workspace)?;
    let mut command = cargo(&workspace.root);
    command
        .args(["run", "--release", "--package=integration-tests", "--bin=bench", "--", name])
        .args(options);
    command.env(PROGRAM_VARIABLE, program).env(SITE_VARIABLE, workspace.site());
    let server = match std::env::var_os(postgres::ADDRESS_VARIABLE) {
        Some(_) => None,
        None => Some(Postgres::start()?),
    };
    if let Some(server) = &server {
        command.env(postgres::ADDRESS_VARIABLE, server.address());
    }
    run(&mut command)
}
