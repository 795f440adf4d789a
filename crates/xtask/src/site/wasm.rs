//! The wasm module and its glue: cargo, wasm-bindgen, wasm-opt, esbuild; skipped when no input changed.

use crate::command::{cargo, run, run_quietly};
use crate::site::{fingerprint, read, script};
use crate::workspace::Workspace;
use anyhow::Context;
use std::fs;
use std::path::Path;
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

/// Everything that the module is made of.
const INPUTS: [&str; 6] =
    ["Cargo.toml", "Cargo.lock", "package-lock.json", "app", "crates/domain", "crates/frontend"];

/// What rustc writes for its default wasm processor, and nothing that needs a newer browser.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The interactive part of the site.
pub struct Wasm {
    /// JavaScript module; its default export is `init({module_or_path})`, which is needed before `hydrate()`.
    pub script: Vec<u8>,
    /// The wasm module itself.
    pub module: Vec<u8>,
}

/// The bundles: that of the pages which everybody opens, and that with all islands.
pub const BUNDLES: [&str; 2] = ["app", "whole"];

/// Builds a bundle, or takes the one of before when its inputs are the same.
pub fn build(workspace: &Workspace, name: &str) -> anyhow::Result<Wasm> {
    let folder = workspace.root.join("target/site-wasm").join(name);
    let (script, module, mark) = (folder.join("app.js"), folder.join("app.wasm"), folder.join("fingerprint"));
    let rustc =
        String::from_utf8(run_quietly(Command::new("rustc").arg("-vV").current_dir(&workspace.root))?)?;
    let recipe = [include_str!("wasm.rs"), include_str!("script.rs"), &rustc];
    let fingerprint = fingerprint::of_inputs(&workspace.root, &INPUTS, &recipe)?;
    if fs::read_to_string(&mark).is_ok_and(|before| before == fingerprint) {
        eprintln!("The bundle {name} is up to date.");
        return Ok(Wasm { script: read(&script)?, module: read(&module)? });
    }
    compile(workspace, name)?;
    super::remove_folder(&folder)?;
    bind(workspace, &folder.join("bound"))?;
    shrink(workspace, &folder.join("bound/app_bg.wasm"), &module)?;
    fs::write(&script, script::bundle_glue(workspace, &folder.join("bound/app.js"))?)?;
    fs::write(&mark, fingerprint)?;
    Ok(Wasm { script: read(&script)?, module: read(&module)? })
}

fn compile(workspace: &Workspace, name: &str) -> anyhow::Result<()> {
    let mut command = cargo(&workspace.root);
    command.args([
        "build",
        "--package=frontend",
        "--lib",
        "--target=wasm32-unknown-unknown",
        "--profile=wasm",
    ]);
    if name == "whole" {
        command.arg("--features=frontend/whole");
    }
    run(&mut command)
}

fn bind(workspace: &Workspace, folder: &Path) -> anyhow::Result<()> {
    let compiled = workspace.target.join("wasm32-unknown-unknown/wasm/frontend.wasm");
    Bindgen::new()
        .input_path(compiled)
        .out_name("app")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
        .context("wasm-bindgen")
}

fn shrink(workspace: &Workspace, from: &Path, to: &Path) -> anyhow::Result<()> {
    let mut command = Command::new(workspace.npm_program("wasm-opt"));
    command.arg("-Oz").args(FEATURES).arg(from).arg("-o").arg(to);
    run_quietly(&mut command)?;
    Ok(())
}
