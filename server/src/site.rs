//! The built site: styles, scripts, the wasm module, icons. It is read once at the start, from a folder or from the
//! program itself, and sent with the compression that was made when it was built.

use app::page::Assets;
use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;
use thiserror::Error;

/// The list of hashed names, by the names that pages ask for.
const MANIFEST: &str = "manifest.json";
/// Files whose names change with their contents.
const ASSETS: &str = "assets/";
/// Files whose addresses must not change, such as the service worker; they lie at `/`.
const ROOT: &str = "root/";

/// The built site, compiled into the program.
#[cfg(feature = "embed-site")]
#[derive(rust_embed::RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
struct Embedded;

/// All files of the site, in memory.
#[derive(Debug, Default)]
pub struct Site {
    files: HashMap<String, File>,
    assets: Arc<Assets>,
}

/// Why the site cannot be used.
#[derive(Debug, Error)]
pub enum SiteError {
    /// The folder cannot be read.
    #[error("cannot read the site in {path}: {cause}")]
    Folder {
        /// The folder.
        path: String,
        /// What the operating system says.
        cause: io::Error,
    },
    /// The list of names cannot be read.
    #[error("the site's {MANIFEST} cannot be read: {0}")]
    Manifest(serde_json::Error),
}

#[derive(Debug, Default)]
struct File {
    raw: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    etag: String,
}

impl Site {
    /// Reads the site from a folder, else from the program. Without either there is none: pages work, plainly.
    ///
    /// # Errors
    /// See [`SiteError`].
    pub fn open(folder: Option<&Path>) -> Result<Self, SiteError> {
        match folder {
            Some(folder) => {
                let failed = |cause| SiteError::Folder { path: folder.display().to_string(), cause };
                Self::from_files(read_folder(folder).map_err(failed)?)
            }
            None => Self::from_files(embedded()),
        }
    }

    /// The addresses that pages link to.
    pub fn assets(&self) -> Arc<Assets> {
        Arc::clone(&self.assets)
    }

    /// The file at a path of the site, or nothing.
    pub fn answer(&self, path: &str, request: &HeaderMap) -> Option<Response<Body>> {
        let path = path.strip_prefix('/')?;
        let is_hashed = path.starts_with(ASSETS);
        let file = if is_hashed { self.files.get(path) } else { self.files.get(&format!("{ROOT}{path}")) }?;
        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
        let caching = if is_hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        if !is_hashed {
            headers.insert(ETAG, HeaderValue::from_str(&file.etag).ok()?);
            if request.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == file.etag.as_bytes()) {
                *response.status_mut() = StatusCode::NOT_MODIFIED;
                return Some(response);
            }
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
        let accepted = request.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (encoding, bytes) = file.best_for(accepted);
        if let Some(encoding) = encoding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        *response.body_mut() = Body::from(bytes);
        Some(response)
    }

    fn from_files(read: impl IntoIterator<Item = (String, Bytes)>) -> Result<Self, SiteError> {
        let mut site = Self::default();
        let mut assets = Assets::default();
        for (path, bytes) in read {
            if path == MANIFEST {
                assets = read_manifest(&bytes).map_err(SiteError::Manifest)?;
            } else if let Some(path) = path.strip_suffix(".br") {
                site.files.entry(path.to_owned()).or_default().brotli = Some(bytes);
            } else if let Some(path) = path.strip_suffix(".gz") {
                site.files.entry(path.to_owned()).or_default().gzip = Some(bytes);
            } else {
                let file = site.files.entry(path).or_default();
                file.etag = format!("\"{}\"", hex::encode(&Sha256::digest(&bytes)[..8]));
                file.raw = bytes;
            }
        }
        site.assets = Arc::new(assets);
        Ok(site)
    }
}

