//! Builds the site into `target/site`: `assets/` under content-hashed names, `root/` under plain ones, `manifest.json`.

mod assets;
mod fingerprint;
mod script;
mod style;
mod wasm;

pub use fingerprint::files_below;

use crate::workspace::Workspace;
use anyhow::Context;
use assets::Assets;
use std::fs;
use std::path::Path;

/// Builds everything the browser loads. A failed build leaves the site of before.
///
/// # Errors
/// When a source does not compile, a tool is missing, or a file cannot be written.
pub fn build(workspace: &Workspace) -> anyhow::Result<()> {
    let site = workspace.site();
    let unfinished = site.with_extension("new");
    remove_folder(&unfinished)?;
    let mut assets = Assets::new(&unfinished, &site)?;

    for name in wasm::BUNDLES {
        let wasm = wasm::build(workspace, name)?;
        assets.add(&format!("{name}.js"), &wasm.script)?;
        assets.add(&format!("{name}.wasm"), &wasm.module)?;
    }
    for name in ["app.css", "office.css"] {
        assets.add(name, style::bundle(&workspace.root.join("style").join(name))?.as_bytes())?;
    }
    let leaflet = workspace.root.join("node_modules/leaflet/dist");
    assets.add("leaflet.js", &script::minify(workspace, &leaflet.join("leaflet-src.js"))?)?;
    assets.add("leaflet.css", style::leaflet(&leaflet.join("leaflet.css"))?.as_bytes())?;
    add_public(workspace, &mut assets)?;

    assets.finish()?;
    replace_folder(&unfinished, &site)
}

/// `public/js` are modules and `public/icons` pictures, both hashed; everything else keeps its place and name.
fn add_public(workspace: &Workspace, assets: &mut Assets) -> anyhow::Result<()> {
    let public = workspace.root.join("public");
    for file in files_below(&public)? {
        let path = file.strip_prefix(&public)?;
        let name = path.to_string_lossy().into_owned();
        let contents = if path.extension().is_some_and(|end| end == "js" || end == "mjs") {
            script::bundle(workspace, &file)?
        } else {
            read(&file)?
        };
        match (name.strip_prefix("js/"), name.strip_prefix("icons/")) {
            (Some(script), _) => assets.add(script, &contents)?,
            (_, Some(sprite @ ("categories.svg" | "ui.svg" | "app.svg"))) => assets.add(sprite, &contents)?,
            (_, Some(_)) => assets.add(&name, &contents)?,
            _ => assets.add_plain(path, &contents)?,
        }
    }
    Ok(())
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

/// Puts the finished folder in the place of the old one; between the two renames there is no site for a moment.
fn replace_folder(finished: &Path, place: &Path) -> anyhow::Result<()> {
    let old = place.with_extension("old");
    remove_folder(&old)?;
    if place.exists() {
        fs::rename(place, &old)?;
    }
    fs::rename(finished, place).with_context(|| format!("cannot rename to {}", place.display()))?;
    remove_folder(&old)
}

fn remove_folder(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}
