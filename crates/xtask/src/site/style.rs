//! Style sheets: imports joined, newer syntax written for older browsers, minified.

use anyhow::{anyhow, bail};
use lightningcss::bundler::{Bundler, FileProvider, ResolveResult, SourceProvider};
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

/// Logical words of the sheets, and what they mean in a page written from left to right, as Chinese and English are.
/// Lightning CSS would keep both directions open with three copies of a rule, each of a higher specificity.
const LEFT_TO_RIGHT: [(&str, &str); 14] = [
    ("margin-inline-start", "margin-left"),
    ("margin-inline-end", "margin-right"),
    ("padding-inline-start", "padding-left"),
    ("padding-inline-end", "padding-right"),
    ("border-inline-start", "border-left"),
    ("border-inline-end", "border-right"),
    ("inset-inline-start", "left"),
    ("inset-inline-end", "right"),
    ("border-start-start-radius", "border-top-left-radius"),
    ("border-start-end-radius", "border-top-right-radius"),
    ("border-end-start-radius", "border-bottom-left-radius"),
    ("border-end-end-radius", "border-bottom-right-radius"),
    ("text-align: start", "text-align: left"),
    ("text-align: end", "text-align: right"),
];

/// Reads sheets with their logical words replaced.
struct LeftToRight(FileProvider);

impl SourceProvider for LeftToRight {
    type Error = std::io::Error;

    fn read<'a>(&'a self, file: &Path) -> Result<&'a str, Self::Error> {
        let mut css = self.0.read(file)?.to_owned();
        for (logical, physical) in LEFT_TO_RIGHT {
            css = css.replace(logical, physical);
        }
        // The bundler borrows what it reads until the program ends, a few kilobytes later.
        Ok(css.leak())
    }

    fn resolve(&self, specifier: &str, from: &Path) -> Result<ResolveResult, Self::Error> {
        self.0.resolve(specifier, from)
    }
}

/// One sheet with everything it imports.
pub fn bundle(file: &Path) -> anyhow::Result<String> {
    let files = LeftToRight(FileProvider::new());
    let sheet = Bundler::new(&files, None, ParserOptions::default())
        .bundle(file)
        .map_err(|error| anyhow!("{error}"))?;
    let css = shrink(sheet)?;
    refuse_addresses(&css, file)?;
    if css.contains(":lang(ae)") {
        bail!("{}: a logical property was kept for both directions; add it to LEFT_TO_RIGHT", file.display());
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn bundled(css: &str) -> anyhow::Result<String> {
        let name = format!("xtask-style-{}-{}.css", std::process::id(), css.len());
        let file = std::env::temp_dir().join(name);
        std::fs::write(&file, css)?;
        let bundled = bundle(&file);
        std::fs::remove_file(file)?;
        bundled
    }

    #[test]
    fn logical_properties_become_one_rule() {
        let css =
            ".a { margin-inline-start: 1px; text-align: end; inset-inline-end: 0; min-inline-size: 44px }";
        assert_eq!(bundled(css).unwrap(), ".a{text-align:right;min-width:44px;margin-left:1px;right:0}");
    }

    #[test]
    fn addresses_outside_the_sheet_are_refused() {
        assert!(bundled(".a { background: url(picture.png) }").is_err());
        assert!(bundled(".a { background: url(data:image/png;base64,AAAA) }").is_ok());
    }
}
