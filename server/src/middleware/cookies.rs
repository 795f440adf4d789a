//! Reading and writing cookies.

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};

/// The language, `zh-CN` or `en`.
pub const LANGUAGE: &str = "cc_lang";
/// The colours: `system`, `light` or `dark`.
pub const THEME: &str = "cc_theme";
/// `1` for large text and targets.
pub const ELDER: &str = "cc_elder";
/// A random name for this device, so that neighbours behind one address need not share a rate limit.
pub const DEVICE: &str = "cc_device";

/// How long preferences and the device's name are kept: 400 days, which is as long as browsers do.
pub const LONG_SECONDS: u32 = 400 * 24 * 3_600;

/// The name of the session cookie. Over https a browser then refuses one that another host of the domain planted.
pub const fn session_name(https: bool) -> &'static str {
    if https { "__Host-cc_session" } else { "cc_session" }
}

/// The name of the cookie by which a volunteer's phone is known.
pub const fn phone_name(https: bool) -> &'static str {
    if https { "__Host-cc_phone" } else { "cc_phone" }
}

/// The value of a cookie in the request.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

/// A cookie that scripts cannot read and other sites cannot send with a form. Zero seconds delete it. The value is
/// text without spaces, quotes, commas or semicolons.
pub fn write(name: &str, value: &str, seconds: u32, https: bool) -> HeaderValue {
    let secure = if https { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).expect("names and values of cookies are plain text")
}

/// Adds a cookie to an answer.
pub fn add(headers: &mut HeaderMap, cookie: HeaderValue) {
    headers.append(SET_COOKIE, cookie);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("xcc_lang=fr; cc_lang=en;cc_elder=1"));
        headers.append(COOKIE, HeaderValue::from_static("cc_device=a=b"));
        assert_eq!(read(&headers, LANGUAGE), Some("en"));
        assert_eq!(read(&headers, ELDER), Some("1"));
        assert_eq!(read(&headers, DEVICE), Some("a=b"));
        assert_eq!(read(&headers, THEME), None);
    }

    #[test]
    fn the_session_cookie_is_bound_to_the_host_over_https() {
        let cookie = write(session_name(true), "secret", 60, true);
        assert_eq!(cookie, "__Host-cc_session=secret; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
        let cookie = write(session_name(false), "secret", 60, false);
        assert_eq!(cookie, "cc_session=secret; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
    }
}
