//! Writes the files of the site: hashed names, compressed copies, the manifest, and a table of sizes.

use crate::site::fingerprint;
use anyhow::Context;
use flate2::write::GzEncoder;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Files that get smaller; pictures and fonts are compressed already.
const COMPRESSIBLE: [&str; 9] = ["css", "js", "mjs", "wasm", "svg", "json", "webmanifest", "txt", "html"];

/// The site while it is being written.
pub struct Assets {
    folder: PathBuf,
    previous: PathBuf,
    /// Logical name to hashed file name.
    names: BTreeMap<String, String>,
    sizes: Vec<Size>,
}

struct Size {
    name: String,
    raw: usize,
    brotli: Option<usize>,
}

impl Assets {
    /// Starts writing to `folder`; compressed copies of unchanged files are taken from `previous`.
    pub fn new(folder: &Path, previous: &Path) -> anyhow::Result<Self> {
        for part in ["assets", "root"] {
            fs::create_dir_all(folder.join(part))
                .with_context(|| format!("cannot create {}", folder.display()))?;
        }
        let (folder, previous) = (folder.to_owned(), previous.to_owned());
        Ok(Self { folder, previous, names: BTreeMap::new(), sizes: Vec::new() })
    }

    /// Writes a file that may be cached for ever, since its name changes with its contents.
    pub fn add(&mut self, name: &str, contents: &[u8]) -> anyhow::Result<()> {
        let hashed = hashed_name(name, contents);
        let path = Path::new("assets").join(&hashed);
        if let Some(taken) = self.names.insert(name.to_owned(), hashed) {
            anyhow::bail!("two files have the name {name} ({taken} and another)");
        }
        self.write(name, &path, contents)
    }

    /// Writes a file whose address must not change, such as a service worker.
    pub fn add_plain(&mut self, path: &Path, contents: &[u8]) -> anyhow::Result<()> {
        self.write(&format!("/{}", path.display()), &Path::new("root").join(path), contents)
    }

    /// Writes the manifest and prints the sizes.
    pub fn finish(&self) -> anyhow::Result<()> {
        let manifest = serde_json::to_vec_pretty(&self.names)?;
        fs::write(self.folder.join("manifest.json"), manifest)?;
        eprintln!("{:<28} {:>10} {:>10}", "site", "bytes", "brotli");
        for Size { name, raw, brotli } in &self.sizes {
            let brotli = brotli.map_or_else(|| "-".to_owned(), |bytes| bytes.to_string());
            eprintln!("{name:<28} {raw:>10} {brotli:>10}");
        }
        Ok(())
    }

    fn write(&mut self, name: &str, path: &Path, contents: &[u8]) -> anyhow::Result<()> {
        let file = self.folder.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&file, contents).with_context(|| format!("cannot write {}", file.display()))?;
        let mut brotli = None;
        if path.extension().is_some_and(|end| COMPRESSIBLE.iter().any(|known| end == *known)) {
            let before = self.previous.join(path);
            let unchanged = fs::read(&before).is_ok_and(|old| old == contents);
            let kept = |end: &str| if unchanged { fs::read(with_end(&before, end)).ok() } else { None };
            let br = kept("br").map_or_else(|| compress_brotli(contents), Ok)?;
            let gz = kept("gz").map_or_else(|| compress_gzip(contents), Ok)?;
            fs::write(with_end(&file, "br"), &br)?;
            fs::write(with_end(&file, "gz"), gz)?;
            brotli = Some(br.len());
        }
        self.sizes.push(Size { name: name.to_owned(), raw: contents.len(), brotli });
        Ok(())
    }
}

/// `icons/app-192.png` with its contents becomes `app-192.1a2b3c4d.png`.
fn hashed_name(name: &str, contents: &[u8]) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    let hash = &fingerprint::of_bytes(contents)[..8];
    match file.rsplit_once('.') {
        Some((stem, end)) => format!("{stem}.{hash}.{end}"),
        None => format!("{file}.{hash}"),
    }
}

fn with_end(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(end);
    name.into()
}

fn compress_brotli(contents: &[u8]) -> anyhow::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: contents.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*contents, &mut compressed, &parameters)?;
    Ok(compressed)
}

fn compress_gzip(contents: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(contents)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::read;

    #[test]
    fn a_name_changes_with_the_contents_and_keeps_its_end() {
        let one = hashed_name("icons/app-192.png", b"one");
        assert!(
            one.starts_with("app-192.") && one.ends_with(".png") && one.len() == "app-192.12345678.png".len()
        );
        assert_ne!(one, hashed_name("icons/app-192.png", b"two"));
    }

    #[test]
    fn compressed_copies_are_reused_only_for_the_same_contents() {
        let folder = std::env::temp_dir().join(format!("xtask-assets-{}", std::process::id()));
        let (old, new) = (folder.join("old"), folder.join("new"));
        let mut assets = Assets::new(&old, &folder.join("none")).unwrap();
        assets.add_plain(Path::new("sw.js"), b"one one one one").unwrap();
        fs::write(old.join("root/sw.js.br"), b"kept").unwrap();

        let mut assets = Assets::new(&new, &old).unwrap();
        assets.add_plain(Path::new("sw.js"), b"one one one one").unwrap();
        assert_eq!(read(&new.join("root/sw.js.br")).unwrap(), b"kept");
        assets.add_plain(Path::new("sw.js"), b"two two two two").unwrap();
        assert_ne!(read(&new.join("root/sw.js.br")).unwrap(), b"kept");
        fs::remove_dir_all(folder).unwrap();
    }
}
