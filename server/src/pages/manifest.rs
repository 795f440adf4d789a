//! `/manifest.webmanifest`: what a phone needs to put the program on its home screen, in the language of the page.

use crate::services::Services;
use app::locale::Locale;
use app::page::Assets;
use app::t;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

/// Pictures of the program, by file in `public/screens`: size, and whether it is that of a desk.
const SCREENS: [(&str, &str, bool); 3] = [
    ("phone-home.webp", "824x1646", false),
    ("phone-report.webp", "824x1646", false),
    ("desk.webp", "1440x900", true),
];

/// The query: browsers ask without cookies.
#[derive(Debug, Deserialize)]
pub(super) struct Wished {
    lang: Option<String>,
}

pub(super) async fn show(State(services): State<Services>, Query(wished): Query<Wished>) -> Response {
    let locale = wished.lang.as_deref().and_then(Locale::from_tag).unwrap_or(Locale::Zh);
    let headers = [(CONTENT_TYPE, "application/manifest+json"), (CACHE_CONTROL, "no-cache")];
    (headers, manifest(locale, &services.site.assets()).to_string()).into_response()
}

fn manifest(l: Locale, assets: &Assets) -> Value {
    let icon = |name: &str, size: &str, purpose: &str| {
        json!({
            "src": assets.url(&format!("icons/{name}.png")), "sizes": size, "type": "image/png", "purpose": purpose,
        })
    };
    let shortcut = |name: &str, url: &str, picture: &str| json!({ "name": name, "short_name": name, "url": url, "icons": [icon(picture, "192x192", "any")] });
    let screens = SCREENS.map(|(file, sizes, is_wide)| {
        let label = match file {
            "phone-home.webp" => t::install::screen_home(l),
            "phone-report.webp" => t::install::screen_report(l),
            _ => t::install::screen_desk(l),
        };
        json!({
            "src": format!("/screens/{file}"), "sizes": sizes, "type": "image/webp", "label": label,
            "form_factor": if is_wide { "wide" } else { "narrow" },
        })
    });
    json!({
        // The same program in every language, so that it is never installed twice.
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "lang": l.tag(),
        "dir": "ltr",
        "name": t::install::full_name(l),
        "short_name": t::install::short_name(l),
        "description": t::install::description(l),
        "display": "standalone",
        "theme_color": "#ffffff",
        "background_color": "#f3f6f5",
        "categories": ["government", "productivity", "utilities"],
        "prefer_related_applications": false,
        "icons": [
            icon("app-192", "192x192", "any"),
            icon("app-512", "512x512", "any"),
            icon("app-maskable-192", "192x192", "maskable"),
            icon("app-maskable-512", "512x512", "maskable"),
        ],
        "shortcuts": [
            shortcut(t::install::shortcut_report(l), "/report", "shortcut-report"),
            shortcut(t::install::shortcut_quiz(l), "/quiz", "shortcut-quiz"),
            shortcut(t::install::shortcut_today(l), "/today", "shortcut-today"),
        ],
        "screenshots": screens,
        "share_target": {
            "action": "/share",
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [{ "name": "photo", "accept": ["image/jpeg", "image/png", "image/webp"] }],
            },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_describe_the_same_program() {
        let assets = Assets::default();
        let (zh, en) = (manifest(Locale::Zh, &assets), manifest(Locale::En, &assets));
        assert_eq!((&zh["id"], &zh["start_url"], &zh["scope"]), (&en["id"], &en["start_url"], &en["scope"]));
        assert_eq!((zh["short_name"].as_str(), zh["lang"].as_str()), (Some("创城通"), Some("zh-CN")));
        assert_ne!(zh["name"], en["name"]);
    }

    #[test]
    fn every_shortcut_and_the_share_target_lie_in_its_scope() {
        let told = manifest(Locale::Zh, &Assets::default());
        let addresses = told["shortcuts"].as_array().unwrap().iter().map(|shortcut| &shortcut["url"]);
        for address in addresses.chain([&told["share_target"]["action"]]) {
            assert!(address.as_str().unwrap().starts_with('/'), "{address}");
        }
    }
}
