//! `/office/areas`: areas, population, units and sites, their import, and posters.

use super::context::{answer, see_other_with};
use super::upload::Upload;
use crate::middleware::client::Client;
use crate::posters::qr_svg;
use crate::services::{Services, imports};
use app::page::{Page, PageContext, PageError};
use app::pages::office::areas;
use app::pages::office::poster::{self, PosterView};
use axum::extract::{Multipart, Path, State};
use axum::response::Response;
use domain::access::Permission;
use domain::error::{ApiError, FieldCode};

pub(super) async fn show(cx: PageContext) -> Response {
    answer(&cx, areas::page(&cx, "", None).await)
}

pub(super) async fn import(
    cx: PageContext,
    State(services): State<Services>,
    client: Client,
    multipart: Multipart,
) -> Response {
    let mut kind = String::new();
    match import_sent(&services, &client, multipart, &mut kind).await {
        Ok(flash) => see_other_with(&cx, "/office/areas", flash),
        Err(error) => answer(&cx, areas::page(&cx, &kind, Some(&error)).await),
    }
}

pub(super) async fn area_poster(cx: PageContext, Path(code): Path<String>) -> Response {
    let page = match cx.backend.area(&code).await {
        Ok(area) => poster(&cx, area.name, "a", &area.code),
        Err(error) => Err(error.into()),
    };
    answer(&cx, page)
}

pub(super) async fn site_poster(cx: PageContext, Path(code): Path<String>) -> Response {
    let page = match cx.backend.site(&code).await {
        Ok(site) => poster(&cx, site.name, "s", &site.code),
        Err(error) => Err(error.into()),
    };
    answer(&cx, page)
}

async fn import_sent(
    services: &Services,
    client: &Client,
    multipart: Multipart,
    kind: &mut String,
) -> Result<&'static str, ApiError> {
    let sent = Upload::new(multipart).one_file(|name, text| {
        if name == "kind" {
            *kind = text;
        }
    });
    let file = sent.await?;
    let (actor, name, bytes) = (&client.actor, file.file_name.as_str(), &file.bytes);
    let imported = match kind.as_str() {
        "areas" => imports::import_areas(services, actor, name, bytes).await?,
        "population" => imports::import_population(services, actor, name, bytes).await?,
        "units" => imports::import_units(services, actor, name, bytes).await?,
        "sites" => imports::import_sites(services, actor, name, bytes).await?,
        _ => {
            let message = "areas, population, units or sites";
            return Err(ApiError::field("kind", FieldCode::Unknown, message));
        }
    };
    Ok(if imported.added > 0 { "imported" } else { "unchanged" })
}

/// A poster whose code leads to `/a/{code}` or `/s/{code}`.
fn poster(cx: &PageContext, place: String, kind: &str, code: &str) -> Result<Page, PageError> {
    cx.backend.actor().require(Permission::OpenOffice)?;
    let address = format!("{}/{kind}/{}", cx.backend.public_url(), in_path(code));
    let qr_svg = qr_svg(&address);
    let view = PosterView { org: String::new(), title: String::new(), place, address, qr_svg };
    Ok(poster::page(cx, view))
}

/// A code as one segment of a path.
fn in_path(code: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let text = |byte: u8| {
        if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    code.bytes().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_code_is_one_segment_of_a_path() {
        assert_eq!(in_path("150623001-a"), "150623001-a");
        assert_eq!(in_path("a/b+城"), "a%2Fb%2B%E5%9F%8E");
    }
}