impl File {
    fn best_for(&self, accepted: &str) -> (Option<&'static str>, Bytes) {
        let accepts = |name: &str| {
            accepted.split(',').any(|part| {
                let (encoding, parameters) = part.split_once(';').unwrap_or((part, ""));
                encoding.trim().eq_ignore_ascii_case(name) && !matches!(parameters.trim(), "q=0" | "q=0.0")
            })
        };
        match (&self.brotli, &self.gzip) {
            (Some(bytes), _) if accepts("br") => (Some("br"), bytes.clone()),
            (_, Some(bytes)) if accepts("gzip") => (Some("gzip"), bytes.clone()),
            _ => (None, self.raw.clone()),
        }
    }
}

fn read_manifest(bytes: &[u8]) -> Result<Assets, serde_json::Error> {
    let names: HashMap<String, String> = serde_json::from_slice(bytes)?;
    Ok(names.into_iter().map(|(name, hashed)| (name, format!("/{ASSETS}{hashed}"))).collect())
}

#[cfg(feature = "embed-site")]
fn embedded() -> Vec<(String, Bytes)> {
    use std::borrow::Cow;
    let bytes = |file: rust_embed::EmbeddedFile| match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    Embedded::iter().filter_map(|path| Some((path.to_string(), bytes(Embedded::get(&path)?)))).collect()
}

#[cfg(not(feature = "embed-site"))]
fn embedded() -> Vec<(String, Bytes)> {
    tracing::warn!("this program holds no site; set CHUANGCHENG_SITE_DIR to a built one");
    Vec::new()
}

/// All files below a folder, by their paths with `/`.
fn read_folder(folder: &Path) -> io::Result<Vec<(String, Bytes)>> {
    let mut files = Vec::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                folders.push((entry.path(), format!("{path}/")));
            } else {
                files.push((path, Bytes::from(std::fs::read(entry.path())?)));
            }
        }
    }
    Ok(files)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        let files = [
            ("manifest.json", r#"{"app.css":"app.1a2b.css"}"#),
            ("assets/app.1a2b.css", "raw"),
            ("assets/app.1a2b.css.br", "brotli"),
            ("assets/app.1a2b.css.gz", "gzip"),
            ("root/sw.js", "worker"),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), Bytes::from_static(text.as_bytes())));
        Site::from_files(files).unwrap()
    }

    fn ask(path: &str, name: &'static str, value: &str) -> Option<Response<Body>> {
        let headers = HeaderMap::from_iter([(
            axum::http::HeaderName::from_static(name),
            HeaderValue::from_str(value).unwrap(),
        )]);
        site().answer(path, &headers)
    }

    #[test]
    fn pages_find_files_by_the_name_without_the_hash() {
        assert_eq!(site().assets().url("app.css"), "/assets/app.1a2b.css");
    }

    #[test]
    fn the_smallest_accepted_encoding_is_sent() {
        let encoding = |accepted: &str| {
            let response = ask("/assets/app.1a2b.css", "accept-encoding", accepted).unwrap();
            assert_eq!(response.headers()[CONTENT_TYPE], "text/css; charset=utf-8");
            response.headers().get(CONTENT_ENCODING).map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(encoding("gzip, deflate, br").as_deref(), Some("br"));
        assert_eq!(encoding("gzip").as_deref(), Some("gzip"));
        assert_eq!(encoding("br;q=0, identity"), None);
        assert_eq!(encoding(""), None);
    }

    #[test]
    fn hashed_files_are_kept_for_ever_and_others_are_asked_for_again() {
        let hashed = ask("/assets/app.1a2b.css", "accept", "*").unwrap();
        assert_eq!(hashed.headers()[CACHE_CONTROL], "public, max-age=31536000, immutable");
        let root = ask("/sw.js", "accept", "*").unwrap();
        assert_eq!(root.headers()[CACHE_CONTROL], "no-cache");
        let etag = root.headers()[ETAG].to_str().unwrap().to_owned();
        assert_eq!(ask("/sw.js", "if-none-match", &etag).unwrap().status(), StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn nothing_else_is_served() {
        for path in ["/", "/manifest.json", "/root/sw.js", "/assets/../manifest.json", "/assets/nothing.css"]
        {
            assert!(ask(path, "accept", "*").is_none(), "{path}");
        }
    }
}
