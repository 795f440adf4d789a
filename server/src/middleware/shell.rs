//! Copies of pages that a phone keeps for when it has no network. The service worker asks for them with a header, and
//! keeps only what comes back marked as a copy, so that a page made for one person never becomes the page of another.

use app::page::PageContext;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// Asks for a copy: `1` for one of nobody in particular, `own` for one of whoever is signed in. In the answer: language,
/// colours and text size of the copy.
pub const SHELL: HeaderName = HeaderName::from_static("x-shell");
/// In the answer of a page: the id of the person it was made for, empty for nobody in particular. The worker forgets the
/// pages of everybody else when it sees one.
pub const PERSON: HeaderName = HeaderName::from_static("x-person");

/// Whether a copy is asked for.
pub fn is_asked(headers: &HeaderMap) -> bool {
    headers.contains_key(SHELL)
}

/// Whether a copy of nobody in particular is asked for: sessions do not count then. Any word but `own` means that.
pub fn is_nobodys(headers: &HeaderMap) -> bool {
    headers.get(SHELL).is_some_and(|value| value != "own")
}

/// Marks an answer with what it is and whose.
pub fn mark(cx: &PageContext, headers: &mut HeaderMap) {
    let person = cx.backend.actor().user_id().map(|id| id.to_string()).unwrap_or_default();
    headers.insert(PERSON, HeaderValue::from_str(&person).unwrap_or(HeaderValue::from_static("")));
    if cx.shell {
        let look = format!("{},{},{}", cx.locale.tag(), cx.theme.as_str(), u8::from(cx.elder));
        headers.insert(SHELL, HeaderValue::from_str(&look).unwrap_or(HeaderValue::from_static("")));
        // The worker's cache is the only one that may keep it.
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_copies_are_made_for_somebody() {
        let ask = |value: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            if let Some(value) = value {
                headers.insert(SHELL, HeaderValue::from_static(value));
            }
            (is_asked(&headers), is_nobodys(&headers))
        };
        assert_eq!(ask(None), (false, false));
        assert_eq!(ask(Some("1")), (true, true));
        assert_eq!(ask(Some("")), (true, true));
        assert_eq!(ask(Some("own")), (true, false));
    }
}
