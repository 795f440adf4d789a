//! JavaScript made small by esbuild.

use crate::command::run_quietly;
use crate::workspace::Workspace;
use std::path::Path;
use std::process::Command;

/// Plain scripts also run in the old WebViews of chat programs, which do not run the wasm.
const OLD_BROWSERS: &str = "--target=es2018";
/// What runs the wasm module runs today's JavaScript.
const TODAYS_BROWSERS: &str = "--target=es2021";

/// A script as it is, minified; its global names stay.
pub fn minify(workspace: &Workspace, file: &Path) -> anyhow::Result<Vec<u8>> {
    esbuild(workspace, file, &[OLD_BROWSERS])
}

/// A module of our own with what it imports, minified.
pub fn bundle(workspace: &Workspace, file: &Path) -> anyhow::Result<Vec<u8>> {
    esbuild(workspace, file, &["--bundle", "--format=esm", OLD_BROWSERS])
}

/// The glue of the wasm module with its snippets, minified.
pub fn bundle_glue(workspace: &Workspace, file: &Path) -> anyhow::Result<Vec<u8>> {
    esbuild(workspace, file, &["--bundle", "--format=esm", TODAYS_BROWSERS])
}

fn esbuild(workspace: &Workspace, file: &Path, options: &[&str]) -> anyhow::Result<Vec<u8>> {
    let mut command = Command::new(workspace.npm_program("esbuild"));
    command.current_dir(&workspace.root).arg(file).args([
        "--minify",
        "--charset=utf8",
        "--log-level=warning",
    ]);
    // Licence texts stay in the packages; the program's own page of licences names them.
    command.arg("--legal-comments=none").args(options);
    run_quietly(&mut command)
}
