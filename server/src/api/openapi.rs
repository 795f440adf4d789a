//! The description of the API: `/api/v1/openapi.json` for programs, `/api/v1` for people.

use crate::api::BASE;
use crate::services::Services;
use app::page::render;
use axum::Json;
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use leptos::prelude::*;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// What is true of the whole API; the resources describe themselves.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Chuangcheng",
        description = "Reports of problems and awareness of the civilised-city campaign. JSON, times as RFC 3339 with \
                       a zone, places as WGS-84 degrees. Unknown fields are an error. Programs send \
                       `Authorization: Bearer TOKEN`."
    ),
    components(schemas(domain::error::ErrorBody)),
    modifiers(&Tokens)
)]
pub struct Description;

/// How programs are recognised.
struct Tokens;

impl Modify for Tokens {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A token of `chuangcheng token create`."))
            .build();
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
    }
}

/// Serves the description in both forms.
pub fn router(description: &utoipa::openapi::OpenApi) -> Router<Services> {
    let json = Json(description.clone());
    let html = page(description);
    Router::new()
        .route(&format!("{BASE}/openapi.json"), get(move || std::future::ready(json.clone())))
        .route(BASE, get(move || std::future::ready(Html(html.clone()))))
}

/// A plain list of everything the API offers.
fn page(description: &utoipa::openapi::OpenApi) -> String {
    let json = format!("{BASE}/openapi.json");
    let rows: Vec<_> = operations(description)
        .map(|(method, path, operation)| {
            let summary = operation.summary.clone().unwrap_or_default();
            view! { <tr><td><code>{method}</code></td><td><code>{path.to_owned()}</code></td><td>{summary}</td></tr> }
        })
        .collect();
    let body = render(view! {
        <main>
            <h1>"Chuangcheng API"</h1>
            <p>"Types, fields and errors are described in "<a href=json.clone()>{json.clone()}</a>" (OpenAPI)."</p>
            <table>
                <thead><tr><th scope="col">"Method"</th><th scope="col">"Path"</th><th scope="col">"What it does"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </main>
    });
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Chuangcheng API</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"></head><body>{body}</body></html>"
    )
}

fn operations(
    description: &utoipa::openapi::OpenApi,
) -> impl Iterator<Item = (&'static str, &str, &Operation)> {
    description.paths.paths.iter().flat_map(|(path, item)| {
        [("GET", &item.get), ("PUT", &item.put), ("POST", &item.post), ("DELETE", &item.delete)]
            .into_iter()
            .filter_map(move |(method, operation)| Some((method, path.as_str(), operation.as_ref()?)))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_operation_is_described_and_listed() {
        let description = crate::api::router().to_openapi();
        let page = super::page(&description);
        let mut count = 0;
        for (method, path, operation) in super::operations(&description) {
            assert!(operation.summary.as_ref().is_some_and(|text| !text.is_empty()), "{method} {path}");
            assert!(path.starts_with("/api/v1/") && page.contains(path), "{path}");
            count += 1;
        }
        assert!(count >= 10, "{count}");
    }
}
