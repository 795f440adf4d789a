//! Builds and starts the program `chuangcheng`.

use crate::command::{cargo, run};
use crate::workspace::Workspace;
use crate::{prerequisites, site};
use anyhow::{Context, bail};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the built site, read by a program that does not carry it inside.
pub const SITE_VARIABLE: &str = "CHUANGCHENG_SITE_DIR";
/// The program that the integration tests, browser tests and benchmarks start.
pub const PROGRAM_VARIABLE: &str = "CHUANGCHENG_TEST_BIN";

/// Everything that runs on the server, with its tests. Programs of the dev profile and tests are always built with this
/// same selection: for another one cargo would build shared dependencies anew, as it would if xtask were among them.
pub const NATIVE: [&str; 5] = ["--workspace", "--exclude", "frontend", "--exclude", "xtask"];

/// The program of the dev profile: photos, passwords and compression are optimised there too, and a rebuild after a change
/// takes seconds instead of minutes.
pub fn build_for_development(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    run(cargo(&workspace.root).arg("build").args(NATIVE).args(["--bin", "chuangcheng"]))?;
    Ok(workspace.program("debug"))
}

/// The program of the release profile, which reads the site from its folder.
pub fn build_for_measuring(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    run(cargo(&workspace.root).args(["build", "--release", "--package=server"]))?;
    Ok(workspace.program("release"))
}

/// `cargo xtask build`: one file with the site inside.
pub fn build_with_site(workspace: &Workspace, release: bool) -> anyhow::Result<()> {
    prerequisites::for_site(workspace)?;
    site::build(workspace)?;
    let mut command = cargo(&workspace.root);
    command.args(["build", "--package=server", "--features=embed-site"]);
    if release {
        command.arg("--release");
    }
    run(&mut command)?;
    let program = workspace.program(if release { "release" } else { "debug" });
    let bytes = std::fs::metadata(&program).with_context(|| format!("no {}", program.display()))?.len();
    eprintln!("{} ({:.1} MB)", program.display(), bytes as f64 / 1e6);
    Ok(())
}

/// `cargo xtask run`: builds all and becomes the server, so that Ctrl-C reaches it and nothing else.
pub fn serve(workspace: &Workspace, demo: bool) -> anyhow::Result<()> {
    prerequisites::for_site(workspace)?;
    site::build(workspace)?;
    let program = build_for_development(workspace)?;
    let folder = workspace.root.join(if demo { "data/demo" } else { "data" });
    if demo {
        run(start(workspace, &program, &folder).arg("demo"))?;
    }
    let error = start(workspace, &program, &folder).arg("serve").exec();
    bail!("cannot start {}: {error}", program.display())
}

fn start(workspace: &Workspace, program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(&workspace.root);
    command.env(SITE_VARIABLE, workspace.site()).env("CHUANGCHENG_DATA_DIR", folder);
    command
}
