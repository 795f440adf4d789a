//! Installs what a new machine lacks, and says so; where it cannot, it names the thing and the command.

use crate::command::{find_program, run, run_quietly};
use crate::postgres;
use crate::workspace::Workspace;
use anyhow::{Context, bail};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

const WASM: &str = "wasm32-unknown-unknown";

/// What the site needs: the wasm target of rustc and the npm packages.
///
/// # Errors
/// With the name of what is missing and the command that installs it.
pub fn for_site(workspace: &Workspace) -> anyhow::Result<()> {
    add_wasm_target(&workspace.root)?;
    install_npm_packages(&workspace.root)
}

/// What PostgreSQL tests need, unless somebody runs a server for them.
///
/// # Errors
/// With the name of what is missing and the command that installs it.
pub fn for_postgres() -> anyhow::Result<()> {
    let present =
        std::env::var_os(postgres::ADDRESS_VARIABLE).is_some() || postgres::find_programs().is_some();
    install_debian_packages(if present { &[] } else { &["postgresql"] })
}

/// What the browser tests need: a browser, and letters for it to show.
///
/// # Errors
/// With the name of what is missing and the command that installs it.
pub fn for_browser() -> anyhow::Result<()> {
    let mut missing = Vec::new();
    if find_browser().is_none() {
        missing.push("chromium");
    }
    if !has_chinese_font() {
        missing.extend(["fonts-noto-cjk", "fontconfig"]);
    }
    install_debian_packages(&missing)
}

/// The browser for tests: the one named in `CHROMIUM`, or an installed one.
pub fn find_browser() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from).filter(|file| file.is_file());
    named.or_else(|| find_program(&["chromium", "chromium-browser", "google-chrome"]))
}

fn add_wasm_target(root: &Path) -> anyhow::Result<()> {
    let folder = run_quietly(
        Command::new("rustc").args(["--print=target-libdir", "--target", WASM]).current_dir(root),
    )?;
    if Path::new(String::from_utf8(folder)?.trim()).is_dir() {
        return Ok(());
    }
    eprintln!("rustc cannot compile for wasm yet; adding the target.");
    run(Command::new("rustup").args(["target", "add", WASM]).current_dir(root))
        .with_context(|| format!("the rust target {WASM} is missing; install it: rustup target add {WASM}"))
}

/// npm notes in `node_modules/.package-lock.json` what it installed, so that file's age answers whether it is enough.
fn install_npm_packages(root: &Path) -> anyhow::Result<()> {
    if find_program(&["node"]).is_none() || find_program(&["npm"]).is_none() {
        bail!("node (20 or newer) and npm are missing; install them: apt-get install nodejs npm");
    }
    let written = |file: &str| fs::metadata(root.join(file)).and_then(|found| found.modified());
    let installed = written("node_modules/.package-lock.json");
    if installed.is_ok_and(|installed| written("package-lock.json").is_ok_and(|wanted| wanted <= installed)) {
        return Ok(());
    }
    eprintln!("The npm packages are missing or older than package-lock.json; installing them.");
    run(Command::new("npm").arg("ci").current_dir(root))
        .context("the npm packages are missing; install them: npm ci")
}

fn has_chinese_font() -> bool {
    let asked = run_quietly(Command::new("fc-list").args([":lang=zh-cn", "family"]));
    asked.is_ok_and(|fonts| !fonts.is_empty())
}

fn install_debian_packages(missing: &[&str]) -> anyhow::Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    let root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    if !root || find_program(&["apt-get"]).is_none() {
        bail!("{names}: missing; install with: sudo apt-get install {names} (or your system's packages)");
    }
    eprintln!("Installing the Debian packages {names}.");
    let apt = || {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").args(["-q", "-y"]);
        command
    };
    run(apt().arg("update"))
        .and_then(|()| run(apt().args(["install", "--no-install-recommends"]).args(missing)))
        .with_context(|| format!("{names}: missing; install with: apt-get install {names}"))
}
