//! `/sw.js`: the service worker, with its version and the list of what it keeps.

use crate::services::Services;
use app::page::{Assets, PageContext};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::io::Read as _;
use tokio::sync::OnceCell;

const SCRIPT: &str = include_str!("../../assets/worker.js");
/// Where the script has the list.
const PLACE: &str = "__SITE__";
/// Pages that look the same to everybody, besides the published forms.
const PAGES: [&str; 7] = ["/", "/report", "/quiz", "/me", "/outbox", "/install", "/offline"];
/// Pages that exist for one person only. Who may not see one gets no copy of it.
const PERSONAL: [&str; 3] = ["/today", "/walk", "/walk/order"];
/// Those of them that open what lies below them themselves.
const ROOMS: [&str; 1] = ["/today"];
/// Pages below these are kept for the person who has looked at them.
const SEEN: [&str; 1] = ["/walk/sites/"];
/// Files that these pages need, also those that they load later.
const FILES: [&str; 15] = [
    "app.css",
    "app.js",
    "app.wasm",
    "whole.js",
    "whole.wasm",
    "start.js",
    "outbox.js",
    "ledger.js",
    "ui.svg",
    "app.svg",
    "categories.svg",
    "map.js",
    "leaflet.js",
    "leaflet.css",
    "icons/app-192.png",
];
/// Lists that forms need.
const DATA: [&str; 2] = ["/api/v1/categories", "/api/v1/areas"];

/// A hash of the program, which holds the pages; reckoned once.
static PROGRAM: OnceCell<String> = OnceCell::const_new();

/// What the worker is told.
#[derive(Debug, Serialize)]
struct Told {
    version: String,
    pages: Vec<String>,
    personal: [&'static str; 3],
    rooms: [&'static str; 1],
    seen: [&'static str; 1],
    assets: Vec<String>,
    data: Vec<String>,
}

pub(super) async fn script(cx: PageContext, State(services): State<Services>) -> Response {
    // While the database does not answer, the worker of before stays in use.
    let forms = match cx.backend.published_questionnaires().await {
        Ok(forms) => forms,
        Err(error) => return super::context::answer_error(&cx, &error),
    };
    let forms: Vec<(String, u32)> = forms.into_iter().map(|form| (form.slug, form.version)).collect();
    let program = PROGRAM.get_or_init(program_hash).await;
    let told = told(&services.site.assets(), &forms, program);
    let json = serde_json::to_string(&told).unwrap_or_default();
    let headers: HeaderMap = [
        (CONTENT_TYPE, "text/javascript; charset=utf-8".parse()),
        // Asked for with every page: a worker that cannot be replaced would be the end.
        (CACHE_CONTROL, "no-cache".parse()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value.ok()?)))
    .collect();
    (headers, SCRIPT.replacen(PLACE, &json, 1)).into_response()
}

/// The list, whose version changes with the program, the files, and the forms.
fn told(assets: &Assets, forms: &[(String, u32)], program: &str) -> Told {
    let files =
        FILES.map(|name| assets.url(name).to_owned()).into_iter().filter(|address| !address.is_empty());
    let mut told = Told {
        version: String::new(),
        pages: PAGES.map(str::to_owned).into(),
        personal: PERSONAL,
        rooms: ROOMS,
        seen: SEEN,
        assets: files.collect(),
        data: DATA.map(str::to_owned).into(),
    };
    let mut hash = Sha256::new();
    hash.update(program);
    hash.update(SCRIPT);
    for file in &told.assets {
        hash.update(file);
    }
    for (slug, version) in forms {
        hash.update(format!("{slug} {version}\n"));
        told.pages.push(format!("/q/{slug}"));
        told.data.push(format!("/api/v1/questionnaires/{slug}"));
    }
    told.version = hex::encode(&hash.finalize()[..8]);
    told
}

/// The program's own hash; its version where it cannot be read.
async fn program_hash() -> String {
    let read = || {
        let mut file = std::fs::File::open(std::env::current_exe()?)?;
        let (mut hash, mut part) = (Sha256::new(), vec![0; 1 << 20]);
        loop {
            match file.read(&mut part)? {
                0 => return Ok::<_, std::io::Error>(hex::encode(hash.finalize())),
                bytes => hash.update(&part[..bytes]),
            }
        }
    };
    let hash = tokio::task::spawn_blocking(read).await;
    hash.ok().and_then(Result::ok).unwrap_or_else(|| env!("CARGO_PKG_VERSION").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(css: &str, version: u32) -> Told {
        let assets = [("app.css".to_owned(), css.to_owned())].into_iter().collect();
        told(&assets, &[("quiz".to_owned(), version)], "program")
    }

    #[test]
    fn published_forms_are_kept_with_what_they_need() {
        let told = list("/assets/app.1.css", 1);
        assert_eq!(told.assets, ["/assets/app.1.css"]);
        assert!(told.pages.contains(&"/q/quiz".to_owned()));
        assert!(told.data.contains(&"/api/v1/questionnaires/quiz".to_owned()));
    }

    #[test]
    fn the_version_changes_with_files_and_forms_and_nothing_else() {
        let version = |css, form| list(css, form).version;
        assert_eq!(version("/assets/app.1.css", 1), version("/assets/app.1.css", 1));
        assert_ne!(version("/assets/app.1.css", 1), version("/assets/app.2.css", 1));
        assert_ne!(version("/assets/app.1.css", 1), version("/assets/app.1.css", 2));
    }

    #[test]
    fn the_script_has_one_place_for_the_list_and_touches_nothing_but_reads() {
        assert_eq!(SCRIPT.matches(PLACE).count(), 1);
        assert!(SCRIPT.contains(r#"request.method !== "GET""#));
    }
}
