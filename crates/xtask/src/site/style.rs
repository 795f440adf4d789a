//! Style sheets: imports joined, newer syntax written for older browsers, minified.

use anyhow::{anyhow, bail};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet};
use lightningcss::targets::{Browsers, Targets};
use std::path::Path;

/// The oldest browsers that must show the pages well: WebViews of chat programs on phones never updated.
const BROWSERS: Browsers = Browsers {
    android: Some(61 << 16),
    chrome: Some(61 << 16),
    edge: Some(79 << 16),
    firefox: Some(68 << 16),
    ie: None,
    ios_saf: Some(12 << 16),
    opera: None,
    safari: Some(12 << 16),
    samsung: Some(8 << 16),
};

/// One sheet with everything it imports.
pub fn bundle(file: &Path) -> anyhow::Result<String> {
    let files = FileProvider::new();
    let sheet = Bundler::new(&files, None, ParserOptions::default())
        .bundle(file)
        .map_err(|error| anyhow!("{error}"))?;
    let css = shrink(sheet)?;
    refuse_addresses(&css, file)?;
    Ok(css)
}

/// Leaflet's sheet without its pictures: `map.js` draws its own markers and shows no layer switch.
pub fn leaflet(file: &Path) -> anyhow::Result<String> {
    let mut css = String::from_utf8(super::read(file)?)?;
    while let Some(start) = css.find("url(images/") {
        let Some(length) = css[start..].find(')') else { bail!("{}: url( without )", file.display()) };
        css.replace_range(start..=start + length, "none");
    }
    let sheet = StyleSheet::parse(&css, ParserOptions::default()).map_err(|error| anyhow!("{error}"))?;
    let css = shrink(sheet)?;
    refuse_addresses(&css, file)?;
    Ok(css)
}

fn shrink(mut sheet: StyleSheet<'_>) -> anyhow::Result<String> {
    let targets = Targets::from(BROWSERS);
    sheet.minify(MinifyOptions { targets, ..Default::default() }).map_err(|error| anyhow!("{error}"))?;
    let printed = sheet.to_css(PrinterOptions { minify: true, targets, ..Default::default() })?;
    Ok(printed.code)
}

/// A picture's address would have to be hashed too; so far all pictures of the sheets are inside them.
fn refuse_addresses(css: &str, file: &Path) -> anyhow::Result<()> {
    for part in css.split("url(").skip(1) {
        let address = part.trim_start_matches(['"', '\'']);
        if !address.starts_with("data:") && !address.starts_with('#') {
            let shown: String = address.chars().take(40).collect();
            bail!("{}: url({shown}…) is not part of the site; write it as data:", file.display());
        }
    }
    Ok(())
}
