//! What the server's error codes mean, for people. Those that a form of ours cannot bring about share one text.

use crate::locale::Locale;
use crate::t::error as t;

/// What went wrong, by its code; empty when the answer was not readable.
pub(super) fn failure(l: Locale, code: &str, retry_after: Option<u32>) -> String {
    let text = match (code, retry_after) {
        ("too_many_requests", Some(seconds)) => {
            let wait =
                if seconds < 60 { t::seconds(l, seconds) } else { t::minutes(l, seconds.div_ceil(60)) };
            return t::too_many_requests_in(l, wait);
        }
        ("too_many_requests", None) => t::too_many_requests(l),
        ("unauthenticated", _) => t::unauthenticated(l),
        ("forbidden", _) => t::forbidden(l),
        ("cross_site", _) => t::cross_site(l),
        ("conflict", _) => t::conflict(l),
        ("too_large", _) => t::too_large(l),
        ("unavailable", _) => t::unavailable(l),
        ("invalid", _) => t::invalid(l),
        _ => t::internal(l),
    };
    text.to_owned()
}

/// What is wrong with a field of a report, by its path and code.
pub(super) fn field_error(l: Locale, path: &str, code: &str) -> &'static str {
    let top = path.split('.').next().unwrap_or_default();
    match (top, code) {
        ("category", _) => t::choose_category(l),
        ("description", "required") => t::describe_or_photo(l),
        ("description", "too_long") => t::description_too_long(l),
        ("location", "required") => t::choose_place(l),
        ("location", _) => t::place_out_of_range(l),
        ("contact", "malformed") => t::phone_malformed(l),
        ("photos", "too_many") => t::photos_too_many(l),
        ("photos", "duplicate") => t::photo_twice(l),
        ("photos", "out_of_range" | "too_long") => t::photo_too_large(l),
        ("photos", "not_allowed") => t::photo_type(l),
        ("photos", _) => t::photo_damaged(l),
        (_, "unknown") => t::unknown(l),
        (_, "too_long") => t::too_long(l),
        (_, "out_of_range") => t::out_of_range(l),
        _ => t::malformed(l),
    }
}
