//! `POST /preferences`: language, colours and text size, kept in cookies.

use crate::middleware::cookies::{self, LONG_SECONDS};
use crate::pages::context::see_other;
use crate::services::Services;
use app::locale::Locale;
use app::page::Theme;
use axum::Form;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

/// What to change; fields that are not sent stay.
#[derive(Debug, Deserialize)]
pub(super) struct Preferences {
    lang: Option<String>,
    theme: Option<String>,
    elder: Option<String>,
    #[serde(default)]
    back: String,
}

pub(super) async fn set(State(services): State<Services>, Form(wished): Form<Preferences>) -> Response {
    let https = services.is_https();
    let mut response = see_other(&wished.back);
    let mut keep = |name, value: &str, seconds| {
        cookies::add(response.headers_mut(), cookies::write(name, value, seconds, https));
    };
    if let Some(locale) = wished.lang.as_deref().and_then(Locale::from_tag) {
        keep(cookies::LANGUAGE, locale.tag(), LONG_SECONDS);
    }
    if let Some(theme) = wished.theme.as_deref().map(Theme::from_text) {
        keep(cookies::THEME, theme.as_str(), LONG_SECONDS);
    }
    match wished.elder.as_deref() {
        Some("1") => keep(cookies::ELDER, "1", LONG_SECONDS),
        Some(_) => keep(cookies::ELDER, "", 0),
        None => {}
    }
    response
}
