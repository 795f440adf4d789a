//! What every page is given, and how pages and their failures become answers.

use crate::middleware::client::Client;
use crate::middleware::cookies;
use crate::middleware::headers::Nonce;
use crate::middleware::shell;
use crate::services::Services;
use crate::services::backend::RequestBackend;
use app::locale::Locale;
use app::page::{Page, PageContext, PageError, Theme};
use app::pages::error;
use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, LOCATION, REFERER, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use domain::access::Actor;
use domain::error::{ApiError, ErrorCode};
use std::convert::Infallible;
use std::sync::Arc;

/// Holds the code of what just happened, for the page that a form leads to.
const FLASH: &str = "cc_flash";
const FLASH_SECONDS: u32 = 60;

impl FromRequestParts<Services> for PageContext {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, Infallible> {
        let client = parts.extensions.get::<Client>();
        let nonce = parts.extensions.get::<Nonce>().map(|Nonce(nonce)| nonce.clone()).unwrap_or_default();
        Ok(build(services, client, nonce, &parts.method, &parts.uri, &parts.headers))
    }
}

/// The context of a request. Without a client nobody in particular asks.
pub fn build(
    services: &Services,
    client: Option<&Client>,
    nonce: String,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
) -> PageContext {
    let actor = client.map_or(Actor::Anonymous, |client| client.actor.clone());
    let shell = shell::is_asked(headers);
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    // A form's own address may not be one to return to; the page that holds the form is.
    let referrer = (*method != Method::GET).then(|| referrer(headers, &services.public_url)).flatten();
    PageContext {
        backend: Arc::new(RequestBackend::new(services.clone(), actor)),
        locale: locale(headers),
        theme: Theme::from_text(cookies::read(headers, cookies::THEME).unwrap_or_default()),
        elder: cookies::read(headers, cookies::ELDER) == Some("1"),
        nonce,
        assets: services.site.assets(),
        path: referrer.unwrap_or_else(|| path.to_owned()),
        // What just happened is told to the person, not to the copy that their phone keeps.
        flash: cookies::read(headers, FLASH).filter(|_| !shell).map(str::to_owned),
        plain: uri
            .query()
            .is_some_and(|query| query.split('&').any(|field| matches!(field, "plain" | "plain=1"))),
        shell,
    }
}

/// A page, or the page that says why there is none.
pub fn answer(cx: &PageContext, page: Result<Page, PageError>) -> Response {
    match page {
        Ok(page) => {
            let status = StatusCode::from_u16(page.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut response = (status, Html(page.html)).into_response();
            shell::mark(cx, response.headers_mut());
            if cx.flash.is_some() {
                cookies::add(response.headers_mut(), cookies::write(FLASH, "", 0, is_https(cx)));
            }
            response
        }
        Err(PageError::Redirect(to)) => see_other(&to),
        Err(PageError::Api(error)) => answer_error(cx, &error),
    }
}

/// The page of a failure; whoever has to sign in first is led there.
pub fn answer_error(cx: &PageContext, error: &ApiError) -> Response {
    if error.code == ErrorCode::Unauthenticated {
        return see_other(&format!("/signin?next={}", encoded(&cx.path)));
    }
    let mut response = answer(cx, Ok(error::page(cx, error)));
    if let Some(seconds) = error.retry_after_seconds {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Leads on after a form. An address outside of this site leads home.
pub fn see_other(to: &str) -> Response {
    let to = HeaderValue::from_str(local(to)).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
}

/// The same, and the next page tells what happened: a code of `app::components::flash`.
pub fn see_other_with(cx: &PageContext, to: &str, flash: &str) -> Response {
    let mut response = see_other(to);
    cookies::add(response.headers_mut(), cookies::write(FLASH, flash, FLASH_SECONDS, is_https(cx)));
    response
}

/// An address of this site, else `/`. Browsers read `//` and `/\` as the beginning of another site's address.
pub fn local(address: &str) -> &str {
    let inside = address.starts_with('/') && !address[1..].starts_with(['/', '\\']);
    let plain = address.chars().all(|c| c.is_ascii() && !c.is_ascii_control() && c != ' ');
    if inside && plain { address } else { "/" }
}

fn is_https(cx: &PageContext) -> bool {
    cx.backend.public_url().starts_with("https://")
}

fn locale(headers: &HeaderMap) -> Locale {
    let chosen = cookies::read(headers, cookies::LANGUAGE).and_then(Locale::from_tag);
    let wished = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    chosen.unwrap_or_else(|| Locale::negotiate(wished))
}

/// Path and query of the page that the request came from, if it is one of ours.
fn referrer(headers: &HeaderMap, public_url: &str) -> Option<String> {
    let referrer: Uri = headers.get(REFERER)?.to_str().ok()?.parse().ok()?;
    let public: Uri = public_url.parse().ok()?;
    let host = headers.get("host").and_then(|host| host.to_str().ok());
    let from = referrer.authority()?.as_str();
    let is_ours =
        Some(from) == host || Some(from) == public.authority().map(axum::http::uri::Authority::as_str);
    let path = referrer.path_and_query().filter(|_| is_ours)?;
    Some(local(path.as_str()).to_owned())
}

/// A text as a value in a query.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (axum::http::HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn redirects_stay_on_this_site() {
        assert_eq!(local("/office/reports?status=received"), "/office/reports?status=received");
        for outside in
            ["", "https://example.org", "//example.org", "/\\example.org", "/a\r\nb", "/\t/example.org"]
        {
            assert_eq!(local(outside), "/", "{outside:?}");
        }
    }

    #[test]
    fn a_chosen_language_wins_over_the_browsers() {
        assert_eq!(locale(&headers(&[("accept-language", "en")])), Locale::En);
        assert_eq!(locale(&headers(&[("cookie", "cc_lang=zh-CN"), ("accept-language", "en")])), Locale::Zh);
        assert_eq!(locale(&headers(&[])), Locale::Zh);
    }

    #[test]
    fn only_our_own_pages_are_returned_to() {
        let from = |referrer: &'static str| referrer_of(&[("referer", referrer), ("host", "127.0.0.1:3000")]);
        assert_eq!(from("http://127.0.0.1:3000/report?area=1").as_deref(), Some("/report?area=1"));
        assert_eq!(from("https://example.cn/report").as_deref(), Some("/report"));
        assert_eq!(from("https://evil.example/report"), None);
    }

    fn referrer_of(pairs: &[(&'static str, &'static str)]) -> Option<String> {
        referrer(&headers(pairs), "https://example.cn")
    }

    #[test]
    fn the_address_to_return_to_cannot_add_fields() {
        assert_eq!(encoded("/office?a=1&b=城"), "/office%3Fa%3D1%26b%3D%E5%9F%8E");
    }
}
